"""Landing zone: publishers' bytes as they came, content-addressed, with their origin beside them.

::

    raw/<source>/objects/<sha256>/<name>               the bytes, written once
    raw/<source>/objects/<sha256>/<name>.origin.json   where and when they were first had, under which licence
    raw/<source>/arrivals/<number>.json                what one night brought: names, hashes, what was missing
    raw/<source>/accepted.json                         the arrivals that became raw tables, in order
    raw/<source>/refused.json                          content that arrived but was not fit, and why

How bytes are fetched is in ``pipelines.ingest.transport``; turning them into tables is in a source's
``parse`` and in ``warehouse.store.load``.
"""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from warehouse.store.files import (
    DAMAGED,
    flush_directory,
    flush_file,
    hash_file,
    hash_text,
    list_records,
    read_state,
    write_json,
)

ACCEPTED, REFUSED = "accepted.json", "refused.json"


@dataclass(frozen=True)
class LandedFile:
    """One file in the landing zone.

    Attributes:
        name: the source's own name for the file.
        path: where its bytes lie.
        sha256: hash of the bytes.
        fingerprint: hash of what matters in them; equals ``sha256`` unless the source says otherwise.
        size: bytes.
        url: address it was had from.
    """

    name: str
    path: Path
    sha256: str
    fingerprint: str
    size: int
    url: str


@dataclass(frozen=True)
class Arrival:
    """What one source brought on one night.

    Attributes:
        number: 1-based position among the source's arrivals; 0 until it is recorded.
        content_sha256: hash over the names and fingerprints of its files.
        as_of: the night's date.
        retrieved_at: when it was had: a UTC time, or the as-of date when read from a mirror.
        files: landed files by name.
        missing_files: optional files the publisher did not give.
    """

    number: int
    content_sha256: str
    as_of: date
    retrieved_at: str
    files: Mapping[str, LandedFile]
    missing_files: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files.values())

    @property
    def asked_files(self) -> frozenset[str]:
        """Names of the files that the visit asked for, whether they came or not."""
        return frozenset((*self.files, *self.missing_files))

    @property
    def paths(self) -> dict[str, Path]:
        """Where each file lies, by name."""
        return {name: file.path for name, file in self.files.items()}


@dataclass(frozen=True)
class Refusal:
    """Why content that arrived is not in the raw tables.

    Attributes:
        reason: one line.
        code_version: of the code that refused it.
        is_held: it can be read but lost too much, and waits for an operator's word.
    """

    reason: str
    code_version: str
    is_held: bool = False


@dataclass(frozen=True)
class Origin:
    """Where a landed file came from and under which terms; stands beside the bytes.

    Attributes:
        url: the publisher's address.
        address: the address that was asked, where it can be asked again whether the file still holds.
        headers: what the server last said about these bytes.
    """

    source: str
    name: str
    url: str
    parameters: Mapping[str, str]
    retrieved_at: str
    sha256: str
    size: int
    licence: str
    citation: str
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = ""


def hash_content(files: Mapping[str, LandedFile]) -> str:
    """One hash for a set of landed files, equal whenever what matters in them is equal."""
    return hash_text("\n".join(f"{name} {files[name].fingerprint}" for name in sorted(files)))


