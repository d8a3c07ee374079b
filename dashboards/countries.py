"""Countries: protocol order and English short names, as the Interinstitutional style guide has them.

Codes are the Union's own: EL for Greece, UK for the United Kingdom. Which region lies in which country is warehouse
data, not here; how a region is called with both of its names is.
"""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

COUNTRY_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "BE": "Belgium",
        "BG": "Bulgaria",
        "CZ": "Czechia",
        "DK": "Denmark",
        "DE": "Germany",
        "EE": "Estonia",
        "IE": "Ireland",
        "EL": "Greece",
        "ES": "Spain",
        "FR": "France",
        "HR": "Croatia",
        "IT": "Italy",
        "CY": "Cyprus",
        "LV": "Latvia",
        "LT": "Lithuania",
        "LU": "Luxembourg",
        "HU": "Hungary",
        "MT": "Malta",
        "NL": "Netherlands",
        "AT": "Austria",
        "PL": "Poland",
        "PT": "Portugal",
        "RO": "Romania",
        "SI": "Slovenia",
        "SK": "Slovakia",
        "FI": "Finland",
        "SE": "Sweden",
        "IS": "Iceland",
        "LI": "Liechtenstein",
        "NO": "Norway",
        "CH": "Switzerland",
        "BA": "Bosnia and Herzegovina",
        "ME": "Montenegro",
        "MD": "Moldova",
        "MK": "North Macedonia",
        "GE": "Georgia",
        "AL": "Albania",
        "RS": "Serbia",
        "TR": "Türkiye",
        "UA": "Ukraine",
        "XK": "Kosovo*",
        "UK": "United Kingdom",
    }
)
PROTOCOL_ORDER = tuple(COUNTRY_NAMES)
"""Member States by the name in their own language, then EFTA, candidates, and the United Kingdom."""


def country_name(code: str | None) -> str:
    """English short name; the code itself where the list lacks it, "not known" for None."""
    if code is None:
        return "not known"
    return COUNTRY_NAMES.get(code, code)


def both_names() -> pl.Expr:
    """The national name of a place and, where it differs, the English one: Toscana / Tuscany."""
    return pl.concat_str("region_name", "region_name_english", separator=" / ", ignore_nulls=True)
