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
from dashboards.formats import count_of, format_count, format_date
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
        find_answer(lambda: _answer(snapshot, partnership_id)),
        (scope, count_row(_counts(found, is_demo=snapshot.edition.is_demo))),
        (
            card_tab(visit, "members", "Members", (MEMBERS, lambda: members_card(snapshot, found, own))),
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
                (JOINT_PROJECTS, lambda: projects_card(snapshot, found, own)),
            ),
            card_tab(
                visit,
                "calls",
                "Calls",
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
                "About it",
                lambda: (
                    _profile(found),
                    draw_card(visit, NICHES, lambda: theme_card(snapshot, found, own)),
                ),
            ),
        ),
        kicker=f"Partnership, {found['platform_name'] or 'platform not known'}",
    )


ROUTE = Route("/partnership/{named}", build, say, section="/partnerships")


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
    reach = ("none" if found["joint_project_count"] is None else "") + say_reach(found)
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
