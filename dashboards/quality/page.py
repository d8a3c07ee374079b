"""`/quality`: what is fresh, what is in doubt, what arrived on each night, how complete is it?"""

from collections.abc import Callable, Mapping

import polars as pl

from dashboards.components.figure_card import Card, card_tab
from dashboards.components.freshness import aged, in_words
from dashboards.components.table import PAGE_SIZE
from dashboards.formats import count_of, format_date
from dashboards.partnerships.queries import list_partnerships
from dashboards.quality import tables
from dashboards.tables import TableSpec
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words

say = Words(__file__)

PATH = "/quality"
NIGHTS_PAGE_SIZE = 14
"""Messages are long: of two nights what each source sent."""
_Part = tuple[TableSpec, Callable[[pl.DataFrame], str], str]
"""A table, what it says in one sentence, and what it covers."""


def build(visit: Visit) -> Page:
    """The page on the sources and on what is in doubt."""

    def card(spec: TableSpec, find: Callable[[pl.DataFrame], str], coverage: str) -> Card:
        rows = spec.rows(visit.snapshot, {})
        seen = aged(rows, visit.today) if spec is tables.SOURCE_STATUS else rows
        said = _WORDS[spec.name](seen, visit) if spec.name in _WORDS else seen
        rows_a_page = NIGHTS_PAGE_SIZE if spec is tables.SOURCE_NIGHTS else PAGE_SIZE
        return Card(spec.title, find(seen), spec, said, coverage, page_size=rows_a_page)

    def tab(name: str, label: str, *parts: _Part) -> Tab:
        return card_tab(visit, name, label, *((part[0], lambda part=part: card(*part)) for part in parts))

    ages = (
        f"Status on the newest night of the edition, ages of today, {format_date(visit.today)}. A source "
        "that fails keeps its last good rows. Files give the ages of the edition's date."
    )
    planned = "Acts of public pages and workbooks; a meeting that a workbook plans is no doubt."
    windows = "Dates inside the content, else of its arrival. Facts shipped with the product may be younger than it."
    return Page(
        "Quality of the data",
        tabs=(
            tab("sources", "Sources", (tables.SOURCE_STATUS, _say_sources, ages)),
            tab(
                "doubts",
                "Doubtful rows",
                (tables.DOUBTS, _say_doubts, "All kinds of doubt that have a row; every row is kept."),
                (tables.DOUBTFUL_ROWS, _say_first, "The detail is the text as sent, or what helps to look the row up."),
            ),
            tab("acts", "Acts out of time", (tables.DOUBTFUL_ACTS, _say_acts, planned)),
            tab("nights", "Nights", (tables.SOURCE_NIGHTS, _say_nights, "Every night that this edition remembers.")),
            tab(
                "coverage",
                "Coverage",
                (tables.OBSERVATIONS, _say_observed, windows),
                (tables.FIELD_COVERAGE, _say_filled, "All rows of the published core tables."),
            ),
            tab("reconciliation", "Reconciliation", (tables.RECONCILIATION, _say_agreed, "Every count of the gate.")),
        ),
        kicker="How fresh and complete is the data, what is in doubt, and what arrived last night?",
    )


ROUTE = Route(PATH, build, say, is_main=True)


def _named(acts: pl.DataFrame, visit: Visit) -> pl.DataFrame:
    """Acts with the names of their partnerships in place of ids."""
    identity = pl.col("subject_id").str.split("|").list.first()
    names = dict(list_partnerships(visit.snapshot).select("partnership_id", "partnership_name").rows())
    return acts.with_columns(
        pl.when(pl.col("detail").str.starts_with(identity + ": "))
        .then(identity.replace(names) + pl.col("detail").str.slice(identity.str.len_chars()))
        .otherwise("detail")
        .alias("detail")
    )


_WORDS: Mapping[str, Callable[[pl.DataFrame, Visit], pl.DataFrame]] = {
    tables.SOURCE_STATUS.name: lambda statuses, _: in_words(statuses),
    tables.DOUBTFUL_ACTS.name: _named,
}
"""How a page words the rows of a table; its file keeps them."""


def _say_sources(rows: pl.DataFrame) -> str:
    stale = rows.filter(pl.col("is_stale")).height
    failed = rows.filter(pl.col("status").is_in(["failed_last_good_kept", "held"])).height
    return (
        f"Of {count_of(rows.height, 'source')} {stale or 'none'} {'is' if stale == 1 else 'are'} stale today "
        f"and {failed or 'none'} failed or held on the newest night."
    )


def _say_doubts(rows: pl.DataFrame) -> str:
    unread, total = (int(some["doubtful_count"].sum()) for some in (rows.drop_nulls("unread_field"), rows))
    said = f"{count_of(unread, 'value')} could not be read" if unread else "every value could be read"
    return f"{count_of(total, 'row')} in doubt; {said}."


def _say_first(rows: pl.DataFrame) -> str:
    return f"{count_of(rows.height, 'row')}, those with a value that could not be read first."


def _say_acts(rows: pl.DataFrame) -> str:
    early = rows.filter(pl.col("doubt_kind") == "act_before_the_launch").height
    return f"{count_of(early, 'act')} before the launch of a partnership, {rows.height - early} in the future."


def _say_nights(rows: pl.DataFrame) -> str:
    return f"{count_of(rows['night_id'].n_unique(), 'night')}, the newest of {format_date(rows['as_of'][0])}."


def _say_observed(rows: pl.DataFrame) -> str:
    seen = dict(rows.filter(pl.col("source") == "cordis").group_by("table_name").agg(pl.max("observed_to")).rows())
    return f"Participations, on which money and joint projects rest, are known to {format_date(seen['organization'])}."


def _say_filled(rows: pl.DataFrame) -> str:
    shares = rows.filter(pl.col("coverage_scope") == "all")["filled_share"]
    return f"{(shares == 1).sum()} of {count_of(shares.len(), 'column')} are full, {(shares == 0).sum()} are empty."


def _say_agreed(rows: pl.DataFrame) -> str:
    apart = rows.filter(pl.col("difference") != 0)
    return (
        f"{rows.height - apart.height} of {count_of(rows.height, 'count')} agree with the raw rows; of "
        f"{count_of(apart.height, 'difference')} {apart['explanation'].count()} are explained."
    )
