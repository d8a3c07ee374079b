"""What the engine is held against: plain BM25, TF-IDF, and the embeddings as their package gives them."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from pipelines.enrich.themes.meaning import embed_plainly

Scores = NDArray[np.float64]


def score_by_bm25(queries: Sequence[str], texts: Sequence[str]) -> Scores:
    """BM25 of the package bm25s with its defaults, English stop words and the Porter stemmer."""
    stemmer = Stemmer.Stemmer("porter")
    tokens = bm25s.tokenize(list(texts), stopwords="en", stemmer=stemmer, show_progress=False)
    if not tokens.vocab:
        return np.zeros((len(queries), len(texts)))
    model = bm25s.BM25()
    model.index(tokens, show_progress=False)
    asked = bm25s.tokenize(list(queries), stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False)
    nothing = np.zeros(len(texts))
    return np.stack([model.get_scores(words) if words else nothing for words in asked]).astype(np.float64)


def score_by_tfidf(queries: Sequence[str], texts: Sequence[str]) -> Scores:
    """Cosine of TF-IDF over words and pairs of words, with scikit-learn's defaults."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2))
    try:
        pool = vectorizer.fit_transform(texts)
    except ValueError:  # no text of the pool has a word
        return np.zeros((len(queries), len(texts)))
    return np.asarray((vectorizer.transform(queries) @ pool.T).todense(), dtype=np.float64)


def score_by_embeddings(queries: Sequence[str], texts: Sequence[str]) -> Scores:
    """Cosine of the static embeddings, each text the plain mean of its word pieces."""
    return np.asarray(embed_plainly(queries) @ embed_plainly(texts).T, dtype=np.float64)
