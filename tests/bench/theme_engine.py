"""How long the theme engine takes, from text to scored pairs.

    python -m tests.bench.theme_engine

Prints seconds (and, beside them, those of the processor: a busy machine shows in the difference) for all
partnerships × 1,000 topics with long texts, for 25,000 projects never seen before, and for the night after on which
100 of them changed. Texts are put together from the words of the shipped themes, seeded; the model is loaded within
the first figure.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import polars as pl

from pipelines.commands.evaluate import shipped_theme_texts
from pipelines.enrich.themes.classification import classify_projects, classify_topics, empty_project_tables

SEED = 20260810
TOPICS = 1_000
TOPIC_WORDS = 750
PROJECTS = 25_000
OBJECTIVE_WORDS = 250
CHANGED = 100


def make_texts(words: list[str], count: int, length: int, *, text_id: str, field: str, seed: int) -> pl.DataFrame:
    """Texts with a title of ten words and a body, words drawn at random."""
    random = np.random.default_rng(seed)
    ids = [f"{text_id}-{number:05}" for number in range(count)]
    drawn = random.choice(np.array(words, dtype=object), size=(count, length + 10))
    fields = (("title", drawn[:, :10]), (field, drawn[:, 10:]))
    return pl.concat(
        [
            pl.DataFrame({text_id: ids, "text_field": name, "text": [" ".join(row) for row in part]})
            for name, part in fields
        ]
    )


def now() -> tuple[float, float]:
    """The clock on the wall and that of the processor."""
    return time.perf_counter(), time.process_time()


def since(began: tuple[float, float]) -> str:
    """Seconds passed on both clocks, in words."""
    wall, processor = now()
    return f"{wall - began[0]:.1f} s ({processor - began[1]:.1f} s of the processor)"


def main() -> None:
    """Prints the figures."""
    themes = shipped_theme_texts()
    words = themes.get_column("text").str.extract_all(r"\p{L}+").explode(empty_as_null=False).unique().sort().to_list()
    topics = make_texts(words, TOPICS, TOPIC_WORDS, text_id="topic_id", field="description", seed=SEED)
    projects = make_texts(words, PROJECTS, OBJECTIVE_WORDS, text_id="project_id", field="objective", seed=SEED)
    known, known_texts = empty_project_tables()

    began = now()
    scored = classify_topics(topics, themes)
    topic_seconds = since(began)

    began = now()
    known, known_texts = classify_projects(projects, themes, known=known, known_texts=known_texts)
    project_seconds = since(began)

    is_changed = pl.col("project_id") < f"project_id-{CHANGED:05}"
    changed = projects.with_columns(
        pl.when(is_changed).then(pl.col("text") + " renewed").otherwise(pl.col("text")).alias("text")
    )
    began = now()
    classify_projects(changed, themes, known=known, known_texts=known_texts)
    again_seconds = since(began)

    sys.stdout.write(
        f"{TOPICS:,} topics, all partnerships: {topic_seconds}, {scored.height:,} rows\n"
        f"{PROJECTS:,} projects, all partnerships: {project_seconds}, {known.height:,} rows\n"
        f"the night after, {CHANGED} of them changed: {again_seconds}\n"
    )


if __name__ == "__main__":
    main()
