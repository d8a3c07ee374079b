"""What a check says of a workbook: every problem, where it is, what was expected, what came."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from pipelines.ingest.contracts import nuts_codes
from pipelines.sources.registry.workbook.cells import CellContent, read_cell
from pipelines.sources.registry.workbook.check import check_workbook
from pipelines.sources.registry.workbook.findings import Row
from pipelines.sources.registry.workbook.marking import checked_path, write_marked_copy
from pipelines.sources.registry.workbook.places import find_wrong_places
from pipelines.sources.registry.workbook.reading import read_workbook
from pipelines.sources.registry.workbook.sheets import find_sheet
from tests.registry.workbooks import WATER, change, fill_template

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000


@pytest.fixture
def water(tmp_path: Path) -> Path:
    return fill_template(tmp_path / "water.xlsx", WATER)


def lines(path: Path, **options: Any) -> list[str]:
    return [problem.line for problem in check_workbook(path, **options)]


def test_twelve_errors_give_twelve_lines(water: Path) -> None:
    change(
        water,
        {
            "Partnerships": {"D3": "Space", "B4": "water", "C4": "Water again", "D4": "Energy"},
            "Members": {"C3": None, "H3": 2018, "E4": "Catalonia", "F4": "boss"},
            "Documents": {"E3": "14/03/2025", "I3": "2025-02-30"},
            "Management capacity": {"D3": "half"},
            "Attendance": {"D4": "FI1D"},
            "Acts": {"F3": "=1+1"},
            "Needs": {"H3": 10},
        },
    )
    assert lines(water) == [
        "Partnerships, D3, expected one of Agri-food; Energy; Industrial Modernisation; Sustainable Blue Economy, "
        "came 'Space'",
        "Partnerships, B4, expected no two rows alike in Partnership id, came a repeat of row 3",
        "Members, C3, expected text, came nothing",
        "Members, H3, expected nothing before Valid from (2019), came 2018",
        "Members, E4, expected a NUTS code in capitals like ITC4, came 'Catalonia'",
        "Members, F4, expected one of lead; co-lead; participant; observer, came 'boss'",
        "Documents, E3, expected a date like 2026-03-05, came '14/03/2025'",
        "Documents, I3, expected a date that exists, came '2025-02-30'",
        "Management capacity, D3, expected a number from 0 to 100, came 'half'",
        "Attendance, D4, expected a NUTS code or Region name that the sheet Members has for this partnership, "
        "came 'FI1D'",
        "Acts, F3, expected a value, not a formula, came the formula =1+1",
        "Needs, H3, expected a whole number from 1 to 9, came 10",
    ]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "line"),
    [
        pytest.param("Partnerships", "E3", 2019.5, "a whole number from 2,000 to 2,100, came 2019.5", id="fraction"),
        pytest.param(
            "Partnerships", "E3", True, "a whole number from 2,000 to 2,100, came TRUE", id="truth for number"
        ),
        pytest.param(
            "Partnerships", "C3", datetime.fromisoformat("2026-03-05"), "text, came 2026-03-05", id="date for text"
        ),
        pytest.param("Services delivered", "B3", "Water Two", "an id in small letters", id="id with blanks"),
        pytest.param("Partnerships", "G3", "water.example", "a web address like https://example.org", id="no address"),
        pytest.param("Partnerships", "K3", "maybe", "yes or no, came 'maybe'", id="neither yes nor no"),
        pytest.param("Members", "D3", "Spain", "a country code of two capital letters, like IT", id="country name"),
        pytest.param("Members", "G3", "since 2019", "a date like 2026, 2026-03 or 2026-03-05", id="wordy date"),
        pytest.param("Members", "G3", "2019-13", "a date that exists, came '2019-13'", id="month 13"),
        pytest.param("Members", "H3", 2018, "nothing before Valid from (2019), came 2018", id="end before beginning"),
        pytest.param("Members", "M3", "public authority; club", "a list of public authority, business", id="odd item"),
        pytest.param("Working groups", "E3", 45_000, "a date like 2026-03-05, came 45000", id="number for date"),
        pytest.param("Documents", "E3", date(1900, 1, 5), "a date from 1990 to 2100, came 1900-01-05", id="1900"),
        pytest.param(
            "Documents",
            "E3",
            datetime.fromisoformat("2026-03-05T14:00"),
            "a date like 2026-03-05, without a time of day, came 2026-03-05T14:00:00",
            id="time of day",
        ),
        pytest.param("Management capacity", "C3", "2026-3", "a half-year like 2026-H1, came '2026-3'", id="half-year"),
        pytest.param("Management capacity", "D3", -1, "a number from 0 to 100, came -1", id="negative"),
        pytest.param("Acts", "A3", "x", "'example' or nothing, came 'x'", id="other mark"),
        pytest.param("Acts", "Z3", "note", "no value in a column without a header, came 'note'", id="beside the table"),
        pytest.param("Acts", "F3", "#REF!", "text, came the error #REF!", id="error value"),
        pytest.param("Acts", "Z1", "Mood", "a column of the template, came the header 'Mood'", id="new column"),
        pytest.param("Acts", "F1", None, "a column Evidence, came none", id="lost column"),
        pytest.param("Acts", "F1", "Region", "each column once, came a second column 'Region'", id="column twice"),
        pytest.param("Reports", "F3", "FI1D", "a NUTS code or Region name that the sheet Members has", id="stranger"),
        pytest.param("Attendance", "C3", "gala", "a Event id that the sheet Events has", id="unknown event"),
        pytest.param("Events", "H3", "Taps", "a Working group that the sheet Working groups has", id="unknown group"),
        pytest.param("Members", "D3", "FR", "ES, the country of ES51, came 'FR'", id="code of another country"),
        pytest.param("Read me", "B10", "July", "Stated on: a date like 2026-03-05, came 'July'", id="readme date"),
        pytest.param("Read me", "B10", None, "Stated on: a date like 2026-03-05, came nothing", id="no readme date"),
    ],
)
def test_each_fault_is_named_in_its_words(water: Path, sheet: str, cell: str, value: object, line: str) -> None:
    change(water, {sheet: {cell: value}})
    found = check_workbook(water)
    assert any(problem.is_blocking and f"expected {line}" in problem.line for problem in found), lines(water)
    assert {problem.sheet for problem in found} == {sheet}
    assert len(found) <= 2


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        pytest.param("Members", "F3", " Lead ", id="letter case and blanks"),
        pytest.param("Members", "J3", True, id="truth value"),
        pytest.param("Members", "G3", date(2019, 5, 14), id="full date for a partial one"),
        pytest.param("Management capacity", "D3", "0.5", id="number typed as text"),
        pytest.param("Documents", "E3", "2025-03-14", id="date typed as text"),
        pytest.param("Partnerships", "C3", 2030, id="number for a name"),
        pytest.param("Partnerships", "E3", 2019.0, id="whole number with a point"),
    ],
)
def test_what_can_only_mean_one_thing_is_taken(water: Path, sheet: str, cell: str, value: object) -> None:
    assert lines(change(water, {sheet: {cell: value}})) == []


@pytest.mark.parametrize(
    ("name", "country", "code", "line"),
    [
        (
            "Catalonia",
            "ES",
            "ZZ99",
            "E4, expected a code of NUTS 2013, 2016, 2021 or 2024, like ES51 for Catalonia, came",
        ),
        ("Bavaria", "FR", None, "D4, expected the country of Bavaria, DE, came 'FR'"),
        (
            "Bavaria",
            "DE",
            "DE1",
            "C4, expected a name of DE1, which is not what DE2 is called, came 'Bavaria' (a warning",
        ),
        (
            "Nowhere",
            "ES",
            None,
            "C4, expected a NUTS code, or a name that regions of ES are known by, came 'Nowhere' (a w",
        ),
        ("Attica", "GR", "GR30", None),
        ("Toscana", "IT", "ITI1", None),
        ("Haute-Normandie", "FR", "FR23", None),
        ("Lviv", "MD", None, None),
    ],
)
def test_code_country_and_name_of_a_member_agree(
    water: Path, name: str, country: str, code: str | None, line: str | None
) -> None:
    change(water, {"Members": {"B4": "water", "C4": name, "D4": country, "E4": code, "F4": "lead"}})
    found = [one for one in lines(water) if one.startswith("Members")]
    assert len(found) == (line is not None)
    assert all(one.startswith(f"Members, {line}") for one in found)


@given(code=st.sampled_from(sorted(nuts_codes())), country=st.sampled_from(["AT", "EL", "GR", "FR", "PT", "UK"]))
def test_every_code_is_right_in_its_country_and_wrong_in_any_other(code: str, country: str) -> None:
    sheet = find_sheet("members")
    texts = {"region_name": "A name of no list", "country": country, "nuts_code": code}
    readings = {column: read_cell(CellContent(text), sheet.column(column)) for column, text in texts.items()}
    problems = list(find_wrong_places(sheet, [Row(3, readings, dict.fromkeys(readings, 1), texts)]))
    assert [problem.is_blocking for problem in problems] == [] if code[:2] == country.replace("GR", "EL") else [True]


def test_thing_that_happened_after_today_is_a_warning(water: Path) -> None:
    change(water, {"Acts": {"E3": date(2027, 2, 1)}, "Reports": {"D3": date(2027, 6, 30)}, "Members": {"I3": "2027"}})
    assert lines(water, as_of=date(2026, 8, 10)) == [
        "Members, I3, expected a date up to 2026-08-10, came 2027 (a warning only)",
        "Acts, E3, expected a date up to 2026-08-10, came 2027-02-01 (a warning only)",
    ]


def test_duplicate_key_is_shown_at_the_second_row(water: Path) -> None:
    change(water, {"Niches": {"B4": "water", "C4": "leak detection"}})
    assert lines(water) == ["Niches, C4, expected no two rows alike in Partnership id, Niche, came a repeat of row 3"]


@pytest.mark.parametrize(
    ("sheet", "cells", "cell"),
    [
        pytest.param("Niches", {"B4": "water", "C4": "Leak  Detection"}, "C4", id="letter case and blanks"),
        pytest.param(
            "Members",
            {"B5": "water", "C5": "Catalunya", "D5": "ES", "E5": "ES51", "F5": "lead", "G5": 2019},
            "G5",
            id="same code by another name",
        ),
        pytest.param(
            "Members",
            {"B5": "water", "C5": "Fóod-Valley", "D5": "MD", "F5": "participant", "G5": "2024-02"},
            "G5",
            id="names that make the same id",
        ),
    ],
)
def test_rows_that_would_get_the_same_key_are_repeats(
    water: Path, sheet: str, cells: dict[str, object], cell: str
) -> None:
    change(water, {sheet: cells})
    assert [(problem.sheet, problem.cell, problem.is_blocking) for problem in check_workbook(water)] == [
        (sheet, cell, True)
    ]


def test_names_in_another_script_are_told_apart(water: Path) -> None:
    change(water, {"Niches": {"B4": "water", "C4": "νερό", "B5": "water", "C5": "ήλιος"}})
    assert lines(water) == []


def test_fault_in_an_id_is_not_told_again_by_all_that_refers_to_it(water: Path) -> None:
    change(water, {"Members": {"E3": "es51"}, "Working groups": {"D3": "es51"}, "Clusters": {"E3": "es51"}})
    assert lines(
        change(water, {"Attendance": {"D3": "Catalonia"}, "Reports": {"F3": None}, "Surveys": {"E3": "es51"}})
    ) == ["Members, E3, expected a NUTS code in capitals like ITC4, came 'es51'"]


def test_example_typed_over_but_still_marked_is_a_problem(water: Path) -> None:
    change(water, {"Acts": {"C2": "ES51", "E2": date(2026, 4, 1)}})
    assert lines(water) == [
        "Acts, A2, expected the template's worked example as it was, or no 'example' at the start of the row, "
        "came a marked row with other Region, Act date"
    ]


def test_example_row_may_be_deleted(water: Path) -> None:
    workbook = load_workbook(water)
    for worksheet in workbook.worksheets[1:-1]:
        worksheet.delete_rows(2)
    workbook.save(water)
    assert lines(water) == []


def test_merged_cells_are_a_problem(water: Path) -> None:
    workbook = load_workbook(water)
    workbook["Niches"].merge_cells("C3:D3")
    workbook.save(water)
    assert lines(water) == ["Niches, C3, expected single cells, came merged cells C3:D3"]


def add_part(name: str) -> Callable[[Path], None]:
    def add(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, b"<a/>")

    return add


def hide(path: Path) -> None:
    workbook = load_workbook(path)
    workbook["Members"].sheet_state = "hidden"
    workbook.save(path)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        pytest.param(hide, "Members, -, expected a sheet that shows, came a hidden one, whose", id="hidden sheet"),
        pytest.param(add_part("xl/vbaProject.bin"), "file, -, expected a workbook without macros, came", id="macros"),
        pytest.param(
            add_part("xl/externalLinks/externalLink1.xml"), "file, -, expected a workbook on its own, came", id="links"
        ),
    ],
)
def test_what_is_passed_over_is_one_line_and_nothing_is_lost(
    water: Path, spoil: Callable[[Path], None], line: str
) -> None:
    before = read_workbook(water)["workbook_members"].rows()
    spoil(water)
    (found,) = check_workbook(water)
    assert (found.line.startswith(line), found.is_blocking) == (True, False)
    assert read_workbook(water)["workbook_members"].rows() == before


def test_missing_sheet_is_blocking_and_unknown_sheet_a_warning(water: Path) -> None:
    workbook = load_workbook(water)
    workbook["Acts"].title = "Deeds"
    workbook.save(water)
    problems = check_workbook(water)
    assert [(problem.sheet, problem.cell, problem.is_blocking) for problem in problems] == [
        ("Deeds", "-", False),
        ("Acts", "-", True),
    ]


def test_sheet_without_its_header_row_is_one_problem(water: Path) -> None:
    workbook = load_workbook(water)
    workbook["Acts"].delete_rows(1)
    workbook.save(water)
    assert lines(water) == ["Acts, A1, expected the header row of the template, came none of its columns"]


def test_other_template_version_is_a_warning(water: Path) -> None:
    change(water, {"Read me": {"B11": "0"}})
    assert lines(water) == ["Read me, B11, expected template version 3, came '0' (a warning only)"]


def test_workbook_of_an_earlier_template_does_without_the_late_column(water: Path) -> None:
    workbook = load_workbook(water)
    worksheet = workbook["Partnerships"]
    place = next(cell.column for cell in worksheet[1] if cell.value == "Scope")
    worksheet.delete_cols(place)
    workbook.save(water)
    assert lines(water) == ["Partnerships, A1, expected a column Scope, came none (a warning only)"]
    assert read_workbook(water)["workbook_partnerships"].get_column("scope").to_list() == [None]


def test_workbook_of_an_earlier_template_may_lack_the_sheet_clusters(water: Path) -> None:
    workbook = load_workbook(water)
    del workbook["Clusters"]
    workbook.save(water)
    [line] = lines(water)
    assert line.startswith("Clusters,")
    assert line.endswith("expected this sheet of the template, came none (a warning only)")
    assert read_workbook(water)["workbook_clusters"].is_empty()


def test_cell_of_ten_million_characters_is_one_short_line(water: Path) -> None:
    rewrite_part(water, "Long", "x" * 10_000_000)
    found = lines(water)
    assert len(found) == 1
    assert found[0].startswith(
        "Niches, E3, expected at most 32,767 characters, came 10,000,000 characters beginning 'xxx"
    )
    assert len(found[0]) < 200
    assert load_workbook(write_marked_copy(water, check_workbook(water)))["Niches"]["E3"].value == "x" * 32_767


def test_stray_value_in_the_last_cell_of_a_sheet_is_found_at_once(water: Path) -> None:
    change(water, {"Acts": {"XFD1048576": "here"}})
    assert lines(water) == ["Acts, XFD1048576, expected no value in a column without a header, came 'here'"]


def test_sheet_styled_to_its_last_row_brings_no_row(water: Path) -> None:
    before = read_workbook(water)["workbook_acts"].rows()
    workbook = load_workbook(water)
    workbook["Acts"]["A1048576"].font = Font(bold=True)
    workbook.save(water)
    assert lines(water) == []
    assert read_workbook(water)["workbook_acts"].rows() == before


def test_marked_copy_shows_each_problem_where_it_is(water: Path) -> None:
    change(water, {"Members": {"F3": "boss"}, "Acts": {"E3": None}})
    before = water.read_bytes()
    copy = write_marked_copy(water, check_workbook(water))
    assert copy == checked_path(water) == water.with_name("water-checked.xlsx")
    workbook = load_workbook(copy)
    marked = workbook["Members"]["F3"]
    assert marked.comment.text == "Expected one of lead; co-lead; participant; observer, came 'boss'"
    assert marked.fill.fgColor.rgb == "00FF7C80"
    assert "came nothing" in workbook["Acts"]["E3"].comment.text
    assert water.read_bytes() == before


def as_zip(members: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return archive.getvalue()


def flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(byte ^ 0xFF for byte in content[middle : middle + 40]) + content[middle + 40 :]


PARTS = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda _: b"", "an empty body", id="empty file"),
        pytest.param(lambda _: b"<html><body>Not found</body></html>", "an HTML page", id="HTML by another name"),
        pytest.param(lambda _: b"partnership;region\n", "bytes beginning 'partnership", id="CSV by another name"),
        pytest.param(lambda _: OLE, "the older .xls kind", id="old xls"),
        pytest.param(
            lambda _: OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password", id="password-protected"
        ),
        pytest.param(lambda content: content[: len(content) // 2], "cut off or damaged", id="truncated"),
        pytest.param(flip, "damaged", id="bytes flipped"),
        pytest.param(lambda _: as_zip({"a.txt": b"a"}), "an archive of 1 other files, such as a.txt", id="other zip"),
        pytest.param(
            lambda _: as_zip({**PARTS, "xl/bomb.xml": b"0" * (65 << 20)}), "one that unpacks to 68,157,4", id="zip bomb"
        ),
        pytest.param(
            lambda _: as_zip({**PARTS, "xl/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "some in xl/a.xml",
            id="XML with entities",
        ),
        pytest.param(lambda _: as_zip(PARTS), "expected a workbook that can be read", id="parts that say nothing"),
        pytest.param(lambda _: as_zip({**PARTS, "xl/a.xml": b"<c />" * 1_000_001}), "1,000,001 cells", id="many cells"),
        pytest.param(
            lambda _: as_zip({**PARTS, "xl/a.bin": b"<x:c/><c\n>" * 500_001}), "1,000,002 cells", id="disguised cells"
        ),
        pytest.param(
            lambda _: as_zip({**PARTS, "xl/a.xml": "<!DOCTYPE a>".encode("utf-16")}), "some in xl/a.xml", id="UTF-16"
        ),
        pytest.param(
            lambda _: as_zip(
                {**PARTS, "xl/workbook.xml": b'<a xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'}
            ),
            "expected a workbook saved as Excel Workbook (.xlsx), came one saved as Strict Open XML Spreadsheet",
            id="strict form",
        ),
    ],
)
def test_what_is_no_workbook_is_one_line(water: Path, spoil: Callable[[bytes], bytes], words: str) -> None:
    water.write_bytes(spoil(water.read_bytes()))
    found = lines(water)
    assert len(found) == 1
    assert found[0].startswith("file, -, expected ")
    assert words in found[0]
    assert "\n" not in found[0]


def test_other_workbook_lacks_every_sheet(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    Workbook().save(path)
    problems = check_workbook(path)
    assert sum(problem.is_blocking for problem in problems) == 14
    assert all(problem.came == "none" for problem in problems if problem.is_blocking)


def rewrite_part(path: Path, placeholder: str, text: str) -> None:
    """Puts a text into a cell that no spreadsheet program would write."""
    change(path, {"Niches": {"E3": placeholder}})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    found = f">{placeholder}<".encode()
    path.write_bytes(as_zip({name: part.replace(found, f">{text}<".encode()) for name, part in members.items()}))


@pytest.mark.parametrize("title", ["members ", "MEMBERS", " Members", "READ ME "])
def test_second_sheet_of_one_folded_title_is_named(title: str, water: Path) -> None:
    workbook = load_workbook(water)
    workbook.create_sheet("Beside").title = title.lower() + " "
    workbook.create_sheet(title=f"{title}{title}")
    workbook.save(water)
    named = title.strip().capitalize()
    assert f"{title.lower()} , -, expected each sheet once, came a second one beside '{named}'" in lines(water)
