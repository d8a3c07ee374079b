"""What was chosen with labels in view, chosen again without those that it is measured on.

    python -m tests.labels.crossvalidation HOME PROJECTS.csv CALLS.csv

takes the texts that HOME's last night read and the labels of ``interregio evaluate projects`` and ``… calls``. For
every partnership weights, curve and threshold are chosen on the others, without their rows of its projects. Facets and
synonyms were written by hand with some labels in view, which no fold can undo: all is measured once more without
facets, on niches alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path

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

# What is chosen among; the first of each is what serves.
SETTINGS = {"project": {"near": (0.4, 0.3), "against": (0.6, 0.4)}, "topic": {"near": (0.6, 0.5)}}
WEIGHTS = {
    "project": {"facets": (8, 6, 10), "meaning": (3, 1, 5), "passages": (1, 0, 2)},
    "topic": {"facets": (4, 3, 5), "meaning": (5, 3, 7), "passages": (2, 1, 3)},
}
THRESHOLDS = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
LEAST_RECALL = 0.77
Values = NDArray[np.float64]
Rows = NDArray[np.bool_]


def leave_out(pairs: pl.DataFrame) -> Iterator[tuple[Rows, Rows]]:
    """Per partnership: which pairs are its own, and which of the others share no project with them."""
    for name in pairs.get_column("partnership_id").unique().sort():
        is_own = pairs.get_column("partnership_id") == name
        own = pairs.filter(is_own).get_column("project_id")
        yield is_own.to_numpy(), (~pairs.get_column("project_id").is_in(own.implode())).to_numpy()


def list_choices(kind: str, pairs: pl.DataFrame, classify: Callable[[], pl.DataFrame]) -> list[tuple[Values, Rows]]:
    """Per choice: evidence of each pair, and whether there is any in words; what serves comes first."""
    parameters, served, choices = read_parameters(), dict(read_parameters()), []
    parameters[f"{kind}_stored"] = 0
    for setting in product(*SETTINGS[kind].values()):
        parameters.update({f"{kind}_{name}": value for name, value in zip(SETTINGS[kind], setting, strict=True)})
        key = ["partnership_id", f"{kind}_id"]
        scored = pairs.select(key).join(classify(), on=key, how="left", maintain_order="left").fill_null(0)
        for weights in product(*WEIGHTS[kind].values()):
            chosen = dict(zip(WEIGHTS[kind], weights, strict=True))
            parts = [chosen.get(name, served[f"{kind}_{name}"]) * scored[f"score_{name}"] for name in MEASURES]
            evidence = np.sum([part.to_numpy() for part in parts], axis=0)
            if weights == tuple(values[0] for values in WEIGHTS[kind].values()):
                is_seen = np.isclose(serve(kind, evidence), scored["score"].to_numpy(), atol=1e-4)
            choices.append((evidence, is_seen))
    parameters.update(served)
    return choices


def serve(kind: str, evidence: Values) -> Values:
    """The chance that serves for so much evidence."""
    return np.asarray(
        1 / (1 + np.exp(-(read_parameters()[f"{kind}_slope"] * evidence + read_parameters()[f"{kind}_bias"])))
    )


def fit(choice: tuple[Values, Rows], grades: NDArray[np.int64], rows: Rows) -> tuple[Values, float]:
    """Chance of each pair by a curve fitted on some rows, and how unlikely it makes their grades."""
    evidence, is_seen = choice
    rows = rows & is_seen
    curve = LogisticRegression(C=1e6).fit(evidence[rows, None], grades[rows] >= 1)
    chance = curve.predict_proba(evidence[:, None])[:, 1]
    unlikely = -np.log(np.where(grades >= 1, chance, 1 - chance)[rows]).mean()
    return np.where(is_seen, chance, 0), float(unlikely)


def judge_projects(name: str, pairs: pl.DataFrame, classify: Callable[[], pl.DataFrame]) -> Iterator[str]:
    """Lines: joint projects in sample, by leaving partnerships out, and by threshold."""
    grades, match = pairs.get_column("grade").to_numpy(), read_parameters()["project_match"]
    choices = list_choices("project", pairs, classify)
    in_sample = np.where(choices[0][1], serve("project", choices[0][0]), 0)
    fitted, chosen, step = (np.zeros(len(grades)) for _ in range(3))
    for own, others in leave_out(pairs):
        fitted[own] = fit(choices[0], grades, others)[0][own]
        chance = min((fit(choice, grades, others) for choice in choices), key=lambda found: found[1])[0]
        reached = [at for at in THRESHOLDS if (chance >= at)[others & (grades >= 1)].mean() >= LEAST_RECALL]
        chosen[own], step[own] = chance[own], max(reached, default=THRESHOLDS[0])
    shown = {"in sample": in_sample >= match, "curve of the others": fitted >= match}
    shown["weights, curve and threshold of the others"] = chosen >= step
    shown |= {f"the same, from a chance of {at}": chosen >= at for at in THRESHOLDS}
    for row, is_joint in shown.items():
        found = measure_projects(pairs, pairs.filter(pl.Series(is_joint)), pairs)["overall"]
        figures = " ".join(f"{key} {value:.3f}" for key, value in found.items() if key[0] in "pr")
        yield f"{name}, {row:44s} {figures} of {found['n_positive']}"


def judge_calls(name: str, measured: list[dict[str, dict[str, float]]]) -> Iterator[str]:
    """Lines: the order of calls in sample and with the weights that rank best for the other partnerships."""
    in_sample, best = measured[0], {}
    for own in in_sample:
        others = [other for other in in_sample if other != own]
        best[own] = max(measured, key=lambda found: sum(found[other]["ndcg_at_20"] for other in others))[own]
    for row, found in {"in sample": in_sample, "weights of the others": best}.items():
        shown = {key: np.mean([one[key] for one in found.values()]) for key in ("p_at_5", "p_at_15", "ndcg_at_20")}
        yield f"{name}, {row:44s} " + " ".join(f"{key} {value:.3f}" for key, value in shown.items())


def _classify(told: pl.DataFrame, themes: pl.DataFrame) -> pl.DataFrame:
    known, known_texts = empty_project_tables()
    return classify_projects(told, themes, known=known, known_texts=known_texts)[0]


def main(home: Path, projects: Path, calls: Path) -> None:
    """Reads and prints."""
    graded, called = (pl.read_csv(path, infer_schema=False).cast({"grade": pl.Int64}) for path in (projects, calls))
    called = called.with_columns(pl.col("is_instrument").str.to_lowercase() == "true")
    with duckdb.connect(str(home / "build" / "interregio.duckdb"), read_only=True) as con:
        shared, pool = con.sql(SHARED).pl(), con.sql(RANKED_TEXTS).pl()
        told, asked = (con.sql(f"from intermediate.int_{kind}__texts").pl() for kind in ("projects", "topics"))
    pairs = graded.join(shared, on=["partnership_id", "project_id"], how="semi").sort("partnership_id", "project_id")
    told = told.join(pairs, on="project_id", how="semi")
    ranked = called.select("partnership_id").unique().join(pool.select("topic_id"), how="cross")
    themes = shipped_theme_texts()
    niches = themes.filter(~pl.col("text_field").is_in(["core", "near", "outside"]))
    for name, texts in {"facets": themes, "niches alone": niches}.items():
        lines = list(judge_projects(name, pairs, partial(_classify, told, texts)))
        measured = []
        for evidence, is_seen in list_choices("topic", ranked, partial(classify_topics, asked, texts)):
            chance = np.where(is_seen, serve("topic", evidence), np.minimum(serve("topic", evidence), 0.3))
            scores = ranked.with_columns(score_theme=pl.Series(chance), score=pl.Series(chance))
            measured.append(measure_calls(called, scores, pool, texts)["partnerships"])
        sys.stdout.write("\n".join([*lines, *judge_calls(name, measured), ""]))
        sys.stdout.flush()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
