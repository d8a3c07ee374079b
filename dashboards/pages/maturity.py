"""`/maturity`: which partnerships are mature, on what evidence, and what if one weighs it differently?

The cards on one partnership stand on its own page (`pages/partnership.py`) and come from here, so that both say the
same. Intervals are not on this page yet: the draws behind them are not made.
"""

from __future__ import annotations

import polars as pl
from dash.development.base_component import Component

from dashboards.charts.availability import draw_availability
from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.components.figure_card import Card, draw_card
from dashboards.components.filters import choice, filter_form
from dashboards.components.page_frame import Content, render_page
from dashboards.components.weights_card import own_weights_card
from dashboards.formats import count_of, format_count, format_score, format_share
from dashboards.own_weights import weight_parameters
from dashboards.queries.maturity import list_pillars
from dashboards.queries.partnerships import list_platforms
from dashboards.tables import INDICATOR_VALUES, MATURITY_SCORES, OWN_SCORES, PILLAR_SCORES, SERVICE_RECOMMENDATIONS
from dashboards.theme import PLATFORM_COLOURS
from warehouse.reader import Snapshot

PATH = "/maturity"
DEFINITION = "Our own measure: no public composite score of these partnerships exists."


def layout(**parameters: str) -> Component:
    """The page for the URL's parameters: `platform`, `pillar` and the tables' pages."""

    def build(snapshot: Snapshot) -> Content:
        platform = {"platform": parameters.get("platform", "")}
        both = {**platform, "pillar": parameters.get("pillar", "")}
        return "Maturity", [
            _filters(snapshot, parameters),
            draw_card(snapshot, MATURITY_SCORES, lambda: _total_card(snapshot, platform, parameters)),
            draw_card(snapshot, OWN_SCORES, lambda: own_weights_card(snapshot, PATH, platform, parameters)),
            draw_card(snapshot, PILLAR_SCORES, lambda: _pillar_card(snapshot, both, parameters)),
            draw_card(snapshot, INDICATOR_VALUES, lambda: _availability_card(snapshot, both, parameters)),
            draw_card(snapshot, SERVICE_RECOMMENDATIONS, lambda: services_card(snapshot, PATH, platform, parameters)),
        ]

    return render_page("Which are mature, how sure are we, what drives it, what if I weigh it differently?", build)


def _filters(snapshot: Snapshot, parameters: dict[str, str]) -> Component:
    return filter_form(
        PATH,
        [
            choice("platform", "Platform", [("", "All platforms"), *list_platforms(snapshot).rows()], parameters),
            choice("pillar", "Pillar", [("", "All pillars"), *list_pillars(snapshot).rows()], parameters),
        ],
        is_filtered=bool(parameters.get("platform") or parameters.get("pillar")),
        kept=weight_parameters(parameters),
    )


def _total_card(snapshot: Snapshot, filters: dict[str, str], parameters: dict[str, str]) -> Card:
    scores = MATURITY_SCORES.rows(snapshot, filters)
    assessed = scores.filter(pl.col("score").is_not_null())
    return Card(
        heading="Maturity as a whole",
        finding=total_finding(scores, assessed),
        spec=MATURITY_SCORES,
        frame=scores,
        figure=draw_ranking(
            assessed,
            name="partnership_name",
            measure=Measure("score", "Points, 0 to 100", [_total_label(row) for row in assessed.to_dicts()]),
            empty_reason="Nobody can be assessed as a whole: the evidence of workbooks is missing.",
        ),
        coverage=(
            f"{format_count(assessed.height)} of {format_count(scores.height)} partnerships assessed; on average "
            f"{format_share(_mean(scores, 'coverage_share'))} of the scored indicators have a value. The others stand "
            "in the table with the reason. Intervals are not made yet: a band is that of the single score."
        ),
        definition=DEFINITION,
        path=PATH,
        page_parameters=parameters,
        table_parameters=filters,
    )


