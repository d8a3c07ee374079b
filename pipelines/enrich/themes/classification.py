"""The tables of the night: which project and which topic belongs to which theme, how surely, and why.

What ``pipelines.nightly.steps`` calls. Texts that were scored before, against the same themes and by the same
engine, are taken over as they stand: the result equals that of scoring everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.enrich.themes.meaning import model_name
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.profiles import ThemeProfiles, build_profiles
from pipelines.enrich.themes.reasons import LIST_OF_TEXT, find_niches, find_projects, find_terms
from pipelines.enrich.themes.scoring import ReadTexts, ThemeScores, find_thresholds, read_texts, score_texts
from warehouse.store.files import hash_file, hash_text

ENGINE_SUFFIXES = (".py", ".csv")
# A block keeps the matrix of texts and terms small in memory; it changes no figure.
BLOCK = 4_000
NO_IDS = pl.Series([], dtype=pl.String)
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "score": pl.Float64,
    "score_lexical": pl.Float64,
    "score_semantic": pl.Float64,
    "threshold": pl.Float64,
    "is_match": pl.Boolean,
    "matched_terms": LIST_OF_TEXT,
    "matched_niches": LIST_OF_TEXT,
    "model_version": pl.String,
}


@cache
def model_version() -> str:
    """The embeddings and a hash over everything in this package that shapes a score."""
    files = sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in ENGINE_SUFFIXES)
    return f"{model_name()}, engine {hash_text(' '.join(f'{path.name} {hash_file(path)}' for path in files))[:12]}"


def classify_topics(
    texts: pl.DataFrame,
    theme_texts: pl.DataFrame,
    *,
    won: pl.DataFrame,
    project_texts: pl.DataFrame,
    broad: pl.Series,
) -> pl.DataFrame:
    """Which topics belong to which theme.

    Args:
        texts: one row per text field of a topic: ``topic_id``, ``text_field``, ``text``.
        theme_texts: see ``build_profiles``.
        won: one row per partnership and past project of its members in its theme: ``partnership_id``, ``project_id``.
        project_texts: one row per text field of those projects: ``project_id``, ``text_field``, ``text``.
        broad: ids of the topics whose instrument is open to every theme.

    Returns:
        One row per partnership and topic whose chance is not negligible or whose instrument is broad:
        ``partnership_id``, ``topic_id``, the columns of ``SCHEMA``, ``nearest_projects``; sorted by its key. A
        broad instrument is never a match by its theme.
    """
    profiles = build_profiles(theme_texts)
    past = read_texts(project_texts, text_id="project_id")
    return _by_block(texts, profiles, text_id="topic_id", won=won, past=past, broad=broad)


def classify_projects(
    texts: pl.DataFrame, theme_texts: pl.DataFrame, *, known: pl.DataFrame, known_texts: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which projects belong to which theme; scores only texts that are new or changed.

    Args:
        texts: one row per text field of a project: ``project_id``, ``text_field``, ``text``.
        theme_texts: see ``build_profiles``.
        known: the first table as the last night left it.
        known_texts: the second table as the last night left it.

    Returns:
        One row per partnership and project whose chance is not negligible: ``partnership_id``,
        ``project_id``, the columns of ``SCHEMA``; and one row per project: ``project_id``, ``text_hash``
        (of its texts, the themes and the engine). Both sorted by their keys.
    """
    hashes = hash_texts(texts, theme_texts, text_id="project_id")
    same = hashes.join(known_texts, on=["project_id", "text_hash"], how="semi")
    changed = texts.join(same, on="project_id", how="anti")
    scored = _by_block(changed, build_profiles(theme_texts), text_id="project_id") if not changed.is_empty() else None
    kept = known.join(same, on="project_id", how="semi")
    tables = [kept] if scored is None else [kept.select(scored.columns), scored]
    return pl.concat(tables).sort("partnership_id", "project_id"), hashes


