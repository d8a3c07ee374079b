"""The feed: valid Atom, of the matches that were asked for, the same entries under the same names every night."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from lxml import etree
from starlette.testclient import TestClient

from dashboards.app import create_app
from tests.dashboards.conftest import BuildEdition, visitor
from warehouse.products.matches.state import Entry, Kind, MatchState
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
    assert feed.findtext(f"{ATOM}updated") == "2026-08-10T00:00:00+00:00"
    assert _entries(feed) == [
        ("2026-08-10T00:00:00+00:00", "Budget changed: HORIZON-CL5-2026-02-TIDE: Tidal power (Tidal mills)"),
        ("2026-08-10T00:00:00+00:00", "New match: HORIZON-CL5-2026-02-TIDE: Tidal power (Tidal mills)"),
        (
            "2026-07-17T00:00:00+00:00",
            "Deadline within 60 days: HORIZON-CL6-2026-01-ORCHARD: Resilient orchards (Apple growing)",
        ),
        (
            "2026-07-01T00:00:00+00:00",
            "Deadline changed: HORIZON-CL6-2026-01-ORCHARD: Resilient orchards (Apple growing)",
        ),
    ]
    assert "Deadlines were 2026-09-01 and are now 2026-09-15." in str(list(feed.itertext()))
    assert "The budget was not known and is now EUR 8,000,000." in str(list(feed.itertext()))


@pytest.mark.parametrize(
    ("query", "count"),
    [("partnership=apple-growing", 2), ("min_score=80", 2), ("programme=i3", 0), ("partnership=silent-circle", 0)],
)
def test_feed_holds_the_matches_that_pass_the_filters(client: TestClient, query: str, count: int) -> None:
    feed = _feed(client, query)
    assert len(_entries(feed)) == count
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"/feeds/funding-match.atom?{query}"


def test_feed_and_export_address_give_the_same_bytes(client: TestClient) -> None:
    addresses = ("/feeds/funding-match.atom", "/export/funding-match.atom", "/feeds/funding-match.atom")
    assert len({client.get(address).content for address in addresses}) == 1


def test_entry_keeps_its_name_whatever_the_filters_and_the_feed_has_its_own(client: TestClient) -> None:
    everything, some = _feed(client), _feed(client, "partnership=tidal-mills")
    names = [entry.findtext(f"{ATOM}id") for entry in everything.iter(f"{ATOM}entry")]
    assert [entry.findtext(f"{ATOM}id") for entry in some.iter(f"{ATOM}entry")] == names[:2]
    assert len(set(names)) == 4
    assert everything.findtext(f"{ATOM}id") != some.findtext(f"{ATOM}id")


def test_muted_match_is_not_told_of(tmp_path: Path, build_edition: BuildEdition) -> None:
    build_edition(tmp_path, "2026-08-10-0000000b")
    mute = Entry(
        partnership_id="tidal-mills",
        topic_id="HORIZON-CL5-2026-02-TIDE",
        kind=Kind.MUTE,
        value="not ours",
        said_by="ann",
        said_at=datetime(2026, 8, 11, tzinfo=UTC),
    )
    MatchState(Home(tmp_path)).add([mute])
    client = visitor(create_app(Reader(tmp_path)))
    assert len(_entries(_feed(client))) == 2
    assert len(_entries(_feed(client, "muted=show"))) == 4


def test_text_that_xml_cannot_hold_spoils_no_feed_and_an_edition_without_events_has_an_empty_one(
    tmp_path: Path, build_edition: BuildEdition
) -> None:
    directory = build_edition(tmp_path, "2026-08-10-0000000b")
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute("update marts_core.dim_topic set topic_title = 'a' || chr(7) || '<b>&'")
    client = visitor(create_app(Reader(tmp_path)))
    assert "a<b>&" in str(_entries(_feed(client)))
    older = build_edition(tmp_path, "2026-08-10-0000000c")
    with duckdb.connect(str(older / "interregio.duckdb")) as connection:
        connection.execute("drop table marts_funding.fct_match_event")
    assert _entries(_feed(client)) == []


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/feeds/funding-match.atom?partnership=nope", 400, "valid values: apple-growing"),
        ("/feeds/members.atom", 400, "valid values: xlsx, csv"),
        ("/feeds/nope.atom", 404, "valid tables: baselines"),
    ],
)
def test_wrong_feed_is_refused_in_one_line(client: TestClient, address: str, status: int, told: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.content.count(b"\n")) == (status, 1)
    assert told in response.text
