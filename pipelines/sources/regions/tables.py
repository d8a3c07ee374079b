"""Eurostat's correspondence tables and statistics, and the innovation scoreboard, into frames of text.

The sheets are made for people: titles with line breaks, cells that stand for several rows, notes at the
margin. Here they are read as they stand; what a blank cell or a change word means is said in dbt.
Boundaries and label points are read in ``parse``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.ingest.errors import ContractError
from pipelines.ingest.names import snake_columns
from pipelines.ingest.parsing import FAULT, ROW_NUMBER, SOURCE_FILE, read_delimited
from pipelines.ingest.source import ParsedTable
from pipelines.sources.regions.extract import CORRESPONDENCES, GDP, GERD, SCOREBOARD
from pipelines.sources.regions.sheets import Row, Sheet, open_sheets, read_sheet

CODE_FROM, CODE_TO, CHANGE, LEVEL = "code_from", "code_to", "change", "level"
LABELS = ("country_label", "level_1_label", "level_2_label", "level_3_label")
VERSIONS = ("version_from", "version_to")

REGION_COLUMNS = (*VERSIONS, CODE_FROM, CODE_TO, LEVEL, *LABELS, "change_code", CHANGE)
CHANGE_COLUMNS = (*VERSIONS, CODE_FROM, CODE_TO, LEVEL, "label", CHANGE, "explanation")

REGION_TITLES = {
    "country": "country_label",
    "nuts level 1": "level_1_label",
    "nuts level 2": "level_2_label",
    "nuts level 3": "level_3_label",
    "statistical regions level 1": "level_1_label",
    "statisitcal regions level 2": "level_2_label",  # so in the table of 2024
    "statistical regions level 2": "level_2_label",
    "statistical regions level 3": "level_3_label",
    "change": CHANGE,
    "change comments": CHANGE,
    "change codes": "change_code",
    "level": LEVEL,  # 2013: the word NUTS stands in the row above
    "nuts level": LEVEL,
    "sr level": LEVEL,
}
"""Column title, without what stands in brackets, in small letters → raw column."""

CHANGE_TITLES = {"label": "label", "change": CHANGE, "explanation": "explanation"}
IGNORED_TITLES = frozenset(
    {"#", "country code", "country order", "region order", "countries", "nuts 2013", "nuts 2016", "* change codes:"}
)
"""Running numbers, places in the official order, and the legend beside the table of 2016."""

OPTIONAL = frozenset({"country_label", "change_code"})


@dataclass(frozen=True)
class SheetTable:
    """One sheet and how to read it.

    Attributes:
        title: the sheet's, blanks taken out.
        level: NUTS level of all its rows where the sheet has no column for it.
    """

    title: str
    level: str | None = None


REGION_SHEETS: Mapping[str, tuple[SheetTable, ...]] = {
    "NUTS2013-NUTS2016.xlsx": (SheetTable("NUTS2013-NUTS2016"),),
    "NUTS2016-NUTS2021.xlsx": (SheetTable("ChangesdetailedNUTS2016-2021"),),
    "NUTS2021-NUTS2024.xlsx": (SheetTable("NUTS2021-NUTS2024"), SheetTable("SR2021-SR2024")),
}
"""File → sheets with one row per code of either version. Countries outside the Union have their own in 2024."""

CHANGE_SHEETS: Mapping[str, tuple[SheetTable, ...]] = {
    "NUTS2013-NUTS2016.xlsx": tuple(SheetTable(f"CorrespondenceNUTS-{level}", level) for level in "123"),
    "NUTS2016-NUTS2021.xlsx": tuple(SheetTable(f"ChangesNUTS-{level}", level) for level in "123"),
    "NUTS2021-NUTS2024.xlsx": tuple(SheetTable(f"ChangesNUTS-{level}", level) for level in "123"),
}
"""File → sheets with the changes alone, of regions that changed together one after the other."""

SDMX_COLUMNS = {
    "STRUCTURE": "structure",
    "STRUCTURE_ID": "structure_id",
    "STRUCTURE_NAME": "structure_name",
    "freq": "freq",
    "Time frequency": "time_frequency",
    "unit": "unit",
    "Unit of measure": "unit_of_measure",
    "geo": "geo",
    "Geopolitical entity (reporting)": "geo_label",
    "TIME_PERIOD": "time_period",
    "Time": "time_label",
    "OBS_VALUE": "obs_value",
    "Observation value": "obs_value_label",
    "OBS_FLAG": "obs_flag",
    "Observation status (Flag) V2 structure": "obs_flag_label",
    "CONF_STATUS": "conf_status",
    "Confidentiality status (flag)": "conf_status_label",
}
SDMX_SECTOR_COLUMNS = {"sectperf": "sectperf", "Sector of performance": "sectperf_label"}
SDMX_LABELS = (
    "STRUCTURE_NAME",
    "Time frequency",
    "Unit of measure",
    "Sector of performance",
    "Geopolitical entity (reporting)",
    "Time",
    "Observation value",
    "Observation status (Flag) V2 structure",
    "Confidentiality status (flag)",
)
"""Columns that only an answer with labels has; each repeats the code before it in words."""

SCOREBOARD_COLUMNS = {
    **snake_columns("Indicator Year Zone Country CountryName Region RegionName Level Value"),
    "performance group": "performance_group",
}


def parse_nuts_correspondence(files: Mapping[str, Path]) -> ParsedTable | None:
    """Every code of both versions of each table that landed, None if none did.

    Raises:
        TerminalError: a file is no workbook.
        ContractError: a sheet or column is missing, or a column is new.
    """
    return _parse_correspondences(files, REGION_SHEETS, REGION_TITLES, REGION_COLUMNS)


def parse_nuts_changes(files: Mapping[str, Path]) -> ParsedTable | None:
    """The changes between versions as the sheets of changes tell them, None if no table landed.

    Raises:
        TerminalError: a file is no workbook.
        ContractError: a sheet or column is missing, or a column is new.
    """
    return _parse_correspondences(files, CHANGE_SHEETS, CHANGE_TITLES, CHANGE_COLUMNS)


def parse_gdp(files: Mapping[str, Path]) -> ParsedTable | None:
    """Gross domestic product as published, None if it did not land.

    Raises:
        ContractError: not the columns of the answer that is due.
    """
    return _parse_statistic(files, GDP, SDMX_COLUMNS)


def parse_gerd(files: Mapping[str, Path]) -> ParsedTable | None:
    """Expenditure on research and development as published, None if it did not land.

    Raises:
        ContractError: not the columns of the answer that is due.
    """
    return _parse_statistic(files, GERD, {**SDMX_COLUMNS, **SDMX_SECTOR_COLUMNS})


def parse_innovation_scoreboard(files: Mapping[str, Path]) -> ParsedTable | None:
    """The scoreboard's data base as published, None if it did not land.

    Raises:
        TerminalError: the file is no workbook.
        ContractError: its sheet or a column is missing, or a column is new.
    """
    if SCOREBOARD not in files:
        return None
    with open_sheets(files[SCOREBOARD], SCOREBOARD) as workbook:
        sheet = read_sheet(
            workbook,
            where=SCOREBOARD,
            is_wanted=lambda title: title == "RIS",
            first_title=lambda cell: cell == "Indicator",
        )
    where = f"{SCOREBOARD}/{sheet.title}"
    places = _place_columns(sheet.header, SCOREBOARD_COLUMNS, where=where)
    rows = [
        (*(row[place] for place in places.values()), where, number)
        for number, (_, row) in enumerate(sheet.rows, start=1)
    ]
    frame = pl.DataFrame(rows, schema=_schema(places), orient="row")
    return ParsedTable(frame, _last_day(frame.get_column("year")))


def _parse_correspondences(
    files: Mapping[str, Path],
    sheets: Mapping[str, tuple[SheetTable, ...]],
    titles: Mapping[str, str],
    columns: tuple[str, ...],
) -> ParsedTable | None:
    landed = {name: versions for name, versions in CORRESPONDENCES.items() if name in files}
    if not landed:
        return None
    frames: list[pl.DataFrame] = []
    lines = 0
    for name, versions in landed.items():
        with open_sheets(files[name], name) as workbook:
            for wanted in sheets[name]:
                sheet = read_sheet(
                    workbook,
                    where=name,
                    is_wanted=wanted.title.__eq__,
                    first_title=f"Code {versions[0]}".__eq__,
                )
                fixed = dict(zip(VERSIONS, versions, strict=True)) | ({LEVEL: wanted.level} if wanted.level else {})
                lines += len(sheet.rows)
                frames.append(_frame_sheet(sheet, f"{name}/{sheet.title}", fixed, titles, columns))
    newest = max(int(to) for _, to in landed.values())
    # A classification applies from 1 January of the year it is named after.
    rows = pl.concat(frames)
    return ParsedTable(rows, date(newest, 1, 1), note_lines=lines - rows.height)


def _frame_sheet(
    sheet: Sheet, where: str, fixed: Mapping[str, str], titles: Mapping[str, str], columns: tuple[str, ...]
) -> pl.DataFrame:
    codes = {f"code {fixed['version_from']}": CODE_FROM, f"code {fixed['version_to']}": CODE_TO}
    known = {title: raw for title, raw in {**codes, **titles}.items() if raw in columns}
    places = _place_columns(tuple(map(_plain_title, sheet.header)), known, where=where, ignored=IGNORED_TITLES)
    required = [column for column in columns if column not in OPTIONAL and column not in fixed]
    missing = [column for column in required if column not in places]
    if missing:
        raise ContractError(
            where=where, expected=f"columns for {', '.join(required)}", came=f"none for {', '.join(missing)}"
        )
    rows = list(_shape_rows(sheet, places, fixed, columns, where))
    return pl.DataFrame(rows, schema={**_schema(columns), FAULT: pl.String()}, orient="row")


def _shape_rows(
    sheet: Sheet,
    places: Mapping[str, int],
    fixed: Mapping[str, str],
    columns: tuple[str, ...],
    where: str,
) -> Iterator[tuple[object, ...]]:
    regions = [row for row in sheet.rows if not _is_note(row[1], places)]
    for number, (sheet_row, row) in enumerate(regions, start=1):
        values = {**{column: row[place] for column, place in places.items()}, **fixed}
        has_code = values[CODE_FROM] or values[CODE_TO]
        fault = None if has_code else f"row {sheet_row} of the sheet: expected a code of one version, got none"
        yield (*(values.get(column) for column in columns), where, number, fault)


def _is_note(row: Row, places: Mapping[str, int]) -> bool:
    """True for a line without any value of the table, and for one with nothing but words where a code would stand.

    So the table of 2016 to 2021 heads the regions of countries outside the Union.
    """
    filled = {column: row[place] for column, place in places.items() if row[place] is not None}
    words = [
        text for column, text in filled.items() if column in (CODE_FROM, CODE_TO) and len((text or "").split()) > 1
    ]
    return not filled or (len(filled) == 1 and len(words) == 1)


def _plain_title(title: str | None) -> str | None:
    """A title in small letters, without its remark in brackets and the star that points to a legend."""
    if title is None or title.startswith("*"):
        return title and title.lower()
    return re.sub(r"\s*\(.*\)$", "", title).rstrip("*").strip().lower()


def _place_columns(
    header: tuple[str | None, ...], known: Mapping[str, str], *, where: str, ignored: Iterable[str] = ()
) -> dict[str, int]:
    """Raw column → place in the row. A column without title is a remark at the margin and not read.

    Raises:
        ContractError: a title is unknown, or two mean the same; where nothing is ignored, also if one is missing.
    """
    skipped = frozenset(ignored)
    titled = [(title, place) for place, title in enumerate(header) if title is not None and title not in skipped]
    unknown = [f"unknown column {title}" for title, _ in titled if title not in known]
    places: dict[str, int] = {}
    repeated = []
    for title, place in titled:
        if known.get(title) in places:
            repeated.append(f"repeated column {title}")
        elif title in known:
            places[known[title]] = place
    missing = [f"missing column {title}" for title, raw in known.items() if not skipped and raw not in places]
    faults = [*missing, *unknown, *repeated]
    if faults:
        raise ContractError(where=where, expected=f"columns {', '.join(known)}", came="; ".join(faults))
    return places


def _parse_statistic(files: Mapping[str, Path], name: str, columns: Mapping[str, str]) -> ParsedTable | None:
    if name not in files:
        return None
    optional = [label for label in SDMX_LABELS if label in columns]
    frame = read_delimited(files[name].read_bytes(), where=name, columns=columns, optional=optional, separator=",")
    # SDMX states a figure that is missing as NaN, beside the flag that says why: it is blank like any other.
    frame = frame.with_columns(pl.col("obs_value").replace("NaN", None))
    return ParsedTable(frame, _last_day(frame.get_column("time_period")))


def _last_day(years: pl.Series) -> date | None:
    """Last day of the newest year: a figure of a year speaks of it until then."""
    newest = years.str.slice(0, 4).cast(pl.Int32, strict=False).max()
    return date(newest, 12, 31) if isinstance(newest, int) else None


def _schema(columns: Iterable[str]) -> dict[str, pl.DataType]:
    return {**dict.fromkeys(columns, pl.String()), SOURCE_FILE: pl.String(), ROW_NUMBER: pl.Int64()}