def total_finding(scores: pl.DataFrame, assessed: pl.DataFrame) -> str:
    """How many are assessed and which stands highest, in one sentence."""
    if assessed.is_empty():
        known = int(scores["indicator_with_value_count"].max() or 0)  # type: ignore[arg-type]
        total = int(scores["indicator_count"].max() or 0)  # type: ignore[arg-type]
        return (
            f"No partnership of {format_count(scores.height)} can be assessed as a whole: at most {known} of {total} "
            "indicators have a value. Not assessed does not mean weak."
        )
    top = assessed.row(0, named=True)
    return (
        f"{count_of(assessed.height, 'partnership')} of {format_count(scores.height)} can be assessed; "
        f"{top['partnership_name']} stands highest with {_total_label(top)}."
    )


def _total_label(row: dict[str, object]) -> str:
    near = ", near a limit" if row["is_borderline"] else ""
    return f"{format_score(row['score'])} · {row['band']}{near}"  # type: ignore[arg-type]


def _pillar_card(snapshot: Snapshot, filters: dict[str, str], parameters: dict[str, str]) -> Card:
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
        figure=draw_ranking(
            named,
            name="name",
            measure=Measure("score", "Points, 0 to 100", [_pillar_label(row) for row in scored.to_dicts()]),
            colour_by="platform_name",
            colours=PLATFORM_COLOURS,
            empty_reason="No pillar has two indicators with a value.",
        ),
        coverage=(
            f"{format_count(scored.height)} of {format_count(scores.height)} pillar scores could be made; a pillar "
            "needs two indicators with a value. Beside each bar: the score, the indicators it rests on, the band."
        ),
        definition=DEFINITION,
        path=PATH,
        page_parameters=parameters,
        table_parameters=filters,
    )


def _pillar_finding(scores: pl.DataFrame, scored: pl.DataFrame) -> str:
    if scored.is_empty():
        return "No pillar of any partnership here has two indicators with a value."
    top = scored.sort(["score", "partnership_id"], descending=[True, False]).row(0, named=True)
    silent = [name for name in scores["pillar_name"].unique(maintain_order=True) if name not in scored["pillar_name"]]
    rest = f"; nobody has a score for {', '.join(silent)}" if silent else ""
    return (
        f"{top['partnership_name']} stands highest in one pillar, {top['pillar_name']}, with "
        f"{format_score(top['score'])} points{rest}."
    )


def _pillar_label(row: dict[str, object]) -> str:
    return (
        f"{format_score(row['score'])} · {row['indicator_with_value_count']} of "  # type: ignore[arg-type]
        f"{row['indicator_count']} · {row['band']}"
    )