class Landing:
    """The landing zone of one source."""

    def __init__(self, raw: Path, source: str) -> None:
        self.root = raw / source
        self._objects = self.root / "objects"
        self._arrivals = self.root / "arrivals"
        self._incoming = self.root / "incoming"

    def incoming(self, name: str) -> Path:
        """A place to write a file to before it is known whether it is fit to land."""
        folder = self._incoming / str(os.getpid())
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def store(self, incoming: Path, origin: Origin, fingerprint: str | None = None) -> LandedFile:
        """Moves a fetched file in under its hash; bytes that are there already are not stored again.

        Their origin then stays what it was, but for what the server says about them now.
        """
        target = self._objects / origin.sha256 / origin.name
        landed = LandedFile(
            name=origin.name,
            path=target,
            sha256=origin.sha256,
            fingerprint=fingerprint or origin.sha256,
            size=origin.size,
            url=origin.url,
        )
        known = self.origin(landed) if verify_landed(landed) else None
        if known is None:
            write_json(_origin_path(target), asdict(origin))
            flush_file(incoming)
            incoming.replace(target)
            flush_directory(target.parent)
        elif (known.address, known.headers) != (origin.address, origin.headers):
            write_json(_origin_path(target), {**asdict(known), "address": origin.address, "headers": origin.headers})
        incoming.unlink(missing_ok=True)
        return landed

    def origin(self, file: LandedFile) -> Origin | None:
        """Where a landed file came from, None if that is not known."""
        return read_state(_origin_path(file.path), lambda record: Origin(**record))

    def record(self, arrival: Arrival) -> Arrival:
        """Writes down an arrival and gives it its number; the same content as last time keeps its number."""
        last = self.latest()
        if last is not None and last.content_sha256 == arrival.content_sha256:
            return replace(last, missing_files=arrival.missing_files)
        # Above a record that was set aside, too: what was accepted is known by its number.
        taken = (path.name[:6] for path in self._arrivals.glob("[0-9]*.json*"))
        number = max((int(digits) for digits in taken if digits.isdecimal()), default=0) + 1
        numbered = Arrival(**{**vars(arrival), "number": number})
        write_json(self._arrivals / f"{number:06d}.json", _to_record(numbered))
        return numbered

    def latest(self) -> Arrival | None:
        """The newest arrival, fit or not."""
        return next(filter(None, map(self._read, reversed(list_records(self._arrivals)))), None)

    def arrival(self, number: int) -> Arrival | None:
        """An arrival by its number, None if there is no record of it that can be read."""
        return self._read(self._arrivals / f"{number:06d}.json")

    def accepted(self) -> Arrival | None:
        """The arrival whose content the raw tables hold, None if nothing was ever accepted."""
        return next(self.accepted_arrivals(), None)

    def accepted_arrivals(self) -> Iterator[Arrival]:
        """Every arrival that was accepted, newest first; each is read when it is asked for."""
        read = (self.arrival(entry["number"]) for entry in reversed(self.accepted_history()))
        yield from filter(None, read)

    def accepted_history(self) -> list[dict[str, Any]]:
        """Number, content hash, as-of date and missing members of every accepted arrival, oldest first.

        Where their list is lost, every arrival that was not refused counts as accepted, and the list is made again:
        without one, content that the raw tables hold would look as if it had never come.
        """
        path = self.root / ACCEPTED
        history = read_state(path, lambda record: [_check_entry(entry) for entry in record])
        if history is None and path.with_name(f"{ACCEPTED}{DAMAGED}").exists():
            arrivals = filter(None, map(self._read, list_records(self._arrivals)))
            refused = self._refused()
            history = [_entry_of(one, one.missing_files) for one in arrivals if one.content_sha256 not in refused]
            write_json(path, history)
        return history or []

    def accepted_missing_members(self) -> tuple[str, ...]:
        """Members that the content in the raw tables lacks."""
        history = self.accepted_history()
        return tuple(history[-1]["missing_members"]) if history else ()

    def accept(self, arrival: Arrival, *, missing_members: Iterable[str] = ()) -> None:
        """Notes that an arrival's content now stands in the raw tables, and which members it lacked."""
        self.forget_refusal(arrival)
        accepted = self.accepted()
        if accepted is None or accepted.content_sha256 != arrival.content_sha256:
            history = [*self.accepted_history(), _entry_of(arrival, missing_members)]
            write_json(self.root / ACCEPTED, history)

    def refuse(self, arrival: Arrival, *, reason: str, code_version: str, is_held: bool = False) -> None:
        """Notes that an arrival's content is not fit, so that the same bytes are not parsed every night."""
        refusal = Refusal(reason, code_version, is_held)
        write_json(self.root / REFUSED, {**self._refused(), arrival.content_sha256: asdict(refusal)})

    def forget_refusal(self, arrival: Arrival) -> None:
        """Forgets that an arrival's content was refused: it stands in the raw tables now."""
        refused = self._refused()
        if refused.pop(arrival.content_sha256, None):
            write_json(self.root / REFUSED, refused)

    def refusal(self, arrival: Arrival, *, code_version: str) -> Refusal | None:
        """Why this content was refused by this very code, None if it was not."""
        entry = self._refused().get(arrival.content_sha256)
        return Refusal(**entry) if entry and entry["code_version"] == code_version else None

    def sweep(self) -> None:
        """Removes what a killed night left half-written."""
        shutil.rmtree(self._incoming, ignore_errors=True)

    def unreferenced(self, contents: Collection[str]) -> list[Path]:
        """Records of arrivals and folders of landed files that nothing rests on any more.

        What stays: the newest arrival, the one that the raw tables hold and each whose content is among ``contents``;
        of each of them the older ones, too, that it took the place of a missing file or member from. While the record
        of an arrival is set aside as damaged, all that came no later stays, and the arrival after it: nothing says
        which are its own, and those that had not changed came with that one again.
        """
        kept = self._kept_arrivals(contents)
        known = [arrival for arrival in map(self._read, list_records(self._arrivals)) if arrival]
        # Looked for last: reading one is what sets it aside.
        damaged = max((int(path.name[:6]) for path in self._arrivals.glob(f"[0-9]*.json{DAMAGED}")), default=0)
        later = next((arrival.number for arrival in known if arrival.number > damaged), 0) if damaged else 0
        kept += [arrival for arrival in known if arrival.number <= max(damaged, later)]
        numbers = {arrival.number for arrival in kept}
        records = [path for path in list_records(self._arrivals) if int(path.stem) not in numbers]
        folders = sorted(self._objects.iterdir()) if self._objects.is_dir() else []
        # Files that no record names may be those of a damaged one.
        named = _files_of(known) if damaged else {folder.name for folder in folders}
        doomed = named - _files_of(kept)
        return [*records, *(folder for folder in folders if folder.name in doomed)]

    def _kept_arrivals(self, contents: Collection[str]) -> list[Arrival]:
        history = self.accepted_history()
        arrivals = [self.arrival(entry["number"]) for entry in history]
        kept = {latest.number: latest} if (latest := self.latest()) else {}
        for place, entry in enumerate(history):
            if entry["content_sha256"] not in contents and place + 1 < len(history):
                continue
            lacking, names = set(entry["missing_members"]), set[str]()
            for older, arrival in zip(reversed(history[: place + 1]), reversed(arrivals[: place + 1]), strict=True):
                if arrival is None:
                    continue
                missing = lacking & set(older["missing_members"])
                if older is entry or missing != lacking or not names >= arrival.files.keys():
                    kept[arrival.number] = arrival
                lacking, names = missing, names | arrival.files.keys()
        return list(kept.values())

    def _refused(self) -> dict[str, dict[str, Any]]:
        return read_state(self.root / REFUSED, _check_refused) or {}

    def _read(self, path: Path) -> Arrival | None:
        return read_state(path, self._from_record)

    def _from_record(self, record: dict[str, Any]) -> Arrival:
        files = {
            file["name"]: LandedFile(**{**file, "path": self._objects / file["sha256"] / file["name"]})
            for file in record["files"]
        }
        return Arrival(
            number=record["number"],
            content_sha256=record["content_sha256"],
            as_of=date.fromisoformat(record["as_of"]),
            retrieved_at=record["retrieved_at"],
            files=files,
            missing_files=tuple(record["missing_files"]),
        )


