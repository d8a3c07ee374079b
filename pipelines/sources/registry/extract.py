"""Lands the workbooks that secretariats dropped; nothing is fetched.

Every workbook in the inbox is examined first: one with a blocking problem does not land, and the last good
one of that name stays. Shipped facts need no visit.
"""

from pathlib import Path

from pipelines.ingest.session import Session


def extract(session: Session) -> None:
    """Lands every sound workbook of the inbox; the others are noted with their first problems."""
    for path in session.dropped_files():
        session.land_dropped(path, check=expect_workbook)


def expect_workbook(path: Path) -> None:
    """Accepts a workbook without blocking problems.

    Raises:
        SourceError: it has some, or is no workbook; how many, and the first of them.
    """
    # Imported here, so that a night with an empty inbox does without.
    from pipelines.sources.registry.workbook.check import check_workbook
    from pipelines.sources.registry.workbook.findings import refuse_blocking

    refuse_blocking(check_workbook(path), path.name)
