"""`/engagement`: which regions carry a partnership, which are silent, is it growing?"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import plotly.graph_objects as go
import polars as pl
from htpy import Node

from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.charts.years import draw_half_years
from dashboards.components.figure_card import Card, card_tab
from dashboards.components.filters import choice, filter_form
from dashboards.components.table import PAGE_SIZE
from dashboards.engagement.tables import ENGAGEMENT, ENGAGEMENT_ACTS, ENGAGEMENT_HALF_YEARS, ENGAGEMENT_REGIONS
from dashboards.formats import count_of, format_count
from dashboards.partnerships.queries import partnership_options
from dashboards.tables import TableSpec
from dashboards.theme import PLATFORM_COLOURS
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words
from warehouse.products.files.formats import PAIR_TABLES

say = Words(__file__)

RANKED = 15
FEW = 6
"""Rows of a table that shares its tab with others."""
COVERAGE = "Members that a public page or a workbook names, in Horizon Europe; lists are rarely complete."

Part = tuple[TableSpec, str, Callable[[pl.DataFrame], str]]
"""A table, its heading, and what it finds."""


def partnership_filter(visit: Visit, *more: Node) -> Node:
    """The form that chooses a partnership."""
    options = [("", "All partnerships"), *partnership_options(visit.snapshot)]
    return filter_form(
        visit.path,
        [choice("partnership", "Partnership", options, visit.parameters), *more],
        is_filtered=not {"partnership", "region", "in_none", "field"}.isdisjoint(visit.parameters),
    )


def chosen(visit: Visit, spec: TableSpec) -> pl.DataFrame:
    """The rows of a table for what the address names."""
    named = {name: value for name, value in visit.parameters.items() if name in spec.parameters}
    return spec.rows(visit.snapshot, named)


def table_tab(
    visit: Visit,
    name: str,
    label: str,
    *parts: Part,
    draw: Callable[[pl.DataFrame], go.Figure] | None = None,
    coverage: str = COVERAGE,
    sort: str = "",
    fixed: Mapping[str, str] = MappingProxyType({}),
) -> Tab:
    """A tab of tables, each a card with its finding; the first has the picture.

    Args:
        visit: what the page is made from.
        name: of the tab in the address.
        label: of the tab.
        parts: table, heading and finding of each card.
        draw: the picture of the first table's rows.
        coverage: what the figures rest on.
        sort: order of the rows on the page where it is not the file's.
        fixed: parameters of the tables that the tab gives.
    """

    def build(part: Part) -> Card:
        spec, heading, find = part
        own = {key: value for key, value in {**visit.parameters, **fixed}.items() if key in spec.parameters}
        rows = spec.rows(visit.snapshot, own)
        return Card(
            heading=heading,
            finding=find(rows),
            spec=spec,
            frame=rows,
            coverage=coverage,
            figure=draw(rows) if draw and part is parts[0] else None,
            page_size=PAGE_SIZE if len(parts) == 1 else FEW,
            sort=sort,
            formats=("csv", "xlsx", "graphml" if spec.name in PAIR_TABLES else "bundle"),
            table_parameters=own,
        )

    cards: Sequence[tuple[TableSpec, Callable[[], Card]]] = [
        (part[0], lambda part=part: build(part))  # type: ignore[misc]
        for part in parts
    ]
    return card_tab(visit, name, label, *cards)


def build(visit: Visit) -> Page:
    """The page of engagement."""
    rows = chosen(visit, ENGAGEMENT)
    return Page(
        "Engagement",
        _answer(rows),
        (partnership_filter(visit),),
        (
            table_tab(
                visit, "partnerships", "Partnerships", (ENGAGEMENT, "Active members", _active_words), draw=_draw_active
            ),
            table_tab(visit, "regions", "Members", (ENGAGEMENT_REGIONS, "Members", _level_words)),
            table_tab(
                visit, "leads", "Leads", (ENGAGEMENT_REGIONS, "Leads and co-leads", _lead_words), fixed={"leads": "yes"}
            ),
            acts_tab(visit),
        ),
        kicker="Which regions carry it, which are silent, is it growing?",
    )


def acts_tab(visit: Visit, **fixed: str) -> Tab:
    """Acts and half-years: for the page of engagement, or of one partnership."""
    return table_tab(
        visit,
        "acts",
        "Activity",
        (ENGAGEMENT_HALF_YEARS, "Activity by half-year", _half_year_words),
        (ENGAGEMENT_ACTS, "Acts and what they add", _act_words),
        draw=draw_half_years,
        coverage="Dated pages and workbooks. Pages prove acts and never their absence.",
        fixed=fixed,
    )


ROUTE = Route("/engagement", build, say, is_main=True, parameters=("partnership",))


def _answer(rows: pl.DataFrame) -> str:
    observable, active, newcomers, lapsed, unknown, silent = (
        sum(rows[f"{what}_count"].drop_nulls())
        for what in ("observable_member", "active_member", "newcomer", "lapsed", "unknown_lead", "silent_lead")
    )
    return (
        f"Of {count_of(observable, 'membership')} that could be observed {format_count(active)} have a joint project; "
        f"for {format_count(newcomers)} the first is of the last observed year of calls, for {format_count(lapsed)} "
        "the newest is of an earlier one and may still run. "
        f"{count_of(unknown + silent, 'lead').capitalize()} without a known act of two years."
    )


def _draw_active(rows: pl.DataFrame) -> go.Figure:
    known = rows.drop_nulls("active_member_share").head(RANKED)
    labels = [
        f"{active} of {observable}"
        for active, observable in known.select("active_member_count", "observable_member_count").iter_rows()
    ]
    return draw_ranking(
        known,
        name="partnership_name",
        measure=Measure("active_member_count", "Members with a joint project", labels),
        colour_by="platform_name",
        colours=PLATFORM_COLOURS,
        empty_reason="No member could be observed",
    )


def _active_words(rows: pl.DataFrame) -> str:
    known = rows.drop_nulls("active_member_share")
    all_active = known.filter(pl.col("active_member_share") == 1).height
    bounded = known.drop_nulls("active_member_share_low").height
    return (
        f"In {format_count(all_active)} of {count_of(known.height, 'partnership')} every member that could be observed "
        f"has a joint project; for {format_count(bounded)} the number of all members is known, so that the share has "
        "bounds."
    )


def _level_words(rows: pl.DataFrame) -> str:
    counts = dict(rows.group_by("level").len().iter_rows())
    return (
        ", ".join(
            f"{format_count(counts.get(level, 0))} {level.replace('_', ' ')}"
            for level in ("high", "medium", "low", "none_observed", "unknown")
        ).capitalize()
        + ": levels say what was shared of what could have been, and not how much a region does."
    )


def _lead_words(rows: pl.DataFrame) -> str:
    counts = dict(rows.group_by("lead_sign").len().iter_rows())
    return (
        f"{count_of(counts.get('alive', 0), 'lead')} with an act in two years, {format_count(counts.get('silent', 0))} "
        f"silent, {format_count(counts.get('unknown', 0))} without a known sign: a role says duty and adds nothing."
    )


def _act_words(rows: pl.DataFrame) -> str:
    counted = rows.filter(pl.col("left_out_reason").is_null())
    of_members = counted.filter(pl.col("member_id").is_not_null()).height
    return (
        f"{count_of(counted.height, 'act')} of {format_count(rows.height)} count, {format_count(of_members)} of them "
        "of a member; each halves in twelve months."
    )


def _half_year_words(rows: pl.DataFrame) -> str:
    busy = (
        rows.group_by("half_year")
        .agg(pl.sum("declared_act_count") + pl.sum("public_record_act_count"))
        .sort("half_year")
    )
    newest = busy.filter(pl.col("declared_act_count") > 0).tail(1)
    if newest.is_empty():
        return "No dated act is known."
    year, half = newest["half_year"][0].split("-")
    return (
        f"The newest half-year with an act is the {'first' if half == 'H1' else 'second'} half of {year}, with "
        f"{count_of(newest[0, 1], 'act')}."
    )
