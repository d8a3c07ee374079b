"""Fetches the CORDIS bulk archive. Reading its members is in ``parse``."""

import zipfile
from pathlib import Path

from pipelines.ingest.errors import TerminalError
from pipelines.ingest.session import Session
from pipelines.ingest.sniff import expect_zip
from pipelines.ingest.transport import Request

ARCHIVE = "cordis-HORIZONprojects-csv.zip"
URL = f"https://cordis.europa.eu/data/{ARCHIVE}"

REPORTS_ARCHIVE = "cordis-HORIZONreports-csv.zip"
REPORTS_URL = f"https://cordis.europa.eu/data/{REPORTS_ARCHIVE}"
REPORTS_MEMBER = "reportSummaries.csv"

H2020 = "H2020"
H2020_ARCHIVE = "cordis-h2020projects-csv.zip"
H2020_URL = f"https://cordis.europa.eu/data/{H2020_ARCHIVE}"
ARCHIVES = (ARCHIVE, H2020_ARCHIVE)
"""Every archive of projects that tables are read from; the second only where the operator chose it."""

INDISPENSABLE_MEMBERS = ("organization.csv", "topics.csv")
"""An archive with neither of them is not the projects' archive; any other member may be missing."""

OLDER_INDISPENSABLE_MEMBERS = (*INDISPENSABLE_MEMBERS, "cordis-h2020organizations.csv")
"""The same for Horizon 2020, whose archives of before about 2021 name their members differently."""


def extract(session: Session) -> None:
    """Lands the archive as published, that of reports and, where it is chosen, that of Horizon 2020 beside it.

    Without reports or Horizon 2020, that archive is a missing member and the last good one stays.

    Raises:
        SourceError: it could not be had or is not the projects' archive.
    """
    session.fetch(Request(URL), name=ARCHIVE, check=expect_projects_archive)
    session.fetch_optional(Request(REPORTS_URL), name=REPORTS_ARCHIVE, check=expect_reports_archive)
    if H2020 in session.programmes:
        session.fetch_optional(Request(H2020_URL), name=H2020_ARCHIVE, check=expect_h2020_archive)


def expect_projects_archive(path: Path) -> None:
    """Accepts a whole zip archive that holds participations or topics.

    Raises:
        TerminalError: no zip archive, a damaged one, or one with other things in it.
    """
    _expect_archive(path, INDISPENSABLE_MEMBERS)


def expect_h2020_archive(path: Path) -> None:
    """Accepts a whole zip archive that holds participations or topics, in the layout of today or an older one.

    Raises:
        TerminalError: as ``expect_projects_archive``.
    """
    _expect_archive(path, OLDER_INDISPENSABLE_MEMBERS)


def expect_reports_archive(path: Path) -> None:
    """Accepts a whole zip archive that holds summaries of reports.

    Raises:
        TerminalError: as ``expect_projects_archive``.
    """
    _expect_archive(path, (REPORTS_MEMBER,))


def _expect_archive(path: Path, indispensable: tuple[str, ...]) -> None:
    expect_zip(path)
    with zipfile.ZipFile(path) as archive:
        members = archive.namelist()
    if not set(indispensable) & set(members):
        raise TerminalError(
            where=path.name,
            expected=f"an archive with {' or '.join(indispensable)}",
            came=f"members {', '.join(sorted(members)) or 'none at all'}",
        )
