"""Strict readers: dialects, columns, and that writing then parsing loses nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ingest.errors import ContractError, TerminalError
from pipelines.ingest.parsing import newest_date, read_archive_member, read_delimited, read_facts

COLUMNS = {"projectID": "project_id", "Title": "title", "Note": "note"}
HEADER = '"projectID";"Title";"Note"\n'


def read(text: str, **options: object) -> pl.DataFrame:
    return read_delimited(text.encode(), where="zip/file.csv", columns=COLUMNS, **options)  # type: ignore[arg-type]


def values(frame: pl.DataFrame) -> list[tuple[str | None, ...]]:
    return frame.select(*COLUMNS.values()).rows()


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param('"1";"plain";"text"', ("1", "plain", "text"), id="plain"),
        pytest.param('"1";"";""', ("1", None, None), id="blanks"),
        pytest.param('"1";"a; b";"c"', ("1", "a; b", "c"), id="separator_inside"),
        pytest.param('"1";"say ""hi""";"c"', ("1", 'say "hi"', "c"), id="escaped_once"),
        pytest.param('"1";""say ""hi"""";"c"', ("1", 'say "hi"', "c"), id="wrapped_twice"),
        pytest.param('"1";""say; ""hi""; so"";"c"', ("1", 'say; "hi"; so', "c"), id="wrapped_twice_with_separator"),
        pytest.param('"1";""""A"" and ""B"""";"c"', ("1", '"A" and "B"', "c"), id="wrapped_twice_quotes_at_both_ends"),
        pytest.param('"1";"""A"" and ""B""";"c"', ("1", '"A" and "B"', "c"), id="escaped_once_quotes_at_both_ends"),
        pytest.param('"1";""all "for" one"";"c"', ("1", 'all "for" one', "c"), id="wrapped_without_escaping"),
        pytest.param('"1";"5"" disk";"c"', ("1", '5" disk', "c"), id="one_escaped_quote"),
        pytest.param('"1";"5" disk";"c"', ("1", '5" disk', "c"), id="one_stray_quote"),
        pytest.param('"1";"x"";""y";"c"', ("1", 'x";"y', "c"), id="escaped_field_boundary_inside"),
        pytest.param('"1";"one\ntwo";"c"', ("1", "one\ntwo", "c"), id="line_break"),
        pytest.param('"1";"one\n\n";"c"', ("1", "one\n\n", "c"), id="blank_lines"),
        pytest.param(
            '"1";""say ""hi""\n""bye"" now"";"c"', ("1", 'say "hi"\n"bye" now', "c"), id="quotes_around_break"
        ),
        pytest.param('"1";"a";"last\nline"', ("1", "a", "last\nline"), id="line_break_in_last_field"),
        pytest.param('"1";"NA";"null"', ("1", "NA", "null"), id="no_text_means_missing"),
        pytest.param('1;plain;"c"', ("1", "plain", "c"), id="quotes_only_where_needed"),
        pytest.param('"1";"say ""a"";""b"" end";"5"', ("1", 'say "a";"b" end', "5"), id="boundary_between_quotes"),
        pytest.param(
            '"1";"two lines:\n""x"";""y"" then";"6"', ("1", 'two lines:\n"x";"y" then', "6"), id="boundary_on_a_line"
        ),
        pytest.param('"1";"path C:\\";"8"', ("1", "path C:\\", "8"), id="stroke_at_the_end"),
        pytest.param('"1";"""";"9"', ("1", '"', "9"), id="quote_alone"),
    ],
)
def test_read_delimited_wrapped_record_is_read(record: str, expected: tuple[str | None, ...]) -> None:
    neighbours = [("0", "before", None), expected, ("2", "after", None)]
    frame = read(f'{HEADER}"0";"before";""\n{record}\n"2";"after";""\n')
    assert values(frame) == neighbours
    assert frame.get_column("_row_number").to_list() == [1, 2, 3]
    assert frame.get_column("_source_file").unique().to_list() == ["zip/file.csv"]
    assert "_fault" not in frame.columns


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param("1;plain;text", ("1", "plain", "text"), id="plain"),
        pytest.param("1;;", ("1", None, None), id="blanks"),
        pytest.param('1;"The ""green"" deal; part 2";5', ("1", 'The "green" deal; part 2', "5"), id="doubled_quotes"),
        pytest.param('1;Beta 27" screens;6', ("1", 'Beta 27" screens', "6"), id="inch"),
        pytest.param('1;"Open" science for all;7', ("1", '"Open" science for all', "7"), id="quotes_about_a_word"),
        pytest.param('1;"Open science;8', ("1", '"Open science', "8"), id="quote_never_closed"),
        pytest.param('1;"a; b";c', ("1", "a; b", "c"), id="separator_inside"),
        pytest.param('1;"say ""hi""";c', ("1", 'say "hi"', "c"), id="escaped"),
        pytest.param('1;"used to "play around" with";c', ("1", 'used to "play around" with', "c"), id="stray_quotes"),
        pytest.param('1;"open;c', ("1", '"open', "c"), id="open_quote"),
        pytest.param('1;"one\n\ntwo";c', ("1", "one\n\ntwo", "c"), id="line_breaks"),
    ],
)
def test_read_delimited_plain_record_is_read(record: str, expected: tuple[str | None, ...]) -> None:
    frame = read(f"projectID;Title;Note\n0;before;\n{record}\n2;after;\n")
    assert values(frame) == [("0", "before", None), expected, ("2", "after", None)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEADER + '"1";"a";"b"\n', id="line_feed"),
        pytest.param(HEADER + '"1";"a";"b"', id="no_last_line_feed"),
        pytest.param((HEADER + '"1";"a";"b"\n').replace("\n", "\r\n"), id="carriage_returns"),
        pytest.param((HEADER + '"1";"a";"b"\n').replace("\n", "\r"), id="carriage_returns_alone"),
        pytest.param("projectID;Title;Note\r1;a;b\r", id="plain_carriage_returns_alone"),
        pytest.param("\ufeff" + HEADER + '"1";"a";"b"\n', id="byte_order_mark"),
        pytest.param('"Note";"projectID";"Title"\n"b";"1";"a"\n', id="reordered"),
        pytest.param("Title;Note;projectID\r\na;b;1\r\n", id="plain_reordered_carriage_returns"),
    ],
)
def test_read_delimited_same_table_however_written(text: str) -> None:
    assert values(read(text)) == [("1", "a", "b")]


