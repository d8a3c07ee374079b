"""Columns and allowed values of the shipped partnership facts.

These files are the project's own, so their lists are closed: a new value is decided here first.
"""

from __future__ import annotations

import pandera.polars as pa

from pipelines.ingest.contracts import CONFIDENCES, PARTIAL_DATE, TRUE_OR_FALSE, RawTable, may_be_blank

PLATFORMS = ("Agri-food", "Energy", "Industrial Modernisation", "Sustainable Blue Economy")
ROLES = ("lead", "co-lead", "participant", "observer")
STATUSES = ("active",)
KEYWORDS_BASES = ("from the pages cited", "from the name only")
SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
COUNTRY = r"^[A-Z]{2}$"
NUTS = r"^[A-Z]{2}[A-Z0-9]{0,3}$"
YEAR = r"^(?:19|20)\d{2}$"


class Partnerships(RawTable):
    """One row is one thematic smart specialisation partnership."""

    partnership_id: str = pa.Field(str_matches=SLUG)
    name: str = pa.Field()
    platform: str = pa.Field(isin=PLATFORMS)
    year_launched: str = may_be_blank(str_matches=YEAR)
    lead_regions: str = may_be_blank()
    status: str = may_be_blank(isin=STATUSES)
    status_evidence: str = may_be_blank()
    website: str = may_be_blank()
    keywords: str = may_be_blank()
    keywords_basis: str = pa.Field(isin=KEYWORDS_BASES)
    notes: str = may_be_blank()
    source: str = pa.Field()
    confidence: str = pa.Field(isin=CONFIDENCES)
    is_placeholder: str = pa.Field(isin=TRUE_OR_FALSE)

    class Config:
        """A partnership stands here once."""

        unique = ("partnership_id",)


class PartnershipRegions(RawTable):
    """One row is one region or country in one partnership, in one role."""

    partnership_id: str = pa.Field(str_matches=SLUG)
    region_name: str = pa.Field()
    country: str = pa.Field(str_matches=COUNTRY)
    nuts_code: str = may_be_blank(str_matches=NUTS)
    role: str = pa.Field(isin=ROLES)
    valid_from: str = may_be_blank(str_matches=PARTIAL_DATE)
    valid_to: str = may_be_blank(str_matches=PARTIAL_DATE)
    stated_on: str = may_be_blank(str_matches=PARTIAL_DATE)
    notes: str = may_be_blank()
    source: str = pa.Field()
    confidence: str = pa.Field(isin=CONFIDENCES)

    class Config:
        """A region has a role in a partnership once per spell."""

        unique = ("partnership_id", "region_name", "country", "nuts_code", "role", "valid_from", "valid_to")
