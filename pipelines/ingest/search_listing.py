"""Listings of the Funding & Tenders Portal's search API: asking page by page, and records as rows.

One API serves several indexes (topics, funded projects) in one form. Which index, which query and which
fields is a source's matter; reading a listing that moves while it is read is ``paging``'s, and how a
listing that is too long falls into parts is ``slicing``'s.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.ingest.errors import ContractError, TerminalError, UnstableListingError
from pipelines.ingest.names import snake_columns
from pipelines.ingest.paging import NumberedPages, PageExtent
from pipelines.ingest.session import Session
from pipelines.ingest.slicing import Cut, narrow
from pipelines.ingest.sniff import clean_excerpt, load_json
from pipelines.ingest.transport import Request

URL = "https://api.tech.ec.europa.eu/search-api/prod/rest/search"
MIRROR_FOLDER = "api.tech.ec.europa.eu/search-api/prod/rest/search"

PAGE_NAME = re.compile(r"(?:^|-)page-\d{4,}\.json$")

PAGE_SIZE = 100
"""The portal gives no more than this on a page, whatever is asked for."""

MAXIMUM_RESULTS = 10_000
"""The portal lists no more than this for one query; a longer listing is asked for in parts."""

ENVELOPE = snake_columns("reference url summary content title language databaseLabel")
"""Record key → raw column. From API 2.151 on, title and content are absent rather than null."""

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


class OverlongListingError(TerminalError):
    """A listing holds more results than the portal gives for one query.

    Attributes:
        total: how many it holds.
    """

    def __init__(self, *, where: str, total: int) -> None:
        super().__init__(where=where, expected=f"at most {MAXIMUM_RESULTS:,} results", came=f"{total:,}")
        self.total = total


@dataclass(frozen=True, kw_only=True)
class SearchListing:
    """One question to one index.

    A listing that the portal can give is read page by page. One that is too long is cut, and each part
    is a listing of its own; a mirror holds whichever of the two its files were taken from.

    Attributes:
        index: the index, as the API's ``apiKey`` names it.
        query: Elasticsearch-style; only bool, must, must_not, terms, term and range work.
        sort_field: an order that holds still; without one records move between pages while they are read.
        name: what its files' names begin with; blank for the one listing of a source.
        mirror_name: the same in a mirror, where it differs.
        cuts: ways to cut it, each tried on what the one before left too long.
        minimum: fewest results that can be true.
        maximum: most results that can be true; more means that the portal ignored the query and lists everything.
    """

    index: str
    query: Mapping[str, Any]
    sort_field: str
    languages: tuple[str, ...] = field(default=("en",))
    name: str = ""
    mirror_name: str = ""
    cuts: tuple[Cut, ...] = ()
    minimum: int = 1
    maximum: int = MAXIMUM_RESULTS

    @property
    def where(self) -> str:
        """The listing's name in errors."""
        return f"{MIRROR_FOLDER}/{self.index}" + (f" ({self.name})" if self.name else "")

    def land(self, session: Session) -> int:
        """Lands every page.

        Returns:
            Records of the listing.

        Raises:
            UnstableListingError: the listing changed while it was read, twice.
            SourceError: a page could not be had or is no search page, or no cut makes the listing short enough.
        """
        try:
            total = NumberedPages(
                where=self.where,
                page_size=PAGE_SIZE,
                read_page=partial(self._fetch_page, session),
                forget_pages=partial(self._forget_pages, session),
            ).read_all()
        except OverlongListingError as overlong:
            self._forget_pages(session, 0)
            return self._land_parts(session, overlong)
        if not total:
            self._forget_pages(session, 0)
        return total

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
            mirror_path=f"{MIRROR_FOLDER}/{self.index}/{page_name(number, self.mirror_name or self.name)}",
        )

    def parts(self) -> tuple[SearchListing, ...]:
        """The parts that the next cut makes: each record of the listing is in exactly one of them."""
        cut, *later = self.cuts
        return tuple(
            replace(
                self,
                query=narrow(self.query, part),
                name=f"{self.name}-{part.label}" if self.name else part.label,
                mirror_name=f"{self.mirror_name}-{part.label}" if self.mirror_name else "",
                cuts=(*part.cuts, *later),
                minimum=0,
            )
            for part in cut.parts()
        )

    def _land_parts(self, session: Session, overlong: OverlongListingError) -> int:
        if not self.cuts:
            raise overlong
        landed = sum(part.land(session) for part in self.parts())
        total = self._ask_total(session)
        if not landed == total == overlong.total:
            raise UnstableListingError(
                where=self.where,
                expected=f"parts of {overlong.total:,} results together, as the whole said at first",
                came=f"{landed:,}, and {total:,} said of the whole afterwards",
            )
        return landed

    def _ask_total(self, session: Session) -> int:
        """How much the whole listing holds now; its first page is not landed."""
        try:
            total = self._fetch_page(session, 1).total
        except OverlongListingError as overlong:
            return overlong.total
        session.forget([page_name(1, self.name)])
        return total

    def _fetch_page(self, session: Session, number: int) -> PageExtent:
        """Lands one page; what it says of the listing is read from tonight's answer, landed anew or not."""
        extents: list[PageExtent] = []
        session.fetch(
            self.page_request(number),
            name=page_name(number, self.name),
            check=lambda path: extents.append(read_extent(path, minimum=self.minimum, maximum=self.maximum)),
            fingerprint=lambda _: extents[-1].fingerprint,
        )
        return extents[-1]

    def _forget_pages(self, session: Session, count: int) -> None:
        """Leaves out pages of an earlier, longer reading."""
        session.forget(page_name(number, self.name) for number in range(count + 1, MAXIMUM_RESULTS // PAGE_SIZE + 1))


def page_name(number: int, listing: str = "") -> str:
    """File name of a listing's page."""
    return f"{listing}-page-{number:04d}.json" if listing else f"page-{number:04d}.json"


def page_names(names: Iterable[str]) -> list[str]:
    """Those of the names that are pages, in order."""
    return sorted(name for name in names if PAGE_NAME.search(name))


def read_extent(path: Path, *, minimum: int = 1, maximum: int = MAXIMUM_RESULTS) -> PageExtent:
    """How much a search page says there is and how much it holds; its fingerprint is of its records alone.

    Raises:
        OverlongListingError: the listing is longer than the portal gives for one query.
        TerminalError: not JSON, an error message of the portal, fewer results than can be true, or so many
            that the query cannot have been heard.
    """
    page = _read_page(path)
    total = page.get("totalResults")
    if not isinstance(total, int) or not minimum <= total <= maximum:
        raise TerminalError(
            where=path.name,
            expected=f"a listing of {minimum} to {maximum:,} results",
            came=f"totalResults {total!r}",
        )
    if total > MAXIMUM_RESULTS:
        raise OverlongListingError(where=path.name, total=total)
    # The rest of the answer, such as its response time, differs every time.
    text = json.dumps(page["results"], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return PageExtent(
        total,
        len(page["results"]),
        hashlib.sha256(text.encode("ascii")).hexdigest(),
        frozenset(_identify(record, f"{path.name} {place}") for place, record in enumerate(page["results"])),
    )


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


def _identify(record: object, place: str) -> str:
    """What tells a record from all others of its index; its place where it has no reference."""
    if not isinstance(record, dict) or not record.get("reference"):
        return place
    metadata = record.get("metadata")
    source = metadata.get("DATASOURCE") if isinstance(metadata, dict) else None
    return json.dumps([source, record["reference"], record.get("language")])


def _json_part(content: object) -> tuple[str, bytes, str]:
    return ("blob", json.dumps(content).encode(), "application/json")
