"""One source's visit to its publisher on one night: fetch, check, land, take note of what is missing.

A source's ``extract`` talks to this and to nothing else. Whether the arrival is news, and what becomes
of it, is decided in ``pipelines.nightly.arrivals``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from pipelines.ingest.errors import SourceError, TerminalError, TransientError
from pipelines.ingest.inbox import dropped_files, name_as_text
from pipelines.ingest.source import Source
from pipelines.ingest.transport import Answer, Request, Transport, Validators
from warehouse.store.files import hash_file
from warehouse.store.landing import Arrival, LandedFile, Landing, Origin, hash_content, verify_landed

Check = Callable[[Path], None]
Fingerprint = Callable[[Path], str]


@dataclass(frozen=True)
class Traffic:
    """What a visit cost the publisher.

    Attributes:
        sent: files that it sent.
        confirmed: files of which it only said that they had not changed.
        bytes: bytes of the files that it sent.
    """

    sent: int = 0
    confirmed: int = 0
    bytes: int = 0


@dataclass
class Session:
    """Lands what a source asks for and remembers what it did not get.

    Attributes:
        programmes: framework programmes that the operator chose, for the source that has several archives.
    """

    source: Source
    transport: Transport
    landing: Landing
    as_of: date
    retrieved_at: str
    traffic: Traffic = field(default_factory=Traffic)
    inbox: Path | None = None
    programmes: tuple[str, ...] = ()
    _files: dict[str, LandedFile] = field(default_factory=dict)
    _missing: dict[str, SourceError] = field(default_factory=dict)

    def fetch(self, request: Request, *, name: str, check: Check, fingerprint: Fingerprint | None = None) -> LandedFile:
        """Fetches one file, checks that it is what it should be, and lands it.

        A file that the publisher says has not changed, or whose fingerprint is that of the one landed
        last, is not landed again: the one that is there is used.

        Args:
            request: what to ask for.
            name: the source's own name for the file.
            check: raises ``TerminalError`` if the bytes are not the kind of file that is due.
            fingerprint: hash of what matters, where the bytes carry noise; default the bytes' own.

        Raises:
            SourceError: the file could not be had, or is not what is due.
        """
        try:
            self._files[name] = self._fetch(request, name, check, fingerprint)
        except OSError as error:
            raise TransientError(where=request.url, expected="to store the answer", came=str(error)) from error
        return self._files[name]

    def fetch_optional(
        self, request: Request, *, name: str, check: Check, fingerprint: Fingerprint | None = None
    ) -> LandedFile | None:
        """As ``fetch``, but a failure is noted as a missing member and the visit goes on."""
        try:
            return self.fetch(request, name=name, check=check, fingerprint=fingerprint)
        except SourceError as error:
            self._missing[name] = error
            return None

    def dropped_files(self) -> list[Path]:
        """Files that people dropped for this source, by name."""
        return dropped_files(self.inbox) if self.inbox else []

    def land_dropped(self, path: Path, *, check: Check) -> LandedFile | None:
        """Lands a copy of a dropped file; one that is not fit is noted as a missing member and the visit goes on."""
        name = name_as_text(path)
        if name != path.name:
            self._missing[name] = TerminalError(where=name, expected="a file name in UTF-8", came="one of other bytes")
            return None
        incoming = self.landing.incoming(path.name)
        try:
            shutil.copyfile(path, incoming)
            check(incoming)
            origin = self._origin(Request(f"inbox/{self.source.inbox}/{path.name}"), path.name, incoming, Answer())
            self._files[path.name] = self.landing.store(incoming, origin)
        except SourceError as error:
            self._missing[path.name] = error
        except OSError as error:
            came = str(error)
            self._missing[path.name] = TransientError(where=path.name, expected="a file that can be copied", came=came)
        finally:
            incoming.unlink(missing_ok=True)
        return self._files.get(path.name)

    @property
    def failures(self) -> tuple[SourceError, ...]:
        """Why each missing member is missing, by name."""
        return tuple(self._missing[name] for name in sorted(self._missing))

    def forget(self, names: Iterable[str]) -> None:
        """Leaves files out of the arrival that were fetched but are to be read anew."""
        for name in names:
            self._files.pop(name, None)

    @cached_property
    def accepted(self) -> Arrival | None:
        """The arrival that the raw tables hold, None if nothing was ever accepted."""
        return self.landing.accepted()

    @property
    def files(self) -> Mapping[str, LandedFile]:
        """What the visit has brought so far, by name."""
        return dict(self._files)

    def attempt(self, member: str, land: Callable[[Session], object]) -> bool:
        """A part of the visit that may fail as a whole: then it is noted as a missing member and nothing of it stays.

        Returns:
            True if it came.
        """
        before = dict(self._files)
        try:
            land(self)
        except SourceError as error:
            self._missing[member] = error
            self._files = before
            return False
        return True

    def carry(self, names: Iterable[str]) -> None:
        """Takes over files of the accepted arrival that are not to be asked for tonight."""
        known = self.accepted.files if self.accepted else {}
        self._files.update({name: known[name] for name in names})

    def keep_as(self, file: LandedFile, name: str) -> None:
        """Takes over an earlier file under another name, where its own has tonight's answer."""
        origin = self.landing.origin(file)
        if origin is None:
            raise TransientError(where=file.name, expected="its origin beside it", came="none")
        incoming = self.landing.incoming(name)
        shutil.copyfile(file.path, incoming)
        self._files[name] = self.landing.store(incoming, replace(origin, name=name), file.fingerprint)

    def arrival(self) -> Arrival:
        """What the visit brought, ready to be recorded."""
        return Arrival(
            number=0,
            content_sha256=hash_content(self._files),
            as_of=self.as_of,
            retrieved_at=self.retrieved_at,
            files=dict(self._files),
            missing_files=tuple(sorted(self._missing)),
        )

    def _fetch(self, request: Request, name: str, check: Check, fingerprint: Fingerprint | None) -> LandedFile:
        last = self._files.get(name) or self._last_landed(name)
        incoming = self.landing.incoming(name)
        try:
            answer = self.transport.fetch(replace(request, known=self._validators(request, last)), incoming)
            if answer.is_unchanged and last:
                self.traffic = replace(self.traffic, confirmed=self.traffic.confirmed + 1)
                return last
            self._count(incoming)
            check(incoming)
            mark = fingerprint(incoming) if fingerprint else None
            if last and mark == last.fingerprint:
                return last
            return self.landing.store(incoming, self._origin(request, name, incoming, answer), mark)
        finally:
            incoming.unlink(missing_ok=True)

    @cached_property
    def _latest_files(self) -> Mapping[str, LandedFile]:
        latest = self.landing.latest()
        return latest.files if latest else {}

    def _last_landed(self, name: str) -> LandedFile | None:
        """The file as it came last, if its bytes still are what they were."""
        file = self._latest_files.get(name)
        return file if file and verify_landed(file) else None

    def _validators(self, request: Request, last: LandedFile | None) -> Validators | None:
        """What to ask with, if this very question was answered by a file that is still there."""
        origin = self.landing.origin(last) if last and request.method == "GET" else None
        if origin is None or (origin.url, origin.parameters) != (request.url, dict(request.params)):
            return None
        etag, last_modified = origin.headers.get("etag", ""), origin.headers.get("last-modified", "")
        return Validators(origin.address, etag, last_modified) if etag or last_modified else None

    def _origin(self, request: Request, name: str, incoming: Path, answer: Answer) -> Origin:
        return Origin(
            source=self.source.name,
            name=name,
            url=request.url,
            parameters=dict(request.params),
            retrieved_at=self.retrieved_at,
            sha256=hash_file(incoming),
            size=incoming.stat().st_size,
            licence=self.source.licence.name,
            citation=self.source.citation,
            headers=answer.headers,
            address=answer.address,
        )

    def _count(self, incoming: Path) -> None:
        size = incoming.stat().st_size
        self.traffic = replace(self.traffic, sent=self.traffic.sent + 1, bytes=self.traffic.bytes + size)
