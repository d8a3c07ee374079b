"""Mirrors for tests: directories that hold publishers' files, made of the hand-written answers.

Fixtures lie under ``tests/fixtures/<source>/<host>/<path>``; a folder named like an archive or a workbook
becomes one (its members, its sheets), so that fixtures stay readable. The real files, where they are, are
found here too.
"""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook

TESTS = Path(__file__).resolve().parent
FIXTURES = TESTS / "fixtures"
REAL_DATA = TESTS.parent.parent / "shared" / "data"
PACKED_AT = (2026, 3, 1, 0, 0, 0)


def pack_archive(path: Path, members: Mapping[str, bytes]) -> None:
    """Writes a zip archive whose members are all of the same day."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, PACKED_AT), content)


def read_archive(path: Path) -> dict[str, bytes]:
    """Every member of a zip archive."""
    with zipfile.ZipFile(path) as archive:
        return {member: archive.read(member) for member in archive.namelist()}


def write_workbook(path: Path, sheets: Mapping[str, list[list[str]]]) -> None:
    """Writes an XLSX workbook; whole numbers become numbers, blanks empty cells."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    workbook.save(path)


def read_sheet_files(folder: Path) -> dict[str, list[list[str]]]:
    """The sheets of a workbook's fixture, one CSV file each, by title."""
    sheets = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            sheets[path.stem] = list(csv.reader(stream))
    return sheets


def build_mirror(mirror: Path, *sources: str) -> Path:
    """A mirror of the given sources' hand-written answers."""
    for source in sources:
        shutil.copytree(FIXTURES / source, mirror, dirs_exist_ok=True)
    for folder in [path for path in mirror.rglob("*.zip") if path.is_dir()]:
        members = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        shutil.rmtree(folder)
        pack_archive(folder, members)
    for folder in [path for path in mirror.rglob("*.xlsx") if path.is_dir()]:
        sheets = read_sheet_files(folder)
        shutil.rmtree(folder)
        write_workbook(folder, sheets)
    return mirror


def real_mirror(night: str) -> Path:
    """The real files of one night; skips the test where they are absent."""
    mirror = REAL_DATA / "mirror" / night
    if not mirror.is_dir():
        pytest.skip(f"needs the real source files in ../shared/data/mirror/{night}")
    return mirror
