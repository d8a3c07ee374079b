"""Files written so that a killed process leaves the old content or the new, never half.

Used by the landing zone, the nights and the editions; knows nothing of what is in the files. Whatever records the
state of a home is read by ``read_state``, so that one damaged file ends no command.
"""

import errno
import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

_LOG = logging.getLogger(__name__)
DAMAGED = ".damaged"
"""Ends the name of a file that was set aside because it could not be read."""

DISK_IS_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a system says of a write that the disk, a quota or a limit on files has no room for."""
_PART = re.compile(r"\..+\.(?P<pid>\d+)\.part")

T = TypeVar("T")


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
    """Writes JSON aside, flushes it to the disk and renames it into place.

    Raises:
        OSError: it cannot be written; names the file, and nothing half-written is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("w", encoding="utf-8") as stream:
            stream.write(to_json(value))
            flush(stream.fileno())
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error


def read_json(path: Path) -> Any:  # noqa: ANN401 - what the value is, only its reader knows
    """The JSON value in a file.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return json.loads(path.read_text(encoding="utf-8"))


def read_state(path: Path, interpret: Callable[[Any], T]) -> T | None:
    """What a JSON file of the state says, None if there is no such file or it is damaged.

    A damaged file is set aside under its own name and ``.damaged``, and named in a warning: whoever asked goes on with
    what else is known, and nothing is lost to look at.

    Args:
        path: the file.
        interpret: makes of its JSON value what was asked for; raises where the value is not what it should be.

    Raises:
        OSError: the file is there and cannot be read, which says nothing about what is in it.
    """
    try:
        return interpret(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (IsADirectoryError, ValueError, LookupError, TypeError, AttributeError) as error:
        aside = path.with_name(f"{path.name}{DAMAGED}")
        _LOG.warning(
            "%s: expected a record as this system writes it, got %s: %s; set aside as %s",
            *(path, type(error).__name__, error, aside.name),
        )
        _set_aside(path, aside)
        return None


def _set_aside(path: Path, aside: Path) -> None:
    try:
        path.replace(aside)
    except OSError as error:
        _LOG.warning("%s: not set aside: %s", path, error.strerror)


def list_records(folder: Path) -> list[Path]:
    """The numbered or dated JSON files of a folder in order of their names; none if there is no such folder.

    Raises:
        OSError: the folder is there and cannot be listed; that must not look like an empty one.
    """
    try:
        paths = sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    return [path for path in paths if path.name[:1].isdecimal() and path.suffix == ".json"]


def remove_tree(folder: Path) -> None:
    """Removes a folder and all in it, whatever may be written there."""
    for inner in [folder, *(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())]:
        inner.chmod(0o755)
    shutil.rmtree(folder)


def sweep_parts(folder: Path) -> None:
    """Removes what killed processes left half-written in a folder; what a living one is writing stays."""
    for path in folder.glob(".*.part"):
        found = _PART.fullmatch(path.name)
        if found and int(found["pid"]) != os.getpid() and _is_running(int(found["pid"])):
            continue
        remove(path)


def remove(path: Path) -> None:
    """Removes a file, a link or a folder with all in it; nothing if there is none."""
    if path.is_dir() and not path.is_symlink():
        remove_tree(path)
    else:
        path.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


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
