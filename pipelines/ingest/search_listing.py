"""Listings of the Funding & Tenders Portal's search API: asking page by page, and records as rows.

One API serves several indexes (topics, funded projects) in one form. Which index, which query and which
fields is a source's matter; reading a listing that moves while it is read is ``paging``'s.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.ingest.errors import ContractError, TerminalError
from pipelines.ingest.paging import NumberedPages, PageExtent
from pipelines.ingest.session import Session
from pipelines.ingest.sniff import clean_excerpt, load_json
from pipelines.ingest.transport import Request

URL = "https://api.tech.ec.europa.eu/search-api/prod/rest/search"
MIRROR_FOLDER = "api.tech.ec.europa.eu/search-api/prod/rest/search"

PAGE_SIZE = 100
"""The portal gives no more than this on a page, whatever is asked for."""

MAXIMUM_RESULTS = 10_000
"""The portal stops here. More than this also means that it ignored the query and lists everything."""

IGNORED_ENVELOPE = frozenset(
    {
        "accessRestriction",
        "apiVersion",
        "checksum",
        "children",
        "citation",
        "contentType",
        "database",
        "enrichedMetadata",
        "groupById",
        "highlightedFragments",
        "metadata",
        "pages",
        "weight",
    }
)
"""Record keys that speak of the search engine, not of the record; any other unlisted key is kept."""


@dataclass(frozen=True, kw_only=True)
class SearchListing:
    """One question to one index.

    Attributes:
        index: the index, as the API's ``apiKey`` names it.
        query: Elasticsearch-style; only bool, must, must_not, terms, term and range work.
        sort_field: an order that holds still; without one records move between pages while they are read.
    """

    index: str
    query: Mapping[str, Any]
    sort_field: str
    languages: tuple[str, ...] = field(default=("en",))

    @property
    def where(self) -> str:
        """The listing's place in a mirror, also its name in errors."""
        return f"{MIRROR_FOLDER}/{self.index}"

    def land(self, session: Session) -> None:
        """Lands every page.

        Raises:
            UnstableListingError: the listing changed while it was read, twice.
            SourceError: a page could not be had or is no search page.
        """
        NumberedPages(
            where=self.where,
            page_size=PAGE_SIZE,
            read_page=partial(self._fetch_page, session),
            forget_pages=partial(_forget_pages, session),
        ).read_all()

    def page_request(self, number: int) -> Request:
        """What to ask for one page. The query parts must be files: as form fields the portal fails on them."""
        return Request(
            URL,
            method="POST",
            params={"apiKey": self.index, "text": "***", "pageSize": str(PAGE_SIZE), "pageNumber": str(number)},
            files={
                "query": _json_part(self.query),
                # Without it every record comes once per translation.
                "languages": _json_part(self.languages),
                "sort": _json_part({"field": self.sort_field, "order": "ASC"}),
            },
            mirror_path=f"{self.where}/{page_name(number)}",
        )

    def _fetch_page(self, session: Session, number: int) -> PageExtent:
        """Lands one page; what it says of the listing is read from tonight's answer, landed anew or not."""
        extents: list[PageExtent] = []
        session.fetch(
            self.page_request(number),
            name=page_name(number),
            check=lambda path: extents.append(read_extent(path)),
            fingerprint=lambda _: extents[-1].fingerprint,
        )
        return extents[-1]


def page_name(number: int) -> str:
    """File name of a page in the landing zone and in a mirror."""
    return f"page-{number:04d}.json"


def page_names(names: Iterable[str]) -> list[str]:
    """Those of the names that are pages, in order."""
    return sorted(name for name in names if name.startswith("page-"))


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


def read_records(path: Path, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and content of every record on a page.

    Raises:
        TerminalError: the page is no JSON.
        ContractError: the page or a record does not have the portal's form.
    """
    page = load_json(path)
    results = page.get("results") if isinstance(page, dict) else None
    if not isinstance(results, list):
        raise ContractError(where=name, expected="a list of results", came=type(results).__name__)
    for number, record in enumerate(results, start=1):
        metadata = record.get("metadata") if isinstance(record, dict) else None
        if not isinstance(record, dict) or not isinstance(metadata, dict | None):
            raise ContractError(
                where=f"{name}, record {number}",
                expected="an object with metadata",
                came=type(record if metadata is None else metadata).__name__,
            )
        yield number, record


def shape_record(
    record: Mapping[str, Any], envelope: Iterable[str], metadata: Iterable[str]
) -> tuple[str | list[str | None] | None, ...]:
    """One record as values: envelope keys as text, metadata keys as lists of texts, all others as JSON.

    A reshaping: no value is changed but blanks, which become null.
    """
    content = record.get("metadata") or {}
    listed, wanted = list(envelope), list(metadata)
    others = {key: value for key, value in content.items() if key not in wanted}
    unlisted = {
        f"envelope.{key}": value for key, value in record.items() if key not in listed and key not in IGNORED_ENVELOPE
    }
    return (
        *(_as_text(record.get(key)) for key in listed),
        *(as_texts(content.get(key)) for key in wanted),
        _as_text({**others, **unlisted} or None),
    )


def as_texts(value: object) -> list[str | None] | None:
    """A metadata value as a list of texts; an absent key and an empty list mean the same to the portal."""
    values = value if isinstance(value, list) else [value]
    texts = [_as_text(item) for item in values]
    return texts if any(text is not None for text in texts) else None


def _as_text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _read_page(path: Path) -> dict[str, Any]:
    page = load_json(path)
    if isinstance(page, dict) and isinstance(page.get("results"), list):
        return page
    came = clean_excerpt(json.dumps(page, ensure_ascii=False), 200)
    raise TerminalError(where=path.name, expected="a search page with a list of results", came=came)


def _forget_pages(session: Session, count: int) -> None:
    """Leaves out pages of an earlier, longer reading."""
    session.forget(page_name(number) for number in range(count + 1, MAXIMUM_RESULTS // PAGE_SIZE + 1))


def _json_part(content: object) -> tuple[str, bytes, str]:
    return ("blob", json.dumps(content).encode(), "application/json")
