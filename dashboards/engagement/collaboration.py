"""`/collaboration`: who works with whom, who bridges, where do partnerships overlap?"""

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.pairs import draw_overlap
from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.components.figure_card import find_answer
from dashboards.engagement.page import COVERAGE, RANKED, chosen, partnership_filter, table_tab
from dashboards.engagement.tables import (
    BRIDGES,
    CLUSTERS,
    JOINT_ORGANISATIONS,
    MEMBER_CLUSTERS,
    ORGANISATION_EDGES,
    PARTNERSHIP_OVERLAP,
    REGION_EDGES,
    REGION_PAIRS,
)
from dashboards.formats import count_of, format_count
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words

say = Words(__file__, "collaboration")

MANY = 4
COMPARED = 12
_LEGAL_SEATS = "Projects of Horizon Europe whose participations are known, by legal seat."


def build(visit: Visit) -> Page:
    """The page of collaboration."""
    in_theme = (REGION_EDGES, "Pairs of regions in the theme", _edge_words)
    return Page(
        "Collaboration",
        find_answer(lambda: _answer(visit)),
        (partnership_filter(visit),),
        (
            table_tab(visit, "bridges", "Bridges", (BRIDGES, "Who bridges", _bridge_words), draw=_draw_bridges),
            table_tab(
                visit,
                "organisations",
                "Organisations",
                (JOINT_ORGANISATIONS, "Who works with most member regions", _reach_words),
                coverage=_LEGAL_SEATS,
            ),
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
                visit,
                "overlap",
                "Join forces",
                (PARTNERSHIP_OVERLAP, "What two partnerships share", _overlap_words),
                draw=lambda rows: _draw_overlap(rows, PARTNERSHIP_OVERLAP.rows(visit.snapshot, {})),
                coverage=(
                    f"Numbers: organisations in joint projects of both, for the {COMPARED} that share most; "
                    f"the table has all pairs. {COVERAGE}"
                ),
            ),
            clusters_tab(visit),
        ),
        kicker="Who works with whom, who bridges, where do partnerships overlap?",
    )


def ties_tab(visit: Visit, partnership_id: str) -> Tab:
    """Who bridges in one partnership, and with which others it overlaps: for its own page."""
    return table_tab(
        visit,
        "ties",
        "Ties",
        (BRIDGES, "Who holds it together", _bridge_words),
        (PARTNERSHIP_OVERLAP, "Which partnerships overlap with it", _overlap_words),
        draw=_draw_bridges,
        fixed={"partnership": partnership_id},
    )


def clusters_tab(visit: Visit, **fixed: str) -> Tab:
    """Cluster organisations, and members without one: for the page of collaboration, of a partnership or a region."""
    members = (MEMBER_CLUSTERS, "Members and their cluster organisations", _member_cluster_words)
    return table_tab(
        visit,
        "clusters",
        "Clusters",
        (CLUSTERS, "Cluster organisations", _cluster_words),
        *(() if "region" in fixed else (members,)),
        coverage="Clusters in a project of these programmes, or in a workbook; the others of a region are not seen.",
        fixed=fixed,
    )


ROUTE = Route("/collaboration", build, say, is_main=True, parameters=("partnership", "region"))


def _answer(visit: Visit) -> str:
    pairs, overlap = chosen(visit, REGION_PAIRS), chosen(visit, PARTNERSHIP_OVERLAP)
    bridging = BRIDGES.rows(visit.snapshot, {}).filter(pl.col("neighbour_count") >= MANY)
    kinds = dict(bridging.group_by("node_kind").len().iter_rows())
    return (
        f"{count_of(kinds.get('region', 0), 'member region')} and "
        f"{count_of(kinds.get('organisation', 0), 'organisation')} bridge four or more partnerships; "
        f"{count_of(overlap.filter('is_join_forces').height, 'pair')} of partnerships could join forces; "
        f"{format_count(pairs['is_more_than_expected'].sum())} of {format_count(pairs.height)} pairs of regions"
        f"{' that share two projects or more in the theme' if visit.parameters.get('partnership') else ''} share more "
        "projects than chance would give."
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


def _draw_overlap(rows: pl.DataFrame, everything: pl.DataFrame) -> go.Figure:
    """The matrix of those that share most in `rows`, with what they share among each other."""
    most = _both_ways(rows).group_by("partnership_id").agg(pl.sum("shared_organisation_count"))
    most = most.filter(pl.col("shared_organisation_count") > 0).sort(
        ["shared_organisation_count", "partnership_id"], descending=[True, False]
    )
    compared = most.head(COMPARED).select("partnership_id")
    among = _both_ways(everything).join(
        compared.rename({"partnership_id": "other_partnership_id"}), on="other_partnership_id", how="semi"
    )
    return draw_overlap(
        compared.join(among, on="partnership_id", maintain_order="left_right"),
        empty_reason="No two partnerships are known to share an organisation.",
    )


def _both_ways(pairs: pl.DataFrame) -> pl.DataFrame:
    """Each pair from either side, with ids and names as `draw_pairs` takes them."""
    ours = ("partnership_a", "partnership_name")
    theirs = ("partnership_b", "other_partnership_name")
    named = ("partnership_id", "partnership_name", "other_partnership_id", "other_partnership_name")
    return pl.concat(
        pairs.select(
            *(pl.col(column).alias(name) for column, name in zip(columns, named, strict=True)),
            "shared_organisation_count",
            "is_join_forces",
        )
        for columns in ((*ours, *theirs), (*theirs, *ours))
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


def _cluster_words(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return "No cluster organisation is recognised here."
    connected = pl.col("partnership_ids").list.len()
    surely = rows.filter(pl.col("confidence") != "possible").height
    return (
        f"{count_of(rows.height, 'cluster organisation')}, {format_count(surely)} of them declared or likely; "
        f"{format_count(rows.filter(connected > 0).height)} of them in a joint project or a linked I3 project of a "
        f"partnership, {format_count(rows.filter(connected > 1).height)} of several."
    )


def _member_cluster_words(rows: pl.DataFrame) -> str:
    known = rows.drop_nulls("cluster_count")
    without = known.filter(pl.col("cluster_count") == 0)
    some = known.filter(pl.col("cluster_count") > 0)["partnership_id"]
    names = without.filter(~pl.col("partnership_id").is_in(some.implode()))["partnership_name"].unique().sort()
    none_at_all = f" Partnerships without any: {', '.join(names)}." if names.len() else ""
    return (
        f"In the regions of {format_count(without.height)} of {count_of(known.height, 'member')} no cluster "
        f"organisation is seen.{none_at_all}"
    )


def _reach_words(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return "No joint project is known."
    top = rows.row(0, named=True)
    return (
        f"{top['organisation_name']} works with {count_of(top['member_region_count'], 'member region')} of "
        f"{top['partnership_name']} in {count_of(top['joint_project_count'], 'joint project')}."
    )
