"""What is known of whom: one line per partnership, one mark per indicator, its shape saying what the value rests on."""

from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure, matrix_figure
from dashboards.formats import shorten
from dashboards.theme import EVIDENCE_COLOURS, RULE
from dashboards.words import Words

say = Words(__file__, "charts")

_LINE_HEIGHT = 40
_HEAD = 240
# About what the head holds of a name that stands upright.
_NAME_LENGTH = 26
_LABEL_LENGTH = 52
# A shape beside the colour: whoever sees no colour still tells the marks apart.
_SYMBOLS = {"declared": "circle", "observed": "square", "demonstration": "diamond-open", "missing": "line-ew-open"}


def draw_availability(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw the matrix of partnerships and indicators.

    Args:
        frame: one row per partnership and indicator, in the order of lines and columns, with `partnership_id`,
            `partnership_name`, `indicator_id`, `indicator_name`, `pillar_name` and `evidence` (declared, observed,
            demonstration or missing).
        empty_reason: said where there is no row.
    """
    if frame.is_empty():
        return empty_figure(empty_reason)
    lines = frame.unique("partnership_id", maintain_order=True).select("partnership_id", "partnership_name")
    columns = frame.unique("indicator_id", maintain_order=True).select("indicator_id", "indicator_name", "pillar_name")
    placed = frame.join(
        lines.select("partnership_id").with_row_index("line"), on="partnership_id", maintain_order="left"
    ).join(columns.select("indicator_id").with_row_index("column"), on="indicator_id", maintain_order="left")
    traces = [
        _marks(placed.filter(pl.col("evidence") == evidence), evidence)
        for evidence in _SYMBOLS
        if evidence in frame["evidence"]
    ]
    figure = matrix_figure(
        traces,
        lines["partnership_name"].to_list(),
        [f"{name} {shorten(words, _NAME_LENGTH)}" for name, words, _ in columns.iter_rows()],
        label=lambda _, name: shorten(name, _LABEL_LENGTH),
        sizes=(_LINE_HEIGHT, _HEAD),
        angle=-90,
    )
    figure.update_layout(shapes=[_border(place) for place in _pillar_borders(columns["pillar_name"].to_list())])
    return figure


def _border(place: float) -> dict[str, Any]:
    ends = {"x0": place, "x1": place, "y0": 0, "y1": 1}
    return {"type": "line", **ends, "yref": "y domain", "line": {"color": RULE, "width": 1}, "layer": "below"}


def _marks(rows: pl.DataFrame, evidence: str) -> go.Scatter:
    name = say(f"evidence.{evidence}")
    return go.Scatter(
        x=rows["column"].to_list(),
        y=rows["line"].to_list(),
        mode="markers",
        marker={
            "symbol": _SYMBOLS[evidence],
            "color": EVIDENCE_COLOURS[evidence],
            "size": 6 if evidence == "missing" else 10,
            "line": {"color": EVIDENCE_COLOURS[evidence], "width": 1},
        },
        name=name,
        customdata=rows.select("partnership_name", "indicator_name").rows(),
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}: " + name + "<extra></extra>",
        showlegend=True,
    )


def _pillar_borders(pillars: list[str]) -> list[float]:
    return [place + 0.5 for place, (one, other) in enumerate(pairwise(pillars)) if one != other]
