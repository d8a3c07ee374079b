"""Funding matches on their way into files: the one place where filters become an `ExportedTable`.

The command line, the addresses of files and publishing all come through here. The question is in
`warehouse.products.matches.query`, the kinds of file in `warehouse.products.files`.
"""

from dataclasses import replace
from pathlib import Path

import polars as pl

from warehouse.products.files.columns import read_columns
from warehouse.products.files.formats import MATCH_FORMATS, find_format
from warehouse.products.files.table import ExportedTable
from warehouse.products.matches.columns import FILE, MATCH_COLUMNS, MATCH_TABLE
from warehouse.products.matches.events import count_deadline_changes, find_events
from warehouse.products.matches.query import MatchFilters, select_matches
from warehouse.products.matches.reviews import KEYS, Reviews, current_reviews
from warehouse.store.reader import Snapshot

MATCH_TITLE = "Matches"
MATCH_ROW = "One row is one partnership and one open or forthcoming topic."
MATCH_SOURCES = ("registry", "funding_tenders")


def export_matches(snapshot: Snapshot, filters: MatchFilters, reviews: Reviews | None = None) -> ExportedTable:
    """The matches that pass the filters, with all that a file says about them.

    Args:
        snapshot: the edition.
        filters: what to keep.
        reviews: what users said about matches; by default what holds now.

    Raises:
        FilterError: the edition has no such partnership or programme.
    """
    said = current_reviews(snapshot) if reviews is None else reviews
    matches = select_matches(snapshot, filters, said)
    return ExportedTable(
        name=FILE,
        title=MATCH_TITLE,
        one_row=MATCH_ROW,
        columns=read_columns(snapshot).find_all(MATCH_COLUMNS, mart=MATCH_TABLE, file=FILE),
        frame=matches,
        edition=snapshot.edition,
        filters=filters.as_text(),
        rests_on=MATCH_SOURCES,
        notes=_review_notes(filters, said),
        events=find_events(snapshot, matches),
        deadline_changes=count_deadline_changes(snapshot),
    )


def narrow_matches(whole: ExportedTable, filters: MatchFilters, reviews: Reviews) -> ExportedTable:
    """The matches of one partnership from a score on, taken from all of them: nothing is read again.

    Args:
        whole: what ``export_matches`` gives without filters.
        filters: ``partnership`` and ``min_score``, nothing else.
        reviews: those that ``whole`` was made with.
    """
    frame = whole.frame.filter(partnership_id=filters.partnership).filter(pl.col("score") >= filters.min_score)
    events = whole.events
    return replace(
        whole,
        frame=frame,
        filters=filters.as_text(),
        notes=_review_notes(filters, reviews),
        events=None if events is None else events.join(frame, on=KEYS, how="semi", maintain_order="left"),
    )


def _review_notes(filters: MatchFilters, reviews: Reviews) -> tuple[str, ...]:
    muted = reviews.frame.filter("is_muted")
    if filters.partnership is not None:
        muted = muted.filter(pl.col("partnership_id") == filters.partnership)
    if muted.is_empty() or filters.muted is not None:
        return ()
    return (f"Left out because somebody muted them: at most {muted.height}; muted=show keeps them.",)


def write_file(table: ExportedTable, folder: Path, stem: str, file_format: str) -> Path:
    """Writes one file into a folder that exists; gives its path.

    Raises:
        FilterError: there is no such format, or it cannot hold the table.
    """
    chosen = find_format(file_format, MATCH_FORMATS)
    path = folder / f"{stem}.{chosen.ending}"
    path.write_bytes(chosen.write(table))
    return path
