"""Every indicator that a secretariat can declare names sheets that the workbook has."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from pipelines.sources.registry.workbook.sheets import SHEETS

SEED = Path(__file__).parents[2] / "dbt_project" / "seeds" / "maturity" / "dim_indicator.csv"
OBSERVED_ALONE = {"E1", "E2", "E3", "E4", "E7"}
"""Projects are a matter of public record, categories and labels of official lists; the workbook states the members."""


def test_every_other_indicator_is_fed_by_sheets_of_the_workbook() -> None:
    with SEED.open(encoding="utf-8", newline="") as stream:
        sources = {row["indicator_id"]: row["source"] for row in csv.DictReader(stream)}
    titles = {sheet.title for sheet in SHEETS}
    declared = {
        indicator: set(re.split(r", | and ", re.sub(r" \(.*?\)", "", named)))
        for indicator, source in sources.items()
        for named in re.findall(r"workbook, sheets? ([^;]+)", source)
    }

    assert sources.keys() - declared.keys() == OBSERVED_ALONE
    assert {indicator: sheets - titles for indicator, sheets in declared.items() if sheets - titles} == {}
