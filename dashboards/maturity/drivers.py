"""How firm the ranking is and what drives it: pairs, assumptions, indicators left out, checks of the framework.

Belongs here: the words and the drawing of what the draws say in the pillar that was chosen, else in the total or the
first pillar with scores. The figures come from dbt through `dashboards.tables`.
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
from dashboards.formats import count_of, format_count, format_share
from dashboards.maturity.queries import list_pillars
from dashboards.maturity.tables import FRAMEWORK_CHECKS, LEAVE_ONE_OUT, MATURITY_PAIRS, SENSITIVITY
from warehouse.store.reader import Snapshot

_RANKS = "rank_shift"
_SUBJECTS_NAMED = 8


def pairs_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """Which two partnerships are distinguishable."""
    scope, name = _scope(snapshot, filters)
    own = {"platform": filters["platform"], "scope": scope}
    pairs = MATURITY_PAIRS.rows(snapshot, own)
    once = pairs.filter(pl.col("partnership_id") < pl.col("other_partnership_id"))
    alike = once.filter(~pl.col("is_distinguishable")).height
    certain = once.filter(pl.col("is_order_certain")).height
    said = (
        f"{format_count(alike)} of {count_of(once.height, 'pair')} of partnerships cannot be distinguished, and "
        f"{format_count(certain)} stand in an order that no missing fact can turn round"
        if not once.is_empty()
        else "no two partnerships have a score that could be compared"
    )
    return Card(
        heading="Which differences are clear",
        finding=f"In {name}, {said}.",
        spec=MATURITY_PAIRS,
        frame=pairs,
        figure=draw_pairs(pairs, empty_reason="No two partnerships have a score here."),
        coverage="Every two partnerships with a score, the highest median first; another pillar can be chosen above.",
        definition="Columns bear the numbers of the lines.",
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
        heading="What drives it: assumptions",
        finding=_sensitivity_finding(name, ranks),
        spec=SENSITIVITY,
        frame=indices,
        figure=draw_orders(
            ranks.with_columns(
                pl.col("assumption_name").alias("name"),
                pl.Series("detail", [_say_orders(row) for row in ranks.iter_rows(named=True)], dtype=pl.String),
            ),
            empty_reason="The ranks do not vary here, so that no assumption can move them.",
        ),
        coverage=(
            "Mean shift of rank against the official ranking, of those that are scored whatever is assumed; the table "
            "has the score of each of them too."
        ),
        definition=(
            "Share of the variance that an assumption brings alone (first order) and together with others (total "
            "order), with the 90\u202f% interval of the estimate; one below zero stands for zero."
        ),
        table_parameters=own,
        page_size=25,
    )


def _sensitivity_finding(name: str, ranks: pl.DataFrame) -> str:
    if ranks.is_empty():
        return f"In {name}, ranks do not vary with the assumptions, or too few are scored to be ranked."
    top = ranks.row(0, named=True)
    return (
        f"In {name}, ranks depend most on one assumption, {str(top['assumption_name']).lower()}: "
        f"{format_share(top['first_order'])} of their variance alone, {format_share(top['total_order'])} together with "
        "the others."
    )


def _say_orders(row: Mapping[str, Any]) -> str:
    # An estimate may fall a little below zero, which a share of a variance cannot.
    first = f"alone {format_share(max(row['first_order'], 0))}"
    return f"{first} · with others {format_share(row['total_order'])}"


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
        heading="What drives it: indicators",
        finding=(
            f"In {name}, nothing changes rank when one indicator is left out."
            if moving.is_empty()
            else f"In {name}, ranks hang most on {moving['indicator_name'][0]}: without it partnerships move by "
            f"{moving['places'][0]:.1f} places on average, at most by {moving['most'][0]:.0f}."
        ),
        spec=LEAVE_ONE_OUT,
        frame=shifts,
        figure=draw_ranking(
            means,
            name="name",
            measure=Measure("places", "Places, mean", [_say_shift(row) for row in means.iter_rows(named=True)]),
            empty_reason="Nobody has a score here that an indicator could be left out of.",
        ),
        coverage=(
            f"{count_of(shifts['partnership_id'].n_unique(), 'partnership')} with a score; beside each bar the mean "
            "shift of rank and of points, whatever its direction."
        ),
        definition="Each scored indicator is left out in turn; all else is as the framework has it.",
        table_parameters=own,
        page_size=25,
    )


def _say_shift(row: Mapping[str, Any]) -> str:
    if row["places"] is None:
        return "no score without it"
    lost = f" · {format_count(row['lost'])} lost" if row["lost"] else ""
    return f"{row['places']:.1f} · {row['points']:.1f} points{lost}"


def framework_checks_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """What the statistical checks say of the framework, each with its rule."""
    own = {"pillar": filters["pillar"]}
    checks = FRAMEWORK_CHECKS.rows(snapshot, own)
    said = checks.filter(pl.col("is_flagged").is_not_null())
    flagged = said.filter("is_flagged")
    names = ", ".join(flagged["check_name"].unique(maintain_order=True).str.to_lowercase())
    return Card(
        heading="How sound the framework is",
        finding=(
            f"{format_count(flagged.height)} of {count_of(said.height, 'check')} that can be made "
            f"{'is' if flagged.height == 1 else 'are'} flagged{f': {names}' if names else ''}; "
            f"{format_count(checks.height - said.height)} cannot be made with what is known today."
        ),
        spec=FRAMEWORK_CHECKS,
        frame=checks,
        body=h.ol(class_="changes")[[_check(rows) for _, rows in checks.group_by("check_id", maintain_order=True)]],
        coverage=(
            f"{format_count(said.height)} of {count_of(checks.height, 'check')} have enough observations; what is "
            "flagged stands first, what cannot be said last."
        ),
        definition="A flag asks for a look and decides nothing; each rule stands in its row.",
        table_parameters=own,
        page_size=15,
    )


def _check(rows: pl.DataFrame) -> Node:
    """One check over all its subjects: how many are flagged, which, and by what rule."""
    first = rows.row(0, named=True)
    flagged = rows.filter(pl.col("is_flagged"))["subject_id"].to_list()
    unsaid = rows["is_flagged"].null_count()
    named = ", ".join(flagged[:_SUBJECTS_NAMED]) + (" …" if len(flagged) > _SUBJECTS_NAMED else "")
    said = f"{format_count(len(flagged))} of {format_count(rows.height - unsaid)} flagged"
    verdict = "cannot be made today" if unsaid == rows.height else said
    return h.li[
        h.div(class_="change-head")[
            h.span(class_="change-name")[first["check_name"]], h.span(class_="change-values")[verdict]
        ],
        h.div(class_="change-causes")[f"{first['rule']}.{f' Flagged: {named}.' if named else ''}"],
    ]


def _scope(snapshot: Snapshot, filters: Mapping[str, str]) -> tuple[str, str]:
    """What is looked at, its id and its name: the pillar that was chosen, else the first with two scores to compare."""
    names = dict(list_pillars(snapshot).rows())
    compared = MATURITY_PAIRS.rows(snapshot, {"platform": filters["platform"]})["scope"]
    scope = filters["pillar"] or next(iter(compared), "total")
    return scope, names.get(scope, "the total")
