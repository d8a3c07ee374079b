"""First looks at fetched bytes: is this the kind of file that is due, whole and readable?

Publishers answer missing files with HTML pages and status 200, so nothing lands unseen. Standard
library only, because it runs on nights without news. What a file must contain is checked in
``parsing`` and ``contracts``; what one publisher's answer must contain, in that source's ``extract``.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

from pipelines.ingest.errors import TerminalError

EXCERPT_CHARACTERS = 60
MAXIMUM_UNPACKED_BYTES = 4 << 30
"""Refused above this: all of CORDIS, deliverables included, unpacks to well under 1 GiB."""

_ZIP_START = b"PK\x03\x04"
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body")


def expect_zip(path: Path) -> None:
    """Accepts a whole zip archive whose members all unpack to what their checksums say.

    Raises:
        TerminalError: an HTML page, an empty file, a cut-off or damaged archive, or one that
            would unpack to more than ``MAXIMUM_UNPACKED_BYTES``.
    """
    if _read_start(path, len(_ZIP_START)) != _ZIP_START:
        raise TerminalError(where=path.name, expected="a zip archive", came=describe_content(path))
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            damaged = archive.testzip() if unpacked <= MAXIMUM_UNPACKED_BYTES else None
    except _ZIP_FAULTS as error:
        size = path.stat().st_size
        raise TerminalError(
            where=path.name, expected="a whole zip archive", came=f"{size:,} bytes, cut off or damaged ({error})"
        ) from error
    if unpacked > MAXIMUM_UNPACKED_BYTES:
        raise TerminalError(
            where=path.name,
            expected=f"an archive that unpacks to at most {MAXIMUM_UNPACKED_BYTES:,} bytes",
            came=f"one that unpacks to {unpacked:,}",
        )
    if damaged:
        raise TerminalError(
            where=path.name, expected="a whole zip archive", came=f"member {damaged} damaged (checksum differs)"
        )


def expect_json(path: Path) -> None:
    """Accepts a file that is one whole JSON object or array.

    Raises:
        TerminalError: an HTML page, an empty file, cut-off JSON, or anything else.
    """
    load_json(path)


def load_json(path: Path) -> dict[str, Any] | list[Any]:
    """The JSON object or array that a file holds.

    Raises:
        TerminalError: as ``expect_json``.
    """
    content: object
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise TerminalError(
            where=path.name, expected="whole JSON", came=f"{describe_content(path)} ({error})"
        ) from error
    if not isinstance(content, dict | list):
        raise TerminalError(where=path.name, expected="a JSON object or array", came=describe_content(path))
    return content


def describe_content(path: Path) -> str:
    """What a file looks like, in words fit for one line of an error message."""
    size = path.stat().st_size
    start = clean_excerpt(_read_start(path, 4 * EXCERPT_CHARACTERS).decode("utf-8", errors="replace"))
    if not start:
        return "an empty body" if size == 0 else f"{size:,} blank bytes"
    kind = "an HTML page" if start.lower().startswith(_HTML_STARTS) else f"{size:,} bytes"
    return f"{kind} beginning '{start}'"


def clean_excerpt(text: str, length: int = EXCERPT_CHARACTERS) -> str:
    """The start of a text on one line, with anything unprintable shown as a dot."""
    one_line = " ".join(text.split())
    return "".join(character if character.isprintable() else "·" for character in one_line[:length])


def _read_start(path: Path, size: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(size)
