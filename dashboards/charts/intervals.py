"""How sure a score is and how it moves: one line per row, from here to there, with the name above the line."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure
from dashboards.charts.ranking import rows_figure
from dashboards.theme import ACCENT, ACCENT_PALE, INK_SOFT, OTHER_COLOUR
from dashboards.words import Words

say = Words(__file__, "charts")

# A shape beside the colour: whoever sees no colour still tells them apart.
_STANDINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "first": ("diamond", ACCENT),
        "alike": ("circle-open", ACCENT),
        "below": ("circle", OTHER_COLOUR),
    }
)
# Order, shape, colour, and how far from the middle of its line.
_ORDERS = (
    ("first", "circle-open", OTHER_COLOUR, -0.06),
    ("total", "diamond", ACCENT, 0.1),
)
STANDINGS = tuple(_STANDINGS)
"""How a row stands to the highest of its group."""


def draw_intervals(frame: pl.DataFrame, *, empty_reason: str, mark: str = "") -> go.Figure:
    """Draw each score's interval with its mark.

    Args:
        frame: one row per score, in the order they shall stand in, with `name`, `low`, `middle`, `high` (points),
            `standing` (one of `STANDINGS`, NULL where it is compared with none) and `detail` (the text under its
            name). Rows without a score have their name alone.
        empty_reason: said where there is no row.
        mark: what the mark of rows that are compared with none is called, if not their median.
    """
    if frame.is_empty():
        return empty_figure(empty_reason)
    rows = frame.with_row_index("position")
    lines = _line(rows, "low", "high", 7, ACCENT_PALE)
    marks = (
        [_marks(rows.filter(pl.col("standing").is_null()), "middle", mark or say("interval.median"), "diamond", ACCENT)]
        if rows["standing"].is_null().any()
        else []
    )
    marks += [
        _marks(chosen, "middle", say(f"standing.{standing}"), *_STANDINGS[standing])
        for standing in STANDINGS
        if not (chosen := rows.filter(pl.col("standing") == standing)).is_empty()
    ]
    return _finish([lines, *marks], rows)


def draw_moves(frame: pl.DataFrame, *, start: str, end: str, empty_reason: str) -> go.Figure:
    """Draw how each score moves from one state to another.

    Args:
        frame: one row per score, in the order they shall stand in, with `name`, `start` and `end` (points, NULL where
            not known) and `detail`.
        start: what the first state is called.
        end: what the second is called.
        empty_reason: said where there is no row.
    """
    if frame.is_empty():
        return empty_figure(empty_reason)
    rows = frame.with_row_index("position")
    started = rows.filter(pl.col("start").is_not_null())
    traces = (
        [_line(started, "start", "end", 3, INK_SOFT), _marks(started, "start", start, "circle-open", OTHER_COLOUR)]
        if not started.is_empty()
        else []
    )
    return _finish([*traces, _marks(rows, "end", end, "diamond", ACCENT)], rows)


def draw_orders(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw sensitivity indices with the intervals of their estimate.

    Args:
        frame: one row per assumption, in the order they shall stand in, with `name`, `detail` and `first_` and `total_`
            `low`, `order` and `high` (shares of the variance).
        empty_reason: said where there is no row.
    """
    if frame.is_empty():
        return empty_figure(empty_reason)
    rows = frame.with_row_index("position").with_columns(pl.col("position").cast(pl.Float64))
    traces: list[go.Scatter] = []
    for order, symbol, colour, offset in _ORDERS:
        placed = rows.with_columns(pl.col("position") + offset)
        traces += [
            _line(placed, f"{order}_low", f"{order}_high", 5, ACCENT_PALE),
            _marks(placed, f"{order}_order", say(f"order.{order}"), symbol, colour),
        ]
    figure = _finish(traces, rows)
    figure.update_traces(
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>", selector={"mode": "markers"}
    )
    figure.update_xaxes(
        title_text=say("order"), range=[-0.05, 1.05], tickvals=[0, 0.25, 0.5, 0.75, 1], tickformat=".0%"
    )
    return figure


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
        cliponaxis=False,
    )


def _finish(traces: Sequence[go.Scatter], rows: pl.DataFrame) -> go.Figure:
    names = [list(texts) for texts in rows.select("name", "detail").rows()]
    figure = rows_figure(traces, names, say("interval"), has_legend=True)
    figure.update_layout(showlegend=True)
    # Room at both ends for a mark at 0 or at 100.
    figure.update_xaxes(range=[-2, 102], tickvals=[0, 20, 40, 60, 80, 100], nticks=None)
    return figure
