"""Fetches the portal's index of projects funded under Interregional Innovation Investments.

Only bytes are landed, one file per page. Reading records is in ``parse``.
"""

from pipelines.ingest.search_listing import SearchListing
from pipelines.ingest.session import Session

PROGRAMME = "44416173"

LISTING = SearchListing(
    index="SEDIA_NONH2020_PROD",
    query={"bool": {"must": [{"terms": {"programId": [PROGRAMME]}}]}},
    # One of the few fields that are known to keep every record when sorted by.
    sort_field="esDA_IngestDate",
)


def extract(session: Session) -> None:
    """Lands every page of the listing.

    Raises:
        UnstableListingError: the listing changed while it was read, twice.
        SourceError: a page could not be had or is no search page.
    """
    LISTING.land(session)
