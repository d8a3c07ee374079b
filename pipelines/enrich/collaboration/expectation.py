"""How many projects two regions would share if nobody preferred anybody.

Belongs here: the expectation that keeps how active each region and how large each project is. Does not belong here:
counting the projects that a pair does share (dbt).
"""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import betainc

Floats = NDArray[np.float64]
Matrix = Any
"""A sparse matrix of scipy, which says nothing of its types."""
_ROUNDS = 2_000
_CLOSE = 1e-8


def presence_matrix(presence: pl.DataFrame) -> tuple[pl.Series, pl.Series, Matrix]:
    """Who is in which project.

    Args:
        presence: one row is one participant in one project: `participant_id`, `project_id`; repeats count once.

    Returns:
        Participants and projects, sorted, and the sparse matrix of ones, participants × projects.
    """
    once = presence.select("participant_id", "project_id").drop_nulls().unique()
    sides = [once[name].unique().sort() for name in ("participant_id", "project_id")]
    places = [
        once[name].replace_strict(side, pl.int_range(len(side), eager=True), return_dtype=pl.Int64).to_numpy()
        for name, side in zip(("participant_id", "project_id"), sides, strict=True)
    ]
    ones = np.ones(once.height)
    return sides[0], sides[1], sparse.csr_array((ones, tuple(places)), shape=(len(sides[0]), len(sides[1])))


def expected_pairs(presence: pl.DataFrame, *, level: float) -> pl.DataFrame:
    """Compare what pairs share with what activity and size of projects alone would give.

    The most random network in which each participant has on average its own number of projects and each project its own
    number of participants (bipartite configuration model). What a pair shares is then a sum of independent chances; its
    tail is that of the binomial of the same mean and variance, half of the chance of exactly this count counted.
    Projects with one participant join nobody and are left out.

    Args:
        presence: as in `presence_matrix`.
        level: probability below which a pair of two projects or more shares more than expected.

    Returns:
        One row is one pair that shares a project: `participant_a`, `participant_b`, `project_count`, `expected_count`,
        `excess_probability` (of as many or more), `is_more_than_expected`. Sorted.
    """
    names, _, together = presence_matrix(presence)
    together = together[:, np.asarray(together.sum(axis=0)).ravel() > 1]
    shared = sparse.triu(together @ together.T, k=1).tocoo()
    first, second, counts = shared.coords[0], shared.coords[1], shared.data
    if len(counts) == 0:
        mean, tail = np.empty(0), np.empty(0)
    else:
        mean, variance = _moments(together)
        mean, variance = mean[first, second], variance[first, second]
        tail = _tail(counts, mean, variance)
    return pl.DataFrame(
        {
            "participant_a": names.gather(first),
            "participant_b": names.gather(second),
            "project_count": pl.Series(counts).cast(pl.Int64),
            "expected_count": np.round(mean, 6),
            "excess_probability": np.round(tail, 9),
            "is_more_than_expected": (tail < level) & (counts > 1),
        }
    ).sort("participant_a", "participant_b")


def _moments(together: Matrix) -> tuple[Floats, Floats]:
    """Mean and variance of the projects that each pair would share."""
    degrees, degree_of = np.unique(np.asarray(together.sum(axis=1)).ravel(), return_inverse=True)
    sizes, projects = np.unique(np.asarray(together.sum(axis=0)).ravel(), return_counts=True)
    people = np.bincount(degree_of)
    # Participants of one number of projects are alike, and so are projects of one size: few unknowns are left.
    total = float(degrees @ people)
    x, y = degrees / np.sqrt(total), sizes / np.sqrt(total)
    for _ in range(_ROUNDS):
        before = x
        x = degrees / np.maximum((projects * y / (1 + np.outer(x, y))).sum(axis=1), np.finfo(float).tiny)
        y = sizes / np.maximum((people[:, None] * x[:, None] / (1 + np.outer(x, y))).sum(axis=0), np.finfo(float).tiny)
        if np.allclose(x, before, rtol=_CLOSE, atol=0):
            break
    chance = np.outer(x, y) / (1 + np.outer(x, y))
    # On average alone the sizes would be kept so far, and pairs grow with their square: those of the very size count.
    drawn = (people @ chance) ** 2 - people @ chance**2
    scaled = projects * sizes * (sizes - 1) / drawn
    mean = (chance * scaled) @ chance.T
    spread = mean - (chance**2 * scaled * sizes * (sizes - 1) / drawn) @ (chance**2).T
    # The number of projects of each of the two is given: what it says of those they share is no chance.
    doubt = (projects * chance * (1 - chance)).sum(axis=1)[:, None]
    given = ((chance * (1 - chance) * scaled) @ chance.T) ** 2 / np.maximum(doubt, np.finfo(float).tiny)
    return (
        mean[np.ix_(degree_of, degree_of)],
        np.maximum(spread - given - given.T, np.finfo(float).tiny)[np.ix_(degree_of, degree_of)],
    )


def _tail(counts: Floats, mean: Floats, variance: Floats) -> Floats:
    share = np.clip(1 - variance / mean, 1e-12, 1 - 1e-12)
    trials = np.maximum(mean / share, counts)
    at_least, more = (
        np.where(k > trials, 0.0, betainc(np.maximum(k, 1e-12), np.maximum(trials - k + 1, 1e-12), share))
        for k in (counts, counts + 1)
    )
    tail: Floats = (at_least + more) / 2
    return tail
