"""Columns of the raw portal listing and of the shipped calls.

The portal's lists (types, statuses, programmes) are open: a new code is news, not a fault. Only a
record without reference cannot be distinguished from others and is left out. The shipped calls are the
project's own file, so their lists are closed.
"""

import pandera.polars as pa

from pipelines.ingest.contracts import (
    CONFIDENCES,
    COUNT,
    DAY,
    DECIMAL,
    ISO_DATE,
    RawTable,
    may_be_blank,
)

DEADLINE_MODELS = ("single-stage", "two-stage", "multiple cut-off")
STATUSES = ("forthcoming", "open", "closed")
ISO_DATES = rf"^{DAY}(?:;{DAY})*$"
LONG = (
    *("summary", "content", "meta_budget_overview", "meta_actions", "meta_description_byte", "meta_topic_conditions"),
    *("meta_support_info", "meta_destination_details", "meta_mission_details", "meta_latest_infos", "meta_links"),
    *("meta_call_updates", "meta_additional_infos", "meta_sep_template", "other_metadata"),
    *(f"{kind}_{name}" for kind in ("safe", "text") for name in ("description", "conditions", "support")),
    *(f"{kind}_{name}_details" for kind in ("safe", "text") for name in ("destination", "mission")),
)
"""What the portal sends as HTML or JSON of any size."""


class Topics(RawTable, long=LONG):
    """One row is one record of the portal's search: a topic or cascade call, in one language.

    ``safe_…`` and ``text_…`` are made of the HTML beside them, which stays as published.
    """

    reference: str
    url: str = may_be_blank()
    summary: str = may_be_blank()
    content: str = may_be_blank()
    title: str = may_be_blank()
    language: str = may_be_blank()
    database_label: str = may_be_blank()
    meta_identifier: list[str] = may_be_blank()
    meta_title: list[str] = may_be_blank()
    meta_type: list[str] = may_be_blank()
    meta_status: list[str] = may_be_blank()
    meta_sort_status: list[str] = may_be_blank()
    meta_framework_programme: list[str] = may_be_blank()
    meta_programme_division: list[str] = may_be_blank()
    meta_programme_period: list[str] = may_be_blank()
    meta_start_date: list[str] = may_be_blank()
    meta_deadline_date: list[str] = may_be_blank()
    meta_deadline_model: list[str] = may_be_blank()
    meta_types_of_action: list[str] = may_be_blank()
    meta_types_of_mgas: list[str] = may_be_blank()
    meta_call_identifier: list[str] = may_be_blank()
    meta_call_title: list[str] = may_be_blank()
    meta_ccm2_id: list[str] = may_be_blank()
    meta_callccm2_id: list[str] = may_be_blank()
    meta_budget_overview: list[str] = may_be_blank()
    meta_actions: list[str] = may_be_blank()
    meta_cross_cutting_priorities: list[str] = may_be_blank()
    meta_destination: list[str] = may_be_blank()
    meta_destination_details: list[str] = may_be_blank()
    meta_mission_details: list[str] = may_be_blank()
    meta_focus_area: list[str] = may_be_blank()
    meta_keywords: list[str] = may_be_blank()
    meta_tags: list[str] = may_be_blank()
    meta_description_byte: list[str] = may_be_blank()
    meta_topic_conditions: list[str] = may_be_blank()
    meta_support_info: list[str] = may_be_blank()
    meta_sep_template: list[str] = may_be_blank()
    meta_latest_infos: list[str] = may_be_blank()
    meta_links: list[str] = may_be_blank()
    meta_call_updates: list[str] = may_be_blank()
    meta_additional_infos: list[str] = may_be_blank()
    meta_datasource: list[str] = may_be_blank()
    meta_language: list[str] = may_be_blank()
    meta_reference: list[str] = may_be_blank()
    meta_url: list[str] = may_be_blank()
    other_metadata: str = may_be_blank()
    last_listed_on: str = may_be_blank(str_matches=ISO_DATE)
    safe_description: str = may_be_blank()
    text_description: str = may_be_blank()
    safe_conditions: str = may_be_blank()
    text_conditions: str = may_be_blank()
    safe_support: str = may_be_blank()
    text_support: str = may_be_blank()
    safe_destination_details: str = may_be_blank()
    text_destination_details: str = may_be_blank()
    safe_mission_details: str = may_be_blank()
    text_mission_details: str = may_be_blank()


class ShippedCalls(RawTable, key=("topic_id",)):
    """One row is one call topic known before any visit to the portal."""

    topic_id: str
    programme: str
    strand_or_cluster: str = may_be_blank()
    call_id: str = may_be_blank()
    title: str = may_be_blank()
    type_of_action: str = may_be_blank()
    opening_date: str = may_be_blank(str_matches=ISO_DATE)
    deadline_dates: str = may_be_blank(str_matches=ISO_DATES)
    deadline_model: str = may_be_blank(isin=DEADLINE_MODELS)
    budget_eur: str = may_be_blank(str_matches=DECIMAL)
    min_grant_eur: str = may_be_blank(str_matches=DECIMAL)
    max_grant_eur: str = may_be_blank(str_matches=DECIMAL)
    expected_grants: str = may_be_blank(str_matches=COUNT)
    budget_eur_derived: str = may_be_blank(str_matches=DECIMAL)
    funding_rate: str = may_be_blank()
    trl_min: str = may_be_blank(str_matches=COUNT)
    trl_max: str = may_be_blank(str_matches=COUNT)
    eligibility_conditions: str = may_be_blank()
    keywords: str = may_be_blank()
    status_at_source: str = may_be_blank(isin=STATUSES)
    source_snapshot: str = may_be_blank(str_matches=ISO_DATE)
    notes: str = may_be_blank()
    source: str
    confidence: str = pa.Field(isin=CONFIDENCES)
