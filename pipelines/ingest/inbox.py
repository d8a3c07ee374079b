"""Files that people drop for a source: which of a folder's files are meant.

How they are landed is in ``session``; what they must hold, the source decides. Standard library only,
because every night looks.
"""

import os
from pathlib import Path

CHECKED_ENDING = "-checked.xlsx"
"""How the copy ends that a check writes beside a workbook; it is for reading, never for loading."""

SPREADSHEET_SUFFIXES = frozenset({".csv", ".xlsx", ".xlsm", ".xls", ".ods"})
"""What a source does not read of these is taken up too, so that somebody hears of it, rather than passed over."""

_LEFT_BY_EDITORS = ("~$", ".")


def dropped_files(folder: Path) -> list[Path]:
    """Spreadsheets in a folder, by name; a folder that is not there holds none."""
    if not folder.is_dir():
        return []
    return sorted(
        (
            path
            for path in folder.iterdir()
            if path.suffix.lower() in SPREADSHEET_SUFFIXES
            and path.is_file()
            and not path.name.startswith(_LEFT_BY_EDITORS)
            and not path.name.endswith(CHECKED_ENDING)
        ),
        key=lambda path: path.name,
    )


def name_as_text(path: Path) -> str:
    """A file's name as text that can be written down; bytes that are no UTF-8 show as U+FFFD.

    Such a name comes out of an archive that was packed on another system, and no file or table could hold it.
    """
    return os.fsencode(path.name).decode("utf-8", errors="replace")
