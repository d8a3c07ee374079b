"""Cards on the maturity of a partnership, shared by `/maturity` and `/partnership/<id>` so that both say the same.

Belongs here: how mature one is, what that rests on, which service would help and why. Scores, intervals and verdicts
come from the marts through `dashboards.tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.intervals import draw_intervals
from dashboards.components.figure_card import Card, list_facts
from dashboards.formats import count_of, format_count, format_share
from dashboards.maturity.interval_rows import say_interval
from dashboards.maturity.tables import INDICATOR_VALUES, MATURITY_SCORES, PILLAR_SCORES, SERVICE_RECOMMENDATIONS
from warehouse.store.reader import Snapshot

DEFINITION = "Our own measure: no public composite score of these partnerships exists."
NO_SCALE_UP = (
    "Nothing points to scale-up and commercialisation: the guidance has no insight on when it helps. No rule leads to "
    "funding, finance and investment assistance either."
)
_STATUSES = {
    "recommended": "recommended",
    "held_back": "held back: a condition before it is not met",
    "gate_unknown": "comes into question: whether a condition before it is met is not known",
}


def values_coverage(values: pl.DataFrame) -> str:
    """How many values are stated, observed, made up and missing."""
    counts = dict(values.group_by("evidence").len().rows())
    coverage = (
        f"{format_count(values.height)} places: {format_count(counts.get('declared', 0))} declared, "
        f"{format_count(counts.get('observed', 0))} observed, "
        + (f"{format_count(counts['demonstration'])} demonstration, " if "demonstration" in counts else "")
        + f"{format_count(counts.get('missing', 0))} missing. Missing is not zero. "
        "C6 and E7 are context and never scored"
    )
    return coverage + ("; nor are demonstration data." if "demonstration" in counts else ".")


def services_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """The card of what the guidance's rules say, for all partnerships or one."""
    rules = SERVICE_RECOMMENDATIONS.rows(snapshot, filters)
    is_one = "partnership" in filters
    judged = rules.filter(pl.col("status") != "not_assessed").height
    return Card(
        heading="Which service would help",
        finding=_services_finding(rules, is_one=is_one),
        spec=SERVICE_RECOMMENDATIONS,
        frame=rules,
        body=_services_list(rules) if is_one else None,
        coverage=(
            f"{format_count(judged)} of {count_of(rules.height, 'verdict')} could be given; where it is not known "
            "whether a rule fires, nothing is recommended."
        ),
        definition="The rules of the guidance in our own words; the table cites the document of each.",
        table_parameters=filters,
        page_size=25,
        notes=(NO_SCALE_UP,),
    )


def _services_finding(rules: pl.DataFrame, *, is_one: bool) -> str:
    recommended = rules.filter(pl.col("status") == "recommended")
    if not recommended.is_empty():
        whom = "" if is_one else f" to {count_of(recommended['partnership_id'].n_unique(), 'partnership')}"
        services = ", ".join(recommended["service_name"].unique(maintain_order=True).to_list())
        return f"Recommended{whom}: {services}."
    waiting = rules.filter(pl.col("status").is_in(["held_back", "gate_unknown"]))
    if waiting.is_empty():
        return "No service can be recommended: what the rules ask for is not known or not the case."
    services = ", ".join(waiting["service_name"].unique(maintain_order=True).to_list())
    whom = "" if is_one else f" for {count_of(waiting['partnership_id'].n_unique(), 'partnership')}"
    return (
        f"No service can be recommended yet; {services} comes into question{whom} if the conditions turn out to be met."
    )


def _services_list(rules: pl.DataFrame) -> Node:
    """What each service that comes into question rests on, and what would change it."""
    shown = rules.filter(pl.col("status").is_in(list(_STATUSES)))
    if shown.is_empty():
        return h.p(class_="note")["The table has every rule with what is not known."]
    return h.ol(class_="changes")[[_service(rule) for rule in shown.iter_rows(named=True)]]


def _service(rule: Mapping[str, Any]) -> Node:
    share = rule["draw_share"]
    stays = "not drawn" if share is None else f"in {format_share(share)} of the draws"
    facts = {
        "Evidence": str(rule["evidence_read"]) + (" (by proxy)" if rule["is_proxy"] else ""),
        "Stays": stays,
        "What would change it": rule["what_would_change_it"],
        "Rule": f"{rule['statement']} ({rule['document']})",
    }
    return h.li[
        h.div(class_="change-head")[
            h.span(class_="change-name")[str(rule["service_name"]).capitalize()],
            h.span(class_="change-values")[_STATUSES[rule["status"]]],
        ],
        list_facts(facts),
    ]


def partnership_maturity_card(snapshot: Snapshot, own: Mapping[str, str]) -> Card:
    """The card of one partnership: how mature it is, how surely, and what that rests on."""
    values = INDICATOR_VALUES.rows(snapshot, own)
    total = MATURITY_SCORES.rows(snapshot, own).row(0, named=True)
    pillars = PILLAR_SCORES.rows(snapshot, own)
    return Card(
        heading="How mature it is",
        finding=_own_finding(total, pillars),
        spec=INDICATOR_VALUES,
        frame=values,
        figure=draw_intervals(_own_rows(total, pillars), empty_reason="No pillar is known."),
        coverage=values_coverage(values),
        definition=(
            f"{DEFINITION} Line: where nine draws in ten over the assumptions of the framework put the score; mark: "
            "their median."
        ),
        table_parameters=own,
        notes=(
            f"Stage: {str(total['stage_id']).replace('_', ' ')} ({total['stage_evidence']}). {total['stage_basis']}.",
        ),
    )


def _own_rows(total: Mapping[str, Any], pillars: pl.DataFrame) -> pl.DataFrame:
    rows = [{**total, "pillar_name": "as a whole"}, *pillars.to_dicts()]
    return pl.DataFrame(
        {
            "name": [str(row["pillar_name"]).capitalize() for row in rows],
            "low": [row["score_p05"] for row in rows],
            "middle": [row["score_p50"] for row in rows],
            "high": [row["score_p95"] for row in rows],
            "standing": [None for _ in rows],
            "detail": [_own_detail(row) for row in rows],
        },
        schema_overrides={**dict.fromkeys(("low", "middle", "high"), pl.Float64), "standing": pl.String},
    )


def _own_detail(row: Mapping[str, Any]) -> str:
    known = f"{row['indicator_with_value_count']} of {row['indicator_count']} known"
    if row["score"] is None:
        return f"not assessed, which is not weak · {known}"
    return f"{say_interval(row)} · {_say_band(row)} · {known}"


def _say_band(row: Mapping[str, Any]) -> str:
    return str(row["band"]).removeprefix("between ").replace(" and ", " to ")


def _own_finding(total: Mapping[str, Any], pillars: pl.DataFrame) -> str:
    scored = pillars.filter(pl.col("score").is_not_null())
    if total["score"] is not None:
        near = ", near a limit" if total["is_borderline"] else ""
        return f"As a whole {total['band']}: median {say_interval(total)} points{near}."
    known = "; ".join(f"{row['pillar_name']}, median {say_interval(row)}" for row in scored.iter_rows(named=True))
    return f"Not assessed as a whole. {total['not_assessed_reason']}" + (f" Known: {known} points." if known else "")
