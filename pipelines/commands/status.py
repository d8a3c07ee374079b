"""How a home is doing: what ``interregio status`` says, as a record and as tables.

Reads nights and manifests only; never opens a database.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines.commands.console import HomeOption, JsonOption, home_of, print_report
from pipelines.sources import discover_sources
from warehouse.store.editions import Editions
from warehouse.store.nights import Nights, SourceStatus, Status
from warehouse.store.paths import Home
from warehouse.store.retention import disk_use, in_words

TABLE_WIDTH = 100
"""A line of the table is never folded: scripts and small terminals get it whole."""


def status_record(home: Home, *, as_of: date | None = None) -> dict[str, Any]:
    """Served edition, editions, disk, last night and every source's status, ready for JSON.

    Args:
        home: whose.
        as_of: date that ages are counted to; by default that of the last night.
    """
    editions = Editions(home)
    served = editions.served()
    nights = Nights(home).all()
    night = nights[-1] if nights else None
    # A night under way, or killed, has not come to every source yet: what was known of the others still holds. One for
    # an earlier date knows of no arrival since.
    by_date = sorted(nights, key=lambda one: (one.as_of, one.started_at))
    known = {name: status for one in by_date for name, status in one.sources.items()}
    as_of = as_of or (by_date[-1].as_of if by_date else None)
    sources = [
        known.get(source.name)
        or SourceStatus(source=source.name, status=Status.NEVER, limit_days=source.cadence.limit_days)
        for source in discover_sources()
    ]
    return {
        "served": served.edition_id if served else None,
        "editions": [
            {"edition": edition.edition_id, "as_of": edition.as_of.isoformat(), "is_demo": edition.is_demo}
            for edition in editions.all()
        ],
        "disk_bytes": disk_use(home),
        "night": {
            "id": night.id,
            "exit_code": night.exit_code,
            "started_at": night.started_at,
            "finished_at": night.finished_at,
            "message": night.message,
        }
        if night
        else None,
        "sources": [_source_record(status, as_of) for status in sources],
    }


def print_status(record: dict[str, Any], console: Console) -> None:
    """Prints a status record for people."""
    night = record["night"]
    console.print(f"served edition: {record['served'] or 'none yet, run `interregio refresh`'}")
    if night:
        ended = f"exit code {night['exit_code']}" if night["finished_at"] else "not finished"
        console.print(f"last night: {night['id']}, {ended}, {night['message'] or 'no message'}")
    console.print(f"editions kept: {', '.join(edition['edition'] for edition in record['editions']) or 'none'}")
    use = ", ".join(f"{name} {in_words(size)}" for name, size in record["disk_bytes"].items())
    console.print(f"disk: {use}")
    table = Table(box=None, pad_edge=False)
    for heading in ("source", "status", "vintage", "retrieved", "rows", "rejected", "age / limit"):
        table.add_column(heading, no_wrap=True)
    for source in record["sources"]:
        table.add_row(
            source["source"],
            source["status"] + (" (stale)" if source["is_stale"] else ""),
            source["vintage"] or "–",
            (source["retrieved_at"] or "–")[:10],
            f"{source['rows']:,}".replace(",", " "),
            str(source["rows_rejected"]),
            _age(source),
        )
    console.width = max(console.width, TABLE_WIDTH)
    console.print(table)
    for source in record["sources"]:
        if source["missing_members"]:
            console.print(f"{source['source']} is missing: {', '.join(source['missing_members'])}")
        if source["message"]:
            console.print(source["message"], style="yellow")


def _source_record(status: SourceStatus, as_of: date | None) -> dict[str, Any]:
    arrived = date.fromisoformat(status.last_arrived_on) if status.last_arrived_on else None
    age = max((as_of - arrived).days, 0) if as_of and arrived else None
    return {
        **asdict(status.aged(as_of) if as_of else status),
        "status": status.status.value,
        "missing_members": list(status.missing_members),
        "age_days": age,
    }


def _age(source: dict[str, Any]) -> str:
    if source["limit_days"] is None:
        return "no limit"
    age = "–" if source["age_days"] is None else str(source["age_days"])
    return f"{age} / {source['limit_days']} d"


def status(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Show editions, the one being served, and how each source is doing."""
    print_report(status_record(home_of(home)), print_status, as_json=as_json)
