"""How fresh each source is: a strip on every page and the source line under every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components.attributes import attributes
from dashboards.formats import count_of, format_stated_date

SOURCE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "registry": "Partnership registry",
        "cordis": "CORDIS, Horizon Europe",
        "funding_tenders": "Funding & Tenders Portal",
        "regions": "NUTS regions (GISCO)",
        "i3": "I3 projects",
        "riv": "Regional Innovation Valleys",
    }
)
# Sign, words, tone. The sign repeats what the words say, so that neither colour nor sight of the sign is needed.
_STATUSES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "new": ("✓", "new data", "good"),
        "unchanged": ("✓", "checked, unchanged", "good"),
        "bundled": ("■", "shipped with the project", "plain"),
        "failed_last_good_kept": ("▲", "failed, last good data kept", "warn"),
        "never_loaded": ("○", "never loaded", "warn"),
    }
)


def source_name(source: str) -> str:
    """A source as readers know it."""
    return SOURCE_NAMES.get(source, source)


def freshness_strip(statuses: pl.DataFrame) -> Component:
    """The strip: one item per source with its status, the newest date in its content, and when it was retrieved.

    Args:
        statuses: `queries.sources.latest_source_status`.
    """
    rows = list(statuses.iter_rows(named=True))
    return html.Section(
        [
            html.H2(_summary(rows), className="freshness-title", id="freshness-title"),
            html.Ul(
                [_item(row) for row in rows],
                className="freshness-list",
                tabIndex=0,
                **attributes(aria_labelledby="freshness-title"),
            ),
        ],
        className="freshness",
        **attributes(aria_labelledby="freshness-title"),
    )


def source_line(statuses: pl.DataFrame, sources: Sequence[str], *, is_demo: bool) -> str:
    """The sources a figure rests on, each with the date of its content, as one line of text."""
    by_source = {row["source"]: row for row in statuses.iter_rows(named=True)}
    return "; ".join(_one_source(source, by_source.get(source), is_demo=is_demo) for source in sources)


def _one_source(source: str, row: Mapping[str, Any] | None, *, is_demo: bool) -> str:
    name = source_name(source)
    if is_demo and source == "cordis":
        return "demonstration data (generated; CORDIS was never loaded)"
    if row is None or row["status"] == "never_loaded":
        return f"{name} (never loaded; facts shipped with the project stand in)"
    parts = [f"content up to {format_stated_date(row['vintage'])}"] if row["vintage"] else []
    if row["retrieved_at"] and row["status"] != "bundled":
        parts.append(f"retrieved {format_stated_date(row['retrieved_at'])}")
    if row["status"] == "bundled":
        parts.append("shipped with the project")
    if row["is_stale"]:
        parts.append("stale")
    return f"{name} ({', '.join(parts)})" if parts else name


def _summary(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "No source has reported yet"
    stale = sum(bool(row["is_stale"]) for row in rows)
    failed = sum(row["status"] == "failed_last_good_kept" for row in rows)
    absent = sum(row["status"] == "never_loaded" for row in rows)
    lacking = sum(bool(row["missing_members"]) for row in rows)
    troubles = [
        f"{number} {words}"
        for number, words in (
            (stale, "stale"),
            (failed, "failed"),
            (absent, "never loaded"),
            (lacking, "incomplete"),
        )
        if number
    ]
    return f"{count_of(len(rows), 'source')}: {', '.join(troubles) if troubles else 'all fresh'}"


def _item(row: Mapping[str, Any]) -> Component:
    sign, words, tone = _STATUSES.get(row["status"], ("?", row["status"], "warn"))
    was_loaded = row["status"] != "never_loaded"
    facts = [
        f"content up to {format_stated_date(row['vintage'])}" if was_loaded and row["vintage"] else None,
        f"retrieved {format_stated_date(row['retrieved_at'])}" if was_loaded and row["retrieved_at"] else None,
        f"lacks {row['missing_members']}" if row["missing_members"] else None,
    ]
    return html.Li(
        [
            html.Span(source_name(row["source"]), className="freshness-source"),
            html.Span(
                [html.Span(sign, **attributes(aria_hidden="true")), f" {words}"],
                className=f"freshness-status {tone}",
            ),
            _stale_mark(row),
            *(html.Span(fact, className="freshness-fact") for fact in facts if fact),
        ]
    )


def _stale_mark(row: Mapping[str, Any]) -> Component | None:
    if not row["is_stale"]:
        return None
    age = f", {row['age_days']} days old" if row["age_days"] is not None else ""
    limit = f"; limit {row['limit_days']}" if row["limit_days"] is not None else ""
    return html.Span(
        [html.Span("▲", **attributes(aria_hidden="true")), f" stale{age}{limit}"], className="freshness-status warn"
    )
