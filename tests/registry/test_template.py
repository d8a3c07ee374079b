"""The empty workbook: checks clean, loads nothing, helps whoever fills it in."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipelines.sources.registry.workbook.check import check_workbook
from pipelines.sources.registry.workbook.declaration import (
    EXAMPLE_MARK,
    EXAMPLE_ROW,
    LISTS_SHEET,
    README_SHEET,
    Kind,
    Sheet,
)
from pipelines.sources.registry.workbook.reading import read_workbook
from pipelines.sources.registry.workbook.sheets import SHEETS
from pipelines.sources.registry.workbook.template import template_bytes
from tests.registry.workbooks import fill_template


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    path.write_bytes(template_bytes(partnerships=[("water", "Water regions")]))
    return path


def test_template_checks_clean_and_loads_no_row(template: Path) -> None:
    assert check_workbook(template) == []
    assert {table: frame.height for table, frame in read_workbook(template).items()} == {
        sheet.table: 0 for sheet in SHEETS
    }


def test_template_is_the_same_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    first = template_bytes()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(86_400 * 10_000))
    assert template_bytes() == first


def test_template_has_readme_first_and_hides_its_lists(template: Path) -> None:
    workbook = load_workbook(template)
    assert workbook.sheetnames == [README_SHEET, *(sheet.title for sheet in SHEETS), LISTS_SHEET]
    assert workbook[LISTS_SHEET].sheet_state == "hidden"
    assert "water" in [cell.value for cell in workbook[README_SHEET]["A"]]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_column_is_explained_and_shown_by_example(template: Path, sheet: Sheet) -> None:
    worksheet = load_workbook(template)[sheet.title]
    header = [cell for cell in worksheet[1][1:] if cell.value]
    assert [str(cell.value).removesuffix(" *") for cell in header] == [column.label for column in sheet.columns]
    assert all(
        column.help in cell.comment.text for cell, column in zip(header, sheet.columns, strict=True) if cell.comment
    )
    assert all(cell.comment for cell in header)
    assert worksheet.freeze_panes == f"C{EXAMPLE_ROW}"
    example = worksheet[EXAMPLE_ROW]
    assert example[0].value == EXAMPLE_MARK
    assert all(cell.font.color.rgb == "006B6B6B" for cell in example)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_choice_has_a_drop_down(template: Path, sheet: Sheet) -> None:
    worksheet = load_workbook(template)[sheet.title]
    rules = worksheet.data_validations.dataValidation
    for place, column in enumerate(sheet.columns, start=2):
        cell = worksheet.cell(row=EXAMPLE_ROW, column=place).coordinate
        kinds = [rule.type for rule in rules if cell in rule.sqref]
        if column.kind in (Kind.CHOICE, Kind.BOOLEAN):
            assert kinds == ["list"]
        if column.kind is Kind.DATE:
            assert kinds == ["date"]


def test_worked_examples_hold_together_once_their_mark_is_gone(tmp_path: Path) -> None:
    path = fill_template(tmp_path / "examples.xlsx", {})
    workbook = load_workbook(path)
    for sheet in SHEETS:
        workbook[sheet.title].cell(row=EXAMPLE_ROW, column=1).value = None
    workbook.save(path)
    assert check_workbook(path) == []
    assert {frame.height for frame in read_workbook(path).values()} == {1}
