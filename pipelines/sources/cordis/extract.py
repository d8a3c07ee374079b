"""Fetches the CORDIS bulk archive. Reading its members is in ``parse``."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pipelines.ingest.errors import TerminalError
from pipelines.ingest.session import Session
from pipelines.ingest.sniff import expect_zip
from pipelines.ingest.transport import Request

ARCHIVE = "cordis-HORIZONprojects-csv.zip"
URL = f"https://cordis.europa.eu/data/{ARCHIVE}"

INDISPENSABLE_MEMBERS = ("organization.csv", "topics.csv")
"""An archive with neither of them is not the projects' archive; any other member may be missing."""


def extract(session: Session) -> None:
    """Lands the archive as published.

    Raises:
        SourceError: it could not be had or is not the projects' archive.
    """
    session.fetch(Request(URL), name=ARCHIVE, check=expect_projects_archive)


def expect_projects_archive(path: Path) -> None:
    """Accepts a whole zip archive that holds participations or topics.

    Raises:
        TerminalError: no zip archive, a damaged one, or one with other things in it.
    """
    expect_zip(path)
    with zipfile.ZipFile(path) as archive:
        members = archive.namelist()
    if not set(INDISPENSABLE_MEMBERS) & set(members):
        raise TerminalError(
            where=path.name,
            expected=f"an archive with {' or '.join(INDISPENSABLE_MEMBERS)}",
            came=f"members {', '.join(sorted(members)) or 'none at all'}",
        )
