"""Funding matches on their way into files: the one place where filters become an `ExportedTable`.

The command line, the addresses of files and publishing all come through here. The question is in
`warehouse.products.matches.query`, the kinds of file in `warehouse.products.files`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from warehouse.products.files.columns import read_columns
from warehouse.products.files.formats import MATCH_FORMATS, find_format
from warehouse.products.files.table import ExportedTable
from warehouse.products.matches.columns import FILE, MATCH_COLUMNS, MATCH_TABLE
from warehouse.products.matches.events import find_events, follow_topics
from warehouse.products.matches.people import for_people
from warehouse.products.matches.query import FilterError, MatchFilters, check_choice, select_matches
from warehouse.products.matches.reviews import KEYS, Reviews, current_reviews
from warehouse.settings import read_public_url
from warehouse.store.files import hash_text
from warehouse.store.reader import Snapshot

MATCH_TITLE = "Matches"
MATCH_ROW = "One row is one partnership and one open or forthcoming topic."
MATCH_SOURCES = ("registry", "funding_tenders")
LAYOUTS = ("people", "data")
LOCALES = ("eu",)
_LAID_OUT = ("xlsx", "csv", "parquet", "json")
_LONGEST_STEM = 150
"""File systems take 255 bytes, and an ending and a folder's own marks come on top."""


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
        deadlines=follow_topics(snapshot),
        public_url=read_public_url(),
    )


def narrow_matches(whole: ExportedTable, filters: MatchFilters, reviews: Reviews) -> ExportedTable:
    """The matches of one partnership, taken from all of them: nothing is read again.

    Args:
        whole: what ``export_matches`` gives without filters.
        filters: ``partnership``, nothing else.
        reviews: those that ``whole`` was made with.
    """
    frame = whole.frame.filter(partnership_id=filters.partnership)
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
    if filters.partnerships:
        muted = muted.filter(pl.col("partnership_id").is_in(filters.partnerships))
    if muted.is_empty() or filters.muted is not None:
        return ()
    return (f"Left out because somebody muted them: at most {muted.height}; muted=show keeps them.",)


def check_layout(formats: Sequence[str], layout: str | None, locale: str | None) -> None:
    """Makes sure that a layout and a locale exist and that one of the formats has them.

    Raises:
        FilterError: it is not so.
    """
    check_choice("layout", layout, LAYOUTS)
    check_choice("locale", locale, LOCALES)
    if layout is not None and not set(formats) & set(_LAID_OUT):
        raise FilterError(f"layout: {', '.join(formats)} has none; valid formats: {', '.join(_LAID_OUT)}")
    if locale is not None and "csv" not in formats:
        raise FilterError(f"locale: {', '.join(formats)} has none; valid formats: csv")


def lay_out(
    table: ExportedTable, file_format: str, layout: str | None = None, locale: str | None = None
) -> ExportedTable:
    """A table of matches as a format shows it: laid out for people in a workbook, for programs elsewhere."""
    chosen = layout or ("people" if file_format == "xlsx" else "data")
    laid_out = for_people(table) if chosen == "people" and file_format in _LAID_OUT else table
    return replace(laid_out, is_european=locale == "eu")


def stem_of(filters: MatchFilters) -> str:
    """A file's name without its ending; files of different filters never share one.

    `funding-match`, then the partnerships, then every other filter with its value.
    """
    others = [f"{name}-{value}" for name, value in filters.as_text().items() if name != "partnership"]
    stem = "-".join([FILE, *filters.partnerships, *others])
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", stem)
    is_whole = plain == stem.replace("_", "-") and len(plain) <= _LONGEST_STEM
    return plain if is_whole else f"{plain[:_LONGEST_STEM]}-{hash_text(stem)[:8]}"


def write_file(
    table: ExportedTable,
    folder: Path,
    stem: str,
    file_format: str,
    *,
    layout: str | None = None,
    locale: str | None = None,
) -> Path:
    """Writes one file into a folder that exists; gives its path.

    Raises:
        FilterError: there is no such format, or it cannot hold the table.
    """
    chosen = find_format(file_format, MATCH_FORMATS)
    path = folder / f"{stem}.{chosen.ending}"
    path.write_bytes(chosen.write(lay_out(table, file_format, layout, locale)))
    return path
