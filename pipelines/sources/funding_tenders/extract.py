"""Fetches the portal's listing of open and forthcoming topics, page after page.

Only bytes are landed, one file per page. Reading records is in ``parse``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.ingest.errors import TerminalError, TransientError
from pipelines.ingest.session import Session
from pipelines.ingest.sniff import clean_excerpt, load_json
from pipelines.ingest.transport import Request

URL = "https://api.tech.ec.europa.eu/search-api/prod/rest/search"
MIRROR_FOLDER = "api.tech.ec.europa.eu/search-api/prod/rest/search/SEDIA"

PAGE_SIZE = 100
"""The portal gives no more than this on a page, whatever is asked for."""

MAXIMUM_RESULTS = 10_000
"""The portal stops here. More than this also means that it ignored the query and lists everything."""

TYPES = ("1", "2", "8")  # grant topics, calls for proposals outside eGrants, cascade calls
STATUSES = ("31094501", "31094502")  # forthcoming, open


@dataclass(frozen=True)
class PageExtent:
    """How much a search page says there is, and how much it holds."""

    total: int
    records: int


def extract(session: Session) -> None:
    """Lands every page of the listing.

    Raises:
        TransientError: the listing changed while it was read, or a page came short.
        SourceError: a page could not be had or is no search page.
    """
    total = _fetch_page(session, 1).total
    pages = max(1, -(-total // PAGE_SIZE))
    for number in range(2, pages + 1):
        extent = _fetch_page(session, number)
        if extent.total != total:
            raise TransientError(
                where=f"{MIRROR_FOLDER}, page {number} of {pages}",
                expected=f"a listing of {total:,} results, as on page 1",
                came=f"one of {extent.total:,}: it changed while it was read",
            )


def page_request(number: int) -> Request:
    """What to ask for one page. The query parts must be files: as form fields the portal fails on them."""
    return Request(
        URL,
        method="POST",
        params={"apiKey": "SEDIA", "text": "***", "pageSize": str(PAGE_SIZE), "pageNumber": str(number)},
        files={
            "query": _json_part(
                {"bool": {"must": [{"terms": {"type": list(TYPES)}}, {"terms": {"status": list(STATUSES)}}]}}
            ),
            # Without it every topic comes once per translation.
            "languages": _json_part(["en"]),
            # A stable order: without one, records move between pages while they are read.
            "sort": _json_part({"field": "identifier", "order": "ASC"}),
        },
        mirror_path=f"{MIRROR_FOLDER}/{page_name(number)}",
    )


def page_name(number: int) -> str:
    """File name of a page in the landing zone and in a mirror."""
    return f"page-{number:04d}.json"


def expect_search_page(path: Path) -> None:
    """Accepts a search answer with a plausible number of results.

    Raises:
        TerminalError: not JSON, an error message of the portal, an empty listing, or one so long
            that the query cannot have been heard.
    """
    page = _read_page(path)
    total = page.get("totalResults")
    if not isinstance(total, int) or not 1 <= total <= MAXIMUM_RESULTS:
        raise TerminalError(
            where=path.name,
            expected=f"a listing of 1 to {MAXIMUM_RESULTS:,} results",
            came=f"totalResults {total!r}",
        )


def fingerprint_results(path: Path) -> str:
    """Hash of a page's records alone; the rest of the answer (response time) differs every time."""
    text = json.dumps(_read_page(path)["results"], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def read_extent(path: Path) -> PageExtent:
    """How much a landed search page says there is, and how much it holds."""
    page = _read_page(path)
    return PageExtent(total=page["totalResults"], records=len(page["results"]))


def _read_page(path: Path) -> dict[str, Any]:
    page = load_json(path)
    if isinstance(page, dict) and isinstance(page.get("results"), list):
        return page
    came = clean_excerpt(json.dumps(page, ensure_ascii=False), 200)
    raise TerminalError(where=path.name, expected="a search page with a list of results", came=came)


def _fetch_page(session: Session, number: int) -> PageExtent:
    name = page_name(number)
    landed = session.fetch(page_request(number), name=name, check=expect_search_page, fingerprint=fingerprint_results)
    extent = read_extent(landed.path)
    due = min(PAGE_SIZE, extent.total - PAGE_SIZE * (number - 1))
    if extent.records != due:
        raise TransientError(
            where=f"{MIRROR_FOLDER}/{name}",
            expected=f"{due} records of {extent.total:,}",
            came=f"{extent.records}",
        )
    return extent


def _json_part(content: object) -> tuple[str, bytes, str]:
    return ("blob", json.dumps(content).encode(), "application/json")
