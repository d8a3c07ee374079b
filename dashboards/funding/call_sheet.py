"""`/funding/<partnership>/<topic>`: what is this call, may we apply, with whom, and what is to be done next?

One page for one match, which prints on one sheet. Which consortia there are is found in
`warehouse.products.matches.proposal`.
"""

from collections.abc import Mapping
from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.components.figure_card import Card, draw_card, list_facts
from dashboards.components.page_frame import missing_page
from dashboards.formats import NOT_KNOWN, format_money, format_stated_date, shorten
from dashboards.funding.queries import ON_PAGES, call_texts, find_closed, find_matches, proposal
from dashboards.funding.reviews import REVIEWED_PARTNERSHIP, REVIEWED_TOPIC
from dashboards.funding.rules import call_conditions, call_verdicts
from dashboards.funding.scope import pick_sentences
from dashboards.funding.tables import CONSORTIUM, CONSORTIUM_RULES
from dashboards.tables import names
from dashboards.urls import page_url, partnership_url, table_url
from dashboards.visit import Page, Route, Visit
from dashboards.words import Words
from warehouse.products.matches.consortium import Standing
from warehouse.products.matches.proposal import MEMBERS_ALONE, STANDINGS
from warehouse.products.matches.query import ALL_PROGRAMMES, MatchFilters
from warehouse.products.matches.reviews import find_match
from warehouse.store.errors import EditionLacksError, UsageError

say = Words(__file__, "call_sheet")

_QUOTED, _RECOGNISED = 220, 60
_LONGEST_ID = 100
_SMALL = 4
_COLUMNS = (*ON_PAGES, "action_type", "budget_eur", "budget_estimate_eur", "is_theme_core")
_SHOWN_CONDITIONS = names(
    "grant is_grant_range_binding funding_rate expected_grants lump_sum third_party_support trl_start trl_end"
)
_THEMES = names("is_theme_core is_theme_match is_instrument_match")


def build(visit: Visit) -> Page:
    """The sheet of one call for one partnership."""
    partnership, _, topic = visit.named.partition("/")
    try:
        # Of a longer name nothing is close, and looking for that takes seconds.
        partnership_id, topic_id = find_match(visit.snapshot, partnership[:_LONGEST_ID], topic[:_LONGEST_ID])
    except UsageError as error:
        return missing_page(say("page"), say("missing"), f"{error}.")
    filters = MatchFilters(partnership=partnership_id, programme=ALL_PROGRAMMES, muted="show")
    found = find_matches(visit.snapshot, filters, _COLUMNS, topic_id)
    if found.is_empty():
        return _closed(visit, partnership_id, topic_id)
    match = found.row(0, named=True)
    return Page(
        match["topic_title"] or topic_id,
        _answer(match),
        (
            h.div(".sheet")[
                h.div[
                    _scope(visit, match),
                    _facts(match, call_conditions(visit.snapshot, topic_id)),
                    _steps(visit, match),
                    _rules(call_verdicts(visit.snapshot, partnership_id, topic_id)),
                ],
                h.div[draw_card(visit, CONSORTIUM, lambda: _consortium_card(visit, match))],
            ],
        ),
        kicker=say("page.kicker", topic=topic_id, partnership=match["partnership_name"]),
    )


ROUTE = Route("/funding/{pair}", build, say, section="/funding")


def _closed(visit: Visit, partnership_id: str, topic_id: str) -> Page:
    closed = find_closed(visit.snapshot, topic_id, visit.today).rows(named=True)
    link = closed[0]["portal_url"] if closed else None
    return missing_page(
        say("page"),
        say("closed"),
        say("closed.since", topic=topic_id, day=closed[0]["deadline_date"] or "none")
        if closed
        else say("closed.unknown", topic=topic_id),
        content=[
            h.p[h.a(href=link, rel="noopener noreferrer")[say("page.portal")]] if link else None,
            h.p[h.a(href=page_url("/funding", {"partnership": partnership_id}))[say("closed.others")]],
        ],
    )


