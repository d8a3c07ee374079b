"""`/partnerships`: which partnerships are there, and how do they compare?"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from htpy import Node

from dashboards.components.figure_card import Card, card_tab, find_answer
from dashboards.components.filters import choice, filter_form
from dashboards.formats import count_of, format_count, format_money
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
        "Partnerships",
        find_answer(lambda: _answer(PARTNERSHIPS.rows(visit.snapshot, filters))),
        (_filters(visit.snapshot, visit.parameters),),
        (
            card_tab(
                visit,
                "list",
                "All side by side",
                (PARTNERSHIPS, lambda: _card(visit.snapshot, filters)),
            ),
        ),
        kicker="Who are they, and how do they compare?",
    )


ROUTE = Route(PATH, build, say, is_main=True, parameters=("platform",))


def _filters(snapshot: Snapshot, parameters: Mapping[str, str]) -> Node:
    platforms = list_platforms(snapshot).rows()
    return filter_form(
        PATH,
        [choice("platform", "Platform", [("", "All platforms"), *platforms], parameters)],
        is_filtered=bool(parameters.get("platform")),
    )


def _card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    table = PARTNERSHIPS.rows(snapshot, filters)
    known = table.filter(pl.col("member_count") > 0).height
    joint = table.filter(pl.col("joint_project_count") > 0).height
    return Card(
        heading="All partnerships",
        finding=(
            f"{format_count(known)} of {count_of(table.height, 'partnership')} have a known member, "
            f"{format_count(joint)} a joint project."
        ),
        spec=PARTNERSHIPS,
        frame=table,
        coverage="Joint projects take two known members; lists of members are rarely complete.",
        definition="Members that a public page or the secretariat's workbook names.",
        page_size=30,
        table_parameters=filters,
    )


def _answer(table: pl.DataFrame) -> str:
    with_members = table.filter(pl.col("member_count") > 0).sort(
        ["member_count", "partnership_id"], descending=[True, False]
    )
    if with_members.is_empty():
        return f"No member is known for any of {count_of(table.height, 'partnership')}."
    top = with_members.row(0, named=True)
    money = table["net_ec_contribution_eur"].cast(pl.Float64).max()
    richest = table.filter(pl.col("net_ec_contribution_eur").cast(pl.Float64) == money)
    also = "it" if richest["partnership_name"].head(1).to_list() == [top["partnership_name"]] else None
    wealth = (
        f"; {also or richest['partnership_name'][0]} {'also ' if also else ''}draws the most EU money through joint "
        f"projects, {format_money(richest['net_ec_contribution_eur'][0])}"
        if not richest.is_empty()
        else ""
    )
    return (
        f"{top['partnership_name']} has the most known members, {format_count(top['member_count'])} in "
        f"{count_of(top['member_country_count'], 'country', 'countries')}{wealth}."
    )
