"""Who has most of something: horizontal bars with the name above the bar, so that long names survive a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure, new_figure
from dashboards.formats import shorten
from dashboards.theme import ACCENT, INK, INK_SOFT, OTHER_COLOUR, SCORE_PART_COLOURS
from dashboards.words import Words

say = Words(__file__, "charts")

_BAR_HEIGHT = 16
_LINE_HEIGHT = 17
_GAP = 12
# About what a phone's width holds at the size of the names.
_LABEL_LENGTH = 52
_CAPITALS_LENGTH = 38
# Pixels: a phone's plot, and a sign of the text beside a bar.
_NARROWEST = 320
_SIGN_WIDTH = 6.6
_VERDICTS = ("pass", "fail", "unknown")
# A pattern beside the colour: whoever sees no colour still tells the parts apart.
_PATTERNS = {"theme": "", "instrument": "x", "trl": "|", "geography": "/", "budget": "-", "time": "."}


@dataclass(frozen=True)
class Measure:
    """What a ranking shows.

    Attributes:
        column: the column of the frame.
        title: of the axis, with the unit.
        labels: the value as text beside each bar, in the frame's order.
    """

    column: str
    title: str
    labels: Sequence[str]


def draw_ranking(
    frame: pl.DataFrame,
    *,
    name: str,
    measure: Measure,
    colour_by: str | None = None,
    colours: Mapping[str, str] | None = None,
    empty_reason: str,
) -> go.Figure:
    """Draw one bar per row, the first row on top.

    Args:
        frame: the rows in the order they shall stand in; values may be NULL, which is written, not drawn as zero.
        name: the column with each row's name.
        measure: what the length of a bar means.
        colour_by: a column whose values have a colour in `colours`; the legend names them.
        colours: colour per value of `colour_by`.
        empty_reason: said where there is no row.
    """
    if frame.is_empty():
        return empty_figure(empty_reason)
    groups = [None] if colour_by is None else frame[colour_by].unique(maintain_order=True).to_list()
    rows = frame.with_row_index("position").with_columns(
        pl.col(measure.column).cast(pl.Float64).alias("length"), pl.Series("label", list(measure.labels))
    )
    traces = []
    for group in groups:
        chosen = rows if group is None else rows.filter(pl.col(colour_by or name) == group)
        traces.append(
            go.Bar(
                x=chosen["length"].fill_null(0).to_list(),
                y=chosen["position"].to_list(),
                orientation="h",
                width=_bar_share(1),
                marker={"color": (colours or {}).get(group or "", ACCENT if group is None else OTHER_COLOUR)},
                name=group or measure.title,
                text=chosen["label"].to_list(),
                textposition="outside",
                textfont={"size": 13, "color": INK},
                constraintext="none",
                cliponaxis=False,
                customdata=chosen[name].to_list(),
                hovertemplate="%{customdata}: %{text}<extra></extra>",
                showlegend=group is not None and len(groups) > 1,
            )
        )
    names = [[text] for text in rows[name].to_list()]
    figure = rows_figure(traces, names, measure.title, has_legend=len(groups) > 1)
    _leave_room(figure, rows["length"], max(measure.labels, key=len))
    return figure


def draw_match_parts(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw each match as a bar of the points its parts bring.

    Args:
        frame: matches of one partnership in the order they shall stand in, with `topic_id`, `topic_title`, `score`,
            `score_coverage_share`, `eligibility`, `deadline_date` and the `score_` parts.
        empty_reason: said where there is no row.
    """
    if frame.is_empty():
        return empty_figure(empty_reason)
    rows = frame.with_row_index("position").with_columns(
        pl.coalesce("topic_title", "topic_id").alias("title"),
        pl.concat_str(
            pl.col("deadline_date").dt.strftime("%-d %b %Y").fill_null(say("match.no-deadline")),
            pl.lit(" · "),
            pl.col("eligibility").replace({verdict: say(f"match-rules.{verdict}") for verdict in _VERDICTS}),
        ).alias("detail"),
    )
    parts = [part for part in SCORE_PART_COLOURS if rows[f"score_{part}"].is_not_null().any()]
    part_names = {part: say(f"match-part.{part}") for part in parts}
    traces = [
        go.Bar(
            x=rows[f"score_{part}"].cast(pl.Float64).fill_null(0).to_list(),
            y=rows["position"].to_list(),
            orientation="h",
            width=_bar_share(2),
            marker={
                "color": SCORE_PART_COLOURS[part],
                "pattern": {
                    "shape": _PATTERNS[part],
                    "fillmode": "overlay",
                    "fgcolor": "#ffffff",
                    "size": 6,
                    "solidity": 0.25,
                },
                "line": {"color": "#ffffff", "width": 1},
            },
            name=part_names[part],
            customdata=rows["title"].to_list(),
            hovertemplate=say("match.pointed", title="%{customdata}", part=part_names[part], points="%{x:.1f}")
            + "<extra></extra>",
        )
        for part in parts
    ]
    names = [list(pair) for pair in rows.select("title", "detail").iter_rows()]
    figure = rows_figure(traces, names, say("match"), has_legend=len(parts) > 1)
    totals = rows.select(
        pl.sum_horizontal(pl.col(f"score_{part}").cast(pl.Float64) for part in parts).alias("points"),
        "position",
        pl.format(
            "\u2002<b>{}</b> · {}\u202f%",
            pl.col("score").cast(pl.Float64).round(0).cast(pl.Int64),
            (pl.col("score_coverage_share").cast(pl.Float64) * 100).round(0).cast(pl.Int64),
        ).alias("label"),
    )
    figure.add_trace(
        go.Scatter(
            x=totals["points"].to_list(),
            y=totals["position"].to_list(),
            mode="text",
            text=totals["label"].to_list(),
            textposition="middle right",
            textfont={"size": 13, "color": INK},
            cliponaxis=False,
            hoverinfo="skip",
            showlegend=False,
        )
    )
    _leave_room(figure, totals["points"], "100 · 100 %")
    return figure


