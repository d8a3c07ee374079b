"""Which landed page speaks for a record: names of page files, and the key by which a record is known again.

Asking for pages is in ``extract``, their records as rows in ``parse``; both go by what is said here.

::

    page-0001.json                                 open and forthcoming topics, tonight
    lately-page-0001.json                          closed ones whose deadline is on the boundary or later, tonight
    closed-before-2026-07-11-page-0001.json        all other closed ones, as of the last full reading
    earlier-2024-06-17-page-0001.json              the last page of an accepted arrival to hold some record
    earlier-2024-06-17-2-page-0001.json            another one of that date
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import count
from typing import Any

from pipelines.ingest.search_listing import page_names

LATELY = "lately"
"""What file names of the listing of recently closed topics begin with."""

_SETTLED = re.compile(r"^closed-before-(\d{4}-\d{2}-\d{2})-")
_EARLIER = re.compile(r"^earlier-(\d{4}-\d{2}-\d{2})-")


def closed_before(boundary: date) -> str:
    """What names of the full listing of closed topics begin with."""
    return f"closed-before-{boundary}"


def boundary_of(names: Iterable[str]) -> date | None:
    """The day up to which closed topics were read in full, None if they never were."""
    days = [found[1] for name in names if (found := _SETTLED.match(name))]
    return date.fromisoformat(max(days)) if days else None


def earlier_name(name: str, as_of: date, taken: Collection[str]) -> str:
    """Name of a page that stays although its own name has another answer now.

    One of its own: on a date with several nights a page of the same name may have been kept already.
    """
    first = f"earlier-{as_of}-{name}"
    others = (f"earlier-{as_of}-{number}-{name}" for number in count(2))
    return first if first not in taken else next(free for free in others if free not in taken)


def last_listed_on(name: str) -> str | None:
    """Date of the arrival that a kept page was part of, None for a page of tonight's listings."""
    found = _EARLIER.match(name)
    return found[1] if found else None


def newest_first(names: Iterable[str]) -> list[list[str]]:
    """Pages in groups of one listing: tonight's, then the full one of closed topics, then kept ones, newest first."""
    groups: dict[tuple[int, str], list[str]] = {}
    for name in page_names(names):
        groups.setdefault(_rank(name), []).append(name)
    return [groups[rank] for rank in sorted(groups, reverse=True)]


def durable_key(record: Mapping[str, Any]) -> str | None:
    """What a record is known by from night to night, None if nothing tells it.

    The reference changed its form in 2024, the internal number did not; tenders have the number 0.
    """
    metadata = record.get("metadata") or {}
    number, kind, language = (_first(metadata.get(key)) for key in ("ccm2Id", "type", "language"))
    if number not in (None, "", "0"):
        return json.dumps([number, kind, record.get("language") or language])
    return record.get("reference") or None


def _rank(name: str) -> tuple[int, str]:
    listed_on = last_listed_on(name)
    if listed_on:
        return (0, listed_on)
    if _SETTLED.match(name):
        return (1, "")
    return (2, "") if name.startswith(f"{LATELY}-") else (3, "")


def _first(value: object) -> str | None:
    first = value[0] if isinstance(value, list) and value else value
    return str(first) if first else None
