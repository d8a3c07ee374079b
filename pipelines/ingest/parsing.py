"""Strict readers shared by sources: archive members and delimited text into Polars frames of text.

Nothing is guessed, renamed beyond the stated column map, or lost without a word. Whether values are
allowed is checked in ``contracts``; what a member or column means belongs to the source that has it.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import polars as pl

from pipelines.ingest.errors import ContractError, TerminalError
from pipelines.ingest.sniff import clean_excerpt

MAXIMUM_MEMBER_BYTES = 1 << 30
"""Largest archive member that is read into memory; today's largest is some 60 MB."""

MAXIMUM_FAULT_SHARE = 0.5
"""Above this share of unreadable records it is the format that changed, not a record that is bad."""

MAXIMUM_NAMES = 1_000
"""Characters of wrong column names that an error repeats: a file without line ends is all header."""

SOURCE_FILE = "_source_file"
ROW_NUMBER = "_row_number"
FAULT = "_fault"
"""Why a record could not be read, null for all others; ``check_contract`` turns such rows into rejected ones."""

_RECORD = "_record"
_WRAPPED_SEPARATOR = '"{}"'
_WRAPPED_START = '^"[^"]*"{}"'


@dataclass(frozen=True)
class ArchiveMember:
    """One member of an archive, in memory.

    Attributes:
        content: its bytes.
        modified_on: date that the archive gives it, None if it gives none that exists.
    """

    content: bytes
    modified_on: date | None


def read_archive_member(
    archive: Path, member: str, *, maximum_bytes: int = MAXIMUM_MEMBER_BYTES
) -> ArchiveMember | None:
    """Reads one member of a zip archive, None if the archive has none of that name.

    Members are read in memory and never unpacked to disk, so a name can lead nowhere.

    Raises:
        TerminalError: the archive is damaged or the member too large.
    """
    where = f"{archive.name}/{member}"
    try:
        with zipfile.ZipFile(archive) as opened:
            if member not in opened.namelist():
                return None
            info = opened.getinfo(member)
            if info.file_size > maximum_bytes:
                raise TerminalError(
                    where=where, expected=f"at most {maximum_bytes:,} bytes", came=f"{info.file_size:,} bytes"
                )
            return ArchiveMember(opened.read(info), _read_date(info))
    except zipfile.BadZipFile as error:
        raise TerminalError(where=where, expected="a whole zip archive", came=str(error)) from error


def read_delimited(
    content: bytes,
    *,
    where: str,
    columns: Mapping[str, str],
    optional: Iterable[str] = (),
    separator: str = ";",
) -> pl.DataFrame:
    """Reads delimited text with a header row; every value stays text, blanks become null.

    Two dialects are read: every field in quotes (also where a publisher wrapped an already escaped
    value a second time), and quotes only where needed (RFC 4180). Columns may come in any order;
    lines end with LF, CRLF or, all of them, with CR.

    Args:
        content: UTF-8 bytes, with or without byte order mark.
        where: file or ``archive/member``; kept in ``_source_file`` and named in errors.
        columns: publisher's column → raw column, all that may occur.
        optional: publisher's columns that may be absent; they are then null throughout.
        separator: between fields.

    Returns:
        The raw columns in the order of ``columns``, then ``_source_file``, ``_row_number`` (1-based
        record number) and, only if some record could not be split into fields, ``_fault``.

    Raises:
        ContractError: not UTF-8, no header, a column missing, unknown or named twice, or more
            records unreadable than ``MAXIMUM_FAULT_SHARE``.
    """
    text = _decode(content, where)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    header_line, _, body = text.partition("\n")
    is_wrapped = header_line.startswith('"')
    read_header = _split_wrapped_header if is_wrapped else _split_plain_header
    header = read_header(header_line.rstrip("\r"), separator)
    _require_columns(header, columns=columns, optional=frozenset(optional), where=where)
    read_records = _read_wrapped_records if is_wrapped else _read_plain_records
    records = read_records(body.rstrip("\r\n"), header, separator=separator, where=where)
    return _finish_frame(records, columns=columns, where=where)


def read_facts(path: Path) -> pl.DataFrame:
    """Reads a fact table shipped with the project: UTF-8, comma separated, header row (RFC 4180).

    Returns:
        The file's columns as text, blanks as null, then ``_source_file`` and ``_row_number``.

    Raises:
        ContractError: not UTF-8, no header, or a line with too many fields.
    """
    content = path.read_bytes()
    header = _split_plain_header(_decode(content, path.name).partition("\n")[0].rstrip("\r"), ",")
    return read_delimited(content, where=path.name, columns={name: name for name in header}, separator=",")


def _read_date(info: zipfile.ZipInfo) -> date | None:
    try:
        return date(*info.date_time[:3])
    # Tools that want the same bytes every time leave the date blank, which reads as month 0.
    except ValueError:
        return None


def newest_date(values: pl.Series) -> date | None:
    """Newest ISO date that texts begin with, None if none does."""
    newest = values.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).max()
    return newest if isinstance(newest, date) else None


