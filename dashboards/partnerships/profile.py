"""`/partnership/<id>`: who is in it, how mature is it, what do they do together, what could they apply for?"""

from __future__ import annotations

from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.components.figure_card import card_tab, draw_card, find_answer, profile_card
from dashboards.components.kpi import Count, count_row, known_to, money_count
from dashboards.components.page_frame import missing_page
from dashboards.engagement.collaboration import clusters_tab, ties_tab
from dashboards.engagement.page import acts_tab
from dashboards.engagement.partnering import join_tab
from dashboards.engagement.scoping import chain_tab, technologies_tab
from dashboards.formats import NOT_KNOWN, format_count, format_date
from dashboards.funding.cards import near_miss_card
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
from dashboards.overview.cards import joint_years_card
from dashboards.partnerships.cards import matches_card, members_card, projects_card, say_reach, theme_card
from dashboards.partnerships.queries import find_partnership
from dashboards.partnerships.tables import JOINT_PROJECT_YEARS, JOINT_PROJECTS, MEMBERS, NICHES
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__, "profile")

# Members that are no region to be counted beside the others.
_KINDS = ("countries", "nested", "without_code")


def build(visit: Visit) -> Page:
    """The page of one partnership."""
    snapshot, partnership_id = visit.snapshot, visit.named
    rows = find_partnership(snapshot, partnership_id)
    if rows.is_empty():
        return missing_page(say("missing.kicker"), say("missing"), say("missing.answer", id=partnership_id))
    found = rows.row(0, named=True)
    own = {"partnership": partnership_id}
    scope = h.p(class_="note")[found["scope"]] if found.get("scope") else None
    return Page(
        found["partnership_name"],
        find_answer(lambda: _answer(snapshot, partnership_id)),
        (scope, count_row(_counts(found, is_demo=snapshot.edition.is_demo))),
        (
            card_tab(visit, "members", say("tab.members"), (MEMBERS, lambda: members_card(snapshot, found, own))),
            acts_tab(visit, **own),
            card_tab(
                visit,
                "maturity",
                say("tab.maturity"),
                (NEXT_FACTS, lambda: partnership_bounds_card(snapshot, own)),
                (INDICATOR_VALUES, lambda: partnership_maturity_card(snapshot, own)),
                (MATURITY_CHANGES, lambda: maturity_changes_card(snapshot, own)),
            ),
            card_tab(
                visit,
                "services",
                say("tab.services"),
                (SERVICE_RECOMMENDATIONS, lambda: services_card(snapshot, own)),
                (SERVICE_EFFECTS, lambda: service_effects_card(snapshot, own)),
            ),
            card_tab(
                visit,
                "projects",
                say("tab.projects"),
                (JOINT_PROJECT_YEARS, lambda: joint_years_card(snapshot, own)),
                (JOINT_PROJECTS, lambda: projects_card(snapshot, found, own)),
            ),
            card_tab(
                visit,
                "calls",
                say("tab.calls"),
                (FUNDING_MATCHES, lambda: matches_card(snapshot, own)),
                (NEAR_MISS_CANDIDATES, lambda: near_miss_card(snapshot, partnership_id)),
            ),
            join_tab(visit, partnership=partnership_id),
            ties_tab(visit, partnership_id),
            clusters_tab(visit, **own),
            chain_tab(visit, **own),
            technologies_tab(visit, **own),
            Tab(
                "theme",
                say("tab.theme"),
                lambda: (_profile(found), draw_card(visit, NICHES, lambda: theme_card(snapshot, found, own))),
            ),
        ),
        kicker=say("page.kicker", platform=found["platform_name"] or say("page.no-platform")),
    )


ROUTE = Route("/partnership/{named}", build, say, section="/partnerships")


def _answer(snapshot: Snapshot, partnership_id: str) -> str:
    """What it can score and the fact that would tell most; what its known members can apply for and until when."""
    own = {"partnership": partnership_id}
    facts, calls = NEXT_FACTS.rows(snapshot, own), MATCH_SUMMARY.rows(snapshot, own).rows(named=True)
    bounds = score_bounds(snapshot, None, partnership_id).filter(pl.col("scope") == "total").rows(named=True)
    deadlines = DEADLINES.rows(snapshot, own)["deadline_date"]
    said = [
        say("answer.bounds", bounds=say_bounds(row))
        if facts.is_empty()
        else say("answer.bounds-fact", bounds=say_bounds(row), fact=facts["fact"][0])
        for row in bounds
    ]
    for row in calls:
        counts = {"topics": row["theme_match_count"], "passed": row["theme_pass_count"]}
        said.append(
            say("answer.calls", **counts)
            if deadlines.is_empty()
            else say("answer.calls-deadline", deadline=deadlines[0], **counts)
        )
    return " ".join(said)


def _profile(found: dict[str, Any]) -> Node:
    website = found["website_url"]
    said = found["status_evidence"] and (found["status_evidence"] + ",").startswith(f"{found['last_public_sign']},")
    evidence = None if said else found["status_evidence"]
    facts: dict[str, Node | str] = {
        say("profile.launched"): str(found["launch_year"] or NOT_KNOWN),
        say("profile.status"): ": ".join(filter(None, (found["status"], evidence))) or NOT_KNOWN,
        say("profile.sign"): _last_sign(found) or say("profile.no-sign"),
        say("profile.theme"): "; ".join(found["theme_terms"] or []) or NOT_KNOWN,
        say("profile.website"): h.a(href=website, rel="noopener noreferrer")[website] if website else NOT_KNOWN,
        say("profile.confidence"): " – ".join(filter(None, (found["confidence"], found["notes"]))),
    }
    return profile_card(facts, h.p(class_="note")[say("profile")] if found["is_placeholder"] else None)


def _last_sign(found: dict[str, Any]) -> str:
    """The newest act on public record that shows life, with its day, or the span in which it fell."""
    days = dict.fromkeys(filter(None, (found["last_public_sign_from"], found["last_public_sign_to"])))
    return ", ".join(filter(None, (found["last_public_sign"], " – ".join(map(format_date, days)))))


def _counts(found: dict[str, Any], *, is_demo: bool) -> list[Count]:
    reach, observed = say_reach(found), found["observed_to"]
    note = say("reach.none", reach=reach) if found["joint_project_count"] is None else reach.strip()
    counted = ((kind, found[f"members_{kind}"]) for kind in _KINDS)
    kinds = ", ".join(say(f"kind.{kind}", members=count) for kind, count in counted if count)
    members = say(
        "count-members.note",
        members=found["members_words"],
        kinds=say("count-members.kinds", kinds=kinds) if kinds else "",
        countries=found["member_country_count"] or 0,
    )
    return [
        Count(say("count-members"), format_count(found["member_count"]), members),
        Count(say("count-active"), format_count(found["active_member_count"]), note, is_demo),
        Count(say("count-projects"), format_count(found["joint_project_count"]), known_to(note, observed), is_demo),
        Count(
            say("count-organisations"),
            format_count(found["organisation_count"]),
            say("count-organisations.note"),
            is_demo,
        ),
        money_count(
            say("count-money"),
            found["net_ec_contribution_eur"],
            known_to(say("count-money.note"), observed),
            is_demo=is_demo,
        ),
    ]
