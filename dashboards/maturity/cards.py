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
from dashboards.formats import format_share
from dashboards.maturity.interval_rows import say_interval
from dashboards.maturity.tables import INDICATOR_VALUES, MATURITY_SCORES, PILLAR_SCORES, SERVICE_RECOMMENDATIONS
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__)

_SHOWN = ("recommended", "held_back", "gate_unknown")
"""Verdicts that a service comes into question by."""


def values_coverage(values: pl.DataFrame) -> str:
    """How many values are stated, observed, made up and missing."""
    counts = {"declared": 0, "observed": 0, "demonstration": 0, "missing": 0}
    counts |= dict(values.group_by("evidence").len().rows())
    return say("known.coverage", places=values.height, **counts)


def services_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """The card of what the guidance's rules say, for all partnerships or one."""
    rules = SERVICE_RECOMMENDATIONS.rows(snapshot, filters)
    is_one = "partnership" in filters
    judged = rules.filter(pl.col("status") != "not_assessed").height
    return Card(
        heading=say("services"),
        finding=_services_finding(rules, is_one=is_one),
        spec=SERVICE_RECOMMENDATIONS,
        frame=rules,
        body=_services_list(rules) if is_one else None,
        coverage=say("services.coverage", judged=judged, verdicts=rules.height),
        definition=say("services.definition"),
        table_parameters=filters,
        page_size=15,
        notes=(say("services.scale-up"),),
    )


def _services_finding(rules: pl.DataFrame, *, is_one: bool) -> str:
    for name, statuses in (("recommended", _SHOWN[:1]), ("waiting", _SHOWN[1:])):
        found = rules.filter(pl.col("status").is_in(statuses))
        if not found.is_empty():
            services = ", ".join(found["service_name"].unique(maintain_order=True))
            partnerships = 0 if is_one else found["partnership_id"].n_unique()
            return say(f"verdict-{name}", services=services, partnerships=partnerships)
    return say("services.none")


def _services_list(rules: pl.DataFrame) -> Node:
    """What each service that comes into question rests on, and what would change it."""
    shown = rules.filter(pl.col("status").is_in(_SHOWN))
    if shown.is_empty():
        return h.p(class_="note")[say("services.see-table")]
    return h.ol(class_="changes")[[_service(rule) for rule in shown.iter_rows(named=True)]]


def _service(rule: Mapping[str, Any]) -> Node:
    share, read = rule["draw_share"], str(rule["evidence_read"])
    facts = {
        say("rule.evidence"): say("rule.proxy", evidence=read) if rule["is_proxy"] else read,
        say("rule.stays"): say("rule.undrawn") if share is None else say("rule.share", share=format_share(share)),
        say("rule.change"): rule["what_would_change_it"],
        say("rule"): say("rule.text", statement=rule["statement"], document=rule["document"]),
    }
    return h.li[
        h.div(class_="change-head")[
            h.span(class_="change-name")[str(rule["service_name"]).capitalize()],
            h.span(class_="change-values")[say(f"service-{rule['status']}")],
        ],
        list_facts(facts),
    ]


def partnership_maturity_card(snapshot: Snapshot, own: Mapping[str, str]) -> Card:
    """The card of one partnership: how mature it is, how surely, and what that rests on."""
    values = INDICATOR_VALUES.rows(snapshot, own)
    total = MATURITY_SCORES.rows(snapshot, own).row(0, named=True)
    pillars = PILLAR_SCORES.rows(snapshot, own)
    return Card(
        heading=say("own"),
        finding=_own_finding(total, pillars),
        spec=INDICATOR_VALUES,
        frame=values,
        figure=draw_intervals(_own_rows(total, pillars), empty_reason=say("own.none")),
        coverage=values_coverage(values),
        definition=say("own.definition"),
        table_parameters=own,
        notes=(
            say(
                "own.stage",
                stage=str(total["stage_id"]).replace("_", " "),
                evidence=total["stage_evidence"],
                basis=total["stage_basis"],
            ),
        ),
    )


def _own_rows(total: Mapping[str, Any], pillars: pl.DataFrame) -> pl.DataFrame:
    rows = [{**total, "pillar_name": say("own.whole")}, *pillars.to_dicts()]
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
    counts = {"known": row["indicator_with_value_count"], "indicators": row["indicator_count"]}
    if row["score"] is None:
        return say("interval.unassessed", **counts)
    band = str(row["band"]).removeprefix("between ").replace(" and ", " to ")
    return say("interval.banded", interval=say_interval(row), band=band, **counts)


def _own_finding(total: Mapping[str, Any], pillars: pl.DataFrame) -> str:
    if total["score"] is not None:
        return say(
            "own.borderline" if total["is_borderline"] else "own.finding",
            band=total["band"],
            interval=say_interval(total),
        )
    known = [
        say("own.pillar", pillar=row["pillar_name"], interval=say_interval(row))
        for row in pillars.filter(pl.col("score").is_not_null()).iter_rows(named=True)
    ]
    if not known:
        return say("own.unassessed", reason=total["not_assessed_reason"])
    return say("own.pillars-known", reason=total["not_assessed_reason"], pillars="; ".join(known))
