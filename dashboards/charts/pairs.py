"""Which differences are clear: everybody against everybody, a mark's shape saying what the draws say."""

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure, matrix_figure
from dashboards.formats import shorten
from dashboards.theme import ACCENT, OTHER_COLOUR

_LINE_HEIGHT = 36
_HEAD = 84
_LABEL_LENGTH = 48
# A shape beside the colour: whoever sees no colour still tells the marks apart.
_MARKS = {
    True: ("Nearly all draws rank them the same way", "square", ACCENT),
    False: ("Cannot be distinguished", "circle-open", OTHER_COLOUR),
}


def draw_pairs(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw each pair once on either side of the diagonal; columns bear the numbers of the lines.

    Args:
        frame: one row per pair, in both directions: `partnership_id`, `partnership_name`, `other_partnership_id`,
            `other_partnership_name`, `above_share` and `is_distinguishable`; lines and columns stand in the order in
            which partnerships come.
        empty_reason: said where there is no row.
    """
    if frame.is_empty():
        return empty_figure(empty_reason)
    lines = frame.unique("partnership_id", maintain_order=True).select("partnership_id", "partnership_name")
    places = lines.select("partnership_id").with_row_index("place")
    placed = frame.join(places, on="partnership_id", maintain_order="left").join(
        places.rename({"partnership_id": "other_partnership_id", "place": "column"}),
        on="other_partnership_id",
        maintain_order="left",
    )
    traces = [
        _marks(placed.filter(pl.col("is_distinguishable") == said), *look)
        for said, look in _MARKS.items()
        if placed["is_distinguishable"].eq(said).any()
    ]
    return matrix_figure(
        traces,
        lines["partnership_name"].to_list(),
        [str(number) for number in range(1, lines.height + 1)],
        label=lambda line, name: f"{line + 1} {shorten(name, _LABEL_LENGTH)}",
        sizes=(_LINE_HEIGHT, _HEAD),
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
        hovertemplate="%{customdata[0]}<br>above %{customdata[2]}<br>in %{customdata[1]} % of draws<extra></extra>",
    )
