"""What happened on a night, published or not: one JSON file per night, and one per month once they are old.

Wall-clock times live here and nowhere in the marts. How a source's visit goes is in
``pipelines.nightly.arrivals``; which edition came of it is in ``warehouse.store.publish``.
"""

import errno
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import filelock

from warehouse.store.files import DAMAGED, list_records, read_state, write_json
from warehouse.store.paths import Home

EVENTS = "events.json"
MONTHS = "months"
"""Folder of the nights that are kept as short records, one file a month of the dates they speak for."""


class Status(StrEnum):
    """What is known of a source's arrival on a night."""

    NEW = "new"
    UNCHANGED = "unchanged"
    FAILED = "failed_last_good_kept"
    HELD = "held"
    NEVER = "never_loaded"
    BUNDLED = "bundled"


ARRIVED = frozenset({Status.NEW, Status.UNCHANGED})


class ExitCode:
    """What ``refresh`` tells its scheduler (2, wrong usage, is the command line's own)."""

    OK = 0
    ERROR = 1
    SOURCE_FAILED = 3
    GATE_CLOSED = 4


@dataclass(frozen=True, kw_only=True)
class SourceStatus:
    """One source on one night; becomes a row of ``marts_quality.fct_source_status``.

    Attributes:
        source: the source's name.
        status: speaks of arrival only.
        vintage: newest date inside the content, ISO, None if it carries none.
        table_vintages: the same per table.
        retrieved_at: when the content was last had or confirmed, None if never.
        sha256: hash of the content that is being served, None if none is.
        bytes: size of that content.
        rows: rows it gave, over all tables.
        table_rows: the same per table.
        rows_rejected: rows kept out by their contract.
        missing_members: files or tables an otherwise good arrival lacked.
        limit_days: days after which a source that was not had counts as stale; None if never.
        last_arrived_on: as-of date of the last night it was new or unchanged.
        is_stale: not had for longer than the limit.
        message: one line on what went wrong, empty if nothing did.
        seconds: how long the visit and the load took; a clock's time, so it stays out of marts.
    """

    source: str
    status: Status
    vintage: str | None = None
    table_vintages: Mapping[str, str] = field(default_factory=dict)
    retrieved_at: str | None = None
    sha256: str | None = None
    bytes: int = 0
    rows: int = 0
    table_rows: Mapping[str, int] = field(default_factory=dict)
    rows_rejected: int = 0
    missing_members: tuple[str, ...] = ()
    limit_days: int | None = None
    last_arrived_on: str | None = None
    is_stale: bool = False
    message: str = ""
    seconds: float = 0.0

    @property
    def has_failed(self) -> bool:
        """True if a scheduler should hear of it."""
        return self.status in (Status.FAILED, Status.HELD, Status.NEVER) or self.is_stale

    def aged(self, as_of: date) -> Self:
        """The same status with staleness judged as of a date."""
        if self.limit_days is None or self.last_arrived_on is None:
            return replace(self, is_stale=False)
        age = (as_of - date.fromisoformat(self.last_arrived_on)).days
        return replace(self, is_stale=age > self.limit_days)


@dataclass(frozen=True, kw_only=True)
class Night:
    """One night, from its start to whatever end it came to.

    Attributes:
        id: ``<as-of>-<two digits>``: the date, and which of its nights this is, from 01.
        run_id: Dagster's run, empty while none was needed.
        exit_code: None until it ended.
        edition: edition that is served at its end.
        is_published: True if this night made that edition.
        sources: status of every source, by name.
        served_before: edition that was served at its start, blank if none was.
        made: edition that this night made, whether it is served or not; blank if none.
        visits: how the visit to each source ended, as far as a later step of the same night needs it.
        due: the steps that were due, each with its reason.
        step_seconds: how long each step took.
        reviews: hash of what users had said about matches.
        warnings: lines that whoever watched was not to miss.
    """

    id: str
    as_of: date
    started_at: str
    finished_at: str | None = None
    run_id: str = ""
    exit_code: int | None = None
    edition: str | None = None
    is_published: bool = False
    message: str = ""
    served_before: str = ""
    made: str = ""
    sources: Mapping[str, SourceStatus] = field(default_factory=dict)
    visits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    due: Mapping[str, str] = field(default_factory=dict)
    step_seconds: Mapping[str, float] = field(default_factory=dict)
    reviews: str = ""
    warnings: tuple[str, ...] = ()


