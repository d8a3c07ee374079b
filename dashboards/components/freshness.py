"""How fresh each source is: one badge in the header of every page and the source line under every figure."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import date
from types import MappingProxyType
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.formats import format_stated_date
from dashboards.words import Words

say = Words(__file__, "components")

READING_DAY: ContextVar[date | None] = ContextVar("READING_DAY", default=None)
"""The day of the reader while a page is made; files are made without, and speak of the edition's date."""
# Sign and tone. The sign repeats what the words say, so that neither colour nor sight of the sign is needed.
_STATUSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "new": ("✓", "good"),
        "unchanged": ("✓", "good"),
        "bundled": ("■", "plain"),
        "failed_last_good_kept": ("▲", "warn"),
        "held": ("▲", "warn"),
        "never_loaded": ("○", "warn"),
    }
)


def source_name(source: str) -> str:
    """A source as readers know it."""
    return say("source", source=source)


def aged(statuses: pl.DataFrame, today: date) -> pl.DataFrame:
    """The sources as they stand on a day: `age_days` since each was asked, `is_stale` where that is past its limit.

    An edition says how old its sources were on its own date; whoever reads it later has older ones. What was retrieved
    after the day is of that day.

    Args:
        statuses: `quality.queries.latest_source_status`.
        today: the day of the reader.
    """
    asked = pl.col("retrieved_at").str.slice(0, len("2026-08-10")).str.to_date(strict=False)
    age = pl.max_horizontal((pl.lit(today) - asked).dt.total_days(), 0)
    return statuses.with_columns(
        age_days=pl.when(asked.is_not_null()).then(age),
        is_stale=pl.col("is_stale").fill_null(value=False) | (age > pl.col("limit_days")).fill_null(value=False),
    )


def in_words(statuses: pl.DataFrame) -> pl.DataFrame:
    """The sources by the names that readers know, each status in the words of the badge."""
    return statuses.with_columns(
        pl.col("source").map_elements(source_name, pl.String),
        pl.col("status").map_elements(lambda status: say("status", status=status), pl.String),
        pl.col("missing_members").replace("", None),
    )


def freshness_badge(statuses: pl.DataFrame, today: date) -> Node:
    """The worst that is to be said of the sources, with its age today; opens the list of all.

    Args:
        statuses: `quality.queries.latest_source_status`.
        today: the day of the reader.
    """
    rows = list(aged(statuses, today).iter_rows(named=True))
    worst, tone = _worst(rows)
    return h.details(".freshness")[
        h.summary(class_=tone)[h.span(aria_hidden="true")["●"], f" {worst}"],
        h.div(".freshness-panel")[
            h.p[_summary(rows)],
            h.ul[(_item(row) for row in rows)],
            h.p[h.a(href="/quality")[say("freshness.all")]],
        ],
    ]


def _troubles(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The sources in each kind of trouble, the worst kind first."""
    kinds = {
        "failed": [row for row in rows if row["status"] == "failed_last_good_kept"],
        "held": [row for row in rows if row["status"] == "held"],
        "stale": [row for row in rows if row["is_stale"]],
        "never-loaded": [row for row in rows if row["status"] == "never_loaded"],
        "incomplete": [row for row in rows if row["missing_members"]],
    }
    return [(kind, troubled) for kind, troubled in kinds.items() if troubled]


def _worst(rows: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    if not rows:
        return say("freshness.none"), "warn"
    for kind, troubled in _troubles(rows):
        worst = max(troubled, key=lambda row: (row["age_days"] or 0, row["source"]))
        return say(f"trouble-{kind}", source=source_name(worst["source"]), age=_age(worst)), "warn"
    dated = [row for row in rows if row["age_days"] is not None]
    oldest = max(dated, key=lambda row: (row["age_days"], row["source"]), default={"age_days": None})
    return say("freshness.good", age=_age(oldest)), "good"


def _age(row: Mapping[str, Any]) -> str:
    return say("age", days="unknown" if row["age_days"] is None else row["age_days"])


def source_line(statuses: pl.DataFrame, sources: Sequence[str], *, is_demo: bool) -> str:
    """The sources a figure rests on, each with the date of its content, as one line of text."""
    today = READING_DAY.get()
    by_source = {row["source"]: row for row in (aged(statuses, today) if today else statuses).iter_rows(named=True)}
    return "; ".join(_one_source(source, by_source.get(source), is_demo=is_demo) for source in sources)


def _one_source(source: str, row: Mapping[str, Any] | None, *, is_demo: bool) -> str:
    if is_demo and source == "cordis":
        return say("source.demo")
    name = source_name(source)
    if row is None or row["status"] == "never_loaded":
        return say("source.never-loaded", source=name)
    # Projects are listed long before the organisations in them, and figures rest on the organisations.
    reach = _vintage(row, row["participations_to"] or row["vintage"])
    parts = ", ".join(filter(None, (reach, say("content.stale") if row["is_stale"] else "")))
    return f"{name} {parts}".strip()


def _vintage(row: Mapping[str, Any], observed_to: str | None) -> str:
    """How far a source's content reaches: facts that are shipped may have been gathered after the edition's date."""
    if not observed_to:
        return ""
    is_later = observed_to > row["as_of"].isoformat()
    return say("content.shipped" if is_later else "content.to", day=format_stated_date(observed_to))


def _reach(row: Mapping[str, Any]) -> str:
    """What of a source reaches where: projects are listed long before the organisations in them."""
    known = _vintage(row, row["vintage"])
    if not (known and row["participations_to"]):
        return known
    return say("content.projects", reach=known, day=format_stated_date(row["participations_to"]))


def _summary(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return say("freshness.none")
    troubles = ", ".join(say(f"trouble-{kind}.count", count=len(troubled)) for kind, troubled in _troubles(rows))
    return say("freshness", sources=len(rows), troubles=troubles or say("freshness.no-trouble"))


def _item(row: Mapping[str, Any]) -> Node:
    sign, tone = _STATUSES.get(row["status"], ("?", "warn"))
    was_loaded = row["status"] != "never_loaded"
    facts = [
        say("content", reach=reach) if was_loaded and (reach := _reach(row)) else None,
        say("content.retrieved", day=format_stated_date(row["retrieved_at"]))
        if was_loaded and row["retrieved_at"] and row["status"] != "bundled"
        else None,
        say("content.stale-for", age=_age(row), limit=row["limit_days"]) if row["is_stale"] else None,
        say("content.missing", members=row["missing_members"]) if row["missing_members"] else None,
    ]
    return h.li[
        h.strong[source_name(row["source"])],
        h.span(class_=tone)[h.span(aria_hidden="true")[sign], f" {say('status', status=row['status'])}"],
        h.span["; ".join(filter(None, facts))],
    ]
