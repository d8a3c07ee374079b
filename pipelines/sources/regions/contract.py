"""Columns and allowed values of the raw region tables, fetched and shipped."""

from __future__ import annotations

import pandera.polars as pa

from pipelines.ingest.contracts import CONFIDENCES, TRUE_OR_FALSE, RawTable, may_be_blank

NUTS_CODE = r"^[A-Z]{2}[A-Z0-9]{0,3}$"
NUTS_2_CODE = r"^[A-Z]{2}[A-Z0-9]{2}$"
COUNTRY = r"^[A-Z]{2}$"
COORDINATE = r"^-?\d+(?:\.\d+)?$"
VERSIONS = ("2021", "2024")
LEVELS = ("0", "1", "2", "3")
CATEGORIES = ("less_developed", "transition", "more_developed")


class NutsShapes(RawTable):
    """One row is one NUTS region of one version, with its boundary."""

    nuts_id: str = pa.Field(str_matches=NUTS_CODE)
    nuts_version: str = pa.Field(isin=VERSIONS)
    levl_code: str = pa.Field(isin=LEVELS)
    cntr_code: str = pa.Field(str_matches=COUNTRY)
    name_latn: str = may_be_blank()
    nuts_name: str = may_be_blank()
    mount_type: str = may_be_blank()
    urbn_type: str = may_be_blank()
    coast_type: str = may_be_blank()
    geometry: str = pa.Field()

    class Config:
        """A region has one boundary in each version."""

        unique = ("nuts_id", "nuts_version")


class NutsLabelPoints(RawTable):
    """One row is one NUTS region of one version, with the point its label stands at."""

    nuts_id: str = pa.Field(str_matches=NUTS_CODE)
    nuts_version: str = pa.Field(isin=VERSIONS)
    levl_code: str = pa.Field(isin=LEVELS)
    cntr_code: str = pa.Field(str_matches=COUNTRY)
    name_latn: str = may_be_blank()
    nuts_name: str = may_be_blank()
    longitude: str = pa.Field(str_matches=COORDINATE)
    latitude: str = pa.Field(str_matches=COORDINATE)

    class Config:
        """A region has one label point in each version."""

        unique = ("nuts_id", "nuts_version")


class ShippedRegionPoints(RawTable):
    """One row is one NUTS region of one version, with a point inside it."""

    nuts_code: str = pa.Field(str_matches=NUTS_CODE)
    nuts_version: str = pa.Field(isin=VERSIONS)
    level: str = pa.Field(isin=LEVELS)
    name_latn: str = pa.Field()
    country: str = pa.Field(str_matches=COUNTRY)
    lat: str = pa.Field(str_matches=COORDINATE)
    lon: str = pa.Field(str_matches=COORDINATE)
    source: str = pa.Field()
    confidence: str = pa.Field(isin=CONFIDENCES)

    class Config:
        """A region has one point in each version."""

        unique = ("nuts_code", "nuts_version")


class CohesionCategories(RawTable):
    """One row is one NUTS 2 region of the Union, with its category of region 2021-2027."""

    nuts_code_2016: str = pa.Field(str_matches=NUTS_2_CODE)
    nuts_code_2021: str = pa.Field(str_matches=NUTS_2_CODE)
    region_name: str = pa.Field()
    country: str = pa.Field(str_matches=COUNTRY)
    category: str = pa.Field(isin=CATEGORIES)
    outermost: str = pa.Field(isin=TRUE_OR_FALSE)
    source: str = pa.Field()
    confidence: str = pa.Field(isin=CONFIDENCES)

    class Config:
        """A region of NUTS 2021 has one category; HR04 of 2016 stands three times, by its successors."""

        unique = ("nuts_code_2021",)
