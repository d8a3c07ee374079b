"""`/quality`: what is fresh, what is complete, what arrived last night?"""

import polars as pl

from dashboards.components.figure_card import Card, draw_card
from dashboards.components.freshness import aged
from dashboards.formats import count_of, format_date
from dashboards.quality.tables import SOURCE_STATUS
from dashboards.visit import Page, Route, Tab, Visit

PATH = "/quality"


def build(visit: Visit) -> Page:
    """The page on the sources."""
    tab = Tab("sources", "Sources", lambda: (draw_card(visit.snapshot, SOURCE_STATUS, lambda: _card(visit)),))
    return Page(
        "Quality of the data", tabs=(tab,), kicker="How fresh and complete is the data, and what arrived last night?"
    )


ROUTE = Route(PATH, build, "What is fresh and complete, and what arrived last night", "Quality")


def _card(visit: Visit) -> Card:
    rows = aged(SOURCE_STATUS.rows(visit.snapshot, {}), visit.today)
    stale = rows.filter(pl.col("is_stale")).height
    failed = rows.filter(pl.col("status") == "failed_last_good_kept").height
    return Card(
        heading="Sources",
        finding=f"Of {count_of(rows.height, 'source')} {stale or 'none'} {'is' if stale == 1 else 'are'} stale today "
        f"and {failed or 'none'} failed on the newest night.",
        spec=SOURCE_STATUS,
        frame=rows,
        coverage=(
            f"Status on the newest night of the edition, ages of today, {format_date(visit.today)}. A source "
            "that fails keeps its last good rows. Files give the ages of the edition's date."
        ),
        path=PATH,
        page_parameters=visit.parameters,
    )
