"""How a partnership's maturity moved and why, and its indicators before and after services.

Belongs here: what is said of it and drawn. Causes are found by dbt (``marts_maturity.fct_maturity_change``), what lies
before and after a service too (``fct_service_effect``); neither says that a service had an effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.changes.cards import name_cause
from dashboards.changes.queries import base_edition
from dashboards.charts.intervals import draw_moves
from dashboards.components.figure_card import Card
from dashboards.formats import format_points, format_score
from dashboards.maturity.tables import MATURITY_CHANGES, SERVICE_EFFECTS
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__)

_INDICATORS_NAMED = 4
_DRAWN = 15


def maturity_changes_card(snapshot: Snapshot, own: Mapping[str, str]) -> Card | None:
    """What moved total and pillars of one partnership; None where no score differs from before."""
    changes = MATURITY_CHANGES.rows(snapshot, own)
    if changes.is_empty():
        return None
    subjects = changes.group_by("comparison_id", "subject_name", maintain_order=True)
    return Card(
        heading=say("changes"),
        finding=_changes_finding(changes),
        spec=MATURITY_CHANGES,
        frame=changes,
        body=h.ol(class_="changes")[[_subject(rows) for _, rows in subjects]],
        coverage=say("changes.coverage"),
        table_parameters=own,
        page_size=25,
    )


def all_changes_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """What moved since the edition before, each score from where it stood to where it stands."""
    changes = MATURITY_CHANGES.rows(snapshot, filters)
    before = base_edition(snapshot)["base_as_of"].item()
    drawn = (
        changes.filter((pl.col("comparison_id") == "last_edition") & pl.col("difference").is_not_null())
        .unique(["partnership_id", "subject_name"], maintain_order=True)
        .sort(pl.col("difference").abs(), "partnership_id", descending=[True, False])
        .head(_DRAWN)
    )
    return Card(
        heading=say("changes"),
        finding=(
            say("changes.first")
            if before is None
            else say("changes.none", day=before)
            if changes.is_empty()
            else _changes_finding(changes)
        ),
        spec=MATURITY_CHANGES,
        frame=changes,
        figure=None
        if drawn.is_empty()
        else draw_moves(
            drawn.select(
                pl.format("{}, {}", "partnership_name", "subject_name").alias("name"),
                pl.col("previous_score").alias("start"),
                pl.col("current_score").alias("end"),
                pl.col("difference").map_elements(format_points, return_dtype=pl.String).alias("detail"),
            ),
            start=say("changes.start"),
            end=say("changes.end"),
            empty_reason="",
        ),
        coverage=say("changes.coverage-of-chart", shown=_DRAWN),
        table_parameters=filters,
    )


def _changes_finding(changes: pl.DataFrame) -> str:
    weighty = changes.filter(pl.col("amount").is_not_null())
    scores = changes.unique(["comparison_id", "subject_name"]).height
    if weighty.is_empty():
        return say("changes.unsplit", scores=scores)
    top = weighty.sort(pl.col("amount").abs(), descending=True).row(0, named=True)
    return say("changes.finding", scores=scores, **_part(top))


def _part(row: Mapping[str, Any]) -> dict[str, str]:
    """What part of a difference, by how many points, and for which cause."""
    return {
        "part": row["indicator_name"] or say("changes.framework"),
        "points": format_points(row["amount"]),
        "cause": name_cause(row["cause"]),
    }


def _subject(rows: pl.DataFrame) -> Node:
    first = rows.row(0, named=True)
    subject = str(first["subject_name"]).capitalize()
    heading = say(f"since-{first['comparison_id']}", subject=subject, day=first["compared_as_of"])
    return h.li[
        h.div(class_="change-head")[
            h.span(class_="change-name")[heading],
            h.span(class_="change-values")[_scores(first)],
        ],
        h.div(class_="change-causes")[_causes(rows)],
    ]


def _scores(row: Mapping[str, Any]) -> list[Node | str]:
    if row["difference"] is None:
        return [say(f"change-{row['change_kind']}")]
    moved = f"{format_score(row['previous_score'])} → {format_score(row['current_score'])} "
    return [moved, h.strong[format_points(row["difference"])]]


def _causes(rows: pl.DataFrame) -> str:
    split = rows.filter(pl.col("amount").is_not_null())
    if split.is_empty():
        return str(rows["reason"][0])
    named = [say("changes.part", **_part(row)) for row in split.head(_INDICATORS_NAMED).iter_rows(named=True)]
    return say("changes.parts", parts="; ".join(named), more=split.height - len(named))


def service_effects_card(snapshot: Snapshot, own: Mapping[str, str]) -> Card | None:
    """Indicators before and after the services of one partnership; None where none is recorded."""
    effects = SERVICE_EFFECTS.rows(snapshot, own)
    if effects.is_empty():
        return None
    known = effects.filter(pl.col("difference").is_not_null())
    return Card(
        heading=say("effects"),
        finding=_effects_finding(effects, known),
        spec=SERVICE_EFFECTS,
        frame=effects,
        figure=draw_moves(
            known.select(
                pl.col("indicator_name").alias("name"),
                pl.col("points_before").alias("start"),
                pl.col("points_after").alias("end"),
                pl.Series("detail", [_effect(row) for row in known.iter_rows(named=True)], dtype=pl.String),
            ),
            start=say("effects.start"),
            end=say("effects.end"),
            empty_reason=say("effects.empty"),
        ),
        coverage=say("effects.coverage", known=known.height, pairs=effects.height),
        table_parameters=own,
        page_size=25,
        notes=(str(effects["caution"][0]),),
    )


def _effects_finding(effects: pl.DataFrame, known: pl.DataFrame) -> str:
    services = effects.unique(["service_name", "started_on", "delivered_on"]).height
    if known.is_empty():
        return say("effects.none", services=services)
    return say(
        "effects.finding",
        services=services,
        indicators=known.height,
        rose=known.filter(pl.col("difference") > 0).height,
        fell=known.filter(pl.col("difference") < 0).height,
    )


def _effect(row: Mapping[str, Any]) -> str:
    return say("effects.detail", service=row["service_name"], points=format_points(row["difference"]))