def _availability_card(snapshot: Snapshot, filters: dict[str, str], parameters: dict[str, str]) -> Card:
    values = INDICATOR_VALUES.rows(snapshot, filters)
    return Card(
        heading="What is known of whom",
        finding=_availability_finding(values),
        spec=INDICATOR_VALUES,
        frame=values,
        figure=draw_availability(values, empty_reason="No indicator of any partnership."),
        coverage=values_coverage(values),
        definition=f"{DEFINITION} M: mission, C: partners, P: contact, E: ecosystems.",
        path=PATH,
        page_parameters=parameters,
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


def values_coverage(values: pl.DataFrame) -> str:
    """How many values are stated, observed, made up and missing."""
    counts = dict(values.group_by("evidence").len().rows())
    coverage = (
        f"{format_count(values.height)} places: {format_count(counts.get('declared', 0))} declared, "
        f"{format_count(counts.get('observed', 0))} observed, "
        + (f"{format_count(counts['demonstration'])} demonstration, " if "demonstration" in counts else "")
        + f"{format_count(counts.get('missing', 0))} missing. Missing is not nought. "
        "C6 and E7 are context and never scored"
    )
    return coverage + ("; nor are demonstration data." if "demonstration" in counts else ".")


def services_card(snapshot: Snapshot, path: str, filters: dict[str, str], parameters: dict[str, str]) -> Card:
    """The card of what the guidance's rules say, for all partnerships or one."""
    rules = SERVICE_RECOMMENDATIONS.rows(snapshot, filters)
    judged = rules.filter(pl.col("status") != "not_assessed").height
    return Card(
        heading="Which service would help",
        finding=_services_finding(rules),
        spec=SERVICE_RECOMMENDATIONS,
        frame=rules,
        coverage=(
            f"{format_count(judged)} of {count_of(rules.height, 'verdict')} could be given; where it is not known "
            "whether a rule fires, nothing is recommended."
        ),
        definition=(
            "The rules of the guidance in our own words. No rule leads to funding, finance and investment assistance, "
            "nor to scale-up and commercialisation: the guidance has no insight on the latter."
        ),
        path=path,
        page_parameters=parameters,
        table_parameters=filters,
        page_size=25,
    )


def _services_finding(rules: pl.DataFrame) -> str:
    recommended = rules.filter(pl.col("status") == "recommended")
    if not recommended.is_empty():
        partnerships = recommended["partnership_id"].n_unique()
        services = ", ".join(recommended["service_name"].unique(maintain_order=True).to_list())
        return f"Recommended to {count_of(partnerships, 'partnership')}: {services}."
    waiting = rules.filter(pl.col("status").is_in(["held_back", "gate_unknown"]))
    if waiting.is_empty():
        return "No service can be recommended: what the rules ask for is not known, or they do not fire."
    services = ", ".join(waiting["service_name"].unique(maintain_order=True).to_list())
    return (
        f"No service can be recommended yet; {services} comes into question for "
        f"{count_of(waiting['partnership_id'].n_unique(), 'partnership')} if its conditions turn out to be met."
    )


def partnership_maturity_card(snapshot: Snapshot, path: str, own: dict[str, str], parameters: dict[str, str]) -> Card:
    """The card of one partnership: how mature it is and what that rests on."""
    values = INDICATOR_VALUES.rows(snapshot, own)
    total = MATURITY_SCORES.rows(snapshot, own).row(0, named=True)
    pillars = PILLAR_SCORES.rows(snapshot, own)
    scored = pillars.filter(pl.col("score").is_not_null())
    return Card(
        heading="How mature it is",
        finding=_own_finding(total, scored),
        spec=INDICATOR_VALUES,
        frame=values,
        figure=draw_ranking(
            pillars.sort(pl.col("pillar_name").replace_strict(_pillar_order(snapshot))),
            name="pillar_name",
            measure=Measure(
                "score",
                "Points, 0 to 100",
                [
                    _pillar_label(row)
                    if row["score"] is not None
                    else f"not assessed: {row['indicator_with_value_count']} of {row['indicator_count']}"
                    for row in pillars.to_dicts()
                ],
            ),
            empty_reason="No pillar is known.",
        ),
        coverage=values_coverage(values),
        definition=f"{DEFINITION} Beside each bar: the score, the indicators it rests on, the band.",
        path=path,
        page_parameters=parameters,
        table_parameters=own,
        notes=(
            f"Stage: {str(total['stage_id']).replace('_', ' ')} ({total['stage_evidence']}). {total['stage_basis']}.",
        ),
    )


def _pillar_order(snapshot: Snapshot) -> dict[str, int]:
    return {name: place for place, name in enumerate(list_pillars(snapshot)["pillar_name"])}


def _own_finding(total: dict[str, object], scored: pl.DataFrame) -> str:
    if total["score"] is not None:
        return f"As a whole {_total_label(total)}."
    known = "; ".join(f"{name} {format_score(score)}" for name, score in scored.select("pillar_name", "score").rows())
    return f"Not assessed as a whole. {total['not_assessed_reason']}" + (f" Known: {known} points." if known else "")


def _mean(frame: pl.DataFrame, column: str) -> float | None:
    mean = frame[column].mean()
    return float(mean) if isinstance(mean, int | float) else None
