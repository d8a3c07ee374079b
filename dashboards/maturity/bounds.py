"""Cards on what scores can still be, and on the facts that would narrow it most: `/maturity`, `/partnership/<id>`.

Belongs here: bounds and next facts in words and as ranges. They come from dbt (`fct_maturity_bounds`,
`fct_next_fact`); what varies with the assumptions of the framework is in `interval_rows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.intervals import draw_intervals
from dashboards.components.figure_card import Card
from dashboards.formats import count_of, format_score
from dashboards.maturity.queries import say_bounds, score_bounds
from dashboards.maturity.tables import MATURITY_BOUNDS, NEXT_FACTS
from warehouse.store.reader import Snapshot

SHOWN = 15
DEFINITION = (
    "Line: from the score if all that is unknown were worst to the score if it were best; mark: what is known alone. "
    "The mark is without draws; the median of the card below is over draws. "
    "Nothing that is missing can move a score off its line. Points beside a fact: by how much it narrows the whole."
)


def bounds_card(snapshot: Snapshot, filters: Mapping[str, str], parameters: Mapping[str, str]) -> Card:
    """What every partnership can score at worst and at best, drawn for one pillar, and the first fact to ask for."""
    table = MATURITY_BOUNDS.rows(snapshot, filters)
    bounds = score_bounds(snapshot, filters.get("platform") or None)
    width = pl.col("score_high") - pl.col("score_low")
    narrowest = bounds.group_by("scope").agg(width.mean()).sort("score_high", "scope")["scope"].first() or ""
    scope = parameters.get("pillar") or narrowest
    drawn = bounds.filter(pl.col("scope") == scope).sort(width, "partnership_id").head(SHOWN)
    name: str = next(iter(drawn["scope_name"].drop_nulls()), "")
    return Card(
        heading="What it can be",
        finding=_finding(table),
        spec=MATURITY_BOUNDS,
        frame=table,
        figure=_draw(drawn, "partnership_name").update_xaxes(title_text=f"{name}: points, 0 to 100"),
        coverage=(
            f"The chart shows {name.lower()} of the {drawn.height} partnerships of {table.height} that are most "
            "narrowly bounded in it, the table all and the other pillars."
        ),
        definition=DEFINITION,
        table_parameters=filters,
    )


def partnership_bounds_card(snapshot: Snapshot, own: Mapping[str, str]) -> Card:
    """What one partnership can score at worst and at best, and the facts that would narrow that most."""
    facts = NEXT_FACTS.rows(snapshot, own)
    bounds = score_bounds(snapshot, None, own["partnership"])
    whole = bounds.filter(pl.col("scope") == "total").row(0, named=True)
    first = facts.head(1).rows(named=True)
    then = [f"{fact['fact']} ({_points(fact)})" for fact in facts.iter_rows(named=True) if fact["rank"] > 1]
    return Card(
        heading="What it can be",
        finding=(
            f"As a whole {say_bounds(whole)} points; "
            + (
                f"one fact would narrow this most: {first[0]['fact']} ({_points(first[0])})."
                if first
                else "nothing is missing."
            )
        ),
        spec=NEXT_FACTS,
        frame=facts,
        figure=_draw(bounds, "scope_name"),
        coverage=f"{count_of(facts.height, 'fact')}, each beside those before it; members: {whole['members_words']}.",
        definition=DEFINITION,
        table_parameters=own,
        notes=(f"Once that is known: {'; '.join(then)}.",) if then else (),
    )


def _finding(table: pl.DataFrame) -> str:
    if table.is_empty():
        return "No partnership here."
    best = table.sort(pl.col("score_high") - pl.col("score_low"), "partnership_id").row(0, named=True)
    first = table.filter(pl.col("fact").is_not_null()).with_columns(pl.col("fact").str.replace(r" \(.*\)$", ""))
    asked = first.group_by("fact").len().sort(["len", "fact"], descending=[True, False]).rows(named=True)
    rest = f"; the first fact to ask for is {asked[0]['fact']} for {asked[0]['len']} of {table.height}" if asked else ""
    return (
        f"{best['partnership_name']} is known best: {format_score(best['score_low'])} to "
        f"{format_score(best['score_high'])} points as a whole are still possible{rest}."
    )


def _draw(bounds: pl.DataFrame, name: str) -> go.Figure:
    rows = bounds.select(
        pl.col(name).alias("name"),
        pl.col("score_low").alias("low"),
        pl.col("score_said").alias("middle"),
        pl.col("score_high").alias("high"),
        pl.lit(None, dtype=pl.String).alias("standing"),
        pl.struct("score_low", "score_said", "score_high")
        .map_elements(say_bounds, return_dtype=pl.String)
        .alias("detail"),
    )
    return draw_intervals(rows, mark="Known alone", empty_reason="No partnership here.")


def _points(fact: Mapping[str, Any]) -> str:
    return f"{format_score(fact['points'])} points"
