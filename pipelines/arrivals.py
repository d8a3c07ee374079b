"""Before there is any work: visit every source, land what it has, and see whether it is news.

Imports nothing heavy, so that a night without news costs next to nothing. Turning an arrival into
tables is in ``pipelines.loading``; the order of a night is in ``pipelines.night``.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from pipelines.ingest.errors import SourceError
from pipelines.ingest.session import Session
from pipelines.ingest.source import Source
from pipelines.ingest.transport import choose_transport
from warehouse.landing import Arrival, LandedFile, Landing, hash_content
from warehouse.nights import Night, SourceStatus, Status
from warehouse.paths import Home
from warehouse.settings import Settings


@dataclass(frozen=True)
class Visit:
    """How one source's visit ended.

    Attributes:
        source: the source visited.
        arrival: what came, None if it failed or if nothing is fetched from this source.
        retrieved_at: when it was had.
        failure: one line on what went wrong, empty if nothing did.
        missing_members: what the content in the raw tables lacks, and what did not come tonight.
        seconds: how long it took.
    """

    source: Source
    arrival: Arrival | None
    retrieved_at: str
    failure: str = ""
    missing_members: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Visitor:
    """Visits sources on behalf of one night."""

    settings: Settings
    code_version: str
    accepted_shrinking: frozenset[str] = frozenset()

    @cached_property
    def home(self) -> Home:
        """Where this night's data lies."""
        return Home(self.settings.home)

    def landing(self, source: Source) -> Landing:
        """The landing zone of a source."""
        return Landing(self.home.raw, source.name)

    def visit_all(self, sources: Iterable[Source]) -> list[Visit]:
        """Visits several sources side by side; none can stop the others."""
        wanted = list(sources)
        with ThreadPoolExecutor(max_workers=max(1, len(wanted))) as pool:
            return list(pool.map(self.visit, wanted))

    def visit(self, source: Source) -> Visit:
        """Fetches and lands what a source has tonight. Never raises for what a publisher does."""
        began = time.monotonic()
        visit = self._visit(source)
        return replace(visit, seconds=time.monotonic() - began)

    def _visit(self, source: Source) -> Visit:
        retrieved_at = self._retrieved_at()
        if source.is_bundled:
            return Visit(source, None, retrieved_at)
        landing = self.landing(source)
        landing.sweep()
        session = Session(
            source=source,
            transport=choose_transport(
                source.name,
                mirror=self.settings.mirror,
                source_urls=self.settings.source_urls,
                contact=self.settings.contact,
            ),
            landing=landing,
            as_of=self.settings.as_of,
            retrieved_at=retrieved_at,
        )
        try:
            source.extract(session)
        except SourceError as error:
            return Visit(source, None, retrieved_at, f"{source.name}: {error}")
        arrival = landing.record(_keep_last_good(session.arrival(), landing.accepted()))
        is_tried_again = source.name in self.accepted_shrinking
        refusal = None if is_tried_again else landing.refusal(arrival, code_version=self.code_version)
        missing = merge_missing(landing.accepted_missing_members(), arrival.missing_files)
        return Visit(source, None if refusal else arrival, retrieved_at, refusal or "", missing)

    def is_news(self, visit: Visit) -> bool:
        """True if the visit brought content that is not in the raw tables yet."""
        if visit.arrival is None:
            return False
        accepted = self.landing(visit.source).accepted()
        return accepted is None or accepted.content_sha256 != visit.arrival.content_sha256

    def _retrieved_at(self) -> str:
        """A mirror's content is had as of the night's date; from the network, now."""
        if self.settings.mirror:
            return self.settings.as_of.isoformat()
        return datetime.now(UTC).isoformat(timespec="seconds")


def status_of_visit(visit: Visit, previous: SourceStatus | None, night: Night) -> SourceStatus:
    """Status of a source whose raw tables stay as they are: bundled, unchanged, failed, or never loaded."""
    known = _known(visit.source, previous)
    if visit.source.is_bundled:
        return replace(known, status=Status.BUNDLED)
    if visit.arrival is None:
        return status_of_failure(known, visit.failure, night)
    return replace(
        known,
        status=Status.UNCHANGED,
        retrieved_at=visit.retrieved_at,
        last_arrived_on=night.as_of.isoformat(),
        missing_members=visit.missing_members,
        is_stale=False,
    )


def status_of_failure(known: SourceStatus, message: str, night: Night) -> SourceStatus:
    """Status of a source that could not be had or was not fit: what was known of it, and why it failed."""
    status = Status.NEVER if known.sha256 is None else Status.FAILED
    return replace(known, status=status, message=message).aged(night.as_of)


def status_before_load(source: Source, previous: SourceStatus | None) -> SourceStatus:
    """What is known of a source whose arrival is yet to be loaded."""
    return _known(source, previous)


def status_not_asked(source: Source, previous: SourceStatus | None, night: Night) -> SourceStatus:
    """Status of a source that this night was told not to ask: what was known of it before."""
    known = _known(source, previous)
    if source.is_bundled:
        return replace(known, status=Status.BUNDLED)
    return replace(known, message=f"{source.name}: not asked on this night").aged(night.as_of)


def _known(source: Source, previous: SourceStatus | None) -> SourceStatus:
    known = previous or SourceStatus(source=source.name, status=Status.NEVER)
    return replace(known, limit_days=source.cadence.limit_days, message="", seconds=0.0)


def merge_missing(*missing: Iterable[str]) -> tuple[str, ...]:
    """Names of missing members, each once, in order."""
    return tuple(sorted({name for names in missing for name in names}))


def _keep_last_good(arrival: Arrival, accepted: Arrival | None) -> Arrival:
    """Fills in optional files that did not come tonight but did before; they stay named as missing."""
    if accepted is None:
        return arrival
    kept: dict[str, LandedFile] = {
        name: accepted.files[name] for name in arrival.missing_files if name in accepted.files
    }
    files = {**arrival.files, **kept}
    return replace(arrival, files=files, content_sha256=hash_content(files))
