"""Fetches the portal's listings of topics: open and forthcoming, recently closed, and all that closed before.

Only bytes are landed, one file per page. Which page speaks for a record is said in ``pages``, reading
records is in ``parse``.

The first listing is read every night and must come. Closed topics are many and rest: they are read in
full now and then, and those that closed after that every night. A page that is the last to hold a
record stays, so that no record is lost that was ever accepted.
"""

from datetime import date, timedelta

from pipelines.ingest.search_listing import SearchListing, page_names, read_records
from pipelines.ingest.session import Session
from pipelines.ingest.slicing import DateCut, TermsCut, date_range
from pipelines.sources.funding_tenders.pages import (
    LATELY,
    boundary_of,
    closed_before,
    durable_key,
    earlier_name,
    last_listed_on,
    newest_first,
)
from warehouse.store.landing import LandedFile

TYPES = ("1", "2", "8")  # grant topics, calls for proposals outside eGrants, cascade calls
FORTHCOMING, OPEN, CLOSED = "31094501", "31094502", "31094503"

PROGRAMMES = (
    "31045243",  # Horizon 2020
    "43108390",  # Horizon Europe
    "43152860",  # Digital Europe
    "43251567",  # CEF
    "43251589",  # CERV
    "43251814",  # Creative Europe
    "43252405",  # LIFE
    "43252476",  # Single Market
    "43332642",  # EU4Health
    "43353764",  # Erasmus+
    "44181033",  # European Defence Fund
    "44416173",  # I3
)
"""The programmes with most topics: only how a long listing is cut. Every other one is in the part of the others."""

CUTS = (
    TermsCut("status", (FORTHCOMING, OPEN, CLOSED), "status"),
    TermsCut("frameworkProgramme", PROGRAMMES, "programmes"),
    DateCut("startDate", date(2007, 1, 1), date(2049, 12, 31)),
)

PLAUSIBLE_RESULTS = 100_000
"""All topics and cascade calls ever are some ten thousand; unfiltered the index lists half a million and more."""

FULL_READING_DAYS = 90
"""A closed topic hardly changes; what does change in it is seen after this many days at most."""

OVERLAP_DAYS = 30
"""The nightly listing of closed topics begins so many days before the full one, which therefore leaves them out."""

SETTLED_MEMBER, RECENT_MEMBER = "closed topics", "recently closed topics"


def extract(session: Session) -> None:
    """Lands every page of the three listings; the closed ones may be missing.

    Raises:
        UnstableListingError: the listing of open and forthcoming topics changed while it was read, twice.
        SourceError: one of its pages could not be had or is no search page.
    """
    open_listing().land(session)
    boundary = _land_settled(session)
    if not session.attempt(RECENT_MEMBER, lately_closed_listing(boundary).land):
        session.carry(_accepted_names(session, f"{LATELY}-"))
    _keep_last_pages(session)


def open_listing() -> SearchListing:
    """What can be applied for tonight or soon."""
    return SearchListing(
        index="SEDIA",
        query={"bool": {"must": [_terms("type", *TYPES), _terms("status", FORTHCOMING, OPEN)]}},
        sort_field="identifier",
        cuts=CUTS,
        maximum=PLAUSIBLE_RESULTS,
    )


def lately_closed_listing(boundary: date) -> SearchListing:
    """Closed topics with a deadline on the boundary or later."""
    since = date_range("deadlineDate", boundary)
    return _closed_listing({"must": [_terms("type", *TYPES), _terms("status", CLOSED), since]}, LATELY)


def settled_listing(boundary: date) -> SearchListing:
    """All other closed topics: with an earlier deadline, or none."""
    since = date_range("deadlineDate", boundary)
    query = {"must": [_terms("type", *TYPES), _terms("status", CLOSED)], "must_not": [since]}
    return _closed_listing(query, closed_before(boundary))


def _closed_listing(query: dict[str, object], name: str) -> SearchListing:
    return SearchListing(
        index="SEDIA",
        query={"bool": query},
        sort_field="identifier",
        name=name,
        # The name says how far the listing reaches; a mirror has one, whatever its reach.
        mirror_name=LATELY if name == LATELY else "closed",
        cuts=CUTS[1:],
        minimum=0,
        maximum=PLAUSIBLE_RESULTS,
    )


def _land_settled(session: Session) -> date:
    """Brings the full listing of closed topics, from the publisher or from the accepted arrival.

    Returns:
        The day on which the nightly listing of closed topics begins.
    """
    due = session.as_of - timedelta(days=OVERLAP_DAYS)
    boundary = boundary_of(session.accepted.files) if session.accepted else None
    oldest = due - timedelta(days=FULL_READING_DAYS)
    is_due = boundary is None or not oldest < boundary <= due
    if is_due and session.attempt(SETTLED_MEMBER, settled_listing(due).land):
        return due
    if boundary is None:
        return due
    session.carry(_accepted_names(session, closed_before(boundary)))
    return boundary


def _keep_last_pages(session: Session) -> None:
    """Keeps pages of the accepted arrival that hold a record which stands nowhere else tonight."""
    accepted = session.accepted
    if accepted is None:
        return
    tonight = {file.fingerprint for file in session.files.values()}
    pages = [accepted.files[name] for names in newest_first(accepted.files) for name in names]
    replaced = [file for file in pages if file.fingerprint not in tonight]
    if not replaced:
        return
    known = {key for name in page_names(session.files) for key in _read_keys(session.files[name])}
    for file in replaced:
        last_seen = _read_keys(file) - known
        if last_seen:
            is_kept_already = last_listed_on(file.name) is not None
            taken = {*accepted.files, *session.files}
            session.keep_as(file, file.name if is_kept_already else earlier_name(file.name, accepted.as_of, taken))
            known |= last_seen


def _read_keys(file: LandedFile) -> set[str]:
    """Durable keys of a page's records; one that nothing tells from others cannot be kept."""
    keys = (durable_key(record) for _, record in read_records(file.path, file.name))
    return {key for key in keys if key}


def _accepted_names(session: Session, prefix: str) -> list[str]:
    names = session.accepted.files if session.accepted else ()
    return [name for name in names if name.startswith(prefix)]


def _terms(field: str, *values: str) -> dict[str, object]:
    return {"terms": {field: list(values)}}
