"""Charts: what is drawn and said, from frames written out here."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import polars as pl
import pytest
from lxml import html

from dashboards import theme
from dashboards.charts.availability import draw_availability
from dashboards.charts.base import empty_figure, wrap_text
from dashboards.charts.intervals import STANDINGS, draw_intervals, draw_moves, draw_orders
from dashboards.charts.pairs import draw_overlap, draw_pairs
from dashboards.charts.ranking import Measure, draw_match_parts, draw_ranking
from dashboards.charts.region_map import SHADES as STEPS
from dashboards.charts.region_map import _Projection, draw_member_map
from dashboards.charts.years import draw_money_years, draw_project_years

BOUNDARIES = "© EuroGeographics for the administrative boundaries."
MEMBERS = pl.DataFrame(
    {
        "member_id": ["ES", "ES21", "BE21", "ES70", "own:UA:x"],
        "region_name": ["España", "País Vasco", "Antwerpen", "Canarias", "Made-up"],
        "nuts_level": [0, 2, 2, 2, None],
        "partnership_count": [1, 3, 2, 1, 1],
        "latitude": [40.0, 43.0, 51.0, 28.0, None],
        "longitude": [-4.0, -2.0, 4.0, -15.0, None],
        "is_outermost": [False, False, False, True, False],
    }
)
SQUARE = '{"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}'
SHAPES = pl.DataFrame(
    {
        "nuts_code": ["ES", "BE", "ES21", "ES70", "PT20"],
        "nuts_level": [0, 0, 2, 2, 2],
        "geometry_geojson": [SQUARE] * 5,
        "outermost_name": [None, None, None, "Canarias", "Açores"],
    }
)
POINTS = pl.DataFrame({"nuts_code": ["ES"], "latitude": [40.0], "longitude": [-4.0]})
MATCHES = pl.DataFrame(
    {
        "topic_id": ["T-1", "T-2"],
        "topic_title": ["First topic", None],
        "partnership_name": ["Apple growing", "Tidal mills"],
        "eligibility": ["pass", "unknown"],
        "deadline_date": [None, None],
        "score": [80.0, 60.0],
        "score_coverage_share": [0.65, 0.55],
        "score_theme": [40.0, 33.0],
        "score_instrument": [None, None],
        "score_trl": [None, None],
        "score_geography": [10.0, None],
        "score_budget": [None, None],
        "score_time": [2.0, 0.0],
    },
    schema_overrides={"deadline_date": pl.Date, **dict.fromkeys(["score_instrument", "score_trl"], pl.Float64)},
)


AVAILABILITY = pl.DataFrame(
    {
        "partnership_id": ["a", "a", "b", "b"],
        "partnership_name": ["Apple growing", "Apple growing", "Mills", "Mills"],
        "pillar_name": ["mission", "contact", "mission", "contact"],
        "indicator_id": ["M1", "P1", "M1", "P1"],
        "indicator_name": ["Mission", "Plenaries", "Mission", "Plenaries"],
        "evidence": ["declared", "missing", "observed", "missing"],
    }
)


def _texts(figure: go.Figure) -> str:
    return " ".join(annotation.text.replace("<br>", " ") for annotation in figure.layout.annotations)


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(draw_availability(AVAILABILITY.clear(), empty_reason="nothing known"), id="availability"),
        pytest.param(draw_match_parts(MATCHES.clear(), empty_reason="nothing known"), id="matches"),
        pytest.param(
            draw_ranking(
                pl.DataFrame({"name": [], "value": []}),
                name="name",
                measure=Measure("value", "Things", []),
                empty_reason="nothing known",
            ),
            id="ranking",
        ),
        pytest.param(
            draw_money_years(
                pl.DataFrame({"project_year": [2021], "project_count": [1], "net_ec_contribution_eur": [None]}),
                empty_reason="nothing known",
            ),
            id="years-without-money",
        ),
        pytest.param(
            draw_project_years(
                pl.DataFrame({"project_year": [None], "joint_project_count": [1], "year_from_call_count": [0]}),
                empty_reason="nothing known",
            ),
            id="years-without-year",
        ),
    ],
)
def test_empty_frame_says_so_and_why(figure: go.Figure) -> None:
    assert not figure.data
    assert "nothing known" in _texts(figure)


def _map(members: pl.DataFrame = MEMBERS, shapes: pl.DataFrame = SHAPES) -> html.HtmlElement:
    return html.fromstring(str(draw_member_map(members, shapes, POINTS, empty_reason="nothing known")))


def test_map_without_a_member_says_so_and_why() -> None:
    assert _map(MEMBERS.clear()).text_content() == "nothing known"


def test_map_draws_wide_areas_below_narrow_ones_and_outermost_regions_in_insets() -> None:
    drawn = _map()
    assert len(drawn.xpath(".//*[@class='land']/path")) == 2
    assert drawn.xpath(".//*[@class='land']/a/title/text()") == ["Açores (PT20): no known member"]
    assert drawn.xpath(".//svg/a/@href") == ["/region/ES", "/region/ES21", "/region/BE21"]
    assert drawn.xpath(".//*[@class='inset']//a/@href") == ["/region/ES70", "/region/PT20"]
    assert drawn.xpath(".//svg/a[1]/path/@class") == ["country shade-1"]
    assert "País Vasco (ES21): 3 partnerships" in drawn.xpath(".//title/text()")


def test_map_is_one_whichever_way_its_rings_run() -> None:
    turned = json.loads(SQUARE)
    turned["coordinates"] = [ring[::-1] for ring in turned["coordinates"]]
    maps = [_map(), _map(shapes=SHAPES.with_columns(pl.lit(json.dumps(turned)).alias("geometry_geojson")))]
    # The rule by which a ring encloses the same area in both directions, and a hole stays open.
    assert [drawn.xpath("string(.//svg/@fill-rule)") for drawn in maps] == ["evenodd"] * 2
    corners = [[set(path.strip("MZ").split("L")) for path in drawn.xpath(".//path/@d")] for drawn in maps]
    assert corners[0] == corners[1]


def test_map_keeps_areas_in_proportion() -> None:
    size = {}
    for latitude in (40.0, 65.0):
        place = _Projection(10, 52, [(-10, 35), (35, 70)], (600, 600))
        # Half a degree of latitude wide and high, measured on the sphere.
        width = 0.25 / math.cos(math.radians(latitude))
        x, y = place.place(
            np.array([(10 - width, latitude), (10 + width, latitude), (10, latitude - 0.25), (10, latitude + 0.25)])
        ).T
        size[latitude] = (x[1] - x[0]) * (y[2] - y[3])
    assert size[40.0] == pytest.approx(size[65.0], rel=0.005)


def test_map_carries_the_boundary_and_designation_notes_inside_the_picture() -> None:
    note = _map().xpath("string(.//figcaption)")
    assert BOUNDARIES in note
    assert "do not imply the expression of any opinion" in note


def test_map_without_outlines_draws_points_and_claims_no_boundaries() -> None:
    drawn = _map(shapes=SHAPES.clear())
    assert drawn.xpath(".//svg/text/text()") == ["ES"]
    assert sorted(drawn.xpath(".//svg/a[circle]/@href")) == ["/region/BE21", "/region/ES", "/region/ES21"]
    assert BOUNDARIES not in drawn.text_content()


def test_map_gives_every_count_one_flat_shade_that_the_legend_names() -> None:
    drawn = _map()
    shades = {mark.split()[1] for mark in drawn.xpath(".//svg/a/*[@class]/@class")}
    assert len(shades) == 3
    assert shades == {name.split()[1] for name in drawn.xpath(".//*[@class='map-legend']//span/@class")} - {"land"}


def test_ranking_keeps_the_order_and_writes_what_is_not_known() -> None:
    frame = pl.DataFrame({"name": ["B", "A"], "value": [2, None], "platform": ["Energy", "Agri-food"]})
    figure = draw_ranking(
        frame,
        name="name",
        measure=Measure("value", "Things", ["2 things", "not known"]),
        colour_by="platform",
        colours={"Energy": "#111111", "Agri-food": "#222222"},
        empty_reason="",
    )
    assert [trace.name for trace in figure.data] == ["Energy", "Agri-food"]
    assert [trace.marker.color for trace in figure.data] == ["#111111", "#222222"]
    assert figure.data[1].text[0] == "not known"
    assert [annotation.text for annotation in figure.layout.annotations] == ["B", "A"]


def test_match_parts_leave_out_what_was_never_assessed() -> None:
    figure = draw_match_parts(MATCHES, empty_reason="")
    assert [trace.name for trace in figure.data if trace.type == "bar"] == ["Theme", "Geography", "Time left"]
    assert "80" in figure.data[-1].text[0]
    assert "65" in figure.data[-1].text[0]
    assert "T-2" in _texts(figure)


def test_years_tell_firm_from_weakly_dated() -> None:
    frame = pl.DataFrame({"project_year": [2021, 2022], "joint_project_count": [3, 5], "year_from_call_count": [3, 1]})
    figure = draw_project_years(frame.with_columns(observed_share=pl.lit(1.0)), empty_reason="")
    firm, weak, totals = figure.data
    assert list(firm.y) == [0, 4]
    assert list(weak.y) == [3, 1]
    assert weak.marker.pattern.shape == "/"
    assert list(totals.y) == [3, 5]


def test_year_that_was_not_wholly_observed_is_pale_and_says_so() -> None:
    years = {"project_year": [2022, 2023, 2024], "observed_share": [0.9996, 0.77, 0.0008]}
    frame = pl.DataFrame({**years, "joint_project_count": [5, 3, None], "year_from_call_count": [0, 3, None]})
    money = frame.with_columns(project_count="joint_project_count", net_ec_contribution_eur="joint_project_count")
    for figure in (draw_project_years(frame, empty_reason=""), draw_money_years(money, empty_reason="")):
        assert list(figure.layout.xaxis.ticktext) == ["2022", "2023<br>77\u202f% seen", "2024<br>not observed"]
        assert figure.data[0].marker.opacity[0] > figure.data[0].marker.opacity[1]
        assert list(figure.data[-1].x) == [2024]
        assert figure.data[-1].marker.pattern.shape == "x"


def test_text_is_wrapped_at_words() -> None:
    assert wrap_text("one two three", 7) == "one two<br>three"
    assert "why" in empty_figure("why").layout.annotations[0].text


def test_availability_gives_every_place_one_mark_with_a_shape_of_its_own() -> None:
    figure = draw_availability(AVAILABILITY, empty_reason="nothing known")
    marks = {trace.name: list(zip(trace.y, trace.x, strict=True)) for trace in figure.data}
    assert marks == {"declared": [(0, 0)], "observed": [(1, 0)], "missing": [(0, 1), (1, 1)]}
    assert len({trace.marker.symbol for trace in figure.data}) == 3
    assert list(figure.layout.xaxis.ticktext) == ["M1 Mission", "P1 Plenaries"]
    assert [shape.x0 for shape in figure.layout.shapes] == [0.5]


def test_moves_are_drawn_from_where_they_start() -> None:
    frame = pl.DataFrame(
        {"name": ["Both", "New"], "start": [40.0, None], "end": [55.0, 20.0], "detail": ["rank 1", "rank 2"]}
    )
    figure = draw_moves(frame, start="Official weights", end="Your weights", empty_reason="nobody")
    assert [trace.name for trace in figure.data] == [None, "Official weights", "Your weights"]
    assert figure.data[0].x == (40.0, 55.0, None)
    assert figure.data[2].x == (55.0, 20.0)
    assert [note.text.split("<br>")[0] for note in figure.layout.annotations] == ["Both", "New"]


def test_intervals_show_who_cannot_be_told_apart_without_colour() -> None:
    frame = pl.DataFrame(
        {
            "name": ["One", "Two", "Three"],
            "low": [50.0, 45.0, 1.0],
            "middle": [60.0, 55.0, 5.0],
            "high": [70.0, 65.0, 9.0],
            "standing": list(STANDINGS),
            "detail": ["a", "b", "c"],
        }
    )
    figure = draw_intervals(frame, empty_reason="nobody")
    marks = {trace.name: (trace.x, trace.marker.symbol) for trace in figure.data if trace.mode == "markers"}
    assert marks == {
        "First": ((60.0,), "diamond"),
        "Cannot be distinguished from the first": ((55.0,), "circle-open"),
        "Below the first": ((5.0,), "circle"),
    }
    assert figure.data[0].x == (50.0, 70.0, None, 45.0, 65.0, None, 1.0, 9.0, None)


def test_pairs_have_a_shape_for_those_that_cannot_be_told_apart() -> None:
    frame = pl.DataFrame(
        {
            "partnership_id": ["a", "a", "b", "b", "c", "c"],
            "partnership_name": ["A", "A", "B", "B", "C", "C"],
            "other_partnership_id": ["b", "c", "a", "c", "a", "b"],
            "other_partnership_name": ["B", "C", "A", "C", "A", "B"],
            "above_share": [0.6, 1.0, 0.4, 0.99, 0.0, 0.01],
            "is_distinguishable": [False, True, False, True, True, True],
        }
    )
    figure = draw_pairs(frame, empty_reason="nobody")
    marks = {trace.name: (trace.marker.symbol, list(zip(trace.x, trace.y, strict=True))) for trace in figure.data}
    assert marks == {
        "Nearly all draws rank them the same way": ("square", [(2, 0), (2, 1), (0, 2), (1, 2)]),
        "Cannot be distinguished": ("circle-open", [(1, 0), (0, 1)]),
    }
    shared = frame.with_columns(
        is_join_forces=~pl.col("is_distinguishable"), shared_organisation_count=pl.Series([4, None, 4, 2, None, 2])
    )
    counts = {trace.name: (trace.text, trace.x) for trace in draw_overlap(shared, empty_reason="none").data}
    assert counts == {"Could join forces": (("4", "4"), (1, 0)), "Share organisations": (("2", "2"), (2, 1))}
    assert [note.text for note in figure.layout.annotations] == ["1 A", "2 B", "3 C"]
    assert draw_pairs(frame.clear(), empty_reason="nobody").layout.annotations[0].text == "nobody"


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_of_charts_and_shades_of_the_map_stand_out_from_their_ground(scheme: str) -> None:
    assets = Path(theme.__file__).parent / "assets"
    parts = (assets / "interregio.css").read_text(encoding="utf-8").split("}", 1)
    tokens = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", parts[0]))
    if scheme == "dark":
        tokens |= dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", parts[1].split("}", 1)[0]))
    drawn = dict(re.findall(r'"(#[0-9a-f]{6})": "(--[\w-]+)"', (assets / "page.js").read_text(encoding="utf-8")))
    groups = (theme.PLATFORM_COLOURS, theme.SCORE_PART_COLOURS, theme.EVIDENCE_COLOURS)
    marks = {
        theme.ACCENT,
        theme.ACCENT_PALE,
        theme.OTHER_COLOUR,
        *(mark for group in groups for mark in group.values()),
    }
    assert scheme == "dark" or {tokens[drawn[mark]] for mark in marks} == marks
    grounds = {mark: _contrast(tokens[drawn[mark]], tokens["--paper"]) for mark in marks}
    shades = [tokens[f"--shade-{number}"] for number in range(1, STEPS + 1)]
    for ground in ("--paper", "--land"):
        grounds |= {f"{shade} on {ground}": _contrast(shade, tokens[ground]) for shade in shades}
    assert {what: contrast for what, contrast in grounds.items() if contrast < 3} == {}
    assert min(_contrast(*pair) for pair in pairwise(shades)) > 1.3


def test_orders_stand_side_by_side_with_their_intervals() -> None:
    frame = pl.DataFrame(
        {
            "name": ["Silence"],
            "detail": ["alone 60 %"],
            **{f"first_{end}": [value] for end, value in (("low", 0.5), ("order", 0.6), ("high", 0.7))},
            **{f"total_{end}": [value] for end, value in (("low", 0.7), ("order", 0.75), ("high", 0.8))},
        }
    )
    figure = draw_orders(frame, empty_reason="none")
    marks = {trace.name: (trace.x, trace.marker.symbol) for trace in figure.data if trace.mode == "markers"}
    assert marks == {"Alone (first order)": ((0.6,), "circle-open"), "With others (total order)": ((0.75,), "diamond")}
    assert [trace.x for trace in figure.data if trace.mode == "lines"] == [(0.5, 0.7, None), (0.7, 0.8, None)]
