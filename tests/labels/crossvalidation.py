"""What was chosen with labels in view, chosen again without those that it is measured on.

    python -m tests.labels.crossvalidation HOME --projects LABELS.csv --calls LABELS.csv

reads the texts that HOME's last night read, and the labels of ``interregio evaluate projects`` and ``… calls``. For every
partnership the weights, the curve and the threshold of ``parameters.csv`` are chosen on the other partnerships, without
their rows of the same projects or topics. Facets and synonyms were written by hand with some labels in view: no fold can
undo that, so all is measured once more with a theme's niches alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from pipelines.commands.evaluate import RANKED_TEXTS, SHARED, shipped_theme_texts
from pipelines.enrich.evaluation.served import measure_calls, measure_projects
from pipelines.enrich.themes.classification import classify_projects, classify_topics, empty_project_tables
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.scoring import MEASURES

KEYS = {"project": ["partnership_id", "project_id"], "topic": ["partnership_id", "topic_id"]}
# What is chosen: settings that change a measure, and weights of measures, around those that serve.
SETTINGS: dict[str, dict[str, Sequence[float]]] = {
    "project": {"project_near": (0.4, 0.3), "project_against": (0.6, 0.4)},
    "topic": {"topic_near": (0.6, 0.5)},
}
WEIGHTS: dict[str, dict[str, Sequence[float]]] = {
    "project": {"project_facets": (6, 8, 10), "project_meaning": (1, 3, 5), "project_passages": (0, 1, 2)},
    "topic": {"topic_facets": (3, 4, 5), "topic_meaning": (3, 5, 7), "topic_passages": (1, 2, 3)},
}
THRESHOLDS = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
LEAST_RECALL = 0.77
FACETS = ("core", "near", "outside")
Chances = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """One way to set the parameters, and what it makes of the pairs: their evidence, and whether any is in words."""

    parameters: dict[str, float]
    evidence: Chances
    is_seen: NDArray[np.bool_]


def leave_out(pairs: pl.DataFrame) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Per partnership: which pairs are its own, and which of the others share no project or topic with them."""
    item = pairs.columns[1]
    for partnership in pairs.get_column("partnership_id").unique().sort():
        is_own = pairs.get_column("partnership_id") == partnership
        is_shared = pairs.get_column(item).is_in(pairs.filter(is_own).get_column(item).implode())
        yield is_own.to_numpy(), (~is_shared).to_numpy()


def list_choices(kind: str, pairs: pl.DataFrame, classify: Callable[[], pl.DataFrame]) -> list[Choice]:
    """Every choice of the grid; the one that serves comes first."""
    parameters, served, choices = read_parameters(), dict(read_parameters()), []
    parameters[f"{kind}_stored"] = 0
    for setting in _combine(SETTINGS[kind], served):
        parameters.update(setting)
        scored = pairs.select(KEYS[kind]).join(classify(), on=KEYS[kind], how="left", maintain_order="left")
        measures = {name: scored.get_column(f"score_{name}").fill_null(0).to_numpy() for name in MEASURES}
        chance = _curve(_sum(kind, measures, parameters), parameters[f"{kind}_slope"], parameters[f"{kind}_bias"])
        is_seen = np.isclose(chance, scored.get_column("score").fill_null(0).to_numpy(), atol=1e-4)
        for weights in _combine(WEIGHTS[kind], served):
            evidence = _sum(kind, measures, parameters | weights)
            choices.append(Choice(setting | weights, evidence, is_seen))
    parameters.update(served)
    return choices


def fit(choice: Choice, grades: NDArray[np.int64], rows: NDArray[np.bool_]) -> tuple[Chances, float]:
    """Chance of all pairs by a curve fitted on some rows, and how unlikely it makes their grades."""
    rows = rows & choice.is_seen
    curve = LogisticRegression(C=1e6).fit(choice.evidence[rows, None], grades[rows] >= 1)
    chance = _curve(choice.evidence, float(curve.coef_[0, 0]), float(curve.intercept_[0]))
    likely = np.where(grades >= 1, chance, 1 - chance)[rows]
    return np.where(choice.is_seen, chance, np.minimum(chance, read_parameters()["chance_unseen"])), float(
        -np.log(np.maximum(likely, 1e-9)).mean()
    )


