"""Columns of the raw projects index and of the shipped I3 projects.

The portal's lists are open: a new code is news, not a fault. Only a record without reference cannot be
distinguished from others and is left out. The shipped file is the project's own, so its lists are closed.
"""

import pandera.polars as pa

from pipelines.ingest.contracts import (
    CONFIDENCES,
    COUNT,
    DECIMAL,
    DIGITS,
    PARTIAL_DATE,
    TRUE_OR_FALSE,
    RawTable,
    may_be_blank,
)

COUNTRY = r"^[A-Z]{2}$"
COUNTRIES = r"^[A-Z]{2}(?:;[A-Z]{2})*$"
PROGRAMMES = ("I3", "Horizon Europe EIE (Regional Innovation Valleys)")


class Projects(RawTable, long=("content", "meta_objective", "meta_participants", "other_metadata")):
    """One row is one record of the portal's projects index: a funded project, in one language."""

    reference: str
    url: str = may_be_blank()
    summary: str = may_be_blank()
    content: str = may_be_blank()
    title: str = may_be_blank()
    language: str = may_be_blank()
    database_label: str = may_be_blank()
    meta_project_id: list[str] = may_be_blank()
    meta_acronym: list[str] = may_be_blank()
    meta_title: list[str] = may_be_blank()
    meta_objective: list[str] = may_be_blank()
    meta_program_id: list[str] = may_be_blank()
    meta_program_abbreviation: list[str] = may_be_blank()
    meta_call_identifier: list[str] = may_be_blank()
    meta_topic_abbreviation: list[str] = may_be_blank()
    meta_topic_id: list[str] = may_be_blank()
    meta_status: list[str] = may_be_blank()
    meta_overall_budget: list[str] = may_be_blank()
    meta_eu_contribution_amount: list[str] = may_be_blank()
    meta_eu_contribution_rate: list[str] = may_be_blank()
    meta_start_date: list[str] = may_be_blank()
    meta_end_date: list[str] = may_be_blank()
    meta_ec_signature_date: list[str] = may_be_blank()
    meta_type_of_actions: list[str] = may_be_blank()
    meta_number_of_contributors: list[str] = may_be_blank()
    meta_legal_entity_names: list[str] = may_be_blank()
    meta_countries: list[str] = may_be_blank()
    meta_nuts_code: list[str] = may_be_blank()
    meta_regions: list[str] = may_be_blank()
    meta_participants: list[str] = may_be_blank()
    meta_datasource: list[str] = may_be_blank()
    meta_language: list[str] = may_be_blank()
    other_metadata: str = may_be_blank()


class ShippedProjects(RawTable, key=("acronym",)):
    """One row is one project known from public pages to be funded by the instrument or its neighbour."""

    acronym: str
    title: str = may_be_blank()
    programme: str = pa.Field(isin=PROGRAMMES)
    call: str = may_be_blank()
    topic: str = may_be_blank()
    grant_agreement: str = may_be_blank(str_matches=DIGITS)
    start_date: str = may_be_blank(str_matches=PARTIAL_DATE)
    end_date: str = may_be_blank(str_matches=PARTIAL_DATE)
    total_cost_eur: str = may_be_blank(str_matches=DECIMAL)
    eu_contribution_eur: str = may_be_blank(str_matches=DECIMAL)
    coordinator: str = may_be_blank()
    coordinator_country: str = may_be_blank(str_matches=COUNTRY)
    countries: str = may_be_blank(str_matches=COUNTRIES)
    partner_regions: str = may_be_blank()
    n_partners: str = may_be_blank(str_matches=COUNT)
    partners: str = may_be_blank()
    keywords: str = may_be_blank()
    linked_partnership_id: str = may_be_blank()
    link_basis: str = may_be_blank()
    website: str = may_be_blank()
    notes: str = may_be_blank()
    source: str
    confidence: str = pa.Field(isin=CONFIDENCES)
    countries_complete: str = may_be_blank(isin=TRUE_OR_FALSE)
