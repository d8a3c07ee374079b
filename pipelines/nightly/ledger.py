"""What one night was asked to do, and what happened on it: written down after every step.

The steps are in ``pipelines.nightly.steps``; what of them is due, ``pipelines.nightly.plan`` says. A night's record is
``<home>/nights/<id>.json``; beside it waits what Dagster's history is to hear of (``pipelines.orchestration.history``).
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

from pipelines.ingest.http_client import DEFAULT_LIMITS, Limits
from pipelines.ingest.source import Source
from pipelines.nightly.arrivals import Visit, Visitor, recall_status, status_not_asked
from pipelines.nightly.checks import Judged
from pipelines.nightly.code_version import code_version
from pipelines.nightly.messages.notices import NIGHT, notify
from pipelines.sources import discover_sources
from warehouse.products.matches.state import MatchState, Review, StateError, revision_of
from warehouse.settings import Settings
from warehouse.store.editions import Editions
from warehouse.store.nights import ExitCode, Night, Nights, SourceStatus
from warehouse.store.paths import Home
from warehouse.store.retention import explain_if_full


def _ignore(line: str) -> None:
    """Takes a line and does nothing with it."""
    del line


@dataclass(frozen=True)
class Watcher:
    """Whoever watches a night.

    Attributes:
        warn: takes one line that must not be missed.
        progress: takes one line on what is being done; may be dropped.
    """

    warn: Callable[[str], None] = _ignore
    progress: Callable[[str], None] = _ignore


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a night is asked to do.

    Attributes:
        settings: home, as-of date and where sources are read.
        asked: names of the sources to visit; none means all.
        accepted_shrinking: names of the sources whose tables may lose more rows than their tolerance.
        is_loading_only: whether it ends with the raw tables of the asked sources, as on a machine that builds nothing.
        is_history_loss_accepted: whether history may begin anew where every published edition is lost.
        watcher: whoever watches the night.
        limits: what the visit to one publisher may cost.
        sources: all there are.
    """

    settings: Settings
    asked: frozenset[str] = frozenset()
    accepted_shrinking: frozenset[str] = frozenset()
    is_loading_only: bool = False
    is_history_loss_accepted: bool = False
    watcher: Watcher = Watcher()
    limits: Limits = DEFAULT_LIMITS
    sources: tuple[Source, ...] = field(default_factory=discover_sources)

    @property
    def home(self) -> Home:
        """Where the night's data lies."""
        return Home(self.settings.home)

    @cached_property
    def visitor(self) -> Visitor:
        """Visits sources for this night."""
        return Visitor(
            self.settings, code_version(), self.accepted_shrinking, limits=self.limits, progress=self.watcher.progress
        )

    @property
    def asked_sources(self) -> list[Source]:
        """The sources that are to be visited."""
        return [source for source in self.sources if self.is_asked(source)]

    def is_asked(self, source: Source) -> bool:
        """Whether a source is to be visited."""
        return not self.asked or source.name in self.asked


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that Dagster's history is to hold: an asset was made, or a check on it was run.

    Attributes:
        asset: key of the asset, parts joined by ``/``.
        at: when, in UTC.
        check: name of the check; blank where the asset was made.
        is_passed: how the check came out.
        is_blocking: whether it would have stopped the night.
        metadata: figures and words that belong to it.
    """

    asset: str
    at: str
    check: str = ""
    is_passed: bool = True
    is_blocking: bool = False
    metadata: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass
class Ledger:
    """The record of a night under way.

    Attributes:
        order: what it was asked to do.
        night: its record as it stands on the disk.
        visits: how each visit ended, by source.
        events: what happened since they were last taken.
    """

    order: Order
    night: Night
    visits: dict[str, Visit] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    _reviews: list[Review] | None = None

    @classmethod
    def begin(cls, order: Order, *, run_id: str = "") -> Ledger:
        """Opens a night; it is on the disk when this returns."""
        heard: list[str] = []
        with _hearing(heard.append):
            ledger = cls(order, Nights(order.home).begin(order.settings.as_of, run_id=run_id))
        if heard:
            ledger.save(warnings=tuple(heard))
        return ledger

    @classmethod
    def resume(cls, order: Order, run_id: str) -> Ledger | None:
        """The night that a run of Dagster's began, from its record alone; None if it began none."""
        begun = [night for night in Nights(order.home).all() if night.run_id == run_id]
        if not begun:
            return None
        ledger = cls(order, Nights(order.home).save(replace(begun[-1], finished_at=None, exit_code=None)))
        ledger.visits = {
            source.name: Visit.from_record(source, ledger.night.visits[source.name], ledger.order.visitor)
            for source in order.sources
            if source.name in ledger.night.visits
        }
        return ledger

    @property
    def home(self) -> Home:
        """Where this night's data lies."""
        return self.order.home

    def save(self, **changes: object) -> None:
        """Changes the night's record, on the disk too."""
        self.night = Nights(self.home).save(replace(self.night, **changes))  # type: ignore[arg-type]

    def warn(self, line: str) -> None:
        """One line that whoever watches must not miss, kept with the night."""
        self.order.watcher.warn(line)
        self.save(warnings=(*self.night.warnings, line))

    def log(self, text: str) -> None:
        """Keeps what one line can only name, as a traceback, in ``<home>/nights/<id>.log``."""
        if text:
            with (self.home.nights / f"{self.night.id}.log").open("a", encoding="utf-8") as kept:
                kept.write(text)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Notes how long a step took, and whatever the warehouse warns of meanwhile."""
        began = time.monotonic()
        try:
            with _hearing(lambda line: self.save(warnings=(*self.night.warnings, line))):
                yield
        finally:
            self.save(step_seconds={**self.night.step_seconds, step: round(time.monotonic() - began, 3)})

    def made(self, asset: str, **metadata: str | float | bool | None) -> None:
        """Notes that an asset was made; metadata without a value is left out."""
        known = {name: value for name, value in metadata.items() if value is not None}
        self.events.append(Event(asset=asset, at=_now(), metadata=known))

    def checked(
        self, asset: str, check: str, *, is_passed: bool, is_blocking: bool = False, **metadata: str | int
    ) -> None:
        """Notes how a check on an asset came out."""
        self.events.append(
            Event(asset=asset, at=_now(), check=check, is_passed=is_passed, is_blocking=is_blocking, metadata=metadata)
        )

    def judged(self, asset: str, judged: Judged) -> None:
        """Notes how something that ends no night was judged."""
        self.events.append(
            Event(asset=asset, at=_now(), check=judged.name, is_passed=judged.is_passed, metadata=judged.figures)
        )

    def take_events(self) -> list[Event]:
        """What happened since this was last asked."""
        taken, self.events = self.events, []
        return taken

    def status_of(self, name: str) -> SourceStatus:
        """A source's status on this night; what was known of it before, if this night does not ask it."""
        if name not in self.night.sources:
            source = next(source for source in self.order.sources if source.name == name)
            self.note_status(status_not_asked(source, self.previous(source), self.night))
        return self.night.sources[name]

    def statuses(self) -> list[SourceStatus]:
        """The status of every source, by name."""
        return [self.status_of(source.name) for source in self.order.sources]

    def note_status(self, status: SourceStatus, *, more_seconds: float = 0.0) -> None:
        """Writes down what is known of a source."""
        noted = self.night.sources.get(status.source)
        seconds = round((noted.seconds if noted else 0.0) + more_seconds, 3)
        self.save(sources={**self.night.sources, status.source: replace(status, seconds=seconds)})

    @cached_property
    def earlier(self) -> list[Night]:
        """The nights before this one."""
        return [night for night in Nights(self.home).all() if night.started_at < self.night.started_at]

    def previous(self, source: Source) -> SourceStatus | None:
        """What the nights before knew of a source, None if they never had it."""
        known = [night for night in self.earlier if source.name in night.sources]
        # A night for an earlier date knows of no arrival since.
        last = max(known, key=lambda night: (night.as_of, night.started_at), default=None)
        return recall_status(
            source, last.sources[source.name] if last else None, self.order.visitor.landing(source).accepted()
        )

    def nights(self) -> list[Night]:
        """Every night of this home so far, this one last and as it stands; none that speaks for a later date.

        An edition made for an earlier date would else show the sources as a later night found them.
        """
        self.statuses()
        return [*(night for night in self.earlier if night.as_of <= self.night.as_of), self.night]

    def reviews(self) -> list[Review]:
        """What users said about matches, as it stood when this night first asked.

        Taken once: said later, it must be in the next edition and not in this one's id alone. A state that cannot be
        read stops no night: the reviews of the edition being served stand in for it.
        """
        if self._reviews is None:
            try:
                self._reviews = MatchState(self.home).current()
            except StateError as error:
                from warehouse.products.matches.reviews import served_reviews

                self.warn(str(error))
                self._reviews = served_reviews(self.home).listed()
            self.save(reviews=revision_of(self._reviews))
        return self._reviews

    def reviews_revision(self) -> str:
        """Hash of the reviews that this night took."""
        return self.night.reviews or revision_of(self.reviews())

    def finish(self, exit_code: int, message: str) -> Night:
        """Ends the night; unless it published, the edition being served stays."""
        if not self.night.is_published:
            served = Editions(self.home).served()
            self.save(edition=served.edition_id if served else None)
        self.night = Nights(self.home).finish(replace(self.night, exit_code=exit_code, message=message))
        loaded = ", ".join(sorted(self.order.asked)) or "all sources"
        called = f"load of {loaded}" if self.order.is_loading_only else NIGHT
        # Tonight's own date is none, whatever a night that was given a date to come has left on file.
        is_old = self.night.as_of.isoformat() < self.night.started_at[:10]
        is_backfill = is_old and any(earlier.as_of > self.night.as_of for earlier in self.earlier)
        for failure in notify(
            self.home, self.order.settings, self.night, self.log, called=called, is_backfill=is_backfill
        ):
            self.warn(failure)
        return self.night

    def fail(self, step: str, error: BaseException) -> Night:
        """Ends the night with the error that a step ended with."""
        if isinstance(error, StepError):
            return self.finish(error.exit_code, str(error))
        message = f"{step}: {type(error).__name__}: {error}"
        if isinstance(error, SystemExit):
            message = f"{step}: ended by SIGTERM"
        message += explain_if_full(self.home, error)
        try:
            self.log("".join(traceback.format_exception(error)))
            return self.finish(ExitCode.ERROR, message)
        except OSError as unwritten:
            # A disk that took nothing more takes no record either: whoever watches is to hear of both.
            self.order.watcher.warn(f"the night's end is not written down: {unwritten}")
            self.night = replace(self.night, exit_code=ExitCode.ERROR, message=message)
            return self.night


class StepError(RuntimeError):
    """A step ended the night; the message is for the operator.

    Attributes:
        exit_code: what the scheduler is to hear.
    """

    def __init__(self, reason: str, *, exit_code: int = ExitCode.ERROR) -> None:
        super().__init__(reason)
        self.exit_code = exit_code


@contextmanager
def _hearing(keep: Callable[[str], object]) -> Iterator[None]:
    """Hands on what the warehouse warns of meanwhile, as of a damaged file; the command line prints it."""
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: keep(record.getMessage())  # type: ignore[method-assign, assignment]
    logging.getLogger("warehouse").addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger("warehouse").removeHandler(handler)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
