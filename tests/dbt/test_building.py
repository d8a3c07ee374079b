"""What a night builds, skips and refuses, on a small database; whole nights are tested elsewhere."""

import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.enrich import organisations
from pipelines.nightly import enriching
from pipelines.nightly.building import BuildOutcome, BuiltNode, build
from pipelines.nightly.project import INDIRECT_SELECTION, Project, compiled_project
from tests.dbt.conftest import Built
from tests.dbt.raw_tables import run_dbt, run_enrich_stand_in, write_raw_tables
from tests.dbt.small_rows import AS_OF, FACTS

TONIGHT, TOMORROW = date.fromisoformat(AS_OF), date(2026, 8, 11)
STATE = "build.node_state"


def build_part(database: Path, selector: str, as_of: date = TONIGHT, programmes: Sequence[str] = ()) -> BuildOutcome:
    return build(selector, database=database, as_of=as_of, programmes=programmes, progress=lambda _: None)


def build_both(database: Path, as_of: date = TONIGHT, programmes: Sequence[str] = ()) -> dict[str, BuiltNode]:
    nodes: list[BuiltNode] = []
    for selector in ("prepare", "publishable"):
        outcome = build_part(database, selector, as_of, programmes)
        assert outcome.is_ok, outcome.failures.describe()
        nodes.extend(outcome.nodes)
    return {node.unique_id: node for node in nodes}


def change(database: Path, *statements: str) -> None:
    with duckdb.connect(str(database)) as connection:
        for statement in statements:
            connection.execute(statement)


def read_marts(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every mart, in an order of their own, beside the names and types of its columns."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name like 'marts%' order by 1"
        ).fetchall()
        marts = {}
        for (name,) in names:
            described = connection.execute(f"select column_name, column_type from (describe {name})").fetchall()
            marts[name] = [*described, *connection.execute(f"from {name} order by all").fetchall()]
        return marts


@pytest.fixture(scope="session")
def project() -> Project:
    return compiled_project()


@pytest.fixture(scope="session")
def built_by_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("by-hand") / "interregio.duckdb"
    write_raw_tables(database, FACTS)
    for selector, indirect_selection in INDIRECT_SELECTION.items():
        selection = ("--selector", selector, "--indirect-selection", indirect_selection)
        outcome = run_dbt(database, "build", *selection, "--exclude-resource-type", "unit_test", as_of=AS_OF)
        assert outcome.returncode == 0, outcome.stdout
        assert "eprecat" not in outcome.stdout, outcome.stdout
        if selector == "prepare":
            run_enrich_stand_in(database)
    return database


@pytest.fixture
def database(facts: Built, tmp_path: Path) -> Path:
    copied = tmp_path / facts.database.name
    shutil.copyfile(facts.database, copied)
    return copied


def forget(database: Path, *keys: str) -> None:
    """Removes what is remembered of some nodes, or of all."""
    kept = f"where unique_id not in ({', '.join(repr(key) for key in keys)})" if keys else "where false"
    change(database, f"create or replace table {STATE} as from {STATE} {kept}")


def rests_on(project: Project, causes: set[str]) -> set[str]:
    """Ids of the nodes that are, or rest on, one of these."""
    found = set(causes)
    for key, node in project.nodes.items():
        if found.intersection(node.parents):
            found.add(key)
    return found


def test_a_night_leaves_what_dbt_would_by_hand(built_by_hand: Path, facts: Built) -> None:
    assert read_marts(facts.database) == read_marts(built_by_hand)


def test_nothing_is_built_or_tested_where_nothing_changed(database: Path) -> None:
    nodes = build_both(database)
    assert Counter(node.status for node in nodes.values() if node.resource_type in ("model", "seed")) == {
        "unchanged": sum(node.resource_type in ("model", "seed") for node in nodes.values())
    }
    # Tests that warn say so each night; a snapshot is taken from the restored spells each night.
    ran = [node for node in nodes.values() if node.status == "success"]
    assert all(node.resource_type == "snapshot" or node.message for node in ran)


def test_a_moved_date_builds_only_what_rests_on_it(database: Path, project: Project) -> None:
    nodes = build_both(database, TOMORROW)
    reads_date = {key for key, node in project.nodes.items() if "as_of" in node.variables}
    snapshots = {key for key, node in project.nodes.items() if node.resource_type == "snapshot"}
    anew = {key for key, node in nodes.items() if node.status == "success" and not node.message}
    assert anew <= rests_on(project, reads_date | snapshots)
    assert reads_date & nodes.keys() <= anew
    assert Counter(nodes[key].status for key in nodes if nodes[key].resource_type == "seed").keys() == {"unchanged"}
    # Of a topic only the days left move with every date.
    topics = ("int_contradictions__compared", "int_eligibility__rules", "int_topics__texts", "fct_headline_row")
    assert {nodes[key].status for key in nodes if project.nodes[key].name in topics} == {"unchanged"}


