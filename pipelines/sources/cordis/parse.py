"""Members of the CORDIS archive into frames: columns renamed to snake case, values as published.

Decimal marks, dates and codes are left as they are; casting them is staging's work in dbt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipelines.ingest.errors import ContractError
from pipelines.ingest.parsing import newest_date, read_archive_member, read_delimited
from pipelines.ingest.source import ParsedTable, Parser
from pipelines.sources.cordis.extract import ARCHIVE, INDISPENSABLE_MEMBERS

UPDATED = "content_update_date"


@dataclass(frozen=True)
class MemberFormat:
    """How one archive member is laid out.

    Attributes:
        member: its name in the archive.
        columns: publisher's column → raw column.
        optional: publisher's columns that some releases lack.
    """

    member: str
    columns: Mapping[str, str]
    optional: tuple[str, ...] = ()


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
)


def parse_member(files: Mapping[str, Path], layout: MemberFormat) -> ParsedTable | None:
    """One member of the landed archive as a frame, None if the archive lacks it.

    Raises:
        TerminalError: the archive is damaged.
        ContractError: wrong encoding or columns, or nothing in a member that always holds something.
    """
    if ARCHIVE not in files:
        return None
    member = read_archive_member(files[ARCHIVE], layout.member)
    if member is None:
        return None
    where = f"{ARCHIVE}/{layout.member}"
    frame = read_delimited(member.content, where=where, columns=layout.columns, optional=layout.optional)
    if frame.is_empty() and layout.member in INDISPENSABLE_MEMBERS:
        raise ContractError(where=where, expected="at least one record", came="a header row and nothing else")
    dated = newest_date(frame.get_column(UPDATED)) if UPDATED in frame.columns else None
    return ParsedTable(frame, dated or member.modified_on)


PARSERS: dict[str, Parser] = {
    "organization": partial(parse_member, layout=ORGANIZATION),
    "topics": partial(parse_member, layout=TOPICS),
    "legal_basis": partial(parse_member, layout=LEGAL_BASIS),
    "euro_sci_voc": partial(parse_member, layout=EURO_SCI_VOC),
    "web_link": partial(parse_member, layout=WEB_LINK),
    "web_item": partial(parse_member, layout=WEB_ITEM),
    "project": partial(parse_member, layout=PROJECT),
}