def judge_projects(con: duckdb.DuckDBPyConnection, labels: pl.DataFrame, themes: pl.DataFrame) -> None:
    """Prints joint projects in sample and by leaving partnerships out, and the curve of the latter."""
    key = KEYS["project"]
    pairs = labels.join(con.sql(SHARED).pl(), on=key, how="semi").sort(key).select(*key, "grade")
    texts = con.sql("select * from intermediate.int_projects__texts").pl().join(pairs, on="project_id", how="semi")
    themes_before, texts_before = empty_project_tables()
    grades = pairs.get_column("grade").to_numpy()

    def classify(theme_texts: pl.DataFrame) -> Callable[[], pl.DataFrame]:
        return lambda: classify_projects(texts, theme_texts, known=themes_before, known_texts=texts_before)[0]

    for name, theme_texts in _with_and_without_facets(themes):
        choices = list_choices("project", pairs, classify(theme_texts))
        served, parameters = choices[0], read_parameters()
        curve = _curve(served.evidence, parameters["project_slope"], parameters["project_bias"])
        in_sample = np.where(served.is_seen, curve, np.minimum(curve, parameters["chance_unseen"]))
        _print_pairs(f"{name}, in sample", pairs, in_sample >= parameters["project_match"])
        fitted, chosen, is_joint = (np.zeros(len(grades)) for _ in range(3))
        for own, others in leave_out(pairs):
            fitted[own] = fit(served, grades, others)[0][own]
            chance = min((fit(choice, grades, others) for choice in choices), key=lambda found: found[1])[0]
            chosen[own] = chance[own]
            relevant = others & (grades >= 1)
            reached = [step for step in THRESHOLDS if (chance >= step)[relevant].mean() >= LEAST_RECALL]
            is_joint[own] = chance[own] >= (reached or THRESHOLDS)[-1]
        _print_pairs(f"{name}, curve of the others", pairs, fitted >= parameters["project_match"])
        _print_pairs(f"{name}, weights and threshold of the others", pairs, is_joint > 0)
        for step in THRESHOLDS:
            _print_pairs(f"    chance of {step} by weights of the others", pairs, chosen >= step)
        print("    served curve, fitted on all:", *_fit_all(served, grades))


def judge_calls(con: duckdb.DuckDBPyConnection, labels: pl.DataFrame, themes: pl.DataFrame) -> None:
    """Prints the order of calls in sample and by leaving partnerships out."""
    key = KEYS["topic"]
    texts, pool = con.sql("select * from intermediate.int_topics__texts").pl(), con.sql(RANKED_TEXTS).pl()
    asked = labels.get_column("partnership_id").unique().sort()
    pairs = pl.DataFrame(asked).join(pool.select("topic_id"), how="cross").sort(key)
    for name, theme_texts in _with_and_without_facets(themes):
        measured = []
        for choice in list_choices("topic", pairs, lambda texts_of=theme_texts: classify_topics(texts, texts_of)):
            parameters = read_parameters()
            curve = _curve(choice.evidence, parameters["topic_slope"], parameters["topic_bias"])
            chance = pl.Series("score_theme", np.where(choice.is_seen, curve, np.minimum(curve, 0.3)))
            ranked = pairs.with_columns(chance, chance.alias("score"))
            measured.append(measure_calls(labels, ranked, pool, theme_texts)["partnerships"])
        rows = {f"{name}, in sample": measured[0], f"{name}, weights of the others": {}}
        for own in asked:
            best = max(measured, key=lambda found: np.mean([found[other]["ndcg_at_20"] for other in asked if other != own]))
            rows[f"{name}, weights of the others"][own] = best[own]
        for row, found in rows.items():
            shown = {key: np.mean([figures[key] for figures in found.values()]) for key in ("p_at_5", "p_at_15", "ndcg_at_20")}
            print(f"{row:48s}", *(f"{key} {value:.3f}" for key, value in shown.items()))


def _with_and_without_facets(themes: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    yield "facets", themes
    yield "niches alone", themes.filter(~pl.col("text_field").is_in(FACETS))


def _combine(grid: dict[str, Sequence[float]], served: dict[str, float]) -> list[dict[str, float]]:
    found = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    return sorted(found, key=lambda one: one != {name: served[name] for name in grid})


def _sum(kind: str, measures: dict[str, Chances], parameters: dict[str, float]) -> Chances:
    return np.sum([parameters[f"{kind}_{name}"] * values for name, values in measures.items()], axis=0)


def _curve(evidence: Chances, slope: float, bias: float) -> Chances:
    return np.asarray(1 / (1 + np.exp(-(slope * evidence + bias))))


def _fit_all(choice: Choice, grades: NDArray[np.int64]) -> tuple[str, str]:
    curve = LogisticRegression(C=1e6).fit(choice.evidence[choice.is_seen, None], grades[choice.is_seen] >= 1)
    return f"slope {curve.coef_[0, 0]:.2f}", f"bias {curve.intercept_[0]:.2f}"


def _print_pairs(name: str, pairs: pl.DataFrame, is_joint: NDArray[np.bool_]) -> None:
    figures: dict[str, Any] = measure_projects(pairs, pairs.filter(pl.Series(is_joint)), pairs)["overall"]
    shown = (f"{key} {figures[key]:.3f}" for key in ("precision_1", "precision_2", "recall_1", "recall_2"))
    print(f"{name:48s}", *shown, f"of {figures['n_positive']}")


def main() -> None:
    """Reads the arguments and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    for kind in ("projects", "calls"):
        parser.add_argument(f"--{kind}", type=Path, required=True)
    asked = parser.parse_args()
    themes = shipped_theme_texts()
    projects, calls = (pl.read_csv(path, infer_schema=False).cast({"grade": pl.Int64}) for path in (asked.projects, asked.calls))
    with duckdb.connect(str(asked.home / "build" / "interregio.duckdb"), read_only=True) as con:
        judge_projects(con, projects, themes)
        judge_calls(con, calls.with_columns(pl.col("is_instrument").str.to_lowercase() == "true"), themes)


if __name__ == "__main__":
    main()
