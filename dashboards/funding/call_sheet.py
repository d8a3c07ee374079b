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
from dashboards.formats import count_of, format_date, format_money, format_stated_date, shorten
from dashboards.funding.queries import call_texts, find_closed, find_matches, proposal
from dashboards.funding.reviews import REVIEWED_PARTNERSHIP, REVIEWED_TOPIC
from dashboards.funding.rules import call_conditions, call_verdicts
from dashboards.funding.scope import pick_sentences
from dashboards.funding.tables import CONSORTIUM, CONSORTIUM_RULES
from dashboards.urls import page_url, partnership_url, table_url
from dashboards.visit import Page, Route, Visit
from dashboards.words import Words
from warehouse.products.matches.columns import MATCH_COLUMNS
from warehouse.products.matches.consortium import Standing
from warehouse.products.matches.proposal import MEMBERS_ALONE, STANDINGS
from warehouse.products.matches.query import ALL_PROGRAMMES, MatchFilters
from warehouse.products.matches.reviews import find_match
from warehouse.store.errors import EditionLacksError, UsageError

say = Words(__file__, "call_sheet")

_KICKER = "Call sheet"
_QUOTED, _RECOGNISED = 220, 60
_LONGEST_ID = 100
_SMALL = 4
_SHOWN_CONDITIONS: Mapping[str, str] = {
    "EU contribution per proposal": "Amount",
    "Range of the contribution binds": "Amount binds",
    "Funding rate": "Rate",
    "Grants expected": "Grants expected",
    "Lump sum": "Lump sum",
    "Support to third parties": "Third parties",
    "Readiness at the start": "Readiness, start",
    "Readiness at the end": "Readiness, end",
}
_VERDICTS: Mapping[str, str] = {
    "pass": "The known members can form an eligible consortium, as far as rules were read.",
    "fail": "The members cannot form an eligible consortium.",
    "unknown": "Whether the members are eligible is not known yet.",
}
_THEMES: Mapping[str, str] = {
    "is_theme_core": "on the agenda",
    "is_theme_match": "adjacent",
    "is_instrument_match": "open to every theme",
}
_EVIDENCE: Mapping[str, str] = {"text": "its text", "portal": "portal", "shipped": "shipped facts", "rule": "by rule"}


def build(visit: Visit) -> Page:
    """The sheet of one call for one partnership."""
    partnership, _, topic = visit.named.partition("/")
    try:
        # Of a longer name nothing is close, and looking for that takes seconds.
        partnership_id, topic_id = find_match(visit.snapshot, partnership[:_LONGEST_ID], topic[:_LONGEST_ID])
    except UsageError as error:
        return missing_page(_KICKER, "No such call for this partnership", f"{error}.")
    filters = MatchFilters(partnership=partnership_id, programme=ALL_PROGRAMMES, muted="show", text=topic_id)
    found = find_matches(visit.snapshot, filters, MATCH_COLUMNS).filter(topic_id=topic_id)
    if found.is_empty():
        return _closed(visit, partnership_id, topic_id)
    match = found.row(0, named=True)
    return Page(
        match["topic_title"] or topic_id,
        f"{_countdown(match)} {_VERDICTS[match['eligibility']]}",
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
        kicker=f"{_KICKER}: {topic_id}, for {match['partnership_name']}",
    )


ROUTE = Route("/funding/{pair}", build, say, section="/funding")


def _closed(visit: Visit, partnership_id: str, topic_id: str) -> Page:
    closed = find_closed(visit.snapshot, topic_id, visit.today).rows(named=True)
    when = f" on {format_date(closed[0]['deadline_date'])}" if closed and closed[0]["deadline_date"] else ""
    link = closed[0]["portal_url"] if closed else None
    return missing_page(
        _KICKER,
        "This call takes no applications",
        f"{topic_id} closed{when}." if closed else f"{topic_id} is no open or forthcoming call for it.",
        content=[
            h.p[h.a(href=link, rel="noopener noreferrer")["The call on the portal"]] if link else None,
            h.p[h.a(href=page_url("/funding", {"partnership": partnership_id}))["Calls that the partnership can win"]],
        ],
    )


def _countdown(match: Mapping[str, Any]) -> str:
    if match["deadline_date"] is None:
        return "No deadline is published."
    opens = ""
    if match["topic_status"] == "forthcoming":
        opens = f"Opens {format_date(match['opening_date'])}; " if match["opening_date"] else "Not open yet; "
    stage = "stage 1 closes" if match["deadline_model"] == "two-stage" else "closes"
    words = f"{opens}{stage} {format_date(match['deadline_date'])}, 17:00 in Brussels by rule: "
    return f"{words[0].upper()}{words[1:]}{count_of(match['days_left'], 'day')} left."


def _scope(visit: Visit, match: Mapping[str, Any]) -> Node:
    sentences = pick_sentences(
        call_texts(visit.snapshot, match["topic_id"]), (match["matched_terms"] or "").split("; ")
    )
    portal = match["portal_url"]
    return h.section(".card", aria_labelledby="scope")[
        h.h2(id="scope")["What it is about"],
        h.p[" ".join(sentences)] if sentences else h.p(".finding")["The source gives no text for this call."],
        h.p(".note")[
            "Sentences of the call itself. " if sentences else None,
            h.a(href=portal, rel="noopener noreferrer")["The call on the portal"] if portal else None,
        ],
    ]


