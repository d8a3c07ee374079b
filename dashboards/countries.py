"""Countries: protocol order and names, and how a region is called with both of its names.

Codes are the Union's own: EL for Greece, UK for the United Kingdom. Which region lies in which country is warehouse
data, not here.
"""

import polars as pl

from dashboards.formats import NOT_KNOWN
from dashboards.tables import names
from dashboards.words import Words

say = Words(__file__, "countries")

PROTOCOL_ORDER = names(
    "BE BG CZ DK DE EE IE EL ES FR HR IT CY LV LT LU HU MT NL AT PL PT RO SI SK FI SE "
    "IS LI NO CH BA ME MD MK GE AL RS TR UA XK UK"
)
"""Member States by the name in their own language, then EFTA, candidates, and the United Kingdom."""


def country_name(code: str | None) -> str:
    """English short name; the code itself where the list lacks it, "not known" for None."""
    if code is None:
        return NOT_KNOWN
    return say(f"country.{code}") if code in PROTOCOL_ORDER else code


def both_names() -> pl.Expr:
    """The national name of a place and, where it differs, the English one: Toscana / Tuscany."""
    return pl.concat_str("region_name", "region_name_english", separator=" / ", ignore_nulls=True)