def test_enrichment_is_made_again_only_of_other_rows(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisations, "link_organisations", None)
    with duckdb.connect(str(database)) as connection:
        assert enriching.link_organisations(connection)["enrich.organisation_link"] > 0
        connection.execute("update intermediate.int_organisations__records set city = 'elsewhere'")
        with pytest.raises(TypeError, match="NoneType"):
            enriching.link_organisations(connection)


@pytest.mark.parametrize(
    ("statements", "as_of", "programmes"),
    [
        pytest.param((), TOMORROW, (), id="date"),
        pytest.param((), TONIGHT, ("i3",), id="programmes"),
        pytest.param(
            (
                "update raw_cordis.organization set country = 'FR' where organisation_id = '2'",
                "delete from raw_registry.partnership_regions",
            ),
            TONIGHT,
            (),
            id="row and emptied table",
        ),
        pytest.param(
            ("update enrich.project_theme set is_match = not is_match",), TOMORROW, (), id="enrichment and date"
        ),
    ],
)
def test_a_partial_build_is_the_whole_one(
    database: Path, tmp_path: Path, statements: tuple[str, ...], as_of: date, programmes: tuple[str, ...]
) -> None:
    change(database, *statements)
    whole = tmp_path / "whole" / database.name
    whole.parent.mkdir()
    shutil.copyfile(database, whole)
    forget(whole)
    partly = build_both(database, as_of, programmes)
    entirely = build_both(whole, as_of, programmes)
    assert read_marts(database) == read_marts(whole)
    assert any(node.status == "unchanged" for node in partly.values())
    assert not any(node.status == "unchanged" for node in entirely.values())


def test_a_table_built_anew_with_the_same_rows_stops_what_follows(database: Path, project: Project) -> None:
    forget(database, "model.interregio.dim_partnership")
    nodes = build_both(database)
    anew = {key for key, node in nodes.items() if node.status == "success" and node.resource_type == "model"}
    assert anew == {"model.interregio.dim_partnership"}
    assert len(rests_on(project, anew)) > 1


@pytest.mark.parametrize("key", ["model.interregio.dim_partnership", "seed.interregio.programmes"])
def test_a_lost_table_is_built_again(database: Path, project: Project, key: str) -> None:
    before = read_marts(database)
    change(database, f"drop table {project.nodes[key].relation}")
    assert build_both(database)[key].status == "success"
    assert read_marts(database) == before


def test_a_table_that_the_project_has_no_longer_is_removed(database: Path) -> None:
    change(database, "create table marts_core.dim_gone as select 1 as one")
    build_both(database)
    assert "marts_core.dim_gone" not in read_marts(database)


def test_a_model_in_error_is_named_and_what_reads_it_is_left(database: Path, project: Project) -> None:
    before = read_marts(database)
    change(
        database,
        "create table raw_registry.kept as from raw_registry.partnerships",
        "alter table raw_registry.partnerships drop column platform",
    )
    outcome = build_part(database, "prepare")
    (error,) = outcome.failures.errors
    assert not outcome.is_ok
    assert error.startswith("stg_registry__partnerships (BinderException")
    assert "platform" in error
    status = {node.unique_id: node.status for node in outcome.nodes}
    behind = rests_on(project, {"model.interregio.stg_registry__partnerships"}) & status.keys()
    assert {status[key] for key in behind} == {"error", "skipped"}
    change(database, "create or replace table raw_registry.partnerships as from raw_registry.kept")
    build_both(database)
    assert read_marts(database) == before


def test_a_failed_test_closes_the_gate_each_night_and_speaks_for_what_follows(database: Path) -> None:
    change(
        database,
        "insert into raw_registry.partnerships by name from raw_registry.partnerships where partnership_id = 'water'",
    )
    first, second = (build_part(database, "prepare") for _ in range(2))
    assert first.failures == second.failures
    assert first.failures.errors == ()
    line = first.failures.describe()
    assert line.startswith(
        "failed test primary_key_stg_registry__partnerships_partnership_id (Got 1 result, configured to fail"
    )
    assert any(node.resource_type == "test" and node.status == "skipped" for node in first.nodes)


def test_dbt_by_hand_makes_the_next_night_build_all(database: Path) -> None:
    outcome = run_dbt(database, "seed", "--select", "programmes", as_of=AS_OF)
    assert outcome.returncode == 0, outcome.stdout
    assert not any(node.status == "unchanged" for node in build_both(database).values())