def _leave_room(figure: go.Figure, lengths: pl.Series, longest_label: str) -> None:
    """Keep room for the text beside the longest bar on the narrowest screen; Plotly does not by itself."""
    bars_share = max(0.4, 1 - (len(longest_label) + 1) * _SIGN_WIDTH / _NARROWEST)
    figure.update_xaxes(range=[0, float(lengths.max() or 1) / bars_share])  # type: ignore[arg-type]


def _row_height(lines: int) -> int:
    return _BAR_HEIGHT + lines * _LINE_HEIGHT + _GAP


def _bar_share(lines: int) -> float:
    return _BAR_HEIGHT / _row_height(lines)


def rows_figure(traces: Sequence[Any], names: Sequence[Sequence[str]], title: str, *, has_legend: bool) -> go.Figure:
    """A figure of one line per row with the row's name above it; traces count rows from 0 at the top.

    Args:
        traces: bars or marks, `y` being the place of the row.
        names: one or more lines of text per row, all rows alike.
        title: of the axis, with the unit.
        has_legend: whether room is kept for one.
    """
    lines = len(names[0])
    above, share = (34 if has_legend else 0), _bar_share(lines)
    label_share = lines * _LINE_HEIGHT / _row_height(lines)
    figure = new_figure(traces, height=_row_height(lines) * len(names) + 56 + above)
    figure.update_layout(barmode="stack", margin={"l": 8, "r": 8, "t": above, "b": 8}, legend={"traceorder": "normal"})
    figure.update_xaxes(title_text=title, nticks=5)
    figure.update_yaxes(visible=False, range=[len(names) - 1 + share, -share / 2 - label_share - 0.1])
    # All at once: one by one, Plotly checks those before again with each.
    figure.update_layout(
        annotations=[
            {
                "x": 0,
                "y": position - share / 2,
                "text": "<br>".join(_as_label(text, is_first=line == 0) for line, text in enumerate(texts)),
                "hovertext": "<br>".join(texts),
                "showarrow": False,
                "align": "left",
                "xanchor": "left",
                "yanchor": "bottom",
                "xshift": -3,
                "font": {"size": 13, "color": INK},
            }
            for position, texts in enumerate(names)
        ]
    )
    return figure


def _as_label(text: str, *, is_first: bool) -> str:
    short = shorten(text, _CAPITALS_LENGTH if text == text.upper() else _LABEL_LENGTH)
    return short if is_first else f'<span style="color:{INK_SOFT};font-size:12px">{short}</span>'
