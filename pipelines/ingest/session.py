"""One source's visit to its publisher on one night: fetch, check, land, take note of what is missing.

A source's ``extract`` talks to this and to nothing else. Whether the arrival is news, and what becomes
of it, is decided in ``pipelines.arrivals``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipelines.ingest.errors import SourceError, TransientError
from pipelines.ingest.source import Source
from pipelines.ingest.transport import Request, Transport
from warehouse.files import hash_file
from warehouse.landing import Arrival, LandedFile, Landing, Origin, hash_content

Check = Callable[[Path], None]
Fingerprint = Callable[[Path], str]


@dataclass
class Session:
    """Lands what a source asks for and remembers what it did not get."""

    source: Source
    transport: Transport
    landing: Landing
    as_of: date
    retrieved_at: str
    _files: dict[str, LandedFile] = field(default_factory=dict)
    _missing: dict[str, SourceError] = field(default_factory=dict)

    def fetch(self, request: Request, *, name: str, check: Check, fingerprint: Fingerprint | None = None) -> LandedFile:
        """Fetches one file, checks that it is what it should be, and lands it.

        Args:
            request: what to ask for.
            name: the source's own name for the file.
            check: raises ``TerminalError`` if the bytes are not the kind of file that is due.
            fingerprint: hash of what matters, where the bytes carry noise; default the bytes' own.

        Raises:
            SourceError: the file could not be had, or is not what is due.
        """
        incoming = self.landing.incoming(name)
        try:
            headers = self.transport.fetch(request, incoming)
            check(incoming)
            origin = Origin(
                source=self.source.name,
                name=name,
                url=request.url,
                parameters=dict(request.params),
                retrieved_at=self.retrieved_at,
                sha256=hash_file(incoming),
                size=incoming.stat().st_size,
                licence=self.source.licence.name,
                citation=self.source.citation,
                headers=headers,
            )
            landed = self.landing.store(incoming, origin, fingerprint(incoming) if fingerprint else None)
        except OSError as error:
            raise TransientError(where=request.url, expected="to store the answer", came=str(error)) from error
        finally:
            incoming.unlink(missing_ok=True)
        self._files[name] = landed
        return landed

    def fetch_optional(
        self, request: Request, *, name: str, check: Check, fingerprint: Fingerprint | None = None
    ) -> LandedFile | None:
        """As ``fetch``, but a failure is noted as a missing member and the visit goes on."""
        try:
            return self.fetch(request, name=name, check=check, fingerprint=fingerprint)
        except SourceError as error:
            self._missing[name] = error
            return None

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
