"""The feed: valid Atom, of the matches that were asked for, the same entries under the same names every night."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from starlette.testclient import TestClient

from dashboards.app import create_app
from tests.dashboards.conftest import MOVED, Ask, BuildEdition, visitor
from warehouse.products.matches.state import Entry, Kind, MatchState
from warehouse.settings import SettingsError, read_settings
from warehouse.store.paths import Home
from warehouse.store.reader import Reader

ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = Path(__file__).parents[1] / "fixtures" / "atom.rng"


def _feed(client: TestClient, query: str = "", path: str = "/feeds/funding-match.atom") -> etree._Element:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    etree.RelaxNG(etree.parse(SCHEMA)).assertValid(root)
    return root


def _entries(feed: etree._Element) -> list[tuple[str | None, str | None]]:
    return [(entry.findtext(f"{ATOM}updated"), entry.findtext(f"{ATOM}title")) for entry in feed.iter(f"{ATOM}entry")]


def test_feed_tells_what_happened_newest_first(client: TestClient) -> None:
    feed = _feed(client)
    assert feed.findtext(f"{ATOM}updated") == "2026-08-11T00:00:00+00:00"
    entries = _entries(feed)
    assert [updated for updated, _ in entries] == sorted((str(updated) for updated, _ in entries), reverse=True)
    title = f"{MOVED}: Pruning robots for apple orchards (Apple growing)"
    assert {told for _, told in entries} >= {
        f"Budget changed: {title}",
        f"Deadline changed: {title}",
        f"Deadline within 60 days: {title}",
    }
    assert "Deadlines were 2026-09-15 and are now 2026-10-01." in str(list(feed.itertext()))
    assert "The budget was EUR 12,000,000 and is now EUR 15,000,000." in str(list(feed.itertext()))


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ("partnership=apple-growing", "partnership_id = 'apple-growing'"),
        ("min_score=60", "matches.score >= 60"),
        ("programme=i3", "programme_id = 'i3'"),
        ("partnership=silent-circle", "false"),
    ],
)
def test_feed_holds_the_matches_that_pass_the_filters(client: TestClient, ask: Ask, query: str, condition: str) -> None:
    (held,) = ask(
        "select count(*) as events from marts_funding.fct_match_event "
        "inner join marts_funding.fct_match as matches using (partnership_id, topic_id) "
        f"inner join marts_core.dim_topic using (topic_id) where {condition}"
    )
    feed = _feed(client, query)
    assert len(_entries(feed)) == held["events"]
    assert [link.get("href") for link in feed.findall(f"{ATOM}link")] == []


def test_links_are_absolute_or_not_there(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERREGIO_PUBLIC_URL", "https://interregio.example/ii/")
    query = "partnership=apple-growing"
    links = {link.get("rel"): link.get("href") for link in _feed(client, query).findall(f"{ATOM}link")}
    assert links == {
        "self": f"https://interregio.example/ii/feeds/funding-match.atom?{query}",
        "alternate": f"https://interregio.example/ii/funding?{query}",
    }
    calendar = client.get(f"/export/funding-match.ics?{query}").text.replace("\r\n ", "")
    assert f"Here: https://interregio.example/ii/funding?text={MOVED}" in calendar
    monkeypatch.delenv("INTERREGIO_PUBLIC_URL")
    told = client.get(f"/export/funding-match.ics?{query}").text + client.get(f"/feeds/funding-match.atom?{query}").text
    assert "Here:" not in told
    assert 'href="/' not in told
    monkeypatch.setenv("INTERREGIO_PUBLIC_URL", "interregio.example")
    with pytest.raises(SettingsError, match="INTERREGIO_PUBLIC_URL: expected an address such as https://"):
        read_settings()


def test_feed_and_export_address_give_the_same_bytes(client: TestClient) -> None:
    addresses = ("/feeds/funding-match.atom", "/export/funding-match.atom", "/feeds/funding-match.atom")
    assert len({client.get(address).content for address in addresses}) == 1


def test_entry_keeps_its_name_whatever_the_filters_and_the_feed_has_its_own(client: TestClient) -> None:
    everything, some = _feed(client), _feed(client, "programme=horizon_europe")
    names, few = ([entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")] for feed in (everything, some))
    assert few == [name for name in names if name in few]
    assert 0 < len(few) < len(names) == len(set(names))
    assert everything.findtext(f"{ATOM}id") != some.findtext(f"{ATOM}id")


def test_muted_match_is_not_told_of(tmp_path: Path, build_edition: BuildEdition) -> None:
    build_edition(tmp_path, "2026-08-11-0000000b")
    mute = Entry(
        partnership_id="apple-growing",
        topic_id=MOVED,
        kind=Kind.MUTE,
        value="not ours",
        said_by="ann",
        said_at=datetime(2026, 8, 11, tzinfo=UTC),
    )
    MatchState(Home(tmp_path)).add([mute])
    client = visitor(create_app(Reader(tmp_path)))
    assert MOVED not in str(_entries(_feed(client)))
    assert MOVED in str(_entries(_feed(client, "muted=show")))


def test_text_that_xml_cannot_hold_spoils_no_feed_and_an_edition_without_events_has_an_empty_one(
    tmp_path: Path, build_edition: BuildEdition
) -> None:
    build_edition(
        tmp_path, "2026-08-11-0000000b", change="update marts_core.dim_topic set topic_title = 'a' || chr(7) || '<b>&'"
    )
    client = visitor(create_app(Reader(tmp_path)))
    assert "a<b>&" in str(_entries(_feed(client)))
    build_edition(tmp_path, "2026-08-11-0000000c", change="drop table marts_funding.fct_match_event")
    assert _entries(_feed(client)) == []


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/feeds/funding-match.atom?partnership=nope", 400, "valid values: 3d-printing, "),
        ("/feeds/members.atom", 400, "valid values: xlsx, csv"),
        ("/feeds/nope.atom", 404, "valid tables: baselines"),
    ],
)
def test_wrong_feed_is_refused_in_one_line(client: TestClient, address: str, status: int, told: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.content.count(b"\n")) == (status, 1)
    assert told in response.text
