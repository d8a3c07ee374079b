"""Rows as files: types, text that no spreadsheet calculates, the same bytes for the same rows."""

from __future__ import annotations

import csv
import io
import json
import string
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.products.files.bundle import write_bundle
from warehouse.products.files.columns import Column
from warehouse.products.files.plain import write_csv, write_json, write_parquet
from warehouse.products.files.table import ExportedTable
from warehouse.products.files.workbook import CUT, MAX_ADDRESS, MAX_TEXT, write_workbook
from warehouse.products.matches.query import FilterError
from warehouse.store.editions import Edition

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n"]
WORDS = st.text(alphabet=string.printable + "é€ß—\u200b", max_size=12)
EDITION = Edition(
    "2026-08-10-0123abcd", Path("unused"), {"fingerprint": "0123abcd" * 8}, date(2026, 8, 10), is_demo=False
)


def _table(frame: pl.DataFrame, **kinds: Any) -> ExportedTable:
    columns = tuple(Column(name, name.title(), kinds.get(name, "text")) for name in frame.columns)
    return ExportedTable(
        name="sample", title="Sample", one_row="One row is a row.", columns=columns, frame=frame, edition=EDITION
    )


def _sheet(content: bytes, name: str = "Sample") -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True))


@pytest.mark.parametrize("sign", SIGNS)
def test_csv_text_cannot_start_a_formula(sign: str) -> None:
    frame = pl.DataFrame({"text": [f"{sign}1+1", f"a{sign}b", None], "number": [-1, 2, None]})
    read = pl.read_csv(io.BytesIO(write_csv(frame)))
    assert read["text"].to_list() == [f"'{sign}1+1", f"a{sign}b", None]
    assert read["number"].to_list() == [-1, 2, None]


@given(st.lists(st.tuples(st.sampled_from(SIGNS), WORDS).map("".join) | WORDS, min_size=1, max_size=5))
def test_no_text_can_be_calculated_in_csv_or_xlsx_and_raw_files_keep_it(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": texts, "terms": [[text] for text in texts]})
    cells = openpyxl.load_workbook(io.BytesIO(write_workbook(_table(frame))))["Sample"]["A"][1:]
    rows = list(csv.reader(io.StringIO(write_csv(frame).decode(), newline="")))[1:]
    assert len(rows) == len(texts)
    assert not any(value.startswith(tuple(SIGNS)) for row in rows for value in row)
    assert all(cell.data_type != "f" and not str(cell.value or "").startswith(tuple(SIGNS)) for cell in cells)
    assert pl.read_parquet(io.BytesIO(write_parquet(frame)))["text"].to_list() == texts
    assert [row["text"] for row in json.loads(write_json(frame))] == texts


def test_demonstration_is_said_by_files_that_rest_on_participations_alone() -> None:
    edition = replace(EDITION, is_demo=True)
    table = replace(_table(pl.DataFrame({"text": ["a"]})), edition=edition, rests_on=("cordis", "registry"))
    assert table.facts()[0][0] == "Demonstration data"
    assert "Demonstration data" in [row[0] for row in _sheet(write_workbook(table), "Read me")]
    of_registry = replace(table, rests_on=("registry",))
    assert "Demonstration data" not in dict(of_registry.facts())


def test_csv_guards_the_first_entry_of_a_list() -> None:
    assert write_csv(pl.DataFrame({"terms": [["=one", "two"]]})) == b"terms\n'=one; two\n"


def test_csv_holds_exact_money() -> None:
    money = pl.DataFrame({"budget_eur": [Decimal("12000000.10"), None]})
    assert write_csv(money) == b"budget_eur\n12000000.10\n\n"


def test_workbook_types_its_cells_and_leaves_unknown_empty() -> None:
    frame = pl.DataFrame(
        {
            "name": ["a", None],
            "count": [3, None],
            "money": [Decimal("1200000.50"), None],
            "score": [57.5, float("nan")],
            "day": [date(2026, 9, 15), None],
            "is_stale": [True, None],
            "terms": [["x", "y"], []],
        },
        schema_overrides={"money": pl.Decimal(18, 2)},
    )
    content = write_workbook(_table(frame, count="count", money="euro", score="score", day="date", is_stale="flag"))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Sample"]
    header, first, second = sheet.iter_rows()
    assert [cell.value for cell in header] == frame.columns
    assert [cell.value for cell in first[:4]] == ["a", 3, 1200000.5, 57.5]
    assert first[4].value.date() == date(2026, 9, 15)
    assert [cell.value for cell in first[5:]] == [True, "x; y"]
    assert [cell.value for cell in second][:6] == [None] * 6
    assert [cell.number_format for cell in first[1:5]] == ["#,##0", '#,##0.00 "€"', "0.0", "yyyy-mm-dd"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:G3")
    assert all(9 <= dimension.width <= 61 for dimension in sheet.column_dimensions.values())


def test_workbook_links_addresses_and_nothing_else() -> None:
    longest = "https://example.org/".ljust(MAX_ADDRESS, "a")
    addresses = ["https://example.org/a?b=1&c=2", longest, f"{longest}a", "not stated", None]
    frame = pl.DataFrame({"portal": addresses, "name": ["https://x.y"] * 5})
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(_table(frame, portal="url"))))["Sample"]
    links = [cell.hyperlink.target if cell.hyperlink else None for row in sheet.iter_rows(min_row=2) for cell in row]
    assert links == [addresses[0], None, longest, *[None] * 7]
    assert sheet["A4"].value == f"{longest}a"


