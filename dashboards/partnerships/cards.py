"""The cards of one partnership: theme, members, what it could apply for, joint projects."""

from __future__ import annotations

from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.ranking import Measure, draw_match_parts, draw_ranking
from dashboards.charts.region_map import draw_member_map
from dashboards.components.figure_card import Card
from dashboards.countries import both_names
from dashboards.formats import count_of, format_count, format_date, format_money
from dashboards.funding.cards import matches_coverage, matches_finding, say_left_out, score_definition
from dashboards.funding.queries import best_matches, find_matches
from dashboards.funding.tables import FUNDING_MATCHES
from dashboards.overview.queries import country_points, region_shapes
from dashboards.overview.tables import MEMBER_REGIONS
from dashboards.partnerships.queries import participant_windows
from dashboards.partnerships.tables import JOINT_PROJECTS, MEMBERS, NICHES
from dashboards.urls import page_url
from warehouse.products.files.formats import MATCH_FORMATS
from warehouse.products.matches.people import WHAT_IS_MISSING
from warehouse.products.matches.query import MatchFilters
from warehouse.store.reader import Snapshot

RANKED = 15
BEST = 10
_PROFILE_AUTHOR = "written for this project, approved by no partnership"


def theme_card(snapshot: Snapshot, found: dict[str, Any], own: dict[str, str]) -> Card:
    """What it is about, niche by niche."""
    niches = NICHES.rows(snapshot, own)
    return Card(
        heading="What it is about",
        finding=_theme_finding(niches),
        spec=NICHES,
        frame=niches,
        coverage=_theme_coverage(found, niches),
        definition="Sub-topics of the theme, with terms that calls and projects use.",
        table_parameters=own,
        notes=(
            "Where this is wrong or too coarse, the secretariat's workbook corrects it: column Scope, sheet Niches.",
            ["Something wrong or missing? ", h.a(href="/report")["State it"], "."],
        ),
    )


def _theme_finding(niches: pl.DataFrame) -> str:
    if niches.is_empty():
        return "No niche of its theme is known."
    if niches["confidence"].eq("declared").all():
        return f"Its secretariat names {count_of(niches.height, 'niche')}."
    own = niches.filter(pl.col("confidence") == "high").height
    return (
        f"{count_of(niches.height, 'niche')}, {own} of them resting on the partnership's own words or projects, the "
        "others on its name or on knowledge of the field."
    )


def _theme_coverage(found: dict[str, Any], niches: pl.DataFrame) -> str:
    """What scope and niches rest on, in words."""
    if not found["scope"]:
        return f"No scope is known; {count_of(niches.height, 'niche')}."
    if found["scope_confidence"] == "declared":
        return f"The scope above is stated by the secretariat; {count_of(niches.height, 'niche')}."
    return (
        f"The scope above is {_PROFILE_AUTHOR}; it rests on {found['scope_basis']}, confidence "
        f"{found['scope_confidence']}; {count_of(niches.height, 'niche')}."
    )


def members_card(snapshot: Snapshot, found: dict[str, Any], own: dict[str, str]) -> Card:
    """Who carries it, with the map of its members."""
    members = MEMBERS.rows(snapshot, own)
    funded = members.filter(pl.col("net_ec_contribution_eur") > 0).sort(
        ["net_ec_contribution_eur", "member_id"], descending=[True, False]
    )
    shown = funded.head(RANKED)
    named = shown.with_columns(
        name=both_names() + pl.format(" ({}), {}", pl.coalesce("country_code", pl.lit("?")), "role"),
        millions=pl.col("net_ec_contribution_eur").cast(pl.Float64) / 1e6,
    )
    return Card(
        heading="Who carries it",
        finding=_members_finding(found, members, funded),
        spec=MEMBERS,
        frame=members,
        shape="map",
        body=_locate(snapshot, members),
        figure=draw_ranking(
            named,
            name="name",
            measure=Measure(
                "millions",
                "Net EU contribution, EUR million",
                [
                    f"{format_money(row['net_ec_contribution_eur'])} · "
                    f"{count_of(row['joint_project_count'], 'project')}"
                    for row in shown.iter_rows(named=True)
                ],
            ),
            empty_reason="No member receives money in a joint project of this theme, as far as is known.",
        ),
        coverage=(
            f"{format_count(funded.height)} of {format_count(members.height)} known members receive money in a joint "
            "project"
            + (f"; the chart shows the first {RANKED}" if funded.height > RANKED else "")
            + ". Joint projects are what can be observed; the level says how many, and the newest act stands beside it."
        ),
        definition=(
            "Net EU contribution to organisations with their legal seat in the member region, in the partnership's "
            "joint "
            "projects. Role says duty, not activity."
        ),
        table_parameters=own,
    )


def _locate(snapshot: Snapshot, members: pl.DataFrame) -> Node:
    """Where its members lie; nothing where none has a place."""
    placed = MEMBER_REGIONS.load(snapshot, {}).filter(pl.col("member_id").is_in(members["member_id"].to_list()))
    placed = placed.with_columns(partnership_count=pl.lit(1), region_name=both_names())
    if placed["latitude"].is_null().all():
        return None
    return draw_member_map(placed, region_shapes(snapshot), country_points(snapshot), empty_reason="")


