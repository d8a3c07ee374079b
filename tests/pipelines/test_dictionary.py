"""Every column is described once, by name, in one file; the edition's dictionary carries it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from dashboards.domains import TABLES
from pipelines.nightly.dictionary import COLUMNS_FILE, DictionaryError, read_dictionary, read_lines
from pipelines.nightly.project import ensure_manifest

Change = Callable[[str], str]


@pytest.fixture(scope="module")
def manifest() -> Path:
    return ensure_manifest()


@pytest.fixture(scope="module")
def dictionary(manifest: Path) -> pl.DataFrame:
    return read_dictionary(manifest)


def _altered(folder: Path, change: Change) -> Path:
    path = folder / "columns.csv"
    path.write_text(change(COLUMNS_FILE.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def _without(key: str) -> Change:
    return lambda text: "".join(line for line in text.splitlines(keepends=True) if not line.startswith(f"{key},"))


def test_every_column_of_a_mart_says_what_it_means_and_how_it_is_shown(
    manifest: Path, dictionary: pl.DataFrame
) -> None:
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    marts = {
        (node["schema"], node["name"], column)
        for node in nodes
        if node["resource_type"] == "model" and node["schema"].startswith("marts_")
        for column in node["columns"]
    }
    columns = dictionary.filter(pl.col("column_name").is_not_null())
    assert marts <= set(columns.select("schema_name", "table_name", "column_name").rows())
    assert (
        columns.select(pl.any_horizontal(pl.col("description", "label", "kind").fill_null("") == "").any()).item()
        is False
    )


def test_a_column_that_means_something_else_in_one_mart_says_so_there(dictionary: pl.DataFrame) -> None:
    meant = dict(
        dictionary.filter(column_name="score")
        .select(pl.format("{}.{}", "schema_name", "table_name"), "description")
        .rows()
    )
    assert meant["marts_funding.fct_match"] != meant["marts_maturity.fct_maturity_score"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(_without("deadline_dates"), "no line describes deadline_dates of marts_core", id="lacking"),
        pytest.param(lambda text: text + "dim_topic.moon,,,,,Rises.\n", "dim_topic.moon describes a column", id="gone"),
        pytest.param(lambda text: text + "topic_id,,,,,Again.\n", "topic_id stands twice", id="twice"),
        pytest.param(
            lambda text: text + "moon,,cheese,,,Rises.\n", "moon has kind 'cheese'; valid kinds: text", id="kind"
        ),
        pytest.param(
            lambda text: text + "moon,,,,sky,Rises.\n", "moon leads to 'sky'; valid pages: partner", id="page"
        ),
        pytest.param(lambda text: text + "moon,,,,,\n", "moon has no description", id="text"),
        pytest.param(
            lambda text: text.replace("label", "title", 1), "expected the header column_name,label", id="head"
        ),
    ],
)
def test_what_is_wrong_is_named(manifest: Path, tmp_path: Path, change: Change, message: str) -> None:
    with pytest.raises(DictionaryError, match=message):
        read_dictionary(manifest, _altered(tmp_path, change))


def test_every_line_describes_a_column_there_is(manifest: Path, dictionary: pl.DataFrame) -> None:
    of_marts = dictionary.filter(pl.col("schema_name").str.starts_with("marts_"))
    shown = {(name, column) for name, table in TABLES.items() for column in table.columns}
    known = {*of_marts["column_name"].drop_nulls(), *(column for _, column in shown)}
    tables = {*of_marts.select("table_name", "column_name").rows(), *shown}
    lines = [key.rpartition(".") for key in read_lines()]

    assert [name for table, _, name in lines if not table and name not in known] == []
    assert [f"{table}.{name}" for table, _, name in lines if table and (table, name) not in tables] == []


def test_every_column_of_a_page_is_described(dictionary: pl.DataFrame) -> None:
    described = set(dictionary["column_name"].drop_nulls())
    assert {column for table in TABLES.values() for column in table.columns} - described == set()
