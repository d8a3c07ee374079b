"""`/partnership/<id>`: who is in it, how mature is it, what do they do together, what could they apply for?"""

from __future__ import annotations

from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.ranking import Measure, draw_match_parts, draw_ranking
from dashboards.charts.region_map import draw_member_map
from dashboards.components.figure_card import Card, card_tab, draw_card, draw_part, profile_card
from dashboards.components.freshness import READING_DAY
from dashboards.components.kpi import Count, count_row, known_to, money_count
from dashboards.components.page_frame import missing_page
from dashboards.countries import both_names
from dashboards.engagement.collaboration import clusters_tab, ties_tab
from dashboards.engagement.page import acts_tab
from dashboards.engagement.partnering import join_tab
from dashboards.engagement.scoping import chain_tab, technologies_tab
from dashboards.formats import count_of, format_count, format_date, format_money, format_score
from dashboards.funding.eligibility import near_miss_card
from dashboards.funding.queries import best_matches, find_matches
from dashboards.funding.tables import DEADLINES, FUNDING_MATCHES, MATCH_SUMMARY, NEAR_MISS_CANDIDATES
from dashboards.maturity.bounds import partnership_bounds_card
from dashboards.maturity.cards import partnership_maturity_card, services_card
from dashboards.maturity.changes import maturity_changes_card, service_effects_card
from dashboards.maturity.queries import say_bounds, score_bounds
from dashboards.maturity.tables import (
    INDICATOR_VALUES,
    MATURITY_CHANGES,
    NEXT_FACTS,
    SERVICE_EFFECTS,
    SERVICE_RECOMMENDATIONS,
)
from dashboards.overview.page import joint_years_card
from dashboards.overview.queries import country_points, region_shapes
from dashboards.overview.tables import MEMBER_REGIONS
from dashboards.partnerships.queries import find_partnership, participant_windows
from dashboards.partnerships.tables import JOINT_PROJECT_YEARS, JOINT_PROJECTS, MEMBERS, NICHES
from dashboards.urls import page_url
from dashboards.visit import Page, Route, Tab, Visit
from warehouse.products.files.formats import MATCH_FORMATS
from warehouse.products.matches.people import WHAT_IS_MISSING
from warehouse.products.matches.query import MatchFilters
from warehouse.store.reader import Snapshot

RANKED = 15
BEST = 10


def build(visit: Visit) -> Page:
    """The page of one partnership."""
    snapshot, partnership_id = visit.snapshot, visit.named
    rows = find_partnership(snapshot, partnership_id)
    if rows.is_empty():
        sentence = f"This edition has no partnership with the id “{partnership_id}”."
        return missing_page("Partnership", "No such partnership", sentence)
    found = rows.row(0, named=True)
    own = {"partnership": partnership_id}
    scope = h.p(class_="note")[found["scope"]] if found.get("scope") else None
    return Page(
        found["partnership_name"],
        draw_part("state", "How it is doing", lambda: _answer(snapshot, partnership_id)),
        (scope, count_row(_counts(found, is_demo=snapshot.edition.is_demo))),
        (
            card_tab(visit, "members", "Members", (MEMBERS, lambda: _members_card(snapshot, found, own))),
            acts_tab(visit, **own),
            card_tab(
                visit,
                "maturity",
                "Maturity",
                (NEXT_FACTS, lambda: partnership_bounds_card(snapshot, own)),
                (INDICATOR_VALUES, lambda: partnership_maturity_card(snapshot, own)),
                (MATURITY_CHANGES, lambda: maturity_changes_card(snapshot, own)),
            ),
            card_tab(
                visit,
                "services",
                "Services",
                (SERVICE_RECOMMENDATIONS, lambda: services_card(snapshot, own)),
                (SERVICE_EFFECTS, lambda: service_effects_card(snapshot, own)),
            ),
            card_tab(
                visit,
                "projects",
                "Projects",
                (JOINT_PROJECT_YEARS, lambda: joint_years_card(snapshot, own)),
                (JOINT_PROJECTS, lambda: _projects_card(snapshot, found, own)),
            ),
            card_tab(
                visit,
                "calls",
                "Calls",
                (FUNDING_MATCHES, lambda: _matches_card(snapshot, own)),
                (NEAR_MISS_CANDIDATES, lambda: near_miss_card(snapshot, partnership_id)),
            ),
            join_tab(visit, partnership=partnership_id),
            ties_tab(visit, partnership_id),
            clusters_tab(visit, **own),
            chain_tab(visit, **own),
            technologies_tab(visit, **own),
            Tab(
                "theme",
                "About it",
                lambda: (
                    _profile(found),
                    draw_card(visit, NICHES, lambda: _theme_card(snapshot, found, own)),
                ),
            ),
        ),
        kicker=f"Partnership, {found['platform_name'] or 'platform not known'}",
    )