def test_read_delimited_header_alone_gives_no_rows() -> None:
    assert read(HEADER).shape == (0, 5)
    assert read("projectID;Title;Note\n").shape == (0, 5)


def test_read_delimited_optional_column_may_be_absent() -> None:
    assert values(read('"projectID";"Title"\n"1";"a"\n', optional=("Note",))) == [("1", "a", None)]


@pytest.mark.parametrize(
    ("text", "came"),
    [
        pytest.param('"projectID";"Title"\n', "missing column Note", id="missing"),
        pytest.param('"projectID";"Name";"Remark"\n', "missing columns Title, Note; unknown columns", id="renamed"),
        pytest.param('"projectID";"Title";"Note";"New"\n', "unknown column New", id="new"),
        pytest.param('"projectID";"Title";"Note";"Note"\n', "repeated column Note", id="repeated"),
        pytest.param("projectID,Title,Note\n", "unknown column projectID,Title,Note", id="other_separator"),
        pytest.param("", "an empty file", id="empty"),
        pytest.param("\n \n", "an empty file", id="blank"),
        pytest.param("projectID;Title;Note\n1;a\n2;b;c\n", "2 in record 1", id="short_first_record"),
        pytest.param("projectID;Title;Note\n1;a;b\n2;b\n", "2 in record 2", id="short_record"),
        pytest.param("projectID;Title;Note\n1;a;b\n2;b;c;d\n", "4 in record 2", id="long_record"),
        pytest.param(HEADER + '"1";"a"\n"2";"b"\n"3";"b";"c"\n', "2 of 3 that do not split", id="mostly_unreadable"),
    ],
)
def test_read_delimited_wrong_form_is_refused(text: str, came: str) -> None:
    with pytest.raises(ContractError) as caught:
        read(text)
    assert caught.value.where == "zip/file.csv"
    assert came in caught.value.came


def test_read_delimited_wrong_encoding_is_refused() -> None:
    with pytest.raises(ContractError, match="expected UTF-8 text, got byte 0xe9 at position 29"):
        read_delimited((HEADER + '"1é"').encode("latin-1"), where="x", columns=COLUMNS)


def test_read_delimited_unreadable_record_is_kept_with_its_fault() -> None:
    frame = read(f'{HEADER}"1";"a";"b"\n"2";"too";"many";"fields"\n"3";"c";"d"\n')
    assert values(frame) == [("1", "a", "b"), (None, None, None), ("3", "c", "d")]
    assert frame.get_column("_fault").to_list() == [
        None,
        'record 2: expected 3 fields, got 4 in \'"2";"too";"many";"fields"\'',
        None,
    ]


