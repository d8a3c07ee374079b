"""Measures of a ranking. A tie counts as the worst rank among those tied: a score that says nothing earns nothing."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def rank_of_wanted(scores: Numbers, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rank (from 1) of the wanted column in each row; ties: worst rank."""
    own = np.take_along_axis(scores, wanted[:, None], axis=1)
    return np.asarray((scores >= own).sum(axis=1))


def mean_reciprocal_rank(ranks: NDArray[np.int64]) -> float:
    """Mean of 1 / rank, 0–1."""
    return float((1 / ranks).mean())


def recall_at(ranks: NDArray[np.int64], depth: int) -> float:
    """Share of rows whose wanted column is among the first ``depth``."""
    return float((ranks <= depth).mean())


def ndcg_at(scores: Numbers, grades: NDArray[np.int64], depth: int) -> float | None:
    """Discounted gain of the first ``depth`` over the best possible, 0–1; gain 2^grade − 1, discount log2.

    None where no grade is above 0.
    """
    gains = (2.0**grades - 1)[_worst_order(scores, grades)][:depth]
    best = np.sort(2.0**grades - 1)[::-1][:depth]
    discounts = 1 / np.log2(np.arange(2, len(best) + 2))
    ideal = float((best * discounts).sum())
    return float((gains * discounts).sum()) / ideal if ideal > 0 else None


def average_precision(scores: Numbers, grades: NDArray[np.int64]) -> float | None:
    """Mean precision at each relevant item (grade 1 and above), 0–1; None where there is none."""
    is_relevant = (grades >= 1)[_worst_order(scores, grades)]
    if not is_relevant.any():
        return None
    precision = np.cumsum(is_relevant) / np.arange(1, len(is_relevant) + 1)
    return float(precision[is_relevant].mean())


def precision_and_recall(is_match: NDArray[np.bool_], grades: NDArray[np.int64]) -> tuple[float | None, float | None]:
    """Share of matches that are relevant (grade 1 and above), and share of the relevant that are matches."""
    is_relevant = grades >= 1
    hits = int((is_match & is_relevant).sum())
    matches, relevant = int(is_match.sum()), int(is_relevant.sum())
    return (hits / matches if matches else None, hits / relevant if relevant else None)


def mean_of_known(values: Sequence[float | None]) -> float | None:
    """Mean of the values that are not None; None where all are."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _worst_order(scores: Numbers, grades: NDArray[np.int64]) -> NDArray[np.int64]:
    """Highest score first; among equals the lowest grade first."""
    return np.lexsort((grades, -scores))
