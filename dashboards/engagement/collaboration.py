"""`/collaboration`: who works with whom, who bridges, where do partnerships overlap?"""

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.pairs import draw_overlap
from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.components.figure_card import find_answer
from dashboards.engagement.page import RANKED, chosen, count_by, partnership_filter, table_tab
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
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words

say = Words(__file__, "collaboration")

MANY = 4
COMPARED = 12


def build(visit: Visit) -> Page:
    """The page of collaboration."""
    in_theme = (REGION_EDGES, say("edges.of-regions"), _edge_finding)
    return Page(
        say("page"),
        find_answer(lambda: _answer(visit)),
        (partnership_filter(visit),),
        (
            table_tab(
                visit, "bridges", say("bridges.tab"), (BRIDGES, say("bridges"), _bridge_finding), draw=_draw_bridges
            ),
            table_tab(
                visit,
                "organisations",
                say("reach.tab"),
                (JOINT_ORGANISATIONS, say("reach"), _reach_finding),
                coverage=say("page.coverage"),
            ),
            table_tab(
                visit,
                "pairs",
                say("pairs.tab"),
                (REGION_PAIRS, say("pairs"), _pair_finding),
                *([in_theme] if visit.parameters.get("partnership") else []),
                (ORGANISATION_EDGES, say("edges"), _edge_finding),
                coverage=say("page.coverage"),
            ),
            table_tab(
                visit,
                "overlap",
                say("overlap.tab"),
                (PARTNERSHIP_OVERLAP, say("overlap"), _overlap_finding),
                draw=lambda rows: _draw_overlap(rows, PARTNERSHIP_OVERLAP.rows(visit.snapshot, {})),
                coverage=say("overlap.coverage", compared=COMPARED),
            ),
            clusters_tab(visit),
        ),
        kicker=say("page.description"),
    )


def ties_tab(visit: Visit, partnership_id: str) -> Tab:
    """Who bridges in one partnership, and with which others it overlaps: for its own page."""
    return table_tab(
        visit,
        "ties",
        say("ties"),
        (BRIDGES, say("ties.bridges"), _bridge_finding),
        (PARTNERSHIP_OVERLAP, say("ties.overlap"), _overlap_finding),
        draw=_draw_bridges,
        fixed={"partnership": partnership_id},
    )


def clusters_tab(visit: Visit, **fixed: str) -> Tab:
    """Cluster organisations, and members without one: for the page of collaboration, of a partnership or a region."""
    members = (MEMBER_CLUSTERS, say("member-clusters"), _member_cluster_finding)
    return table_tab(
        visit,
        "clusters",
        say("clusters.tab"),
        (CLUSTERS, say("clusters"), _cluster_finding),
        *(() if "region" in fixed else (members,)),
        coverage=say("clusters.coverage"),
        fixed=fixed,
    )


ROUTE = Route("/collaboration", build, say, is_main=True, parameters=("partnership", "region"))


def _answer(visit: Visit) -> str:
    pairs, overlap = chosen(visit, REGION_PAIRS), chosen(visit, PARTNERSHIP_OVERLAP)
    bridging = BRIDGES.rows(visit.snapshot, {}).filter(pl.col("neighbour_count") >= MANY)
    joining = overlap.filter("is_join_forces").height
    answer = say("page.answer", joining=joining, **count_by(bridging, "node_kind", "region", "organisation"))
    part = "in-theme" if visit.parameters.get("partnership") else "anywhere"
    more = int(pairs["is_more_than_expected"].sum())
    return f"{answer} {say(f'beside-chance.{part}', more=more, pairs=pairs.height)}"


def _draw_bridges(rows: pl.DataFrame) -> go.Figure:
    top = rows.filter(pl.col("node_kind") == "region").head(RANKED)
    labels = [f"{share * 100:.1f}\u202f%" for share in top["betweenness_share"]]
    return draw_ranking(
        top.with_columns(pl.coalesce("node_name", "node_id"), pl.col("betweenness_share") * 100),
        name="node_name",
        measure=Measure("betweenness_share", say("bridges.axis"), labels),
        empty_reason=say("bridges.none"),
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
        empty_reason=say("overlap.empty"),
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


def _bridge_finding(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return say("bridges.none")
    network = rows.filter(pl.col("node_kind") == "organisation")
    return say(
        "bridges.finding",
        holding=rows.filter("is_articulation").height,
        all=rows.height,
        parts=network["component_number"].n_unique(),
        communities=network["community_number"].n_unique(),
    )


def _pair_finding(rows: pl.DataFrame) -> str:
    return say("pairs.none") if rows.is_empty() else say("pairs.finding", **rows.row(0, named=True))


def _edge_finding(rows: pl.DataFrame) -> str:
    years = rows["project_year"].drop_nulls()
    if years.is_empty():
        return say("edges.undated", pairs=rows.height)
    return say("edges.finding", pairs=rows.height, first=str(years.min()), last=str(years.max()))


def _overlap_finding(rows: pl.DataFrame) -> str:
    joining = rows.filter("is_join_forces")
    if joining.is_empty():
        return say("overlap.none")
    top = joining.row(0, named=True)
    reasons = ", ".join(top["join_forces_reasons"])
    return say("overlap.finding", **top | {"joining": joining.height, "pairs": rows.height, "reasons": reasons})


def _cluster_finding(rows: pl.DataFrame) -> str:
    connected = pl.col("partnership_ids").list.len()
    return say(
        "clusters.finding",
        clusters=rows.height,
        surely=rows.filter(pl.col("confidence") != "possible").height,
        connected=rows.filter(connected > 0).height,
        several=rows.filter(connected > 1).height,
    )


def _member_cluster_finding(rows: pl.DataFrame) -> str:
    known = rows.drop_nulls("cluster_count")
    without = known.filter(pl.col("cluster_count") == 0)
    some = known.filter(pl.col("cluster_count") > 0)["partnership_id"]
    names = without.filter(~pl.col("partnership_id").is_in(some.implode()))["partnership_name"].unique().sort()
    finding = say("member-clusters.finding", without=without.height, members=known.height)
    none_at_all = say("member-clusters.without-any", partnerships=", ".join(names))
    return finding if names.is_empty() else f"{finding} {none_at_all}"


def _reach_finding(rows: pl.DataFrame) -> str:
    return say("bridges.none") if rows.is_empty() else say("reach.finding", **rows.row(0, named=True))
