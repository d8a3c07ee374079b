"""Nights one after the other: what each brought and what changed since the one before.

Reads nights only, never a database. How things stand now is in ``pipelines.commands.status``.
"""

from itertools import pairwise
from typing import Any

from rich.console import Console
from rich.text import Text

from pipelines.commands.console import HomeOption, JsonOption, home_of, print_report
from warehouse.store.nights import Night, Nights, SourceStatus
from warehouse.store.paths import Home


def night_records(home: Home) -> list[dict[str, Any]]:
    """Every night with its sources and their changes, in the order the nights were begun, ready for JSON."""
    nights = Nights(home).all()
    return [_night_record(night, before) for before, night in pairwise([None, *nights]) if night is not None]


def print_nights(records: list[dict[str, Any]], console: Console) -> None:
    """Prints nights for people, one line per source."""
    if not records:
        console.print("no night yet, run `interregio refresh`")
    for night in records:
        ended = "not finished" if night["exit_code"] is None else f"exit code {night['exit_code']}"
        console.print(Text.assemble((night["id"], "bold"), f"  {ended}, {night['message'] or 'no message'}"))
        for source in night["sources"]:
            lacked = f", missing {', '.join(source['missing_members'])}" if source["missing_members"] else ""
            console.print(
                f"  {source['source']:<16} {source['status']:<22} vintage {source['vintage'] or '–':<11}"
                f"{source['rows']:>8} rows{lacked}"
            )
            for change in source["changes"]:
                console.print(f"    changed: {change}")


def _night_record(night: Night, before: Night | None) -> dict[str, Any]:
    known = before.sources if before else {}
    return {
        "id": night.id,
        "as_of": night.as_of.isoformat(),
        "exit_code": night.exit_code,
        "edition": night.edition,
        "is_published": night.is_published,
        "message": night.message,
        "sources": [
            {
                "source": name,
                "status": status.status.value,
                "vintage": status.vintage,
                "rows": status.rows,
                "rows_rejected": status.rows_rejected,
                "seconds": status.seconds,
                "missing_members": list(status.missing_members),
                "message": status.message,
                "changes": _list_changes(status, known.get(name)),
            }
            for name, status in sorted(night.sources.items())
        ],
    }


def _list_changes(status: SourceStatus, before: SourceStatus | None) -> list[str]:
    """What is different from the night before, each as one phrase; nothing where there was none."""
    if before is None:
        return []
    rows = {table: after - before.table_rows.get(table, 0) for table, after in status.table_rows.items()}
    vintages = {
        table: f"{before.table_vintages.get(table, 'none')} → {after}"
        for table, after in status.table_vintages.items()
        if after != before.table_vintages.get(table)
    }
    gone = sorted(set(before.missing_members) - set(status.missing_members))
    new = sorted(set(status.missing_members) - set(before.missing_members))
    return [
        *(f"{table} {difference:+,} rows" for table, difference in sorted(rows.items()) if difference),
        *(f"{table} vintage {change}" for table, change in sorted(vintages.items())),
        *(f"{member} arrived" for member in gone),
        *(f"{member} is missing" for member in new),
        *(["content replaced, same counts"] if _is_replaced(status, before) and not any(rows.values()) else []),
    ]


def _is_replaced(status: SourceStatus, before: SourceStatus) -> bool:
    return before.sha256 is not None and status.sha256 != before.sha256


def nights(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List every night: each source's status, vintage and rows, and what changed since the night before."""
    print_report(night_records(home_of(home)), print_nights, as_json=as_json)
