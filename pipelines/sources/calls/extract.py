"""Lands the files of calls that people dropped; nothing is fetched.

A file whose columns are not those expected does not land, and the last good one of that name stays. Single rows are
judged by the contract.
"""

from pathlib import Path

from pipelines.ingest.session import Session


def extract(session: Session) -> None:
    """Lands every readable file of the inbox; the others are noted with what is wrong."""
    for path in session.dropped_files():
        session.land_dropped(path, check=expect_calls)


def expect_calls(path: Path) -> None:
    """Accepts a file that reads as a table of calls.

    Raises:
        SourceError: it does not; what was expected and what came.
    """
    # Imported here, so that a night with an empty inbox does without.
    from pipelines.sources.calls.parse import read_calls

    read_calls(path, path.name)
