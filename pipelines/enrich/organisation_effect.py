"""What a reviewer's decision about organisation records would move, worked out on what an edition holds.

Nothing is written: a decision becomes true by a row in seed ``organisation_overrides`` and the next night.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.enrich.organisation_overrides import KINDS, OVERRIDE_SCHEMA
from pipelines.enrich.organisations import resolve


@dataclass(frozen=True)
class EditionOrganisations:
    """The frames of an edition that a decision can move.

    Attributes:
        records: ``bridge_org_link``: ``record_id``, ``organisation_id``, ``pic``, ``vat_number``.
        pairs: ``fct_organisation_pair``.
        participations: ``bridge_joint_participation``: ``partnership_id``, ``member_id``, ``project_id``,
            ``record_id``.
    """

    records: pl.DataFrame
    pairs: pl.DataFrame
    participations: pl.DataFrame


def read_override(text: str) -> pl.DataFrame:
    """A decision as one row of the seed, from ``merge A B``, ``split A B`` or ``never A B``.

    Raises:
        ValueError: the text is none of the three.
    """
    match text.split():
        case [override, record_a, record_b] if override in KINDS:
            pass
        case _:
            raise ValueError(f"override {text!r}: expected '{'|'.join(KINDS)} RECORD RECORD'")
    row = {"override": override, "record_a": record_a, "record_b": record_b, "reviewer": "", "reason": "under review"}
    return pl.DataFrame([row], schema=OVERRIDE_SCHEMA)


def unknown_records(override: pl.DataFrame, records: pl.DataFrame) -> list[str]:
    """Records of a decision that the edition does not have."""
    named = [*override["record_a"], *override["record_b"]]
    known = set(records["record_id"])
    return [record for record in named if record not in known]


def measure_effect(edition: EditionOrganisations, override: pl.DataFrame) -> pl.DataFrame:
    """Figures before and after a decision.

    Args:
        edition: what the edition holds.
        override: one row, as ``read_override`` gives it.

    Returns:
        One row per figure that moves, and always the number of organisations: ``figure``, ``partnership_id``,
        ``subject_id`` (project or member region; null for the whole), ``before``, ``after``.

    Raises:
        OverrideError: the decision contradicts one that is already made.
    """
    judged = edition.pairs.filter(pl.col("verdict").is_not_null()).with_columns(
        pl.col("verdict").replace("parted", "linked")
    )
    made = edition.pairs.filter(pl.col("override").is_not_null()).select(
        "override",
        pl.coalesce("split_record_id", "record_a").alias("record_a"),
        pl.when(pl.col("split_record_id") == pl.col("record_b"))
        .then("record_a")
        .otherwise("record_b")
        .alias("record_b"),
        "reviewer",
        pl.lit(None, pl.Date).alias("reviewed_on"),
        "reason",
    )
    after = resolve(edition.records, judged, pl.concat([made, override])).links.select(
        "record_id", pl.col("organisation_id").alias("organisation_after")
    )
    moved = edition.records.select("record_id", "organisation_id").join(after, on="record_id")
    joint = edition.participations.join(moved, on="record_id")
    whole = moved.select(
        pl.lit("organisations").alias("figure"),
        pl.lit(None, pl.String).alias("partnership_id"),
        pl.lit(None, pl.String).alias("subject_id"),
        pl.col("organisation_id").n_unique().cast(pl.Int64).alias("before"),
        pl.col("organisation_after").n_unique().cast(pl.Int64).alias("after"),
    )
    parts = [
        _count_both(joint, "organisations of the partnership", None),
        _count_both(joint, "organisations of the joint project", "project_id"),
        _count_both(joint, "organisations of the member region", "member_id"),
    ]
    changed = pl.concat(parts).filter(pl.col("before") != pl.col("after"))
    return pl.concat([whole, changed.sort("figure", "partnership_id", "subject_id")])


def _count_both(joint: pl.DataFrame, figure: str, subject: str | None) -> pl.DataFrame:
    keys = ["partnership_id"] if subject is None else ["partnership_id", subject]
    return (
        joint.group_by(keys)
        .agg(
            pl.col("organisation_id").n_unique().cast(pl.Int64).alias("before"),
            pl.col("organisation_after").n_unique().cast(pl.Int64).alias("after"),
        )
        .select(
            pl.lit(figure).alias("figure"),
            "partnership_id",
            (pl.lit(None, pl.String) if subject is None else pl.col(subject)).alias("subject_id"),
            "before",
            "after",
        )
    )
