"""A table on its way into a file: rows, columns, and all that the file says about itself.

Where the rows come from is the caller's business; how they are written is in the modules beside this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from warehouse.products.files.columns import Column
from warehouse.store.editions import Edition

MADE_SAFE = (
    "Text that a spreadsheet would read as a formula (it starts with =, +, -, @, a tab or a line end) has a leading "
    "apostrophe in CSV and XLSX. Parquet and JSON hold it as it is."
)


@dataclass(frozen=True)
class FollowedDeadlines:
    """The deadlines of a topic, as history knows them.

    Attributes:
        marks: what tells each from all others the topic ever had: the date it was first seen with.
        change_count: how often the list of them changed.
    """

    marks: Mapping[date, str] = field(default_factory=dict)
    change_count: int = 0


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a workbook for people has beside the rows: its first two columns stay in sight and texts are wrapped.

    Attributes:
        link_texts: what the linked cells of the first column read in place of their address, row by row.
        summary: rows of one more sheet.
    """

    link_texts: pl.Series
    summary: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class ExportedTable:
    """One table with what its file says about it.

    Attributes:
        name: as in the address and the file name.
        title: as a caption.
        one_row: what one row is.
        columns: of the frame, in its order.
        frame: the rows.
        edition: the edition they come from.
        filters: what was asked for, as text; empty where everything was.
        rests_on: names of the sources; none means all.
        notes: more sentences that a reader of the file needs.
        events: what happened to the rows, for a feed; None where there are no events of them.
        deadlines: what history tells of the deadlines of a topic, by topic_id, for a calendar.
        public_url: address under which the dashboards are reached; empty leaves links to them out.
        reading: of a table laid out for people.
        is_european: whether CSV has semicolons, decimal commas and a byte order mark.
    """

    name: str
    title: str
    one_row: str
    columns: tuple[Column, ...]
    frame: pl.DataFrame
    edition: Edition
    filters: Mapping[str, str] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    events: pl.DataFrame | None = None
    deadlines: Mapping[str, FollowedDeadlines] = field(default_factory=dict)
    public_url: str = ""
    reading: Reading | None = None
    is_european: bool = False

    @property
    def is_demo(self) -> bool:
        """Whether its figures rest on demonstration participations."""
        return self.edition.is_demo and "cordis" in self.rests_on

    @property
    def filters_in_words(self) -> str:
        """The filters as one line."""
        return ", ".join(f"{name} = {value}" for name, value in sorted(self.filters.items())) or "none: every row"

    @property
    def citation(self) -> str:
        """How to cite this very table."""
        return f"Interregio, {self.title}, edition {self.edition.edition_id}, as of {self.edition.as_of.isoformat()}."

    def sources(self) -> list[Mapping[str, Any]]:
        """The manifest's entries on the sources that the table rests on, by name."""
        stated: Sequence[Mapping[str, Any]] = self.edition.manifest.get("sources", [])
        return [source for source in stated if not self.rests_on or source["source"] in self.rests_on]

    def facts(self) -> list[tuple[str, str]]:
        """What a read-me says, as heading and line, in order; a heading may come several times."""
        edition = self.edition
        facts = [
            ("Table", f"{self.title} ({self.name})"),
            ("One row", self.one_row),
            ("Rows", str(self.frame.height)),
            ("Filters", self.filters_in_words),
            ("Edition", edition.edition_id),
            ("As of", edition.as_of.isoformat()),
            ("Inputs and code, SHA-256", str(edition.manifest.get("fingerprint", "not stated by the edition"))),
            *(("Note", note) for note in self.notes),
            ("Note", MADE_SAFE),
            ("Note", "Empty means unknown and never zero. Dates are ISO dates, money is in euro, scores are 0–100."),
        ]
        if self.is_demo:
            facts.insert(0, ("Demonstration data", "The participations behind this table are generated, not real."))
        for source in self.sources():
            facts += [
                (
                    "Source",
                    f"{source.get('title', source['source'])}; content up to {source.get('vintage') or 'not stated'}",
                ),
                *_licence_facts(source),
            ]
        return [*facts, ("Cite as", self.citation)]


def _licence_facts(source: Mapping[str, Any]) -> list[tuple[str, str]]:
    licence = source.get("licence")
    facts = []
    if licence:
        facts.append(("Licence", f"{licence['name']} ({licence['url']}), {licence['attribution']}"))
    if source.get("citation"):
        facts.append(("Citation", str(source["citation"])))
    return facts
