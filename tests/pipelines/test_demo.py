"""Demonstration rows: the same every time, recognisable, in CORDIS's columns, and only where wanted."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.nightly.demo import DEMO_TABLES, DemoTables, demo_tables_to_load, generate_demo
from pipelines.sources import find_source

MEMBERS = pl.DataFrame(
    {
        "partnership_id": ["textile"] * 3 + ["alone"] + ["unplaced"] * 2,
        "nuts_code": ["ES51", "PT11", "BE2", "FR10", None, "IT"],
        "country": ["ES", "PT", "BE", "FR", "TR", "IT"],
    }
)
THEMES = pl.DataFrame(
    {"partnership_id": ["textile", "alone", "unplaced"], "keywords": ["textile; clothing", "mining", "solar"]}
)


@pytest.fixture(scope="module")
def demo() -> DemoTables:
    return generate_demo(MEMBERS, THEMES)


def test_same_arguments_in_any_order_give_the_same_rows(demo: DemoTables) -> None:
    again = generate_demo(MEMBERS.reverse(), THEMES.reverse())

    for table in DEMO_TABLES:
        assert getattr(demo, table).equals(getattr(again, table))


def test_only_partnerships_with_two_placed_members_get_projects(demo: DemoTables) -> None:
    terms = demo.euro_sci_voc.get_column("euro_sci_voc_title").unique().sort().to_list()

    assert terms == ["clothing", "textile"]


@pytest.mark.parametrize("table", DEMO_TABLES)
def test_columns_are_those_of_cordis(demo: DemoTables, table: str) -> None:
    cordis = find_source("cordis")
    declared = next(one for one in cordis.tables if one.name == table)
    expected = set(cordis.contract(declared).to_schema().columns)

    assert set(getattr(demo, table).columns) == expected


def test_every_id_and_name_says_demonstration(demo: DemoTables) -> None:
    rows = demo.organization

    assert rows.filter(~pl.col("project_id").str.starts_with("demo-")).is_empty()
    assert rows.filter(~pl.col("organisation_id").str.starts_with("demo-")).is_empty()
    assert rows.filter(~pl.col("name").str.contains("Demonstration")).is_empty()


def test_each_project_has_one_coordinator_and_two_regions_or_more(demo: DemoTables) -> None:
    projects = demo.organization.group_by("project_id").agg(
        (pl.col("role") == "coordinator").sum().alias("coordinators"), pl.col("nuts_code").n_unique().alias("regions")
    )

    assert projects.height > 0
    assert projects.filter((pl.col("coordinators") != 1) | (pl.col("regions") < 2)).is_empty()


@pytest.mark.parametrize("is_wanted", [True, False])
def test_tables_are_empty_where_demonstration_is_not_wanted(demo: DemoTables, is_wanted: bool) -> None:
    tables = demo_tables_to_load(demo, is_wanted=is_wanted)

    assert [table.facts.table_name for table in tables] == list(DEMO_TABLES)
    assert all((table.frame.height > 0) is is_wanted for table in tables)
    assert all(table.facts.rows_loaded == table.frame.height for table in tables)
