"""Regional Innovation Valleys: shipped facts, nothing fetched."""

from __future__ import annotations

import polars as pl

from pipelines.ingest.contracts import check_contract
from pipelines.ingest.parsing import read_facts
from pipelines.sources.riv import SOURCE


def shipped() -> pl.DataFrame:
    return read_facts(SOURCE.facts_path(SOURCE.tables[0]))


def test_nothing_is_fetched() -> None:
    assert SOURCE.is_bundled
    assert SOURCE.parsers() == {}


def test_trap_route_is_blank_for_all_but_twelve() -> None:
    instruments = shipped().get_column("instrument").drop_nulls()
    assert (shipped().height, instruments.len()) == (98, 12)
    assert instruments.filter(instruments == "call for expression of interest").len() == 3


def test_shipped_regions_hold_their_contract_and_an_unknown_code_does_not() -> None:
    contract = SOURCE.contract(SOURCE.tables[0])
    assert check_contract(shipped(), contract, where="riv").rejected.is_empty()
    unknown = shipped().head(1).with_columns(nuts_code=pl.lit("ZZ99"))
    (reason,) = check_contract(unknown, contract, where="riv").rejected.get_column("_reason")
    assert reason == "nuts_code: expected a code of a NUTS version, got ZZ99"


def test_trap_regions_without_code_of_their_own_are_kept_by_name() -> None:
    nameless = shipped().filter(pl.col("nuts_code").is_null()).get_column("region_name").to_list()
    assert nameless == ["Tuzla Canton", "Nuremberg Metropolitan Region"]


def test_trap_codes_are_of_any_level() -> None:
    lengths = shipped().get_column("nuts_code").str.len_chars().drop_nulls().unique().sort().to_list()
    assert lengths == [2, 3, 4, 5]
