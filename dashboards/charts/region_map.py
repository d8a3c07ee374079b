"""Where the members are: an equal-area map from the outlines that the edition holds, or points where it holds none.

Azimuthal equal area around 10° E 52° N, so that no country looks larger than it is; outermost regions stand below it
in insets of their own. Drawn as SVG by the server: every region is a link, read and followed without scripts.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

import htpy as h
import numpy as np
import polars as pl
from htpy import Node

from dashboards.urls import region_url
from dashboards.words import Words

say = Words(__file__, "charts")

SHADES = 5
"""Steps instead of a smooth scale: counts are whole, and five shades can be distinguished where fifty cannot."""
_WIDTH, _HEIGHT = 600.0, 600.0
_CENTRE = (10.0, 52.0)
# Iceland's and Cyprus' corners, and the North Cape: all of Europe's Union but the outermost regions lies between.
_CORNERS = ((-10.5, 34.6), (34.6, 34.6), (-10.5, 55.0), (32.0, 70.0), (25.0, 71.2), (-24.0, 63.4))
_INSET, _GAP = 67.0, 8.0
_IN_ROW = 8
"""Insets side by side: as many as there are outermost regions of NUTS level 2."""
_SMALLEST = 0.6

Ring = Sequence[Sequence[float]]


def draw_member_map(
    members: pl.DataFrame, shapes: pl.DataFrame, country_points: pl.DataFrame, *, empty_reason: str
) -> Node:
    """Draw member regions by the number of partnerships they are in.

    Args:
        members: one row per member with `member_id`, `region_name`, `nuts_level`, `partnership_count`, `latitude`,
            `longitude`, `is_outermost`.
        shapes: one row per NUTS code with `nuts_code`, `nuts_level`, `geometry_geojson` and, of an outermost region
            that is drawn also where it is no member, `outermost_name`; empty where the edition has no outlines, then
            members are drawn as points.
        country_points: one row per country with `nuts_code`, `latitude`, `longitude`, to find one's way.
        empty_reason: said where no member can be placed.
    """
    placed = members.filter(pl.col("latitude").is_not_null())
    if placed.is_empty():
        return h.p(".chart-empty")[empty_reason]
    outlines = dict(shapes.select("nuts_code", "geometry_geojson").iter_rows())
    top = int(placed["partnership_count"].max() or 1)  # type: ignore[arg-type]
    place = _Projection(*_CENTRE, _CORNERS, (_WIDTH, _HEIGHT))
    # Wide areas first: a region inside a country that is a member too must lie on top to be seen.
    mainland = placed.filter(~pl.col("is_outermost")).sort("nuts_level", nulls_last=True, maintain_order=True)
    drawn = mainland.filter(pl.col("member_id").is_in(list(outlines)))
    points = mainland.join(drawn.select("member_id"), on="member_id", how="anti", maintain_order="left")
    insets = _insets(members, shapes)
    height = _HEIGHT + -(-len(insets) // _IN_ROW) * (_INSET + _GAP)
    countries = shapes.filter(pl.col("nuts_level") == 0)
    return h.figure(".map-figure")[
        h.svg(
            viewBox=f"0 0 {_WIDTH:g} {height:g}",
            role="group",
            aria_label=say("map"),
            # GISCO winds rings clockwise, RFC 7946 the other way: this rule leaves holes open whichever way they run.
            fill_rule="evenodd",
        )[
            # Hatched, as no known member is no known absence.
            h.defs[
                h.pattern(id="hatch", width="5", height="5", patternUnits="userSpaceOnUse")[
                    h.rect(".hatch-ground", width="5", height="5"), h.path(".hatch-line", d="M-1 1L1-1M0 5L5 0M4 6L6 4")
                ]
            ],
            h.g(".land")[(h.path(d=_path(place, outlines[code])) for code in countries["nuts_code"])],
            (_country_code(place, row) for row in country_points.iter_rows(named=True))
            if countries.is_empty()
            else None,
            (_area(row, _path(place, outlines[row["member_id"]]), top) for row in drawn.iter_rows(named=True)),
            (_point(place, row, top) for row in points.iter_rows(named=True)),
            (_inset(number, row, outlines[row["member_id"]], top) for number, row in enumerate(insets)),
        ],
        _legend(top),
        h.figcaption["" if countries.is_empty() else f"{say('map.boundaries')} ", say("map.designation")],
    ]


def _insets(members: pl.DataFrame, shapes: pl.DataFrame) -> list[dict[str, object]]:
    """Outermost regions with an outline: members first, then those of which no member is known."""
    columns = ("member_id", "region_name", "nuts_level", "partnership_count")
    within = members.filter("is_outermost").join(shapes.select(member_id="nuts_code"), on="member_id", how="semi")
    held = tuple(within["member_id"])
    others = shapes.drop_nulls("outermost_name").select(
        pl.col("nuts_code").alias("member_id"),
        pl.col("outermost_name").alias("region_name"),
        "nuts_level",
        pl.lit(0).alias("partnership_count"),
    )
    rows = [*within.select(columns).to_dicts(), *others.sort("member_id").to_dicts()]
    return [row for row in rows if row["partnership_count"] or not str(row["member_id"]).startswith(held)]


class _Projection:
    """Places on the sphere to places in a box, areas kept in proportion."""

    def __init__(
        self, longitude: float, latitude: float, fit: Iterable[Sequence[float]], size: tuple[float, float]
    ) -> None:
        self._longitude, self._latitude = np.radians(longitude), np.radians(latitude)
        self._low, self._scale, self._height = np.zeros(2), 1.0, 0.0
        flat = self.place(np.asarray(list(fit), dtype=float)) * np.array([1, -1])
        self._low = flat.min(axis=0)
        extent = np.maximum(flat.max(axis=0) - self._low, 1e-9)
        self._scale = float(min(size[0] / extent[0], size[1] / extent[1]))
        self._height = float(extent[1] * self._scale)

    def place(self, degrees: np.ndarray) -> np.ndarray:
        """Pairs of longitude and latitude as pairs of x to the right and y downwards."""
        longitude, latitude = np.radians(degrees[:, 0]) - self._longitude, np.radians(degrees[:, 1])
        east = np.cos(latitude) * np.cos(longitude)
        spread = np.sqrt(2 / (1 + np.sin(self._latitude) * np.sin(latitude) + np.cos(self._latitude) * east))
        x = spread * np.cos(latitude) * np.sin(longitude)
        y = spread * (np.cos(self._latitude) * np.sin(latitude) - np.sin(self._latitude) * east)
        flat = (np.column_stack([x, y]) - self._low) * self._scale
        return np.column_stack([flat[:, 0], self._height - flat[:, 1]])


def _path(place: _Projection, geometry: str) -> str:
    return "".join(_ring(place, ring) for ring in _rings(json.loads(geometry)))


def _rings(geometry: dict[str, object]) -> Iterator[Ring]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:  # type: ignore[attr-defined]
        yield from polygon


def _ring(place: _Projection, ring: Ring) -> str:
    flat = place.place(np.asarray(ring, dtype=float)).round(1)
    if np.ptp(flat, axis=0).max() < _SMALLEST:
        return ""
    kept = flat[np.r_[True, (np.diff(flat, axis=0) != 0).any(axis=1)]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _shade(count: int, top: int) -> int:
    """The step of a count, 1 to `SHADES`."""
    shades = min(SHADES, max(top, 1))
    step = min(shades, 1 + (count - 1) * shades // max(top, 1))
    return round(1 + (step - 1) * (SHADES - 1) / max(shades - 1, 1))


def _linked(row: dict[str, object], mark: Node) -> Node:
    """A mark that leads to the region's page; the table below does so from the keyboard."""
    count = int(str(row["partnership_count"] or 0))
    words = say("map.region", name=str(row["region_name"]), code=str(row["member_id"]), partnerships=count)
    if ":" in str(row["member_id"]):
        return h.g[h.title[words], mark]
    return h.a(href=region_url(str(row["member_id"])), tabindex="-1")[h.title[words], mark]


