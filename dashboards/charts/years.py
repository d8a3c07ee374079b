"""How something moves over the years: one column per year, the weakly dated part drawn apart."""

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure, new_figure
from dashboards.formats import format_share
from dashboards.theme import ACCENT, ACCENT_PALE, INK, RULE
from dashboards.words import Words

say = Words(__file__, "charts")

_YEARS_LABELLED = 14
_PALE = 0.65
_FEW = 6


def draw_project_years(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw joint projects per year, those dated only by their call hatched, and how much of each year was observed.

    Args:
        frame: one row per year with `project_year`, `joint_project_count` (null where the year was not observed),
            `year_from_call_count` and `observed_share`; years that are not known are left to the table.
        empty_reason: said where no row has a year.
    """
    dated = frame.drop_nulls("project_year")
    if dated.is_empty():
        return empty_figure(empty_reason)
    years, counts, weak = dated.select("project_year", "joint_project_count", "year_from_call_count").get_columns()
    figure = new_figure(
        [
            _column(years.to_list(), (counts - weak).to_list(), say("years.own"), ACCENT, ""),
            _column(years.to_list(), weak.to_list(), say("years.call"), ACCENT_PALE, "/"),
        ],
        height=320,
    )
    both = bool((counts - weak).sum()) and bool(weak.sum())
    figure.update_layout(barmode="stack", showlegend=both, margin={"l": 8, "r": 8, "t": 40 if both else 16, "b": 8})
    _label_columns(figure, years.to_list(), counts.to_list(), ",d")
    _mark_incomplete(figure, dated.select("project_year", share="observed_share", value="joint_project_count"))
    figure.update_xaxes(title_text=say("years"))
    figure.update_yaxes(title_text=say("years.projects"), tickformat=",d")
    return figure


def _mark_incomplete(figure: go.Figure, years: pl.DataFrame) -> None:
    """Say under a year how much of it was observed, its column pale, or hatch its whole place where nothing was."""
    words = {
        year: say("years.seen", year=str(year), share=format_share(share))
        if value is not None
        else say("years.unknown" if share else "years.unseen", year=str(year))
        for year, share, value in years.with_columns(pl.col("share").round(2)).iter_rows()
        if value is None or (share is not None and share < 1)
    }
    every = years["project_year"].unique(maintain_order=True).to_list()
    figure.update_xaxes(tickvals=every, ticktext=[words.get(year, str(year)) for year in every])
    figure.for_each_trace(
        lambda bar: bar.marker.update(opacity=[_PALE if year in words else 1 for year in bar.x]),
        selector={"type": "bar"},
    )
    unseen = years.filter(pl.col("value").is_null())["project_year"].to_list()
    if unseen:
        hatched = _column(
            unseen, [figure.layout.yaxis.range[1]] * len(unseen), say("years.not-observed"), "rgba(0,0,0,0)", "x"
        )
        figure.update_layout(barmode="stack")
        pointed = say("years.unseen", year="%{x}") + "<extra></extra>"
        figure.add_trace(hatched.update(marker_pattern_fgcolor=RULE, hovertemplate=pointed))


def draw_money_years(frame: pl.DataFrame, *, empty_reason: str) -> go.Figure:
    """Draw the net EU contribution per year in EUR million.

    Args:
        frame: one row per year with `project_year`, `project_count`, `net_ec_contribution_eur` and `observed_share`; a
            year below 1, or without a count, says so.
        empty_reason: said where no row has both.
    """
    dated = frame.filter(pl.col("project_year").is_not_null())
    known = dated.filter(pl.col("net_ec_contribution_eur").is_not_null() | pl.col("project_count").is_null())
    if known["net_ec_contribution_eur"].is_null().all():
        return empty_figure(empty_reason)
    years = known["project_year"].to_list()
    millions = (known["net_ec_contribution_eur"].cast(pl.Float64) / 1e6).to_list()
    figure = new_figure([_column(years, millions, say("money"), ACCENT, "")], height=300)
    figure.update_traces(hovertemplate=say("money.pointed", year="%{x}", millions="%{y:,.1f}") + "<extra></extra>")
    _label_columns(figure, years, millions, ",.1f")
    _mark_incomplete(figure, known.select("project_year", share="observed_share", value="net_ec_contribution_eur"))
    figure.update_layout(showlegend=False, margin={"l": 8, "r": 8, "t": 16, "b": 8})
    figure.update_xaxes(title_text=say("years.own"))
    figure.update_yaxes(title_text=say("money.millions"), tickformat=",")
    return figure


def draw_half_years(frame: pl.DataFrame) -> go.Figure:
    """Draw how many acts are known of each half-year, those of a public record hatched.

    Args:
        frame: rows with `half_year`, `declared_act_count` and `public_record_act_count`, several to a half-year.
    """
    kinds = (
        ("declared_act_count", say("acts.declared"), ACCENT, ""),
        ("public_record_act_count", say("acts.public"), ACCENT_PALE, "/"),
    )
    halves = frame.group_by("half_year").agg(pl.col(column).sum() for column, *_ in kinds).sort("half_year")
    busy = halves.filter(pl.sum_horizontal(column for column, *_ in kinds) > 0)["half_year"]
    if busy.is_empty():
        return empty_figure(say("acts.none"))
    # Up to the last half-year of the table: that nothing is known since is seen too.
    shown = halves.filter(pl.col("half_year") >= pl.lit(busy[0]))
    first_halves = shown.filter(pl.col("half_year").str.ends_with("H1"))["half_year"].to_list()
    most = int(shown.select(pl.sum_horizontal(column for column, *_ in kinds)).to_series().max() or 1)  # type: ignore[arg-type]
    figure = new_figure(
        [_column(shown["half_year"].to_list(), shown[column].to_list(), *look) for column, *look in kinds], height=260
    )
    figure.update_layout(barmode="stack", margin={"l": 8, "r": 8, "t": 40, "b": 8})
    figure.update_xaxes(
        title_text=say("acts.half-years"),
        type="category",
        showgrid=False,
        tickvals=first_halves,
        ticktext=[half.removesuffix("-H1") for half in first_halves],
    )
    figure.update_yaxes(title_text=say("acts"), tickformat=",d", rangemode="tozero", dtick=1 if most < _FEW else None)
    return figure


def _label_columns(figure: go.Figure, years: list[int], totals: list[float | None], number_format: str) -> None:
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
    figure.update_yaxes(rangemode="tozero", nticks=5, range=[0, max(filter(None, totals), default=0) * 1.12 or 1])


def _column(years: list[int] | list[str], values: list[float | None], name: str, colour: str, pattern: str) -> go.Bar:
    return go.Bar(
        x=years,
        y=values,
        width=0.62,
        name=name,
        marker={
            "color": colour,
            "pattern": {"shape": pattern, "fgcolor": ACCENT, "size": 6, "solidity": 0.3},
        },
        hovertemplate=f"{name}, %{{x}}: %{{y:,}}<extra></extra>",
    )
