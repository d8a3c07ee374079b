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
from pipelines.ingest.names import snake_columns
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
        **snake_columns("projectRcn projectID projectAcronym role"),
        "id": "organisation_id",
        **snake_columns(
            "name shortName activityType endOfParticipation ecContribution country street city postCode "
            "organizationUrl vatNumber contactForm"
        ),
        **{f"contact{name}": f"contact_{name.lower()}" for name in _CONTACT},
    },
    optional=("vatNumber", "contactForm", *(f"contact{name}" for name in _CONTACT)),
    left_out=("project_rcn", *(f"contact_{name.lower()}" for name in _CONTACT)),
)

OLDER_PROJECT = MemberFormat(
    "cordis-h2020projects.csv",
    {
        **snake_columns("rcn id acronym status"),
        "programme": "legal_basis",
        **snake_columns(
            "topics frameworkProgramme title startDate endDate projectUrl objective totalCost ecMaxContribution"
        ),
        "call": "master_call",
        **snake_columns("fundingScheme coordinator coordinatorCountry participants participantCountries subjects"),
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
    snake_columns(
        "projectID projectAcronym organisationID vatNumber name shortName SME activityType street postCode city "
        "country nutsCode geolocation organizationURL contactForm contentUpdateDate rcn order role ecContribution "
        "netEcContribution totalCost endOfParticipation active"
    ),
    older=OLDER_ORGANIZATION,
)

TOPICS = MemberFormat("topics.csv", snake_columns("projectID topic title"))

LEGAL_BASIS = MemberFormat(
    "legalBasis.csv",
    snake_columns("projectID legalBasis title uniqueProgrammePart"),
)

EURO_SCI_VOC = MemberFormat(
    "euroSciVoc.csv",
    snake_columns("projectID euroSciVocCode euroSciVocPath euroSciVocTitle euroSciVocDescription"),
)

WEB_LINK = MemberFormat(
    "webLink.csv",
    snake_columns("projectID physUrl id availableLanguages status archivedDate type source represents"),
)

WEB_ITEM = MemberFormat(
    "webItem.csv",
    snake_columns("language availableLanguages uri title type source represents"),
)

PROJECT = MemberFormat(
    "project.csv",
    snake_columns(
        "id acronym status title startDate endDate totalCost ecMaxContribution legalBasis topics ecSignatureDate "
        "frameworkProgramme masterCall subCall fundingScheme nature objective contentUpdateDate rcn grantDoi "
        "keywords"
    ),
    # Releases up to 2025-04 have no keywords, those of 2026 do.
    optional=("keywords",),
    older=OLDER_PROJECT,
)


REPORT = MemberFormat(
    REPORTS_MEMBER,
    snake_columns("id title projectID projectAcronym attachment contentUpdateDate rcn"),
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
