"""Regions: each trap of its notes, broken features, and the real shapes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from pipelines.ingest.errors import ContractError, TerminalError

SHAPES_2021 = "NUTS_RG_60M_2021_4326.geojson"
SHAPES_2024 = "NUTS_RG_60M_2024_4326.geojson"
POINTS_2021 = "NUTS_LB_2021_4326.geojson"
POINTS_2024 = "NUTS_LB_2024_4326.geojson"
TABLE_2016 = "NUTS2016-NUTS2021.xlsx"
TABLE_2021 = "NUTS2021-NUTS2024.xlsx"
DETAILS_2016 = "Changes detailed NUTS 2016-2021"
GDP = "nama_10r_2gdp"
GERD = "tgs00042"
SCOREBOARD = "RIS_2023.xlsx"


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


# Correspondence tables


def rows_of(visit: Any, table: str, **wanted: str | None) -> list[dict[str, Any]]:
    frame = visit.check(table).accepted
    conditions = [pl.col(column).eq_missing(pl.lit(value)) for column, value in wanted.items()]
    return list(frame.filter(*conditions).rows(named=True))


def change_sheet(visit: Any, file: str, title: str, change: Callable[[Any], None]) -> None:
    path = visit.file(file)
    workbook = load_workbook(path)
    change(workbook[title])
    workbook.save(path)


def test_correspondence_has_every_code_of_every_version_pair(visit: Any) -> None:
    checked = visit.check("nuts_correspondence")
    assert checked.rejected.is_empty()
    counts = checked.accepted.group_by("version_from", "version_to").len().sort("version_from").rows()
    assert counts == [("2013", "2016", 8), ("2016", "2021", 10), ("2021", "2024", 13)]


def test_trap_sheet_name_has_a_blank_after_the_hyphen(visit: Any) -> None:
    files = {row["_source_file"] for row in rows_of(visit, "nuts_correspondence", version_from="2021")}
    assert files == {f"{TABLE_2021}/NUTS2021- NUTS2024", f"{TABLE_2021}/SR2021- SR2024"}


def test_trap_titles_have_line_breaks_remarks_and_typing_errors(visit: Any) -> None:
    (details,) = rows_of(visit, "nuts_correspondence", code_from="ES52")
    assert (details["level_2_label"], details["change"]) == ("Comunitat Valenciana ", "name change")
    (statistical,) = rows_of(visit, "nuts_correspondence", code_from="NO082")
    assert (statistical["level_3_label"], statistical["change"]) == ("Viken", "Split")


def test_trap_header_of_2013_stands_in_row_two_with_running_numbers_in_column_one(visit: Any) -> None:
    first, *_ = rows_of(visit, "nuts_correspondence", version_from="2013")
    assert (first["code_from"], first["country_label"], first["level"], first["_row_number"]) == (
        "FR",
        "FRANCE",
        "0",
        1,
    )


def test_trap_remark_in_a_column_without_title_is_not_read(visit: Any) -> None:
    (row,) = rows_of(visit, "nuts_correspondence", code_from="FR61")
    assert "`" not in row.values()


def test_trap_blank_change_of_a_merged_cell_stays_blank(visit: Any) -> None:
    changes = rows_of(visit, "nuts_changes", version_from="2021", level="2")
    assert [(row["code_from"], row["code_to"], (row["change"] or "")[:5]) for row in changes] == [
        ("PT16", None, "New N"),
        (None, "PT19", ""),
        ("PT18", None, ""),
        ("PT17", None, "Spilt"),
        (None, "PT1A", ""),
        (None, "PT1B", ""),
    ]


def test_trap_change_words_are_no_closed_list(visit: Any) -> None:
    change_sheet(visit, TABLE_2021, "NUTS2021- NUTS2024", lambda sheet: sheet.cell(2, 8, "Something new"))
    (row,) = rows_of(visit, "nuts_correspondence", code_from="PT1")
    assert row["change"] == "Something new"


def test_trap_extra_regio_codes_are_kept(visit: Any) -> None:
    assert rows_of(visit, "nuts_correspondence", code_from="ESZZ")
    assert rows_of(visit, "nuts_correspondence", code_from="BEZZZ")


def test_trap_code_with_a_blank_behind_it_is_kept_as_it_stands(visit: Any) -> None:
    (row,) = rows_of(visit, "nuts_correspondence", code_from="TR100 ")
    assert row["code_to"] == "TR100 "


def test_trap_missing_level_stays_blank(visit: Any) -> None:
    (row,) = rows_of(visit, "nuts_correspondence", code_to="BE328")
    assert row["level"] is None


def test_trap_rows_left_over_from_the_table_before_are_kept_as_they_stand(visit: Any) -> None:
    assert [row["version_from"] for row in rows_of(visit, "nuts_changes", code_to="PL926")] == ["2016"]


def test_trap_thousands_of_empty_formatted_rows_are_no_rows(visit: Any) -> None:
    def format_rows(sheet: Any) -> None:
        for number in range(30, 3000):
            sheet.cell(number, 3, " ").font = Font(italic=True)
        # A table of all places up to there would take hundreds of gigabytes.
        sheet["XFD1048576"].font = Font(italic=True)
        sheet["XFD1048575"] = "stray"

    before = visit.check("nuts_correspondence").accepted
    change_sheet(visit, TABLE_2021, "NUTS2021- NUTS2024", format_rows)
    assert visit.check("nuts_correspondence").accepted.equals(before)


def test_heading_between_the_rows_is_counted_as_a_note(visit: Any) -> None:
    before = visit.parse("nuts_correspondence")
    change_sheet(visit, TABLE_2016, DETAILS_2016, lambda sheet: sheet.cell(6, 1, "Statistical regions (EFTA):"))
    after = visit.parse("nuts_correspondence")
    assert after.frame.equals(before.frame)
    assert after.note_lines == before.note_lines + 1


def test_remark_beside_the_table_is_counted_as_a_note(visit: Any) -> None:
    before = visit.parse("nuts_correspondence")
    change_sheet(visit, TABLE_2016, DETAILS_2016, lambda sheet: sheet.cell(6, 13, "`"))
    assert visit.parse("nuts_correspondence").note_lines == before.note_lines + 1


def test_words_in_place_of_a_code_are_rejected_with_their_reason(visit: Any) -> None:
    change_sheet(visit, TABLE_2016, DETAILS_2016, lambda sheet: sheet.cell(7, 1, "Statistical regions (EFTA):"))
    (reason,) = visit.check("nuts_correspondence").rejected.get_column("_reason")
    assert "code_from" in reason
    assert "Statistical regions (EFTA):" in reason


def test_row_without_any_code_is_rejected_with_its_place_in_the_sheet(visit: Any) -> None:
    change_sheet(visit, TABLE_2016, DETAILS_2016, lambda sheet: sheet.cell(6, 3, "Elláda"))
    (reason,) = visit.check("nuts_correspondence").rejected.get_column("_reason")
    assert reason == "row 6 of the sheet: expected a code of one version, got none"


@pytest.mark.parametrize(
    ("place", "title", "came"),
    [
        pytest.param((1, 8), "Remark", "unknown column remark", id="renamed"),
        pytest.param((1, 15), "New column", "unknown column new column", id="new"),
        pytest.param((1, 8), None, "none for change", id="missing"),
        pytest.param((1, 15), "NUTS level", "repeated column nuts level", id="repeated"),
        pytest.param((1, 1), "Code 2017", "Code 2017", id="no_header"),
    ],
)
def test_changed_titles_of_a_sheet_are_named(visit: Any, place: tuple[int, int], title: str, came: str) -> None:
    def rename(sheet: Any) -> None:
        sheet.cell(*place).value = title

    change_sheet(visit, TABLE_2016, DETAILS_2016, rename)
    with pytest.raises(ContractError, match=came):
        visit.parse("nuts_correspondence")


def test_missing_sheet_is_refused_with_the_names_of_those_there_are(visit: Any) -> None:
    change_sheet(visit, TABLE_2016, DETAILS_2016, lambda sheet: setattr(sheet, "title", "Changes"))
    with pytest.raises(ContractError, match="expected one sheet with the table, got 0 of the sheets Changes"):
        visit.parse("nuts_correspondence")


def test_zip_archive_that_is_no_workbook_is_named_as_missing(visit: Any) -> None:
    with zipfile.ZipFile(visit.file(TABLE_2021), "w") as archive:
        archive.writestr("readme.txt", "moved")
    assert visit.extract().missing_files == (TABLE_2021,)


def test_workbook_whose_parts_are_no_workbook_is_refused(visit: Any) -> None:
    with zipfile.ZipFile(visit.file(TABLE_2021), "w") as archive:
        archive.writestr("xl/workbook.xml", "<html>")
    with pytest.raises(TerminalError, match="a readable XLSX workbook"):
        visit.parse("nuts_correspondence")


def test_tables_that_landed_are_read_without_the_others(visit: Any) -> None:
    visit.file(TABLE_2021).unlink()
    assert visit.parse("nuts_correspondence").vintage == date(2021, 1, 1)
    assert set(visit.check("nuts_changes").accepted.get_column("version_to")) == {"2016", "2021"}


# Statistics and scoreboard


def test_statistics_keep_codes_years_values_and_flags_as_published(visit: Any) -> None:
    gdp = visit.check("gdp").accepted.select("geo", "time_period", "obs_value", "obs_flag").rows()
    assert gdp == [
        ("EL", "2022", "206620.1", "p"),
        ("EL52", "2023", "27000", None),
        ("ESZZ", "2023", "3000.5", None),
        ("EU27_2020", "2023", "17000000", None),
        ("TRC3", "2023", "15193.67", None),
    ]
    gerd = visit.check("gerd").accepted.select("geo", "obs_value", "obs_flag", "conf_status", "geo_label").rows()
    assert gerd == [
        ("EL52", "1.3", "e", None, "Kentriki Makedonia"),
        ("EL52", None, None, "C", "Kentriki Makedonia"),
        ("FR61", "1.71", "b", None, "Aquitaine (NUTS 2013)"),
    ]


def test_vintage_of_a_statistic_is_the_last_day_of_its_newest_year(visit: Any) -> None:
    assert visit.parse("gdp").vintage == date(2023, 12, 31)
    assert visit.parse("innovation_scoreboard").vintage == date(2023, 12, 31)


def test_statistic_without_labels_is_read_all_the_same(visit: Any) -> None:
    visit.rewrite(
        f"{GERD}/1.0",
        lambda content: (
            b"STRUCTURE,STRUCTURE_ID,freq,sectperf,unit,geo,TIME_PERIOD,OBS_VALUE,"
            b"OBS_FLAG,CONF_STATUS\ndataflow,ESTAT:TGS00042(1.0),A,TOTAL,PC_GDP,EL52,2021,1.3,e,\n"
        ),
    )
    assert visit.check("gerd").accepted.height == 1


@pytest.mark.parametrize(
    ("old", "new", "came"),
    [
        (b"TIME_PERIOD", b"PERIOD", "missing column TIME_PERIOD; unknown column PERIOD"),
        (b"OBS_FLAG", b"NOTE,OBS_FLAG", "unknown column NOTE"),
    ],
    ids=["renamed", "new"],
)
def test_changed_columns_of_a_statistic_are_named(visit: Any, old: bytes, new: bytes, came: str) -> None:
    visit.rewrite(f"{GDP}/1.0", lambda content: content.replace(old, new, 1))
    with pytest.raises(ContractError, match=came):
        visit.parse("gdp")


def test_figure_stated_as_nan_is_blank_and_keeps_its_flag(visit: Any) -> None:
    visit.rewrite(f"{GDP}/1.0", lambda content: content.replace(b"206620.1", b"NaN"))
    greece = visit.check("gdp").accepted.filter(pl.col("geo") == "EL")
    assert greece.select("obs_value", "obs_flag").row(0) == (None, "p")


def test_doubled_and_unreadable_observations_are_rejected(visit: Any) -> None:
    visit.rewrite(f"{GDP}/1.0", lambda content: content + content.splitlines(keepends=True)[-1])
    visit.rewrite(f"{GDP}/1.0", lambda content: content.replace(b"27000", b"27 000 b"))
    checked = visit.check("gdp")
    assert (checked.accepted.height, checked.rejected.height) == (4, 2)


def test_notice_that_the_answer_will_come_later_is_named_as_missing(visit: Any) -> None:
    visit.rewrite(f"{GDP}/1.0", lambda content: b'<?xml version="1.0"?><faultcode>413</faultcode>\n')
    assert visit.extract().missing_files == (GDP,)


def test_scoreboard_keeps_mixed_levels_the_useless_level_and_typing_errors(visit: Any) -> None:
    table = visit.check("innovation_scoreboard").accepted
    assert set(table.get_column("region")) == {"EL52", "UKF", "EU", "NO0B"}
    assert set(table.get_column("level")) == {"1"}
    assert "1.2.1  International co-publications (Regional)" in table.get_column("indicator").to_list()
    assert table.filter(pl.col("region") == "NO0B").get_column("performance_group").to_list() == [None]


def test_new_column_of_the_scoreboard_is_named(visit: Any) -> None:
    change_sheet(visit, SCOREBOARD, "RIS", lambda sheet: sheet.cell(1, 11, "Edition"))
    with pytest.raises(ContractError, match="unknown column Edition"):
        visit.parse("innovation_scoreboard")


# Real files


@pytest.mark.real
@pytest.mark.parametrize(
    ("night", "versions", "missing"),
    [
        ("2024-06", {"2021": 2010}, {POINTS_2024, SHAPES_2024, TABLE_2021, GDP, GERD, SCOREBOARD}),
        ("2024-10", {"2021": 2010}, {POINTS_2024, SHAPES_2024, TABLE_2021, GDP, GERD, SCOREBOARD}),
        ("2025-04", {"2021": 2010, "2024": 1793}, {POINTS_2024, GDP, GERD, SCOREBOARD}),
        ("2026-08", {"2021": 2010, "2024": 1793}, {POINTS_2024}),
    ],
)
def test_real_shapes_every_region_is_accepted(
    real_visit: Any, night: str, versions: dict[str, int], missing: set[str]
) -> None:
    visit = real_visit("regions", night)
    checked = visit.check("nuts_shapes")
    assert checked.rejected.is_empty()
    assert dict(checked.accepted.group_by("nuts_version").len().rows()) == versions
    assert set(visit.extract().missing_files) == missing
    points = visit.check("nuts_label_points")
    assert (points.accepted.height, points.rejected.height) == (2010, 0)


@pytest.mark.real
def test_real_shapes_have_the_published_number_per_level(real_visit: Any) -> None:
    table = real_visit("regions", "2026-08").check("nuts_shapes").accepted
    levels = table.group_by("nuts_version", "levl_code").agg(pl.len()).sort("nuts_version", "levl_code")
    assert levels.get_column("len").to_list() == [37, 125, 334, 1514, 38, 114, 296, 1345]


@pytest.mark.real
def test_real_tables_are_read_whole_and_their_notes_counted(real_visit: Any) -> None:
    visit = real_visit("regions", "2026-08")
    table = visit.check("nuts_correspondence")
    assert (table.accepted.height, table.rejected.height) == (6128, 0)
    notes = [visit.parse(name).note_lines for name in ("nuts_correspondence", "nuts_changes")]
    assert notes == [1, 3]  # one heading; a lone ` in three sheets
    union = table.accepted.filter(pl.col("_source_file") == f"{TABLE_2021}/NUTS2021- NUTS2024")
    kinds = union.select(
        (pl.col("code_from") == pl.col("code_to")).sum().alias("unchanged"),
        (pl.col("code_from") != pl.col("code_to")).sum().alias("recoded"),
        pl.col("code_to").is_null().sum().alias("ended"),
        pl.col("code_from").is_null().sum().alias("begun"),
    )
    assert kinds.rows() == [(1554, 16, 38, 39)]


@pytest.mark.real
@pytest.mark.parametrize(
    ("table", "rows"), [("nuts_changes", 508), ("gdp", 4625), ("gerd", 2523), ("innovation_scoreboard", 65675)]
)
def test_real_statistics_and_changes_are_accepted_whole(real_visit: Any, table: str, rows: int) -> None:
    checked = real_visit("regions", "2026-08").check(table)
    assert (checked.accepted.height, checked.rejected.height) == (rows, 0)
