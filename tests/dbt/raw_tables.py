"""Raw tables written by hand for the dbt tests, and the dbt runs over them.

What belongs here: the columns of the raw tables that no contract states, a writer that fills them from small rows,
a stand-in for the enrich step, a night's builds and one way to call dbt. What does not: rows and expectations; they
stand in the tests.
"""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.ingest.contracts import empty_frame
from pipelines.ingest.parsing import ROW_NUMBER, SOURCE_FILE
from pipelines.nightly.building import build as build_selection
from pipelines.nightly.demo import DEMO_TABLES
from pipelines.nightly.enriching import link_organisations, read_conditions
from pipelines.nightly.project import INDIRECT_SELECTION, Project, compiled_project, ensure_manifest
from pipelines.sources import discover_sources
from warehouse.store.files import read_json
from warehouse.store.history import create_base_tables

PROJECT_ROOT = Path(__file__).resolve().parents[2]
DBT_PROJECT = PROJECT_ROOT / "dbt_project"

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

TYPED_COLUMNS: dict[str, str] = {
    "raw_night.source_status": (
        "night_id varchar, as_of date, source varchar, status varchar, vintage varchar, table_vintages varchar, "
        "retrieved_at varchar, sha256 varchar, bytes bigint, rows bigint, rows_rejected bigint, "
        "missing_members varchar[], is_stale boolean, limit_days integer, message varchar"
    ),
    "raw_night.table_load": (
        "source varchar, table_name varchar, content_sha256 varchar, rows_in bigint, rows_loaded bigint, "
        "rows_rejected bigint, vintage varchar, source_file varchar, retrieved_at varchar"
    ),
    "raw_night.quarantine": (
        "source varchar, table_name varchar, content_sha256 varchar, source_file varchar, row_number bigint, "
        "reason varchar, row_json varchar"
    ),
    "raw_state.match_review": (
        "partnership_id varchar, topic_id varchar, is_muted boolean, mute_reason varchar, review_status varchar, "
        "review_note varchar, relevance varchar"
    ),
    "enrich.project_theme": (
        "partnership_id varchar, project_id varchar, score double, score_words double, score_phrases double, "
        "score_passages double, score_meaning double, score_facets double, threshold double, is_match boolean, "
        "is_core boolean, matched_terms varchar[], matched_niches varchar[], "
        "evidence struct(text_field varchar, position bigint, text varchar)[], model_version varchar"
    ),
    "enrich.organisation_link": (
        "record_id varchar, organisation_id varchar, link_rule varchar, linked_record_id varchar, confidence double, "
        "evidence varchar, reviewer varchar"
    ),
    "enrich.organisation_pair": (
        "record_a varchar, record_b varchar, verdict varchar, link_rule varchar, confidence double, evidence varchar, "
        "override varchar, split_record_id varchar, reviewer varchar, reason varchar"
    ),
    "enrich.topic_condition": (
        "topic_id varchar, condition varchar, counted varchar, value_low double, value_high double, "
        "is_additional boolean, pattern_id varchar, part varchar, place bigint, quote varchar"
    ),
    "enrich.topic_theme": (
        "partnership_id varchar, topic_id varchar, score double, score_words double, score_phrases double, "
        "score_passages double, score_meaning double, score_facets double, threshold double, is_match boolean, "
        "is_core boolean, matched_terms varchar[], matched_niches varchar[], "
        "evidence struct(text_field varchar, position bigint, text varchar)[], model_version varchar"
    ),
}

_AUDIT_COLUMNS = "_source_file varchar, _row_number bigint, _retrieved_at varchar, _row_hash varchar"

# A stand-in for the enrich step: a term counts as found where the text contains it.
_ENRICH = """
insert into enrich.{kind}_theme by name
with terms as (
    select partnership_id, unnest(theme_terms) as term from intermediate.int_partnerships__overlaid
),
texts as (
    select {kind}_id, string_agg(lower(text), ' | ' order by text_field) as text
    from intermediate.int_{kind}s__texts group by all
),
found as (
    select terms.partnership_id, texts.{kind}_id, list(terms.term order by terms.term) as matched_terms
    from terms
    inner join texts on contains(texts.text, lower(terms.term)) group by all
)
select
    partnership_id,
    {kind}_id,
    len(matched_terms) / (
        select count(*) from terms
        where terms.partnership_id = found.partnership_id
    ) as score,
    0 as threshold,
    true as is_match,
    matched_terms
from found
"""


def write_raw_tables(database: Path, rows: Rows) -> None:
    """Creates every raw and enrich table, empty but for the rows given.

    Args:
        database: DuckDB file to create.
        rows: rows per ``schema.table``; columns left out are null, audit columns are filled in.

    Raises:
        KeyError: a table is named that no source has.
    """
    tables = _contract_definitions() | TYPED_COLUMNS
    if unknown := rows.keys() - tables.keys():
        raise KeyError(f"expected tables of the raw schemas, got {sorted(unknown)}")
    with duckdb.connect(str(database)) as connection:
        create_base_tables(connection)
        for table, definition in tables.items():
            schema = table.split(".")[0]
            audit = "" if schema == "enrich" else f", {_AUDIT_COLUMNS}"
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(f"create table {table} ({definition}{audit})")
            for number, row in enumerate(rows.get(table, []), start=1):
                filled = dict(row) if schema == "enrich" else _with_audit(table, number, row)
                names = ", ".join(map(_quote, filled))
                marks = ", ".join("?" for _ in filled)
                connection.execute(f"insert into {table} ({names}) values ({marks})", list(filled.values()))