def _decode(content: bytes, where: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise ContractError(
            where=where, expected="UTF-8 text", came=f"byte 0x{byte:02x} at position {error.start:,}"
        ) from error
    if not text.strip():
        raise ContractError(where=where, expected="a header row", came="an empty file")
    return text


def _split_wrapped_header(line: str, separator: str) -> list[str]:
    return line[1:-1].split(_WRAPPED_SEPARATOR.format(separator))


def _split_plain_header(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator))
    except csv.Error:  # whatever this is, its columns are not those that are due
        return line.split(separator)


def _require_columns(header: list[str], *, columns: Mapping[str, str], optional: frozenset[str], where: str) -> None:
    uses = Counter(header)
    missing = [name for name in columns if name not in uses and name not in optional]
    unknown = [name for name in uses if name not in columns]
    repeated = [name for name, count in uses.items() if count > 1]
    faults = [
        f"{kind} {'column' if len(names) == 1 else 'columns'} {clean_excerpt(', '.join(names), MAXIMUM_NAMES)}"
        for kind, names in (("missing", missing), ("unknown", unknown), ("repeated", repeated))
        if names
    ]
    if faults:
        raise ContractError(
            where=where,
            expected=f"the {len(columns)} known columns",
            came=f"{'; '.join(faults)} (the file has {len(header)}, from {clean_excerpt(header[0])} on)",
        )


def _read_wrapped_records(body: str, header: list[str], *, separator: str, where: str) -> pl.DataFrame:
    """Records of the dialect in which every field is in quotes.

    Lines are put together to records first: a value may hold line breaks, and a quote count cannot
    tell, because CORDIS wraps escaped values again without escaping them a second time. Records
    without a quote inside a value, nearly all, are then split at once; the others one by one.
    """
    between = _WRAPPED_SEPARATOR.format(separator)
    records = _group_lines(body, separator)
    is_clean = (
        pl.col(_RECORD).str.starts_with('"')
        & pl.col(_RECORD).str.ends_with('"')
        & (pl.col(_RECORD).str.count_matches('"', literal=True) == 2 * len(header))
        & (pl.col(_RECORD).str.count_matches(between, literal=True) == len(header) - 1)
    )
    clean = (
        records.filter(is_clean)
        .with_columns(pl.col(_RECORD).str.slice(1).str.head(-1).str.split_exact(between, len(header) - 1))
        .with_columns(pl.col(_RECORD).struct.rename_fields(header))
        .unnest(_RECORD)
        .select(ROW_NUMBER, *header, pl.lit(None, pl.String).alias(FAULT))
    )
    odd = records.filter(~is_clean)
    if odd.is_empty():
        return clean.drop(ROW_NUMBER)
    read = _read_odd_records(odd, header, separator)
    _require_readable(read, total=records.height, width=len(header), where=where)
    return pl.concat([clean, read]).sort(ROW_NUMBER, maintain_order=True).drop(ROW_NUMBER)


def _group_lines(body: str, separator: str) -> pl.DataFrame:
    """Lines put together to records: a new one begins after a quote with ``"first value";"``."""
    lines = pl.DataFrame({_RECORD: body.replace('"\r\n', '"\n').split("\n") if body else []}, {_RECORD: pl.String})
    begins = pl.col(_RECORD).str.contains(_WRAPPED_START.format(separator)) & (
        pl.col(_RECORD).shift(1).str.ends_with('"').fill_null(value=True)
    )
    numbered = lines.with_columns(begins.cum_sum().cast(pl.Int64).alias(ROW_NUMBER))
    if numbered.get_column(ROW_NUMBER).n_unique() == numbered.height:
        return numbered
    return numbered.group_by(ROW_NUMBER, maintain_order=True).agg(pl.col(_RECORD).str.join("\n"))


