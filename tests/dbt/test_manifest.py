"""Shape rules of the dbt project, checked over its manifest; exceptions are listed with their reason."""

import re
from pathlib import Path
from typing import Any

import pytest

from dashboards.domains import ROUTES
from pipelines.nightly.project import ensure_manifest
from tests.dbt.conftest import Built
from tests.dbt.raw_tables import DBT_PROJECT
from warehouse.store.files import read_json

Node = dict[str, Any]
TESTS = Path(__file__).resolve().parents[1]

LAYER_PREFIXES = {"staging": ("stg_",), "intermediate": ("int_",), "marts": ("dim_", "fct_", "bridge_", "hist_")}

PREFIX_EXCEPTIONS = {
    "edition": "one row about the edition itself: neither a dimension nor a fact, and named so that readers find it"
}

ENRICH_INPUTS = {
    "dim_topic_text",
    "int_organisations__records",
    "int_partnerships__shared_projects",
    "int_partnerships__theme_texts",
    "int_projects__texts",
    "int_topics__dated",
    "int_topics__instrument_fits",
    "int_topics__texts",
}

NUMBERS_ALLOWED_IN_SQL = {"0", "1", "2", "100", "10", "18", "38"}
"""Null checks and order of lists, two decimals of money, per cent, length of an ISO date, widths of decimals."""


ARITHMETIC = re.compile(r"[\w)\]] [-+/] [\w(\[]|[\w)\]] \* [\w(\[]|\b(?:sum|avg|round)\(")

MOST_LINES_OF_A_CALL = 25
"""What is longer than reading refs and calling one function belongs into `pipelines.enrich`, typed and tested."""


RESTS_ON_PARTICIPATIONS = re.compile(
    r"(project|participation|organisation|neighbour)_count$|_eur$|_share$|^(figure_|bound_)?value$"
)

DATED_OTHERWISE = {
    "dim_topic": "projects that a topic funded are listed without their participations, and budgets are the portal's",
    "fct_bridge": "as fct_partnership_engagement says; a date of its own would measure all networks with every arrival",
    "fct_field_coverage": "how much of a table is filled: of what arrived, whatever it reaches to",
    "fct_framework_check": "of the indicators, each of which has its newest date",
    "fct_match": "of weights",
    "fct_maturity_pair": "of draws over the indicators",
    "fct_maturity_score": "of indicators",
    "fct_service_recommendation": "of draws over the indicators",
    "hist_field_coverage": "what fct_field_coverage said that night",
    "hist_headline": "each edition's figures as it stated them: how far that one could see stands in that edition",
    "hist_indicator_value": "the same of indicators",
    "hist_topic": "budgets are the portal's",
}

SHARES_OF_NO_SET = {
    "bridge_nuts_correspondence.weight_share": "of a region's territory, by the official table",
    "bridge_participation_region.conversion_share": "of one participation; each version adds up to all",
    "fct_bridge.betweenness_share": "of shortest ways; tested against networks worked by hand",
    "fct_engagement_half_year.observed_share": "that of the year in fct_observed_year",
    "fct_maturity_pair.above_share": "of draws",
    "fct_match.score_coverage_share": "of weights, which sum to a hundred",
    "fct_partnering_candidate.company_share": "a rank among the candidates, as the next four",
    "fct_partnering_candidate.complement_share": "a rank",
    "fct_partnering_candidate.evidence_share": "a rank",
    "fct_partnering_candidate.gain_share": "a rank",
    "fct_partnering_candidate.ties_share": "a rank",
    "fct_partnership_engagement.gini_share": "a measure of concentration",
    "fct_partnership_overlap.shared_organisation_share": "of what either has; counted from raw files for two of them",
    "fct_partnership_overlap.shared_project_share": "the same",
    "fct_partnership_overlap.shared_region_share": "the same",
    "fct_partnership_overlap.shared_topic_share": "the same",
    "fct_service_recommendation.draw_share": "of draws",
    "hist_field_coverage.filled_share": "as fct_field_coverage stated it that night",
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = read_json(ensure_manifest())
    return read


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> list[Node]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def layer(model: Node) -> str:
    return str(model["schema"]).split("_")[0]


def parents(model: Node, kind: str) -> list[str]:
    return [parent for parent in model["depends_on"]["nodes"] if parent.startswith(f"{kind}.")]


def test_prefixes_fit_folders(models: list[Node]) -> None:
    wrong = [
        model["name"]
        for model in models
        if not model["name"].startswith(LAYER_PREFIXES[layer(model)]) and model["name"] not in PREFIX_EXCEPTIONS
    ]
    assert wrong == []


def test_staging_models_are_named_after_the_source_they_read(models: list[Node]) -> None:
    staging = [model for model in models if layer(model) == "staging"]
    wrong = [
        model["name"]
        for model in staging
        if [source.split(".")[2] for source in parents(model, "source")] != [model["fqn"][2]]
        or not model["name"].startswith(f"stg_{model['fqn'][2]}__")
    ]
    assert wrong == []


def test_staging_reads_sources_only(models: list[Node]) -> None:
    assert [model["name"] for model in models if layer(model) == "staging" and parents(model, "model")] == []


def test_only_staging_reads_sources(models: list[Node]) -> None:
    assert [model["name"] for model in models if layer(model) != "staging" and parents(model, "source")] == []


def test_enrich_reads_what_the_first_run_makes(manifest: dict[str, Any]) -> None:
    upstream = {f"model.interregio.{name}" for name in ENRICH_INPUTS}
    queue = list(upstream)
    while queue:
        new = set(manifest["parent_map"][queue.pop()]) - upstream
        upstream |= new
        queue += new
    later = ("source.interregio.enrich.", "snapshot.")
    assert [node for node in upstream if node.startswith(later)] == []


def test_every_source_table_is_used(manifest: dict[str, Any], models: list[Node]) -> None:
    used = {source for model in models for source in parents(model, "source")}
    assert set(manifest["sources"]) - used == set()


def test_every_model_before_the_marts_has_a_reader(manifest: dict[str, Any], models: list[Node]) -> None:
    unread = {
        model["name"]
        for model in models
        if layer(model) != "marts"
        and not any(child.startswith("model.") for child in manifest["child_map"][model["unique_id"]])
    }
    assert unread - ENRICH_INPUTS == set()


def test_every_model_and_seed_has_description_and_grain(manifest: dict[str, Any]) -> None:
    silent = [
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"}
        and not (node["description"].strip() and node["config"]["meta"].get("grain"))
    ]
    assert silent == []


def test_every_model_and_seed_has_a_key_test(manifest: dict[str, Any]) -> None:
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == "primary_key"
    }
    kept = {unique_id for unique_id, node in manifest["nodes"].items() if node["resource_type"] in {"model", "seed"}}
    assert kept - tested == set()