def empty_project_tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    """What ``classify_projects`` is given when nothing was scored before."""
    keys: dict[str, pl.DataType | type[pl.DataType]] = {"partnership_id": pl.String, "project_id": pl.String}
    themes = pl.DataFrame(schema=keys | SCHEMA)
    return themes, pl.DataFrame(schema={"project_id": pl.String, "text_hash": pl.String})


def hash_texts(texts: pl.DataFrame, theme_texts: pl.DataFrame, *, text_id: str) -> pl.DataFrame:
    """One row per id: the id, ``text_hash`` of everything that its scores rest on; sorted."""
    columns = ("partnership_id", "text_field", "niche_id", "text")
    themes = theme_texts.select(columns).unique().sort(columns).write_ndjson()
    salt = hash_text(f"{model_version()}\n{themes}")
    return (
        texts.sort(text_id, "text_field", "text")
        .group_by(text_id, maintain_order=True)
        .agg(pl.struct("text_field", "text").struct.json_encode().str.join("\n").alias("content"))
        .select(
            text_id,
            pl.col("content")
            .map_elements(lambda text: hash_text(f"{salt}\n{text}"), return_dtype=pl.String)
            .alias("text_hash"),
        )
    )


def _by_block(
    texts: pl.DataFrame,
    profiles: ThemeProfiles,
    *,
    text_id: str,
    won: pl.DataFrame | None = None,
    past: ReadTexts | None = None,
    broad: pl.Series = NO_IDS,
) -> pl.DataFrame:
    thresholds = find_thresholds(profiles)
    ids = texts.get_column(text_id).unique().sort()
    blocks = []
    for start in range(0, max(ids.len(), 1), BLOCK):
        read = read_texts(texts.filter(pl.col(text_id).is_in(ids.slice(start, BLOCK).implode())), text_id=text_id)
        is_broad = read.ids.is_in(broad.implode()).to_numpy()
        pairs = _keep_pairs(score_texts(read, profiles), thresholds, is_broad)
        reasons = [find_terms(read, profiles), find_niches(read, profiles, pairs)]
        if won is not None and past is not None:
            matches = pairs.filter("is_match").select("text_number", "partnership")
            reasons.append(find_projects(read, profiles, matches, won, past))
        blocks.append(_put_together(pairs, reasons, profiles, read.ids.alias(text_id)))
    return pl.concat(blocks).sort("partnership_id", text_id)


def _keep_pairs(scores: ThemeScores, limits: NDArray[np.float64], is_broad: NDArray[np.bool_]) -> pl.DataFrame:
    is_kept = (scores.score >= read_parameters()["theme_stored_from"]) | is_broad[:, None]
    rows, columns = np.nonzero(is_kept)
    return pl.DataFrame(
        {
            "text_number": rows,
            "partnership": columns,
            "score": scores.score[rows, columns],
            "score_lexical": scores.lexical[rows, columns],
            "score_semantic": scores.semantic[rows, columns],
            "threshold": limits[columns],
            "is_match": (scores.score[rows, columns] >= limits[columns]) & ~is_broad[rows],
        }
    ).cast({"text_number": pl.Int64, "partnership": pl.Int64})


def _put_together(
    pairs: pl.DataFrame, reasons: Sequence[pl.DataFrame], profiles: ThemeProfiles, ids: pl.Series
) -> pl.DataFrame:
    whole = pairs
    for reason in reasons:
        whole = whole.join(reason, on=["text_number", "partnership"], how="left", maintain_order="left")
    lists = [name for name in ("matched_terms", "matched_niches", "nearest_projects") if name in whole.columns]
    further = [name for name in ("nearest_projects",) if name in whole.columns]
    return whole.with_columns(
        pl.Series("partnership_id", profiles.partnership_ids, dtype=pl.String).gather(whole.get_column("partnership")),
        ids.gather(whole.get_column("text_number")),
        pl.col(lists).fill_null(pl.lit([], dtype=LIST_OF_TEXT)),
        model_version=pl.lit(model_version()),
    ).select("partnership_id", ids.name, *SCHEMA, *further)
