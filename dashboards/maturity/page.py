"""`/maturity`: which partnerships are mature, on what evidence, and what if one weighs it differently?

What the page of one partnership shows is in `cards.py`, with what both pages show.
"""

from __future__ import annotations

from collections.abc import Mapping

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.availability import draw_availability
from dashboards.charts.intervals import draw_intervals
from dashboards.components.figure_card import Card, card_tab, find_answer
from dashboards.components.filters import choice, filter_form
from dashboards.formats import count_of, format_count, format_share
from dashboards.maturity.bounds import bounds_card
from dashboards.maturity.cards import DEFINITION, services_card, values_coverage
from dashboards.maturity.changes import all_changes_card
from dashboards.maturity.drivers import framework_checks_card, leave_one_out_card, pairs_card, sensitivity_card
from dashboards.maturity.interval_rows import DEFINITION as INTERVALS
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
from dashboards.visit import TAB, Page, Route, Visit
from dashboards.words import Words
from warehouse.products.matches.query import check_choice
from warehouse.store.reader import Snapshot

say = Words(__file__)

PATH = "/maturity"
_STAGES = ("learn", "connect", "demonstrate", "commercialise")


def build(visit: Visit) -> Page:
    """The page for `platform`, `pillar` and a reader's own weights."""
    snapshot, parameters = visit.snapshot, visit.parameters
    platform = {"platform": parameters.get("platform", "")}
    check_choice("pillar", parameters.get("pillar"), tuple(list_pillars(snapshot)["pillar_id"]))
    both = {**platform, "pillar": parameters.get("pillar", "")}

    return Page(
        "Maturity",
        find_answer(lambda: _answer(MATURITY_SCORES.rows(snapshot, platform))),
        (_filters(snapshot, parameters),),
        (
            card_tab(
                visit,
                "bounds",
                "What it can be",
                (MATURITY_BOUNDS, lambda: bounds_card(snapshot, platform, parameters)),
            ),
            card_tab(visit, "scores", "As a whole", (MATURITY_SCORES, lambda: _total_card(snapshot, platform))),
            card_tab(
                visit,
                "pillars",
                "Pillar by pillar",
                (PILLAR_SCORES, lambda: _pillar_card(snapshot, both)),
            ),
            card_tab(
                visit,
                "known",
                "What is known",
                (INDICATOR_VALUES, lambda: _availability_card(snapshot, both)),
            ),
            card_tab(
                visit,
                "pairs",
                "Clear differences",
                (MATURITY_PAIRS, lambda: pairs_card(snapshot, both)),
            ),
            card_tab(
                visit,
                "drivers",
                "What drives it",
                (SENSITIVITY, lambda: sensitivity_card(snapshot, both)),
                (LEAVE_ONE_OUT, lambda: leave_one_out_card(snapshot, both)),
            ),
            card_tab(visit, "changes", "Changes", (MATURITY_CHANGES, lambda: all_changes_card(snapshot, platform))),
            card_tab(
                visit,
                "checks",
                "Checks",
                (FRAMEWORK_CHECKS, lambda: framework_checks_card(snapshot, both)),
            ),
            card_tab(
                visit,
                "weights",
                "Your weights",
                (OWN_SCORES, lambda: own_weights_card(snapshot, PATH, platform, parameters)),
            ),
            card_tab(
                visit,
                "services",
                "Services",
                (SERVICE_RECOMMENDATIONS, lambda: services_card(snapshot, platform)),
            ),
        ),
        kicker="Which are mature, how sure are we, what drives it, what if I weigh it differently?",
        default="weights" if weight_parameters(parameters) else "",
    )


ROUTE = Route(PATH, build, say, is_main=True, parameters=("platform", "pillar", f"{PREFIX}*"))


def _filters(snapshot: Snapshot, parameters: Mapping[str, str]) -> Node:
    return filter_form(
        PATH,
        [
            choice("platform", "Platform", [("", "All platforms"), *list_platforms(snapshot).rows()], parameters),
            choice("pillar", "Pillar", [("", "All pillars"), *list_pillars(snapshot).rows()], parameters),
        ],
        is_filtered=bool(parameters.get("platform") or parameters.get("pillar")),
        kept={**weight_parameters(parameters), TAB: parameters.get(TAB, "")},
    )


def _total_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    scores = MATURITY_SCORES.rows(snapshot, filters)
    assessed = scores.filter(pl.col("score").is_not_null())
    return Card(
        heading="Maturity as a whole",
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
        coverage=(
            f"{format_count(assessed.height)} of {format_count(scores.height)} partnerships assessed; on average "
            f"{format_share(_mean(scores, 'coverage_share'))} of the scored indicators have a value. The others stand "
            "in the table with the reason."
        ),
        definition=f"{DEFINITION} {INTERVALS}",
        table_parameters=filters,
        page_size=15,
        notes=(h.a(href="/export/maturity.xlsx")["Audit file: every total recomputed in a spreadsheet (XLSX)"],),
    )


