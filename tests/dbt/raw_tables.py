"""Raw tables written by hand for the dbt tests, and the dbt runs over them.

What belongs here: the columns of the raw tables that no contract states, a writer that fills them from small rows,
a stand-in for the enrich step, a night's builds and one way to call dbt. What does not: rows and expectations; they
stand in the tests.
"""

import json
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
from pipelines.nightly.project import INDIRECT_SELECTION
from pipelines.sources import discover_sources
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
        "review_note varchar"
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
                names = ", ".join(f'"{name}"' for name in filled)
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
    """Ids of the unit tests of the project, which ran on a built database; dbt's manifest is left beside it.

    Raises:
        AssertionError: one failed, or dbt warned of something deprecated; the message is what it printed.
    """
    outcome = run_dbt(database, "test", "--select", "test_type:unit", as_of=as_of)
    assert outcome.returncode == 0, outcome.stdout
    assert "eprecat" not in outcome.stdout, outcome.stdout
    return {result["unique_id"] for result in read_artifact(database, "run_results")["results"]}


def read_artifact(database: Path, name: str) -> dict[str, Any]:
    """What dbt wrote about its last run on the database: ``manifest`` or ``run_results``."""
    path = database.parent / "target" / f"{name}.json"
    artifact: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return artifact


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
