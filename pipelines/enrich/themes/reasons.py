"""By what one can see that a text belongs to a theme: terms it holds, niches it is like, projects it is like."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from pipelines.enrich.themes.meaning import compare_from
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.profiles import ThemeProfiles
from pipelines.enrich.themes.scoring import DIGITS, ReadTexts, similarity_to_niches

LIST_OF_TEXT = pl.List(pl.String)


def find_terms(read: ReadTexts, profiles: ThemeProfiles) -> pl.DataFrame:
    """Terms of which one field of a text holds every word, compared by stem.

    Returns:
        One row per text and partnership with such a term: ``text_number``, ``partnership``, ``matched_terms`` (sorted).
    """
    is_held = read.field_stems.over(profiles.stems) > 0
    shared = sparse.coo_matrix(is_held.astype(np.float32) @ profiles.term_stems.T.astype(np.float32))
    sizes = np.asarray(profiles.term_stems.sum(axis=1)).ravel()
    is_whole = shared.data >= sizes[shared.col]
    return (
        pl.DataFrame({"text_number": read.field_texts[shared.row[is_whole]], "term_number": shared.col[is_whole]})
        .cast(pl.Int64)
        .unique()
        .join(profiles.terms.with_row_index("term_number").cast({"term_number": pl.Int64}), on="term_number")
        .group_by("text_number", "partnership")
        .agg(pl.col("term").unique().sort().alias("matched_terms"))
    )


def find_niches(read: ReadTexts, profiles: ThemeProfiles, pairs: pl.DataFrame) -> pl.DataFrame:
    """Niches that a text is like, the likest first.

    Args:
        read: the texts.
        profiles: the themes.
        pairs: ``text_number``, ``partnership``.

    Returns:
        One row per pair with such a niche: ``text_number``, ``partnership``, ``matched_niches``.
    """
    parameters = read_parameters()
    likeness = similarity_to_niches(read, profiles)
    named = [
        _name_nearest(
            likeness[np.ix_(numbers, np.arange(len(profiles.niche_names))[profiles.niches_of(partnership)])],
            numbers,
            np.array(profiles.niche_names[profiles.niches_of(partnership)], dtype=object),
            least=parameters["theme_niche_from"],
        ).with_columns(partnership=pl.lit(partnership, dtype=pl.Int64))
        for partnership, numbers in _numbers_by_partnership(pairs)
    ]
    columns = ("text_number", "partnership", pl.col("name").alias("matched_niches"))
    return pl.concat(named).select(columns) if named else _nothing("matched_niches")


def find_projects(
    read: ReadTexts, profiles: ThemeProfiles, pairs: pl.DataFrame, won: pl.DataFrame, projects: ReadTexts
) -> pl.DataFrame:
    """The partnership's own past projects that a text is like, the likest first. A reason only: no score rests on it.

    Args:
        read: the texts.
        profiles: the themes.
        pairs: ``text_number``, ``partnership``.
        won: ``partnership_id``, ``project_id``.
        projects: the texts of the projects in ``won``.

    Returns:
        One row per pair with such a project: ``text_number``, ``partnership``, ``nearest_projects`` (ids).
    """
    position = pl.DataFrame({"project_id": projects.ids}).with_row_index("project_number")
    partnership_of = pl.DataFrame({"partnership_id": profiles.partnership_ids}).with_row_index("partnership")
    keyed = won.unique().join(position, on="project_id").join(partnership_of, on="partnership_id")
    numbers_of = {
        int(key[0]): np.sort(group.get_column("project_number").to_numpy())
        for key, group in keyed.group_by("partnership")
    }
    texts = compare_from(profiles.centre, read.vectors)
    past = compare_from(profiles.centre, projects.vectors)
    ids = np.array(projects.ids.to_list(), dtype=object)
    named = [
        _name_nearest(
            texts[numbers] @ past[numbers_of[partnership]].T,
            numbers,
            ids[numbers_of[partnership]],
            least=read_parameters()["theme_niche_from"],
        ).with_columns(partnership=pl.lit(partnership, dtype=pl.Int64))
        for partnership, numbers in _numbers_by_partnership(pairs)
        if partnership in numbers_of
    ]
    columns = ("text_number", "partnership", pl.col("name").alias("nearest_projects"))
    return pl.concat(named).select(columns) if named else _nothing("nearest_projects")


def _name_nearest(
    likeness: NDArray[np.float64], numbers: NDArray[np.int64], names: NDArray[np.object_], *, least: float
) -> pl.DataFrame:
    """One row per text with a name at least so like: ``text_number``, ``name`` (list, the likest first)."""
    kept = min(int(read_parameters()["theme_reasons"]), likeness.shape[1])
    likeness = np.round(likeness, DIGITS)
    order = np.argsort(-likeness, axis=1, kind="stable")[:, :kept]
    values = np.take_along_axis(likeness, order, axis=1)
    return (
        pl.DataFrame(
            {
                "text_number": np.repeat(numbers, kept),
                "name": pl.Series(names[order].ravel().tolist(), dtype=pl.String),
                "likeness": values.ravel(),
            }
        )
        .filter(pl.col("likeness") >= least)
        .group_by("text_number", maintain_order=True)
        .agg("name")
    )


def _numbers_by_partnership(pairs: pl.DataFrame) -> list[tuple[int, NDArray[np.int64]]]:
    return [
        (int(key[0]), group.get_column("text_number").to_numpy().astype(np.int64))
        for key, group in pairs.sort("partnership", "text_number").group_by("partnership", maintain_order=True)
    ]


def _nothing(column: str) -> pl.DataFrame:
    return pl.DataFrame(schema={"text_number": pl.Int64, "partnership": pl.Int64, column: LIST_OF_TEXT})
