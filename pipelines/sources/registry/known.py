"""What is known of a partnership before it states anything: the inbox's workbooks, else the public facts."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.ingest.errors import SourceError
from pipelines.ingest.inbox import dropped_files
from pipelines.ingest.parsing import read_facts
from pipelines.sources.registry.workbook.declaration import Sheet
from pipelines.sources.registry.workbook.findings import FILE, Problem
from pipelines.sources.registry.workbook.merge import merge_workbooks
from pipelines.sources.registry.workbook.reading import FILE as WORKBOOK_FILE
from pipelines.sources.registry.workbook.reading import STATED_ON, read_workbook
from pipelines.sources.registry.workbook.sheets import PARTNERSHIP_ID, SHEETS, find_sheet
from pipelines.sources.registry.workbook.template import Rows, to_cell_value

FACTS = Path(__file__).parent / "facts"


@dataclass(frozen=True)
class Known:
    """What is known of a partnership before it states anything.

    Attributes:
        rows: by sheet, ready for cells; public facts where no workbook speaks for it.
        workbook: name of the inbox's workbook that speaks for it; empty if none does.
        stated_on: the day that workbook speaks for; empty if none does.
        unread: a warning for each workbook of the inbox that cannot be read, so that nothing of it is known.
    """

    rows: Rows
    workbook: str = ""
    stated_on: str = ""
    unread: tuple[Problem, ...] = ()


def find_known(partnership_id: str, inbox: Path) -> Known:
    """What the workbooks in the inbox say of a partnership, else the public facts; nothing of one that is new."""
    workbooks, unread = [], []
    for path in dropped_files(inbox):
        try:
            workbooks.append(read_workbook(path))
        except SourceError as error:
            expected = "a workbook that can be read: what it may say of this partnership is left out"
            unread.append(Problem(FILE, f"{path.name} in the inbox", expected, str(error), is_blocking=False))
    merged = merge_workbooks(workbooks)
    own = {sheet.name: merged[sheet.table].filter(pl.col(PARTNERSHIP_ID) == partnership_id) for sheet in SHEETS}
    if own["partnerships"].is_empty():
        return Known(_shipped_rows(partnership_id), unread=tuple(unread))
    speaking = own["partnerships"].row(0, named=True)
    rows = {name: _to_rows(find_sheet(name), frame) for name, frame in own.items()}
    return Known(rows, speaking[WORKBOOK_FILE], speaking[STATED_ON] or "", tuple(unread))


def _shipped_rows(partnership_id: str) -> Rows:
    facts = {
        name: read_facts(FACTS / f"{name}.csv").filter(pl.col(PARTNERSHIP_ID) == partnership_id)
        for name in ("partnerships", "partnership_regions", "theme_niches", "theme_profiles")
    }
    partnerships = (
        facts["partnerships"]
        .join(facts["theme_profiles"].select(PARTNERSHIP_ID, "scope"), on=PARTNERSHIP_ID, how="left")
        .rename({"name": "partnership_name", "year_launched": "launch_year"})
    )
    members = facts["partnership_regions"].with_columns(pl.col("role").replace("not stated", None), notes=None)
    frames = {
        "partnerships": partnerships.with_columns(pl.col("keywords").str.replace_all(";", "; "), notes=None),
        "members": members,
        "niches": facts["theme_niches"],
    }
    return {name: _to_rows(find_sheet(name), frame) for name, frame in frames.items()}


def _to_rows(sheet: Sheet, frame: pl.DataFrame) -> list[dict[str, object]]:
    columns = [column for column in sheet.columns if column.name in frame.columns]
    return [
        {column.name: value for column in columns if (value := to_cell_value(column, row[column.name])) is not None}
        for row in frame.iter_rows(named=True)
    ]
