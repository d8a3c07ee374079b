"""What users say about matches: added and never changed, whole under many writers and killed ones."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from warehouse.products.matches.reviews import Reviews
from warehouse.products.matches.state import _TABLES, Entry, Kind, MatchState, Review, StateError, revision_of
from warehouse.store.errors import UsageError
from warehouse.store.paths import Home

NOW = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)


def said(kind: Kind, value: str = "", topic: str = "TOPIC-1", by: str = "ann") -> Entry:
    return Entry(partnership_id="apples", topic_id=topic, kind=kind, value=value, said_by=by, said_at=NOW)


@pytest.fixture
def state(tmp_path: Path) -> MatchState:
    return MatchState(Home(tmp_path))


def test_state_that_was_never_written_is_empty_and_makes_no_file(state: MatchState) -> None:
    assert (state.current(), state.history()) == ([], [])
    assert not state.path.exists()


def test_newest_word_of_each_kind_holds_and_all_words_are_kept(state: MatchState) -> None:
    state.add([said(Kind.MUTE, "not ours"), said(Kind.STATUS, "watching"), said(Kind.NOTE, " ask Bob ")])
    state.add([said(Kind.MUTE, "still not ours"), said(Kind.STATUS, "preparing", topic="TOPIC-2", by="bob")])
    state.add([said(Kind.STATUS, "submitted"), said(Kind.RELEVANCE, "not_relevant")])
    assert state.current() == [
        Review("apples", "TOPIC-1", True, "still not ours", "submitted", "ask Bob", "not_relevant"),
        Review("apples", "TOPIC-2", False, None, "preparing", None),
    ]
    assert [(entry.kind, entry.value, entry.said_by) for entry in state.history()] == [
        ("mute", "not ours", "ann"),
        ("status", "watching", "ann"),
        ("note", "ask Bob", "ann"),
        ("mute", "still not ours", "ann"),
        ("status", "preparing", "bob"),
        ("status", "submitted", "ann"),
        ("relevance", "not_relevant", "ann"),
    ]
    assert {entry.said_at for entry in state.history()} == {"2026-08-10T12:00:00+00:00"}


def test_what_was_taken_back_holds_no_more_and_changes_no_revision(state: MatchState) -> None:
    state.add([said(Kind.MUTE, "a"), said(Kind.STATUS, "won"), said(Kind.NOTE, "b"), said(Kind.RELEVANCE, "relevant")])
    assert state.revision() != revision_of([])
    state.add([said(Kind.UNMUTE), said(Kind.STATUS, "none"), said(Kind.NOTE, ""), said(Kind.RELEVANCE, "none")])
    assert state.current() == []
    assert state.revision() == revision_of([])
    assert len(state.history()) == 8


def test_file_of_before_relevance_was_kept_takes_it_and_loses_nothing(state: MatchState) -> None:
    state.add([said(Kind.NOTE, "before")])
    narrower = _TABLES.replace(", 'relevance'", "")
    with sqlite3.connect(state.path) as connection:
        connection.executescript(f"drop table review_entry; {narrower}")
        connection.execute(
            "insert into review_entry values (7, 'apples', 'TOPIC-1', 'note', 'before', 'ann', '2026-08-10T12:00')"
        )
    state.add([said(Kind.RELEVANCE, "relevant")])
    state.add([said(Kind.STATUS, "won")])
    assert [(entry.entry_id, entry.value) for entry in state.history()] == [(7, "before"), (8, "relevant"), (9, "won")]
    with sqlite3.connect(state.path) as connection, pytest.raises(sqlite3.IntegrityError, match="only added"):
        connection.execute("delete from review_entry")


def test_frame_of_reviews_has_the_revision_of_the_state(state: MatchState) -> None:
    state.add([said(Kind.MUTE, "a"), said(Kind.STATUS, "won", topic="TOPIC-0")])
    reviews = Reviews.of(state.current())
    assert reviews.revision == state.revision()
    assert reviews.listed() == state.current()
    assert reviews.find("apples", "TOPIC-0").review_status == "won"
    assert reviews.find("apples", "TOPIC-9") == Review("apples", "TOPIC-9")


@pytest.mark.parametrize("statement", ["update review_entry set value = 'x'", "delete from review_entry"])
def test_entry_can_be_neither_changed_nor_removed(state: MatchState, statement: str) -> None:
    state.add([said(Kind.MUTE, "not ours")])
    with sqlite3.connect(state.path) as connection, pytest.raises(sqlite3.IntegrityError, match="only added"):
        connection.execute(statement)
    assert [entry.value for entry in state.history()] == ["not ours"]


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        pytest.param(
            Kind.STATUS, "maybe", "valid values: watching, preparing, submitted, won, lost, none", id="status"
        ),
        pytest.param(Kind.RELEVANCE, "maybe", "valid values: relevant, not_relevant, none", id="relevance"),
        pytest.param(Kind.MUTE, "  ", "expected why this match is muted", id="no-reason"),
        pytest.param(Kind.NOTE, "x" * 2_001, "expected at most 2000 characters, came 2001", id="too-long"),
    ],
)
def test_word_that_cannot_be_kept_is_refused(kind: Kind, value: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        said(kind, value)


def _write_many(root: Path, writer: int) -> None:
    for number in range(10):
        MatchState(Home(root)).add([said(Kind.NOTE, f"{writer}-{number}", topic=f"TOPIC-{writer}")])


def test_many_writers_lose_nothing(tmp_path: Path, state: MatchState) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(tmp_path, number)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * 4
    assert len(state.history()) == 40
    assert [review.review_note for review in state.current()] == [f"{writer}-9" for writer in range(4)]


def _die_while_writing(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("begin immediate")
    connection.execute(
        "insert into review_entry (partnership_id, topic_id, kind, value, said_by, said_at) "
        "values ('apples', 'TOPIC-1', 'note', 'half', 'ann', 'now')"
    )
    os.kill(os.getpid(), signal.SIGKILL)


def test_writer_that_is_killed_leaves_the_state_whole_and_free(state: MatchState) -> None:
    state.add([said(Kind.NOTE, "before")])
    killed = multiprocessing.get_context("spawn").Process(target=_die_while_writing, args=(state.path,))
    killed.start()
    killed.join(60)
    assert killed.exitcode == -signal.SIGKILL
    state.add([said(Kind.STATUS, "won")])
    assert [entry.value for entry in state.history()] == ["before", "won"]


def test_file_that_is_no_state_is_named(state: MatchState) -> None:
    state.path.parent.mkdir()
    state.path.write_bytes(b"no database" * 100)
    with pytest.raises(StateError, match=r"interregio-state\.sqlite: expected the state of matches"):
        state.current()
    with pytest.raises(StateError):
        state.add([said(Kind.NOTE, "x")])
