"""`/quality`: what is fresh, what is in doubt, what arrived on each night, how complete is it?"""

from collections.abc import Callable, Mapping

import polars as pl

from dashboards.components.figure_card import Card, card_tab
from dashboards.components.freshness import aged, in_words
from dashboards.components.table import PAGE_SIZE
from dashboards.formats import format_date
from dashboards.partnerships.queries import list_partnerships
from dashboards.quality import tables
from dashboards.tables import TableSpec
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words

say = Words(__file__)

PATH = "/quality"
NIGHTS_PAGE_SIZE = 14
"""Messages are long: of two nights what each source sent."""


def build(visit: Visit) -> Page:
    """The page on the sources and on what is in doubt."""

    def card(spec: TableSpec) -> Card:
        rows = spec.rows(visit.snapshot, {})
        seen = aged(rows, visit.today) if spec is tables.SOURCE_STATUS else rows
        said = _WORDS[spec.name](seen, visit) if spec.name in _WORDS else seen
        rows_a_page = NIGHTS_PAGE_SIZE if spec is tables.SOURCE_NIGHTS else PAGE_SIZE
        coverage = say(f"card-{spec.name}.coverage")
        return Card(spec.title, _FINDINGS[spec.name](seen), spec, said, coverage, page_size=rows_a_page)

    def tab(name: str, *specs: TableSpec) -> Tab:
        return card_tab(visit, name, say(f"tab-{name}"), *((spec, lambda spec=spec: card(spec)) for spec in specs))

    return Page(
        say("page"),
        tabs=(
            tab("sources", tables.SOURCE_STATUS),
            tab("doubts", tables.DOUBTS, tables.DOUBTFUL_ROWS),
            tab("acts", tables.DOUBTFUL_ACTS),
            tab("nights", tables.SOURCE_NIGHTS),
            tab("coverage", tables.OBSERVATIONS, tables.FIELD_COVERAGE),
            tab("reconciliation", tables.RECONCILIATION),
        ),
        kicker=say("page.kicker"),
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


def _find_sources(rows: pl.DataFrame) -> str:
    failed = rows.filter(pl.col("status").is_in(["failed_last_good_kept", "held"])).height
    stale = rows.filter(pl.col("is_stale")).height
    return say("card-source-status.finding", sources=rows.height, stale=stale, failed=failed)


def _find_doubts(rows: pl.DataFrame) -> str:
    unread, total = (int(some["doubtful_count"].sum()) for some in (rows.drop_nulls("unread_field"), rows))
    return say("card-doubts.finding", rows=total, unread=unread)


def _find_acts(rows: pl.DataFrame) -> str:
    early = rows.filter(pl.col("doubt_kind") == "act_before_the_launch").height
    return say("card-doubtful-acts.finding", early=early, late=rows.height - early)


def _find_observed(rows: pl.DataFrame) -> str:
    seen = dict(rows.filter(pl.col("source") == "cordis").group_by("table_name").agg(pl.max("observed_to")).rows())
    return say("card-observations.finding", day=format_date(seen["organization"]))


def _find_filled(rows: pl.DataFrame) -> str:
    columns = rows.filter(pl.col("coverage_scope") == "all")
    full, empty = (columns.filter(pl.col("filled_share") == share).height for share in (1, 0))
    return say("card-field-coverage.finding", full=full, empty=empty, columns=columns.height)


def _find_agreed(rows: pl.DataFrame) -> str:
    apart = rows.filter(pl.col("difference") != 0)
    return say(
        "card-reconciliation.finding",
        counts=rows.height,
        agreed=rows.height - apart.height,
        apart=apart.height,
        explained=apart["explanation"].count(),
    )


_FINDINGS: Mapping[str, Callable[[pl.DataFrame], str]] = {
    tables.SOURCE_STATUS.name: _find_sources,
    tables.DOUBTS.name: _find_doubts,
    tables.DOUBTFUL_ROWS.name: lambda rows: say("card-doubtful-rows.finding", rows=rows.height),
    tables.DOUBTFUL_ACTS.name: _find_acts,
    tables.SOURCE_NIGHTS.name: lambda rows: say(
        "card-source-nights.finding", nights=rows["night_id"].n_unique(), day=rows["as_of"][0]
    ),
    tables.OBSERVATIONS.name: _find_observed,
    tables.FIELD_COVERAGE.name: _find_filled,
    tables.RECONCILIATION.name: _find_agreed,
}
