"""Scores by nearest words: each word of a text looks for the word of a title that is most like it in meaning.

Tells "drones over vineyards" from "unmanned aircraft for viticulture" where mean vectors blur. Words that are
shared as they are written count in ``lexical``; mean vectors are in ``meaning``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipelines.enrich.themes.meaning import LEAST_RARITY, TINY, load_vectors, rare_word_weights
from pipelines.enrich.themes.words import WordCounts, count_words

# Words whose likeness to every word of every title is held at once; changes no figure.
BLOCK = 500


class NearestWords:
    """The words of a pool of titles, ready to be looked for."""

    def __init__(self, titles: WordCounts) -> None:
        """Finds the words' vectors and how rare they are in the pool."""
        self._count = titles.counts.shape[0]
        self._vectors, _ = load_vectors().embed_words(titles.words)
        self._rarity = dict(zip(titles.words, rare_word_weights(titles.counts), strict=True))
        self._has_words = np.diff(titles.counts.indptr) > 0
        self._starts = titles.counts.indptr[:-1][self._has_words]
        self._words = titles.counts.indices

    def score(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Mean likeness, 0–1, of each text's words (row) to their nearest in each title (column), rare words first."""
        counted = count_words(texts)
        scores = np.zeros((len(texts), self._count))
        if not counted.words or not self._has_words.any():
            return scores
        vectors, rarity = load_vectors().embed_words(counted.words)
        unheard = float(np.log1p(2 * self._count + 1))
        in_pool = np.array([self._rarity.get(word, unheard) for word in counted.words])
        held = sparse.csr_matrix(counted.counts > 0, dtype=np.float64)
        weighted = sparse.csc_matrix(held @ sparse.diags(in_pool * np.sqrt(np.maximum(rarity, LEAST_RARITY))))
        for start in range(0, len(counted.words), BLOCK):
            block = slice(start, start + BLOCK)
            scores[:, self._has_words] += weighted[:, block] @ self._nearest(vectors[block])
        return np.asarray(scores / np.maximum(np.asarray(weighted.sum(axis=1)), TINY))

    def _nearest(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Likeness of each word (row) to the nearest word of each title that has words (column)."""
        likeness = (vectors @ self._vectors.T)[:, self._words]
        return np.maximum(np.maximum.reduceat(likeness, self._starts, axis=1), 0).astype(np.float64)
