"""Reading a listing page after page, and seeing whether what was read is one listing.

A publisher's listing moves while it is read: a record that is added pushes the others on, a page comes
twice, a page comes short. What a page is asked with, and what counts as its records, belongs to the
source; asking and landing, to ``session``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipelines.ingest.errors import UnstableListingError

READINGS = 2


@dataclass(frozen=True)
class PageExtent:
    """How much a page says there is, and how much it holds.

    Attributes:
        total: results of the whole listing.
        records: results on this page.
        fingerprint: equal for two pages that hold the same records.
        identities: what tells the records of this page from all others of the listing.
    """

    total: int
    records: int
    fingerprint: str
    identities: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class NumberedPages:
    """A listing in pages of one size, numbered from 1.

    Attributes:
        where: the listing, named in errors.
        page_size: records on every page but the last.
        read_page: fetches the page of a number.
        forget_pages: takes the count of pages that are to be read anew.
    """

    where: str
    page_size: int
    read_page: Callable[[int], PageExtent]
    forget_pages: Callable[[int], None]

    def read_all(self) -> int:
        """Reads every page, a second time from the first one on if the listing did not hold still.

        A record that stands there twice may have pushed another one out between two pages. So such a
        listing is read again, and believed if it repeats the very same records then.

        Returns:
            Records of the whole listing.

        Raises:
            UnstableListingError: it did not hold still on the second reading either.
            SourceError: a page could not be had.
        """
        earlier: frozenset[str] | None = None
        for reading in range(1, READINGS + 1):
            try:
                listing = self._read_once()
            except UnstableListingError as error:
                if reading == READINGS:
                    raise UnstableListingError(
                        where=error.where, expected=error.expected, came=f"{error.came}, on reading {READINGS} as well"
                    ) from error
                continue
            if len(listing.identities) == listing.total or listing.identities == earlier:
                return listing.total
            earlier = listing.identities
        raise UnstableListingError(
            where=self.where,
            expected=f"{listing.total:,} records, or the same repeats on every reading",
            came=f"{len(listing.identities):,} different ones, others than before",
        )

    def _read_once(self) -> PageExtent:
        first = self.read_page(1)
        count = max(1, -(-first.total // self.page_size))
        self.forget_pages(count)
        seen: dict[str, int] = {}
        identities: set[str] = set()
        for number in range(1, count + 1):
            extent = first if number == 1 else self.read_page(number)
            self._require_same_listing(extent, first, f"page {number} of {count}")
            self._require_whole(extent, number, count)
            self._require_unseen(extent, number, count, seen)
            identities.update(extent.identities)
        if count > 1:
            self._require_unmoved(self.read_page(1), first, count)
        return replace(first, records=first.total, identities=frozenset(identities))

    def _require_same_listing(self, extent: PageExtent, first: PageExtent, page: str) -> None:
        if extent.total != first.total:
            raise UnstableListingError(
                where=f"{self.where}, {page}",
                expected=f"a listing of {first.total:,} results, as on page 1",
                came=f"one of {extent.total:,}: it changed while it was read",
            )

    def _require_whole(self, extent: PageExtent, number: int, count: int) -> None:
        due = min(self.page_size, extent.total - self.page_size * (number - 1))
        if extent.records != due:
            raise UnstableListingError(
                where=f"{self.where}, page {number} of {count}",
                expected=f"{due} records of {extent.total:,}",
                came=f"{extent.records}",
            )

    def _require_unseen(self, extent: PageExtent, number: int, count: int, seen: dict[str, int]) -> None:
        if extent.fingerprint in seen:
            raise UnstableListingError(
                where=f"{self.where}, page {number} of {count}",
                expected="records of its own",
                came=f"the same {extent.records} records as on page {seen[extent.fingerprint]}",
            )
        seen[extent.fingerprint] = number

    def _require_unmoved(self, again: PageExtent, first: PageExtent, count: int) -> None:
        """The first page, asked for again after the last one, must not have changed meanwhile."""
        self._require_same_listing(again, first, f"page 1 after {count}")
        if again.fingerprint != first.fingerprint:
            raise UnstableListingError(
                where=f"{self.where}, page 1 after {count}",
                expected="the records it held at first",
                came="others: it changed while it was read",
            )