def test_workbook_carries_what_xml_cannot_hold() -> None:
    texts = ["<b> & \"q\" 'a'", "_x0041_", "two\nlines", "bell\x07", "\ufffe", "  kept  "]
    cells = [row[0] for row in _sheet(write_workbook(_table(pl.DataFrame({"text": texts}))))[1:]]
    unescaped = [openpyxl.utils.escape.unescape(cell) if cell else cell for cell in cells]
    assert unescaped == ["<b> & \"q\" 'a'", "_x0041_", "two\nlines", "bell\x07", "", "  kept  "]


def test_workbook_says_where_it_cut_a_text_too_long_for_a_cell() -> None:
    whole = ["a" * MAX_TEXT, "\U0001f3ed" * (MAX_TEXT // 2)]
    texts = [
        text for text, *_ in _sheet(write_workbook(_table(pl.DataFrame({"text": [t + t for t in whole] + whole}))))
    ]
    assert len(texts[1]) == MAX_TEXT
    assert all(text.endswith(CUT) and len(text.encode("utf-16-le")) <= 2 * MAX_TEXT for text in texts[1:3])
    assert texts[3:] == whole


def test_workbook_without_rows_has_its_header() -> None:
    content = write_workbook(_table(pl.DataFrame(schema={"name": pl.String, "portal": pl.String}), portal="url"))
    assert _sheet(content) == [("name", "portal")]


def test_workbook_tells_definitions_edition_and_filters() -> None:
    content = write_workbook(_table(pl.DataFrame({"name": ["a"]})))
    facts = dict(_sheet(content, "Read me")[1:])
    assert facts["Edition"] == "2026-08-10-0123abcd"
    assert facts["Filters"] == "none: every row"
    assert facts["Rows"] == "1"
    assert _sheet(content, "Definitions")[:2] == [
        ("column", "label", "kind", "definition"),
        ("name", "Name", "text", ""),
    ]


def test_workbook_of_too_many_rows_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.products.files.workbook.MAX_ROWS", 1)
    with pytest.raises(FilterError, match=r"xlsx holds 1 rows and this table has 2; valid values: csv, parquet"):
        write_workbook(_table(pl.DataFrame({"name": ["a", "b"]})))


def test_bundle_describes_every_file_with_its_hash() -> None:
    frame = pl.DataFrame({"name": ["a"], "score": [1.5], "day": [date(2026, 1, 1)], "terms": [["x"]]})
    with zipfile.ZipFile(io.BytesIO(write_bundle(_table(frame)))) as bundle:
        package: Mapping[str, Any] = json.loads(bundle.read("datapackage.json"))
        read_me = bundle.read("README.md").decode()
        sizes = {name: len(bundle.read(name)) for name in bundle.namelist()}
    text, parquet = package["resources"]
    assert (text["path"], parquet["path"]) == ("data/sample.csv", "data/sample.parquet")
    assert (text["bytes"], parquet["bytes"]) == (sizes["data/sample.csv"], sizes["data/sample.parquet"])
    assert [field["type"] for field in text["schema"]["fields"]] == ["string", "number", "date", "string"]
    assert [field["type"] for field in parquet["schema"]["fields"]] == ["string", "number", "date", "list"]
    assert package["interregio"]["edition"] == package["version"] == "2026-08-10-0123abcd"
    assert text["hash"].removeprefix("sha256:") in read_me
    assert EDITION.manifest["fingerprint"] in read_me


@pytest.mark.parametrize("write", [write_workbook, write_bundle])
def test_same_rows_give_the_same_bytes(write: Any) -> None:
    table = _table(pl.DataFrame({"name": ["a"] * 5_000, "score": [0.1] * 5_000}))
    assert write(table) == write(table)
