"""Where the members are: an equal-area map from the outlines that the edition holds, or points where it holds none.

Azimuthal equal area around 10° E 52° N, so that no country looks larger than it is. Nothing is fetched: the base map
is the edition's own countries. Outermost regions lie outside the frame and are left to the table and the sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.base import empty_figure, new_figure, wrap_text
from dashboards.theme import BORDER, COUNTRY_CODES, INK, INK_SOFT, LAND, PAPER, SEQUENTIAL

BOUNDARIES_NOTE = "© EuroGeographics for the administrative boundaries."
DESIGNATION_NOTE = (
    "The designations employed and the presentation of material on this map do not imply the expression of any opinion "
    "on the part of the European Union concerning the legal status of any country, territory or area or of its "
    "authorities, or concerning the delimitation of its frontiers or boundaries. * Kosovo: this designation is without "
    "prejudice to positions on status, and is in line with UNSCR 1244/1999 and the ICJ Opinion on the Kosovo "
    "declaration of independence."
)
_NOTE_WIDTH = 74
_LATITUDES = (34.0, 71.0)
_LONGITUDES = (-11.0, 33.0)


def draw_member_map(
    members: pl.DataFrame, shapes: pl.DataFrame, country_points: pl.DataFrame, *, empty_reason: str
) -> go.Figure:
    """Draw member regions by the number of partnerships they are in.

    Args:
        members: one row per member with `member_id`, `region_name`, `nuts_level`, `partnership_count`, `latitude`,
            `longitude`, `is_outermost`.
        shapes: one row per NUTS code with `nuts_code`, `nuts_level`, `geometry_geojson`; empty where the edition has
            no outlines, then members are drawn as points.
        country_points: one row per country with `nuts_code`, `latitude`, `longitude`, to find one's way.
        empty_reason: said where no member can be placed.
    """
    placed = members.filter(pl.col("latitude").is_not_null() & ~pl.col("is_outermost"))
    if placed.is_empty():
        return empty_figure(empty_reason)
    drawn = placed.join(shapes.select("nuts_code"), left_on="member_id", right_on="nuts_code", how="semi")
    points = placed.join(drawn.select("member_id"), on="member_id", how="anti")
    countries = shapes.filter(pl.col("nuts_level") == 0)
    top = max(int(placed["partnership_count"].max() or 1), 2)  # type: ignore[arg-type]
    scale = _steps(top)
    traces: list[Any] = []
    traces.append(_country_codes(country_points) if countries.is_empty() else _land(countries))
    # Wide areas first: a region inside a country that is a member too must lie on top to be seen.
    for level in sorted(drawn["nuts_level"].unique().drop_nulls().to_list()):
        chosen = drawn.filter(pl.col("nuts_level") == level)
        traces.append(_areas(chosen, shapes, scale, top, level))
    if not points.is_empty():
        traces.append(_points(points, scale, top))
    _keep_one_scale(traces, top)
    figure = new_figure(traces, height=760)
    figure.update_geos(
        projection={"type": "azimuthal equal area", "rotation": {"lon": 10, "lat": 52, "roll": 0}},
        lonaxis={"range": list(_LONGITUDES), "showgrid": countries.is_empty(), "gridcolor": LAND, "dtick": 10},
        lataxis={"range": list(_LATITUDES), "showgrid": countries.is_empty(), "gridcolor": LAND, "dtick": 10},
        visible=False,
        showland=False,
        showcountries=False,
        showcoastlines=False,
        bgcolor=PAPER,
        domain={"x": [0, 1], "y": [0, 1]},
    )
    notes = wrap_text((BOUNDARIES_NOTE + " " if not countries.is_empty() else "") + DESIGNATION_NOTE, _NOTE_WIDTH)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 48, "b": 118}, showlegend=False)
    figure.add_annotation(
        text=notes,
        showarrow=False,
        xref="paper",
        yref="paper",
        x=0,
        y=0,
        yshift=-4,
        xanchor="left",
        yanchor="top",
        align="left",
        font={"size": 9, "color": INK_SOFT},
    )
    return figure


def _country_codes(points: pl.DataFrame) -> go.Scattergeo:
    return go.Scattergeo(
        lon=points["longitude"].to_list(),
        lat=points["latitude"].to_list(),
        text=points["nuts_code"].to_list(),
        mode="text",
        textfont={"size": 12, "color": COUNTRY_CODES},
        hoverinfo="skip",
    )


def _land(countries: pl.DataFrame) -> go.Choropleth:
    return go.Choropleth(
        geojson=_features(countries),
        locations=countries["nuts_code"].to_list(),
        z=[0] * countries.height,
        colorscale=[[0, LAND], [1, LAND]],
        showscale=False,
        marker={"line": {"color": BORDER, "width": 0.6}},
        hoverinfo="skip",
    )


def _areas(members: pl.DataFrame, shapes: pl.DataFrame, scale: list[list[Any]], top: int, level: int) -> go.Choropleth:
    outlines = shapes.join(members.select("member_id"), left_on="nuts_code", right_on="member_id", how="semi")
    return go.Choropleth(
        geojson=_features(outlines),
        locations=members["member_id"].to_list(),
        z=members["partnership_count"].to_list(),
        zmin=0.5,
        zmax=top + 0.5,
        colorscale=scale,
        marker={"line": {"color": PAPER if level else INK, "width": 0.6}},
        customdata=members.select("region_name", "member_id").rows(),
        hovertemplate="%{customdata[0]} (%{customdata[1]})<br>partnerships: %{z}<extra></extra>",
        showscale=False,
    )


def _points(members: pl.DataFrame, scale: list[list[Any]], top: int) -> go.Scattergeo:
    return go.Scattergeo(
        lon=members["longitude"].to_list(),
        lat=members["latitude"].to_list(),
        mode="markers",
        marker={
            "size": 11,
            "color": members["partnership_count"].to_list(),
            "cmin": 0.5,
            "cmax": top + 0.5,
            "colorscale": scale,
            "line": {"color": INK, "width": 0.8},
        },
        customdata=members.select("region_name", "member_id", "partnership_count").rows(),
        hovertemplate="%{customdata[0]} (%{customdata[1]})<br>partnerships: %{customdata[2]}<extra></extra>",
    )


def _keep_one_scale(traces: list[Any], top: int) -> None:
    bar = {
        "orientation": "h",
        "x": 0.0,
        "xanchor": "left",
        "y": 1.0,
        "yanchor": "bottom",
        "thickness": 10,
        "len": 0.8,
        "lenmode": "fraction",
        "outlinewidth": 0,
        "tickvals": _ticks(top),
        "tickfont": {"size": 12},
        "title": {"text": "Partnerships a region is a member of", "side": "top", "font": {"size": 13}},
    }
    last = traces[-1]
    if isinstance(last, go.Scattergeo):
        last.update(marker={"colorbar": bar, "showscale": True})
    else:
        last.update(colorbar=bar, showscale=True)


def _steps(top: int) -> list[list[Any]]:
    """Steps instead of a smooth scale: counts are whole, and five shades can be told apart where fifty cannot."""
    shades = min(top, len(SEQUENTIAL))
    edges = [round(step * top / shades) / top for step in range(shades + 1)]
    colours = [SEQUENTIAL[round(step * (len(SEQUENTIAL) - 1) / max(shades - 1, 1))] for step in range(shades)]
    scale: list[list[Any]] = []
    for step, colour in enumerate(colours):
        scale += [[edges[step], colour], [edges[step + 1], colour]]
    return scale


def _ticks(top: int) -> list[int]:
    width = max(1, round(top / 8))
    return list(range(1, top + 1, width))


def _features(shapes: pl.DataFrame) -> Mapping[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": code, "properties": {}, "geometry": json.loads(geometry)}
            for code, geometry in shapes.select("nuts_code", "geometry_geojson").iter_rows()
        ],
    }
