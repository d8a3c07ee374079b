"""`/maturity`: which partnerships are mature, on what evidence, and what if one weighs it differently?

What the page of one partnership shows is in `cards.py`, with what both pages show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.availability import draw_availability
from dashboards.charts.intervals import draw_intervals
from dashboards.components.figure_card import Card, card_tab, find_answer
from dashboards.components.filters import choice, filter_form
from dashboards.formats import format_share
from dashboards.maturity.bounds import bounds_card
from dashboards.maturity.cards import services_card, values_coverage
from dashboards.maturity.changes import all_changes_card
from dashboards.maturity.drivers import framework_checks_card, leave_one_out_card, pairs_card, sensitivity_card
from dashboards.maturity.interval_rows import interval_rows, say_interval
from dashboards.maturity.own_weights import PREFIX, weight_parameters
from dashboards.maturity.queries import list_pillars, undistinguished_pairs
from dashboards.maturity.tables import (
    FRAMEWORK_CHECKS,
    INDICATOR_VALUES,
    LEAVE_ONE_OUT,
    MATURITY_BOUNDS,
    MATURITY_CHANGES,
    MATURITY_PAIRS,
    MATURITY_SCORES,
    OWN_SCORES,
    PILLAR_SCORES,
    SENSITIVITY,
    SERVICE_RECOMMENDATIONS,
)
from dashboards.maturity.weights import own_weights_card
from dashboards.partnerships.queries import list_platforms
from dashboards.tables import TableSpec
from dashboards.visit import TAB, Page, Route, Tab, Visit
from dashboards.words import Words
from warehouse.products.matches.query import check_choice
from warehouse.store.reader import Snapshot

say = Words(__file__)

PATH = "/maturity"
SHOWN = 30
"""Partnerships in the chart of what is known, which stays under three screens."""
_STAGES = ("learn", "connect", "demonstrate", "commercialise")


def build(visit: Visit) -> Page:
    """The page for `platform`, `pillar` and a reader's own weights."""
    snapshot, parameters = visit.snapshot, visit.parameters
    platform = {"platform": parameters.get("platform", "")}
    check_choice("pillar", parameters.get("pillar"), tuple(list_pillars(snapshot)["pillar_id"]))
    both = {**platform, "pillar": parameters.get("pillar", "")}

    def tab(name: str, *cards: tuple[TableSpec, Callable[[], Card]]) -> Tab:
        return card_tab(visit, name, say(f"tab-{name}"), *cards)

    return Page(
        say("page"),
        find_answer(lambda: _answer(MATURITY_SCORES.rows(snapshot, platform))),
        (_filters(snapshot, parameters),),
        (
            tab("bounds", (MATURITY_BOUNDS, lambda: bounds_card(snapshot, platform, parameters))),
            tab("scores", (MATURITY_SCORES, lambda: _total_card(snapshot, platform))),
            tab("pillars", (PILLAR_SCORES, lambda: _pillar_card(snapshot, both))),
            tab("known", (INDICATOR_VALUES, lambda: _availability_card(snapshot, both))),
            tab("pairs", (MATURITY_PAIRS, lambda: pairs_card(snapshot, both))),
            tab(
                "drivers",
                (SENSITIVITY, lambda: sensitivity_card(snapshot, both)),
                (LEAVE_ONE_OUT, lambda: leave_one_out_card(snapshot, both)),
            ),
            tab("changes", (MATURITY_CHANGES, lambda: all_changes_card(snapshot, platform))),
            tab("checks", (FRAMEWORK_CHECKS, lambda: framework_checks_card(snapshot, both))),
            tab("weights", (OWN_SCORES, lambda: own_weights_card(snapshot, PATH, platform, parameters))),
            tab("services", (SERVICE_RECOMMENDATIONS, lambda: services_card(snapshot, platform))),
        ),
        kicker=say("page.kicker"),
        default="weights" if weight_parameters(parameters) else "",
    )


ROUTE = Route(PATH, build, say, is_main=True, parameters=("platform", "pillar", f"{PREFIX}*"))


def _filters(snapshot: Snapshot, parameters: Mapping[str, str]) -> Node:
    lists = (("platform", list_platforms(snapshot)), ("pillar", list_pillars(snapshot)))
    return filter_form(
        PATH,
        [
            choice(name, say(f"filter-{name}"), [("", say(f"filter-{name}.all")), *values.rows()], parameters)
            for name, values in lists
        ],
        is_filtered=any(parameters.get(name) for name, _ in lists),
        kept={**weight_parameters(parameters), TAB: parameters.get(TAB, "")},
    )


def _total_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    scores = MATURITY_SCORES.rows(snapshot, filters)
    assessed = scores.filter(pl.col("score").is_not_null())
    return Card(
        heading=say("total"),
        finding=_say_stages(scores),
        spec=MATURITY_SCORES,
        frame=scores,
        figure=None
        if assessed.is_empty()
        else draw_intervals(
            interval_rows(
                assessed.with_columns(total=pl.lit("total")),
                undistinguished_pairs(snapshot),
                name="partnership_name",
                scope="total",
            ),
            empty_reason="",
        ),
        coverage=say(
            "total.coverage",
            assessed=assessed.height,
            partnerships=scores.height,
            share=format_share(_mean(scores, "coverage_share")),
        ),
        definition=say("total.definition"),
        table_parameters=filters,
        page_size=15,
        notes=(h.a(href="/export/maturity.xlsx")[say("total.audit")],),
    )


