"""`/partnerships`: which partnerships are there, and how do they compare?"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from htpy import Node

from dashboards.components.figure_card import Card, card_tab, find_answer
from dashboards.components.filters import choice, filter_form
from dashboards.formats import format_money
from dashboards.partnerships.queries import list_platforms
from dashboards.partnerships.tables import PARTNERSHIPS
from dashboards.visit import Page, Route, Visit
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__)

PATH = "/partnerships"


def build(visit: Visit) -> Page:
    """The page of all partnerships."""
    filters = {"platform": visit.parameters.get("platform", "")}
    return Page(
        say("page"),
        find_answer(lambda: _answer(PARTNERSHIPS.rows(visit.snapshot, filters))),
        (_filters(visit.snapshot, visit.parameters),),
        (card_tab(visit, "list", say("page.tab"), (PARTNERSHIPS, lambda: _card(visit.snapshot, filters))),),
        kicker=say("page.kicker"),
    )


ROUTE = Route(PATH, build, say, is_main=True, parameters=("platform",))


def _filters(snapshot: Snapshot, parameters: Mapping[str, str]) -> Node:
    platforms = [("", say("page.all-platforms")), *list_platforms(snapshot).rows()]
    return filter_form(
        PATH,
        [choice("platform", say("page.platform"), platforms, parameters)],
        is_filtered=bool(parameters.get("platform")),
    )


def _card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    table = PARTNERSHIPS.rows(snapshot, filters)
    return Card(
        heading=say("list"),
        finding=say(
            "list.finding",
            known=table.filter(pl.col("member_count") > 0).height,
            partnerships=table.height,
            joint=table.filter(pl.col("joint_project_count") > 0).height,
        ),
        spec=PARTNERSHIPS,
        frame=table,
        coverage=say("list.coverage"),
        definition=say("list.definition"),
        page_size=30,
        table_parameters=filters,
    )


def _answer(table: pl.DataFrame) -> str:
    with_members = table.filter(pl.col("member_count") > 0).sort(
        ["member_count", "partnership_id"], descending=[True, False]
    )
    if with_members.is_empty():
        return say("answer.none", partnerships=table.height)
    top = with_members.row(0, named=True)
    said = {
        "name": top["partnership_name"],
        "members": top["member_count"],
        "countries": top["member_country_count"],
    }
    money = pl.col("net_ec_contribution_eur").cast(pl.Float64)
    richest = table.filter(money == money.max()).select("partnership_name", "net_ec_contribution_eur").rows()
    if not richest:
        return say("answer", **said)
    name, most = richest[0]
    if name == top["partnership_name"]:
        return say("answer.also-richest", money=format_money(most), **said)
    return say("answer.richest", richest=name, money=format_money(most), **said)
