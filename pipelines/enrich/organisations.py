"""Records of organisations put together: pairs, reviewers' decisions, clusters, ids that stay.

How two records are compared is in ``pipelines.enrich.organisation_pairs``. The method, its limits and an example are
in ``dbt_project/docs/methodology_organisations.md``.

An organisation's id is ``pic:`` and the highest participant identification code among its records. The Commission
hands codes out downwards: the highest is the oldest, so that a record found later does not change an id already seen.
Without any code it is the id of the alphabetically first record.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipelines.enrich.organisation_names import NameWords, clean_vat
from pipelines.enrich.organisation_overrides import (
    OverrideError,
    check_overrides,
    order_pairs,
    separating,
    tell_override,
)
from pipelines.enrich.organisation_pairs import PAIR, LinkParameters, judge_pairs

FIRM_RULES = ("same_pic", "vat_and_name", "vat_and_translation", "vat_and_address")
"""Rules that rest on an official number; a link by name alone gives way where it would join contradicting records."""


@dataclass(frozen=True)
class LinkedOrganisations:
    """What linking leaves.

    Attributes:
        links: one row per record: ``record_id``, ``organisation_id``, ``link_rule`` (own: nothing was linked, or the
            record gives the organisation its id), ``linked_record_id``, ``confidence`` (0–1), ``evidence``,
            ``reviewer``.
        pairs: one row per pair of records that is linked, in doubt or decided on: ``record_a``, ``record_b``,
            ``verdict`` (linked, doubtful, parted: linked by its rule but joined contradicting records; null: decided
            without a rule), ``link_rule``, ``confidence``, ``evidence``,
            ``override``, ``split_record_id`` (which of the two a split takes out), ``reviewer``, ``reason``.
    """

    links: pl.DataFrame
    pairs: pl.DataFrame


def link_organisations(
    records: pl.DataFrame, words: NameWords, parameters: LinkParameters, overrides: pl.DataFrame
) -> LinkedOrganisations:
    """Finds which records stand for one organisation.

    Args:
        records: one row per organisation record, columns as in ``judge_pairs``.
        words: how names are read.
        parameters: thresholds and rules.
        overrides: reviewers' decisions, columns of ``OVERRIDE_SCHEMA``; those on records not here tonight wait.

    Raises:
        OverrideError: decisions contradict each other; names the row.
    """
    return resolve(records, judge_pairs(records, words, parameters), overrides)


def resolve(records: pl.DataFrame, judged: pl.DataFrame, overrides: pl.DataFrame) -> LinkedOrganisations:
    """Puts linked pairs and decisions together; order of rows changes nothing.

    Args:
        records: ``record_id``, ``pic``, ``vat_number``.
        judged: the pairs that rules link or doubt, columns as ``judge_pairs`` gives them.
        overrides: reviewers' decisions.

    Raises:
        OverrideError: decisions contradict each other; names the row.
    """
    check_overrides(overrides)
    here = records.get_column("record_id")
    known = overrides.filter(pl.col("record_a").is_in(here.implode()) & pl.col("record_b").is_in(here.implode()))
    merges = order_pairs(known.filter(pl.col("override") == "merge"))
    kept = _without_separated(judged.filter(pl.col("verdict") == "linked"), known)
    nodes = records.select("record_id", "pic", clean_vat(pl.col("vat_number")).alias("vat_number")).sort("record_id")
    firm = _demote_contradicting(nodes, kept, merges, known)
    edges = pl.concat(
        [firm.select(PAIR), merges.select(pl.col("first").alias("record_a"), pl.col("second").alias("record_b"))]
    )
    clustered = _cluster(nodes, edges)
    _refuse_joined(clustered, known)
    named = _name_clusters(clustered)
    pairs = _tell_pairs(judged, firm, known)
    return LinkedOrganisations(links=_tell_links(named, firm, merges), pairs=pairs)


def _without_separated(linked: pl.DataFrame, overrides: pl.DataFrame) -> pl.DataFrame:
    """Linked pairs without those that a decision takes apart: a pair said never, every pair of a split record."""
    never = order_pairs(overrides.filter(pl.col("override") == "never")).select("first", "second")
    split = overrides.filter(pl.col("override") == "split").get_column("record_a").implode()
    return linked.join(never, left_on=PAIR, right_on=["first", "second"], how="anti").filter(
        ~pl.col("record_a").is_in(split) & ~pl.col("record_b").is_in(split)
    )


def _demote_contradicting(
    nodes: pl.DataFrame, linked: pl.DataFrame, merges: pl.DataFrame, overrides: pl.DataFrame
) -> pl.DataFrame:
    """Linked pairs without those that would join contradicting records through a third.

    Two VAT numbers in one cluster: links by name alone go. Two records that must not meet: every link of either goes.
    """
    merged = merges.select(pl.col("first").alias("record_a"), pl.col("second").alias("record_b"))
    clustered = _cluster(nodes, pl.concat([linked.select(PAIR), merged]))
    torn = clustered.group_by("cluster").agg((pl.col("vat_number").drop_nulls().n_unique() > 1).alias("is_torn"))
    of_record = clustered.select("record_id", "cluster").join(torn, on="cluster")
    kept = linked.join(of_record, left_on="record_a", right_on="record_id").filter(
        ~pl.col("is_torn") | pl.col("link_rule").is_in(FIRM_RULES)
    )
    kept = kept.select(linked.columns)
    apart = _joined(_cluster(nodes, pl.concat([kept.select(PAIR), merged])), overrides)
    touched = pl.concat([apart.get_column("record_a"), apart.get_column("record_b")]).implode()
    return kept.filter(~pl.col("record_a").is_in(touched) & ~pl.col("record_b").is_in(touched))


def _joined(clustered: pl.DataFrame, overrides: pl.DataFrame) -> pl.DataFrame:
    """Decisions that keep two records apart which nevertheless stand in one cluster."""
    cluster = clustered.select("record_id", "cluster")
    return (
        separating(overrides)
        .join(cluster, left_on="record_a", right_on="record_id")
        .join(cluster, left_on="record_b", right_on="record_id", suffix="_b")
        .filter(pl.col("cluster") == pl.col("cluster_b"))
        .select(overrides.columns)
        .sort("record_a", "record_b")
    )


def _refuse_joined(clustered: pl.DataFrame, overrides: pl.DataFrame) -> None:
    joined = _joined(clustered, overrides)
    if not joined.is_empty():
        raise OverrideError(f"{tell_override(joined.row(0, named=True))}: rows that merge join the two all the same")


def _cluster(nodes: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """Adds ``cluster``: the same number for all records that edges connect."""
    numbered = nodes.with_row_index("node")
    index = numbered.select("record_id", "node")
    ends = edges.join(index, left_on="record_a", right_on="record_id").join(
        index, left_on="record_b", right_on="record_id", suffix="_b"
    )
    graph = coo_array(
        (np.ones(ends.height, dtype=np.int8), (ends["node"].to_numpy(), ends["node_b"].to_numpy())),
        shape=(nodes.height, nodes.height),
    )
    _, labels = connected_components(graph, directed=False)
    return nodes.with_columns(pl.Series("cluster", labels, dtype=pl.Int64))


def _name_clusters(clustered: pl.DataFrame) -> pl.DataFrame:
    """Adds ``organisation_id`` and ``leader``, the record that gives it."""
    age = pl.col("pic").cast(pl.Int64, strict=False)
    leaders = (
        clustered.sort(age, "record_id", descending=[True, False], nulls_last=True)
        .unique("cluster", keep="first", maintain_order=True)
        .select("cluster", pl.col("record_id").alias("leader"), ("pic:" + pl.col("pic")).alias("by_pic"))
        .sort("leader")
        .with_columns(
            # Two records of one code that a reviewer took apart: the first keeps the code, the other its own id.
            pl.when(pl.col("by_pic").is_not_null() & pl.col("by_pic").is_first_distinct())
            .then("by_pic")
            .otherwise("leader")
            .alias("organisation_id")
        )
    )
    return clustered.join(leaders.drop("by_pic"), on="cluster")


def _tell_links(named: pl.DataFrame, linked: pl.DataFrame, merges: pl.DataFrame) -> pl.DataFrame:
    """Per record the strongest pair that holds it in its organisation."""
    reasons = pl.concat(
        [
            linked.select(*PAIR, "link_rule", "confidence", "evidence", pl.lit(None, pl.String).alias("reviewer")),
            merges.select(
                pl.col("first").alias("record_a"),
                pl.col("second").alias("record_b"),
                pl.lit("override").alias("link_rule"),
                pl.lit(1.0).alias("confidence"),
                pl.format("reviewed: {}", "reason").alias("evidence"),
                "reviewer",
            ),
        ]
    )
    both = pl.concat(
        [
            reasons.rename({"record_a": "record_id", "record_b": "linked_record_id"}),
            reasons.rename({"record_b": "record_id", "record_a": "linked_record_id"}).select(
                "record_id", "linked_record_id", "link_rule", "confidence", "evidence", "reviewer"
            ),
        ]
    )
    best = both.sort("record_id", "confidence", "linked_record_id", descending=[False, True, False]).unique(
        "record_id", keep="first", maintain_order=True
    )
    followers = named.filter(pl.col("record_id") != pl.col("leader")).join(best, on="record_id")
    leaders = named.filter(pl.col("record_id") == pl.col("leader")).with_columns(
        pl.lit(None, pl.String).alias("linked_record_id"),
        pl.lit("own").alias("link_rule"),
        pl.lit(1.0).alias("confidence"),
        pl.lit(None, pl.String).alias("evidence"),
        pl.lit(None, pl.String).alias("reviewer"),
    )
    columns = ["record_id", "organisation_id", "link_rule", "linked_record_id", "confidence", "evidence", "reviewer"]
    return pl.concat([followers.select(columns), leaders.select(columns)]).sort("record_id")


def _tell_pairs(judged: pl.DataFrame, firm: pl.DataFrame, overrides: pl.DataFrame) -> pl.DataFrame:
    """Every pair with the rules' verdict and the reviewer's decision beside it."""
    decided = order_pairs(overrides).select(
        pl.col("first").alias("record_a"),
        pl.col("second").alias("record_b"),
        "override",
        pl.when(pl.col("override") == "split").then("record_a").alias("split_record_id"),
        "reviewer",
        "reason",
    )
    held = firm.select(PAIR).with_columns(pl.lit(True).alias("is_held"))
    pairs = judged.join(decided, on=PAIR, how="full", coalesce=True).join(held, on=PAIR, how="left")
    # What the rules linked and a contradiction or a decision took apart again is no link any more.
    is_lost = (pl.col("verdict") == "linked") & pl.col("is_held").is_null() & pl.col("override").is_null()
    return (
        pairs.with_columns(
            pl.when(is_lost).then(pl.lit("parted")).otherwise("verdict").alias("verdict"),
        )
        .select(
            *PAIR, "verdict", "link_rule", "confidence", "evidence", "override", "split_record_id", "reviewer", "reason"
        )
        .sort(PAIR)
    )
