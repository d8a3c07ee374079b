"""How old the sources of an edition are on the day that somebody reads it."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from lxml import html

from dashboards.components.freshness import READING_DAY, aged, freshness_badge, source_line
from tests.dashboards.tree import words

EDITION = date(2026, 8, 10)
STATUSES = pl.DataFrame(
    [
        {"source": "funding_tenders", "retrieved_at": "2026-08-10", "limit_days": 3},
        {"source": "registry", "retrieved_at": "2026-11-01", "limit_days": None},
        {"source": "i3", "retrieved_at": None, "limit_days": 30},
    ]
).with_columns(
    as_of=pl.lit(EDITION),
    status=pl.lit("new"),
    vintage=pl.lit(None, dtype=pl.String),
    participations_to=pl.lit(None, dtype=pl.String),
    is_stale=pl.lit(value=False),
    missing_members=pl.lit(""),
)


@pytest.mark.parametrize(
    ("today", "ages", "stale"),
    [
        pytest.param(EDITION, [0, 0, None], [False, False, False], id="day of the edition"),
        pytest.param(date(2026, 8, 13), [3, 0, None], [False, False, False], id="at the limit"),
        pytest.param(date(2026, 8, 14), [4, 0, None], [True, False, False], id="a day past it"),
        pytest.param(date(2026, 11, 29), [111, 28, None], [True, False, False], id="111 days on"),
    ],
)
def test_age_is_that_of_the_reading_day_and_never_negative(
    today: date, ages: list[int | None], stale: list[bool]
) -> None:
    found = aged(STATUSES, today)
    assert found["age_days"].to_list() == ages
    assert found["is_stale"].to_list() == stale


def test_old_edition_does_not_show_all_fresh() -> None:
    fresh, old = (html.fromstring(str(freshness_badge(STATUSES, day))) for day in (EDITION, date(2026, 11, 29)))
    assert "All sources fresh" in words(fresh.find("summary"))
    assert "Funding & Tenders Portal: stale, 111 days old" in words(old.find("summary"))
    assert old.find("summary").get("class") == "warn"


def test_figures_are_dated_by_the_participations_they_rest_on() -> None:
    cordis = STATUSES.head(1).with_columns(
        source=pl.lit("cordis"), vintage=pl.lit("2026-04-16"), participations_to=pl.lit("2024-05-29")
    )
    assert source_line(cordis, ["cordis"], is_demo=False) == "CORDIS, Horizon Europe to 29 May 2024"
    shipped = STATUSES.with_columns(vintage=pl.lit("2026-11-01"))
    assert source_line(shipped, ["registry"], is_demo=False) == (
        "Partnership registry facts shipped with the product, gathered on 1 November 2026"
    )


def test_source_line_is_stale_by_the_day_of_the_reader() -> None:
    portal = STATUSES.head(1)
    assert source_line(portal, ["funding_tenders"], is_demo=False) == "Funding & Tenders Portal"
    token = READING_DAY.set(date(2026, 11, 29))
    try:
        assert source_line(portal, ["funding_tenders"], is_demo=False) == "Funding & Tenders Portal stale"
    finally:
        READING_DAY.reset(token)
