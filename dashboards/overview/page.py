"""`/`: what is the state of the partnerships, and what changed since the edition before?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboards.changes.cards import FIGURE, changed_rows_card, figure_changes_card, match_events_card
from dashboards.changes.tables import CHANGED_ROWS, FIGURE_CHANGES, MATCH_EVENTS
from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.charts.region_map import draw_member_map
from dashboards.charts.years import draw_project_years
from dashboards.components.figure_card import Card, draw_card, draw_part
from dashboards.components.kpi import Count, count_row, money_count
from dashboards.countries import country_name
from dashboards.formats import count_of, format_count, format_money, format_share
from dashboards.overview.baselines import BASELINE_SOURCE
from dashboards.overview.queries import country_points, headline_counts, region_shapes
from dashboards.overview.tables import BASELINES, MEMBER_REGIONS
from dashboards.partnerships.tables import JOINT_PROJECT_YEARS, PARTNERSHIPS
from dashboards.theme import PLATFORM_COLOURS
from dashboards.visit import Page, Route, Tab, Visit
from warehouse.store.reader import Snapshot

PATH = "/"
RANKED = 15
NAMED = 3


def build(visit: Visit) -> Page:
    """The first page."""
    snapshot, parameters = visit.snapshot, visit.parameters
    return Page(
        "State of the partnerships",
        _answer(_headline(snapshot)),
        (draw_part("counts", "The counts", lambda: count_row(_counts(snapshot))),),
        (
            Tab(
                "map",
                "Regions and partnerships",
                lambda: (
                    draw_card(snapshot, MEMBER_REGIONS, lambda: _map_card(snapshot, parameters)),
                    draw_card(snapshot, PARTNERSHIPS, lambda: _ranking_card(snapshot, parameters)),
                ),
            ),
            Tab(
                "changes",
                "What changed",
                lambda: (
                    draw_card(snapshot, CHANGED_ROWS, lambda: changed_rows_card(snapshot, PATH, parameters)),
                    draw_card(snapshot, FIGURE_CHANGES, lambda: figure_changes_card(snapshot, PATH, parameters)),
                    draw_card(snapshot, MATCH_EVENTS, lambda: match_events_card(snapshot, PATH, parameters)),
                ),
            ),
            Tab(
                "years",
                "Over the years",
                lambda: (
                    draw_card(snapshot, JOINT_PROJECT_YEARS, lambda: joint_years_card(snapshot, PATH, {}, parameters)),
                    draw_card(snapshot, BASELINES, lambda: _baseline_card(snapshot, parameters)),
                ),
            ),
        ),
        kicker="Thematic smart specialisation partnerships",
        default="changes" if FIGURE in parameters else "",
    )


ROUTE = Route(
    PATH, build, "State of the partnerships, and what changed since the last edition", "Overview", parameters=(FIGURE,)
)


def _answer(counts: dict[str, Any]) -> str:
    joint = count_of(counts["joint_project_count"], "joint project")
    return (
        f"{format_count(counts['partnership_with_member_count'])} of "
        f"{count_of(counts['partnership_count'], 'partnership')} have a known member; {joint} bring "
        f"{format_money(counts['net_ec_contribution_eur'])} to organisations in their regions."
    )


def _headline(snapshot: Snapshot) -> dict[str, Any]:
    return headline_counts(snapshot).row(0, named=True)


def _counts(snapshot: Snapshot) -> list[Count]:
    counts, is_demo = _headline(snapshot), snapshot.edition.is_demo
    return [
        Count(
            "Partnerships",
            format_count(counts["partnership_count"]),
            f"{format_count(counts['partnership_with_member_count'])} with a known member",
        ),
        Count(
            "Member regions",
            format_count(counts["member_region_count"]),
            f"in {count_of(counts['member_country_count'], 'country', 'countries')}",
        ),
        Count(
            "Joint projects",
            format_count(counts["joint_project_count"]),
            f"of {count_of(counts['project_count'], 'project')}",
            is_demo,
        ),
        Count(
            "Organisations in them",
            format_count(counts["organisation_count"]),
            "seated in member regions",
            is_demo,
        ),
        money_count(
            "Net EU contribution",
            counts["net_ec_contribution_eur"],
            "to these organisations",
            is_demo=is_demo,
        ),
        Count(
            "Topics to apply for",
            format_count(counts["open_topic_count"] + counts["forthcoming_topic_count"]),
            f"{format_count(counts['open_topic_count'])} open, {format_count(counts['forthcoming_topic_count'])} "
            "forthcoming",
        ),
    ]


def _map_card(snapshot: Snapshot, parameters: Mapping[str, str]) -> Card:
    counts = _headline(snapshot)
    members = MEMBER_REGIONS.load(snapshot, {})
    outermost = members.filter("is_outermost")["region_name"].to_list()
    unplaced = members.filter(pl.col("latitude").is_null() & ~pl.col("is_outermost"))["region_name"].to_list()
    off_map = [
        f"Outermost, so in the table and not on the map: {', '.join(outermost)}." if outermost else "",
        f"Without a place on the map: {', '.join(unplaced)}." if unplaced else "",
    ]
    return Card(
        heading="Where the members are",
        finding=_map_finding(members),
        spec=MEMBER_REGIONS,
        frame=MEMBER_REGIONS.rows(snapshot, {}),
        body=draw_member_map(
            members,
            region_shapes(snapshot),
            country_points(snapshot),
            empty_reason="No member region is known with a place on the map.",
        ),
        coverage=(
            f"{format_count(counts['partnership_with_member_count'])} of "
            f"{format_count(counts['partnership_count'])} "
            f"partnerships have a known member; {format_count(counts['coded_membership_count'])} of "
            f"{format_count(counts['membership_count'])} memberships carry a NUTS code. Membership lists are "
            "rarely "
            "complete, so a pale region may be in more partnerships than shown."
        ),
        definition=(
            "Partnerships that a region itself is a current member of. Members are regions of NUTS level 1 to 3 or "
            "whole countries (outlined in black)."
        ),
        path=PATH,
        page_parameters=parameters,
        notes=tuple(note for note in off_map if note),
        page_size=12,
        shape="map",
    )


def _map_finding(members: pl.DataFrame) -> str:
    if members.is_empty():
        return "No member region is known."
    most = int(members["partnership_count"][0])
    leaders = members.filter(pl.col("partnership_count") == most)
    single = members.filter(pl.col("partnership_count") == 1).height
    names = [f"{row['region_name']} ({row['country_code']})" for row in leaders.head(NAMED).iter_rows(named=True)]
    more = f" and {leaders.height - NAMED} more" if leaders.height > NAMED else ""
    verb = "is" if leaders.height == 1 else "are"
    countries = members.group_by("country_code").len().sort(["len", "country_code"], descending=[True, False])
    return (
        f"{', '.join(names)}{more} {verb} in most partnerships ({most}"
        f"{' each' if leaders.height > 1 else ''}); {format_share(single / members.height)} of the "
        f"{format_count(members.height)} members are in one only, and {country_name(countries['country_code'][0])} has "
        f"the most members ({countries['len'][0]})."
    )


def _ranking_card(snapshot: Snapshot, parameters: Mapping[str, str]) -> Card:
    table = PARTNERSHIPS.rows(snapshot, {})
    known = table.filter(pl.col("joint_project_count") > 0).sort(
        ["joint_project_count", "partnership_id"], descending=[True, False]
    )
    shown = known.head(RANKED)
    without = table.height - known.height
    return Card(
        heading="Who has joint projects",
        finding=_ranking_finding(known, without),
        spec=PARTNERSHIPS,
        frame=table,
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
            f"{format_count(known.height)} of {format_count(table.height)} partnerships have a joint project; "
            "the chart "
            f"shows the first {shown.height}, the table all. A partnership with fewer than two known members "
            "cannot "
            "show any."
        ),
        definition="Length: joint projects. Beside it: net EU contribution to organisations in member regions.",
        path=PATH,
        page_parameters=parameters,
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


def joint_years_card(snapshot: Snapshot, path: str, filters: Mapping[str, str], parameters: Mapping[str, str]) -> Card:
    """The card "joint projects by year", for all partnerships or for one."""
    years = JOINT_PROJECT_YEARS.rows(snapshot, filters)
    total = int(years["joint_project_count"].sum())
    weak = int(years["year_from_call_count"].sum())
    return Card(
        heading="Joint projects by year",
        finding=_years_finding(years, total),
        spec=JOINT_PROJECT_YEARS,
        frame=years,
        figure=draw_project_years(
            years,
            count="joint_project_count",
            weak="year_from_call_count",
            empty_reason="No joint project with a year is known.",
        ),
        coverage=_years_coverage(total, weak),
        definition="A project counts once, in the year it starts or, failing that, in the year of its call.",
        path=path,
        page_parameters=parameters,
        table_parameters=filters,
        shape="narrow",
    )


def _years_coverage(total: int, weak: int) -> str:
    if total == 0:
        return "No joint project could be observed; that takes organisations of at least two known members."
    if weak == 0:
        return f"{count_of(total, 'project')}, all with a start of their own."
    return (
        f"{count_of(total, 'project')}; for {'all' if weak == total else format_count(weak)} of them the year is "
        "that of the call, because the project's own record is not in the source."
    )


def _years_finding(years: pl.DataFrame, total: int) -> str:
    dated = years.filter(pl.col("project_year").is_not_null()).sort(
        ["joint_project_count", "project_year"], descending=True
    )
    if dated.is_empty():
        return "No joint project with a year is known."
    top = dated.row(0, named=True)
    return (
        f"{top['project_year']} brought the most: {format_count(top['joint_project_count'])} of "
        f"{count_of(total, 'joint project')}."
    )


def _baseline_card(snapshot: Snapshot, parameters: Mapping[str, str]) -> Card:
    counts = _headline(snapshot)
    return Card(
        heading="Then and now",
        finding=(
            f"In 2018, 145 regions, 28 partnerships and more than 380 partners were published; in June 2025, 42 "
            f"partnerships, of which 33 reported. This edition knows {format_count(counts['partnership_count'])} "
            f"partnerships and {format_count(counts['member_region_count'])} member regions by name."
        ),
        spec=BASELINES,
        frame=BASELINES.rows(snapshot, {}),
        coverage="Published totals against what public pages name: the difference is coverage before it is change.",
        definition=f"Published baselines. {BASELINE_SOURCE}",
        path=PATH,
        page_parameters=parameters,
    )
