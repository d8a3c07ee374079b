"""Columns of the files of calls: those of the portal's shipped calls, and the address of the page each row rests on."""

import pandera.polars as pa

from pipelines.ingest.contracts import COUNT, DAY, DECIMAL, ISO_DATE, RawTable, may_be_blank

ISO_DATES = rf"^{DAY}(?: *; *{DAY})*$"


class Calls(RawTable, key=("topic_id",)):
    """One row is one call of a programme that the portal does not list."""

    topic_id: str = pa.Field(str_length={"max_value": 100})
    programme: str
    title: str
    source: str = pa.Field(str_matches=r'^https?://[^\s<>"]+$')
    description: str = may_be_blank()
    call_id: str = may_be_blank()
    strand_or_cluster: str = may_be_blank()
    type_of_action: str = may_be_blank()
    opening_date: str = may_be_blank(str_matches=ISO_DATE)
    deadline_dates: str = may_be_blank(str_matches=ISO_DATES)
    deadline_model: str = may_be_blank(isin=("single-stage", "two-stage", "multiple cut-off"))
    budget_eur: str = may_be_blank(str_matches=DECIMAL)
    min_grant_eur: str = may_be_blank(str_matches=DECIMAL)
    max_grant_eur: str = may_be_blank(str_matches=DECIMAL)
    expected_grants: str = may_be_blank(str_matches=COUNT)
    funding_rate: str = may_be_blank()
    trl_min: str = may_be_blank(str_matches=COUNT)
    trl_max: str = may_be_blank(str_matches=COUNT)
    keywords: str = may_be_blank()
    status_at_source: str = may_be_blank(isin=("forthcoming", "open", "closed"))
    source_snapshot: str = may_be_blank(str_matches=ISO_DATE)
    notes: str = may_be_blank()
