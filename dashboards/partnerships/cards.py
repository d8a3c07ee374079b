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
from dashboards.formats import format_money, format_share
from dashboards.funding.cards import matches_coverage, matches_finding, say_left_out, score_definition
from dashboards.funding.queries import best_matches, find_matches
from dashboards.funding.tables import FUNDING_MATCHES
from dashboards.overview.queries import country_points, region_shapes
from dashboards.overview.tables import MEMBER_REGIONS
from dashboards.partnerships.queries import participant_windows
from dashboards.partnerships.tables import JOINT_PROJECTS, MEMBERS, NICHES
from dashboards.urls import page_url
from dashboards.words import Words
from warehouse.products.files.formats import MATCH_FORMATS
from warehouse.products.matches.people import WHAT_IS_MISSING
from warehouse.products.matches.query import MatchFilters
from warehouse.store.reader import Snapshot

say = Words(__file__, "profile")

RANKED = 15
BEST = 10


def theme_card(snapshot: Snapshot, found: dict[str, Any], own: dict[str, str]) -> Card:
    """What it is about, niche by niche."""
    niches = NICHES.rows(snapshot, own)
    return Card(
        heading=say("theme"),
        finding=_theme_finding(niches),
        spec=NICHES,
        frame=niches,
        coverage=_theme_coverage(found),
        definition=say("theme.definition"),
        table_parameters=own,
        notes=(say.nodes("theme.correct", {"a": h.a(href="/report")}),),
    )


def _theme_finding(niches: pl.DataFrame) -> str:
    if niches.is_empty():
        return say("theme.none")
    if niches["confidence"].eq("declared").all():
        return say("theme.declared", niches=niches.height)
    return say("theme.finding", niches=niches.height, own=niches.filter(confidence="high").height)


def _theme_coverage(found: dict[str, Any]) -> str:
    """What the scope rests on, in words."""
    if not found["scope"]:
        return say("theme.coverage-none")
    if found["scope_confidence"] == "declared":
        return say("theme.coverage-declared")
    return say("theme.coverage", basis=found["scope_basis"], confidence=found["scope_confidence"])


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
    bars = [
        say("members.bar", money=format_money(money), projects=projects)
        for money, projects in shown.select("net_ec_contribution_eur", "joint_project_count").iter_rows()
    ]
    return Card(
        heading=say("members"),
        finding=_members_finding(found, members, funded),
        spec=MEMBERS,
        frame=members,
        shape="map",
        body=_locate(snapshot, members),
        figure=draw_ranking(
            named,
            name="name",
            measure=Measure("millions", say("members.axis"), bars),
            empty_reason=say("members.empty"),
        ),
        coverage=say(
            "members.coverage",
            funded=funded.height,
            members=members.height,
            shown=RANKED if funded.height > RANKED else "all",
        ),
        definition=say("members.definition"),
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
        return say("members.none")
    if funded.is_empty():
        return _say_none(found)
    top = funded.with_columns(name=both_names()).row(0, named=True)
    money = top["net_ec_contribution_eur"]
    said = {
        "name": top["name"],
        "money": format_money(money),
        "share": format_share(float(money) / float(funded["net_ec_contribution_eur"].cast(pl.Float64).sum())),
        "members": "all" if found["is_membership_complete"] else "known",
    }
    silent = members.filter(
        pl.col("role").is_in(["lead", "co-lead"]) & (pl.col("joint_project_count").fill_null(0) == 0)
    ).height
    return (
        say("members.finding-silent", leads=silent, reach=say_reach(found), **said)
        if silent
        else say("members.finding", **said)
    )


def say_reach(found: dict[str, Any]) -> str:
    """Which members a statement on joint projects speaks for, where a missing one could change it."""
    is_said = found["members_known"] and not found["is_membership_complete"]
    return say("reach", members=found["members_words"]) if is_said else ""


def _say_none(found: dict[str, Any]) -> str:
    if found["joint_project_count"] == 0:
        return say("projects.none", members=found["member_count"])
    return say("projects.unknown", reach=say_reach(found))


def matches_card(snapshot: Snapshot, own: dict[str, str]) -> Card:
    """The calls that it could apply for."""
    filters = MatchFilters.from_text(own)
    matches, best = find_matches(snapshot, filters), best_matches(snapshot, filters, BEST)
    return Card(
        heading=say("matches"),
        finding=matches_finding(matches, best),
        spec=FUNDING_MATCHES,
        frame=matches.with_columns(WHAT_IS_MISSING),
        sort="-score",
        figure=draw_match_parts(best, empty_reason=say("matches.empty")),
        coverage=say("matches.coverage", coverage=matches_coverage(matches), shown=best.height),
        definition=score_definition(),
        table_parameters=own,
        page_size=25,
        formats=MATCH_FORMATS,
        notes=(
            h.a(href=page_url("/funding", own))[say("matches.filter")],
            *say_left_out(snapshot),
        ),
    )


def projects_card(snapshot: Snapshot, found: dict[str, Any], own: dict[str, str]) -> Card:
    """Its joint projects, and those of I3 and of valleys beside them."""
    projects = JOINT_PROJECTS.rows(snapshot, own)
    beside = projects.height - int(projects["has_participations"].sum())
    windows = {
        source: say("projects.window", first=first, last=last)
        for source, (first, last) in participant_windows(snapshot).items()
    }
    coverage = say(
        "projects.coverage",
        untitled=int(projects["is_title_of_topic"].sum()),
        projects=projects.height,
        window=windows.get("cordis") or say("projects.never"),
    )
    if beside:
        window = windows.get("i3") or say("projects.undated")
        coverage += f" {say('projects.coverage-beside', beside=beside, window=window)}"
    return Card(
        heading=say("projects"),
        finding=_projects_finding(found, projects, beside),
        spec=JOINT_PROJECTS,
        frame=projects,
        coverage=coverage,
        definition=say("projects.definition"),
        table_parameters=own,
        page_size=25,
    )


def _projects_finding(found: dict[str, Any], projects: pl.DataFrame, beside: int) -> str:
    if projects.height == beside:
        return " ".join((_say_none(found), *([say("projects.beside", beside=beside)] if beside else [])))
    widest = projects.sort(["member_region_count", "project_id"], descending=[True, False]).row(0, named=True)
    return say(
        "projects.finding",
        projects=projects.height - beside,
        beside=beside,
        widest=widest["acronym"] or widest["project_id"],
        regions=widest["member_region_count"],
        reach=say_reach(found),
    )
