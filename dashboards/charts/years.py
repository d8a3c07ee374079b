"""How something moves over the years: one column per year, the weakly dated part drawn apart."""

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure, new_figure
from dashboards.theme import ACCENT, ACCENT_PALE, INK

_YEARS_LABELLED = 14
_PALE = 0.5


def draw_project_years(
    frame: pl.DataFrame, *, count: str, weak: str, empty_reason: str, observed: str = ""
) -> go.Figure:
    """Draw projects per year, those dated only by their call hatched, and a year not wholly observed pale.

    Args:
        frame: one row per year with `project_year`; years that are not known are left to the table.
        count: the column with all projects of the year.
        weak: the column with those of them whose year is the call's.
        empty_reason: said where no row has a year.
        observed: the column with the share of the year that could be observed; a year below 1 says so.
    """
    dated = frame.filter(pl.col("project_year").is_not_null())
    if dated.is_empty():
        return empty_figure(empty_reason)
    years = dated["project_year"].to_list()
    firm = (dated[count] - dated[weak]).to_list()
    figure = new_figure(
        [
            _column(years, firm, "Year of the project", ACCENT, ""),
            _column(years, dated[weak].to_list(), "Year of the call", ACCENT_PALE, "/"),
        ],
        height=320,
    )
    both = any(firm) and bool(dated[weak].sum())
    figure.update_layout(barmode="stack", showlegend=both, margin={"l": 8, "r": 8, "t": 40 if both else 16, "b": 8})
    _label_columns(figure, years, dated[count].to_list(), ",d")
    if observed:
        _mark_incomplete(figure, dated.select("project_year", pl.col(observed).alias("share")))
    figure.update_xaxes(title_text="Year")
    figure.update_yaxes(title_text="Projects", tickformat=",d")
    return figure


def _mark_incomplete(figure: go.Figure, years: pl.DataFrame) -> None:
    """Say under a year that it was not wholly observed and draw its column pale: low for not being known yet."""
    shares = dict(years.iter_rows())
    words = {year: f"{year}<br>{share:.0%} seen" for year, share in shares.items() if share is not None and share < 1}
    figure.update_xaxes(tickvals=list(shares), ticktext=[words.get(year, str(year)) for year in shares])
    figure.for_each_trace(
        lambda bar: bar.marker.update(opacity=[_PALE if year in words else 1 for year in bar.x]),
        selector={"type": "bar"},
    )


def draw_money_years(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw the net EU contribution per year in EUR million.

    Args:
        frame: one row per year with `project_year`, `net_ec_contribution_eur` and `observed_share`; a year below 1
            says so.
        empty_reason: said where no row has both.
    """
    known = frame.filter(pl.col("project_year").is_not_null() & pl.col("net_ec_contribution_eur").is_not_null())
    if known.is_empty():
        return empty_figure(empty_reason)
    years = known["project_year"].to_list()
    millions = (known["net_ec_contribution_eur"].cast(pl.Float64) / 1e6).to_list()
    figure = new_figure([_column(years, millions, "Net EU contribution", ACCENT, "")], height=300)
    figure.update_traces(hovertemplate="%{x}: EUR %{y:,.1f} million<extra></extra>")
    _label_columns(figure, years, millions, ",.1f")
    _mark_incomplete(figure, known.select("project_year", "observed_share"))
    figure.update_layout(showlegend=False, margin={"l": 8, "r": 8, "t": 16, "b": 8})
    figure.update_xaxes(title_text="Year of the project")
    figure.update_yaxes(title_text="EUR million", tickformat=",")
    return figure


def _label_columns(figure: go.Figure, years: list[int], totals: list[float], number_format: str) -> None:
    """Write each total on its column, and give every year of the span its place, also those without a project."""
    figure.add_trace(
        go.Scatter(
            x=years,
            y=totals,
            mode="text",
            texttemplate=f"%{{y:{number_format}}}",
            textposition="top center",
            textfont={"size": 13, "color": INK},
            cliponaxis=False,
            hoverinfo="skip",
            showlegend=False,
        )
    )
    figure.update_xaxes(showgrid=False, dtick=1 if len(years) <= _YEARS_LABELLED else None, tickformat="d")
    figure.update_xaxes(range=[min(years) - 0.6, max(years) + 0.6])
    figure.update_yaxes(rangemode="tozero", nticks=5, range=[0, max(totals) * 1.12 or 1])


def _column(years: list[int], values: list[float], name: str, colour: str, pattern: str) -> go.Bar:
    return go.Bar(
        x=years,
        y=values,
        width=0.62,
        name=name,
        marker={
            "color": colour,
            "pattern": {"shape": pattern, "fgcolor": ACCENT, "size": 6, "solidity": 0.3},
        },
        hovertemplate="%{x}: %{y:,} – " + name.lower() + "<extra></extra>",
    )