def _area(row: dict[str, object], path: str, top: int) -> Node:
    kind = "country" if row["nuts_level"] == 0 else "region"
    return _linked(row, h.path(class_=f"{kind} shade-{_shade(int(str(row['partnership_count'])), top)}", d=path))


def _point(place: _Projection, row: dict[str, object], top: int) -> Node:
    x, y = place.place(np.asarray([[row["longitude"], row["latitude"]]], dtype=float))[0]
    shade = _shade(int(str(row["partnership_count"])), top)
    return _linked(row, h.circle(class_=f"region shade-{shade}", cx=f"{x:.1f}", cy=f"{y:.1f}", r="5"))


def _country_code(place: _Projection, row: dict[str, object]) -> Node:
    x, y = place.place(np.asarray([[row["longitude"], row["latitude"]]], dtype=float))[0]
    return h.text(x=f"{x:.1f}", y=f"{y:.1f}")[str(row["nuts_code"])]


def _inset(number: int, row: dict[str, object], geometry: str, top: int) -> Node:
    """An outermost region in a box of its own below the map, not to its scale."""
    corners = [point for ring in _rings(json.loads(geometry)) for point in ring]
    middle = np.asarray(corners, dtype=float).mean(axis=0)
    place = _Projection(float(middle[0]), float(middle[1]), corners, (_INSET - 12, _INSET - 26))
    left = _GAP / 2 + number % _IN_ROW * (_INSET + _GAP)
    above = _HEIGHT + _GAP / 2 + number // _IN_ROW * (_INSET + _GAP)
    path = _path(place, geometry)
    return h.g(".inset", transform=f"translate({left:g} {above:g})")[
        h.rect(width=f"{_INSET:g}", height=f"{_INSET:g}"),
        h.g(class_=None if row["partnership_count"] else "land", transform="translate(6 18)")[
            _area(row, path, top) if row["partnership_count"] else _linked(row, h.path(d=path))
        ],
        h.text(x="5", y="12")[str(row["region_name"])[:14]],
    ]


def _legend(top: int) -> Node:
    ranges: dict[int, list[int]] = {}
    for count in range(1, top + 1):
        ranges.setdefault(_shade(count, top), []).append(count)
    return h.ul(".map-legend", aria_label=say("map-legend"))[
        h.li[h.span(class_="swatch land"), say("map-legend.none")],
        (
            h.li[
                h.span(class_=f"swatch shade-{shade}"),
                say("map-legend.member")
                if top == 1
                else str(counts[0])
                if len(counts) == 1
                else say("map-legend.span", low=counts[0], high=counts[-1]),
            ]
            for shade, counts in ranges.items()
        ),
        h.li[say("map-legend.country" if top == 1 else "map-legend.counts")],
    ]
