"""Everybody against everybody: which differences are clear, and what two share; a mark's shape says which."""

from collections.abc import Callable

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure, matrix_figure
from dashboards.formats import shorten
from dashboards.theme import ACCENT, INK, OTHER_COLOUR, PAPER
from dashboards.words import Words

say = Words(__file__, "charts")

_LINE_HEIGHT = 36
# What holds a name above a mark with a number in it.
_TALL_LINE_HEIGHT = 48
_HEAD = 84
_LABEL_LENGTH = 48
# A shape beside the colour: whoever sees no colour still tells the marks apart.
_LOOKS = {"yes": ("square", ACCENT), "no": ("circle-open", OTHER_COLOUR)}


def draw_pairs(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw each pair once on either side of the diagonal; columns bear the numbers of the lines.

    Args:
        frame: one row per pair, in both directions: `partnership_id`, `partnership_name`, `other_partnership_id`,
            `other_partnership_name`, `above_share` and `is_distinguishable`; lines and columns stand in the order in
            which partnerships come.
        empty_reason: said where there is no row.
    """
    return _draw(frame, "is_distinguishable", _marks) if not frame.is_empty() else empty_figure(empty_reason)


def draw_overlap(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw how many organisations each two partnerships share, on either side of the diagonal.

    Args:
        frame: as in `draw_pairs`, with `shared_organisation_count` and `is_join_forces`; of none no mark is drawn.
        empty_reason: said where there is no row.
    """
    if frame.is_empty():
        return empty_figure(empty_reason)
    return _draw(frame, "is_join_forces", _counts, _TALL_LINE_HEIGHT)


def _draw(
    frame: pl.DataFrame,
    flag: str,
    mark: Callable[[pl.DataFrame, str, str, str], go.Scatter],
    line_height: int = _LINE_HEIGHT,
) -> go.Figure:
    lines = frame.unique("partnership_id", maintain_order=True).select("partnership_id", "partnership_name")
    places = lines.select("partnership_id").with_row_index("place")
    placed = frame.join(places, on="partnership_id", maintain_order="left").join(
        places.rename({"partnership_id": "other_partnership_id", "place": "column"}),
        on="other_partnership_id",
        maintain_order="left",
    )
    traces = [
        mark(rows, say(f"pairs-{flag}.{answer}"), *look)
        for answer, look in _LOOKS.items()
        if not (rows := placed.filter(pl.col(flag) == (answer == "yes"))).is_empty()
    ]
    return matrix_figure(
        traces,
        lines["partnership_name"].to_list(),
        [str(number) for number in range(1, lines.height + 1)],
        label=lambda line, name: f"{line + 1} {shorten(name, _LABEL_LENGTH)}",
        sizes=(line_height, _HEAD),
    )


def _marks(rows: pl.DataFrame, name: str, symbol: str, colour: str) -> go.Scatter:
    shares = (rows["above_share"] * 100).round(0).cast(pl.Int64)
    return go.Scatter(
        x=rows["column"].to_list(),
        y=rows["place"].to_list(),
        mode="markers",
        marker={"symbol": symbol, "size": 9, "color": colour, "line": {"width": 1.5, "color": colour}},
        name=name,
        customdata=list(zip(rows["partnership_name"], shares, rows["other_partnership_name"], strict=True)),
        hovertemplate=say("pairs.ranked", name="%{customdata[0]}", other="%{customdata[2]}", share="%{customdata[1]}")
        + "<extra></extra>",
    )


def _counts(rows: pl.DataFrame, name: str, symbol: str, colour: str) -> go.Scatter:
    some = rows.filter(pl.col("shared_organisation_count") > 0)
    return go.Scatter(
        x=some["column"].to_list(),
        y=some["place"].to_list(),
        mode="markers+text",
        marker={"symbol": symbol, "size": 18, "color": colour, "line": {"width": 1.5, "color": colour}},
        text=some["shared_organisation_count"].cast(pl.String).to_list(),
        textfont={"size": 11, "color": INK if symbol.endswith("open") else PAPER},
        name=name,
        customdata=some.select("partnership_name", "other_partnership_name").rows(),
        hovertemplate=say("pairs.shared", name="%{customdata[0]}", other="%{customdata[1]}", count="%{text}")
        + "<extra></extra>",
    )
