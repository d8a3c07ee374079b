"""First looks at fetched bytes: is this the kind of file that is due, whole and readable?

Publishers answer missing files with HTML pages and status 200, so nothing lands unseen. Standard
library only, because it runs on nights without news. What a file must contain is checked in
``parsing`` and ``contracts``; what one publisher's answer must contain, in that source's ``extract``.
"""

import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.ingest.errors import TerminalError, printable

EXCERPT_CHARACTERS = 60

_ZIP_START = b"PK\x03\x04"
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
"""What half a character can look like; most hits are whole characters in two halves, so it only says where to look."""
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body")


@dataclass(frozen=True, kw_only=True)
class ArchiveLimits:
    """What an archive may unpack to; beyond it is a bomb rather than data.

    Attributes:
        unpacked_bytes: all members together; all of CORDIS, deliverables included, is well under 1 GiB.
        harmless_bytes: up to here no ratio is asked for.
        ratio: unpacked to packed; text reaches about 10, deflate at most 1,032.
        members: their number.
    """

    unpacked_bytes: int = 4 << 30
    harmless_bytes: int = 64 << 20
    ratio: int = 100
    members: int = 10_000


DEFAULT_ARCHIVE_LIMITS = ArchiveLimits()


def expect_zip(path: Path, *, limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS) -> None:
    """Accepts a whole zip archive whose members all unpack to what their checksums say.

    Raises:
        TerminalError: an HTML page, an empty file, a cut-off or damaged archive, one with a member
            that points out of it, or one that would unpack to more than ``limits``.
    """
    if _read_start(path, len(_ZIP_START)) != _ZIP_START:
        raise TerminalError(where=path.name, expected="a zip archive", came=describe_content(path))
    try:
        with zipfile.ZipFile(path) as archive:
            _require_harmless_names(archive, path.name, limits)
            _require_harmless_size(archive, path, limits)
            damaged = archive.testzip()
    except _ZIP_FAULTS as error:
        size = path.stat().st_size
        raise TerminalError(
            where=path.name, expected="a whole zip archive", came=f"{size:,} bytes, cut off or damaged ({error})"
        ) from error
    if damaged:
        raise TerminalError(
            where=path.name, expected="a whole zip archive", came=f"member {damaged} damaged (checksum differs)"
        )


def load_json(path: Path) -> dict[str, Any] | list[Any]:
    """The JSON object or array that a file holds.

    JSON can escape half a character, which no text can hold: it becomes U+FFFD, so that the record around it is kept.

    Raises:
        TerminalError: an HTML page, an empty file, cut-off JSON, or anything else.
    """
    content: object
    read = path.read_bytes()
    try:
        content = json.loads(read)
        if _HALF_CHARACTER.search(read):
            content = json.loads(_mend_halves(json.dumps(content, ensure_ascii=False)))
    except (ValueError, RecursionError) as error:
        raise TerminalError(
            where=path.name, expected="whole JSON", came=f"{describe_content(path)} ({error})"
        ) from error
    if not isinstance(content, dict | list):
        raise TerminalError(where=path.name, expected="a JSON object or array", came=describe_content(path))
    return content


def _mend_halves(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _require_harmless_names(archive: zipfile.ZipFile, where: str, limits: ArchiveLimits) -> None:
    """Nothing here unpacks to the disk; but whoever opens a landed archive by hand should be safe as well."""
    names = archive.namelist()
    if len(names) > limits.members:
        raise TerminalError(
            where=where, expected=f"an archive of at most {limits.members:,} members", came=f"{len(names):,}"
        )
    escaping = [name for name in names if _leads_out(name)]
    if escaping:
        raise TerminalError(
            where=where,
            expected="members that stay inside the archive",
            came=f"one named '{clean_excerpt(escaping[0])}'",
        )


def _leads_out(member: str) -> bool:
    parts = member.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")


def _require_harmless_size(archive: zipfile.ZipFile, path: Path, limits: ArchiveLimits) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > limits.unpacked_bytes:
        raise TerminalError(
            where=path.name,
            expected=f"an archive that unpacks to at most {limits.unpacked_bytes:,} bytes",
            came=f"one that unpacks to {unpacked:,}",
        )
    # The archive's own size, not what its directory claims: members of a bomb may share their bytes.
    packed = path.stat().st_size
    if unpacked > max(limits.harmless_bytes, limits.ratio * packed):
        raise TerminalError(
            where=path.name,
            expected=f"an archive that unpacks to at most {limits.ratio:,} times its size",
            came=f"one of {packed:,} bytes that unpacks to {unpacked:,}",
        )


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
    return printable(text)[:length]


def _read_start(path: Path, size: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(size)