def _read_odd_records(odd: pl.DataFrame, header: list[str], separator: str) -> pl.DataFrame:
    """Records with quotes inside values: escaped once, wrapped twice, or torn by a value's own line breaks."""
    rows: list[tuple[object, ...]] = []
    torn: list[tuple[int, str]] = []
    for number, record in odd.select(ROW_NUMBER, _RECORD).iter_rows():
        fields = _split_quoted(record, len(header), separator) or _split_rewrapped(record, len(header), separator)
        if fields:
            rows.extend((number, *values, None) for values in fields)
        else:
            torn.append((number, record))
    # Pieces of one torn record stand next to each other, so number and position grow alike.
    for _, run in groupby(enumerate(torn), key=lambda place: place[1][0] - place[0]):
        rows.extend(_read_torn([piece for _, piece in run], len(header), separator))
    schema = {ROW_NUMBER: pl.Int64, **dict.fromkeys(header, pl.String), FAULT: pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _read_torn(run: list[tuple[int, str]], width: int, separator: str) -> Iterable[tuple[object, ...]]:
    together = _split_escaped("\n".join(record for _, record in run), width, separator)
    if together:
        return [(run[0][0], *fields, None) for fields in together]
    return [_read_alone(number, record, width, separator) for number, record in run]


def _read_alone(number: int, record: str, width: int, separator: str) -> tuple[object, ...]:
    """A record whose quotes do not pair up: taken if it has the right number of fields, else a fault."""
    fields = record[1:-1].split(_WRAPPED_SEPARATOR.format(separator))
    if len(fields) == width and record.startswith('"') and record.endswith('"'):
        return (number, *map(_unwrap, fields), None)
    fault = f"record {number}: expected {width} fields, got {len(fields)} in '{clean_excerpt(record)}'"
    return (number, *([None] * width), fault)


def _split_rewrapped(record: str, width: int, separator: str) -> list[list[str]] | None:
    """The record, its values wrapped again after escaping, or None if its quotes do not pair up."""
    fields = record[1:-1].split(_WRAPPED_SEPARATOR.format(separator))
    is_whole = len(record) > 1 and record.startswith('"') and record.endswith('"') and len(fields) == width
    if not is_whole or not all(_has_paired_quotes(field) for field in fields):
        return None
    return [[_unwrap(field) for field in fields]]


def _split_quoted(text: str, width: int, separator: str) -> list[list[str]] | None:
    """As ``_split_escaped``, but only where every field is in quotes: writing it again must give the text back."""
    records = _split_escaped(text, width, separator)
    if records is None:
        return None
    quoted = [['"' + field.replace('"', '""') + '"' for field in record] for record in records]
    return records if "\n".join(map(separator.join, quoted)) == text else None


def _split_escaped(text: str, width: int, separator: str) -> list[list[str]] | None:
    """Records of strictly escaped text (RFC 4180), or None if it is not that or a line went missing."""
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None
    lines = len(records) + sum(field.count("\n") for record in records for field in record)
    is_whole = lines == text.count("\n") + 1 and all(len(record) == width for record in records)
    return records if is_whole else None


def _count_quotes_at_ends(field: str) -> tuple[int, int]:
    return len(field) - len(field.lstrip('"')), len(field) - len(field.rstrip('"'))


def _has_paired_quotes(field: str) -> bool:
    leading, trailing = _count_quotes_at_ends(field)
    return field.count('"') % 2 == 0 and leading % 2 == trailing % 2


def _unwrap(field: str) -> str:
    """A field's value: quotes are doubled inside; an odd number at both ends means wrapped twice."""
    leading, trailing = _count_quotes_at_ends(field)
    is_wrapped_again = leading < len(field) and leading % 2 == 1 and trailing % 2 == 1
    return (field[1:-1] if is_wrapped_again else field).replace('""', '"')


def _require_readable(read: pl.DataFrame, *, total: int, width: int, where: str) -> None:
    faults = read.get_column(FAULT).drop_nulls()
    if faults.len() > MAXIMUM_FAULT_SHARE * total:
        raise ContractError(
            where=where,
            expected=f"records of {width} fields",
            came=f"{faults.len():,} of {total:,} that do not split; {faults[0]}",
        )


def _read_plain_records(body: str, header: list[str], *, separator: str, where: str) -> pl.DataFrame:
    """Records of the dialect in which a field is in quotes only where it must be (RFC 4180)."""
    width = len(header)
    rows = _split_escaped(body, width, separator) if body else []
    if rows is None:
        rows = _split_loosely(body.replace("\r\n", "\n"), separator)
    wrong = next((number for number, row in enumerate(rows, start=1) if len(row) != width), None)
    if wrong is not None:
        raise ContractError(
            where=where,
            expected=f"records of {width} fields",
            came=f"{len(rows[wrong - 1])} in record {wrong}, '{clean_excerpt(separator.join(rows[wrong - 1]))}'",
        )
    frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    return frame.with_columns(pl.lit(None, pl.String).alias(FAULT))


def _split_loosely(text: str, separator: str) -> list[list[str]]:
    """Records whose quoted fields hold unescaped quotes: only one before a separator or line end closes a field.

    Behind a quote that none closes there is no quoted field but empty ones: looking again from each would take
    quadratic time.
    """
    end = rf"{re.escape(separator)}|\n|\Z"
    quoted = rf'"((?:""|[^"]|"(?!{end}))*+)"'
    field, unclosed = (
        re.compile(rf"(?:{inside}|([^{re.escape(separator)}\n]*))({end})") for inside in (quoted, '"()"')
    )
    rows: list[list[str]] = [[]]
    place = 0
    while found := field.match(text, place):
        in_quotes, plain, after = found.groups()
        place = found.end()
        if in_quotes is None and plain.startswith('"'):
            field = unclosed
        rows[-1].append(plain if in_quotes is None else in_quotes.replace('""', '"'))
        if after == "\n":
            rows.append([])
        if not after:
            break
    return rows


def _finish_frame(records: pl.DataFrame, *, columns: Mapping[str, str], where: str) -> pl.DataFrame:
    has_fault = records.get_column(FAULT).null_count() < records.height
    values = [
        pl.col(name).replace("", None).alias(raw) if name in records.columns else pl.lit(None, pl.String).alias(raw)
        for name, raw in columns.items()
    ]
    audit = [pl.lit(where).alias(SOURCE_FILE), pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW_NUMBER)]
    return records.select(*values, *audit, *([pl.col(FAULT)] if has_fault else []))
