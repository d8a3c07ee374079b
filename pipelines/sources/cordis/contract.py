"""Columns of the raw CORDIS tables: all text, keys filled, amounts and dates of the documented form.

Roles, activity types and country codes are not closed lists here: a new one is news for the quality
page, not a reason to leave out a participation and its money.
"""

import pandera.polars as pa

from pipelines.ingest.contracts import (
    COUNT,
    DECIMAL,
    DIGITS,
    ISO_DATE,
    TIMESTAMP,
    TRUE_OR_FALSE,
    RawTable,
    may_be_blank,
)


class Organization(RawTable, key=("project_id", "organisation_id", "role", "order")):
    """One row is one organisation's part in one project, in one role and at one position."""

    # Project and organisation alone repeat (64 pairs in 2024-06); with role and position they do not.
    project_id: str = pa.Field(str_matches=DIGITS)
    project_acronym: str = may_be_blank()
    organisation_id: str = pa.Field(str_matches=DIGITS)
    vat_number: str = may_be_blank()
    name: str = may_be_blank()
    short_name: str = may_be_blank()
    sme: str = may_be_blank(isin=TRUE_OR_FALSE)
    activity_type: str = may_be_blank()
    street: str = may_be_blank()
    post_code: str = may_be_blank()
    city: str = may_be_blank()
    country: str = may_be_blank()
    nuts_code: str = may_be_blank()
    geolocation: str = may_be_blank()
    organization_url: str = may_be_blank()
    contact_form: str = may_be_blank()
    content_update_date: str = may_be_blank(str_matches=TIMESTAMP)
    rcn: str = may_be_blank()
    order: str = may_be_blank(str_matches=COUNT)
    role: str
    ec_contribution: str = may_be_blank(str_matches=DECIMAL)
    net_ec_contribution: str = may_be_blank(str_matches=DECIMAL)
    total_cost: str = may_be_blank(str_matches=DECIMAL)
    end_of_participation: str = may_be_blank(isin=TRUE_OR_FALSE)
    active: str = may_be_blank()


class Topics(RawTable, key=("project_id", "topic", "title")):
    """One row is the topic that one project was funded under."""

    # A project has one topic; the same line twice says nothing more.
    project_id: str = pa.Field(str_matches=DIGITS)
    topic: str = may_be_blank()
    title: str = may_be_blank()


class LegalBasis(RawTable, key=("project_id", "legal_basis", "title", "unique_programme_part")):
    """One row is one programme part that one project rests on."""

    project_id: str = pa.Field(str_matches=DIGITS)
    legal_basis: str
    title: str = may_be_blank()
    unique_programme_part: str = may_be_blank(isin=TRUE_OR_FALSE)


class EuroSciVoc(RawTable, key=("project_id", "euro_sci_voc_code", "euro_sci_voc_path", "euro_sci_voc_title")):
    """One row is one field of science given to one project."""

    # The same line twice says nothing more. The code alone is ``/`` for most rows of 2024.
    project_id: str = pa.Field(str_matches=DIGITS)
    euro_sci_voc_code: str = may_be_blank()
    euro_sci_voc_path: str = may_be_blank()
    euro_sci_voc_title: str = may_be_blank()
    euro_sci_voc_description: str = may_be_blank()


class WebLink(RawTable):
    """One row is one web address that belongs to one project."""

    project_id: str = pa.Field(str_matches=DIGITS)
    phys_url: str = may_be_blank()
    id: str = may_be_blank()
    available_languages: str = may_be_blank()
    status: str = may_be_blank()
    archived_date: str = may_be_blank()
    type: str = may_be_blank()
    source: str = may_be_blank()
    represents: str = may_be_blank()


class WebItem(RawTable):
    """One row is one picture or document shown beside projects; it names no project."""

    language: str = may_be_blank()
    available_languages: str = may_be_blank()
    uri: str = may_be_blank()
    title: str = may_be_blank()
    type: str = may_be_blank()
    source: str = may_be_blank()
    represents: str = may_be_blank()


class Project(RawTable, key=("id",), long=("objective",)):
    """One row is one funded project."""

    # The id is the key; the same project twice would count its money twice.
    id: str = pa.Field(str_matches=DIGITS)
    acronym: str = may_be_blank()
    status: str = may_be_blank()
    title: str = may_be_blank()
    start_date: str = may_be_blank(str_matches=ISO_DATE)
    end_date: str = may_be_blank(str_matches=ISO_DATE)
    total_cost: str = may_be_blank(str_matches=DECIMAL)
    ec_max_contribution: str = may_be_blank(str_matches=DECIMAL)
    legal_basis: str = may_be_blank()
    topics: str = may_be_blank()
    ec_signature_date: str = may_be_blank(str_matches=ISO_DATE)
    framework_programme: str = may_be_blank()
    master_call: str = may_be_blank()
    sub_call: str = may_be_blank()
    funding_scheme: str = may_be_blank()
    nature: str = may_be_blank()
    objective: str = may_be_blank()
    content_update_date: str = may_be_blank(str_matches=TIMESTAMP)
    rcn: str = may_be_blank()
    grant_doi: str = may_be_blank()
    keywords: str = may_be_blank()


class Report(RawTable, key=("id",)):
    """One row is one published report of one project; the archive of 2025 has titles, no summaries."""

    id: str
    title: str = may_be_blank()
    project_id: str = pa.Field(str_matches=DIGITS)
    project_acronym: str = may_be_blank()
    attachment: str = may_be_blank()
    content_update_date: str = may_be_blank(str_matches=TIMESTAMP)
    rcn: str = may_be_blank()
