"""Columns and allowed values of the shipped partnership facts and of the workbooks' tables.

The facts' contracts stand here; those of ``workbook_<sheet>`` are made from the sheets' declaration when
they are asked for by name. Closed lists are in ``vocabulary``.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl

from pipelines.ingest.contracts import (
    CONFIDENCES,
    COUNT,
    DECIMAL,
    ISO_DATE,
    PARTIAL_DATE,
    STATED_YEAR,
    TRUE_OR_FALSE,
    RawTable,
    expect,
    is_nuts_code,
    is_on_the_calendar,
    may_be_blank,
)
from pipelines.ingest.parsing import read_facts
from pipelines.sources.registry.vocabulary import (
    COUNTRY,
    FACET_STRENGTHS,
    NUTS,
    PLATFORMS,
    PROFILE_BASES,
    PROFILE_CONFIDENCES,
    PUBLIC_ACTS,
    SLUG,
    STATED_ROLES,
    STATED_SIZES,
    STATUSES,
    VALUE_CHAIN_LINKS,
)
from pipelines.sources.registry.workbook.declaration import Column, Kind
from pipelines.sources.registry.workbook.sheets import SHEETS

SOURCE_SHEET = "_source_sheet"


KEYWORDS_BASES = (
    "from the pages cited",
    "from the name and the pages cited",
    "from the name",
    "from the name only",
)
WHOLE_NUMBER = r"^-?[0-9]{1,9}$"
URL = r"^https?://\S+$"


class Partnerships(RawTable, key=("partnership_id",)):
    """One row is one thematic smart specialisation partnership."""

    partnership_id: str = pa.Field(str_matches=SLUG)
    name: str
    platform: str = pa.Field(isin=PLATFORMS)
    year_launched: str = may_be_blank(str_matches=STATED_YEAR)
    lead_regions: str = may_be_blank()
    status: str = may_be_blank(isin=STATUSES)
    status_evidence: str = may_be_blank()
    website: str = may_be_blank()
    keywords: str = may_be_blank()
    keywords_basis: str = pa.Field(isin=KEYWORDS_BASES)
    notes: str = may_be_blank()
    source: str
    confidence: str = pa.Field(isin=CONFIDENCES)
    is_placeholder: str = pa.Field(isin=TRUE_OR_FALSE)
    members_stated: str = may_be_blank(str_matches=COUNT)
    members_stated_on: str = may_be_blank(str_matches=PARTIAL_DATE)
    members_stated_of: str = may_be_blank(isin=STATED_SIZES)

    dates_exist = expect("members_stated_on", "a date that exists", is_on_the_calendar)


@cache
def _partnership_ids() -> pl.Series:
    """Ids of the shipped partnerships: no other shipped row may speak of another one."""
    return read_facts(Path(__file__).parent / "facts" / "partnerships.csv").get_column("partnership_id")


class OfPartnership(RawTable):
    """What the shipped tables about a partnership have in common."""

    partnership_id: str = pa.Field(str_matches=SLUG)

    partnership_is_known = expect(
        "partnership_id", "a partnership of partnerships.csv", lambda value: value.is_in(_partnership_ids())
    )


class PartnershipRegions(
    OfPartnership, key=("partnership_id", "region_name", "country", "nuts_code", "role", "valid_from", "valid_to")
):
    """One row is one region or country in one partnership, in one role."""

    region_name: str
    country: str = pa.Field(str_matches=COUNTRY)
    nuts_code: str = may_be_blank()
    role: str = pa.Field(isin=STATED_ROLES)
    valid_from: str = may_be_blank(str_matches=PARTIAL_DATE)
    valid_to: str = may_be_blank(str_matches=PARTIAL_DATE)
    stated_on: str = may_be_blank(str_matches=PARTIAL_DATE)
    notes: str = may_be_blank()
    source: str
    confidence: str = pa.Field(isin=CONFIDENCES)

    code_is_known = expect("nuts_code", "a code of a NUTS version", is_nuts_code)
    from_exists = expect("valid_from", "a date that exists", is_on_the_calendar)
    to_exists = expect("valid_to", "a date that exists", is_on_the_calendar)
    stated_on_exists = expect("stated_on", "a date that exists", is_on_the_calendar)


class Acts(OfPartnership, key=("partnership_id", "kind", "name", "date", "nuts_code")):
    """One row is one act that a public page names; without a partnership, of a platform or an instrument."""

    partnership_id: str = may_be_blank(str_matches=SLUG)
    kind: str = pa.Field(isin=PUBLIC_ACTS)
    name: str
    date: str = may_be_blank()
    region: str = may_be_blank()
    nuts_code: str = may_be_blank()
    place: str = may_be_blank()
    notes: str = may_be_blank()
    source: str
    confidence: str = pa.Field(isin=CONFIDENCES)

    code_is_known = expect("nuts_code", "a code of a NUTS version", is_nuts_code)
    date_exists = expect("date", "a year, month or day that exists, or two with / between", is_on_the_calendar)


class ThemeProfiles(OfPartnership, key=("partnership_id",)):
    """One row is one partnership's scope in a sentence."""

    scope: str
    basis: str = pa.Field(isin=PROFILE_BASES)
    source: str
    confidence: str = pa.Field(isin=PROFILE_CONFIDENCES)


