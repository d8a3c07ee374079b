"""How fresh each source is: one badge in the header of every page and the source line under every figure."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import date
from types import MappingProxyType
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.formats import count_of, format_stated_date

SOURCE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "registry": "Partnership registry",
        "cordis": "CORDIS, Horizon Europe",
        "funding_tenders": "Funding & Tenders Portal",
        "regions": "NUTS regions (GISCO)",
        "i3": "I3 projects",
        "riv": "Regional Innovation Valleys",
        "calls": "Calls of neighbouring programmes",
    }
)
READING_DAY: ContextVar[date | None] = ContextVar("READING_DAY", default=None)
"""The day of the reader while a page is made; files are made without, and speak of the edition's date."""
# Sign, words, tone. The sign repeats what the words say, so that neither colour nor sight of the sign is needed.
_STATUSES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "new": ("✓", "new data", "good"),
        "unchanged": ("✓", "checked, unchanged", "good"),
        "bundled": ("■", "shipped with the project", "plain"),
        "failed_last_good_kept": ("▲", "failed, last good data kept", "warn"),
        "held": ("▲", "held for its losses, last good data kept", "warn"),
        "never_loaded": ("○", "never loaded", "warn"),
    }
)


def source_name(source: str) -> str:
    """A source as readers know it."""
    return SOURCE_NAMES.get(source, source)


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
    words = {status: said for status, (_, said, _) in _STATUSES.items()}
    return statuses.with_columns(
        pl.col("source").replace(dict(SOURCE_NAMES)),
        pl.col("status").replace(words),
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
            h.p[f"{_summary(rows)}."],
            h.ul[(_item(row) for row in rows)],
            h.p[h.a(href="/quality")["All about the sources"]],
        ],
    ]


def _troubles(rows: Sequence[Mapping[str, Any]]) -> list[tuple[list[Mapping[str, Any]], str, str]]:
    """The sources in each kind of trouble, the worst kind first, with its words for one source and for a count."""
    kinds = (
        ([row for row in rows if row["status"] == "failed_last_good_kept"], "failed on the last night", "failed"),
        ([row for row in rows if row["status"] == "held"], "held for its losses", "held"),
        ([row for row in rows if row["is_stale"]], "stale", "stale"),
        ([row for row in rows if row["status"] == "never_loaded"], "never loaded", "never loaded"),
        ([row for row in rows if row["missing_members"]], "incomplete", "incomplete"),
    )
    return [kind for kind in kinds if kind[0]]


def _worst(rows: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    if not rows:
        return "No source has reported yet", "warn"
    for troubled, words, _ in _troubles(rows):
        worst = max(troubled, key=lambda row: (row["age_days"] or 0, row["source"]))
        return f"{source_name(worst['source'])}: {words}{_old(worst)}", "warn"
    dated = [row for row in rows if row["age_days"] is not None]
    oldest = max(dated, key=lambda row: (row["age_days"], row["source"]), default=None)
    return f"All sources fresh{_old(oldest) if oldest else ''}", "good"


def _old(row: Mapping[str, Any]) -> str:
    age = row["age_days"]
    return "" if age is None else f", {count_of(age, 'day')} old" if age else ", of today"


def source_line(statuses: pl.DataFrame, sources: Sequence[str], *, is_demo: bool) -> str:
    """The sources a figure rests on, each with the date of its content, as one line of text."""
    today = READING_DAY.get()
    by_source = {row["source"]: row for row in (aged(statuses, today) if today else statuses).iter_rows(named=True)}
    return "; ".join(_one_source(source, by_source.get(source), is_demo=is_demo) for source in sources)


def _one_source(source: str, row: Mapping[str, Any] | None, *, is_demo: bool) -> str:
    name = source_name(source)
    if is_demo and source == "cordis":
        return "demonstration data (generated; CORDIS was never loaded)"
    if row is None or row["status"] == "never_loaded":
        return f"{name} (never loaded; facts shipped with the project stand in)"
    # Projects are listed long before the organisations in them, and figures rest on the organisations.
    parts = [say_vintage(row, row["participations_to"] or row["vintage"])]
    if row["is_stale"]:
        parts.append("stale")
    return " ".join(filter(None, (name, ", ".join(filter(None, parts)))))


def say_vintage(row: Mapping[str, Any], observed_to: str | None) -> str:
    """How far a source's content reaches: facts that are shipped may have been gathered after the edition's date."""
    if observed_to and observed_to > row["as_of"].isoformat():
        return f"facts shipped with the product, gathered on {format_stated_date(observed_to)}"
    return f"to {format_stated_date(observed_to)}" if observed_to else ""


def _say_reach(row: Mapping[str, Any]) -> str:
    """What of a source reaches where: projects are listed long before the organisations in them."""
    known = say_vintage(row, row["vintage"])
    if not (known and row["participations_to"]):
        return known
    return f"projects {known}, participations to {format_stated_date(row['participations_to'])}"


def _summary(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "No source has reported yet"
    troubles = [f"{len(troubled)} {words}" for troubled, _, words in _troubles(rows)]
    return f"{count_of(len(rows), 'source')}: {', '.join(troubles) if troubles else 'all fresh'}"


def _item(row: Mapping[str, Any]) -> Node:
    sign, words, tone = _STATUSES.get(row["status"], ("?", row["status"], "warn"))
    was_loaded = row["status"] != "never_loaded"
    facts = [
        f"content: {said}" if was_loaded and (said := _say_reach(row)) else None,
        f"retrieved {format_stated_date(row['retrieved_at'])}"
        if was_loaded and row["retrieved_at"] and row["status"] != "bundled"
        else None,
        f"stale{_old(row)}, limit {row['limit_days']} days" if row["is_stale"] else None,
        f"missing: {row['missing_members']}" if row["missing_members"] else None,
    ]
    return h.li[
        h.strong[source_name(row["source"])],
        h.span(class_=tone)[h.span(aria_hidden="true")[sign], f" {words}"],
        h.span["; ".join(filter(None, facts))],
    ]
