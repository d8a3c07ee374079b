"""Cutting a listing that is too long: no record is left out, none comes twice, and a moving whole is noticed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest import search_listing
from pipelines.ingest.errors import UnstableListingError
from pipelines.ingest.search_listing import OverlongListingError, SearchListing, read_records
from pipelines.ingest.session import Session
from pipelines.ingest.slicing import DateCut, TermsCut
from pipelines.ingest.transport import Answer, Request
from pipelines.sources import find_source
from pipelines.sources.i3 import extract as i3
from tests.simulator.search import find_records
from warehouse.store.landing import Landing

CUTS = (TermsCut("programme", ("A", "B"), "programmes"), DateCut("startDate", date(2020, 1, 1), date(2026, 12, 31)))
LISTING = SearchListing(
    index="SEDIA",
    query={"bool": {"must": [{"terms": {"kind": ["1"]}}]}},
    sort_field="identifier",
    cuts=CUTS,
    maximum=100_000,
)


def record(number: int, programme: str | None = None, start: date | None = None) -> dict[str, Any]:
    metadata = {"identifier": [f"{number:05}"], "kind": ["1"]}
    metadata |= {"programme": [programme]} if programme else {}
    metadata |= {"startDate": [f"{start}T00:00:00.000+0000"]} if start else {}
    return {"reference": f"{number}TOPICSen", "language": "en", "metadata": metadata}


class SearchTransport:
    """The portal's search over a few records; after so many answers it holds one more."""

    def __init__(self, records: Sequence[dict[str, Any]], moves_after: int | None = None) -> None:
        self.records = list(records)
        self.asked: list[dict[str, Any]] = []
        self._moves_after = moves_after

    def fetch(self, request: Request, target: Path) -> Answer:
        parts = {name: json.loads(body) for name, (_, body, _) in request.files.items()}
        self.asked.append(parts["query"])
        if len(self.asked) == self._moves_after:
            self.records.append(record(99_999))
        found = find_records(self.records, parts)
        start = 100 * (int(request.params["pageNumber"]) - 1)
        results = found[: search_listing.MAXIMUM_RESULTS][start : start + 100]
        target.write_text(json.dumps({"totalResults": len(found), "results": results}))
        return Answer()

    def close(self) -> None:
        """Nothing is held open."""


@pytest.fixture(autouse=True)
def short_listings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_listing, "MAXIMUM_RESULTS", 100)


def visit(transport: SearchTransport, tmp_path: Path) -> Session:
    return Session(
        source=find_source("funding_tenders"),
        transport=transport,
        landing=Landing(tmp_path, "funding_tenders"),
        as_of=date(2026, 8, 10),
        retrieved_at="2026-08-10",
    )


def landed_references(session: Session) -> list[str]:
    return sorted(
        record["reference"] for name, path in session.arrival().paths.items() for _, record in read_records(path, name)
    )


def test_long_listing_is_read_in_parts_that_leave_nothing_out(tmp_path: Path) -> None:
    records = [
        *(record(number, "A", date(2020 + number % 7, 1 + number % 12, 1)) for number in range(230)),
        *(record(number, "B") for number in range(230, 290)),
        *(record(number) for number in range(290, 330)),
    ]
    session = visit(SearchTransport(records), tmp_path)
    assert LISTING.land(session) == 330
    assert landed_references(session) == sorted(one["reference"] for one in records)
    names = list(session.files)
    assert {"B-page-0001.json", "other-programmes-page-0001.json"} < set(names)
    assert not [name for name in names if name.startswith("page-")]


def test_index_of_projects_is_read_in_parts_as_topics_are(tmp_path: Path) -> None:
    records = [
        {
            "reference": f"{number}PROJECTSen",
            "metadata": {
                "programId": [i3.PROGRAMME],
                "esDA_IngestDate": [f"{number:05}"],
                **({"startDate": [f"{date(2021 + number % 8, 5, 1)}T00:00:00.000+0000"]} if number % 3 else {}),
            },
        }
        for number in range(250)
    ]
    session = visit(SearchTransport(records), tmp_path)
    assert i3.LISTING.land(session) == 250
    assert landed_references(session) == sorted(str(one["reference"]) for one in records)
    assert "undated-page-0001.json" in session.files


def test_short_listing_is_read_as_one(tmp_path: Path) -> None:
    transport = SearchTransport([record(number) for number in range(100)])
    session = visit(transport, tmp_path)
    assert LISTING.land(session) == 100
    assert (list(session.files), transport.asked) == (["page-0001.json"], [LISTING.query])


def test_listing_that_grows_while_its_parts_are_read_is_refused(tmp_path: Path) -> None:
    records = [record(number, "A" if number < 90 else "B") for number in range(180)]
    with pytest.raises(UnstableListingError, match=r"parts of 180 results together.* got 181"):
        LISTING.land(visit(SearchTransport(records, moves_after=2), tmp_path))


def test_listing_that_no_cut_makes_short_enough_is_refused(tmp_path: Path) -> None:
    records = [record(number, "A", date(2024, 5, 1)) for number in range(101)]
    with pytest.raises(OverlongListingError, match="expected at most 100 results, got 101"):
        LISTING.land(visit(SearchTransport(records), tmp_path))


def split(listing: SearchListing, records: list[dict[str, Any]], limit: int) -> Iterator[list[str]]:
    """References found by each part, cut until it is short enough or cannot be cut."""
    found = find_records(records, {"query": listing.query})
    if len(found) <= limit or not listing.cuts:
        yield [one["reference"] for one in found]
        return
    for part in listing.parts():
        yield from split(part, records, limit)


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["A", "B", "C", None]), st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1))),
        max_size=40,
    ),
    limit=st.integers(0, 5),
)
def test_parts_hold_every_record_once(rows: list[tuple[str | None, date | None]], limit: int) -> None:
    records = [record(number, *row) for number, row in enumerate(rows)]
    references = [reference for part in split(replace(LISTING), records, limit) for reference in part]
    assert sorted(references) == sorted(one["reference"] for one in records)
