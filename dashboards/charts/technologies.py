"""Where which technology is applied: technologies as lines, niches as columns, a mark for projects that are both."""

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure, matrix_figure
from dashboards.formats import shorten
from dashboards.theme import ACCENT, OTHER_COLOUR
from dashboards.words import Words

say = Words(__file__, "charts")

_LINE_HEIGHT = 36
_HEAD = 230
_NAME_LENGTH = 26
_LABEL_LENGTH = 48
_LARGEST = 22
_SMALLEST = 6
# Filled and open beside the colour: whoever sees no colour still tells the marks apart.
_LOOKS = {"member": ("circle", ACCENT), "nobody": ("circle-open", OTHER_COLOUR)}


def draw_technologies(cells: pl.DataFrame, *, most: int, empty_reason: str) -> go.Figure:
    """Draw the matrix of one partnership.

    Args:
        cells: one row per technology and niche: `technology`, `niche_name`, `project_count`, `member_project_count`.
        most: technologies drawn, those with most projects.
        empty_reason: said where there is no row.
    """
    if cells.is_empty():
        return empty_figure(empty_reason)
    lines = (
        cells.group_by("technology")
        .agg(pl.sum("project_count"))
        .sort("project_count", "technology", descending=[True, False])
        .head(most)["technology"]
    )
    columns = cells["niche_name"].unique().sort()
    placed = cells.filter(pl.col("technology").is_in(lines.implode())).with_columns(
        line=pl.col("technology").replace_strict(lines, pl.int_range(lines.len(), eager=True)),
        column=pl.col("niche_name").replace_strict(columns, pl.int_range(columns.len(), eager=True)),
        by_member=pl.col("member_project_count").fill_null(0) > 0,
    )
    top = placed["project_count"].max()
    traces = [
        go.Scatter(
            x=rows["column"].to_list(),
            y=rows["line"].to_list(),
            mode="markers",
            marker={
                "symbol": symbol,
                "size": (_SMALLEST + (_LARGEST - _SMALLEST) * (rows["project_count"] / top).sqrt()).to_list(),
                "color": colour,
                "line": {"width": 1.5, "color": colour},
            },
            name=say(f"technologies.{who}"),
            customdata=[
                say("technology", technology=technology, niche=niche, projects=count)
                for technology, niche, count in rows.select("technology", "niche_name", "project_count").rows()
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
        for who, (symbol, colour) in _LOOKS.items()
        if not (rows := placed.filter(by_member=who == "member")).is_empty()
    ]
    return matrix_figure(
        traces,
        lines.to_list(),
        [shorten(name, _NAME_LENGTH) for name in columns],
        label=lambda _, name: shorten(name, _LABEL_LENGTH),
        sizes=(_LINE_HEIGHT, _HEAD),
        angle=-90,
    )