def test_marts_have_enforced_contracts_and_typed_columns(models: list[Node]) -> None:
    marts = [model for model in models if layer(model) == "marts"]
    sql = [model for model in marts if model["language"] == "sql"]
    assert [model["name"] for model in sql if not model["contract"]["enforced"]] == []
    bare = [
        f"{model['name']}.{column['name']}"
        for model in marts
        for column in model["columns"].values()
        if not column["data_type"]
    ]
    assert bare == []


def test_published_python_models_and_seeds_hold_the_columns_they_state(manifest: dict[str, Any], facts: Built) -> None:
    """dbt enforces contracts on SQL alone."""
    published = {
        node["name"]: {name: column["data_type"] for name, column in node["columns"].items()}
        for node in manifest["nodes"].values()
        if node["schema"].startswith("marts_")
        and (node["resource_type"] == "seed" or node.get("language") == "python")
        and node["resource_type"] in {"model", "seed"}
    }
    built: dict[str, dict[str, str]] = {name: {} for name in published}
    for table, column, data_type in facts.query(
        "select table_name, column_name, lower(data_type) from duckdb_columns() where schema_name like 'marts%'"
    ):
        if table in built:
            built[table][column] = data_type
    assert built == published
    assert len(published) > 1


def test_columns_are_described_by_name_and_nowhere_else(models: list[Node]) -> None:
    """In `columns.csv`; a description in a model's YAML would be a second place."""
    described = [
        f"{model['name']}.{column['name']}"
        for model in models
        for column in model["columns"].values()
        if column["description"]
    ]
    assert described == []


def test_every_seed_gives_reasons(manifest: dict[str, Any]) -> None:
    seeds = [node for node in manifest["nodes"].values() if node["resource_type"] == "seed"]
    without_reason = []
    for seed in seeds:
        header, *lines = (DBT_PROJECT / seed["original_file_path"]).read_text(encoding="utf-8").splitlines()
        # A fact stands for itself: it gives where it is from.
        if not header.endswith((",reason", ",source")) or any(line.endswith(",") for line in lines):
            without_reason.append(seed["name"])
    assert without_reason == []


def test_models_hold_no_numbers_of_the_method(models: list[Node]) -> None:
    found = {
        model["name"]: numbers
        for model in models
        if (numbers := _numbers_in(model["raw_code"]) - NUMBERS_ALLOWED_IN_SQL)
    }
    assert found == {}


def has_arithmetic(sql: str) -> bool:
    """Whether a model adds, subtracts, multiplies, divides, sums or rounds."""
    code = re.sub(r"--[^\n]*|\{#.*?#\}|\{%.*?%\}|'[^']*'", "''", sql, flags=re.DOTALL)
    return bool(ARITHMETIC.search(re.sub(r"\{\{.*?\}\}", "x", code, flags=re.DOTALL).replace("select * from", "")))


