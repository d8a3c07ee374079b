"""`/`: what is the state of the partnerships, and what changed since the previous edition?"""

from collections.abc import Mapping
from dataclasses import replace

import htpy as h
import polars as pl
from htpy import Node

from dashboards.changes.cards import FIGURE, changed_rows_card, figure_changes_card, match_events_card
from dashboards.changes.queries import base_edition, figure_changes
from dashboards.changes.tables import CHANGED_ROWS, FIGURE_CHANGES, MATCH_EVENTS
from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.components.figure_card import Card, card_tab, draw_card, draw_part
from dashboards.components.kpi import Count, count_row, known_to, money_count
from dashboards.formats import format_change, format_count, format_money
from dashboards.funding.cards import deadlines_card
from dashboards.funding.tables import DEADLINES
from dashboards.overview.cards import Headline, find_headlines, joint_years_card, map_card
from dashboards.overview.tables import BASELINES, MEMBER_REGIONS
from dashboards.partnerships.tables import JOINT_PROJECT_YEARS, PARTNERSHIPS
from dashboards.tables import names
from dashboards.theme import PLATFORM_COLOURS
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__)

PATH = "/"
RANKED = 10
# The list beside the map has room for these; the page of all partnerships shows more, the file everything.
LISTED = replace(
    PARTNERSHIPS,
    shown=names(
        "partnership_name members_words joint_project_count net_ec_contribution_eur confidence score_low score_high "
        "next_deadline_date"
    ),
)


def build(visit: Visit) -> Page:
    """The first page."""
    snapshot, parameters = visit.snapshot, visit.parameters
    return Page(
        say("page"),
        _answer(find_headlines(snapshot)),
        (draw_part("counts", say("counts"), lambda: count_row(_counts(snapshot))),),
        (
            Tab("map", say("tab.map"), lambda: _map_and_list(visit)),
            card_tab(
                visit,
                "deadlines",
                say("tab.deadlines"),
                (DEADLINES, lambda: deadlines_card(snapshot, {}, today=visit.today)),
            ),
            card_tab(
                visit,
                "changes",
                say("tab.changes"),
                (CHANGED_ROWS, lambda: changed_rows_card(snapshot, PATH, parameters)),
                (FIGURE_CHANGES, lambda: figure_changes_card(snapshot, PATH)),
                (MATCH_EVENTS, lambda: match_events_card(snapshot)),
            ),
            card_tab(visit, "projects", say("tab.projects"), (PARTNERSHIPS, lambda: _ranking_card(snapshot))),
            card_tab(
                visit,
                "years",
                say("tab.years"),
                (JOINT_PROJECT_YEARS, lambda: joint_years_card(snapshot, {})),
                (BASELINES, lambda: _baseline_card(snapshot)),
            ),
        ),
        kicker=say("page.kicker"),
        default="changes" if FIGURE in parameters else "",
    )


ROUTE = Route(PATH, build, say, is_main=True, parameters=(FIGURE,))


def _answer(figures: Mapping[str, Headline]) -> str:
    joint = figures["joint_projects"]
    return say(
        "page.answer",
        known=figures["partnerships_with_members"].number,
        partnerships=figures["partnerships"].number,
        joint=joint.number,
        money=format_money(figures["joint_net_ec_contribution_eur"].value),
        day=joint.observed_to or "none",
    )


def _counts(snapshot: Snapshot) -> list[Count]:
    figures, is_demo = find_headlines(snapshot), snapshot.edition.is_demo
    before = base_edition(snapshot)["base_as_of"].item()
    moved = dict(figure_changes(snapshot).select("figure_id", "difference").iter_rows())

    def since(figure: str, note: str, unit: str = "") -> str:
        if not before:
            return note
        if not moved.get(figure):
            return say("counts.unchanged", day=before, note=note)
        return say("counts.changed", change=format_change(moved[figure], unit), day=before, note=note)

    joint, money = figures["joint_projects"], figures["joint_net_ec_contribution_eur"]
    of_joint = since("joint_projects", known_to(joint.of, joint.observed_to))
    of_all = known_to(say("count-money.of-all", money=format_money(money.population)), money.observed_to)
    of_money = since("joint_net_ec_contribution_eur", of_all, "EUR")
    states = {state: figures[f"topics_{state}"].number for state in ("open", "forthcoming")}
    topics = say("count-topics.note", **states)
    return [
        Count(say("count-projects"), format_count(joint.value), of_joint, is_demo),
        money_count(say("count-money"), money.value, of_money, is_demo=is_demo),
        Count(say("count-topics"), format_count(figures["topics_matched"].value), since("topics_matched", topics)),
    ]


def _map_and_list(visit: Visit) -> tuple[Node, ...]:
    """The map beside the list of all partnerships, under each other where there is no room."""
    return (
        h.div(".pair")[
            draw_card(visit, MEMBER_REGIONS, lambda: replace(map_card(visit.snapshot), shape="wide")),
            draw_card(visit, PARTNERSHIPS, lambda: _list_card(visit.snapshot)),
        ],
    )


def _list_card(snapshot: Snapshot) -> Card:
    partnerships = LISTED.rows(snapshot, {})
    return Card(
        heading=say("list"),
        finding=_ranking_finding(*_with_projects(partnerships)),
        spec=LISTED,
        frame=partnerships,
        coverage=say("list.coverage", partnerships=partnerships.height),
        definition=say("list.definition"),
        sort="-joint_project_count",
        page_size=12,
    )


def _with_projects(partnerships: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Those with a joint project, the most first, and how many others there are."""
    known = partnerships.filter(pl.col("joint_project_count") > 0).sort(
        ["joint_project_count", "partnership_id"], descending=[True, False]
    )
    return known, partnerships.height - known.height


def _ranking_card(snapshot: Snapshot) -> Card:
    partnerships = PARTNERSHIPS.rows(snapshot, {})
    known, without = _with_projects(partnerships)
    shown = known.head(RANKED)
    bars = [
        f"{format_count(projects)} · {format_money(money)}"
        for projects, money in shown.select("joint_project_count", "net_ec_contribution_eur").iter_rows()
    ]
    return Card(
        heading=say("ranking"),
        finding=_ranking_finding(known, without),
        spec=PARTNERSHIPS,
        frame=partnerships,
        figure=draw_ranking(
            shown,
            name="partnership_name",
            measure=Measure("joint_project_count", say("ranking.axis"), bars),
            colour_by="platform_name",
            colours=PLATFORM_COLOURS,
            empty_reason=say("ranking.empty"),
        ),
        coverage=say("ranking.coverage", known=known.height, partnerships=partnerships.height, shown=shown.height),
        definition=say("ranking.definition"),
    )


def _ranking_finding(known: pl.DataFrame, without: int) -> str:
    if known.is_empty():
        return say("ranking.none")
    top = known.row(0, named=True)
    return say(
        "ranking.finding",
        name=top["partnership_name"],
        projects=top["joint_project_count"],
        money=format_money(top["net_ec_contribution_eur"]),
        without=without,
    )


def _baseline_card(snapshot: Snapshot) -> Card:
    figures = find_headlines(snapshot)
    return Card(
        heading=say("baselines"),
        finding=say(
            "baselines.finding",
            partnerships=figures["partnerships"].number,
            regions=figures["member_regions"].number,
        ),
        spec=BASELINES,
        frame=BASELINES.rows(snapshot, {}),
        coverage=say("baselines.coverage"),
        definition=say("baselines.definition"),
    )