def run_enrich_stand_in(database: Path) -> None:
    """Fills the enrich tables from what the first dbt run left: themes by a stand-in, the rest by the rules."""
    with duckdb.connect(str(database)) as connection:
        link_organisations(connection)
        read_conditions(connection)
        for kind in ("project", "topic"):
            connection.execute(_ENRICH.format(kind=kind))


def run_dbt(database: Path, *arguments: str, as_of: str) -> subprocess.CompletedProcess[str]:
    """One dbt command on one database; artifacts and logs stay beside the database."""
    command = [
        str(Path(sys.executable).with_name("dbt")),
        *arguments,
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        *("--target-path", str(database.parent / "target"), "--log-path", str(database.parent / "logs")),
        *("--vars", f'{{as_of: "{as_of}"}}'),
    ]
    environment = {
        "INTERREGIO_BUILD_DB": str(database),
        "PATH": "/usr/bin:/bin",
        "HOME": str(database.parent),
        "PYTHONPATH": str(PROJECT_ROOT),
    }
    return subprocess.run(
        command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def build(database: Path, *, as_of: str) -> set[str]:
    """Both builds of a night with the stand-in between them.

    Returns:
        The ids of all nodes that were run.

    Raises:
        AssertionError: a node did not come out well; the message names it.
    """
    ran: set[str] = set()
    for selector in INDIRECT_SELECTION:
        outcome = build_selection(
            selector, database=database, as_of=date.fromisoformat(as_of), programmes=(), progress=lambda _: None
        )
        assert outcome.is_ok, outcome.failures.describe()
        ran |= {node.unique_id for node in outcome.nodes}
        if selector == "prepare":
            run_enrich_stand_in(database)
    return ran


def run_unit_tests(database: Path, *, as_of: str) -> set[str]:
    """Ids of the project's unit tests, run as dbt would: a model's SQL over given rows of the types of what it reads.

    One connection and the SQL that nights run take a tenth of the time of ``dbt test``, which asks the database for the
    columns of every input.

    Raises:
        AssertionError: one failed; the message holds the rows that differ, by test.
    """
    project, tests = compiled_project(), read_json(ensure_manifest())["unit_tests"]
    with duckdb.connect(str(database), read_only=True) as connection:
        differing = {key: _run_unit_test(connection, project, test, as_of) for key, test in tests.items()}
    assert not any(differing.values()), {key: rows for key, rows in differing.items() if rows}
    return set(tests)


def _run_unit_test(
    connection: duckdb.DuckDBPyConnection, project: Project, test: Mapping[str, Any], as_of: str
) -> list[Any]:
    """Rows that the model gave and the test does not expect, and the other way round."""
    variables = {"as_of": as_of, "programmes": "", **(test["overrides"] or {"vars": {}})["vars"]}
    connection.execute("set variable as_of = ?", [variables["as_of"]])
    connection.execute(
        "set variable programmes = ?::varchar[]", [list(filter(None, variables["programmes"].split(",")))]
    )
    [model] = test["depends_on"]["nodes"]
    code, read = project.nodes[model].code, set(project.nodes[model].parents)
    for given in test["given"]:
        [key] = [key for key in read if key.split(".")[2:] == re.findall(r"'(\w+)'", given["input"])]
        read.remove(key)
        relation = project.sources.get(key) or project.nodes[key].relation
        code = code.replace(relation, f"given_{key.split('.')[-1]}")
        _write_rows(connection, f"given_{key.split('.')[-1]}", relation, given)
    assert not read, f"{test['name']}: expected rows for all that the model reads, none came for {read}"
    connection.execute(f"create or replace temp table actual as {code}")
    expected = test["expect"]
    _write_rows(connection, "expected", "actual", expected)
    columns = ", ".join({_quote(name): None for row in expected["rows"] for name in row}) or "*"
    one, other = (f"select {columns} from {table}" for table in ("actual", "expected"))
    return connection.execute(
        f"select 'came', * from ({one} except all {other}) union all select 'due', * from ({other} except all {one})"
    ).fetchall()


def _write_rows(connection: duckdb.DuckDBPyConnection, table: str, like: str, stated: Mapping[str, Any]) -> None:
    """A temporary table with the rows of a unit test, of the types of another one."""
    if stated["format"] == "sql":
        connection.execute(f"create or replace temp table {table} as {stated['rows']}")
        return
    connection.execute(f"create or replace temp table {table} as from {like} limit 0")
    if rows := stated["rows"]:
        names = list({name: None for row in rows for name in row})
        marks = ", ".join("?" for _ in names)
        connection.execute(
            f"insert into {table} ({', '.join(map(_quote, names))}) values {', '.join(f'({marks})' for _ in rows)}",
            [row.get(name) for row in rows for name in names],
        )


def _quote(name: str) -> str:
    return f'"{name}"'


def _contract_definitions() -> dict[str, str]:
    """Columns of every table of a source, as its contract states them; the demonstration has CORDIS's."""
    definitions = {
        f"raw_{source.name}.{table.name}": _columns_of(empty_frame(source.contract(table)))
        for source in discover_sources()
        for table in source.tables
    }
    return definitions | {f"raw_demo.{table}": definitions[f"raw_cordis.{table}"] for table in DEMO_TABLES}


def _columns_of(empty: pl.DataFrame) -> str:
    types = {pl.String(): "varchar", pl.List(pl.String): "varchar[]"}
    return ", ".join(
        f'"{name}" {types[kind]}' for name, kind in empty.schema.items() if name not in (SOURCE_FILE, ROW_NUMBER)
    )


def _with_audit(table: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    audit = {"_source_file": table, "_row_number": number, "_retrieved_at": "2026-08-10", "_row_hash": str(number)}
    return audit | dict(row)
