"""Members of the CORDIS archive into frames: columns renamed to snake case, values as published.

Decimal marks, dates and codes are left as they are; casting them is staging's work in dbt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from pipelines.ingest.errors import ContractError
from pipelines.ingest.parsing import newest_date, read_archive_member, read_delimited
from pipelines.ingest.source import ParsedTable, Parser
from pipelines.sources.cordis.extract import ARCHIVES, OLDER_INDISPENSABLE_MEMBERS, REPORTS_ARCHIVE, REPORTS_MEMBER

UPDATED = "content_update_date"


@dataclass(frozen=True)
class MemberFormat:
    """How one archive member is laid out.

    Attributes:
        member: its name in the archive.
        columns: publisher's column → raw column.
        optional: publisher's columns that some releases lack.
        left_out: raw columns that are read and not kept: names and numbers of contact persons, and summaries of
            what another member holds.
        older: the layout of the same member in archives of Horizon 2020 made before about 2021.
    """

    member: str
    columns: Mapping[str, str]
    optional: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    older: MemberFormat | None = None


_CONTACT = ("Type", "Title", "FirstNames", "LastNames", "Function", "TelephoneNumber", "FaxNumber")

OLDER_ORGANIZATION = MemberFormat(
    "cordis-h2020organizations.csv",
    {
        "projectRcn": "project_rcn",
        "projectID": "project_id",
        "projectAcronym": "project_acronym",
        "role": "role",
        "id": "organisation_id",
        "name": "name",
        "shortName": "short_name",
        "activityType": "activity_type",
        "endOfParticipation": "end_of_participation",
        "ecContribution": "ec_contribution",
        "country": "country",
        "street": "street",
        "city": "city",
        "postCode": "post_code",
        "organizationUrl": "organization_url",
        "vatNumber": "vat_number",
        "contactForm": "contact_form",
        **{f"contact{name}": f"contact_{name.lower()}" for name in _CONTACT},
    },
    optional=("vatNumber", "contactForm", *(f"contact{name}" for name in _CONTACT)),
    left_out=("project_rcn", *(f"contact_{name.lower()}" for name in _CONTACT)),
)

OLDER_PROJECT = MemberFormat(
    "cordis-h2020projects.csv",
    {
        "rcn": "rcn",
        "id": "id",
        "acronym": "acronym",
        "status": "status",
        "programme": "legal_basis",
        "topics": "topics",
        "frameworkProgramme": "framework_programme",
        "title": "title",
        "startDate": "start_date",
        "endDate": "end_date",
        "projectUrl": "project_url",
        "objective": "objective",
        "totalCost": "total_cost",
        "ecMaxContribution": "ec_max_contribution",
        "call": "master_call",
        "fundingScheme": "funding_scheme",
        "coordinator": "coordinator",
        "coordinatorCountry": "coordinator_country",
        "participants": "participants",
        "participantCountries": "participant_countries",
        "subjects": "subjects",
    },
    left_out=(
        "project_url",
        "coordinator",
        "coordinator_country",
        "participants",
        "participant_countries",
        "subjects",
    ),
)

ORGANIZATION = MemberFormat(
    "organization.csv",
    {
        "projectID": "project_id",
        "projectAcronym": "project_acronym",
        "organisationID": "organisation_id",
        "vatNumber": "vat_number",
        "name": "name",
        "shortName": "short_name",
        "SME": "sme",
        "activityType": "activity_type",
        "street": "street",
        "postCode": "post_code",
        "city": "city",
        "country": "country",
        "nutsCode": "nuts_code",
        "geolocation": "geolocation",
        "organizationURL": "organization_url",
        "contactForm": "contact_form",
        "contentUpdateDate": UPDATED,
        "rcn": "rcn",
        "order": "order",
        "role": "role",
        "ecContribution": "ec_contribution",
        "netEcContribution": "net_ec_contribution",
        "totalCost": "total_cost",
        "endOfParticipation": "end_of_participation",
        "active": "active",
    },
    older=OLDER_ORGANIZATION,
)

TOPICS = MemberFormat("topics.csv", {"projectID": "project_id", "topic": "topic", "title": "title"})

LEGAL_BASIS = MemberFormat(
    "legalBasis.csv",
    {
        "projectID": "project_id",
        "legalBasis": "legal_basis",
        "title": "title",
        "uniqueProgrammePart": "unique_programme_part",
    },
)

EURO_SCI_VOC = MemberFormat(
    "euroSciVoc.csv",
    {
        "projectID": "project_id",
        "euroSciVocCode": "euro_sci_voc_code",
        "euroSciVocPath": "euro_sci_voc_path",
        "euroSciVocTitle": "euro_sci_voc_title",
        "euroSciVocDescription": "euro_sci_voc_description",
    },
)

WEB_LINK = MemberFormat(
    "webLink.csv",
    {
        "projectID": "project_id",
        "physUrl": "phys_url",
        "id": "id",
        "availableLanguages": "available_languages",
        "status": "status",
        "archivedDate": "archived_date",
        "type": "type",
        "source": "source",
        "represents": "represents",
    },
)

WEB_ITEM = MemberFormat(
    "webItem.csv",
    {
        "language": "language",
        "availableLanguages": "available_languages",
        "uri": "uri",
        "title": "title",
        "type": "type",
        "source": "source",
        "represents": "represents",
    },
)

PROJECT = MemberFormat(
    "project.csv",
    {
        "id": "id",
        "acronym": "acronym",
        "status": "status",
        "title": "title",
        "startDate": "start_date",
        "endDate": "end_date",
        "totalCost": "total_cost",
        "ecMaxContribution": "ec_max_contribution",
        "legalBasis": "legal_basis",
        "topics": "topics",
        "ecSignatureDate": "ec_signature_date",
        "frameworkProgramme": "framework_programme",
        "masterCall": "master_call",
        "subCall": "sub_call",
        "fundingScheme": "funding_scheme",
        "nature": "nature",
        "objective": "objective",
        "contentUpdateDate": UPDATED,
        "rcn": "rcn",
        "grantDoi": "grant_doi",
        "keywords": "keywords",
    },
    # Releases up to 2025-04 have no keywords, those of 2026 do.
    optional=("keywords",),
    older=OLDER_PROJECT,
)


REPORT = MemberFormat(
    REPORTS_MEMBER,
    {
        "id": "id",
        "title": "title",
        "projectID": "project_id",
        "projectAcronym": "project_acronym",
        "attachment": "attachment",
        "contentUpdateDate": UPDATED,
        "rcn": "rcn",
    },
)


def parse_member(files: Mapping[str, Path], layout: MemberFormat) -> ParsedTable | None:
    """One member of the landed archives as a frame, None if no archive has it.

    Raises:
        TerminalError: an archive is damaged.
        ContractError: wrong encoding or columns, or nothing in a member that always holds something.
    """
    parts = [
        part
        for name in (*ARCHIVES, REPORTS_ARCHIVE)
        if name in files
        if (part := _parse_archive(files[name], name, layout))
    ]
    if not parts:
        return None
    # Only a part with unreadable records has a column for their faults.
    frame = pl.concat([part.frame for part in parts], how="diagonal")
    return ParsedTable(frame, max((part.vintage for part in parts if part.vintage), default=None))


def _parse_archive(path: Path, archive: str, layout: MemberFormat) -> ParsedTable | None:
    member = read_archive_member(path, layout.member)
    if member is None:
        return _parse_older(path, archive, layout) if layout.older else None
    where = f"{archive}/{layout.member}"
    frame = read_delimited(member.content, where=where, columns=layout.columns, optional=layout.optional)
    if frame.is_empty() and layout.member in OLDER_INDISPENSABLE_MEMBERS:
        raise ContractError(where=where, expected="at least one record", came="a header row and nothing else")
    dated = newest_date(frame.get_column(UPDATED)) if UPDATED in frame.columns else None
    return ParsedTable(frame, dated or member.modified_on)


def _parse_older(path: Path, archive: str, layout: MemberFormat) -> ParsedTable | None:
    """A member in its older layout, in the columns of today's: what it does not tell is null."""
    parsed = _parse_archive(path, archive, layout.older) if layout.older else None
    if parsed is None or layout.older is None:
        return None
    stated = parsed.frame.drop(layout.older.left_out)
    unstated = [pl.lit(None, pl.String).alias(raw) for raw in layout.columns.values() if raw not in stated.columns]
    others = [name for name in stated.columns if name not in layout.columns.values()]
    return ParsedTable(stated.with_columns(unstated).select(*layout.columns.values(), *others), parsed.vintage)


PARSERS: dict[str, Parser] = {
    "organization": partial(parse_member, layout=ORGANIZATION),
    "topics": partial(parse_member, layout=TOPICS),
    "legal_basis": partial(parse_member, layout=LEGAL_BASIS),
    "euro_sci_voc": partial(parse_member, layout=EURO_SCI_VOC),
    "web_link": partial(parse_member, layout=WEB_LINK),
    "web_item": partial(parse_member, layout=WEB_ITEM),
    "project": partial(parse_member, layout=PROJECT),
    "report": partial(parse_member, layout=REPORT),
}
