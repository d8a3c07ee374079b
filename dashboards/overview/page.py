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
from dashboards.formats import count_of, format_change, format_count, format_date, format_money
from dashboards.funding.cards import deadlines_card
from dashboards.funding.tables import DEADLINES
from dashboards.overview.baselines import BASELINE_SOURCE
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
        "State of the partnerships",
        _answer(find_headlines(snapshot)),
        (draw_part("counts", "The counts", lambda: count_row(_counts(snapshot))),),
        (
            Tab("map", "Regions and partnerships", lambda: _map_and_list(visit)),
            card_tab(
                visit,
                "deadlines",
                "What closes next",
                (DEADLINES, lambda: deadlines_card(snapshot, {}, today=visit.today)),
            ),
            card_tab(
                visit,
                "changes",
                "What changed",
                (CHANGED_ROWS, lambda: changed_rows_card(snapshot, PATH, parameters)),
                (FIGURE_CHANGES, lambda: figure_changes_card(snapshot, PATH)),
                (MATCH_EVENTS, lambda: match_events_card(snapshot)),
            ),
            card_tab(visit, "projects", "Joint projects", (PARTNERSHIPS, lambda: _ranking_card(snapshot))),
            card_tab(
                visit,
                "years",
                "Over the years",
                (JOINT_PROJECT_YEARS, lambda: joint_years_card(snapshot, {})),
                (BASELINES, lambda: _baseline_card(snapshot)),
            ),
        ),
        kicker="Thematic smart specialisation partnerships",
        default="changes" if FIGURE in parameters else "",
    )


ROUTE = Route(PATH, build, say, is_main=True, parameters=(FIGURE,))


def _answer(figures: Mapping[str, Headline]) -> str:
    joint = figures["joint_projects"]
    reach = f", as far as participations are known, to {format_date(joint.observed_to)}" if joint.observed_to else ""
    return (
        f"{figures['partnerships_with_members'].said} of {figures['partnerships'].said} partnerships have a known "
        f"member; {joint.said} joint projects bring {format_money(figures['joint_net_ec_contribution_eur'].value)} to "
        f"organisations in their regions{reach}."
    )


def _counts(snapshot: Snapshot) -> list[Count]:
    figures, is_demo = find_headlines(snapshot), snapshot.edition.is_demo
    before = base_edition(snapshot)["base_as_of"].item()
    moved = dict(figure_changes(snapshot).select("figure_id", "difference").iter_rows())

    def say(figure: str, note: str, unit: str = "") -> str:
        change = f"{format_change(moved[figure], unit)} since" if moved.get(figure) else "as on"
        return f"{change} {format_date(before)}; {note}" if before else note

    joint, money = figures["joint_projects"], figures["joint_net_ec_contribution_eur"]
    of_all = known_to(f"of {format_money(money.population)} to all", money.observed_to)
    topics = f"{figures['topics_open'].said} open and {figures['topics_forthcoming'].said} forthcoming"
    return [
        Count("Joint projects", joint.said, say("joint_projects", known_to(joint.of, joint.observed_to)), is_demo),
        money_count(
            "Net EU contribution", money.value, say("joint_net_ec_contribution_eur", of_all, "EUR"), is_demo=is_demo
        ),
        Count("Topics to apply for", figures["topics_matched"].said, say("topics_matched", topics)),
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
        heading="All partnerships",
        finding=_ranking_finding(*_with_projects(partnerships)),
        spec=LISTED,
        frame=partnerships,
        coverage=(
            f"{count_of(partnerships.height, 'partnership')}. What it can score as a whole, from at worst to at best; "
            "the next deadline is that of a topic in its theme."
        ),
        definition="Members that a public page or the secretariat's workbook names.",
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
    return Card(
        heading="Who has joint projects",
        finding=_ranking_finding(known, without),
        spec=PARTNERSHIPS,
        frame=partnerships,
        figure=draw_ranking(
            shown,
            name="partnership_name",
            measure=Measure(
                "joint_project_count",
                "Joint projects",
                [
                    f"{format_count(row['joint_project_count'])} · {format_money(row['net_ec_contribution_eur'])}"
                    for row in shown.iter_rows(named=True)
                ],
            ),
            colour_by="platform_name",
            colours=PLATFORM_COLOURS,
            empty_reason="No partnership has a joint project: that takes two known members.",
        ),
        coverage=(
            f"{format_count(known.height)} of {format_count(partnerships.height)} partnerships have a joint project "
            f"of known members; the chart shows the first {shown.height}, the table all. "
            "A member that is not known may bring more."
        ),
        definition="Length: joint projects. Beside it: net EU contribution to organisations in member regions.",
    )


def _ranking_finding(known: pl.DataFrame, without: int) -> str:
    if known.is_empty():
        return "No partnership has a joint project in this edition."
    top = known.row(0, named=True)
    return (
        f"{top['partnership_name']} has the most joint projects, {format_count(top['joint_project_count'])} with "
        f"{format_money(top['net_ec_contribution_eur'])} for its member regions; "
        f"{count_of(without, 'partnership')} {'has' if without == 1 else 'have'} none that could be observed."
    )


def _baseline_card(snapshot: Snapshot) -> Card:
    figures = find_headlines(snapshot)
    return Card(
        heading="Published counts and today's",
        finding=(
            f"In 2018, 145 regions, 28 partnerships and more than 380 partners were published; in June 2025, 42 "
            f"partnerships, of which 33 reported. This edition knows {figures['partnerships'].said} "
            f"partnerships and {figures['member_regions'].said} member regions by name."
        ),
        spec=BASELINES,
        frame=BASELINES.rows(snapshot, {}),
        coverage="Published totals beside what public pages name: the difference is coverage first, change second.",
        definition=f"Published baselines. {BASELINE_SOURCE}",
    )
