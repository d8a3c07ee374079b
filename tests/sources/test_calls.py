"""Calls of neighbouring programmes: files that people drop, as CSV or workbook, and what becomes of odd ones."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipelines.ingest.contracts import check_contract
from pipelines.ingest.errors import SourceError
from pipelines.ingest.workbook import MAXIMUM_FILE_BYTES
from pipelines.sources.calls import SOURCE
from pipelines.sources.calls.extract import expect_calls
from pipelines.sources.calls.parse import parse_calls

HEADER = "topic_id;programme;title;source;deadline_dates;budget_eur"
ROW = "ESPON-1;ESPON;Islands; https://espon.example/1 ;2026-11-30;2,5"


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    for row in (("topic_id", "programme", "title", "source", "opening_date", "trl_min"), *rows):
        book.active.append(row)
    book.save(path)
    return path


def test_files_of_both_kinds_are_one_table_and_bad_rows_are_named(tmp_path: Path) -> None:
    listed = tmp_path / "espon.csv"
    rows = f"\ufeff{HEADER}\r{ROW.replace(' ', '')}\rESPON-2;ESPON;Coasts,,,,,,;none;soon;\r"
    listed.write_bytes(rows.encode())
    typed = workbook(
        tmp_path / "eit.xlsx",
        ("EIT-1", "EIT", "Farms, tested", "https://eit.example", datetime(2026, 5, 1), 6.0),  # noqa: DTZ001
        ("ESPON-1", "ESPON", "Again", "https://espon.example/2", date(2026, 5, 1), None),
    )
    parsed = parse_calls({path.name: path for path in (listed, typed)})
    checked = check_contract(parsed.frame, SOURCE.contract(SOURCE.tables[0]), where="calls")
    assert checked.accepted.select("topic_id", "title", "opening_date", "trl_min", "_source_file").rows() == [
        ("EIT-1", "Farms, tested", "2026-05-01", "6", "eit.xlsx"),
        ("ESPON-1", "Again", "2026-05-01", None, "eit.xlsx"),
    ]
    assert checked.rejected.select("_source_file", "_row_number").rows() == [("espon.csv", 1), ("espon.csv", 2)]
    repeated, addressless = checked.rejected.get_column("_reason")
    assert repeated == "topic_id: expected no two rows alike, got a repeat of an earlier row"
    assert "source: expected text like ^https?" in addressless
    assert "deadline_dates: expected" in addressless
    assert parse_calls({}).frame.columns == parsed.frame.columns


@pytest.mark.parametrize(
    ("name", "content", "came"),
    [
        pytest.param("calls.ods", b"PK", "one saved as .ods", id="another-format"),
        pytest.param("calls.xlsx", b"<html></html>", "an HTML page", id="no-workbook"),
        pytest.param("calls.csv", b"topic_id,programme\nA,B\n", "missing columns title, source", id="columns-missing"),
        pytest.param("calls.csv", f"{HEADER};price\n{ROW};1\n".encode(), "unknown column price", id="column-unknown"),
        pytest.param("calls.csv", b"", "an empty file", id="empty"),
        pytest.param("calls.csv", bytes(MAXIMUM_FILE_BYTES + 1), "33,554,433 bytes", id="too-large"),
    ],
)
def test_file_that_is_no_table_of_calls_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, came: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=came):
        expect_calls(path)


def test_formula_is_no_value(tmp_path: Path) -> None:
    path = workbook(tmp_path / "calls.xlsx", ("A", "EIT", "=1+1", "https://eit.example", None, None))
    with pytest.raises(SourceError, match=r"C2: expected a value, got a formula"):
        expect_calls(path)
