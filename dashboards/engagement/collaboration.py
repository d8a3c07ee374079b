"""`/collaboration`: who works with whom, who bridges, where do partnerships overlap?"""

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.engagement.page import RANKED, chosen, partnership_filter, table_tab
from dashboards.engagement.tables import BRIDGES, ORGANISATION_EDGES, PARTNERSHIP_OVERLAP, REGION_EDGES, REGION_PAIRS
from dashboards.formats import count_of, format_count
from dashboards.visit import Page, Route, Visit

MANY = 4
_LEGAL_SEATS = "Projects of Horizon Europe whose participations are known, by legal seat."


def build(visit: Visit) -> Page:
    """The page of collaboration."""
    in_theme = (REGION_EDGES, "Pairs of regions in the theme", _edge_words)
    return Page(
        "Collaboration",
        _answer(visit),
        (partnership_filter(visit),),
        (
            table_tab(visit, "bridges", "Bridges", (BRIDGES, "Who bridges", _bridge_words), draw=_draw_bridges),
            table_tab(
                visit,
                "pairs",
                "Who works with whom",
                (REGION_PAIRS, "Pairs of regions beside chance", _pair_words),
                *([in_theme] if visit.parameters.get("partnership") else []),
                (ORGANISATION_EDGES, "Pairs of organisations in joint projects", _edge_words),
                coverage=_LEGAL_SEATS,
            ),
            table_tab(
                visit, "overlap", "Join forces", (PARTNERSHIP_OVERLAP, "What two partnerships share", _overlap_words)
            ),
        ),
        kicker="Who works with whom, who bridges, where do partnerships overlap?",
    )


ROUTE = Route(
    "/collaboration",
    build,
    "Who works with whom, who bridges partnerships, and which should join forces?",
    "Collaboration",
    parameters=("partnership", "region"),
)


def _answer(visit: Visit) -> str:
    pairs, overlap = chosen(visit, REGION_PAIRS), chosen(visit, PARTNERSHIP_OVERLAP)
    bridging = BRIDGES.rows(visit.snapshot, {}).filter(pl.col("neighbour_count") >= MANY)
    kinds = dict(bridging.group_by("node_kind").len().iter_rows())
    return (
        f"{count_of(kinds.get('region', 0), 'member region')} and "
        f"{count_of(kinds.get('organisation', 0), 'organisation')} bridge four or more partnerships; "
        f"{count_of(overlap.filter('is_join_forces').height, 'pair')} of partnerships could join forces; "
        f"{format_count(pairs['is_more_than_expected'].sum())} of {format_count(pairs.height)} pairs of regions share "
        "more projects than chance would give."
    )


def _draw_bridges(rows: pl.DataFrame) -> go.Figure:
    top = rows.filter(pl.col("node_kind") == "region").head(RANKED)
    labels = [f"{share * 100:.1f}\u202f%" for share in top["betweenness_share"]]
    return draw_ranking(
        top.with_columns(pl.coalesce("node_name", "node_id"), pl.col("betweenness_share") * 100),
        name="node_name",
        measure=Measure("betweenness_share", "Share of shortest ways over the region, per cent", labels),
        empty_reason="No joint project is known",
    )


def _bridge_words(rows: pl.DataFrame) -> str:
    holding = rows.filter("is_articulation")
    if rows.is_empty():
        return "No joint project is known."
    network = rows.filter(pl.col("node_kind") == "organisation")
    return (
        f"{count_of(holding.height, 'organisation or region', 'organisations and regions')} of "
        f"{format_count(rows.height)} hold others together, who would be apart without them; the network of "
        f"organisations has {count_of(network['component_number'].n_unique(), 'part')} and "
        f"{count_of(network['community_number'].n_unique(), 'community', 'communities')}."
    )


def _pair_words(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return "No pair of regions shares a project."
    top = rows.row(0, named=True)
    return (
        f"{top['region_name']} and {top['other_region_name']} are furthest above chance: "
        f"{format_count(top['project_count'])} shared projects where {top['expected_count']:.0f} are expected."
    )


def _edge_words(rows: pl.DataFrame) -> str:
    years = rows["project_year"].drop_nulls()
    span = f", {min(years)} to {max(years)}" if years.len() else ""
    return f"{count_of(rows.height, 'pair of one year', 'pairs of one year')}{span}."


def _overlap_words(rows: pl.DataFrame) -> str:
    joining = rows.filter("is_join_forces")
    if joining.is_empty():
        return "No two partnerships share enough to join forces."
    top = joining.row(0, named=True)
    return (
        f"{count_of(joining.height, 'pair')} of {format_count(rows.height)} could join forces, first "
        f"{top['partnership_name']} and {top['other_partnership_name']}: {', '.join(top['join_forces_reasons'])}."
    )