def _files_of(arrivals: Iterable[Arrival]) -> set[str]:
    return {file.sha256 for arrival in arrivals for file in arrival.files.values()}


def _origin_path(target: Path) -> Path:
    return target.with_name(f"{target.name}.origin.json")


def _entry_of(arrival: Arrival, missing_members: Iterable[str]) -> dict[str, Any]:
    return {
        "number": arrival.number,
        "content_sha256": arrival.content_sha256,
        "as_of": arrival.as_of.isoformat(),
        "missing_members": sorted(missing_members),
    }


def _check_entry(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the list of what was accepted; raises where it is not one."""
    return {
        "number": int(entry["number"]),
        "content_sha256": str(entry["content_sha256"]),
        "as_of": date.fromisoformat(entry["as_of"]).isoformat(),
        "missing_members": list(entry["missing_members"]),
    }


def _check_refused(record: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {content: asdict(Refusal(**entry)) for content, entry in record.items()}


def _to_record(arrival: Arrival) -> dict[str, Any]:
    files = [{key: value for key, value in vars(file).items() if key != "path"} for file in arrival.files.values()]
    return {**vars(arrival), "as_of": arrival.as_of.isoformat(), "files": files}


def verify_landed(file: LandedFile) -> bool:
    """True if the bytes on the disk still are what landed."""
    return file.path.exists() and hash_file(file.path) == file.sha256
