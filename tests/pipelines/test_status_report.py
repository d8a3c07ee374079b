"""What the status of a home says, also while a night is under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from pipelines.commands.status import status_record
from warehouse.store.nights import ExitCode, Nights, SourceStatus, Status
from warehouse.store.paths import Home


def test_sources_that_the_newest_night_has_not_come_to_are_told_as_last_known(tmp_path: Path) -> None:
    home = Home(tmp_path)
    nights = Nights(home)
    loaded = SourceStatus(source="cordis", status=Status.NEW, rows=3, limit_days=10, last_arrived_on="2026-03-01")
    nights.finish(replace(nights.begin(date(2026, 3, 1)), exit_code=ExitCode.OK, sources={"cordis": loaded}))
    under_way = nights.begin(date(2026, 3, 15))

    record = status_record(home)

    assert (record["night"]["id"], record["night"]["exit_code"]) == (under_way.id, None)
    [cordis] = [source for source in record["sources"] if source["source"] == "cordis"]
    others = [source for source in record["sources"] if source is not cordis]
    assert (cordis["status"], cordis["rows"], cordis["age_days"], cordis["is_stale"]) == ("new", 3, 14, True)
    assert {source["status"] for source in others} == {"never_loaded"}
