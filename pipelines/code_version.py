"""Which code made an edition: the package's version and a hash over everything that shapes its numbers.

The dashboards are left out on purpose: a change to a page must not make a new edition.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from warehouse.files import hash_file, hash_text
from warehouse.settings import PROJECT_ROOT

VERSION = "0.1.0"
HASHED_FOLDERS = ("warehouse", "pipelines", "dbt_project")
HASHED_SUFFIXES = frozenset({".py", ".sql", ".yml", ".yaml", ".csv", ".md"})
LEFT_OUT = frozenset({"data", "target", "logs", "__pycache__"})


@cache
def code_version() -> str:
    """``<version>+<12 hex>``; equal on every machine with the same files."""
    lines = [f"{path.relative_to(PROJECT_ROOT).as_posix()} {hash_file(path)}" for path in _hashed_files()]
    return f"{VERSION}+{hash_text(chr(10).join(lines))[:12]}"


def _hashed_files() -> list[Path]:
    return sorted(
        path
        for folder in HASHED_FOLDERS
        for path in (PROJECT_ROOT / folder).rglob("*")
        if path.suffix in HASHED_SUFFIXES and not LEFT_OUT.intersection(path.relative_to(PROJECT_ROOT).parts)
    )
