"""Which code made an edition, and which code read a raw table: hashes over the files that shape them.

The dashboards are left out on purpose: a change to a page must not make a new edition.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from warehouse.settings import PROJECT_ROOT
from warehouse.store.files import hash_file, hash_text

VERSION = "0.1.0"
HASHED_FOLDERS = ("warehouse", "pipelines", "dbt_project")
HASHED_SUFFIXES = frozenset({".py", ".sql", ".yml", ".yaml", ".csv", ".md"})
LEFT_OUT = frozenset({"data", "target", "logs", "__pycache__"})

TOOLBOX = PROJECT_ROOT / "pipelines" / "ingest"
FETCHING_MODULES = frozenset({"http_client.py", "inbox.py", "paging.py", "session.py", "transport.py"})
"""Modules of the toolbox that bring bytes and never read them; a change to these reads nothing again."""


@cache
def code_version() -> str:
    """``<version>+<12 hex>``; equal on every machine with the same files."""
    return f"{VERSION}+{_hash_files(_hashed_files())}"


@cache
def reader_version(package: str) -> str:
    """12 hex of the code that turns a source's files into frames: its package and the readers of the toolbox.

    Narrower than ``code_version``, so that an edit elsewhere does not read every table again.

    Args:
        package: dotted name of the source's package.
    """
    folder = PROJECT_ROOT.joinpath(*package.split("."))
    readers = [path for path in TOOLBOX.glob("*.py") if path.name not in FETCHING_MODULES]
    return _hash_files(sorted([*folder.rglob("*.py"), *readers, *TOOLBOX.glob("*.csv")]))


def _hash_files(paths: Iterable[Path]) -> str:
    lines = [f"{path.relative_to(PROJECT_ROOT).as_posix()} {hash_file(path)}" for path in paths]
    return hash_text("\n".join(lines))[:12]


def _hashed_files() -> list[Path]:
    return sorted(
        path
        for folder in HASHED_FOLDERS
        for path in (PROJECT_ROOT / folder).rglob("*")
        if path.suffix in HASHED_SUFFIXES and not LEFT_OUT.intersection(path.relative_to(PROJECT_ROOT).parts)
    )
