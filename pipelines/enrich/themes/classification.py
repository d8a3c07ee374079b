"""The tables of the night: which project and which topic belongs to which theme, how surely, and by what it is seen.

What ``pipelines.orchestration.assets`` calls. Projects that were scored before, against the same themes and by the
same engine, are taken over as they stand: the result equals that of scoring everything.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.enrich.themes.meaning import model_name
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.profiles import CORE, OUTSIDE, ThemeProfiles, build_profiles
from pipelines.enrich.themes.scoring import MEASURES, ThemeScorer, ThemeScores, read_fields
from warehouse.store.files import hash_file, hash_text

ENGINE_SUFFIXES = (".py", ".csv")
# A block keeps the likeness of passages to niches small in memory; it changes no figure.
BLOCK = 8_000
EVIDENCE = pl.List(pl.Struct({"text_field": pl.String, "position": pl.Int64, "text": pl.String}))
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "score": pl.Float64,
    **{f"score_{name}": pl.Float64 for name in MEASURES},
    "threshold": pl.Float64,
    "is_match": pl.Boolean,
    "is_core": pl.Boolean,
    "matched_terms": pl.List(pl.String),
    "matched_niches": pl.List(pl.String),
    "evidence": EVIDENCE,
    "model_version": pl.String,
}


@cache
def model_version() -> str:
    """The embeddings and a hash over everything in this package that shapes a score."""
    files = sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in ENGINE_SUFFIXES)
    return f"{model_name()}, engine {hash_text(' '.join(f'{path.name} {hash_file(path)}' for path in files))[:12]}"


def classify_topics(texts: pl.DataFrame, theme_texts: pl.DataFrame) -> pl.DataFrame:
    """Which topics belong to which theme.

    Args:
        texts: one row per text field of a topic: ``topic_id``, ``text_field``, ``text``.
        theme_texts: see ``build_profiles``.

    Returns:
        One row per partnership and topic: ``partnership_id``, ``topic_id``, the columns of ``SCHEMA``; sorted.
    """
    return _by_block(texts, build_profiles(theme_texts), kind="topic")


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
    scored = _by_block(changed, build_profiles(theme_texts), kind="project") if not changed.is_empty() else None
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


def _by_block(texts: pl.DataFrame, profiles: ThemeProfiles, *, kind: str) -> pl.DataFrame:
    text_id = f"{kind}_id"
    scorer = ThemeScorer(profiles, kind=kind)
    ids = texts.get_column(text_id).unique().sort()
    blocks = []
    for start in range(0, max(ids.len(), 1), BLOCK):
        block = texts.filter(pl.col(text_id).is_in(ids.slice(start, BLOCK).implode()))
        blocks.append(_tabulate(scorer.score(block, text_id=text_id), profiles, kind=kind).rename({"id": text_id}))
    return pl.concat(blocks).sort("partnership_id", text_id)


def _tabulate(scores: ThemeScores, profiles: ThemeProfiles, *, kind: str) -> pl.DataFrame:
    """One row per partnership and text whose chance is not negligible."""
    parameters = read_parameters()
    texts, partnerships = np.nonzero(scores.score >= parameters[f"{kind}_stored"])
    key = ("text_number", "partnership")
    pairs = pl.DataFrame(
        {"text_number": texts, "partnership": partnerships, "score": scores.score[texts, partnerships]}
        | {f"score_{name}": scores.measures[name][texts, partnerships] for name in MEASURES}
    ).cast(dict.fromkeys(key, pl.Int64))
    places = _place_hits(scores, kind=kind).join(pairs, on=key, how="semi")
    # A text is a match by its own words; of labels that others chose for it, several must agree on a facet.
    is_named = (pl.col("strength") == CORE).any() | (pl.col("enough").first() == 1)
    shown = (
        places.group_by(*key, "text_field", "facet")
        .agg(((pl.col("line").n_unique() >= pl.col("enough").first()) & is_named).alias("is_enough"))
        .group_by(key)
        .agg(pl.col("is_enough").any())
    )
    reasons = (
        _quote(places, scores)
        .group_by(key)
        .agg(pl.col("text").alias("matched_terms"), pl.struct("text_field", "position", "text").alias("evidence"))
    )
    most = pl.when(pl.col("is_enough").fill_null(value=False)).then(1.0).otherwise(parameters["chance_unseen"])
    return (
        pairs.join(shown, on=key, how="left")
        .with_columns(score=pl.min_horizontal("score", most))
        .join(reasons, on=key, how="left")
        .join(_name_niches(scores, profiles), on=key, how="left")
        .with_columns(
            pl.Series("partnership_id", profiles.partnership_ids, dtype=pl.String).gather(pairs["partnership"]),
            scores.read.ids.gather(pairs["text_number"]).alias("id"),
            pl.col("matched_terms", "matched_niches", "evidence").fill_null([]),
            threshold=pl.lit(parameters[f"{kind}_match"]),
            model_version=pl.lit(model_version()),
        )
        .with_columns(
            is_match=pl.col("score") >= pl.col("threshold"), is_core=pl.col("score") >= parameters["chance_core"]
        )
        .select("partnership_id", "id", *SCHEMA)
    )


def _place_hits(scores: ThemeScores, *, kind: str) -> pl.DataFrame:
    """Places of words for a theme: ``HITS``, ``text_number``, ``text_field``, ``line``, ``enough``, ``facets``."""
    read = scores.read
    row = scores.hits.get_column("row").to_numpy()
    entry = np.searchsorted(read.position, scores.hits.get_column("first").to_numpy())
    fields = read_fields().filter(pl.col("kind") == kind).select("text_field", "enough", "facets")
    return (
        scores.hits.with_columns(
            pl.Series("text_number", read.text_of_row[row], dtype=pl.Int64),
            pl.Series("text_field", read.fields, dtype=pl.String).gather(pl.Series(read.field_of_row[row])),
            pl.Series("line", read.line[entry], dtype=pl.Int64),
        )
        .filter(pl.col("strength") != OUTSIDE)
        .join(fields.filter(pl.col("facets") > 0), on="text_field")
    )


def _quote(places: pl.DataFrame, scores: ThemeScores) -> pl.DataFrame:
    """What is shown of the places: words that name the theme first, fields that weigh most first, each text once."""
    key = ("text_number", "partnership")
    kept = int(read_parameters()["reasons"])
    order = [*key, pl.col("strength") != CORE, -pl.col("facets"), "first"]
    shown = (
        places.sort(order)
        .unique([*key, "number"], keep="first", maintain_order=True)
        .filter(pl.int_range(pl.len()).over(key) < 2 * kept)
    )
    places_once = shown.select("first", "last").unique().sort("first", "last")
    quoted = scores.read.quote(places_once["first"].to_numpy(), places_once["last"].to_numpy())
    return (
        shown.join(places_once.hstack(quoted), on=["first", "last"], how="left", maintain_order="left")
        .with_columns(pl.col("text").str.to_lowercase().alias("folded"))
        .unique([*key, "folded"], keep="first", maintain_order=True)
        .filter(pl.int_range(pl.len()).over(key) < kept)
    )


def _name_niches(scores: ThemeScores, profiles: ThemeProfiles) -> pl.DataFrame:
    """Niches of which terms stand in a text, those with the most first: ``text_number``, ``partnership``, and them."""
    found = scores.niches.tocoo()
    niches = profiles.niches.select("partnership", "niche").with_row_index("number")
    return (
        pl.DataFrame({"text_number": found.row, "number": found.col, "terms": found.data})
        .cast({"text_number": pl.Int64, "number": niches.schema["number"]})
        .join(niches, on="number")
        .sort("text_number", "partnership", -pl.col("terms"), "number")
        .group_by("text_number", "partnership", maintain_order=True)
        .agg(pl.col("niche").head(int(read_parameters()["niches"])).alias("matched_niches"))
    )
