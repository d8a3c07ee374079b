"""What the engine is held against: plain BM25, TF-IDF, and the embeddings as their package gives them."""

from collections.abc import Sequence

import bm25s
import numpy as np
import polars as pl
import Stemmer
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from pipelines.enrich.themes.meaning import load_vectors, to_unit

Scores = NDArray[np.float64]


def list_queries(theme_texts: pl.DataFrame) -> list[str]:
    """What a baseline asks with, per partnership in the order of ids: name, scope, keywords, niches and synonyms."""
    worded = theme_texts.filter(pl.col("text_field").is_in(["name", "scope", "keyword", "niche"]))
    asked = worded.sort(pl.all()).group_by("partnership_id").agg(pl.col("text").str.join(" "))
    return asked.sort("partnership_id").get_column("text").to_list()


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
    """Cosine of the static embeddings, each text the plain mean of its word pieces, as their package gives it."""
    return np.asarray(_embed(queries) @ _embed(texts).T, dtype=np.float64)


def _embed(texts: Sequence[str]) -> Scores:
    model = load_vectors()
    pieces = [model.pieces[text.ids] for text in model.tokenizer.encode_batch(list(texts), add_special_tokens=False)]
    means = [own.mean(axis=0) if len(own) else np.zeros(model.pieces.shape[1]) for own in pieces]
    return to_unit(np.stack(means)).astype(np.float64)
