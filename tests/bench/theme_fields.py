"""How well topics with all their texts are ranked in a theme, and what the share of a text field changes.

    python -m tests.bench.theme_fields HOME LABELS [FIELD SHARE]

HOME is the home of a night (its build database is read), LABELS a file of ``tests/labels/themes``. Prints nDCG@20,
mean over partnerships, by titles alone and by all texts, for the labelled topics that have a scope, an outcome or
a description; with FIELD and SHARE, with that share in place of the one in ``fields.csv``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from pipelines.commands.evaluate import shipped_theme_texts
from pipelines.enrich.evaluation.measures import mean_of_known, ndcg_at
from pipelines.enrich.themes import scoring
from pipelines.enrich.themes.profiles import ThemeProfiles, build_profiles

DEPTH = 20
LONG_FIELDS = ("scope", "expected_outcome", "description")


def measure(texts: pl.DataFrame, labels: pl.DataFrame, profiles: ThemeProfiles) -> float:
    """Mean nDCG@20 over partnerships."""
    read = scoring.read_texts(texts, text_id="topic_id")
    scores = scoring.score_texts(read, profiles).score
    row = {topic: number for number, topic in enumerate(read.ids)}
    reached = [
        ndcg_at(
            scores[[row[topic] for topic in group.get_column("topic_id")], profiles.partnership_ids.index(str(key[0]))],
            group.get_column("grade").to_numpy().astype(np.int64),
            DEPTH,
        )
        for key, group in labels.group_by("partnership_id", maintain_order=True)
    ]
    return mean_of_known(reached) or 0.0


def main(home: Path, labels_file: Path, field: str | None = None, share: str | None = None) -> None:
    """Prints the figures."""
    with duckdb.connect(str(home / "build" / "interregio.duckdb"), read_only=True) as connection:
        texts = connection.sql("select topic_id, text_field, text from intermediate.int_topics__texts").pl()
    described = texts.filter(pl.col("text_field").is_in(LONG_FIELDS)).select("topic_id").unique()
    labels = pl.read_csv(labels_file).join(described, on="topic_id", how="semi")
    known = texts.join(labels, on="topic_id", how="semi")
    if field is not None:
        is_field = pl.col("text_field") == field
        changed = scoring.read_fields().with_columns(
            pl.when(is_field).then(pl.lit(float(share or 0))).otherwise("share").alias("share")
        )
        scoring.read_fields = lambda: changed  # type: ignore[assignment]
    profiles = build_profiles(shipped_theme_texts())
    by_titles = measure(known.filter(pl.col("text_field") == "title"), labels, profiles)
    by_all = measure(known, labels, profiles)
    sys.stdout.write(f"{labels.height} labels; nDCG@{DEPTH} by titles {by_titles:.3f}, by all texts {by_all:.3f}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:5])
