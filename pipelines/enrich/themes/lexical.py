"""Scores by shared words and by shared runs of letters. What words mean is in ``meaning``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from pipelines.enrich.themes.meaning import TINY, rare_word_weights
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.words import WordCounts, count_words, drop_report_prefix

LETTER_RUNS = (3, 4)


def saturate(
    counts: sparse.csr_matrix, *, lengths: NDArray[np.float64], usual: NDArray[np.float64] | float
) -> sparse.csr_matrix:
    """BM25's worth of a word in a text: rises with its count towards 1 + k1, falls with the text's length.

    Args:
        counts: how often each text (row) holds each word.
        lengths: words of each text, those without a column among them.
        usual: usual number of words; of all texts or one by one.
    """
    parameters = read_parameters()
    k1, b = parameters["bm25_k1"], parameters["bm25_b"]
    damping = k1 * (1 - b + b * lengths / usual)
    worth = sparse.csr_matrix(counts, dtype=np.float64, copy=True)
    worth.data = worth.data * (k1 + 1) / (worth.data + np.repeat(damping, np.diff(worth.indptr)))
    return worth


class Bm25:
    """BM25 over the stems of a pool of texts."""

    def __init__(self, texts: WordCounts) -> None:
        """Weighs the stems of the pool."""
        lengths = np.asarray(texts.counts.sum(axis=1)).ravel()
        usual = float(lengths.mean()) or 1.0
        weights = sparse.diags(rare_word_weights(texts.counts))
        self._names = texts.words
        self._worth = sparse.csr_matrix(saturate(texts.counts, lengths=lengths, usual=usual) @ weights)

    def score(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Score of every text of the pool (column) for every text (row)."""
        asked = count_words(texts).stems().over(self._names)
        return np.asarray((asked @ self._worth.T).todense(), dtype=np.float64)


class SharedWords:
    """Cosine over the rarity of stems, squared by it: a text and a title that share one rare word stand close."""

    def __init__(self, texts: WordCounts) -> None:
        """Weighs the stems of the pool."""
        self._names = texts.words
        self._rarity = rare_word_weights(texts.counts)
        self._unheard = float(np.log1p(2 * texts.counts.shape[0] + 1))
        held = sparse.csr_matrix(texts.counts > 0, dtype=np.float64)
        self._held = sparse.csr_matrix(held @ sparse.diags(self._rarity))
        self._lengths = np.maximum(np.sqrt(held @ self._rarity**2), TINY)

    def score(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Cosine of every text of the pool (column) with every text (row); words that the pool lacks count too."""
        counted = count_words(texts).stems()
        asked = sparse.csr_matrix(counted.over(self._names) > 0, dtype=np.float64)
        unheard = np.diff(sparse.csr_matrix(counted.counts).indptr) - np.diff(asked.indptr)
        lengths = np.sqrt(asked @ self._rarity**2 + unheard * self._unheard**2)
        shared = np.asarray((asked @ sparse.diags(self._rarity) @ self._held.T).todense(), dtype=np.float64)
        return np.asarray(shared / self._lengths / np.maximum(lengths, TINY)[:, None])


class LetterRuns:
    """Cosine of TF-IDF over runs of letters inside words."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Weighs the runs of the pool."""
        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=LETTER_RUNS, sublinear_tf=True)
        try:
            self._pool = self._vectorizer.fit_transform(texts)
        except ValueError:  # no text of the pool has a letter
            self._pool = None
        self._height = len(texts)

    def score(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Cosine of every text of the pool (column) with every text (row)."""
        if self._pool is None:
            return np.zeros((len(texts), self._height))
        return np.asarray(
            (self._vectorizer.transform(drop_report_prefix(texts)) @ self._pool.T).todense(), dtype=np.float64
        )