def _facts(match: Mapping[str, Any], conditions: pl.DataFrame) -> Node:
    stated = {row["condition_name"]: row for row in conditions.iter_rows(named=True)}
    days = "; ".join(map(format_stated_date, filter(None, (match["deadline_dates"] or "").split("; "))))
    budget, estimate = match["budget_eur"], match["budget_estimate_eur"]
    facts: dict[str, Node] = {
        "Theme": next((words for flag, words in _THEMES.items() if match[flag]), "outside the theme"),
        "Programme": ", ".join(filter(None, (match["programme_name"], match["action_type"]))),
        **{
            label: f"{row['condition_words'] or 'left open'} ({_EVIDENCE[row['condition_evidence']]})"
            for name, label in _SHOWN_CONDITIONS.items()
            if (row := stated.get(name))
        },
        "Budget": format_money(budget)
        if budget is not None or estimate is None
        else f"at most {format_money(estimate)} (estimated)",
        "Stages": ": ".join(filter(None, ((match["deadline_model"] or "").replace("-", " "), days))) or "not known",
    }
    return _facts_card("terms", "Terms", facts)


def _facts_card(name: str, heading: str, facts: Mapping[str, Node]) -> Node:
    return h.section(".card", aria_labelledby=name)[h.h2(id=name)[heading], list_facts(facts)]


def _steps(visit: Visit, match: Mapping[str, Any]) -> Node:
    review = visit.reviews.find(match["partnership_id"], match["topic_id"])
    muted, relevance = "muted" if review.is_muted else "", (review.relevance or "").replace("_", " ")
    said = (review.review_status or "none yet", muted, relevance, review.review_note)
    asked = {REVIEWED_PARTNERSHIP: match["partnership_id"], REVIEWED_TOPIC: match["topic_id"]}
    may_write = visit.writer is not None and visit.writer.may_write_of(match["partnership_id"])
    facts: dict[str, Node] = {
        "Next step": _next_step(visit, match),
        "Near miss": match["near_miss"],
        "Our status": [
            "; ".join(filter(None, said)),
            [" ", h.a(href=page_url("/funding", asked, "review"))["Change"]] if may_write else None,
        ],
        "Partnership": h.a(href=partnership_url(match["partnership_id"]))[match["partnership_name"]],
    }
    return _facts_card("next", "What next", facts)


def _next_step(visit: Visit, match: Mapping[str, Any]) -> str:
    if match["find_out"]:
        return f"Find out: {match['find_out']}"
    if match["near_miss"]:
        return "Win who is missing, see below."
    try:
        coordinator = proposal(visit.snapshot, match["partnership_id"], match["topic_id"]).coordinator
    except EditionLacksError:
        coordinator = None
    who = f"Ask {coordinator} to coordinate, then agree" if coordinator else "Agree on who coordinates and"
    return f"{who} on who brings what before it {'opens' if match['topic_status'] != 'open' else 'closes'}."


def _rules(verdicts: pl.DataFrame) -> Node:
    """Every rule with its verdict; what several say alike, or a verdict quotes, stands once."""
    quoted = verdicts.unique(["verdict", "verdict_words"], keep="first", maintain_order=True).with_columns(
        quote=pl.when(
            pl.col("clause").is_first_distinct()
            & ~pl.col("verdict_words").str.contains(pl.col("clause").str.head(_RECOGNISED), literal=True)
        ).then("clause")
    )
    return h.section(".card", aria_labelledby="rules")[
        h.h2(id="rules")["Rule by rule"],
        h.p(".finding")["No rule on who takes part was read."] if verdicts.is_empty() else None,
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
    single = "this cannot be kept."
    several = "these cannot be kept together; with any one of them left out the others can."
    open_rules = "; ".join(unread["rule_name"].unique(maintain_order=True))
    return Card(
        heading="With whom",
        finding=consortia.finding,
        spec=CONSORTIUM,
        frame=consortia.names,
        body=[_team(frame) for frame in consortia.names.partition_by("consortium_number", maintain_order=True)],
        coverage=(
            f"{count_of(consortia.count, 'consortium', 'consortia')}, the smallest that keep the rules, strongest "
            "evidence first. Projects show who has done it and not who would."
        ),
        table_parameters=own,
        formats=("xlsx", "csv", "json"),
        notes=tuple(
            filter(
                None,
                (
                    proof
                    and f"Why not: {proof}. Whatever else is asked for, {single if len(conflict) == 1 else several}",
                    open_rules and f"No list of names decides: {open_rules}.",
                    h.span(".links")[h.a(href=table_url(CONSORTIUM_RULES.name, own))["Rule by rule, CSV"]],
                ),
            )
        ),
    )


def _team(team: pl.DataFrame) -> Node:
    """One consortium; of large ones the first alone is open."""
    number = team["consortium_number"][0]
    return h.details(".team", open=number == 1 or team.height <= _SMALL)[
        h.summary[f"Consortium {number}: {count_of(team.height, 'applicant')}"],
        h.ul[(_name(row) for row in team.iter_rows(named=True))],
    ]


def _name(row: Mapping[str, Any]) -> Node:
    where = f"{row['region_name']} ({row['nuts_code'] or row['country_code']})"
    marks = ["could coordinate"] if row["could_coordinate"] else []
    introduced = None
    if row["standing"] == STANDINGS[Standing.OUTSIDE]:
        marks.append(row["standing"])
        introduced = f" Introduced by {row['introducer'] or 'nobody that is known'}."
    return h.li[
        h.strong[row["organisation_name"] or "An organisation of"],
        f" {where}" if not row["organisation_name"] else f", {where}",
        [f"; {mark}" for mark in marks],
        h.span(".reasons")[row["evidence_words"], f" {row['counts_for']}." if row["counts_for"] else None, introduced],
    ]