def _answer(match: Mapping[str, Any]) -> str:
    day, said = match["deadline_date"], []
    if day is None:
        said.append(say("closes.never"))
    else:
        if match["topic_status"] == "forthcoming":
            said.append(say("opens", day=match["opening_date"] or "none"))
        said.append(say("closes", model=match["deadline_model"] or "none", day=day, days=match["days_left"]))
    return " ".join((*said, say(f"verdict-{match['eligibility']}")))


def _scope(visit: Visit, match: Mapping[str, Any]) -> Node:
    sentences = pick_sentences(
        call_texts(visit.snapshot, match["topic_id"]), (match["matched_terms"] or "").split("; ")
    )
    portal = match["portal_url"]
    return h.section(".card", aria_labelledby="scope")[
        h.h2(id="scope")[say("scope")],
        h.p[" ".join(sentences)] if sentences else h.p(".finding")[say("scope.none")],
        h.p(".note")[
            f"{say('scope.quoted')} " if sentences else None,
            h.a(href=portal, rel="noopener noreferrer")[say("page.portal")] if portal else None,
        ],
    ]


def _facts(match: Mapping[str, Any], conditions: pl.DataFrame) -> Node:
    stated = {row["condition"]: row for row in conditions.iter_rows(named=True)}
    days = "; ".join(map(format_stated_date, filter(None, (match["deadline_dates"] or "").split("; "))))
    budget, estimate = match["budget_eur"], match["budget_estimate_eur"]
    facts: dict[str, Node] = {
        say("terms.theme"): say(f"theme-{next((flag for flag in _THEMES if match[flag]), 'none')}"),
        say("terms.programme"): ", ".join(filter(None, (match["programme_name"], match["action_type"]))),
        **{say(f"condition-{name}"): _condition(stated[name]) for name in _SHOWN_CONDITIONS if name in stated},
        say("terms.budget"): format_money(budget)
        if budget is not None or estimate is None
        else say("terms.budget-estimated", money=format_money(estimate)),
        say("terms.stages"): ": ".join(filter(None, ((match["deadline_model"] or "").replace("-", " "), days)))
        or NOT_KNOWN,
    }
    return _facts_card("terms", say("terms"), facts)


def _condition(row: Mapping[str, Any]) -> str:
    words = row["condition_words"] or say("terms.left-open")
    return say("terms.condition", words=words, evidence=row["condition_evidence"])


def _facts_card(name: str, heading: str, facts: Mapping[str, Node]) -> Node:
    return h.section(".card", aria_labelledby=name)[h.h2(id=name)[heading], list_facts(facts)]


def _steps(visit: Visit, match: Mapping[str, Any]) -> Node:
    review = visit.reviews.find(match["partnership_id"], match["topic_id"])
    said = (
        review.review_status or say("next.status-none"),
        say("next.muted") if review.is_muted else "",
        (review.relevance or "").replace("_", " "),
        review.review_note,
    )
    asked = {REVIEWED_PARTNERSHIP: match["partnership_id"], REVIEWED_TOPIC: match["topic_id"]}
    may_write = visit.writer is not None and visit.writer.may_write_of(match["partnership_id"])
    facts: dict[str, Node] = {
        say("next.step"): _next_step(visit, match),
        say("next.near-miss"): match["near_miss"],
        say("next.status"): [
            "; ".join(filter(None, said)),
            [" ", h.a(href=page_url("/funding", asked, "review"))[say("next.change")]] if may_write else None,
        ],
        say("next.partnership"): h.a(href=partnership_url(match["partnership_id"]))[match["partnership_name"]],
    }
    return _facts_card("next", say("next"), facts)


