"""Fetches the portal's listing of open and forthcoming topics, page after page.

Only bytes are landed, one file per page. Reading records is in ``parse``.
"""

from __future__ import annotations

import hashlib
import json
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.ingest.errors import TerminalError
from pipelines.ingest.paging import NumberedPages, PageExtent
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


def extract(session: Session) -> None:
    """Lands every page of the listing.

    Raises:
        UnstableListingError: the listing changed while it was read, twice.
        SourceError: a page could not be had or is no search page.
    """
    NumberedPages(
        where=MIRROR_FOLDER,
        page_size=PAGE_SIZE,
        read_page=partial(_fetch_page, session),
        forget_pages=partial(_forget_pages, session),
    ).read_all()


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


def read_extent(path: Path) -> PageExtent:
    """How much a search page says there is and how much it holds; its fingerprint is of its records alone.

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
    # The rest of the answer, such as its response time, differs every time.
    text = json.dumps(page["results"], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return PageExtent(total, len(page["results"]), hashlib.sha256(text.encode("ascii")).hexdigest())


def _read_page(path: Path) -> dict[str, Any]:
    page = load_json(path)
    if isinstance(page, dict) and isinstance(page.get("results"), list):
        return page
    came = clean_excerpt(json.dumps(page, ensure_ascii=False), 200)
    raise TerminalError(where=path.name, expected="a search page with a list of results", came=came)


def _fetch_page(session: Session, number: int) -> PageExtent:
    """Lands one page; what it says of the listing is read from tonight's answer, landed anew or not."""
    extents: list[PageExtent] = []
    session.fetch(
        page_request(number),
        name=page_name(number),
        check=lambda path: extents.append(read_extent(path)),
        fingerprint=lambda _: extents[-1].fingerprint,
    )
    return extents[-1]


def _forget_pages(session: Session, count: int) -> None:
    """Leaves out pages of an earlier, longer reading."""
    session.forget(page_name(number) for number in range(count + 1, MAXIMUM_RESULTS // PAGE_SIZE + 1))


def _json_part(content: object) -> tuple[str, bytes, str]:
    return ("blob", json.dumps(content).encode(), "application/json")