def test_read_delimited_stray_quotes_beside_windows_line_ends_are_read() -> None:
    frame = read('projectID;Title;Note\r\n1;"used to "play" with";c\r\n2;d;"said "so" there"\r\n')
    assert values(frame) == [("1", 'used to "play" with', "c"), ("2", "d", 'said "so" there')]


def test_read_archive_member_gives_bytes_and_date(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("one.csv", (2026, 4, 16, 12, 0, 0)), "x")
        archive.writestr("../escape.csv", "y")
    member = read_archive_member(path, "one.csv")
    assert member is not None
    assert (member.content, member.modified_on) == (b"x", date(2026, 4, 16))
    assert read_archive_member(path, "two.csv") is None
    assert not (tmp_path.parent / "escape.csv").exists()


def test_read_archive_member_without_a_date_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("one.csv", (1980, 0, 0, 0, 0, 0)), "x")
    member = read_archive_member(path, "one.csv")
    assert member is not None
    assert (member.content, member.modified_on) == (b"x", None)


def test_read_archive_member_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.csv", "x" * 100)
    with pytest.raises(TerminalError, match=r"a\.zip/one\.csv: expected at most 99 bytes, got 100 bytes"):
        read_archive_member(path, "one.csv", maximum_bytes=99)


def test_newest_date_ignores_what_is_no_date() -> None:
    assert newest_date(pl.Series(["2024-05-29 16:06:00", None, "soon", "2023-01-01"])) == date(2024, 5, 29)
    assert newest_date(pl.Series([None], dtype=pl.String)) is None


def test_read_facts_reads_quotes_commas_and_blanks(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text('a,b\n"one, two",\n"say ""hi""\nthere",x\n')
    assert read_facts(path).rows() == [("one, two", None, "facts.csv", 1), ('say "hi"\nthere', "x", "facts.csv", 2)]


# The alphabet is made of what can go wrong: quotes, separators, line breaks, and text.
TEXTS = st.text(alphabet='";\nab é', max_size=12)
ROWS = st.lists(st.tuples(st.integers(1, 999).map(str), TEXTS, TEXTS), min_size=1, max_size=8)


def blank_to_none(rows: list[tuple[str, ...]]) -> list[tuple[str | None, ...]]:
    return [tuple(value or None for value in row) for row in rows]


@settings(max_examples=150)
@given(rows=ROWS)
def test_property_all_quoted_text_written_then_parsed_loses_nothing(rows: list[tuple[str, ...]]) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([tuple(COLUMNS), *rows])
    assert values(read(written.getvalue())) == blank_to_none(rows)


@settings(max_examples=150)
@given(rows=ROWS)
def test_property_plain_text_written_then_parsed_loses_nothing(rows: list[tuple[str, ...]]) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\n").writerows([tuple(COLUMNS), *rows])
    assert values(read(written.getvalue())) == blank_to_none(rows)


# Wrapped twice, a value that itself holds a field boundary, or only quotes, cannot be told apart.
WORDS = st.lists(st.sampled_from(["a", "b; c", '"quoted"', 'in "the" midst', "é", "\n"]), max_size=5).map(" ".join)
WORD_ROWS = st.lists(st.tuples(st.integers(1, 999).map(str), WORDS, WORDS), min_size=1, max_size=8)


@settings(max_examples=150)
@given(rows=WORD_ROWS)
def test_property_twice_wrapped_text_written_then_parsed_loses_nothing(rows: list[tuple[str, ...]]) -> None:
    def wrap(value: str) -> str:
        escaped = '"' + value.replace('"', '""') + '"' if '"' in value else value
        return f'"{escaped}"'

    written = HEADER + "".join(";".join(map(wrap, row)) + "\n" for row in rows)
    assert values(read(written)) == blank_to_none(rows)


@settings(max_examples=150)
@given(rows=ROWS)
def test_property_unescaped_text_is_refused_or_rejected_or_kept_to_the_letter(rows: list[tuple[str, ...]]) -> None:
    written = HEADER + "".join(";".join(f'"{value}"' for value in row) + "\n" for row in rows)
    try:
        frame = read(written)
    except ContractError:
        return
    assert frame.get_column("_row_number").to_list() == list(range(1, frame.height + 1))
    if "_fault" not in frame.columns:
        kept = "".join(value or "" for row in values(frame) for value in row)
        assert [letter for letter in kept if letter.isalnum()] == [
            letter for letter in written.removeprefix(HEADER) if letter.isalnum()
        ]
