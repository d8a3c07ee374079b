"""`/funding`: what can a partnership apply for, why, what is missing, and by when?"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import htpy as h
import polars as pl
from htpy import Node

from dashboards.access.people import Person
from dashboards.components.figure_card import Card, card_tab, find_answer
from dashboards.components.filters import choice, filter_form, words_field
from dashboards.components.table import RowAction
from dashboards.formats import count_of, format_count, format_date
from dashboards.funding.cards import (
    SCORE_DEFINITION,
    conditions_card,
    deadlines_card,
    matches_coverage,
    matches_finding,
    near_miss_card,
    rule_verdicts_card,
    say_left_out,
)
from dashboards.funding.queries import (
    best_matches,
    count_third_party_topics,
    find_closed,
    find_matches,
    list_programme_names,
)
from dashboards.funding.review_form import review_form
from dashboards.funding.reviews import PAGE_PARAMETERS, REVIEWED_PARTNERSHIP, REVIEWED_TOPIC
from dashboards.funding.tables import (
    CASCADE_CALLS,
    DEADLINES,
    FUNDING_MATCHES,
    MATCH_SUMMARY,
    NEAR_MISS_CANDIDATES,
    RULE_VERDICTS,
    TOPIC_CONDITIONS,
)
from dashboards.partnerships.queries import partnership_options
from dashboards.urls import page_url
from dashboards.visit import TAB, Page, Route, Tab, Visit
from dashboards.words import Words
from warehouse.products.files.formats import MATCH_FORMATS
from warehouse.products.matches.people import WHAT_IS_MISSING
from warehouse.products.matches.query import (
    ALL_PROGRAMMES,
    ELIGIBILITIES,
    FILTER_NAMES,
    STATUSES,
    FilterError,
    MatchFilters,
)
from warehouse.products.matches.reviews import find_match
from warehouse.products.matches.state import REVIEW_STATUSES
from warehouse.store.errors import UsageError
from warehouse.store.reader import Snapshot

say = Words(__file__)

PATH = "/funding"
BEST = 15
LISTS: Mapping[str, tuple[str, dict[str, str]]] = MappingProxyType(
    {
        "apply-now": ("Apply now", {"when": "apply_now"}),
        "prepare": ("Prepare", {"when": "prepare"}),
        "next-year": ("Next year", {"when": "next_year"}),
        "instruments": ("Open to every theme", {"lane": "instrument"}),
    }
)
"""The lists that have a tab of their own: its name, its label, the filters it adds."""
_DEFAULT_PROGRAMMES = (("", "Default programmes, and theme matches of others"), (ALL_PROGRAMMES, "All programmes"))
_SCORES = ("25", "50", "60", "70", "80", "90")


def build(visit: Visit) -> Page:
    """The page for the filters of `MatchFilters`."""
    snapshot, parameters = visit.snapshot, visit.parameters
    filters = MatchFilters.from_text({name: parameters[name] for name in FILTER_NAMES if name in parameters})
    chosen = filters.as_text()
    return Page(
        "Calls that fit",
        find_answer(lambda: _answer(visit, filters)),
        (_review(visit), _filters(snapshot, parameters, is_filtered=bool(chosen))),
        (
            _calls_tab(visit, "calls", "Calls", filters, {}),
            # An address that names a list already is one of them.
            *(
                _calls_tab(visit, name, label, filters, added)
                for name, (label, added) in LISTS.items()
                if filters.when is None and filters.lane is None
            ),
            card_tab(
                visit,
                "rules",
                "Rules and gaps",
                (NEAR_MISS_CANDIDATES, lambda: near_miss_card(snapshot, chosen["partnership"])),
                (RULE_VERDICTS, lambda: rule_verdicts_card(snapshot, chosen)),
                (TOPIC_CONDITIONS, lambda: conditions_card(snapshot, chosen)),
            )
            if len(filters.partnerships) == 1
            else card_tab(
                visit,
                "partnerships",
                "By partnership",
                (MATCH_SUMMARY, lambda: _summary_card(snapshot, chosen)),
            ),
            card_tab(
                visit,
                "calendar",
                "Calendar",
                (DEADLINES, lambda: deadlines_card(snapshot, chosen, today=visit.today)),
            ),
            card_tab(
                visit,
                "firms",
                "For small firms",
                (CASCADE_CALLS, lambda: _cascade_card(snapshot, chosen)),
            ),
        ),
        kicker="What can we apply for, why, what is missing, by when?",
    )


ROUTE = Route(PATH, build, say, is_main=True, parameters=(*FILTER_NAMES, *sorted(PAGE_PARAMETERS)))


def _answer(visit: Visit, filters: MatchFilters) -> str:
    fitting = find_matches(visit.snapshot, filters).filter("is_theme_match")
    passing = fitting.filter(pl.col("eligibility") == "pass")
    if fitting.is_empty():
        return "No topic in the theme of a partnership passes these filters."
    due = fitting["deadline_date"].drop_nulls().min()
    return (
        f"{count_of(fitting['topic_id'].n_unique(), 'topic')} in the theme of "
        f"{count_of(fitting['partnership_id'].n_unique(), 'partnership')}; for "
        f"{format_count(passing['topic_id'].n_unique())} of them known members pass the rules"
        f"{f'; the next deadline is {format_date(due)}' if isinstance(due, date) else ''}."
    )


def _calls_tab(visit: Visit, name: str, label: str, filters: MatchFilters, added: Mapping[str, str]) -> Tab:
    # Asked when the tab opens: a list may contradict a filter, which is no fault of the others.
    return card_tab(
        visit,
        name,
        label,
        (FUNDING_MATCHES, lambda: _matches_card(visit, MatchFilters.from_text({**filters.as_text(), **added}))),
    )


def _filters(snapshot: Snapshot, parameters: Mapping[str, str], *, is_filtered: bool) -> Node:
    partnerships = partnership_options(snapshot)
    programmes = list_programme_names(snapshot).rows()
    if "," in (several := parameters.get("partnership", "")):
        partnerships.append((several, several.replace(",", ", ")))
    given = parameters.get("min_score", "")
    scores = sorted({*_SCORES, given} - {""}, key=float) if given.replace(".", "", 1).isdecimal() else list(_SCORES)
    return filter_form(
        PATH,
        [
            choice("partnership", "Partnership", [("", "All partnerships"), *partnerships], parameters),
            choice("programme", "Programme", [*_DEFAULT_PROGRAMMES, *programmes], parameters),
            choice(
                "eligibility",
                "Eligibility",
                [("", "Any"), *((value, value) for value in ELIGIBILITIES)],
                parameters,
            ),
            choice(
                "status",
                "Status",
                [("", "Open or forthcoming"), *((value, value) for value in STATUSES)],
                parameters,
            ),
            choice(
                "min_score",
                "Score at least",
                [("", "Any"), *((value, value) for value in scores)],
                parameters,
            ),
            choice(
                "review_status", "Our status", [("", "Any"), *((value, value) for value in REVIEW_STATUSES)], parameters
            ),
            choice("muted", "Muted", [("", "hide"), ("show", "show"), ("only", "only")], parameters),
            words_field("text", "Words", parameters),
        ],
        is_filtered=is_filtered,
        kept={name: parameters.get(name, "") for name in (TAB, "when", "lane")},
    )


def _review(visit: Visit) -> Node:
    """The form for the match that the URL names, where it may be edited."""
    parameters = visit.parameters
    if visit.writer is None or REVIEWED_PARTNERSHIP not in parameters:
        return None
    try:
        match = find_match(visit.snapshot, parameters[REVIEWED_PARTNERSHIP], parameters.get(REVIEWED_TOPIC, ""))
    except UsageError as error:
        raise FilterError(str(error)) from error
    if not visit.writer.may_write_of(match[0]):
        return None
    return review_form(PATH, visit.reviews.find(*match), parameters, visit.writer.token)


def _review_link(parameters: Mapping[str, str], writer: Person) -> RowAction:
    kept = {name: value for name, value in parameters.items() if name not in PAGE_PARAMETERS}

    def link(row: Mapping[str, str]) -> Node:
        if not writer.may_write_of(row["partnership_id"]):
            return None
        reviewed = {REVIEWED_PARTNERSHIP: row["partnership_id"], REVIEWED_TOPIC: row["topic_id"]}
        return h.a(
            href=page_url(PATH, {**kept, **reviewed}, "review"),
            title=f"Review {row['topic_id']} for {row['partnership_id']}",
        )["Review"]

    return link


def _matches_card(visit: Visit, filters: MatchFilters) -> Card:
    snapshot, parameters = visit.snapshot, visit.parameters
    matches = find_matches(snapshot, filters)
    best = best_matches(snapshot, filters, BEST)
    return Card(
        heading="Calls, the best matches first",
        finding=(
            "No match passes these filters; fewer filters show more."
            if matches.is_empty()
            else matches_finding(matches, best)
        ),
        spec=FUNDING_MATCHES,
        frame=matches.with_columns(WHAT_IS_MISSING),
        sort="-score",
        coverage=matches_coverage(matches),
        definition=SCORE_DEFINITION,
        page_size=BEST,
        table_parameters=filters.as_text(),
        formats=MATCH_FORMATS,
        row_action=_review_link(parameters, visit.writer) if visit.writer else None,
        notes=(_say_closed(visit, filters),) if matches.is_empty() else _notes(visit, matches),
    )


def _notes(visit: Visit, matches: pl.DataFrame) -> tuple[Node, ...]:
    missing = matches.filter(pl.col("near_miss").is_not_null()).height
    of_missing = (
        f"For {format_count(missing)} of {count_of(matches.height, 'match', 'matches')} the table says what is missing "
        "to become eligible."
    )
    return (*((of_missing,) if missing else ()), *say_left_out(visit.snapshot))


def _say_closed(visit: Visit, filters: MatchFilters) -> Node:
    """That the call whose id is looked for has closed, with its address; nothing where it has not."""
    closed = find_closed(visit.snapshot, filters.text, visit.today).rows(named=True) if filters.text else ()
    if not closed:
        return None
    topic = closed[0]
    link = h.a(href=topic["portal_url"], rel="noopener noreferrer")[topic["topic_id"]]
    return ["This call has closed: ", link, f", deadline {format_date(topic['deadline_date'])}."]


def _summary_card(snapshot: Snapshot, chosen: Mapping[str, str]) -> Card:
    summary = MATCH_SUMMARY.rows(snapshot, chosen)
    passing = summary.filter(pl.col("theme_pass_count") > 0).height
    in_theme = summary.filter(pl.col("theme_match_count") > 0).height
    return Card(
        heading="By partnership",
        finding=(
            "No partnership has a match under these filters."
            if summary.is_empty()
            else f"{format_count(in_theme)} of {count_of(summary.height, 'partnership')} "
            f"{'has' if in_theme == 1 else 'have'} a topic in its theme; for {format_count(passing)} of them the known "
            "members also pass the rules of at least one."
        ),
        spec=MATCH_SUMMARY,
        frame=summary,
        coverage="Every partnership with a match under these filters; choose one in the filters to see its topics.",
        table_parameters=chosen,
    )


def _cascade_card(snapshot: Snapshot, chosen: Mapping[str, str]) -> Card:
    asked = {name: value for name, value in chosen.items() if name in CASCADE_CALLS.parameters}
    calls = CASCADE_CALLS.rows(snapshot, asked)
    tied = calls.get_column("partnership_names").count()
    return Card(
        heading="Calls that funded projects hold for small firms",
        finding=(
            "The portal lists no open or forthcoming call of a project for third parties."
            if calls.is_empty() and not asked
            else "No open or forthcoming call is run by a project in the theme."
            if calls.is_empty()
            else f"{count_of(calls.height, 'call')}, {format_count(tied)} run by a project in a partnership's theme."
        ),
        spec=CASCADE_CALLS,
        frame=calls,
        coverage=(
            "Cascade calls of the listing; a project is known by its acronym, or is the only one of the topic. "
            f"Calls to come: projects of {count_of(count_third_party_topics(snapshot), 'open or forthcoming topic')} "
            "will fund third parties by its text, which is quoted among the topic's conditions."
        ),
        table_parameters=asked,
    )