def _say_stages(scores: pl.DataFrame) -> str:
    counts = dict(scores.group_by("stage_id").len().rows())
    known = ", ".join(f"{format_count(counts[stage])} {stage}" for stage in _STAGES if stage in counts)
    silent = counts.get("not_known", 0)
    return f"Stage, which is apart from the score: {known or 'none known'}; not known of {format_count(silent)}."


def _answer(scores: pl.DataFrame) -> str:
    """Which stands highest and how surely, and the share that is not assessed, in one sentence."""
    assessed = scores.filter(pl.col("score").is_not_null())
    if assessed.is_empty():
        known = int(scores["indicator_with_value_count"].max() or 0)  # type: ignore[arg-type]
        total = int(scores["indicator_count"].max() or 0)  # type: ignore[arg-type]
        return (
            f"No partnership of {format_count(scores.height)} can be assessed as a whole: at most "
            f"{known} of {total} indicators have a value. Not assessed is not weak."
        )
    missing = f"{format_share(1 - assessed.height / scores.height)} of {count_of(scores.height, 'partnership')}"
    return f"{_highest(assessed)}; {missing} {'is' if scores.height == 1 else 'are'} not assessed, which is not weak."


def _highest(scored: pl.DataFrame) -> str:
    """Which of the scores is highest, with its interval, and how many it cannot be distinguished from."""
    top = scored.sort(["score_p50", "partnership_id"], descending=[True, False], nulls_last=True).row(0, named=True)
    alike = (
        f" and cannot be distinguished from {format_count(top['alike_count'])} of "
        f"{count_of(top['compared_count'], 'other')}"
        if top["alike_count"]
        else ""
    )
    return f"{top['partnership_name']} stands highest (median {say_interval(top)}){alike}"


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
        heading="Pillar by pillar",
        finding=_pillar_finding(scores, scored),
        spec=PILLAR_SCORES,
        frame=scores,
        figure=draw_intervals(
            interval_rows(named, undistinguished_pairs(snapshot), name="name", scope="pillar_id"),
            empty_reason="No pillar has two indicators with a value.",
        ),
        coverage=(
            f"{format_count(scored.height)} of {format_count(scores.height)} pillar scores could be made; a pillar "
            "needs two indicators with a value. The others stand in the table with the reason."
        ),
        definition=f"{DEFINITION} {INTERVALS}",
        table_parameters=filters,
    )


def _pillar_finding(scores: pl.DataFrame, scored: pl.DataFrame) -> str:
    if scored.is_empty():
        return "No pillar of any partnership here has two indicators with a value."
    first = scored["pillar_name"][0]
    in_pillar = scores.filter(pl.col("pillar_name") == first)
    known = in_pillar.filter(pl.col("score").is_not_null())
    silent = [name for name in scores["pillar_name"].unique(maintain_order=True) if name not in scored["pillar_name"]]
    rest = f"; nobody has a score for {', '.join(silent)}" if silent else ""
    return (
        f"{first.capitalize()}: {_highest(known)}; {format_share(1 - known.height / in_pillar.height)} are not "
        f"assessed{rest}."
    )


def _availability_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    values = INDICATOR_VALUES.rows(snapshot, filters)
    return Card(
        heading="What is known of whom",
        finding=_availability_finding(values),
        spec=INDICATOR_VALUES,
        frame=values,
        figure=draw_availability(values, empty_reason="No indicator of any partnership."),
        coverage=values_coverage(values),
        definition=f"{DEFINITION} M: mission, C: partners, P: contact, E: ecosystems.",
        table_parameters=filters,
    )


def _availability_finding(values: pl.DataFrame) -> str:
    known = values.filter(pl.col("evidence") != "missing")
    if known.is_empty():
        return "Nothing is known that an indicator could rest on."
    counts = known.group_by("indicator_id", "indicator_name").len()
    best = counts.sort(["len", "indicator_id"], descending=[True, False])
    empty = values["indicator_id"].n_unique() - known["indicator_id"].n_unique()
    top = best.row(0, named=True)
    return (
        f"{top['indicator_name']} ({top['indicator_id']}) is known of most, {count_of(top['len'], 'partnership')}; "
        f"{count_of(empty, 'indicator')} of {values['indicator_id'].n_unique()} of nobody."
    )


def _mean(frame: pl.DataFrame, column: str) -> float | None:
    mean = frame[column].mean()
    return float(mean) if isinstance(mean, int | float) else None