def _next_step(visit: Visit, match: Mapping[str, Any]) -> str:
    if match["find_out"]:
        return say("step-find-out", what=match["find_out"])
    if match["near_miss"]:
        return say("step-win")
    try:
        coordinator = proposal(visit.snapshot, match["partnership_id"], match["topic_id"]).coordinator
    except EditionLacksError:
        coordinator = None
    if not coordinator:
        return say("step-agree", status=match["topic_status"])
    return say("step-agree.asked", status=match["topic_status"], coordinator=coordinator)


def _rules(verdicts: pl.DataFrame) -> Node:
    """Every rule with its verdict; what several say alike, or a verdict quotes, stands once."""
    quoted = verdicts.unique(["verdict", "verdict_words"], keep="first", maintain_order=True).with_columns(
        quote=pl.when(
            pl.col("clause").is_first_distinct()
            & ~pl.col("verdict_words").str.contains(pl.col("clause").str.head(_RECOGNISED), literal=True)
        ).then("clause")
    )
    return h.section(".card", aria_labelledby="rules")[
        h.h2(id="rules")[say("rules")],
        h.p(".finding")[say("rules.none")] if verdicts.is_empty() else None,
        h.ul(".verdicts")[
            (
                h.li[
                    h.strong(class_=f"verdict-{row['verdict']}")[row["verdict"]],
                    f" {shorten(row['verdict_words'], _QUOTED)}",
                    h.q[shorten(row["quote"], _QUOTED)] if row["quote"] else None,
                ]
                for row in quoted.iter_rows(named=True)
            )
        ],
    ]


def _consortium_card(visit: Visit, match: Mapping[str, Any]) -> Card:
    consortia = proposal(visit.snapshot, match["partnership_id"], match["topic_id"])
    own = {"partnership": match["partnership_id"], "topic": match["topic_id"]}
    conflict = consortia.rules.filter(consortium_number=MEMBERS_ALONE).rows(named=True)
    unread = consortia.rules.filter((pl.col("consortium_number") == 1) & (pl.col("verdict") == "unknown"))
    proof = "; ".join(f"{row['rule_name']} ({shorten(row['clause'], _QUOTED).rstrip('.')})" for row in conflict)
    open_rules = "; ".join(unread["rule_name"].unique(maintain_order=True))
    return Card(
        heading=say("consortium"),
        finding=consortia.finding,
        spec=CONSORTIUM,
        frame=consortia.names,
        body=[_team(frame) for frame in consortia.names.partition_by("consortium_number", maintain_order=True)],
        coverage=say("consortium.coverage", consortia=consortia.count),
        table_parameters=own,
        formats=("xlsx", "csv", "json"),
        notes=(
            *((say("consortium.conflict", rules=proof, count=len(conflict)),) if conflict else ()),
            *((say("consortium.undecided", rules=open_rules),) if open_rules else ()),
            h.span(".links")[h.a(href=table_url(CONSORTIUM_RULES.name, own))[say("consortium.rules")]],
        ),
    )


def _team(team: pl.DataFrame) -> Node:
    """One consortium; of large ones the first alone is open."""
    number = team["consortium_number"][0]
    return h.details(".team", open=number == 1 or team.height <= _SMALL)[
        h.summary[say("consortium.team", number=number, applicants=team.height)],
        h.ul[(_applicant(row) for row in team.iter_rows(named=True))],
    ]


def _applicant(row: Mapping[str, Any]) -> Node:
    where = {"region": row["region_name"], "code": row["nuts_code"] or row["country_code"]}
    name, marked = row["organisation_name"], {"strong": h.strong}
    is_outside = row["standing"] == STANDINGS[Standing.OUTSIDE]
    return h.li[
        say.nodes("applicant", marked, name=name, **where) if name else say.nodes("applicant.unnamed", marked, **where),
        f"; {say('applicant.coordinates')}" if row["could_coordinate"] else None,
        f"; {row['standing']}" if is_outside else None,
        h.span(".reasons")[
            row["evidence_words"],
            f" {row['counts_for']}." if row["counts_for"] else None,
            f" {say('applicant.introduced', who=row['introducer'] or 'nobody')}" if is_outside else None,
        ],
    ]
