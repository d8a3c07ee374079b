"""One night, step by step, without Dagster: visit, load, note, publish, finish.

Dagster's assets and the command line both drive a ``NightRun``; neither holds logic of its own. What
one source's visit is, ``pipelines.nightly.arrivals`` says; how editions are made, ``warehouse.store.publish``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.ingest.http_client import DEFAULT_LIMITS, Limits
from pipelines.ingest.inbox import dropped_files, name_as_text
from pipelines.ingest.source import Source
from pipelines.nightly.arrivals import (
    Visit,
    Visitor,
    recall_status,
    status_before_load,
    status_not_asked,
    status_of_visit,
    status_with_refused,
)
from pipelines.nightly.code_version import code_version
from pipelines.sources import discover_sources
from warehouse.products.matches.state import MatchState, Review, StateError, revision_of
from warehouse.settings import Settings
from warehouse.store.editions import Edition, Editions
from warehouse.store.files import hash_file, hash_text, to_json
from warehouse.store.locks import refresh_lock
from warehouse.store.nights import ExitCode, Night, Nights, SourceStatus
from warehouse.store.paths import Home

if TYPE_CHECKING:
    from pipelines.nightly.loading import Load


def _ignore(line: str) -> None:
    """Takes a line and does nothing with it."""
    del line


@dataclass(frozen=True)
class Watcher:
    """Whoever watches a night.

    Attributes:
        warn: takes one line that must not be missed.
        progress: takes one line on what is being done now; may be dropped.
    """

    warn: Callable[[str], None] = _ignore
    progress: Callable[[str], None] = _ignore


@dataclass
class NightRun:
    """A night under way."""

    settings: Settings
    night: Night
    sources: tuple[Source, ...]
    asked: frozenset[str]
    watcher: Watcher
    accepted_shrinking: frozenset[str] = frozenset()
    limits: Limits = DEFAULT_LIMITS
    _visits: dict[str, Visit] = field(default_factory=dict)
    _reviews: list[Review] | None = None

    @property
    def home(self) -> Home:
        """Where this night's data lies."""
        return Home(self.settings.home)

    @property
    def log(self) -> Path:
        """What the steps of this night told at length."""
        return self.home.nights / f"{self.night.id}.log"

    @property
    def visitor(self) -> Visitor:
        """Visits sources for this night."""
        return Visitor(
            self.settings, code_version(), self.accepted_shrinking, limits=self.limits, progress=self.watcher.progress
        )

    def visit_asked(self) -> None:
        """Visits every source that was asked for, side by side."""
        for visit in self.visitor.visit_all(source for source in self.sources if source.name in self.asked):
            self._note_visit(visit)

    def visit(self, source: Source) -> Visit | None:
        """A source's visit of this night, made now if it was not made before; None if it was not asked for."""
        if source.name not in self.asked:
            return None
        if source.name not in self._visits:
            self._note_visit(self.visitor.visit(source))
        return self._visits[source.name]

    def load(self, source: Source) -> Load:
        """Brings a source's raw tables up to its visit, or leaves the last good rows."""
        from pipelines.nightly.loading import load_source
        from warehouse.store.connection import writer

        self.watcher.progress(f"loading {source.name}")
        began = time.monotonic()
        visit = self.visit(source)
        has_news = visit is not None and self.visitor.is_news(visit)
        status = status_before_load(source, self._previous(source)) if has_news else self.status_of(source.name)
        with writer(self.home.build_database) as connection:
            load = load_source(
                connection,
                source=source,
                landing=self.visitor.landing(source),
                arrival=visit.arrival if visit else None,
                status=status,
                night=self.night,
                code_version=code_version(),
                is_shrinking_accepted=source.name in self.accepted_shrinking,
            )
        if visit is not None:
            load = replace(load, status=status_with_refused(load.status, visit))
        self._note_status(load.status, more_seconds=time.monotonic() - began)
        if load.status.message not in ("", status.message, visit.failure if visit else ""):
            self.watcher.warn(load.status.message)
        self._log(load.trace)
        return load

    def status_of(self, name: str) -> SourceStatus:
        """A source's status on this night; what was known of it before, if this run does not ask it."""
        if name not in self.night.sources:
            source = next(source for source in self.sources if source.name == name)
            self._note_status(status_not_asked(source, self._previous(source), self.night))
        return self.night.sources[name]

    def statuses(self) -> list[SourceStatus]:
        """The status of every source, by name."""
        return [self.status_of(source.name) for source in self.sources]

    def fingerprint(self) -> str:
        """Hash of all that may change an edition: accepted content in order, inbox, reviews, code, as-of date."""
        histories = {
            source.name: [
                (entry["content_sha256"], entry["as_of"]) for entry in self.visitor.landing(source).accepted_history()
            ]
            for source in self.sources
        }
        inbox = {
            f"{source.inbox}/{name_as_text(path)}": hash_file(path)
            for source in self.sources
            if source.inbox
            for path in dropped_files(self.home.inbox(source.inbox))
        }
        said = revision_of(self.reviews())
        told = [str(self.settings.as_of), self.settings.programmes]
        return hash_text(to_json([*told, code_version(), histories, inbox, said]))

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

                self.watcher.warn(str(error))
                self._reviews = served_reviews(self.home).listed()
        return self._reviews

    def base_edition(self) -> Edition | None:
        """The edition that tonight's is built on and compared with."""
        return Editions(self.home).base_for(self.settings.as_of)

    def edition_id(self, base: str | None) -> str:
        """``<as-of>-<8 hex>`` of the edition that this night's inputs and code make on a base edition."""
        inputs = hash_text(to_json([self.fingerprint(), base]))
        return f"{self.settings.as_of.isoformat()}-{inputs[:8]}"

    def has_news(self) -> bool:
        """True if there is anything to do: unseen content, a loss now allowed, or no edition of these very inputs."""
        if any(self.visitor.is_news(visit) or self.visitor.is_pardoned(visit) for visit in self._visits.values()):
            return True
        served = Editions(self.home).served()
        return served is None or served.fingerprint != self.fingerprint()

    def close_without_news(self) -> Night:
        """Ends a night on which nothing was new; the edition being served stays."""
        served = Editions(self.home).served()
        return self._finish(
            self._exit_code(), edition=served.edition_id if served else None, message="nothing new, no edition made"
        )

    def close_published(self, edition: str) -> Night:
        """Ends a night that published an edition."""
        return self._finish(self._exit_code(), edition=edition, is_published=True, message="published")

    def close_unpublished(self, exit_code: int, message: str) -> Night:
        """Ends a night that published nothing, with the reason; the edition being served stays."""
        served = Editions(self.home).served()
        return self._finish(exit_code, edition=served.edition_id if served else None, message=message)

    def nights(self) -> list[Night]:
        """Every night of this home so far, this one last and as it stands now; none that speaks for a later date.

        An edition made for an earlier date would else show the sources as a later night found them.
        """
        self.statuses()
        earlier = [
            night
            for night in Nights(self.home).all()
            if night.id != self.night.id and night.as_of <= self.settings.as_of
        ]
        return [*earlier, self.night]

    def _exit_code(self) -> int:
        failed = any(status.has_failed for status in self.statuses())
        return ExitCode.SOURCE_FAILED if failed else ExitCode.OK

    def _finish(self, exit_code: int, *, edition: str | None, message: str, is_published: bool = False) -> Night:
        ended = replace(self.night, exit_code=exit_code, edition=edition, is_published=is_published, message=message)
        self.night = Nights(self.home).finish(ended)
        return self.night

    def _previous(self, source: Source) -> SourceStatus | None:
        earlier = (night for night in Nights(self.home).all() if night.started_at < self.night.started_at)
        noted = [night.sources[source.name] for night in earlier if source.name in night.sources]
        return recall_status(source, noted[-1] if noted else None, self.visitor.landing(source).accepted())

    def _note_visit(self, visit: Visit) -> None:
        self._visits[visit.source.name] = visit
        status = status_of_visit(visit, self._previous(visit.source), self.night)
        self._note_status(status, more_seconds=visit.seconds)
        if visit.failure:
            self.watcher.warn(visit.failure)
        self._log(visit.trace)

    def _log(self, trace: str) -> None:
        """Keeps the traceback of a fault that one line can only name."""
        if trace:
            with self.log.open("a", encoding="utf-8") as told:
                told.write(trace)

    def _note_status(self, status: SourceStatus, *, more_seconds: float = 0.0) -> None:
        noted = self.night.sources.get(status.source)
        seconds = round((noted.seconds if noted else 0.0) + more_seconds, 3)
        sources = {**self.night.sources, status.source: replace(status, seconds=seconds)}
        self.night = Nights(self.home).save(replace(self.night, sources=sources))


