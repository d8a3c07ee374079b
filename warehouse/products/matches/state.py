"""What users say about matches: mute with a reason, status, note, relevance. It outlives nights and editions.

One SQLite file, `<home>/state/interregio-state.sqlite`, holds what was said as rows that are only ever added: what
holds now is the newest of each kind, and nothing said before is lost. Belongs here: writing and reading that file,
without anything heavy, so that a night without news stays light. Does not belong here: reviews as frames and what an
edition has of them (`warehouse.products.matches.reviews`), and who may write
(`dashboards.funding.reviews`, the command line).
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import filelock

from warehouse.products.audit import record_write
from warehouse.store.errors import BusyError, UsageError, WarehouseError
from warehouse.store.files import hash_text, to_json
from warehouse.store.paths import Home

STATE_FILE = "interregio-state.sqlite"
REVIEW_STATUSES = ("watching", "preparing", "submitted", "won", "lost")
NO_STATUS = "none"
"""Takes a status back."""
RELEVANCES = ("relevant", "not_relevant")
"""What a partnership says of a call itself; `none` takes it back."""
MAX_TEXT = 2_000
WAIT_SECONDS = 10.0

# Rows may be added and never changed, whoever opens the file.
_TABLES = """
create table if not exists review_entry (
    entry_id integer primary key autoincrement,
    partnership_id text not null check (partnership_id <> ''),
    topic_id text not null check (topic_id <> ''),
    kind text not null check (kind in ('mute', 'unmute', 'status', 'note', 'relevance')),
    value text not null,
    said_by text not null,
    said_at text not null
);
create trigger if not exists review_entry_is_never_changed before update on review_entry
begin select raise(abort, 'entries are never changed, only added'); end;
create trigger if not exists review_entry_is_never_removed before delete on review_entry
begin select raise(abort, 'entries are never removed, only added'); end;
"""

# A file of before relevance was kept takes no such entry: its rows move to a table that does.
_WIDEN = f"""
begin immediate;
drop trigger review_entry_is_never_changed;
drop trigger review_entry_is_never_removed;
alter table review_entry rename to narrower_entry;
{_TABLES}
insert into review_entry select * from narrower_entry;
drop table narrower_entry;
commit;
"""

# SQLite gives the other columns of a group from the row that holds its maximum.
_CURRENT = """
with
mutes as (
    select partnership_id, topic_id, kind, value, max(entry_id)
    from review_entry where kind in ('mute', 'unmute') group by partnership_id, topic_id
),
statuses as (
    select partnership_id, topic_id, value, max(entry_id)
    from review_entry where kind = 'status' group by partnership_id, topic_id
),
notes as (
    select partnership_id, topic_id, value, max(entry_id)
    from review_entry where kind = 'note' group by partnership_id, topic_id
),
relevances as (
    select partnership_id, topic_id, value, max(entry_id)
    from review_entry where kind = 'relevance' group by partnership_id, topic_id
),
reviewed as (
    select distinct partnership_id, topic_id from review_entry
)
select
    reviewed.partnership_id,
    reviewed.topic_id,
    coalesce(mutes.kind = 'mute', false) as is_muted,
    case when mutes.kind = 'mute' then mutes.value end as mute_reason,
    nullif(statuses.value, 'none') as review_status,
    nullif(notes.value, '') as review_note,
    nullif(relevances.value, 'none') as relevance
from reviewed
left join mutes using (partnership_id, topic_id)
left join statuses using (partnership_id, topic_id)
left join notes using (partnership_id, topic_id)
left join relevances using (partnership_id, topic_id)
where is_muted or review_status is not null or review_note is not null or relevance is not null
order by reviewed.partnership_id, reviewed.topic_id
"""


class StateError(WarehouseError):
    """The state cannot be read or written; what is published does not depend on it."""


class Kind(StrEnum):
    """What is said about a match."""

    MUTE = "mute"
    UNMUTE = "unmute"
    STATUS = "status"
    NOTE = "note"
    RELEVANCE = "relevance"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing said about one match.

    Attributes:
        partnership_id: whose match.
        topic_id: of which topic.
        kind: what is said.
        value: the reason, the status or the note; a status `none` or an empty note takes the last one back.
        said_by: who says it.
        said_at: when, with its zone.

    Raises:
        UsageError: a status that does not exist, a mute without a reason, a text too long.
    """

    partnership_id: str
    topic_id: str
    kind: Kind
    value: str
    said_by: str
    said_at: datetime

    def __post_init__(self) -> None:
        """Check what does not depend on the edition."""
        listed = {Kind.STATUS: REVIEW_STATUSES, Kind.RELEVANCE: RELEVANCES}
        valid = (*listed.get(self.kind, ()), NO_STATUS)
        if self.kind in listed and self.value not in valid:
            raise UsageError(f"{self.kind.value}: no such value {self.value!r}; valid values: {', '.join(valid)}")
        if self.kind is Kind.MUTE and not self.value.strip():
            raise UsageError("reason: expected why this match is muted, came nothing")
        if len(self.value) > MAX_TEXT:
            raise UsageError(f"{self.kind.value}: expected at most {MAX_TEXT} characters, came {len(self.value)}")


