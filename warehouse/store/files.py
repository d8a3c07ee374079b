"""Files written so that a killed process leaves the old content or the new, never half.

Used by the landing zone, the nights and the editions; knows nothing of what is in the files.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_text(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def to_json(value: object) -> str:
    """JSON with sorted keys and a final line end, so that equal values give equal bytes."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def write_json(path: Path, value: object) -> None:
    """Writes JSON aside, flushes it to the disk and renames it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(to_json(value))
        flush(stream.fileno())
    aside.replace(path)


def read_json(path: Path) -> Any:  # noqa: ANN401 - what the value is, only its reader knows
    """The JSON value in a file.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return json.loads(path.read_text(encoding="utf-8"))


def flush(descriptor: int) -> None:
    """Forces an open file's bytes to the disk."""
    os.fsync(descriptor)


def flush_file(path: Path) -> None:
    """Forces a closed file's bytes to the disk."""
    with path.open("rb") as stream:
        flush(stream.fileno())


def flush_directory(path: Path) -> None:
    """Forces a directory's entries to the disk, so that a rename in it survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_link(link: Path, target: str) -> None:
    """Points a symbolic link elsewhere in one step; a reader sees the old target or the new."""
    aside = link.with_name(f".{link.name}.{os.getpid()}.part")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link)
    flush_directory(link.parent)
