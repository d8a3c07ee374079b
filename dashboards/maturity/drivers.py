"""How firm the ranking is and what drives it: pairs, assumptions, indicators left out, checks of the framework.

Belongs here: what is said and drawn of the draws in the pillar that was chosen, else in the total or the first pillar
with scores. The figures come from dbt through `dashboards.tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.intervals import draw_orders
from dashboards.charts.pairs import draw_pairs
from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.components.figure_card import Card
from dashboards.formats import format_score, format_share
from dashboards.maturity.queries import list_pillars
from dashboards.maturity.tables import FRAMEWORK_CHECKS, LEAVE_ONE_OUT, MATURITY_PAIRS, SENSITIVITY
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__)

_RANKS = "rank_shift"
_SUBJECTS_NAMED = 8


def pairs_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """Which two partnerships are distinguishable."""
    scope, name = _scope(snapshot, filters)
    own = {"platform": filters["platform"], "scope": scope}
    pairs = MATURITY_PAIRS.rows(snapshot, own)
    once = pairs.filter(pl.col("partnership_id") < pl.col("other_partnership_id"))
    counts = {
        "pairs": once.height,
        "alike": once.filter(~pl.col("is_distinguishable")).height,
        "certain": once.filter(pl.col("is_order_certain")).height,
    }
    return Card(
        heading=say("pairs"),
        finding=say("pairs.none", scope=name) if once.is_empty() else say("pairs.finding", scope=name, **counts),
        spec=MATURITY_PAIRS,
        frame=pairs,
        figure=draw_pairs(pairs, empty_reason=say("pairs.empty")),
        coverage=say("pairs.coverage"),
        definition=say("pairs.definition"),
        table_parameters=own,
        shape="narrow",
    )


def sensitivity_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """Which assumption moves the ranks."""
    scope, name = _scope(snapshot, filters)
    own = {"scope": scope}
    indices = SENSITIVITY.rows(snapshot, own)
    ranks = indices.filter((pl.col("statistic") == _RANKS) & pl.col("total_order").is_not_null()).sort(
        "total_order", descending=True
    )
    return Card(
        heading=say("assumptions"),
        finding=_sensitivity_finding(name, ranks),
        spec=SENSITIVITY,
        frame=indices,
        figure=draw_orders(
            ranks.with_columns(
                pl.col("assumption_name").alias("name"),
                pl.Series("detail", [_say_orders(row) for row in ranks.iter_rows(named=True)], dtype=pl.String),
            ),
            empty_reason=say("assumptions.empty"),
        ),
        coverage=say("assumptions.coverage"),
        definition=say("assumptions.definition"),
        table_parameters=own,
        page_size=25,
    )


def _sensitivity_finding(name: str, ranks: pl.DataFrame) -> str:
    if ranks.is_empty():
        return say("assumptions.none", scope=name)
    top = ranks.row(0, named=True)
    return say(
        "assumptions.finding",
        scope=name,
        assumption=str(top["assumption_name"]).lower(),
        alone=format_share(top["first_order"]),
        together=format_share(top["total_order"]),
    )


def _say_orders(row: Mapping[str, Any]) -> str:
    # An estimate may fall a little below zero, which a share of a variance cannot.
    alone, together = format_share(max(row["first_order"], 0)), format_share(row["total_order"])
    return say("assumptions.detail", alone=alone, together=together)


def leave_one_out_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """How far the ranking moves when one indicator is left out."""
    scope, name = _scope(snapshot, filters)
    own = {"platform": filters["platform"], "scope": scope}
    shifts = LEAVE_ONE_OUT.rows(snapshot, own)
    means = (
        shifts.group_by("indicator_id", "indicator_name", maintain_order=True)
        .agg(
            pl.col("rank_shift").abs().mean().alias("places"),
            pl.col("rank_shift").abs().max().alias("most"),
            pl.col("score_shift").abs().mean().alias("points"),
            pl.col("rank_shift").is_null().sum().alias("lost"),
        )
        .with_columns((pl.col("indicator_id") + " " + pl.col("indicator_name")).alias("name"))
        .sort(["places", "indicator_id"], descending=[True, False], nulls_last=True)
    )
    moving = means.filter(pl.col("places") > 0)
    return Card(
        heading=say("indicators"),
        finding=say("indicators.none", scope=name)
        if moving.is_empty()
        else say(
            "indicators.finding",
            scope=name,
            indicator=moving["indicator_name"][0],
            places=format_score(moving["places"][0]),
            most=f"{moving['most'][0]:.0f}",
        ),
        spec=LEAVE_ONE_OUT,
        frame=shifts,
        figure=draw_ranking(
            means,
            name="name",
            measure=Measure("places", say("indicators.axis"), [_say_shift(row) for row in means.iter_rows(named=True)]),
            empty_reason=say("indicators.empty"),
        ),
        coverage=say("indicators.coverage", partnerships=shifts["partnership_id"].n_unique()),
        definition=say("indicators.definition"),
        table_parameters=own,
        page_size=25,
    )


def _say_shift(row: Mapping[str, Any]) -> str:
    if row["places"] is None:
        return say("indicators.unscored")
    places, points = format_score(row["places"]), format_score(row["points"])
    return say("indicators.detail", places=places, points=points, lost=row["lost"])


def framework_checks_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """What the statistical checks say of the framework, each with its rule."""
    own = {"pillar": filters["pillar"]}
    checks = FRAMEWORK_CHECKS.rows(snapshot, own)
    said = checks.filter(pl.col("is_flagged").is_not_null())
    flagged = said.filter("is_flagged")
    return Card(
        heading=say("checks"),
        finding=say(
            "checks.finding",
            flagged=flagged.height,
            made=said.height,
            names=", ".join(flagged["check_name"].unique(maintain_order=True)),
            unmade=checks.height - said.height,
        ),
        spec=FRAMEWORK_CHECKS,
        frame=checks,
        body=h.ol(class_="changes")[[_check(rows) for _, rows in checks.group_by("check_id", maintain_order=True)]],
        coverage=say("checks.coverage", made=said.height, checks=checks.height),
        definition=say("checks.definition"),
        table_parameters=own,
        page_size=15,
    )


def _check(rows: pl.DataFrame) -> Node:
    """One check over all its subjects: how many are flagged, which, and by what rule."""
    first = rows.row(0, named=True)
    flagged = rows.filter(pl.col("is_flagged"))["subject_id"].to_list()
    made = rows.height - rows["is_flagged"].null_count()
    named = ", ".join(flagged[:_SUBJECTS_NAMED]) + (" …" if len(flagged) > _SUBJECTS_NAMED else "")
    verdict = say("check", flagged=len(flagged), made=made) if made else say("check.unmade")
    rule = say("check.flagged", rule=first["rule"], subjects=named) if named else say("check.rule", rule=first["rule"])
    return h.li[
        h.div(class_="change-head")[
            h.span(class_="change-name")[first["check_name"]], h.span(class_="change-values")[verdict]
        ],
        h.div(class_="change-causes")[rule],
    ]


def _scope(snapshot: Snapshot, filters: Mapping[str, str]) -> tuple[str, str]:
    """What is looked at, its id and its name: the pillar that was chosen, else the first with two scores to compare."""
    names = dict(list_pillars(snapshot).rows())
    compared = MATURITY_PAIRS.rows(snapshot, {"platform": filters["platform"]})["scope"]
    scope = filters["pillar"] or next(iter(compared), "total")
    return scope, names.get(scope) or say("scope-total")
