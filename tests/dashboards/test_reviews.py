"""Reviews on the page and in the files: who may write, what is shown, and what muted means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from dashboards.access.people import is_loopback
from dashboards.app import create_app
from tests.dashboards.conftest import MOVED, BuildEdition, visitor
from tests.edition import AS_OF as EDITION_DATE
from warehouse.products.matches.reviews import find_match
from warehouse.products.matches.state import Entry, Kind, MatchState
from warehouse.store.errors import UsageError
from warehouse.store.paths import Home
from warehouse.store.reader import Reader

OURS = {"Origin": "http://localhost"}
FORM = {"partnership_id": "apple-growing", "topic_id": MOVED, "review_status": "none"}


@pytest.fixture(autouse=True)
def given(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form as the server gave it."""
    monkeypatch.setitem(FORM, "token", token)


@pytest.fixture
def own_home(tmp_path: Path, build_edition: BuildEdition) -> Path:
    build_edition(tmp_path, "2026-08-11-0000000b")
    return tmp_path


@pytest.fixture
def editor(own_home: Path) -> TestClient:
    client: TestClient = visitor(create_app(Reader(own_home), is_editable=True, today=lambda: EDITION_DATE))
    return client


@pytest.fixture
def state(own_home: Path) -> MatchState:
    return MatchState(Home(own_home))


def _topics(client: TestClient, query: str = "") -> list[tuple[str, str]]:
    answer = client.get(f"/export/funding-match.csv?{query}").content
    return pl.read_csv(answer).select("partnership_id", "topic_id").rows()


def _page(client: TestClient, search: str = "") -> str:
    return client.get(f"/funding{search}").text


def _say(state: MatchState, kind: Kind, value: str) -> None:
    state.add(
        [
            Entry(
                partnership_id="apple-growing",
                topic_id=MOVED,
                kind=kind,
                value=value,
                said_by="ann",
                said_at=datetime(2026, 8, 11, tzinfo=UTC),
            )
        ]
    )


def test_muted_match_is_not_the_best_of_its_partnership(editor: TestClient, own_home: Path, state: MatchState) -> None:
    def best() -> float:
        listed = pl.read_csv(editor.get("/export/partnerships.csv").content)
        return float(listed.filter(partnership_id="apple-growing")["best_match_score"].item())

    matches = Reader(own_home).frame(
        "select topic_id, score from marts_funding.fct_match where partnership_id = 'apple-growing' order by score desc"
    )
    assert matches["topic_id"][0] == MOVED
    before = best()
    _say(state, Kind.MUTE, "not ours")
    assert (before, best()) == tuple(matches["score"][:2])


def test_muted_match_leaves_page_and_files_and_comes_back_when_asked_for(editor: TestClient, state: MatchState) -> None:
    everything = _topics(editor)
    _say(state, Kind.MUTE, "=not ours")
    assert ("apple-growing", MOVED) not in _topics(editor)
    assert _topics(editor, "muted=show") == everything
    assert _topics(editor, "muted=only") == [("apple-growing", MOVED)]
    assert 'data-rows="8"' in _page(editor)
    assert 'data-rows="9"' in _page(editor, "?muted=show")
    row = editor.get("/export/funding-match.json?muted=only").json()[0]
    assert (row["is_muted"], row["mute_reason"], row["review_status"]) == (True, "=not ours", None)
    assert "'=not ours" in editor.get("/export/funding-match.csv?muted=only").text
    region = editor.get("/export/region-matches.csv?region=BE21").text
    assert f"apple-growing,Apple growing,{MOVED}" not in region


def test_rules_of_a_match_leave_with_it_once_it_is_muted(editor: TestClient, state: MatchState) -> None:
    address = "/export/rule-verdicts.csv?partnership=apple-growing"
    assert MOVED in editor.get(address).text
    _say(state, Kind.MUTE, "not ours")
    assert MOVED not in editor.get(address).text


def test_status_and_note_stand_in_every_file_without_a_night(editor: TestClient, state: MatchState) -> None:
    tag = editor.get("/export/funding-match.csv").headers["ETag"]
    _say(state, Kind.STATUS, "preparing")
    _say(state, Kind.NOTE, "ask Bob")
    rows = editor.get("/export/funding-match.json?review_status=preparing").json()
    assert [(row["topic_id"], row["review_note"], row["is_muted"]) for row in rows] == [(MOVED, "ask Bob", False)]
    assert editor.get("/export/funding-match.csv").headers["ETag"] != tag


def test_form_keeps_what_it_says_and_only_what_changed(editor: TestClient, state: MatchState) -> None:
    sent = {
        **FORM,
        "review_status": "watching",
        "review_note": "ask Bob",
        "relevance": "relevant",
        "keep_status": "open",
    }
    answer = editor.post("/review", data=sent, headers=OURS)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/funding?review_partnership=apple-growing&review_saved=yes")
    assert "status=open" in answer.headers["Location"]
    editor.post("/review", data={**sent, "muted": "yes", "mute_reason": "too late"}, headers=OURS)
    editor.post("/review", data=sent, headers=OURS)
    assert [(entry.kind, entry.value) for entry in state.history()] == [
        ("status", "watching"),
        ("relevance", "relevant"),
        ("note", "ask Bob"),
        ("mute", "too late"),
        ("unmute", ""),
    ]
    assert all(entry.said_by.endswith(", in the dashboards") for entry in state.history())


