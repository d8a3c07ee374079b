"""`/regions`: which regions and countries are members, and which of all regions are in nothing, or lead nothing?"""

import polars as pl
from htpy import Node

from dashboards.components.figure_card import Card, card_tab, draw_card
from dashboards.components.filters import choice, filter_form
from dashboards.engagement.queries import CATEGORIES
from dashboards.formats import count_of, format_count, format_money
from dashboards.overview.cards import map_card
from dashboards.overview.tables import MEMBER_REGIONS
from dashboards.regions.tables import REGION_MONEY, REGIONS
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words

say = Words(__file__, "index")

PATH = "/regions"
_YES = (("in_none", "Partnerships", "In none"), ("leads_none", "Lead", "Lead nothing"), ("valley", "Valley", "Label"))


def build(visit: Visit) -> Page:
    """The page of all regions."""
    return Page(
        "Regions",
        _answer(REGIONS.rows(visit.snapshot, {})),
        tabs=(
            card_tab(
                visit,
                "list",
                "Members on the map",
                (MEMBER_REGIONS, lambda: map_card(visit.snapshot)),
            ),
            Tab(
                "all",
                "All regions",
                lambda: (_filters(visit), draw_card(visit, REGIONS, lambda: _card(visit))),
            ),
            Tab(
                "money",
                "Horizon Europe",
                lambda: (_money_filter(visit), draw_card(visit, REGION_MONEY, lambda: _money_card(visit))),
            ),
        ),
        default="all" if set(REGIONS.parameters) & visit.parameters.keys() else "",
        kicker="Which regions are members, which are in none, which lead nothing?",
    )


ROUTE = Route(PATH, build, say, is_main=True, parameters=(*REGIONS.parameters, "countries"))


def _answer(rows: pl.DataFrame) -> str:
    inside = rows.filter(pl.col("partnership_count") > 0).height
    leading = rows.filter(pl.col("led_partnership_count") > 0).height
    return (
        f"{format_count(inside)} of {count_of(rows.height, 'NUTS 2 region')} are in a partnership, by themselves, a "
        f"part or a wider area; {format_count(leading)} lead one."
    )


def _own(visit: Visit) -> dict[str, str]:
    return {name: value for name, value in visit.parameters.items() if name in REGIONS.parameters}


def _filters(visit: Visit) -> Node:
    categories = [("", "All"), *((name, name.replace("_", " ").capitalize()) for name in CATEGORIES)]
    fields = (
        choice("category", "Cohesion category", categories, visit.parameters),
        *(choice(name, label, [("", "All"), ("yes", words)], visit.parameters) for name, label, words in _YES),
    )
    return filter_form(PATH, fields, is_filtered=bool(_own(visit)), kept={"tab": "all"})


def _card(visit: Visit) -> Card:
    rows = REGIONS.rows(visit.snapshot, _own(visit))
    none, leading = (rows.filter(pl.col(f"{what}partnership_count") == 0).height for what in ("", "led_"))
    return Card(
        heading="All NUTS 2 regions",
        finding=(
            f"Of {count_of(rows.height, 'region')} {format_count(none)} are in no partnership that is known, and "
            f"{format_count(leading)} lead none."
        ),
        spec=REGIONS,
        frame=rows,
        coverage="Members that a public page or a workbook names; lists are rarely complete, nor is that of valleys.",
        table_parameters=_own(visit),
    )


def _money_filter(visit: Visit) -> Node:
    fields = [
        choice("countries", "Show", [("", "Countries and regions"), ("yes", "Countries alone")], visit.parameters)
    ]
    return filter_form(PATH, fields, is_filtered="countries" in visit.parameters, kept={"tab": "money"})


def _money_card(visit: Visit) -> Card:
    own = {"countries": "yes"} if visit.parameters.get("countries") else {}
    rows = REGION_MONEY.rows(visit.snapshot, own)
    country, region = (rows.filter(nuts_level=level).head(1) for level in (0, 2))
    firsts = [
        f"{found['region_name']} with {format_money(found['net_ec_contribution_eur'])} through "
        f"{count_of(found['organisation_count'], 'organisation')}"
        for found in (*country.to_dicts(), *region.to_dicts())
    ]
    return Card(
        heading="Horizon Europe by country and region",
        finding=f"First {' and '.join(firsts)}." if firsts else "No participation is known.",
        spec=REGION_MONEY,
        frame=rows,
        coverage="Net EU contribution by legal seat, over all observed years; what is estimated stands beside it.",
        table_parameters=own,
    )