@contextmanager
def begin_night(
    settings: Settings,
    *,
    asked: Iterable[str] = (),
    accepted_shrinking: Iterable[str] = (),
    watcher: Watcher | None = None,
    run_id: str = "",
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[NightRun]:
    """A night that holds the home's refresh lock from beginning to end.

    Args:
        settings: home, as-of date and where sources are read.
        asked: names of the sources to visit; none means all.
        accepted_shrinking: names of the sources whose tables may lose more rows than their tolerance.
        watcher: whoever watches the night.
        run_id: Dagster's run, if one drives the night.
        limits: what the visit to one publisher may cost.

    Raises:
        BusyError: another refresh is running on this home.
    """
    sources = discover_sources()
    home = Home(settings.home)
    with refresh_lock(home):
        night = Nights(home).begin(settings.as_of, run_id=run_id)
        names = frozenset(asked) or frozenset(source.name for source in sources)
        run = NightRun(settings, night, sources, names, watcher or Watcher(), frozenset(accepted_shrinking), limits)
        try:
            _warn_of_strangers(run)
            yield run
        except BaseException as error:
            if run.night.finished_at is None:
                run.close_unpublished(ExitCode.ERROR, f"{type(error).__name__}: {error}")
            raise


def _warn_of_strangers(run: NightRun) -> None:
    """Names addresses that were set for sources there are not: misspelt, the publisher itself would be asked."""
    known = [source.name for source in run.sources]
    for name in sorted(run.settings.source_urls.keys() - set(known)):
        run.watcher.warn(
            f"INTERREGIO_{name.upper()}_URL: expected one of the sources {', '.join(known)}, got {name}; it is not used"
        )