ROUTE = Route(
    "/partnership/{named}", build, "Who is in it, how is it doing, what should it do next?", section="/partnerships"
)


def _answer(snapshot: Snapshot, partnership_id: str) -> str:
    """What it can score and the fact that would tell most; what its known members can apply for and until when."""
    own = {"partnership": partnership_id}
    facts, calls = NEXT_FACTS.rows(snapshot, own), MATCH_SUMMARY.rows(snapshot, own).rows(named=True)
    bounds = score_bounds(snapshot, None, partnership_id).filter(pl.col("scope") == "total").rows(named=True)
    deadlines = DEADLINES.rows(snapshot, own)["deadline_date"]
    said = [
        f"{say_bounds(row)} of 100 points of maturity are possible"
        + (f"; what would tell most: {facts['fact'][0]}" if not facts.is_empty() else "")
        for row in bounds
    ]
    said += [
        f"{count_of(row['theme_match_count'], 'topic')} in its theme, the known members pass the rules of "
        f"{format_count(row['theme_pass_count'])}"
        + (f"; next deadline {format_date(deadlines[0])}" if not deadlines.is_empty() else "")
        for row in calls
    ]
    return "".join(f"{sentence}. " for sentence in said).strip()


def _profile(found: dict[str, Any]) -> Node:
    website = found["website_url"]
    said = found["status_evidence"] and (found["status_evidence"] + ",").startswith(f"{found['last_public_sign']},")
    evidence = None if said else found["status_evidence"]
    facts: dict[str, Node | str] = {
        "Launched": str(found["launch_year"] or "not known"),
        "Status": ": ".join(filter(None, (found["status"], evidence))) or "not known",
        "Last public sign": _say_last_sign(found) or "none recorded",
        "Theme": "; ".join(found["theme_terms"] or []) or "not known",
        "Website": h.a(href=website, rel="noopener noreferrer")[website] if website else "not known",
        "How sure": " – ".join(filter(None, (found["confidence"], found["notes"]))),
    }
    placeholder = (
        h.p(class_="note")["A placeholder: the platform has partnerships whose names are not established."]
        if found["is_placeholder"]
        else None
    )
    return profile_card(facts, placeholder)


def _say_last_sign(found: dict[str, Any]) -> str:
    """The newest act on public record that shows life, with its day, or the span in which it fell."""
    days = dict.fromkeys(filter(None, (found["last_public_sign_from"], found["last_public_sign_to"])))
    return ", ".join(filter(None, (found["last_public_sign"], " to ".join(map(format_date, days)))))


def _counts(found: dict[str, Any], *, is_demo: bool) -> list[Count]:
    reach = ("none" if found["joint_project_count"] is None else "") + _say_reach(found)
    observed = found["observed_to"]
    return [
        Count(
            "Known members",
            format_count(found["member_count"]),
            f"{found['members_words']}{_say_kinds(found)}, in "
            f"{count_of(found['member_country_count'] or 0, 'country', 'countries')}",
        ),
        Count("Members in joint projects", format_count(found["active_member_count"]), reach, is_demo),
        Count("Joint projects", format_count(found["joint_project_count"]), known_to(reach, observed), is_demo),
        Count(
            "Organisations in them",
            format_count(found["organisation_count"]),
            "seated in member regions",
            is_demo,
        ),
        money_count(
            "Net EU contribution",
            found["net_ec_contribution_eur"],
            known_to("to these organisations", observed),
            is_demo=is_demo,
        ),
    ]