def test_page_offers_the_form_for_the_match_that_its_address_names(editor: TestClient, state: MatchState) -> None:
    _say(state, Kind.NOTE, "ask Bob")
    assert 'data-action="review"' in _page(editor)
    assert "review-review_note" not in _page(editor)
    form = _page(editor, f"?status=open&review_partnership=apple-growing&review_topic={MOVED}&review_saved=yes")
    assert all(part in form for part in ("review-review_note", "ask Bob", 'name="keep_status"', "Saved."))
    wrong = _page(editor, "?review_partnership=aple&review_topic=x")
    assert "closest valid values: apple-growing" in wrong


@pytest.mark.parametrize(
    ("headers", "host"),
    [
        pytest.param({}, "127.0.0.1", id="no-origin"),
        pytest.param({"Origin": "http://elsewhere.example"}, "127.0.0.1", id="foreign-origin"),
        pytest.param({"Origin": "null"}, "127.0.0.1", id="opaque-origin"),
        pytest.param(OURS, "192.0.2.7", id="from-elsewhere"),
        pytest.param(
            {"Origin": "http://rebound.example", "Host": "rebound.example"}, "127.0.0.1", id="by-another-name"
        ),
        pytest.param({**OURS, "X-Forwarded-For": "192.0.2.7"}, "127.0.0.1", id="through-a-proxy"),
        pytest.param({**OURS, "X-Forwarded-Proto": "https"}, "127.0.0.1", id="through-a-proxy-that-hides-its-reader"),
        pytest.param({**OURS, "Forwarded": "for=192.0.2.7"}, "127.0.0.1", id="through-a-proxy-of-the-standard"),
    ],
)
def test_nobody_else_may_write(own_home: Path, state: MatchState, headers: Mapping[str, str], host: str) -> None:
    editor = visitor(create_app(Reader(own_home), is_editable=True), host=host)
    answer = editor.post("/review", data=FORM | {"review_note": "x"}, headers=headers)
    assert answer.status_code == 403
    assert answer.content.count(b"\n") == 1
    assert not state.path.exists()


def test_nobody_may_write_without_sign_in_where_a_proxy_leads_here(
    own_home: Path, state: MatchState, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(Reader(own_home), is_editable=True)

    async def as_nginx_asks(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "http_version": "1.0"}, receive, send)

    search = f"?review_partnership=apple-growing&review_topic={MOVED}"
    assert "data-action" not in _page(visitor(as_nginx_asks), search)
    monkeypatch.setenv("INTERREGIO_PUBLIC_URL", "https://interregio.example")
    reached = visitor(create_app(Reader(own_home), is_editable=True))
    assert "data-action" not in _page(reached, search)
    assert reached.post("/review", data=FORM | {"review_note": "x"}, headers=OURS).status_code == 403
    assert not state.path.exists()


def test_page_served_to_others_is_read_only(own_home: Path) -> None:
    search = f"?review_partnership=apple-growing&review_topic={MOVED}"
    reader_only = visitor(create_app(Reader(own_home)))
    assert "data-action" not in _page(reader_only, search)
    assert "review-review_note" not in _page(reader_only, search)
    assert reader_only.post("/review", data=FORM, headers=OURS).status_code == 403
    app = create_app(Reader(own_home), is_editable=True)
    # The page of whoever may write is kept as well; nobody else gets it.
    assert "data-action" in _page(visitor(app), search)
    assert "data-action" not in _page(visitor(app, host="192.0.2.7"), search)
    proxied = visitor(app).get(f"/funding{search}", headers={"X-Forwarded-For": "192.0.2.7"})
    assert "data-action" not in proxied.text


def test_body_longer_than_a_review_is_refused_whatever_it_says_of_its_length(editor: TestClient) -> None:
    answer = editor.post("/review", content=(b"x" * 9_000 for _ in range(2)), headers=OURS)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"partnership_id": "aple-growing"}, "closest valid values: apple-growing"),
        ({"topic_id": "HORIZON-EX-2026"}, f"closest valid values: {MOVED}"),
        ({"muted": "yes"}, "expected why this match is muted"),
        ({"review_status": "maybe"}, "valid values: watching, preparing"),
    ],
)
def test_wrong_form_is_refused_in_one_line(
    editor: TestClient, state: MatchState, changed: Mapping[str, str], message: str
) -> None:
    answer = editor.post("/review", data={**FORM, **changed}, headers=OURS)
    assert answer.status_code == 400
    assert message in answer.text
    assert answer.content.count(b"\n") == 1
    assert not state.path.exists()


def test_state_that_cannot_be_read_takes_no_page_away(editor: TestClient, state: MatchState) -> None:
    state.path.parent.mkdir()
    state.path.write_bytes(b"no database" * 100)
    assert len(_topics(editor)) == 9
    assert editor.post("/review", data=FORM | {"review_note": "x"}, headers=OURS).status_code == 503


def test_match_is_found_whatever_the_case_and_closed_topics_too(own_home: Path) -> None:
    with Reader(own_home).snapshot() as snapshot:
        assert find_match(snapshot, "Apple-Growing", MOVED.lower()) == ("apple-growing", MOVED)
        assert find_match(snapshot, "tidal-mills", "HORIZON-CL6-2023-01-APPLE")[1] == "HORIZON-CL6-2023-01-APPLE"
        with pytest.raises(UsageError, match=r"topic: no such value 'TIDE' among [0-9,]+; closest valid values: "):
            find_match(snapshot, "tidal-mills", "TIDE")


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("192.0.2.7", False), ("a.b", False)],
)
def test_loopback_is_this_machine_only(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
