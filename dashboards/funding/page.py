"""`/funding`: what can a partnership apply for, why, what is missing, and by when?"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

import htpy as h
import polars as pl
from htpy import Node

from dashboards.access.people import Person
from dashboards.components.figure_card import Card, card_tab, find_answer
from dashboards.components.filters import choice, filter_form, words_field
from dashboards.components.table import RowAction
from dashboards.formats import NOT_KNOWN
from dashboards.funding.cards import (
    conditions_card,
    deadlines_card,
    matches_coverage,
    matches_finding,
    near_miss_card,
    rule_verdicts_card,
    say_left_out,
    score_definition,
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
LISTS: Mapping[str, dict[str, str]] = MappingProxyType(
    {
        "apply-now": {"when": "apply_now"},
        "prepare": {"when": "prepare"},
        "next-year": {"when": "next_year"},
        "instruments": {"lane": "instrument"},
    }
)
"""The lists that have a tab of their own: its name, and the filters it adds."""
_SCORES = ("25", "50", "60", "70", "80", "90")


def build(visit: Visit) -> Page:
    """The page for the filters of `MatchFilters`."""
    snapshot, parameters = visit.snapshot, visit.parameters
    filters = MatchFilters.from_text({name: parameters[name] for name in FILTER_NAMES if name in parameters})
    chosen = filters.as_text()
    return Page(
        say("page"),
        find_answer(lambda: _answer(visit, filters)),
        (_review(visit), _filters(snapshot, parameters, is_filtered=bool(chosen))),
        (
            _calls_tab(visit, "calls", filters, {}),
            # An address that names a list already is one of them.
            *(
                _calls_tab(visit, name, filters, added)
                for name, added in LISTS.items()
                if filters.when is None and filters.lane is None
            ),
            card_tab(
                visit,
                "rules",
                say("rules.tab"),
                (NEAR_MISS_CANDIDATES, lambda: near_miss_card(snapshot, chosen["partnership"])),
                (RULE_VERDICTS, lambda: rule_verdicts_card(snapshot, chosen)),
                (TOPIC_CONDITIONS, lambda: conditions_card(snapshot, chosen)),
            )
            if len(filters.partnerships) == 1
            else card_tab(
                visit, "partnerships", say("summary"), (MATCH_SUMMARY, lambda: _summary_card(snapshot, chosen))
            ),
            card_tab(
                visit,
                "calendar",
                say("deadlines.tab"),
                (DEADLINES, lambda: deadlines_card(snapshot, chosen, today=visit.today)),
            ),
            card_tab(visit, "firms", say("firms.tab"), (CASCADE_CALLS, lambda: _cascade_card(snapshot, chosen))),
        ),
        kicker=say("page.kicker"),
    )


ROUTE = Route(PATH, build, say, is_main=True, parameters=(*FILTER_NAMES, *sorted(PAGE_PARAMETERS)))


def _answer(visit: Visit, filters: MatchFilters) -> str:
    fitting = find_matches(visit.snapshot, filters).filter("is_theme_match")
    passing = fitting.filter(pl.col("eligibility") == "pass")
    if fitting.is_empty():
        return say("page.nothing")
    due = fitting["deadline_date"].drop_nulls().min()
    return say(
        "page.answer",
        topics=fitting["topic_id"].n_unique(),
        partnerships=fitting["partnership_id"].n_unique(),
        passing=passing["topic_id"].n_unique(),
        deadline=due if isinstance(due, date) else "none",
    )


def _calls_tab(visit: Visit, name: str, filters: MatchFilters, added: Mapping[str, str]) -> Tab:
    # Asked when the tab opens: a list may contradict a filter, which is no fault of the others.
    return card_tab(
        visit,
        name,
        say(f"list-{name}"),
        (FUNDING_MATCHES, lambda: _matches_card(visit, MatchFilters.from_text({**filters.as_text(), **added}))),
    )


def _filters(snapshot: Snapshot, parameters: Mapping[str, str], *, is_filtered: bool) -> Node:
    partnerships = partnership_options(snapshot)
    programmes = list_programme_names(snapshot).rows()
    if "," in (several := parameters.get("partnership", "")):
        partnerships.append((several, several.replace(",", ", ")))
    given = parameters.get("min_score", "")
    scores = sorted({*_SCORES, given} - {""}, key=float) if given.replace(".", "", 1).isdecimal() else list(_SCORES)
    values: dict[str, Iterable[tuple[str, str]]] = {
        "partnership": partnerships,
        "programme": [(ALL_PROGRAMMES, say("filter-programme.all")), *programmes],
        "eligibility": zip(ELIGIBILITIES, ELIGIBILITIES, strict=True),
        "status": zip(STATUSES, STATUSES, strict=True),
        "min_score": zip(scores, scores, strict=True),
        "review_status": zip(REVIEW_STATUSES, REVIEW_STATUSES, strict=True),
        "muted": [("show", say("filter-muted.show")), ("only", say("filter-muted.only"))],
    }
    return filter_form(
        PATH,
        [
            *(
                choice(name, say(f"filter-{name}"), [("", say(f"filter-{name}.any")), *options], parameters)
                for name, options in values.items()
            ),
            words_field("text", say("filter-text"), parameters),
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
            title=say("matches.review-of", topic=row["topic_id"], partnership=row["partnership_id"]),
        )[say("matches.review")]

    return link


def _matches_card(visit: Visit, filters: MatchFilters) -> Card:
    snapshot, parameters = visit.snapshot, visit.parameters
    matches = find_matches(snapshot, filters)
    best = best_matches(snapshot, filters, BEST)
    return Card(
        heading=say("matches"),
        finding=say("matches.none") if matches.is_empty() else matches_finding(matches, best),
        spec=FUNDING_MATCHES,
        frame=matches.with_columns(WHAT_IS_MISSING),
        sort="-score",
        coverage=matches_coverage(matches),
        definition=score_definition(),
        page_size=BEST,
        table_parameters=filters.as_text(),
        formats=MATCH_FORMATS,
        row_action=_review_link(parameters, visit.writer) if visit.writer else None,
        notes=(_say_closed(visit, filters),) if matches.is_empty() else _notes(visit, matches),
    )


def _notes(visit: Visit, matches: pl.DataFrame) -> tuple[Node, ...]:
    missing = matches.filter(pl.col("near_miss").is_not_null()).height
    of_missing = (say("matches.missing", missing=missing, matches=matches.height),) if missing else ()
    return (*of_missing, *say_left_out(visit.snapshot))


def _say_closed(visit: Visit, filters: MatchFilters) -> Node:
    """That the call whose id is looked for has closed, with its address; nothing where it has not."""
    closed = find_closed(visit.snapshot, filters.text, visit.today).rows(named=True) if filters.text else ()
    if not closed:
        return None
    topic = closed[0]
    link = h.a(href=topic["portal_url"], rel="noopener noreferrer")
    return say.nodes("matches.closed", {"a": link}, topic=topic["topic_id"], day=topic["deadline_date"] or NOT_KNOWN)


def _summary_card(snapshot: Snapshot, chosen: Mapping[str, str]) -> Card:
    summary = MATCH_SUMMARY.rows(snapshot, chosen)
    return Card(
        heading=say("summary"),
        finding=say("summary.none")
        if summary.is_empty()
        else say(
            "summary.finding",
            partnerships=summary.height,
            in_theme=summary.filter(pl.col("theme_match_count") > 0).height,
            passing=summary.filter(pl.col("theme_pass_count") > 0).height,
        ),
        spec=MATCH_SUMMARY,
        frame=summary,
        coverage=say("summary.coverage"),
        table_parameters=chosen,
    )


def _cascade_card(snapshot: Snapshot, chosen: Mapping[str, str]) -> Card:
    asked = {name: value for name, value in chosen.items() if name in CASCADE_CALLS.parameters}
    calls = CASCADE_CALLS.rows(snapshot, asked)
    return Card(
        heading=say("firms"),
        finding=say("firms.none-in-theme" if asked else "firms.none")
        if calls.is_empty()
        else say("firms.finding", calls=calls.height, in_theme=calls.get_column("partnership_names").count()),
        spec=CASCADE_CALLS,
        frame=calls,
        coverage=say("firms.coverage", topics=count_third_party_topics(snapshot)),
        table_parameters=asked,
    )