class ThemeNiches(OfPartnership, key=("partnership_id", "niche_id")):
    """One row is one niche (sub-topic) of a partnership's theme, with its synonyms."""

    niche_id: str = pa.Field(str_matches=SLUG)
    niche: str
    synonyms: str
    basis: str = pa.Field(isin=PROFILE_BASES)
    source: str
    confidence: str = pa.Field(isin=PROFILE_CONFIDENCES)
    value_chain_link: str = pa.Field(isin=VALUE_CHAIN_LINKS)


class ThemeFacets(RawTable, key=("partnership_id", "facet_id", "strength")):
    """One row is the words of one strength for one of the fields that a partnership's theme joins."""

    partnership_id: str = pa.Field(str_matches=SLUG)
    facet_id: str = pa.Field(str_matches=SLUG)
    strength: str = pa.Field(isin=FACET_STRENGTHS)
    terms: str
    basis: str = pa.Field(isin=PROFILE_BASES)
    source: str
    confidence: str = pa.Field(isin=PROFILE_CONFIDENCES)


class WorkbookTable(RawTable):
    """What every table read from workbooks has besides its sheet's columns."""

    source_sheet: str = pa.Field(alias=SOURCE_SHEET)
    workbook_stated_on: str = pa.Field(str_matches=ISO_DATE)


def __getattr__(name: str) -> type[WorkbookTable]:
    """The contract of a sheet's table, by the name its declaration gives it."""
    if name not in {sheet.contract for sheet in SHEETS}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _workbook_contract(name)


@cache
def _workbook_contract(name: str) -> type[WorkbookTable]:
    sheet = next(sheet for sheet in SHEETS if sheet.contract == name)
    fields: dict[str, Any] = {column.name: _field(column) for column in sheet.columns}
    content = {
        "__doc__": f"One row is {sheet.row}.",
        "__module__": __name__,
        "__annotations__": dict.fromkeys(fields, str),
        **fields,
    }
    return type(name, (WorkbookTable,), content)


def _field(column: Column) -> Any:  # noqa: ANN401 - pandera's own Field is Any
    if column.kind is Kind.CHOICE:
        return pa.Field(nullable=not column.is_required, isin=list(column.allowed))
    if column.kind is Kind.BOOLEAN:
        return pa.Field(nullable=not column.is_required, isin=list(TRUE_OR_FALSE))
    return pa.Field(nullable=not column.is_required, str_matches=column.pattern or _PATTERNS.get(column.kind))


_PATTERNS = {
    Kind.DATE: ISO_DATE,
    Kind.PARTIAL_DATE: PARTIAL_DATE,
    Kind.INTEGER: WHOLE_NUMBER,
    Kind.DECIMAL: DECIMAL,
    Kind.NUTS_CODE: NUTS,
    Kind.URL: URL,
}
