"""Several workbooks: the latest about a partnership speaks for it, alone."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import polars as pl

from pipelines.sources.registry.workbook.merge import merge_workbooks
from pipelines.sources.registry.workbook.reading import read_workbook
from pipelines.sources.registry.workbook.template import Rows
from tests.registry.workbooks import fill_template, one_partnership


def workbook(folder: Path, name: str, rows: Rows, stated_on: date) -> dict[str, pl.DataFrame]:
    return read_workbook(fill_template(folder / name, rows, stated_on=stated_on))


def members(merged: dict[str, pl.DataFrame]) -> list[tuple[str, str, str]]:
    return merged["workbook_members"].select("partnership_id", "nuts_code", "file").rows()


def test_later_workbook_replaces_all_of_a_partnership(tmp_path: Path) -> None:
    both = {
        sheet: [
            *one_partnership("water", "Water", "ES51", "ITC4")[sheet],
            *one_partnership("sun", "Sun", "PT15")[sheet],
        ]
        for sheet in ("partnerships", "members")
    }
    first = workbook(tmp_path, "a.xlsx", both, date(2026, 1, 1))
    later = workbook(tmp_path, "b.xlsx", one_partnership("water", "Water anew", "NL41"), date(2026, 6, 1))
    for order in permutations([first, later]):
        merged = merge_workbooks(order)
        assert members(merged) == [("sun", "PT15", "a.xlsx"), ("water", "NL41", "b.xlsx")]
        assert merged["workbook_partnerships"].get_column("partnership_name").to_list() == ["Sun", "Water anew"]


def test_later_workbook_without_members_leaves_none_of_the_earlier(tmp_path: Path) -> None:
    first = workbook(tmp_path, "a.xlsx", one_partnership("water", "Water", "ES51"), date(2026, 1, 1))
    later = workbook(tmp_path, "b.xlsx", one_partnership("water", "Water"), date(2026, 6, 1))
    assert members(merge_workbooks([first, later])) == []


def test_file_name_decides_on_the_same_date(tmp_path: Path) -> None:
    day = date(2026, 1, 1)
    one = workbook(tmp_path, "b.xlsx", one_partnership("water", "B", "ES51"), day)
    other = workbook(tmp_path, "a.xlsx", one_partnership("water", "A", "ITC4"), day)
    for order in permutations([one, other]):
        assert members(merge_workbooks(order)) == [("water", "ES51", "b.xlsx")]


def test_workbooks_on_different_partnerships_stand_side_by_side(tmp_path: Path) -> None:
    day = date(2026, 1, 1)
    one = workbook(tmp_path, "a.xlsx", one_partnership("water", "Water", "ES51"), day)
    other = workbook(tmp_path, "b.xlsx", one_partnership("sun", "Sun", "ITC4"), day)
    assert members(merge_workbooks([one, other])) == [("sun", "ITC4", "b.xlsx"), ("water", "ES51", "a.xlsx")]


def test_no_workbook_gives_empty_tables() -> None:
    assert {frame.height for frame in merge_workbooks([]).values()} == {0}