def _say_stages(scores: pl.DataFrame) -> str:
    counts = dict(scores.group_by("stage_id").len().rows())
    known = [say("total.stage", count=counts[stage], stage=stage) for stage in _STAGES if stage in counts]
    stages = ", ".join(known) or say("total.none")
    return say("total.finding", stages=stages, silent=counts.get("not_known", 0))


def _answer(scores: pl.DataFrame) -> str:
    """Which stands highest and how surely, and the share that is not assessed, in one sentence."""
    assessed = scores.filter(pl.col("score").is_not_null())
    if assessed.is_empty():
        most = scores.select(pl.max("indicator_with_value_count", "indicator_count")).row(0)
        known, indicators = (count or 0 for count in most)
        return say("page.unassessed", partnerships=scores.height, known=known, indicators=indicators)
    share = format_share(1 - assessed.height / scores.height)
    return say("page.answer", highest=_highest(assessed), share=share, partnerships=scores.height)


def _highest(scored: pl.DataFrame) -> str:
    """Which of the scores is highest, with its interval, and how many it cannot be distinguished from."""
    top = scored.sort(["score_p50", "partnership_id"], descending=[True, False], nulls_last=True).row(0, named=True)
    return say(
        "highest",
        name=top["partnership_name"],
        interval=say_interval(top),
        alike=top["alike_count"] or 0,
        others=top["compared_count"] or 0,
    )


def _pillar_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    scores = PILLAR_SCORES.rows(snapshot, filters)
    scored = scores.filter(pl.col("score").is_not_null())
    several = scored["pillar_id"].n_unique() > 1
    named = scored.with_columns(
        pl.when(pl.lit(several))
        .then(pl.col("pillar_name") + ": " + pl.col("partnership_name"))
        .otherwise(pl.col("partnership_name"))
        .alias("name")
    )
    return Card(
        heading=say("pillars"),
        finding=_pillar_finding(scores, scored),
        spec=PILLAR_SCORES,
        frame=scores,
        figure=draw_intervals(
            interval_rows(named, undistinguished_pairs(snapshot), name="name", scope="pillar_id"),
            empty_reason=say("pillars.none"),
        ),
        coverage=say("pillars.coverage", scored=scored.height, scores=scores.height),
        definition=say("pillars.definition"),
        table_parameters=filters,
    )


def _pillar_finding(scores: pl.DataFrame, scored: pl.DataFrame) -> str:
    if scored.is_empty():
        return say("pillars.none")
    first = scored["pillar_name"][0]
    in_pillar = scores.filter(pl.col("pillar_name") == first)
    known = in_pillar.filter(pl.col("score").is_not_null())
    said = {
        "pillar": first.capitalize(),
        "highest": _highest(known),
        "share": format_share(1 - known.height / in_pillar.height),
    }
    silent = [name for name in scores["pillar_name"].unique(maintain_order=True) if name not in scored["pillar_name"]]
    if not silent:
        return say("pillars.finding", **said)
    return say("pillars.finding-and-silent", **said, silent=", ".join(silent))


def _availability_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    values = INDICATOR_VALUES.rows(snapshot, filters)
    partnerships = values.group_by("partnership_id", maintain_order=True).agg(
        known=(pl.col("evidence") != "missing").sum()
    )
    most = partnerships.sort("known", descending=True, maintain_order=True).head(SHOWN)
    drawn = values.join(most, on="partnership_id", how="semi", maintain_order="left")
    shown = say("known.shown", shown=most.height, partnerships=partnerships.height)
    return Card(
        heading=say("known"),
        finding=_availability_finding(values),
        spec=INDICATOR_VALUES,
        frame=values,
        figure=draw_availability(drawn, empty_reason=say("known.empty")),
        coverage=f"{shown} {values_coverage(values)}",
        definition=say("known.definition"),
        table_parameters=filters,
    )


def _availability_finding(values: pl.DataFrame) -> str:
    known = values.filter(pl.col("evidence") != "missing")
    if known.is_empty():
        return say("known.none")
    counts = known.group_by("indicator_id", "indicator_name").len()
    top = counts.sort(["len", "indicator_id"], descending=[True, False]).row(0, named=True)
    indicators = values["indicator_id"].n_unique()
    return say(
        "known.finding",
        name=top["indicator_name"],
        id=top["indicator_id"],
        partnerships=top["len"],
        empty=indicators - known["indicator_id"].n_unique(),
        indicators=indicators,
    )


def _mean(frame: pl.DataFrame, column: str) -> float | None:
    mean = frame[column].mean()
    return float(mean) if isinstance(mean, int | float) else None