class Nights:
    """The nights of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def begin(self, as_of: date, *, run_id: str = "") -> Night:
        """Opens a night and writes it down at once, so that a killed one can be seen.

        A run of Dagster's has one night, however often its resources are set up.
        """
        begun = [night for night in self.all() if night.run_id == run_id] if run_id else []
        if begun:
            return begun[-1]
        self._home.nights.mkdir(parents=True, exist_ok=True)
        # Two machines that load into one home would take one number.
        with filelock.FileLock(self._home.nights / "begin.lock"):
            return self._begin(as_of, run_id)

    def _begin(self, as_of: date, run_id: str) -> Night:
        # Above the highest number and not the count: where an operator removed one, the next would overwrite another.
        names = [path.name.removesuffix(DAMAGED) for path in self._home.nights.glob(f"{as_of.isoformat()}-*.json*")]
        names += [night.id for night in self._summarised(self._month(as_of)) if night.as_of == as_of]
        taken = [name.removesuffix(".json").rpartition("-")[2] for name in names]
        number = max((int(digits) for digits in taken if digits.isdecimal()), default=0) + 1
        night = Night(id=f"{as_of.isoformat()}-{number:02d}", as_of=as_of, started_at=_now(), run_id=run_id)
        return self.save(night)

    def save(self, night: Night) -> Night:
        """Writes a night down as it stands."""
        write_json(self._home.nights / f"{night.id}.json", asdict(night))
        return night

    def finish(self, night: Night) -> Night:
        """Writes a night down as ended now."""
        return self.save(replace(night, finished_at=_now()))

    def get(self, night_id: str) -> Night:
        """One night by id.

        Raises:
            FileNotFoundError: this home has no readable record of such a night.
        """
        path = self._home.nights / f"{night_id}.json"
        night = read_state(path, _from_record)
        if night is None:
            raise FileNotFoundError(errno.ENOENT, "no such night", str(path))
        return night

    def all(self) -> list[Night]:
        """Every night whose record can be read, in the order they were begun."""
        return [night for night, _ in self._with_paths()]

    def summarise(self, before: datetime) -> list[Path]:
        """Puts nights that began before a time into one short record a month; gives the files that held them in full.

        What is left out is what only the night itself and its operator needed: visits, reasons, seconds, warnings.
        """
        old = [(night, path) for night, path in self._with_paths() if path and _began(night) < before]
        for month in sorted({self._month(night.as_of) for night, _ in old}):
            known = {night.id: night for night in self._summarised(month)}
            known |= {night.id: night for night, _ in old if self._month(night.as_of) == month}
            write_json(month, [_shorten(night) for night in sorted(known.values(), key=lambda night: night.started_at)])
        # After the summary is on the disk: killed in between, a night is in both and counts once.
        gone = [kept for _, path in old if path for kept in (path, path.with_suffix(".log")) if kept.exists()]
        for path in gone:
            path.unlink()
        return gone

    def in_full(self, before: datetime) -> list[Path]:
        """The files that ``summarise`` would put into short records."""
        old = [path for night, path in self._with_paths() if path and _began(night) < before]
        return [kept for path in old for kept in (path, path.with_suffix(".log")) if kept.exists()]

    def _month(self, as_of: date) -> Path:
        return self._home.nights / MONTHS / f"{as_of:%Y-%m}.json"

    def _summarised(self, month: Path) -> list[Night]:
        return read_state(month, lambda records: [_from_record(record) for record in records]) or []

    def _with_paths(self) -> list[tuple[Night, Path | None]]:
        """Every night with the file that holds it in full, None where it is summarised."""
        found: dict[str, tuple[Night, Path | None]] = {
            night.id: (night, None)
            for month in list_records(self._home.nights / MONTHS)
            for night in self._summarised(month)
        }
        for path in list_records(self._home.nights):
            if night := read_state(path, _from_record):
                found[night.id] = (night, path)
        return sorted(found.values(), key=lambda pair: pair[0].started_at)

    def queue(self, events: list[dict[str, Any]]) -> None:
        """Adds to the events that wait for Dagster's history."""
        write_json(self._home.nights / EVENTS, [*self.queued(), *events])

    def queued(self) -> list[dict[str, Any]]:
        """The events that wait for Dagster's history, oldest first."""
        return read_state(self._home.nights / EVENTS, lambda record: [dict(event) for event in record]) or []

    def clear_queue(self) -> None:
        """Forgets what was queued: Dagster's history has it."""
        (self._home.nights / EVENTS).unlink(missing_ok=True)

    def latest(self, *, before: Night | None = None) -> Night | None:
        """The last night, or the one before a given night."""
        nights = [night for night in self.all() if before is None or night.started_at < before.started_at]
        return nights[-1] if nights else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _began(night: Night) -> datetime:
    return datetime.fromisoformat(night.started_at)


def _shorten(night: Night) -> dict[str, Any]:
    """A night's record without what only the night itself needed, and without what is as by default."""
    left_out = {"visits", "due", "step_seconds", "reviews", "warnings", "sources"}
    status = SourceStatus(source="", status=Status.NEVER)
    return {
        **{name: value for name, value in vars(night).items() if name not in left_out},
        "sources": {
            name: {
                field: value
                for field, value in vars(known).items()
                if field in ("source", "status") or value != getattr(status, field)
            }
            for name, known in night.sources.items()
        },
    }


def _from_record(record: dict[str, Any]) -> Night:
    known = {name.name for name in fields(Night)}
    datetime.fromisoformat(record["started_at"])
    return Night(
        **{name: value for name, value in record.items() if name in known}
        | {
            "as_of": date.fromisoformat(record["as_of"]),
            "warnings": tuple(record.get("warnings", ())),
            "sources": {name: _status_from_record(status) for name, status in record["sources"].items()},
        }
    )


def _status_from_record(record: dict[str, Any]) -> SourceStatus:
    known = {name.name for name in fields(SourceStatus)}
    status = SourceStatus(
        **{name: value for name, value in record.items() if name in known}
        | {"status": Status(record["status"]), "missing_members": tuple(record.get("missing_members", ()))}
    )
    if status.last_arrived_on is not None:
        date.fromisoformat(status.last_arrived_on)
    return status
