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

Part = tuple[TableSpec, str, Callable[[pl.DataFrame], str]]
"""A table, its heading, and what it finds."""


def partnership_filter(visit: Visit, *more: Node) -> Node:
    """The form that chooses a partnership."""
    options = [("", say("filter.all")), *partnership_options(visit.snapshot)]
    return filter_form(
        visit.path,
        [choice("partnership", say("filter"), options, visit.parameters), *more],
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
    coverage: str = "",
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
        coverage: what the figures rest on, if not on known members in Horizon Europe.
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
            coverage=coverage or say("page.coverage"),
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
    return Page(
        say("page"),
        _answer(chosen(visit, ENGAGEMENT)),
        (partnership_filter(visit),),
        (
            table_tab(
                visit,
                "partnerships",
                say("active.tab"),
                (ENGAGEMENT, say("active"), _active_finding),
                draw=_draw_active,
            ),
            table_tab(visit, "regions", say("regions"), (ENGAGEMENT_REGIONS, say("regions"), _level_finding)),
            table_tab(
                visit,
                "leads",
                say("leads.tab"),
                (ENGAGEMENT_REGIONS, say("leads"), _lead_finding),
                fixed={"leads": "yes"},
            ),
            acts_tab(visit),
        ),
        kicker=say("page.description"),
    )


def acts_tab(visit: Visit, **fixed: str) -> Tab:
    """Acts and half-years: for the page of engagement, or of one partnership."""
    return table_tab(
        visit,
        "acts",
        say("half-years.tab"),
        (ENGAGEMENT_HALF_YEARS, say("half-years"), _half_year_finding),
        (ENGAGEMENT_ACTS, say("acts"), _act_finding),
        draw=draw_half_years,
        coverage=say("half-years.coverage"),
        fixed=fixed,
    )


ROUTE = Route("/engagement", build, say, is_main=True, parameters=("partnership",))


def _answer(rows: pl.DataFrame) -> str:
    total = {name: int(rows[name].sum()) for name in rows.columns if name.endswith("_count")}
    return say(
        "page.answer",
        observable=total["observable_member_count"],
        active=total["active_member_count"],
        newcomers=total["newcomer_count"],
        lapsed=total["lapsed_count"],
        quiet=total["unknown_lead_count"] + total["silent_lead_count"],
    )


def _draw_active(rows: pl.DataFrame) -> go.Figure:
    known = rows.drop_nulls("active_member_share").head(RANKED)
    counts = known.select(active="active_member_count", observable="observable_member_count")
    return draw_ranking(
        known,
        name="partnership_name",
        measure=Measure(
            "active_member_count",
            say("active.axis"),
            [say("active.bar", **of) for of in counts.iter_rows(named=True)],
        ),
        colour_by="platform_name",
        colours=PLATFORM_COLOURS,
        empty_reason=say("active.empty"),
    )


def _active_finding(rows: pl.DataFrame) -> str:
    known = rows.drop_nulls("active_member_share")
    return say(
        "active.finding",
        complete=known.filter(pl.col("active_member_share") == 1).height,
        partnerships=known.height,
        bounded=known.drop_nulls("active_member_share_low").height,
    )


def count_by(rows: pl.DataFrame, column: str, *values: str) -> dict[str, int]:
    """How many rows have each of some values of a column."""
    counts = dict(rows.group_by(column).len().iter_rows())
    return {value: counts.get(value, 0) for value in values}


def _level_finding(rows: pl.DataFrame) -> str:
    return say("regions.finding", **count_by(rows, "level", "high", "medium", "low", "none_observed", "unknown"))


def _lead_finding(rows: pl.DataFrame) -> str:
    return say("leads.finding", **count_by(rows, "lead_sign", "alive", "silent", "unknown"))


def _act_finding(rows: pl.DataFrame) -> str:
    counted = rows.filter(pl.col("left_out_reason").is_null())
    members = counted["member_id"].count()
    return say("acts.finding", counted=counted.height, acts=rows.height, members=members)


def _half_year_finding(rows: pl.DataFrame) -> str:
    busy = (
        rows.group_by("half_year")
        .agg(pl.sum("declared_act_count") + pl.sum("public_record_act_count"))
        .sort("half_year")
    )
    newest = busy.filter(pl.col("declared_act_count") > 0).tail(1)
    if newest.is_empty():
        return say("half-years.none")
    year, half = newest["half_year"][0].split("-")
    return say("half-years.finding", year=year, half=half, acts=newest[0, 1])
