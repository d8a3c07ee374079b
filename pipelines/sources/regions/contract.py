"""Columns and allowed values of the raw region tables, fetched and shipped."""

import pandera.polars as pa

from pipelines.ingest.contracts import CONFIDENCES, DECIMAL, STATED_YEAR, TRUE_OR_FALSE, RawTable, may_be_blank

NUTS_CODE = r"^[A-Z]{2}[A-Z0-9]{0,3}$"
SHEET_CODE = r"^ *[A-Z]{2}[A-Z0-9]{0,3} *$"
"""In a sheet a code may have blanks about it: `TR100 ` in the table of 2016."""

NUTS_2_CODE = r"^[A-Z]{2}[A-Z0-9]{2}$"
COUNTRY = r"^[A-Z]{2}$"
COORDINATE = r"^-?[0-9]{1,3}(?:\.[0-9]+)?$"
VERSIONS = ("2021", "2024")
LEVELS = ("0", "1", "2", "3")
CATEGORIES = ("less_developed", "transition", "more_developed")
COMPARED_VERSIONS = ("2013", "2016", "2021", "2024")
INNOVATOR_GROUPS = ("Innovation Leader", "Strong Innovator", "Moderate Innovator", "Emerging Innovator")
GEO = r"^[A-Z]{2}[A-Z0-9_]*$"


class NutsFeature(RawTable, key=("nuts_id", "nuts_version")):
    """What GISCO says of a region in every file: its codes and names."""

    nuts_id: str = pa.Field(str_matches=NUTS_CODE)
    nuts_version: str = pa.Field(isin=VERSIONS)
    levl_code: str = pa.Field(isin=LEVELS)
    cntr_code: str = pa.Field(str_matches=COUNTRY)
    name_latn: str = may_be_blank()
    nuts_name: str = may_be_blank()


class NutsShapes(NutsFeature, long=("geometry",)):
    """One row is one NUTS region of one version, with its boundary."""

    mount_type: str = may_be_blank()
    urbn_type: str = may_be_blank()
    coast_type: str = may_be_blank()
    geometry: str


class NutsLabelPoints(NutsFeature):
    """One row is one NUTS region of one version, with the point its label stands at."""

    longitude: str = pa.Field(str_matches=COORDINATE)
    latitude: str = pa.Field(str_matches=COORDINATE)


class ShippedRegionPoints(RawTable, key=("nuts_code", "nuts_version")):
    """One row is one NUTS region of one version, with a point inside it."""

    nuts_code: str = pa.Field(str_matches=NUTS_CODE)
    nuts_version: str = pa.Field(isin=VERSIONS)
    level: str = pa.Field(isin=LEVELS)
    name_latn: str
    country: str = pa.Field(str_matches=COUNTRY)
    lat: str = pa.Field(str_matches=COORDINATE)
    lon: str = pa.Field(str_matches=COORDINATE)
    source: str
    confidence: str = pa.Field(isin=CONFIDENCES)


class CohesionCategories(RawTable, key=("nuts_code_2021",)):
    """One row is one NUTS 2 region of the Union, with its category of region 2021-2027."""

    # A region of NUTS 2021 has one category; HR04 of 2016 stands three times, by its successors.
    nuts_code_2016: str = pa.Field(str_matches=NUTS_2_CODE)
    nuts_code_2021: str = pa.Field(str_matches=NUTS_2_CODE)
    region_name: str
    country: str = pa.Field(str_matches=COUNTRY)
    category: str = pa.Field(isin=CATEGORIES)
    outermost: str = pa.Field(isin=TRUE_OR_FALSE)
    source: str
    confidence: str = pa.Field(isin=CONFIDENCES)


class NutsCorrespondence(RawTable, key=("version_from", "version_to", "code_from", "code_to")):
    """One row is one code of two versions that follow each other: in both, only in the older, or only in the newer."""

    version_from: str = pa.Field(isin=COMPARED_VERSIONS)
    version_to: str = pa.Field(isin=COMPARED_VERSIONS)
    code_from: str = may_be_blank(str_matches=SHEET_CODE)
    code_to: str = may_be_blank(str_matches=SHEET_CODE)
    level: str = may_be_blank(isin=LEVELS)
    country_label: str = may_be_blank()
    level_1_label: str = may_be_blank()
    level_2_label: str = may_be_blank()
    level_3_label: str = may_be_blank()
    change_code: str = may_be_blank()
    change: str = may_be_blank()


class NutsChanges(RawTable):
    """One row is one code that changed between two versions, regions that changed together one after the other.

    Nothing is unique here: the table of 2016 has rows of the one before left at its end.
    """

    version_from: str = pa.Field(isin=COMPARED_VERSIONS)
    version_to: str = pa.Field(isin=COMPARED_VERSIONS)
    code_from: str = may_be_blank(str_matches=SHEET_CODE)
    code_to: str = may_be_blank(str_matches=SHEET_CODE)
    level: str = pa.Field(isin=LEVELS)
    label: str = may_be_blank()
    change: str = may_be_blank()
    explanation: str = may_be_blank()


class Gdp(RawTable, key=("freq", "unit", "geo", "time_period")):
    """One row is one region's or aggregate's gross domestic product of one year, in one unit."""

    structure: str
    structure_id: str
    structure_name: str = may_be_blank()
    freq: str
    time_frequency: str = may_be_blank()
    unit: str
    unit_of_measure: str = may_be_blank()
    geo: str = pa.Field(str_matches=GEO)
    geo_label: str = may_be_blank()
    time_period: str = pa.Field(str_matches=STATED_YEAR)
    time_label: str = may_be_blank()
    obs_value: str = may_be_blank(str_matches=DECIMAL)
    obs_value_label: str = may_be_blank()
    obs_flag: str = may_be_blank()
    obs_flag_label: str = may_be_blank()
    conf_status: str = may_be_blank()
    conf_status_label: str = may_be_blank()


class Gerd(Gdp, key=("freq", "sectperf", "unit", "geo", "time_period")):
    """One row is one region's expenditure on research and development of one year and sector, in one unit."""

    sectperf: str
    sectperf_label: str = may_be_blank()


class InnovationScoreboard(RawTable, key=("indicator", "year", "region")):
    """One row is one region's figure for one indicator and year, with the region's group beside it."""

    indicator: str
    year: str = pa.Field(str_matches=STATED_YEAR)
    zone: str = may_be_blank()
    country: str = may_be_blank()
    country_name: str = may_be_blank()
    region: str = pa.Field(str_matches=NUTS_CODE)
    region_name: str = may_be_blank()
    level: str = may_be_blank()
    value: str = may_be_blank(str_matches=DECIMAL)
    performance_group: str = may_be_blank()


class InnovatorGroups(RawTable, key=("year", "nuts_code")):
    """One row is one region of the scoreboard, with its group and summary index."""

    year: str = pa.Field(str_matches=STATED_YEAR)
    nuts_code: str = pa.Field(str_matches=NUTS_CODE)
    name: str
    country: str = pa.Field(str_matches=COUNTRY)
    group: str = may_be_blank(isin=INNOVATOR_GROUPS)
    summary_index: str = may_be_blank(str_matches=DECIMAL)
    source: str
    confidence: str = pa.Field(isin=CONFIDENCES)
