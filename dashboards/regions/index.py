"""`/regions`: which regions and countries are members, and which of all regions are in nothing, or lead nothing?"""

import polars as pl
from htpy import Node

from dashboards.components.figure_card import Card, card_tab, draw_card
from dashboards.components.filters import choice, filter_form
from dashboards.engagement.queries import CATEGORIES
from dashboards.formats import format_money
from dashboards.overview.cards import map_card
from dashboards.overview.tables import MEMBER_REGIONS
from dashboards.regions.tables import REGION_MONEY, REGIONS
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words

say = Words(__file__, "index")

PATH = "/regions"
_YES = ("in_none", "leads_none", "valley")


def build(visit: Visit) -> Page:
    """The page of all regions."""
    return Page(
        say("page"),
        _answer(REGIONS.rows(visit.snapshot, {})),
        tabs=(
            card_tab(visit, "list", say("tab.list"), (MEMBER_REGIONS, lambda: map_card(visit.snapshot))),
            Tab(
                "all",
                say("tab.all"),
                lambda: (_filters(visit), draw_card(visit, REGIONS, lambda: _card(visit))),
            ),
            Tab(
                "money",
                say("tab.money"),
                lambda: (_money_filter(visit), draw_card(visit, REGION_MONEY, lambda: _money_card(visit))),
            ),
        ),
        default="all" if set(REGIONS.parameters) & visit.parameters.keys() else "",
        kicker=say("page.kicker"),
    )


ROUTE = Route(PATH, build, say, is_main=True, parameters=(*REGIONS.parameters, "countries"))


def _answer(rows: pl.DataFrame) -> str:
    return say(
        "page.answer",
        inside=rows.filter(pl.col("partnership_count") > 0).height,
        regions=rows.height,
        leading=rows.filter(pl.col("led_partnership_count") > 0).height,
    )


def _own(visit: Visit) -> dict[str, str]:
    return {name: value for name, value in visit.parameters.items() if name in REGIONS.parameters}


def _filters(visit: Visit) -> Node:
    everything = ("", say("filter.all"))
    categories = [everything, *((name, say(f"filter.{name}")) for name in CATEGORIES)]
    fields = (
        choice("category", say("filter.category"), categories, visit.parameters),
        *(
            choice(name, say(f"filter-{name}"), [everything, ("yes", say(f"filter-{name}.yes"))], visit.parameters)
            for name in _YES
        ),
    )
    return filter_form(PATH, fields, is_filtered=bool(_own(visit)), kept={"tab": "all"})


def _card(visit: Visit) -> Card:
    rows = REGIONS.rows(visit.snapshot, _own(visit))
    none, leaderless = (rows.filter(pl.col(f"{what}partnership_count") == 0).height for what in ("", "led_"))
    return Card(
        heading=say("regions"),
        finding=say("regions.finding", regions=rows.height, none=none, leaderless=leaderless),
        spec=REGIONS,
        frame=rows,
        coverage=say("regions.coverage"),
        table_parameters=_own(visit),
    )


def _money_filter(visit: Visit) -> Node:
    options = [("", say("filter.areas")), ("yes", say("filter.countries"))]
    fields = [choice("countries", say("filter.show"), options, visit.parameters)]
    return filter_form(PATH, fields, is_filtered="countries" in visit.parameters, kept={"tab": "money"})


def _money_card(visit: Visit) -> Card:
    own = {"countries": "yes"} if visit.parameters.get("countries") else {}
    rows = REGION_MONEY.rows(visit.snapshot, own)
    country, region = (rows.filter(nuts_level=level).head(1) for level in (0, 2))
    firsts = [
        say(
            "money.first",
            name=found["region_name"],
            money=format_money(found["net_ec_contribution_eur"]),
            organisations=found["organisation_count"],
        )
        for found in (*country.to_dicts(), *region.to_dicts())
    ]
    if len(firsts) > 1:
        finding = say("money.two", first=firsts[0], second=firsts[1])
    else:
        finding = say("money.one", first=firsts[0]) if firsts else say("money.none")
    return Card(
        heading=say("money"),
        finding=finding,
        spec=REGION_MONEY,
        frame=rows,
        coverage=say("money.coverage"),
        table_parameters=own,
    )
