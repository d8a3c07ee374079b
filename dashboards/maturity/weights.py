"""The card "Your weights": a form for weights of a reader's own, and what they change against the official ones.

Belongs here: the form and what is said of it. The formula is `warehouse.products.maturity.rescore`, the way from the
address to it `own_weights.py`; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.intervals import draw_moves
from dashboards.components.figure_card import Card
from dashboards.components.filters import hidden_fields
from dashboards.formats import format_score, format_share
from dashboards.maturity.own_weights import PERCENT, PREFIX, OwnWeights, read_weights, weight_parameters
from dashboards.maturity.queries import framework, list_weights
from dashboards.maturity.tables import OWN_SCORES
from dashboards.urls import page_url
from dashboards.visit import TAB
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__)

_NAMED = 4
_NUMBER = "[0-9]*([.,][0-9]+)?"


def own_weights_card(snapshot: Snapshot, path: str, filters: Mapping[str, str], parameters: Mapping[str, str]) -> Card:
    """What a reader's own weights make of the scores, with the form to set them.

    Args:
        snapshot: the edition.
        path: of the page.
        filters: of the page, which the form keeps.
        parameters: of the page, the weights among them.

    Raises:
        FilterError: no score can be made of the weights.
    """
    own = {**filters, **weight_parameters(parameters)}
    rules = framework(snapshot)
    weights = read_weights(own, rules)
    scores = OWN_SCORES.rows(snapshot, own)
    assessed = scores.filter(pl.col("own_score").is_not_null())
    named = {row["weight_id"]: row for row in list_weights(snapshot).iter_rows(named=True)}
    return Card(
        heading=say("weights"),
        finding=_finding(scores, assessed, weights, named),
        spec=OWN_SCORES,
        frame=scores,
        body=_form(snapshot, path, filters, parameters),
        figure=draw_moves(
            assessed.select(
                pl.col("partnership_name").alias("name"),
                pl.col("official_score").alias("start"),
                pl.col("own_score").alias("end"),
                pl.Series("detail", [_label(row) for row in assessed.iter_rows(named=True)], dtype=pl.String),
            ),
            start=say("weights.start"),
            end=say("weights"),
            empty_reason=say("weights.empty"),
        ),
        coverage=say(
            "weights.coverage",
            assessed=assessed.height,
            partnerships=scores.height,
            indicators=rules.min_indicators_per_pillar,
            share=format_share(rules.min_coverage_share),
        ),
        definition=say("weights.definition"),
        table_parameters=own,
        notes=(say("weights.note"),),
    )


def _finding(
    scores: pl.DataFrame, assessed: pl.DataFrame, weights: OwnWeights, named: Mapping[str, Mapping[str, Any]]
) -> str:
    if not weights:
        officially = scores.filter(pl.col("official_score").is_not_null()).height
        return say("weights.official", assessed=officially, partnerships=scores.height)
    given = {**weights.pillars, **weights.indicators}
    changed = [
        say(
            "weights.weight",
            name=row["weight_name"],
            own=f"{given[name] * PERCENT:g}",
            official=f"{row['official_share'] * PERCENT:.3g}",
        )
        for name, row in named.items()
        if name in given
    ]
    said = ", ".join(changed[:_NAMED])
    if more := len(changed[_NAMED:]):
        said = say("weights.more", weights=said, more=more)
    if assessed.is_empty():
        return say("weights.none", weights=said, partnerships=scores.height)
    return say(
        "weights.finding",
        weights=said,
        name=assessed["partnership_name"][0],
        moved=assessed.filter(pl.col("rank_shift") != 0).height,
        new=assessed["official_rank"].null_count(),
    )


def _label(row: Mapping[str, Any]) -> str:
    ranked = {"score": format_score(row["own_score"]), "rank": row["own_rank"]}
    if row["official_rank"] is None:
        return say("rank.unassessed", **ranked)
    if not (shift := int(row["rank_shift"])):
        return say("rank", **ranked, official=row["official_rank"])
    arrow = f"{'▲' if shift > 0 else '▼'}{abs(shift)}"
    return say("rank.moved", **ranked, official=row["official_rank"], arrow=arrow)


def _form(snapshot: Snapshot, path: str, filters: Mapping[str, str], parameters: Mapping[str, str]) -> Node:
    weights = list_weights(snapshot)
    pillars = weights.filter("is_pillar")
    own = weight_parameters(parameters)
    kept = {name: value for name, value in {**filters, TAB: "weights"}.items() if value}
    return h.form(action=f"{path}#{OWN_SCORES.name}", method="get", class_="weights", aria_label=say("weights"))[
        *hidden_fields(kept, "weights"),
        h.p(class_="note", id="weights-help")[say("form.help")],
        h.fieldset(class_="weight-fields")[
            h.legend[say("form.pillars")], *(_slider(row, parameters) for row in pillars.to_dicts())
        ],
        h.details(
            open=any(f"{PREFIX}{name}" in own for name in weights.filter(~pl.col("is_pillar"))["weight_id"]),
            class_="twin",
        )[
            h.summary[say("form.indicators")],
            *(
                _indicator_fields(pillar, weights, parameters)
                for pillar in pillars.select("weight_id", "weight_name").rows()
            ),
        ],
        h.div(class_="filter-buttons")[
            h.button(type="submit")[say("form.send")],
            h.a(href=page_url(path, kept, OWN_SCORES.name))[say("weights.start")] if own else None,
            h.a(href=page_url(path, {**kept, **own}, OWN_SCORES.name))[say("form.link")] if own else None,
        ],
    ]


def _slider(row: Mapping[str, Any], parameters: Mapping[str, str]) -> Node:
    name, official = f"{PREFIX}{row['weight_id']}", f"{row['official_share'] * PERCENT:.3g}"
    value = parameters.get(name, official).replace(",", ".")
    field = {"id": f"weight-{name}", "name": name, "value": value}
    return h.div(class_="filter")[
        h.label(for_=f"weight-{name}")[
            row["weight_name"],
            " ",
            h.output(for_=f"weight-{name}", aria_hidden="true")[value],
            " ",
            say("form.official", weight=official),
        ],
        h.input(**field, type="range", min="0", max="100", step="1" if official.isdecimal() else "0.1"),
    ]


def _indicator_fields(pillar: tuple[str, str], weights: pl.DataFrame, parameters: Mapping[str, str]) -> Node:
    pillar_id, pillar_name = pillar
    rows = weights.filter((pl.col("pillar_id") == pillar_id) & ~pl.col("is_pillar"))
    return h.fieldset(class_="weight-fields")[
        h.legend[say("form.inside", pillar=pillar_name)], *(_field(row, parameters) for row in rows.to_dicts())
    ]


def _field(row: Mapping[str, Any], parameters: Mapping[str, str]) -> Node:
    name = f"{PREFIX}{row['weight_id']}"
    return h.div(class_="filter")[
        h.label(for_=f"weight-{name}")[f"{row['weight_id']} {row['weight_name']}"],
        h.input(
            id=f"weight-{name}",
            name=name,
            type="text",
            value=parameters.get(name, ""),
            placeholder=f"{row['official_share'] * PERCENT:.3g}",
            pattern=_NUMBER,
            maxlength=8,
        ),
    ]