@dataclass(frozen=True, kw_only=True)
class SaidEntry:
    """One entry as it was kept: the text of `Entry`, numbered in the order in which they came."""

    entry_id: int
    partnership_id: str
    topic_id: str
    kind: str
    value: str
    said_by: str
    said_at: str


@dataclass(frozen=True)
class Review:
    """What holds for one match; None where nothing was said."""

    partnership_id: str
    topic_id: str
    is_muted: bool = False
    mute_reason: str | None = None
    review_status: str | None = None
    review_note: str | None = None
    relevance: str | None = None


class MatchState:
    """The state of one home."""

    def __init__(self, home: Home) -> None:
        """Remember where it lies; nothing is opened yet."""
        self.home = home
        self.path: Path = home.state / STATE_FILE

    def add(self, entries: Iterable[Entry]) -> None:
        """Adds what was said, all of it or nothing, on the disk when this returns.

        Raises:
            StateError: the file is no state.
            BusyError: others kept writing for too long.
        """
        entries = list(entries)
        rows = [
            (
                entry.partnership_id,
                entry.topic_id,
                entry.kind.value,
                entry.value.strip(),
                entry.said_by,
                entry.said_at.isoformat(timespec="seconds"),
            )
            for entry in entries
        ]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock(), self._open("rwc") as connection:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            connection.executescript(_TABLES)
            (made,) = connection.execute("select sql from sqlite_master where name = 'review_entry'").fetchone()
            if "'relevance'" not in made:
                connection.executescript(_WIDEN)
            connection.row_factory = sqlite3.Row
            connection.execute("begin immediate")
            before = _current_by_match(connection)
            connection.executemany(
                "insert into review_entry (partnership_id, topic_id, kind, value, said_by, said_at) "
                "values (?, ?, ?, ?, ?, ?)",
                rows,
            )
            after = _current_by_match(connection)
            for match, said_by in {(entry.partnership_id, entry.topic_id): entry.said_by for entry in entries}.items():
                record_write(
                    self.home,
                    who=said_by,
                    what="match review",
                    partnership_id=match[0],
                    topic_id=match[1],
                    before=before.get(match),
                    after=after.get(match),
                )
            connection.execute("commit")

    def history(self) -> list[SaidEntry]:
        """Everything ever said, oldest first.

        Raises:
            StateError: the file cannot be read as a state.
        """
        return [SaidEntry(**row) for row in self._rows("select * from review_entry order by entry_id")]

    def current(self) -> list[Review]:
        """What holds now, by partnership and topic.

        Raises:
            StateError: the file cannot be read as a state.
        """
        return [Review(**{**row, "is_muted": bool(row["is_muted"])}) for row in self._rows(_CURRENT)]

    def revision(self) -> str:
        """Hash of what holds now; the same where the same holds, whatever was said on the way.

        Raises:
            StateError: the file cannot be read as a state.
        """
        return revision_of(self.current())

    def _rows(self, sql: str) -> list[sqlite3.Row]:
        if not self.path.exists():
            return []
        with self._open("ro") as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql).fetchall()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        # SQLite waits for another writer, but not while that one makes the file and turns its journal to WAL.
        try:
            with filelock.FileLock(self.path.with_suffix(".lock"), timeout=WAIT_SECONDS):
                yield
        except filelock.Timeout as error:
            raise BusyError(f"{self.path}: others kept writing; waited {WAIT_SECONDS:.0f} s") from error

    @contextmanager
    def _open(self, mode: str) -> Iterator[sqlite3.Connection]:
        address = f"{self.path.resolve().as_uri()}?mode={mode}"
        try:
            with closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)) as opened:
                yield opened
        except sqlite3.Error as error:
            raise StateError(f"{self.path}: expected the state of matches; SQLite said: {error}") from error


def _current_by_match(connection: sqlite3.Connection) -> dict[tuple[str, str], dict[str, object]]:
    rows = [{**row, "is_muted": bool(row["is_muted"])} for row in map(dict, connection.execute(_CURRENT))]
    return {(row.pop("partnership_id"), row.pop("topic_id")): row for row in rows}


def revision_of(reviews: Iterable[Review]) -> str:
    """Hash of reviews in their order."""
    return hash_text(to_json([asdict(review) for review in reviews]))
