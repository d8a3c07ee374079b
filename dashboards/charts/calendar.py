"""When something is due: a line per month, a column per day, a mark where a day has deadlines."""

from datetime import timedelta

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure, matrix_figure
from dashboards.formats import format_stated_date
from dashboards.theme import ACCENT
from dashboards.words import Words

say = Words(__file__, "charts")

_LINE_HEIGHT, _HEAD = 38, 44
_LARGEST = 15


def draw_calendar(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw the days with deadlines, a larger mark for more of them; months without one have their line too.

    Args:
        frame: one row per deadline: `deadline_date` and `topic_title`.
        empty_reason: said where there is no row.
    """
    days = (
        frame.group_by("deadline_date")
        .agg(pl.len().alias("count"), pl.col("topic_title").first())
        .sort("deadline_date")
    )
    if days.is_empty():
        return empty_figure(empty_reason)
    first, last = days["deadline_date"][0].replace(day=1), days["deadline_date"][-1]
    months = pl.date_range(first, last + timedelta(days=1), "1mo", eager=True)
    line = {(month.year, month.month): place for place, month in enumerate(months)}
    said = [say("calendar.day", day=day, topics=count, title=title or "") for day, count, title in days.iter_rows()]
    trace = go.Scatter(
        x=[day.day - 1 for day in days["deadline_date"]],
        y=[line[day.year, day.month] for day in days["deadline_date"]],
        mode="markers",
        marker={
            "symbol": "square",
            "color": ACCENT,
            "opacity": 1,
            "size": [min(6 + 2 * count, _LARGEST) for count in days["count"]],
        },
        hovertext=said,
        hoverinfo="text",
        name=say("calendar"),
    )
    counts = days.group_by(pl.col("deadline_date").dt.truncate("1mo")).agg(pl.sum("count"))
    of_month = dict(counts.iter_rows())
    return matrix_figure(
        [trace],
        [format_stated_date(f"{month:%Y-%m}") for month in months],
        [str(day) if day in {1, 5, 10, 15, 20, 25, 31} else "" for day in range(1, 32)],
        label=lambda place, name: f"{name} · {of_month[months[place]]}" if months[place] in of_month else name,
        sizes=(_LINE_HEIGHT, _HEAD),
    ).update_layout(showlegend=False)
