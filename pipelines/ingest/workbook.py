"""Opening a file that somebody dropped: only a whole, unlocked, harmless workbook gets through.

What its sheets must hold is judged by the source that reads them.
"""

import codecs
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from pipelines.ingest.errors import TerminalError
from pipelines.ingest.sniff import clean_excerpt, describe_content, expect_zip

# openpyxl has no types; these names say at least which of its things is meant.
Workbook: TypeAlias = Any
Worksheet: TypeAlias = Any
AnyCell: TypeAlias = Any
Validation: TypeAlias = Any

MAXIMUM_FILE_BYTES = 32 << 20
MAXIMUM_UNPACKED_BYTES = 64 << 20
"""A workbook of ten thousand rows unpacks to some 10 MiB; cells take fifty times their text in memory."""

MAXIMUM_CELLS = 1_000_000

_OLE_START = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"http://purl.oclc.org/ooxml/"
"""Namespaces of the strict form, in which openpyxl finds no sheets."""
_CELL_TAG = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_PARTS = ("[Content_Types].xml", "xl/workbook.xml")
_EXPECTED = "an .xlsx workbook"


def open_workbook(path: Path) -> Workbook:
    """An openpyxl workbook with formulas as formulas.

    Raises:
        TerminalError: not a workbook, locked, damaged, or too large to be meant.
    """
    _expect_workbook_file(path)
    _expect_harmless_parts(path)
    try:
        # Its warnings are about looks (styles, extensions) that nothing here depends on.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(path)
    except Exception as error:
        # Its readers raise whatever they stumble over (KeyError, TypeError, ParseError, …): all mean the same.
        came = f"{type(error).__name__}: {clean_excerpt(str(error), 120)}"
        raise TerminalError(where=path.name, expected="a workbook that can be read", came=came) from error


def filled_cells(worksheet: Worksheet) -> dict[int, dict[int, Cell]]:
    """Cells that hold a value, by row and column number, in order.

    Reads openpyxl's sparse store: its iterators would make a cell for every place up to the outermost
    one, which a single stray value in the last row and column turns into seventeen thousand million.
    """
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(worksheet._cells.items()):
        if cell.value is not None:
            rows.setdefault(row, {})[column] = cell
    return rows


def _expect_workbook_file(path: Path) -> None:
    size = path.stat().st_size
    if size > MAXIMUM_FILE_BYTES:
        raise TerminalError(
            where=path.name, expected=f"{_EXPECTED} of at most {MAXIMUM_FILE_BYTES:,} bytes", came=f"{size:,} bytes"
        )
    content = path.read_bytes()
    if content.startswith(_OLE_START):
        is_locked = _ENCRYPTED in content
        came = "one that is locked with a password" if is_locked else "a file of the older .xls kind"
        raise TerminalError(where=path.name, expected=_EXPECTED, came=came)
    if not content.startswith(b"PK"):
        raise TerminalError(where=path.name, expected=_EXPECTED, came=describe_content(path))


def _expect_harmless_parts(path: Path) -> None:
    """Refuses archives that are damaged, that unpack to too much, or whose XML has definitions of its own."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    # An unknown zip version in damaged bytes makes zipfile say that it is not implemented.
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        size = path.stat().st_size
        raise TerminalError(
            where=path.name, expected="a whole workbook", came=f"{size:,} bytes, cut off or damaged ({error})"
        ) from error
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAXIMUM_UNPACKED_BYTES:
        raise TerminalError(
            where=path.name,
            expected=f"a workbook that unpacks to at most {MAXIMUM_UNPACKED_BYTES:,} bytes",
            came=f"one that unpacks to {unpacked:,}",
        )
    expect_zip(path)
    names = {member.filename for member in members}
    if not names.issuperset(_PARTS):
        came = f"an archive of {len(names)} other files, such as {clean_excerpt(min(names, default='none'))}"
        raise TerminalError(where=path.name, expected=_EXPECTED, came=came)
    _expect_plain_xml(path, sorted(names))


def _expect_plain_xml(path: Path, names: list[str]) -> None:
    cells = 0
    with zipfile.ZipFile(path) as archive:
        if _STRICT in archive.read("xl/workbook.xml"):
            raise TerminalError(
                where=path.name,
                expected="a workbook saved as Excel Workbook (.xlsx)",
                came="one saved as Strict Open XML Spreadsheet",
            )
        # Every part: which of them are sheets is said by their content type and not by their names.
        for name in names:
            content = archive.read(name)
            if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                content = content.decode("utf-16", errors="replace").encode()
            if not name.endswith(".svg") and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
                raise TerminalError(
                    where=path.name, expected="a workbook without definitions in its XML", came=f"some in {name}"
                )
            cells += sum(1 for _ in _CELL_TAG.finditer(content))
    if cells > MAXIMUM_CELLS:
        raise TerminalError(
            where=path.name, expected=f"a workbook of at most {MAXIMUM_CELLS:,} cells", came=f"{cells:,} cells"
        )
