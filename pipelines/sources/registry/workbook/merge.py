"""Several workbooks as one: of each partnership, all that the latest workbook about it says, and nothing else.

A workbook speaks for the partnerships in its sheet Partnerships. Later means a later date in its read-me
sheet; on the same date, the file name that sorts last.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.sources.registry.workbook.reading import FILE, ROW, STATED_ON, empty_frame
from pipelines.sources.registry.workbook.sheets import PARTNERSHIP_ID, SHEETS, find_sheet


def merge_workbooks(workbooks: Sequence[Mapping[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    """One frame per table out of several workbooks' frames, in order of partnership and row.

    Args:
        workbooks: as ``read_workbook`` gives them, in any order.
    """
    together = {
        sheet.table: pl.concat([empty_frame(sheet), *(workbook[sheet.table] for workbook in workbooks)])
        for sheet in SHEETS
    }
    speaking = _find_speaking(together[find_sheet("partnerships").table])
    return {
        table: frame.join(speaking, on=[PARTNERSHIP_ID, FILE], how="semi").sort(
            PARTNERSHIP_ID, FILE, ROW, maintain_order=True
        )
        for table, frame in together.items()
    }


def _find_speaking(partnerships: pl.DataFrame) -> pl.DataFrame:
    """The one file that speaks for each partnership."""
    return (
        partnerships.sort(STATED_ON, FILE)
        .unique(PARTNERSHIP_ID, keep="last", maintain_order=True)
        .select(PARTNERSHIP_ID, FILE)
    )
