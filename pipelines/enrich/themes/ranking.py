"""Which topics fit a text best: every topic of a pool gets a score for every text.

Each text is ranked by itself: no other text, no project of a topic and no result of an earlier call
plays a part. Scores order the topics of one text; they are no probabilities and two texts' scores are
not to be compared. Whether a text belongs to a partnership's theme is in ``scoring``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from pipelines.enrich.themes.instruments import NOT_OPEN, find_open_instruments, open_instruments
from pipelines.enrich.themes.lexical import Bm25, LetterRuns
from pipelines.enrich.themes.meaning import (
    Vectors,
    compare_from,
    embed_plainly,
    embed_texts,
    rare_word_weights,
    to_unit,
)
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.words import count_words

# Topics of one call differ in their last number; the same destination is called again in another year.
LAST_NUMBER = r"-\d+[A-Za-z]?$"
YEAR = r"-(?:20)?2\d\b"
CALL_NUMBER = r"-0\d$"
PROGRAMME = r"^HORIZON-"
# Behind many titles: the type of action, or the European partnership that the topic belongs to.
ACTION_OR_PARTNERSHIP = r"(?i)\((?:RIA|IA|CSA|PCP|PPI|COFUND|[^()]*partnerships?[^()]*|[^()]*made in europe[^()]*)\)"
Scores = NDArray[np.float64]


class TopicRanker:
    """A pool of topics, made ready to be ranked for any text."""

    def __init__(self, topics: pl.DataFrame, *, centre: Vectors) -> None:
        """Reads the topics' words.

        Args:
            topics: one row per topic: ``topic_id``, ``title`` and, if there, ``text``.
            centre: where vectors are looked at from, see ``profiles.vector_centre``.
        """
        self._topics = topics.with_columns(pl.col("title").fill_null("").str.replace_all(ACTION_OR_PARTNERSHIP, " "))
        self._centre = centre
        self._titles = count_words(self._topics.get_column("title"))
        self._word_weights = rare_word_weights(self._titles.counts)

    def rank(self, texts: Sequence[str]) -> Scores:
        """Score of every topic (column) for every text (row); higher fits better."""
        weights = read_parameters()
        similarity = self._meanings(texts)
        parts = {
            "ranking_lexical": self._bm25.score(texts) / _root_of_length(texts)[:, None],
            "ranking_semantic": similarity @ self._vectors.T,
            "ranking_pieces": embed_plainly(texts) @ self._plain_vectors.T,
            "ranking_letters": self._letters.score(texts),
            "ranking_family": similarity @ self._family_vectors.T,
        }
        scores = np.zeros((len(texts), self._topics.height))
        for name, part in parts.items():
            scores += weights[name] * part
        instruments = find_open_instruments(self._topics.get_column("topic_id"))
        is_open = instruments != NOT_OPEN
        suits = compare_from(self._centre, embed_texts(count_words(open_instruments().get_column("suits"))))
        # Among calls of one open instrument the title still decides, at a hundredth, so that none is tied.
        scores[:, is_open] = (
            weights["ranking_open"]
            + weights["ranking_open_suits"] * (similarity @ suits.T)[:, instruments[is_open]]
            + scores[:, is_open] / 100
        )
        return scores

    @cached_property
    def _joined_texts(self) -> list[str]:
        if "text" not in self._topics.columns:
            return self._topics.get_column("title").to_list()
        return (
            self._topics.select(pl.concat_str("title", "text", separator=" ", ignore_nulls=True)).to_series().to_list()
        )

    @cached_property
    def _bm25(self) -> Bm25:
        return Bm25(count_words(self._joined_texts).stems())

    @cached_property
    def _letters(self) -> LetterRuns:
        return LetterRuns(self._topics.get_column("title").to_list())

    @cached_property
    def _vectors(self) -> Scores:
        titles = compare_from(self._centre, embed_texts(self._titles, self._word_weights))
        if "text" not in self._topics.columns:
            return titles
        texts = compare_from(self._centre, self._embed(self._topics.get_column("text").fill_null("").to_list()))
        share = read_parameters()["text_share"]
        return to_unit((1 - share) * titles + share * texts).astype(np.float64)

    @cached_property
    def _plain_vectors(self) -> Vectors:
        return embed_plainly(self._topics.get_column("title").to_list())

    @cached_property
    def _family_vectors(self) -> Scores:
        """Mean vector of the other topics of the same destination; nought where there is none."""
        families = self._topics.select(
            pl.col("topic_id")
            .str.replace(LAST_NUMBER, "")
            .str.replace(YEAR, "")
            .str.replace(CALL_NUMBER, "")
            .str.replace(PROGRAMME, "")
            .rank("dense")
            .sub(1)
        ).to_series()
        member = sparse.csr_matrix((np.ones(families.len()), (np.arange(families.len()), families.to_numpy())))
        others = member @ (member.T @ self._vectors) - self._vectors
        return to_unit(others).astype(np.float64)

    def _meanings(self, texts: Sequence[str]) -> Scores:
        return compare_from(self._centre, self._embed(texts))

    def _embed(self, texts: Sequence[str]) -> Vectors:
        counted = count_words(texts)
        known = dict(zip(self._titles.words, self._word_weights, strict=True))
        unheard = float(np.log1p(2 * self._topics.height + 1))
        return embed_texts(counted, [known.get(word, unheard) for word in counted.words])


def _root_of_length(texts: Sequence[str]) -> Scores:
    """Square root of each text's number of distinct words, at least 1: long texts share more words with everything."""
    distinct = np.asarray((count_words(texts).stems().counts > 0).sum(axis=1)).ravel()
    return np.asarray(np.sqrt(np.maximum(distinct, 1)), dtype=np.float64)
