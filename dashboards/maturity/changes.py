"""How a partnership's maturity moved and why, and its indicators before and after services.

Belongs here: the words and the drawing. Causes are found by dbt (``marts_maturity.fct_maturity_change``), what lies
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
from dashboards.formats import count_of, format_date, format_points, format_score
from dashboards.maturity.tables import MATURITY_CHANGES, SERVICE_EFFECTS
from warehouse.store.reader import Snapshot

_COMPARISONS = {"last_edition": "since the edition of", "half_year": "since half a year ago, the edition of"}
_COVERAGE = (
    "Total and pillars that differ from the edition before or from half a year ago; what stayed the same has no row. "
    "The amounts add up to the difference."
)
_KINDS = {"became_assessed": "assessed now, not then", "no_longer_assessed": "assessed then, not now"}
_INDICATORS_NAMED = 4
_DRAWN = 15


def maturity_changes_card(snapshot: Snapshot, own: Mapping[str, str]) -> Card | None:
    """What moved total and pillars of one partnership; None where no score differs from before."""
    changes = MATURITY_CHANGES.rows(snapshot, own)
    if changes.is_empty():
        return None
    subjects = changes.group_by("comparison_id", "subject_name", maintain_order=True)
    return Card(
        heading="What changed, and why",
        finding=_changes_finding(changes),
        spec=MATURITY_CHANGES,
        frame=changes,
        body=h.ol(class_="changes")[[_subject(rows) for _, rows in subjects]],
        coverage=_COVERAGE,
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
        heading="What changed, and why",
        finding=(
            "There is no earlier edition to compare with."
            if before is None
            else f"No score differs from the edition of {format_date(before)}."
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
            start="Edition before",
            end="This edition",
            empty_reason="",
        ),
        coverage=f"{_COVERAGE} The chart shows up to {_DRAWN} scores that moved most since the edition before.",
        table_parameters=filters,
    )


def _changes_finding(changes: pl.DataFrame) -> str:
    weighty = changes.filter(pl.col("amount").is_not_null())
    subjects = changes.unique(["comparison_id", "subject_name"]).height
    moved = f"{count_of(subjects, 'score')} {'differs' if subjects == 1 else 'differ'} from before"
    if weighty.is_empty():
        return f"{moved}: scores came or went, so that there is nothing to split."
    top = weighty.sort(pl.col("amount").abs(), descending=True).row(0, named=True)
    return f"{moved}; most by {_what(top)}, {format_points(top['amount'])} points ({name_cause(top['cause'])})."


def _what(row: Mapping[str, Any]) -> str:
    return str(row["indicator_name"] or "the framework")


def _subject(rows: pl.DataFrame) -> Node:
    first = rows.row(0, named=True)
    since = f"{_COMPARISONS[first['comparison_id']]} {format_date(first['compared_as_of'])}"
    return h.li[
        h.div(class_="change-head")[
            h.span(class_="change-name")[f"{str(first['subject_name']).capitalize()}, {since}"],
            h.span(class_="change-values")[_scores(first)],
        ],
        h.div(class_="change-causes")[_causes(rows)],
    ]


def _scores(row: Mapping[str, Any]) -> list[Node | str]:
    if row["difference"] is None:
        return [_KINDS[row["change_kind"]]]
    moved = f"{format_score(row['previous_score'])} → {format_score(row['current_score'])} "
    return [moved, h.strong[format_points(row["difference"])]]


def _causes(rows: pl.DataFrame) -> str:
    split = rows.filter(pl.col("amount").is_not_null())
    if split.is_empty():
        return str(rows["reason"][0])
    named = [
        f"{format_points(row['amount'])} {_what(row)} ({name_cause(row['cause'])})"
        for row in split.head(_INDICATORS_NAMED).iter_rows(named=True)
    ]
    rest = split.height - len(named)
    return "; ".join(named) + (f"; {count_of(rest, 'indicator')} more in the table." if rest else ".")


def service_effects_card(snapshot: Snapshot, own: Mapping[str, str]) -> Card | None:
    """Indicators before and after the services of one partnership; None where none is recorded."""
    effects = SERVICE_EFFECTS.rows(snapshot, own)
    if effects.is_empty():
        return None
    known = effects.filter(pl.col("difference").is_not_null())
    return Card(
        heading="Before and after services",
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
            start="Before",
            end="After",
            empty_reason="Of no indicator is known what it was before and after.",
        ),
        coverage=(
            f"{known.height} of {count_of(effects.height, 'pair')} of before and after are known; the table says why "
            "the others are not."
        ),
        table_parameters=own,
        page_size=25,
        notes=(str(effects["caution"][0]),),
    )


def _effects_finding(effects: pl.DataFrame, known: pl.DataFrame) -> str:
    services = effects.unique(["service_name", "started_on", "delivered_on"]).height
    if known.is_empty():
        return f"{count_of(services, 'service')} recorded; of no indicator is known what it was before and after."
    rose = known.filter(pl.col("difference") > 0).height
    fell = known.filter(pl.col("difference") < 0).height
    stands = "stands" if rose == 1 else "stand"
    return (
        f"{count_of(services, 'service')} recorded; of {count_of(known.height, 'indicator')} {rose} {stands} higher "
        f"afterwards and {fell} lower, which proves no effect of the service."
    )


def _effect(row: Mapping[str, Any]) -> str:
    return f"{row['service_name']} · {format_points(row['difference'])} points"
