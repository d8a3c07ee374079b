"""Who holds a network together: how central each is, and what falls apart without it.

Belongs here: measures of a network as a whole, and the names of ties. Does not belong here: which pairs share a project
(dbt).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import graspologic_native
import polars as pl
import rustworkx as rx

SEED = 16
"""Communities are found by moves in random order; the same seed gives the same ones."""
ALL = "all"
"""The network of all partnerships: who is in the joint projects of several."""

_SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "network_id": pl.String,
    "node_kind": pl.String,
    "node_id": pl.String,
    "neighbour_count": pl.Int64,
    "betweenness_share": pl.Float64,
    "component_number": pl.Int64,
    "community_number": pl.Int64,
    "is_articulation": pl.Boolean,
    "parted_ids": pl.List(pl.String),
}


def measure_networks(participations: pl.DataFrame) -> pl.DataFrame:
    """Measure the networks of each partnership, and that of all partnerships.

    In a partnership's networks two organisations, or two member regions, are neighbours that share a joint project. In
    the network of all, an organisation or region is a neighbour of the partnerships in whose joint projects it is.
    Somebody who shares a project with itself alone is no neighbour of itself, and one who shares with none is a
    component of its own.

    Args:
        participations: one row is one participation in a joint project: `partnership_id`, `project_id`,
            `organisation_id`, `member_id`.

    Returns:
        One row is one network, kind and node: how many neighbours; the share of shortest ways between others that lead
        over it; component and community, the largest first, from 1; whether others are parted without it, and whom it
        parts from the largest rest: partnerships in the network of all, in the others nodes of its kind. Sorted.
    """
    rows: list[dict[str, Any]] = []
    for kind, column in (("organisation", "organisation_id"), ("region", "member_id")):
        presence = participations.select("partnership_id", "project_id", node=column).unique()
        for (network,), part in sorted(presence.group_by("partnership_id"), key=lambda item: str(item[0][0])):
            rows += ({"network_id": network, "node_kind": kind, **row} for row in _measure(_pairs(part), part["node"]))
        links = presence.select(a="p:" + pl.col("partnership_id"), b="n:" + pl.col("node"), weight=pl.lit(1.0)).unique()
        for row in _measure(links, pl.concat([links["a"], links["b"]])):
            if row["node_id"].startswith("n:"):
                parted = [name[2:] for name in row["parted_ids"] if name.startswith("p:")]
                names = {"node_id": row["node_id"][2:], "parted_ids": parted}
                rows.append({"network_id": ALL, "node_kind": kind, **row, **names})
    return pl.DataFrame(rows, schema=_SCHEMA).sort("network_id", "node_kind", "node_id")


def name_ties(
    candidates: pl.DataFrame,
    presence: pl.DataFrame,
    members: pl.DataFrame,
    projects: pl.DataFrame,
    themes: pl.DataFrame,
    *,
    named: int,
) -> pl.DataFrame:
    """Name the projects that candidates share with members: who could introduce them.

    Args:
        candidates: `partnership_id`, `participant_id`.
        presence: of candidates and members alike: `participant_id`, `project_id`.
        members: `partnership_id`, `participant_id`.
        projects: `project_id`, `project_name`, `project_year`.
        themes: `partnership_id`, `project_id`.
        named: projects and members named at most: projects in the theme and the newest first, members of most projects.

    Returns:
        One row is one candidate with a tie: `tie_project_count`, `tie_projects`, `tie_members`.
    """
    shared = (
        candidates.join(presence, on="participant_id")
        .join(
            members.join(presence, on="participant_id").rename({"participant_id": "tie_members"}),
            on=["partnership_id", "project_id"],
        )
        .filter(pl.col("participant_id") != pl.col("tie_members"))
    )
    keys = ["partnership_id", "participant_id"]
    by_project = (
        shared.select(*keys, "project_id")
        .unique()
        .join(projects, on="project_id")
        .join(themes.with_columns(in_theme=pl.lit(value=True)), on=["partnership_id", "project_id"], how="left")
        .sort("in_theme", "project_year", "project_id", descending=[True, True, False], nulls_last=True)
        .group_by(keys, maintain_order=True)
        .agg(tie_project_count=pl.len().cast(pl.Int64), tie_projects=pl.col("project_name").head(named))
    )
    by_member = (
        shared.group_by(*keys, "tie_members")
        .len()
        .sort("len", "tie_members", descending=[True, False])
        .group_by(keys, maintain_order=True)
        .agg(pl.col("tie_members").head(named))
    )
    return by_project.join(by_member, on=keys)


def _pairs(presence: pl.DataFrame) -> pl.DataFrame:
    """Neighbours `a` < `b` with their weight by Newman, each once."""
    sized = presence.with_columns(size=pl.len().over("project_id"))
    return (
        sized.join(sized, on="project_id", suffix="_b")
        .filter(pl.col("node") < pl.col("node_b"))
        .group_by(a="node", b="node_b")
        .agg(weight=(1 / (pl.col("size") - 1)).sum())
    )


def _measure(pairs: pl.DataFrame, nodes: pl.Series) -> Iterator[dict[str, Any]]:
    names = nodes.unique().sort().to_list()
    place = {name: number for number, name in enumerate(names)}
    edges = sorted((place[a], place[b], weight) for a, b, weight in pairs.select("a", "b", "weight").iter_rows())
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(names)
    graph.add_edges_from(edges)
    betweenness = rx.betweenness_centrality(graph, normalized=True)
    articulation = rx.articulation_points(graph)
    components = _numbered(rx.connected_components(graph))
    communities = _communities(edges, len(names))
    for name, number in place.items():
        yield {
            "node_id": name,
            "neighbour_count": graph.degree(number),
            "betweenness_share": round(betweenness[number], 10),
            "component_number": components[number],
            "community_number": communities[number],
            "is_articulation": number in articulation,
            "parted_ids": _parted(graph, number) if number in articulation else [],
        }


def _communities(edges: list[tuple[int, int, float]], size: int) -> dict[int, int]:
    named = [(str(a), str(b), weight) for a, b, weight in edges]
    found = graspologic_native.leiden(named, seed=SEED, iterations=2)[1] if named else {}
    groups: dict[str, set[int]] = {}
    for node in range(size):
        groups.setdefault(f"{found.get(str(node), f'alone {node}')}", set()).add(node)
    return _numbered(list(groups.values()))


def _numbered(groups: list[set[int]]) -> dict[int, int]:
    """From 1, the largest first; of the same size the one with the first name."""
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(ordered, start=1) for node in group}


def _parted(graph: rx.PyGraph[str, float], node: int) -> list[str]:
    """Names of those that are apart from the largest rest of a node's component once it is gone."""
    around = rx.node_connected_component(graph, node) - {node}
    rest = graph.copy()
    rest.remove_node(node)
    pieces = [piece for piece in rx.connected_components(rest) if piece & around]
    largest = min(pieces, key=lambda piece: (-len(piece), min(piece)))
    return sorted(graph[other] for other in around - largest)
