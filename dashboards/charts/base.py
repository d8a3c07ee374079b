"""What every figure has in common: type, grid, separators, and the figure that says there is nothing to draw."""

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from dashboards.formats import THIN_SPACE
from dashboards.theme import FONT_FAMILY, FONT_SIZE, INK, INK_SOFT, PAPER, RULE

# Two signs: the decimal point, then what parts the thousands.
SEPARATORS = f".{THIN_SPACE}"


def new_figure(traces: Sequence[Any] = (), *, height: int = 360) -> go.Figure:
    """A figure in house style.

    Args:
        traces: Plotly traces, drawn in this order.
        height: in pixels; the width follows the page.
    """
    axis = {
        "gridcolor": RULE,
        "zerolinecolor": RULE,
        "linecolor": RULE,
        "ticks": "",
        "title": {"font": {"size": 13, "color": INK_SOFT}, "standoff": 8},
        "automargin": True,
        "fixedrange": True,
    }
    # All at once: what is added later, Plotly compares with its whole template, at ten times the price.
    return go.Figure(
        data=list(traces),
        layout={
            "height": height,
            "font": {"family": FONT_FAMILY, "size": FONT_SIZE, "color": INK},
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
            "separators": SEPARATORS,
            "hoverlabel": {"bgcolor": PAPER, "bordercolor": INK_SOFT, "font": {"color": INK, "size": 13}},
            "legend": {
                "orientation": "h",
                "yanchor": "bottom",
                "y": 1.0,
                "xanchor": "left",
                "x": 0,
                "font": {"size": 13},
            },
            "dragmode": False,
            "xaxis": axis,
            "yaxis": axis,
        },
    )


def matrix_figure(
    traces: Sequence[Any],
    names: Sequence[str],
    columns: Sequence[str],
    *,
    label: Callable[[int, str], str],
    sizes: tuple[int, int],
    angle: int | None = None,
) -> go.Figure:
    """A figure of marks in lines and columns, each line's name above it and those of the columns on top.

    Args:
        traces: marks; `x` counts columns and `y` lines from 0 at the top.
        names: of the lines.
        columns: their names.
        label: number and name of a line as they are written; the whole name shows under the pointer.
        sizes: pixels of a line, and of the head above the first one.
        angle: of the names of the columns; as Plotly likes it if None.
    """
    line_height, head = sizes
    figure = new_figure(traces, height=head + line_height * len(names))
    # All at once: one by one, Plotly checks those before again with each.
    figure.update_layout(
        margin={"l": 4, "r": 8, "t": head - 20, "b": 8},
        legend={"y": 1, "yref": "container", "yanchor": "top"},
        showlegend=True,
        annotations=[
            {
                "x": -0.6,
                "y": line - 0.2,
                "text": label(line, name),
                "hovertext": name,
                "showarrow": False,
                "xanchor": "left",
                "yanchor": "bottom",
                "font": {"size": 12, "color": INK},
            }
            for line, name in enumerate(names)
        ],
    )
    figure.update_xaxes(
        side="top",
        tickvals=list(range(len(columns))),
        ticktext=list(columns),
        tickangle=angle,
        tickfont={"size": 11},
        showgrid=False,
        zeroline=False,
        range=[-0.6, len(columns) - 0.4],
    )
    figure.update_yaxes(visible=False, range=[len(names) - 0.5, -0.9])
    return figure


def empty_figure(reason: str) -> go.Figure:
    """A figure without data that says why, so that nobody takes white space for zero."""
    figure = new_figure(height=140)
    figure.update_layout(xaxis={"visible": False}, yaxis={"visible": False})
    figure.add_annotation(
        text=wrap_text(reason, 44),
        showarrow=False,
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        font={"size": 15, "color": INK_SOFT},
    )
    return figure


def wrap_text(text: str, width: int) -> str:
    """Text broken into lines of at most `width` signs; Plotly does not wrap by itself."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return "<br>".join(lines)
