"""How sure a score is and how it moves: one line per row, from here to there, with the name above the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure
from dashboards.charts.ranking import rows_figure
from dashboards.theme import ACCENT, ACCENT_PALE, INK_SOFT, OTHER_COLOUR

SCORE_TITLE = "Points, 0 to 100"
# A shape beside the colour: whoever sees no colour still tells them apart.
_STANDINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "first": ("diamond", ACCENT),
        "cannot be told apart from the first": ("circle-open", ACCENT),
        "below the first": ("circle", OTHER_COLOUR),
    }
)
STANDINGS = tuple(_STANDINGS)
"""How a row stands to the highest of its group."""


def draw_intervals(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw each score's interval with its median.

    Args:
        frame: one row per score, in the order they shall stand in, with `name`, `low`, `middle`, `high` (points),
            `standing` (one of `STANDINGS`) and `detail` (the text under its name).
        empty_reason: said where there is no row.
    """
    if frame.is_empty():
        return empty_figure(empty_reason)
    rows = frame.with_row_index("position")
    lines = _line(rows, "low", "high", 7, ACCENT_PALE)
    marks = [
        _marks(chosen, "middle", standing.capitalize(), *_STANDINGS[standing])
        for standing in STANDINGS
        if not (chosen := rows.filter(pl.col("standing") == standing)).is_empty()
    ]
    return _finish([lines, *marks], rows)


def draw_rescored(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw how each score moves from the official weights to a reader's own.

    Args:
        frame: one row per partnership, in the order of one's own ranks, with `name`, `official_score` (NULL where
            not assessed), `own_score` and `detail`.
        empty_reason: said where there is no row.
    """
    if frame.is_empty():
        return empty_figure(empty_reason)
    rows = frame.with_row_index("position")
    official = rows.filter(pl.col("official_score").is_not_null())
    traces: list[go.Scatter] = []
    if not official.is_empty():
        traces += [
            _line(official, "official_score", "own_score", 3, INK_SOFT),
            _marks(official, "official_score", "Official weights", "circle-open", OTHER_COLOUR),
        ]
    return _finish([*traces, _marks(rows, "own_score", "Your weights", "diamond", ACCENT)], rows)


def _line(rows: pl.DataFrame, start: str, end: str, width: int, colour: str) -> go.Scatter:
    # One trace for all lines: a gap of None parts them.
    x = [value for row in rows.select(start, end).rows() for value in (*row, None)]
    y = [value for position in rows["position"] for value in (position, position, None)]
    return go.Scatter(
        x=x, y=y, mode="lines", line={"width": width, "color": colour}, hoverinfo="skip", showlegend=False
    )


def _marks(rows: pl.DataFrame, column: str, name: str, symbol: str, colour: str) -> go.Scatter:
    return go.Scatter(
        x=rows[column].to_list(),
        y=rows["position"].to_list(),
        mode="markers",
        marker={"symbol": symbol, "size": 10, "color": colour, "line": {"width": 2, "color": colour}},
        name=name,
        customdata=rows.select("name", "detail").rows(),
        hovertemplate="%{customdata[0]}<br>" + name + ": %{x:.1f}<br>%{customdata[1]}<extra></extra>",
    )


def _finish(traces: Sequence[go.Scatter], rows: pl.DataFrame) -> go.Figure:
    names = [list(texts) for texts in rows.select("name", "detail").rows()]
    figure = rows_figure(traces, names, SCORE_TITLE, has_legend=True)
    figure.update_layout(showlegend=True)
    # Room at both ends for a mark at nought or at 100.
    figure.update_xaxes(range=[-2, 102], tickvals=[0, 20, 40, 60, 80, 100], nticks=None)
    return figure
