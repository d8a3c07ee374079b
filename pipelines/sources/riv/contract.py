"""Columns and allowed values of the shipped facts on Regional Innovation Valleys.

The file is the project's own, so its lists are closed: a new value is decided here first.
"""

import pandera.polars as pa

from pipelines.ingest.contracts import CONFIDENCES, RawTable, expect, is_nuts_code, may_be_blank

COUNTRY = r"^[A-Z]{2}$"
INSTRUMENTS = (
    "call for expression of interest",
    *(
        f"Horizon Europe EIE (project {acronym})"
        for acronym in ("ECIV", "PRECISEU", "RIVCircular", "SYSTEMEU", "UNITE")
    ),
)


class RivRegions(RawTable, key=("region_name", "country")):
    """One row is one region that holds the Regional Innovation Valley label or was selected for it."""

    region_name: str
    country: str = pa.Field(str_matches=COUNTRY)
    nuts_code: str = may_be_blank()
    instrument: str = may_be_blank(isin=INSTRUMENTS)
    notes: str = may_be_blank()
    source: str
    confidence: str = pa.Field(isin=CONFIDENCES)

    code_is_known = expect("nuts_code", "a code of a NUTS version", is_nuts_code)
