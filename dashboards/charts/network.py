"""Who is around somebody: the centre, its nearest on a ring, and theirs on a second one."""

from math import cos, pi, sin

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure, new_figure, wrap_text
from dashboards.formats import shorten
from dashboards.theme import ACCENT, INK, INK_SOFT, OTHER_COLOUR, PAPER, RULE
from dashboards.words import Words

say = Words(__file__, "charts")

_RINGS = (0.0, 0.62, 1.0)
_HEIGHT = 460
_NAME_LENGTH = 30
_LINE_LENGTH = 14
_SPREAD = 0.26
"""How far apart, in radians, those of one neighbour stand on the second ring."""


def draw_network(ties: pl.DataFrame, *, centre: str, empty_reason: str) -> go.Figure:
    """Draw the ties of a network two steps out.

    Args:
        ties: one row per tie, nearest first: `network_step` (1 from the centre), `near_id`, `other_id`, `near_name`,
            `other_name`, `project_count`.
        centre: name of whom it is around.
        empty_reason: said where there is no row.
    """
    if ties.is_empty():
        return empty_figure(empty_reason)
    is_first = pl.col("network_step") == 1
    first = ties.filter(is_first)
    places: dict[str, tuple[float, float]] = dict.fromkeys(first["near_id"], (0.0, 0.0))
    names = dict(first.select("near_id", "near_name").iter_rows()) | dict.fromkeys(first["near_id"], centre)
    ring = first["other_id"].unique(maintain_order=True).to_list()
    names |= dict(ties.select("other_id", "other_name").iter_rows())
    angles = {one: pi / 2 - 2 * pi * place / len(ring) for place, one in enumerate(ring)}
    places |= {one: _place(angle, 1) for one, angle in angles.items()}
    outer = ties.filter(~is_first & ~pl.col("other_id").is_in(ring)).unique(
        "other_id", keep="first", maintain_order=True
    )
    for (near,), part in outer.group_by("near_id", maintain_order=True):
        for number, one in enumerate(part["other_id"]):
            places[one] = _place(angles[str(near)] + (number - (part.height - 1) / 2) * _SPREAD, 2)
    lines = [
        _lines(ties.filter(~is_first), places, RULE, 1.0),
        _lines(first, places, ACCENT, 2.0),
    ]
    shared = dict(first.select("other_id", "project_count").iter_rows())
    near_names = dict(ties.select("near_id", "near_name").iter_rows())
    outside = {
        one: say("network.outer", name=names[one], near=near_names[near])
        for near, one in outer["near_id", "other_id"].rows()
    }
    marks = [
        _marks({one: places[one] for one in outside}, outside, OTHER_COLOUR, 7),
        _marks(
            {one: places[one] for one in ring},
            {one: say("network.near", name=names[one], projects=shared[one]) for one in ring},
            ACCENT,
            11,
            [wrap_text(shorten(names[one], _NAME_LENGTH), _LINE_LENGTH) for one in ring],
        ),
        _marks({centre: (0.0, 0.0)}, {centre: centre}, INK, 15),
    ]
    figure = new_figure([*lines, *marks], height=_HEIGHT)
    figure.update_layout(showlegend=False)
    figure.update_xaxes(visible=False, range=[-1.12, 1.12])
    figure.update_yaxes(visible=False, range=[-1.12, 1.12])
    return figure


def _place(angle: float, step: int) -> tuple[float, float]:
    return _RINGS[step] * cos(angle), _RINGS[step] * sin(angle)


def _lines(ties: pl.DataFrame, places: dict[str, tuple[float, float]], colour: str, width: float) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for near, other in ties.select("near_id", "other_id").iter_rows():
        (x1, y1), (x2, y2) = places[near], places[other]
        x, y = [*x, x1, x2, None], [*y, y1, y2, None]
    return go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip")


def _marks(
    places: dict[str, tuple[float, float]],
    words: dict[str, str],
    colour: str,
    size: int,
    names: list[str] | None = None,
) -> go.Scatter:
    return go.Scatter(
        x=[x for x, _ in places.values()],
        y=[y for _, y in places.values()],
        mode="markers+text" if names else "markers",
        marker={"color": colour, "size": size, "line": {"color": PAPER, "width": 1}},
        text=names,
        textposition=["top center" if y >= 0 else "bottom center" for _, y in places.values()],
        textfont={"size": 11, "color": INK_SOFT},
        customdata=list(words.values()),
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
