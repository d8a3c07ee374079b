"""Fetches the portal's index of projects funded under Interregional Innovation Investments.

Only bytes are landed, one file per page; a listing that is too long for one query is read in parts, as that of topics
is. Reading records is in ``parse``.
"""

from datetime import date

from pipelines.ingest.search_listing import SearchListing
from pipelines.ingest.session import Session
from pipelines.ingest.slicing import DateCut

PROGRAMME = "44416173"

PLAUSIBLE_RESULTS = 40_000
"""The instrument has some hundred projects; unfiltered the index lists about 88,000."""

LISTING = SearchListing(
    index="SEDIA_NONH2020_PROD",
    query={"bool": {"must": [{"terms": {"programId": [PROGRAMME]}}]}},
    # One of the few fields that are known to keep every record when sorted by.
    sort_field="esDA_IngestDate",
    cuts=(DateCut("startDate", date(2021, 1, 1), date(2049, 12, 31)),),
    maximum=PLAUSIBLE_RESULTS,
)


def extract(session: Session) -> None:
    """Lands every page of the listing.

    Raises:
        UnstableListingError: the listing changed while it was read, twice.
        SourceError: a page could not be had or is no search page.
    """
    LISTING.land(session)