def test_every_formula_has_a_test(manifest: dict[str, Any], models: list[Node]) -> None:
    """A unit test of dbt, or the test that the model's meta names as `formula_test`."""
    tested = {f"model.{test['package_name']}.{test['model']}" for test in manifest["unit_tests"].values()}
    named = {model["name"]: model["config"]["meta"].get("formula_test") for model in models}
    formulas = [model for model in models if has_arithmetic(model["raw_code"])]
    assert [one["name"] for one in formulas if one["unique_id"] not in tested and not named[one["name"]]] == []

    claims = {node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test"}
    written = "".join(path.read_text(encoding="utf-8") for path in sorted(TESTS.rglob("test_*.py")))
    assert {name for name in named.values() if name} - claims - set(re.findall(r"def (\w+)\(", written)) == set()


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("select a / b as c", True, id="division"),
        pytest.param("select sum(a) as c", True, id="sum"),
        pytest.param("select (a) * {{ parameter('x') }} as c", True, id="product with a parameter"),
        pytest.param("select * from final", False, id="star"),
        pytest.param("select count(*) as c", False, id="count"),
        pytest.param("select 'a - b' as c -- a + b", False, id="text and comment"),
        pytest.param("{# a + b #} select {{ x - y }} as c", False, id="template"),
    ],
)
def test_arithmetic_is_recognised(sql: str, expected: bool) -> None:
    assert has_arithmetic(sql) is expected


def test_figures_of_projects_and_money_say_how_far_they_were_observed(manifest: dict[str, Any]) -> None:
    """What is counted or summed over participations ends where they end: by a column, or by what each row is of."""
    rests_on_participations: set[str] = set()
    unread = ["model.interregio.int_participations__unioned"]
    while unread:
        children = set(manifest["child_map"][unread.pop()]) - rests_on_participations
        rests_on_participations |= children
        unread.extend(children)
    unsaid = {
        name: figures
        for node in map(manifest["nodes"].get, sorted(rests_on_participations))
        if node
        and node["resource_type"] == "model"
        and layer(node) == "marts"
        and (name := node["name"]) not in DATED_OTHERWISE
        and not {"observed_to", "newest_date", "project_year", "project_id", "participation_id"}
        & node["columns"].keys()
        and (figures := [column for column in node["columns"] if RESTS_ON_PARTICIPATIONS.search(column)])
    }
    assert unsaid == {}


def test_shares_are_those_of_two_counts_over_one_set(manifest: dict[str, Any]) -> None:
    """Each is counted again every night, or says what it is a share of that is no set of rows."""
    counted_again = (DBT_PROJECT / "tests" / "assert_figures_are_counted_within_their_population.sql").read_text()
    shares = {
        f"{node['name']}.{column}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and layer(node) == "marts"
        for column in node["columns"]
        if column.endswith("_share")
    }
    named = {share for share in shares if re.search(r"\W{}\W[^;]*?\b{}\b".format(*share.split(".")), counted_again)}
    assert shares - named == SHARES_OF_NO_SET.keys()


def test_models_read_no_clock(models: list[Node]) -> None:
    clock = re.compile(r"current_date|current_timestamp|\bnow\(|\btoday\(|get_current_time", re.IGNORECASE)
    assert [model["name"] for model in models if clock.search(model["raw_code"])] == []


def test_models_read_inputs_where_they_use_them_and_end_in_their_own_select(models: list[Node]) -> None:
    sql = {model["name"]: model["raw_code"] for model in models if model["language"] == "sql"}
    assert [name for name, code in sql.items() if re.search(r"select \* from final\s*$", code)] == []
    read_once = {
        name: once
        for name, code in sql.items()
        if (
            once := [
                cte
                for cte in re.findall(r"(\w+) as \(\s*select \* from \{\{[^}]*\}\}\s*\)", code)
                if len(re.findall(rf"(?:from|join)\s+{cte}\b|'{cte}'|\"{cte} where", code)) == 1
            ]
        )
    }
    assert read_once == {}


def test_python_models_only_call_the_package(models: list[Node]) -> None:
    python = [model for model in models if model["language"] == "python"]
    assert [model["name"] for model in python if "from pipelines.enrich." not in model["raw_code"]] == []
    assert [model["name"] for model in python if len(model["raw_code"].splitlines()) > MOST_LINES_OF_A_CALL] == []


def test_every_page_has_an_exposure(manifest: dict[str, Any]) -> None:
    labels = " ".join(exposure["label"] for exposure in manifest["exposures"].values())
    named = {"/region/{named}": "/region/<code>", "/funding/{pair}": "/funding/<partnership>/<topic>"}
    pages = [named.get(route.path, route.path.replace("{named}", "<id>")) for route in ROUTES]
    # The methodology is the dictionary itself and rests on no mart.
    assert [page for page in pages if f"({page})" not in labels and not page.startswith("/methodology")] == []


def test_methods_say_formula_source_limits_and_example(manifest: dict[str, Any]) -> None:
    methods = {doc["name"]: doc["block_contents"] for doc in manifest["docs"].values() if "methodology" in doc["name"]}
    assert len(methods) == len(list(Path(DBT_PROJECT / "docs").glob("methodology_*.md")))
    incomplete = [
        name
        for name, text in methods.items()
        if not all(heading in text for heading in ("**Question.**", "**Source.**", "**Limits.**", "**Example.**"))
    ]
    assert incomplete == []


def _numbers_in(sql: str) -> set[str]:
    code = re.sub(r"--[^\n]*", "", sql)
    code = re.sub(r"'[^']*'", "''", code)
    code = re.sub(r"\{\{.*?\}\}", "", code, flags=re.DOTALL)
    return set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", code))
