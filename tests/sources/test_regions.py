"""Regions: each trap of its notes, broken features, and the real shapes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.ingest.errors import ContractError, TerminalError

SHAPES_2021 = "NUTS_RG_60M_2021_4326.geojson"
SHAPES_2024 = "NUTS_RG_60M_2024_4326.geojson"
POINTS_2021 = "NUTS_LB_2021_4326.geojson"
POINTS_2024 = "NUTS_LB_2024_4326.geojson"


@pytest.fixture
def visit(visit_of: Any) -> Any:
    return visit_of("regions")


def change_features(visit: Any, name: str, change: Callable[[list[dict[str, Any]]], None]) -> None:
    def rewrite(content: bytes) -> bytes:
        collection = json.loads(content)
        change(collection["features"])
        return json.dumps(collection).encode()

    visit.rewrite(name, rewrite)


# Traps


def test_trap_feature_id_of_2021_and_its_absence_in_2024_are_both_read(visit: Any) -> None:
    table = visit.check("nuts_shapes").accepted
    assert table.select("nuts_id", "nuts_version").rows() == [
        ("EL", "2021"),
        ("EL522", "2021"),
        ("UKF1", "2021"),
        ("EL", "2024"),
        ("XK", "2024"),
    ]


def test_trap_typologies_are_null_on_upper_levels_and_in_2024(visit: Any) -> None:
    table = visit.check("nuts_shapes").accepted
    assert table.get_column("urbn_type").to_list() == [None, "3", None, None, None]
    assert table.get_column("mount_type").to_list() == ["0", "4", "0", None, None]


def test_trap_names_are_kept_in_local_and_in_latin_script(visit: Any) -> None:
    row = visit.check("nuts_shapes").accepted.row(1, named=True)
    assert (row["nuts_name"], row["name_latn"]) == ("Θεσσαλονίκη", "Thessaloníki")


def test_trap_greece_kosovo_and_united_kingdom_keep_the_unions_codes(visit: Any) -> None:
    assert set(visit.check("nuts_shapes").accepted.get_column("cntr_code")) == {"EL", "UK", "XK"}


def test_geometry_is_kept_as_compact_geojson(visit: Any) -> None:
    published = json.loads(visit.file(SHAPES_2021).read_bytes())["features"]
    kept = visit.check("nuts_shapes").accepted.get_column("geometry").to_list()[:3]
    assert [json.loads(text) for text in kept] == [feature["geometry"] for feature in published]
    assert not any(" " in text for text in kept)


def test_label_points_are_longitude_then_latitude(visit: Any) -> None:
    table = visit.check("nuts_label_points").accepted
    assert table.select("nuts_id", "longitude", "latitude").row(0) == ("EL", "22.7", "39.4")


@pytest.mark.parametrize("lost", [SHAPES_2024, POINTS_2021, POINTS_2024])
def test_optional_file_is_named_as_missing_and_the_others_load(visit: Any, lost: str) -> None:
    visit.file(lost).unlink()
    arrival = visit.extract()
    assert arrival.missing_files == (lost,)
    for table in ("nuts_shapes", "nuts_label_points"):
        assert visit.check(table).accepted.height > 0


def test_without_any_label_points_there_is_no_table(visit: Any) -> None:
    visit.file(POINTS_2021).unlink()
    visit.file(POINTS_2024).unlink()
    assert visit.parse("nuts_label_points") is None


def test_without_the_boundaries_of_2021_the_visit_fails(visit: Any) -> None:
    visit.rewrite(SHAPES_2021, lambda content: b'{"type": "FeatureCollection", "features": []}')
    with pytest.raises(TerminalError, match="a GeoJSON collection of features"):
        visit.extract()


def test_vintage_is_the_first_day_of_the_newest_version(visit: Any) -> None:
    assert visit.parse("nuts_shapes").vintage == date(2024, 1, 1)
    visit.file(SHAPES_2024).unlink()
    assert visit.parse("nuts_shapes").vintage == date(2021, 1, 1)


# Properties and rows


def test_renamed_property_is_named_as_missing_and_as_unknown(visit: Any) -> None:
    def rename(features: list[dict[str, Any]]) -> None:
        features[1]["properties"]["NUTS_CODE"] = features[1]["properties"].pop("NUTS_ID")

    change_features(visit, SHAPES_2021, rename)
    with pytest.raises(ContractError, match=r"feature 2: .* got missing NUTS_ID; unknown NUTS_CODE"):
        visit.parse("nuts_shapes")


def test_new_property_is_named(visit: Any) -> None:
    change_features(visit, POINTS_2024, lambda features: features[0]["properties"].update(AREA=1))
    with pytest.raises(ContractError, match=r"NUTS_LB_2024_4326.* got unknown AREA"):
        visit.parse("nuts_label_points")


def test_reordered_properties_make_no_difference(visit: Any) -> None:
    before = visit.check("nuts_shapes").accepted

    def reverse(features: list[dict[str, Any]]) -> None:
        for feature in features:
            feature["properties"] = dict(reversed(feature["properties"].items()))

    change_features(visit, SHAPES_2021, reverse)
    assert visit.check("nuts_shapes").accepted.equals(before)


def test_doubled_features_are_rejected_once_each(visit: Any) -> None:
    change_features(visit, SHAPES_2021, lambda features: features.extend(features[:]))
    checked = visit.check("nuts_shapes")
    assert (checked.accepted.height, checked.rejected.height) == (5, 3)


def test_region_without_geometry_is_rejected(visit: Any) -> None:
    change_features(visit, SHAPES_2021, lambda features: features[2].update(geometry=None))
    checked = visit.check("nuts_shapes")
    assert checked.rejected.get_column("_reason").to_list() == ["geometry: expected a value, got nothing"]


@pytest.mark.parametrize("geometry", [None, {"type": "Point", "coordinates": [1]}, {"type": "Point"}])
def test_label_without_point_is_refused(visit: Any, geometry: Any) -> None:
    change_features(visit, POINTS_2021, lambda features: features[0].update(geometry=geometry))
    with pytest.raises(ContractError, match="feature 1: expected a geometry"):
        visit.parse("nuts_label_points")


# Real files


@pytest.mark.real
@pytest.mark.parametrize(
    ("night", "versions", "missing"),
    [
        ("2024-06", {"2021": 2010}, (POINTS_2024, SHAPES_2024)),
        ("2024-10", {"2021": 2010}, (POINTS_2024, SHAPES_2024)),
        ("2025-04", {"2021": 2010, "2024": 1793}, (POINTS_2024,)),
        ("2026-08", {"2021": 2010, "2024": 1793}, (POINTS_2024,)),
    ],
)
def test_real_shapes_every_region_is_accepted(
    real_visit: Any, night: str, versions: dict[str, int], missing: tuple[str, ...]
) -> None:
    visit = real_visit("regions", night)
    checked = visit.check("nuts_shapes")
    assert checked.rejected.is_empty()
    assert dict(checked.accepted.group_by("nuts_version").len().rows()) == versions
    assert visit.extract().missing_files == missing
    points = visit.check("nuts_label_points")
    assert (points.accepted.height, points.rejected.height) == (2010, 0)


@pytest.mark.real
def test_real_shapes_have_the_published_number_per_level(real_visit: Any) -> None:
    table = real_visit("regions", "2026-08").check("nuts_shapes").accepted
    levels = table.group_by("nuts_version", "levl_code").agg(pl.len()).sort("nuts_version", "levl_code")
    assert levels.get_column("len").to_list() == [37, 125, 334, 1514, 38, 114, 296, 1345]
