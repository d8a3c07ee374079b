"""Cards on what scores can still be, and on the facts that would narrow it most: `/maturity`, `/partnership/<id>`.

Belongs here: bounds and next facts in words and as ranges. They come from dbt (`fct_maturity_bounds`,
`fct_next_fact`); what varies with the assumptions of the framework is in `interval_rows`.
"""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.intervals import draw_intervals
from dashboards.components.figure_card import Card
from dashboards.formats import format_score
from dashboards.maturity.queries import say_bounds, score_bounds
from dashboards.maturity.tables import MATURITY_BOUNDS, NEXT_FACTS
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__)

SHOWN = 15


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
        heading=say("bounds"),
        finding=_finding(table),
        spec=MATURITY_BOUNDS,
        frame=table,
        figure=_draw(drawn, "partnership_name").update_xaxes(title_text=say("bounds.axis", pillar=name)),
        coverage=say("bounds.coverage", pillar=name.lower(), shown=drawn.height, partnerships=table.height),
        definition=say("bounds.definition"),
        table_parameters=filters,
    )


def partnership_bounds_card(snapshot: Snapshot, own: Mapping[str, str]) -> Card:
    """What one partnership can score at worst and at best, and the facts that would narrow that most."""
    facts = NEXT_FACTS.rows(snapshot, own)
    bounds = score_bounds(snapshot, None, own["partnership"])
    whole = bounds.filter(pl.col("scope") == "total").row(0, named=True)
    said = [
        say("next.fact", fact=fact["fact"], points=format_score(fact["points"])) for fact in facts.iter_rows(named=True)
    ]
    words = say_bounds(whole)
    return Card(
        heading=say("bounds"),
        finding=say("next.finding", bounds=words, fact=said[0]) if said else say("next.none", bounds=words),
        spec=NEXT_FACTS,
        frame=facts,
        figure=_draw(bounds, "scope_name"),
        coverage=say("next.coverage", facts=facts.height, members=whole["members_words"]),
        definition=say("bounds.definition"),
        table_parameters=own,
        notes=(say("next.then", facts="; ".join(said[1:])),) if said[1:] else (),
    )


def _finding(table: pl.DataFrame) -> str:
    if table.is_empty():
        return say("bounds.none")
    best = table.sort(pl.col("score_high") - pl.col("score_low"), "partnership_id").row(0, named=True)
    known = {
        "name": best["partnership_name"],
        "low": format_score(best["score_low"]),
        "high": format_score(best["score_high"]),
    }
    first = table.filter(pl.col("fact").is_not_null()).with_columns(pl.col("fact").str.replace(r" \(.*\)$", ""))
    asked = first.group_by("fact").len().sort(["len", "fact"], descending=[True, False]).rows(named=True)
    if not asked:
        return say("bounds.finding", **known)
    return say(
        "bounds.finding-and-fact",
        **known,
        fact=asked[0]["fact"],
        asked=asked[0]["len"],
        partnerships=table.height,
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
    return draw_intervals(rows, mark=say("bounds.mark"), empty_reason=say("bounds.none"))