def _members_finding(found: dict[str, Any], members: pl.DataFrame, funded: pl.DataFrame) -> str:
    if members.is_empty():
        return "No member of this partnership is known."
    if funded.is_empty():
        return _say_none(found)
    top = funded.with_columns(name=both_names()).row(0, named=True)
    total = float(funded["net_ec_contribution_eur"].cast(pl.Float64).sum())
    share = float(top["net_ec_contribution_eur"]) / total
    silent = members.filter(
        pl.col("role").is_in(["lead", "co-lead"]) & (pl.col("joint_project_count").fill_null(0) == 0)
    )
    lead_words = (
        f"; {count_of(silent.height, 'lead')} {'has' if silent.height == 1 else 'have'} no joint project"
        + say_reach(found)
        if not silent.is_empty()
        else ""
    )
    return (
        f"{top['name']} receives the most in joint projects, {format_money(top['net_ec_contribution_eur'])} or "
        f"{share:.0%} of the money of {'all' if found['is_membership_complete'] else 'the known'} members{lead_words}."
    ).replace("%", "\u202f%")


def say_reach(found: dict[str, Any]) -> str:
    """Which members a statement on joint projects speaks for, where a missing one could change it."""
    if not found["members_known"]:
        return ""
    return "" if found["is_membership_complete"] else f" among the members known ({found['members_words']})"


def _say_none(found: dict[str, Any]) -> str:
    if found["joint_project_count"] == 0:
        return f"None of {count_of(found['member_count'], 'member')} appears in a joint project."
    return f"Unknown: no joint project{say_reach(found)} could be observed; one that is missing may be a partner."


def matches_card(snapshot: Snapshot, own: dict[str, str]) -> Card:
    """The calls that it could apply for."""
    filters = MatchFilters.from_text(own)
    matches, best = find_matches(snapshot, filters), best_matches(snapshot, filters, BEST)
    return Card(
        heading="What it could apply for",
        finding=matches_finding(matches, best),
        spec=FUNDING_MATCHES,
        frame=matches.with_columns(WHAT_IS_MISSING),
        sort="-score",
        figure=draw_match_parts(best, empty_reason="No open or forthcoming topic shares words with the theme."),
        coverage=(
            f"{matches_coverage(matches)} The chart shows the best {best.height} by theme or instrument, the table all."
        ),
        definition=score_definition(),
        table_parameters=own,
        page_size=25,
        formats=MATCH_FORMATS,
        notes=(
            h.a(href=page_url("/funding", own))[
                "Filter these topics by programme, eligibility, status or words, and see every rule"
            ],
            *say_left_out(snapshot),
        ),
    )


def projects_card(snapshot: Snapshot, found: dict[str, Any], own: dict[str, str]) -> Card:
    """Its joint projects, and those of I3 and of valleys beside them."""
    projects = JOINT_PROJECTS.rows(snapshot, own)
    untitled = int(projects["is_title_of_topic"].sum())
    beside = projects.height - int(projects["has_participations"].sum())
    windows = {
        source: f"known from {format_date(first)} to {format_date(last)}"
        for source, (first, last) in participant_windows(snapshot).items()
    }
    return Card(
        heading="Its joint projects",
        finding=_projects_finding(found, projects),
        spec=JOINT_PROJECTS,
        frame=projects,
        coverage=(
            f"{format_count(untitled)} of {format_count(projects.height)} projects are shown with their topic's title, "
            "because the project's own record is not in the source. Counts and sums of all pages are of projects whose "
            f"partners CORDIS lists, {windows.get('cordis', 'never loaded')}."
            + (
                f" {count_of(beside, 'project')} of I3 and of valleys {'stands' if beside == 1 else 'stand'} below, in "
                "no count or sum: their partners or regions are those that the portal's projects index or public "
                f"pages name, {windows.get('i3', 'undated')}, and most of them name few."
                if beside
                else ""
            )
        ),
        definition="A project in the partnership's theme with organisations of at least two of its member regions.",
        table_parameters=own,
        page_size=25,
    )


def _projects_finding(found: dict[str, Any], projects: pl.DataFrame) -> str:
    beside = projects.height - int(projects["has_participations"].sum())
    if projects.height == beside:
        none = _say_none(found)
        return f"{none} {count_of(beside, 'project')} of I3 and of valleys beside." if beside else none
    widest = projects.sort(["member_region_count", "project_id"], descending=[True, False]).row(0, named=True)
    others = f" and {count_of(beside, 'project')} of I3 and of valleys" if beside else ""
    return (
        f"{count_of(projects.height - beside, 'joint project')}{others}; the widest, "
        f"{widest['acronym'] or widest['project_id']}, joins "
        f"{count_of(widest['member_region_count'], 'member region')}{say_reach(found)}."
    )
