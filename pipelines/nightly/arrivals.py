"""Before there is any work: visit every source, land what it has, and see whether it is news.

Imports nothing heavy, so that a night without news costs next to nothing. Turning an arrival into
tables is in ``pipelines.nightly.loading``; the order of a night is in ``pipelines.nightly.steps``.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from pipelines.ingest.errors import SourceError, TransientError, UnexpectedError
from pipelines.ingest.http_client import DEFAULT_LIMITS, Limits, Progress, choose_transport
from pipelines.ingest.session import Session, Traffic
from pipelines.ingest.source import Source, Table
from pipelines.ingest.transport import Transport
from warehouse.settings import Settings
from warehouse.store.landing import Arrival, LandedFile, Landing, hash_content
from warehouse.store.nights import Night, SourceStatus, Status
from warehouse.store.paths import Home


@dataclass(frozen=True)
class Visit:
    """How one source's visit ended.

    Attributes:
        source: the source visited.
        arrival: what came, None if it failed or if nothing is fetched from this source.
        retrieved_at: when it was had.
        failure: one line on what went wrong, empty if nothing did; beside an arrival, on dropped files it lacks.
        missing_members: what the content in the raw tables lacks, and what did not come tonight.
        remark: one line on why files that may be missing did not come, or why the shipped facts stand in for the
            publisher; empty if all came.
        seconds: how long it took.
        traffic: what it cost the publisher.
        trace: the traceback of a fault in our own code, for the night's log; blank if there was none.
        is_held: what came lost too much and waits for an operator's word.
    """

    source: Source
    arrival: Arrival | None
    retrieved_at: str
    failure: str = ""
    missing_members: tuple[str, ...] = ()
    remark: str = ""
    seconds: float = 0.0
    traffic: Traffic = field(default_factory=Traffic)
    trace: str = ""
    is_held: bool = False

    def to_record(self) -> dict[str, Any]:
        """What a later step of the night needs, ready for JSON."""
        return {
            "number": self.arrival.number if self.arrival else None,
            "missing_files": list(self.arrival.missing_files) if self.arrival else [],
            "retrieved_at": self.retrieved_at,
            "failure": self.failure,
            "missing_members": list(self.missing_members),
            "remark": self.remark,
            "is_held": self.is_held,
        }

    @classmethod
    def from_record(cls, source: Source, record: Mapping[str, Any], visitor: Visitor) -> Visit:
        """A visit as another process of the same night wrote it down."""
        arrival = visitor.landing(source).arrival(record["number"]) if record["number"] else None
        return cls(
            source,
            replace(arrival, missing_files=tuple(record["missing_files"])) if arrival else None,
            record["retrieved_at"],
            record["failure"],
            tuple(record["missing_members"]),
            record["remark"],
            is_held=record["is_held"],
        )


@dataclass(frozen=True)
class Visitor:
    """Visits sources on behalf of one night.

    Attributes:
        settings: home, as-of date and where sources are read.
        code_version: of this very code; content that other code refused is tried again.
        accepted_shrinking: names of the sources whose refused content is tried again.
        limits: what a visit may cost.
        progress: takes one line on a long download now and then.
    """

    settings: Settings
    code_version: str
    accepted_shrinking: frozenset[str] = frozenset()
    limits: Limits = DEFAULT_LIMITS
    progress: Progress | None = None

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
        pool = ThreadPoolExecutor(max_workers=max(1, len(wanted)))
        try:
            return list(pool.map(self.visit, wanted))
        finally:
            # Told to end, the night waits for no publisher.
            pool.shutdown(wait=False, cancel_futures=True)

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
        with closing(self._transport(source)) as transport:
            session = Session(
                source=source,
                transport=transport,
                landing=landing,
                as_of=self.settings.as_of,
                retrieved_at=retrieved_at,
                inbox=self.home.inbox(source.inbox) if source.inbox else None,
                programmes=self.settings.cordis_programmes,
            )
            try:
                landing.sweep()
                source.extract(session)
                came = _keep_last_good(session.arrival(), landing.accepted())
                refused = _name_failures(session) if source.inbox else ""
                if source.inbox and not came.files and landing.accepted() is None:
                    return Visit(source, None, retrieved_at, refused, came.missing_files)
                arrival = landing.record(came)
            # Whatever it was: one source that cannot be had must not cost the night of the others.
            except Exception as error:
                reason = _explain_failure(error, source, landing)
                trace = reason.trace if isinstance(reason, UnexpectedError) else ""
                if source.facts_suffice and landing.accepted() is None:
                    return replace(_visit_without_publisher(source, retrieved_at, str(reason)), trace=trace)
                failure = f"{source.name}: {reason}"
                return Visit(source, None, retrieved_at, failure, traffic=session.traffic, trace=trace)
        is_tried_again = source.name in self.accepted_shrinking
        refusal = None if is_tried_again else landing.refusal(arrival, code_version=self.code_version)
        missing = merge_missing(landing.accepted_missing_members(), came.missing_files)
        remark = "" if source.inbox else _name_failures(session)
        visit = Visit(source, arrival, retrieved_at, refused, missing, remark, traffic=session.traffic)
        return replace(visit, arrival=None, failure=refusal.reason, is_held=refusal.is_held) if refusal else visit

    def is_news(self, visit: Visit) -> bool:
        """True if the visit brought content that is not in the raw tables yet."""
        if visit.arrival is None:
            return False
        accepted = self.landing(visit.source).accepted()
        return accepted is None or accepted.content_sha256 != visit.arrival.content_sha256

    def is_let_in(self, visit: Visit) -> bool:
        """True if an operator accepts content that this very code refused before."""
        if visit.arrival is None or visit.source.name not in self.accepted_shrinking:
            return False
        return self.landing(visit.source).refusal(visit.arrival, code_version=self.code_version) is not None

    def _transport(self, source: Source) -> Transport:
        return choose_transport(
            source.name,
            mirror=self.settings.mirror,
            source_urls=self.settings.source_urls,
            contact=self.settings.contact,
            limits=self.limits,
            progress=self.progress,
        )

    def _retrieved_at(self) -> str:
        """A mirror's content is had as of the night's date; from the network, now."""
        if self.settings.mirror:
            return self.settings.as_of.isoformat()
        return datetime.now(UTC).isoformat(timespec="seconds")


def status_of_visit(visit: Visit, previous: SourceStatus | None, night: Night) -> SourceStatus:
    """Status of a source whose raw tables stay as they are: bundled, unchanged, failed, held, or never loaded."""
    return _hold_facts(visit.source, previous, _status_of_visit(visit, _known(visit.source, previous), night))


def _hold_facts(source: Source, previous: SourceStatus | None, status: SourceStatus) -> SourceStatus:
    """No visit brings facts: they are held until they are read again, or accepted, whatever a night asks."""
    if previous and any(held_table(source, table) in previous.message for table in source.shipped_tables):
        return replace(status, status=Status.HELD, message=previous.message)
    return status


def held_table(source: Source, table: Table) -> str:
    """How the message on a held table names it."""
    return f"{source.name}.{table.name}, held"


def _status_of_visit(visit: Visit, known: SourceStatus, night: Night) -> SourceStatus:
    if visit.arrival is None and not visit.failure:
        return replace(known, status=Status.BUNDLED, missing_members=visit.missing_members, message=visit.remark)
    if visit.arrival is None:
        return status_with_refused(status_of_failure(known, visit.failure, night, is_held=visit.is_held), visit)
    unchanged = replace(
        known,
        status=Status.UNCHANGED,
        # What the night before knew may be older: it may have been killed before it wrote this down.
        sha256=visit.arrival.content_sha256,
        bytes=visit.arrival.size,
        retrieved_at=visit.retrieved_at,
        last_arrived_on=night.as_of.isoformat(),
        missing_members=visit.missing_members,
        is_stale=False,
    )
    return status_with_refused(unchanged, visit)


def status_with_refused(status: SourceStatus, visit: Visit) -> SourceStatus:
    """The same status, unless dropped files were refused: the others stand, and somebody must hear of these.

    The last good file of the same name stays, or else the shipped facts; so it is never "never loaded". Why a file is
    missing that may be stands beside a status that is good.
    """
    if status.status is Status.HELD or not (visit.source.inbox and visit.failure):
        return replace(status, message=status.message or visit.remark)
    return replace(status, status=Status.FAILED, message=visit.failure, missing_members=visit.missing_members)


def status_of_failure(known: SourceStatus, message: str, night: Night, *, is_held: bool = False) -> SourceStatus:
    """Status of a source that could not be had, was not fit or lost too much: what was known of it, and why."""
    status = Status.HELD if is_held else Status.NEVER if known.sha256 is None else Status.FAILED
    return replace(known, status=status, message=message).aged(night.as_of)


def recall_status(source: Source, noted: SourceStatus | None, accepted: Arrival | None) -> SourceStatus | None:
    """What earlier nights knew of a source, None if they never had it.

    The landing zone is believed before the nights: a night that was killed between loading a source and
    writing that down must not make it look as if the source had never been loaded.
    """
    if accepted is None or (noted and noted.sha256 == accepted.content_sha256):
        return noted
    return replace(
        noted or SourceStatus(source=source.name, status=Status.NEW),
        status=Status.NEW,
        sha256=accepted.content_sha256,
        bytes=accepted.size,
        retrieved_at=accepted.retrieved_at,
        last_arrived_on=max(accepted.as_of.isoformat(), (noted and noted.last_arrived_on) or ""),
    )


def status_before_load(source: Source, previous: SourceStatus | None) -> SourceStatus:
    """What is known of a source whose arrival is yet to be loaded."""
    return _known(source, previous)


def status_not_asked(source: Source, previous: SourceStatus | None, night: Night) -> SourceStatus:
    """Status of a source that this night does not ask: what was known of it before."""
    known = _known(source, previous)
    if source.is_bundled or (source.rests_on_facts and known.status in (Status.NEVER, Status.BUNDLED)):
        return _hold_facts(source, previous, replace(known, status=Status.BUNDLED))
    status = replace(known, message=f"{source.name}: not asked on this night").aged(night.as_of)
    return _hold_facts(source, previous, status)


def _known(source: Source, previous: SourceStatus | None) -> SourceStatus:
    known = previous or SourceStatus(source=source.name, status=Status.NEVER)
    return replace(known, limit_days=source.cadence.limit_days, message="", seconds=0.0)


def merge_missing(*missing: Iterable[str]) -> tuple[str, ...]:
    """Names of missing members, each once, in order."""
    return tuple(sorted({name for names in missing for name in names}))


def _visit_without_publisher(source: Source, retrieved_at: str, reason: str) -> Visit:
    """A visit that the shipped facts stand in for: nothing failed that anyone could rely on."""
    missing = merge_missing(table.member for table in source.fetched_tables)
    return Visit(source, None, retrieved_at, missing_members=missing, remark=f"{source.name}: {reason}")


def _explain_failure(error: Exception, source: Source, landing: Landing) -> SourceError:
    """The one line on why a visit failed: the publisher's doing, a disk that takes no more, or a fault of our own."""
    if isinstance(error, SourceError):
        return error
    if not isinstance(error, OSError):
        return UnexpectedError(error, where=f"visit to {source.title}", expected="an extractor that can take what came")
    return TransientError(where=str(landing.root), expected="to store what came", came=str(error))


def _name_failures(session: Session) -> str:
    """The one line on files that did not come or were not fit, though the visit could do without; empty if all were."""
    failures = "; ".join(str(failure) for failure in session.failures)
    return f"{session.source.name}: {failures}" if failures else ""


def _keep_last_good(arrival: Arrival, accepted: Arrival | None) -> Arrival:
    """Fills in optional files that did not come tonight but did before; they stay named as missing."""
    if accepted is None:
        return arrival
    kept: dict[str, LandedFile] = {
        name: accepted.files[name] for name in arrival.missing_files if name in accepted.files
    }
    files = {**arrival.files, **kept}
    return replace(arrival, files=files, content_sha256=hash_content(files))
