"""Measuring the engine: the measures on rankings worked out by hand, the commands, and the targets."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.commands.evaluate import evaluate_calls, evaluate_conditions, evaluate_matching, evaluate_themes
from pipelines.enrich.evaluation.measures import average_precision, ndcg_at, precision_and_recall, rank_of_wanted
from pipelines.enrich.evaluation.served import measure_calls, measure_projects
from tests.homes import Finished, run_command
from tests.labels import cordis
from warehouse.store.errors import UsageError

LABELS = Path(__file__).parents[1] / "labels"
SYSTEMS = ("engine", "bm25", "tfidf", "embeddings")


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Finished:
    return run_command("evaluate", *arguments)


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    return write(
        tmp_path / "topics.csv",
        "topic_id,title\nA-01,Tidal turbines\nA-02,Soil sensors for farms\nB-01,Court rulings on copyright\n",
    )


def test_tie_counts_as_the_worst_rank() -> None:
    scores = np.array([[1.0, 1.0, 0.5], [0.0, 0.0, 0.0], [0.2, 0.9, 0.1]])

    assert rank_of_wanted(scores, np.array([0, 1, 1])).tolist() == [2, 3, 1]


def test_ndcg_follows_its_formula_and_reads_ties_at_their_worst() -> None:
    grades = np.array([2, 0, 1])
    perfect = 3 / math.log2(2) + 1 / math.log2(3)

    assert ndcg_at(np.array([3.0, 1.0, 2.0]), grades, 20) == pytest.approx(1)
    assert ndcg_at(np.array([1.0, 3.0, 2.0]), grades, 20) == pytest.approx(
        (1 / math.log2(3) + 3 / math.log2(4)) / perfect
    )
    assert ndcg_at(np.zeros(3), grades, 20) == pytest.approx((1 / math.log2(3) + 3 / math.log2(4)) / perfect)
    assert ndcg_at(np.array([1.0, 3.0, 2.0]), grades, 1) == 0
    assert ndcg_at(np.array([1.0]), np.array([0]), 20) is None


def test_average_precision_is_the_mean_at_each_relevant_topic() -> None:
    assert average_precision(np.array([4.0, 3.0, 2.0, 1.0]), np.array([1, 0, 2, 0])) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.array([1.0]), np.array([0])) is None


def test_precision_and_recall_are_null_where_nothing_can_be_divided() -> None:
    assert precision_and_recall(np.array([True, True, False]), np.array([2, 0, 1])) == (0.5, 0.5)
    assert precision_and_recall(np.array([False]), np.array([0])) == (None, None)


def test_command_prints_figures_of_all_systems_as_json(tmp_path: Path, topics: Path) -> None:
    pairs = write(tmp_path / "pairs.csv", "query_text,topic_id\nTurbines turned by tides,A-01\n,B-01\n")
    finished = run("matching", "--pairs", pairs, "--topics", topics, "--json")
    figures = json.loads(finished.stdout)

    assert finished.exit_code == 0
    assert figures["n_pairs"] == 2
    assert {name: set(figures[name]) for name in SYSTEMS} == {
        name: {"mrr", "recall_at_1", "recall_at_10", "recall_at_50"} for name in SYSTEMS
    }
    assert figures["bm25"]["mrr"] == pytest.approx((1 + 1 / 3) / 2)


def test_topic_text_is_read_where_there_is_one(tmp_path: Path) -> None:
    pairs = write(tmp_path / "pairs.csv", "query_text,topic_id\nseaweed farming,A-02\n")
    topics = write(tmp_path / "topics.csv", "topic_id,title,text\nA-01,Blue growth,\nA-02,Blue growth,Seaweed farms\n")

    assert evaluate_matching(pairs, topics)["engine"]["mrr"] == 1


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ("query_text,topic_id\nx,NOWHERE\n", "'NOWHERE'"),
        ("text,topic_id\nx,A-01\n", "query_text missing"),
        ("query_text,topic_id\n", "at least one row"),
        ("", "expected a CSV file"),
        ("query_text,topic_id\nx,A-01,too,many\n", "expected a CSV file [^\n]*fields[^\n]*\\Z"),
    ],
    ids=["unknown topic", "column missing", "no row", "empty file", "ragged rows"],
)
def test_wrong_pairs_are_named(tmp_path: Path, topics: Path, pairs: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        evaluate_matching(write(tmp_path / "pairs.csv", pairs), topics)


def test_unknown_partnership_ends_with_exit_code_2(tmp_path: Path) -> None:
    labels = write(tmp_path / "labels.csv", "partnership_id,topic_id,title,grade\nmoon-base,T,Moon dust,2\n")
    finished = run("themes", "--labels", labels)

    assert finished.exit_code == 2
    assert "'moon-base'" in finished.stderr


@pytest.mark.parametrize("grade", ["3", "high", ""])
def test_wrong_grade_is_named(tmp_path: Path, grade: str) -> None:
    labels = write(tmp_path / "labels.csv", f"partnership_id,topic_id,title,grade\nbio-economy,T,Algae,{grade}\n")
    with pytest.raises(UsageError, match="expected grade 0, 1 or 2"):
        evaluate_themes(labels)


def test_engine_reaches_its_target_on_held_out_themes_and_leads() -> None:
    figures = evaluate_themes(LABELS / "themes" / "held_out.csv")
    reached = figures["overall"]["ndcg_at_20"]

    assert reached >= 0.80
    assert all(reached > figures["baselines"][system]["ndcg_at_20"] for system in SYSTEMS[1:])


def test_engine_leads_on_texts_in_other_words_than_the_topic() -> None:
    figures = evaluate_matching(LABELS / "matching" / "pairs.csv", LABELS / "matching" / "topics.csv")

    assert figures["engine"]["mrr"] >= 2 * figures["bm25"]["mrr"]
    assert all(figures["engine"]["mrr"] > figures[system]["mrr"] for system in SYSTEMS[1:])


@pytest.mark.real
def test_engine_leads_on_titles_of_real_projects(tmp_path: Path) -> None:
    _need_real_titles()
    cordis.main(tmp_path)
    pl.read_csv(tmp_path / "pairs.csv").gather_every(4).write_csv(tmp_path / "sample.csv")
    figures = evaluate_matching(tmp_path / "sample.csv", tmp_path / "topics.csv")

    assert figures["n_pairs"] > 400
    assert all(figures["engine"]["mrr"] > figures[system]["mrr"] for system in SYSTEMS[1:])


def test_joint_projects_are_judged_over_pairs_that_could_be_joint() -> None:
    labels = pl.DataFrame(
        [("a", "1", 2), ("a", "2", 1), ("a", "3", 0), ("a", "4", 2), ("b", "1", 0), ("b", "5", 2)],
        schema=["partnership_id", "project_id", "grade"],
        orient="row",
    )
    pairs = {"partnership_id": pl.String, "project_id": pl.String}
    shared = pl.DataFrame([("a", "1"), ("a", "2"), ("a", "3"), ("b", "1")], schema=pairs, orient="row")
    joint = pl.DataFrame([("a", "1"), ("a", "3"), ("c", "9")], schema=pairs, orient="row")
    figures = measure_projects(labels, joint, shared)

    assert figures["n_left_out"] == 2
    assert figures["overall"] == {
        "n_pairs": 4, "n_positive": 2, "precision_1": 0.5, "recall_1": 0.5, "precision_2": 0.5, "recall_2": 1.0,
    }  # fmt: skip
    assert figures["partnerships"]["b"]["precision_1"] is None


def test_first_calls_are_judged_without_instruments_and_ungraded_ones_count_as_nothing() -> None:
    labels = pl.DataFrame(
        [("bio-economy", "T1", 2, False), ("bio-economy", "T3", 0, False), ("bio-economy", "I3", 1, True)],
        schema=["partnership_id", "topic_id", "grade", "is_instrument"],
        orient="row",
    )
    ranked = pl.DataFrame(
        [("T1", 9.0), ("T2", 5.0), ("T3", 1.0), ("I3", 50.0)], schema=["topic_id", "score"], orient="row"
    ).with_columns(partnership_id=pl.lit("bio-economy"), score_theme=10 - pl.col("score"))
    topics = pl.DataFrame({"topic_id": ["T1", "T2", "T3", "I3"], "text": ["bio-based lignin", "law", "tax", "any"]})
    themes = pl.DataFrame(
        {"partnership_id": ["bio-economy"], "text_field": ["name"], "niche_id": [None], "text": ["Bio-based"]}
    )
    figures = measure_calls(labels, ranked, topics, themes)

    assert figures["overall"] == {
        "p_at_5": 0.2, "p_at_15": 1 / 15, "p_at_15_ceiling": 1 / 15, "ndcg_at_20": 1.0, "share_unjudged": 1 / 3,
    }  # fmt: skip
    assert figures["by_theme"]["ndcg_at_20"] == pytest.approx(math.log2(2) / math.log2(4))
    assert figures["bm25"]["ndcg_at_20"] == 1


@pytest.mark.parametrize("command", ["projects", "calls", "conditions"])
def test_judging_what_is_served_needs_an_edition(tmp_path: Path, command: str) -> None:
    labels = write(
        tmp_path / "labels.csv",
        "partnership_id,project_id,topic_id,grade,is_instrument,lump_sum\nbio-economy,1,T,2,false,y\n",
    )
    finished = run(command, "--labels", labels, "--home", tmp_path / "nowhere")

    assert finished.exit_code != 0
    assert "expected a published edition" in finished.stderr


def test_instrument_column_that_is_neither_true_nor_false_is_named(tmp_path: Path) -> None:
    labels = write(tmp_path / "labels.csv", "partnership_id,topic_id,grade,is_instrument\nbio-economy,T,2,perhaps\n")
    with pytest.raises(UsageError, match="'perhaps'"):
        evaluate_calls(labels, tmp_path)


def test_labels_without_a_field_that_is_measured_are_refused(tmp_path: Path) -> None:
    labels = write(tmp_path / "labels.csv", "topic_id,country_condition\nT,three\n")
    with pytest.raises(UsageError, match="expected one of the columns min_entities"):
        evaluate_conditions(labels, tmp_path)


def _need_real_titles() -> None:
    if not cordis.RELEASE.exists():
        pytest.skip("needs the real titles in ../shared/data/cordis/horizon_2025-04; written pairs are tested anyway")