def _say_kinds(found: dict[str, Any]) -> str:
    """The members that are no region to be counted beside the others, in words."""
    kinds = (
        (found["members_countries"], "country", "countries"),
        (found["members_nested"], "inside another member", "inside other members"),
        (found["members_without_code"], "without a NUTS code", "without a NUTS code"),
    )
    said = ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in kinds if number)
    return f" ({said})" if said else ""


def _theme_card(snapshot: Snapshot, found: dict[str, Any], own: dict[str, str]) -> Card:
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


_PROFILE_AUTHOR = "written for this project, approved by no partnership"


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


def _members_card(snapshot: Snapshot, found: dict[str, Any], own: dict[str, str]) -> Card:
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


def _say_reach(found: dict[str, Any]) -> str:
    """Which members a statement on joint projects speaks for, where a missing one could change it."""
    if not found["members_known"]:
        return ""
    return "" if found["is_membership_complete"] else f" among the members known ({found['members_words']})"


def _say_none(found: dict[str, Any]) -> str:
    if found["joint_project_count"] == 0:
        return f"None of {count_of(found['member_count'], 'member')} appears in a joint project."
    return f"Unknown: no joint project{_say_reach(found)} could be observed; one that is missing may be a partner."


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
        + _say_reach(found)
        if not silent.is_empty()
        else ""
    )
    return (
        f"{top['name']} receives the most in joint projects, {format_money(top['net_ec_contribution_eur'])} or "
        f"{share:.0%} of the money of {'all' if found['is_membership_complete'] else 'the known'} members{lead_words}."
    ).replace("%", "\u202f%")


def _matches_card(snapshot: Snapshot, own: dict[str, str]) -> Card:
    filters = MatchFilters.from_text(own)
    matches, best = find_matches(snapshot, filters), best_matches(snapshot, filters, BEST)
    return Card(
        heading="What it could apply for",
        finding=matches_finding(matches, best),
        spec=FUNDING_MATCHES,
        frame=matches.with_columns(WHAT_IS_MISSING),
        sort="-score",
        figure=draw_match_parts(best, empty_reason="No open or forthcoming topic shares words with the theme."),
        coverage=matches_coverage(matches, best),
        definition=SCORE_DEFINITION,
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


SCORE_DEFINITION = (
    "Score: the points of the parts that are known, as the bar shows them, over their share of all weight, which "
    "stands beside it. What else speaks for a call counts as far as it is of the theme. Eligibility unknown never "
    "hides a topic."
)


def say_left_out(snapshot: Snapshot) -> tuple[str, ...]:
    """What a list of matches leaves out on a later day than its edition's, as notes of a card."""
    today, as_of = READING_DAY.get(), snapshot.edition.as_of
    said = f"What closed since {format_date(as_of)} is left out here; files speak of that day."
    return (said,) if today and today > as_of else ()


def matches_finding(matches: pl.DataFrame, best: pl.DataFrame) -> str:
    """The best match in one sentence."""
    if best.is_empty():
        return f"{count_of(matches.height, 'topic')} found, none of which shares words with the theme."
    top = best.row(0, named=True)
    deadline = f", deadline {format_date(top['deadline_date'])}" if top["deadline_date"] else ""
    terms = f" Words in common: {top['matched_terms'].replace('; ', ', ')}." if top["matched_terms"] else ""
    return (
        f"The best match is “{top['topic_title'] or top['topic_id']}” for {top['partnership_name']} "
        f"({format_score(top['score'])} points{deadline}; eligibility: {top['eligibility']}).{terms}"
    )


def matches_coverage(matches: pl.DataFrame, best: pl.DataFrame) -> str:
    """How much of the score could be assessed, and how many matches the chart leaves to the table."""
    if matches.is_empty():
        return "No match passes, so there is nothing to assess."
    share = matches["score_coverage_share"].cast(pl.Float64).mean()
    assessed = (
        f"on average {float(share) * 100:.0f}\u202f% of the score's weight could be assessed; "
        if isinstance(share, float)
        else ""
    )
    return (
        f"{count_of(matches.height, 'match', 'matches')}; {assessed}parts that could not be assessed take no part. "
        f"The chart shows the best {best.height} by theme or instrument, the table all."
    )


def _projects_card(snapshot: Snapshot, found: dict[str, Any], own: dict[str, str]) -> Card:
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
        f"{count_of(widest['member_region_count'], 'member region')}{_say_reach(found)}."
    )
