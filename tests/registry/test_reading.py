"""A workbook filled in by hand, read back: every row, every value, and where it stood."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.ingest.contracts import check_contract
from pipelines.ingest.errors import ContractError
from pipelines.ingest.source import Table
from pipelines.sources import find_source
from pipelines.sources.registry.parse import PARSERS
from pipelines.sources.registry.workbook.check import check_workbook
from pipelines.sources.registry.workbook.declaration import Sheet
from pipelines.sources.registry.workbook.reading import read_workbook
from pipelines.sources.registry.workbook.sheets import SHEETS
from tests.registry.workbooks import FIRST_ROW, WATER, change, fill_template

SOURCE = find_source("registry")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill_template(tmp_path_factory.mktemp("filled") / "water.xlsx", WATER)


def test_filled_template_checks_clean(filled: Path) -> None:
    assert check_workbook(filled, as_of=date(2026, 8, 10)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_rows_read_are_the_rows_written(filled: Path, sheet: Sheet) -> None:
    rows = read_workbook(filled)[sheet.table].to_dicts()
    written = WATER[sheet.name]
    assert [row["row"] for row in rows] == list(range(FIRST_ROW, FIRST_ROW + len(written)))
    assert {(row["file"], row["sheet"], row["workbook_stated_on"]) for row in rows} == {
        ("water.xlsx", sheet.title, "2026-07-01")
    }
    words = {"yes": "true", "no": "false"}
    for row, entered in zip(rows, written, strict=True):
        said = {column.name: row[column.name] for column in sheet.columns if row[column.name] is not None}
        assert said == {name: words.get(str(value), str(value)) for name, value in entered.items()}


@pytest.mark.parametrize("table", SOURCE.fetched_tables, ids=lambda table: table.name)
def test_parsed_rows_hold_the_contract_made_from_the_declaration(filled: Path, table: Table) -> None:
    parsed = PARSERS[table.name]({"water.xlsx": filled})
    assert parsed is not None
    checked = check_contract(parsed.frame, SOURCE.contract(table), where=table.name)
    assert checked.rejected.is_empty(), checked.rejected
    assert checked.accepted.height == len(WATER[table.name.removeprefix("workbook_")])
    assert parsed.vintage == date(2026, 7, 1)


def test_parsing_without_workbooks_gives_empty_tables() -> None:
    parsed = [parse({}) for parse in PARSERS.values()]
    assert [(table.frame.height, table.vintage) for table in parsed if table] == [(0, None)] * len(SHEETS)


def test_contract_holds_what_the_declaration_says() -> None:
    table = next(table for table in SOURCE.fetched_tables if table.name == "workbook_acts")
    parsed = PARSERS["workbook_acts"]({})
    assert parsed is not None
    row = dict.fromkeys(parsed.frame.columns) | {
        "partnership_id": "water",
        "region": "ES51",
        "act_kind": "dancing",
        "act_date": "5 March",
        "workbook_stated_on": "2026-07-01",
        "_source_file": "a.xlsx",
        "_source_sheet": "Acts",
        "_row_number": 3,
    }
    checked = check_contract(pl.DataFrame([row], schema=parsed.frame.schema), SOURCE.contract(table), where="acts")
    reason = checked.rejected.get_column("_reason").item()
    assert "act_kind: expected one of scoping input" in reason
    assert "act_date: expected text like" in reason


def test_workbook_with_a_blocking_problem_is_not_read(filled: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.xlsx"
    spoilt.write_bytes(filled.read_bytes())
    change(spoilt, {"Members": {"F3": "boss"}, "Acts": {"E3": "soon"}})
    with pytest.raises(ContractError, match=r"spoilt.xlsx: .* 2 blocking problems: Members, F3, .*; Acts, E3, "):
        read_workbook(spoilt)


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    path = fill_template(tmp_path / "order.xlsx", WATER)
    change(
        path,
        {
            "Niches": {
                "C1": "Synonyms",
                "D1": "niche",
                "C2": "soft robotics; compliant gripping",
                "D2": "soft grippers",
            }
            | {"C3": "leakage", "D3": "leak detection"}
        },
    )
    assert check_workbook(path) == []
    row = read_workbook(path)["workbook_niches"].to_dicts()[0]
    assert (row["niche"], row["synonyms"]) == ("leak detection", "leakage")
