"""Regional Innovation Valleys: shipped facts, nothing fetched."""

from __future__ import annotations

import polars as pl

from pipelines.ingest.parsing import read_facts
from pipelines.sources.riv import SOURCE


def shipped() -> pl.DataFrame:
    return read_facts(SOURCE.facts_path(SOURCE.tables[0]))


def test_nothing_is_fetched() -> None:
    assert SOURCE.is_bundled
    assert SOURCE.parsers() == {}


def test_trap_route_is_blank_for_all_but_three() -> None:
    instruments = shipped().get_column("instrument").drop_nulls().to_list()
    assert sorted(instruments) == [
        "Horizon Europe EIE (project PRECISEU)",
        "call for expression of interest",
        "call for expression of interest",
    ]


def test_trap_regions_without_code_of_their_own_are_kept_by_name() -> None:
    nameless = shipped().filter(pl.col("nuts_code").is_null()).get_column("region_name").to_list()
    assert nameless == ["Tuzla Canton", "Nuremberg Metropolitan Region"]


def test_trap_codes_are_of_any_level() -> None:
    lengths = shipped().get_column("nuts_code").str.len_chars().drop_nulls().unique().sort().to_list()
    assert lengths == [2, 3, 4, 5]
