"""Label sets: what a measurement needs of them, whatever the engine."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.ingest.parsing import read_facts
from pipelines.sources import find_source

LABELS = Path(__file__).parent
THEME_SETS = sorted((LABELS / "themes").glob("*.csv"))


def shipped(source: str, table: str) -> pl.DataFrame:
    declaration = find_source(source)
    return read_facts(declaration.facts_path(next(item for item in declaration.tables if item.name == table)))


@pytest.mark.parametrize("path", THEME_SETS, ids=lambda path: path.stem)
def test_theme_labels_name_shipped_partnerships_and_topics(path: Path) -> None:
    labels = pl.read_csv(path)
    assert labels.columns == ["partnership_id", "topic_id", "title", "grade"]
    assert labels.select("partnership_id", "topic_id").is_unique().all()
    assert set(labels["partnership_id"]) <= set(shipped("registry", "partnerships")["partnership_id"])
    topics = shipped("funding_tenders", "shipped_calls").select("topic_id", pl.col("title").str.strip_chars())
    assert labels.join(topics, on="topic_id", how="anti").is_empty()


@pytest.mark.parametrize("path", THEME_SETS, ids=lambda path: path.stem)
def test_every_partnership_of_a_theme_set_has_all_grades_and_enough_topics(path: Path) -> None:
    counts = pl.read_csv(path).group_by("partnership_id").agg(pl.len(), pl.col("grade").unique().sort())
    assert counts.height >= 8
    assert all(count >= 60 for count in counts["len"].to_list())
    assert {tuple(grades) for grades in counts["grade"].to_list()} == {(0, 1, 2)}


def test_development_and_held_out_share_no_partnership() -> None:
    development, held_out = (
        set(pl.read_csv(LABELS / "themes" / f"{name}.csv")["partnership_id"]) for name in ("development", "held_out")
    )
    assert development & held_out == set()


def test_every_matching_pair_names_one_of_the_topics() -> None:
    pairs = pl.read_csv(LABELS / "matching" / "pairs.csv")
    topics = pl.read_csv(LABELS / "matching" / "topics.csv")
    assert (pairs.columns, topics.columns) == (["query_text", "topic_id"], ["topic_id", "title", "text"])
    assert topics["topic_id"].is_unique().all()
    assert topics["title"].is_unique().all()
    assert pairs.height == pairs["topic_id"].n_unique() == 60
    assert set(pairs["topic_id"]) <= set(topics["topic_id"])
    assert topics.join(shipped("funding_tenders", "shipped_calls"), on="topic_id", how="anti").is_empty()
