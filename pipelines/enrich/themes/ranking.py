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

from pipelines.enrich.themes.instruments import (
    NONE,
    destinations,
    find_destinations,
    find_open_instruments,
    open_instruments,
)
from pipelines.enrich.themes.lexical import Bm25, LetterRuns, SharedWords
from pipelines.enrich.themes.meaning import (
    Vectors,
    compare_from,
    embed_plainly,
    embed_texts,
    rare_word_weights,
    to_unit,
)
from pipelines.enrich.themes.nearest import NearestWords
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.words import count_words, drop_acronym

# Topics of one call differ in their last number; the same destination is called again in another year.
LAST_NUMBER = r"-\d+[A-Za-z]?$"
YEAR = r"-(?:20)?2\d\b"
CALL_NUMBER = r"-0\d$"
PROGRAMME = r"^HORIZON-"
CALL_YEAR = r"-(20\d\d)\b"
FIRST_YEAR = 2021
# Behind every other digit that counts.
TIE = 1e-4
USUAL_GRANTS = 100
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
        scores = self._score_subjects(texts)
        instruments = find_open_instruments(self._topics.get_column("topic_id"))
        is_open = instruments != NONE
        scores[:, is_open] = self._score_open_instruments(texts)[:, instruments[is_open]]
        # Which year's call of an instrument it was cannot be told from a text: the earlier first.
        scores[:, is_open] -= TIE * self._years[is_open]
        return scores

    def _score_subjects(self, texts: Sequence[str]) -> Scores:
        weights = read_parameters()
        named = drop_acronym(texts)
        meanings = compare_from(self._centre, self._embed(named))
        roots, longest = _root_of_length(texts)[:, None], np.sqrt(weights["ranking_long_from"])
        lengthening = np.maximum(roots / longest, 1) ** (2 * weights["ranking_long_power"])
        parts = {
            "ranking_words": (lengthening * self._shared_words.score(texts)) ** weights["ranking_power"],
            "ranking_letters": (lengthening * self._letters.score(texts)) ** weights["ranking_power"],
            "ranking_meaning": meanings @ self._placed_vectors.T,
            "ranking_pieces": _above_mean(embed_plainly(named) @ self._plain_vectors.T),
            "ranking_nearest": _above_mean(self._nearest_words.score(texts)),
            "ranking_family": meanings @ self._family_vectors.T,
            "ranking_destination": self._score_destinations(texts),
        }
        if self._has_texts:
            parts["ranking_text_words"] = self._text_weights.T * self._bm25.score(texts) / np.minimum(roots, longest)
        scores = np.zeros((len(texts), self._topics.height))
        for name, part in parts.items():
            scores += weights[name] * part
        return scores

    def _score_open_instruments(self, texts: Sequence[str]) -> Scores:
        """Score of every open instrument (column) for every text (row)."""
        weights = read_parameters()
        suits = open_instruments().get_column("suits")
        meanings = compare_from(self._centre, self._embed(drop_acronym(texts)))
        likeness = meanings @ compare_from(self._centre, embed_texts(count_words(suits))).T
        grants = np.log(open_instruments().get_column("grants").to_numpy() / USUAL_GRANTS)
        return np.asarray(
            weights["ranking_open"]
            + weights["ranking_open_suits"] * likeness
            + weights["ranking_open_words"] * _weigh_shared_words(texts, suits)
            + weights["ranking_open_grants"] * grants
        )

    def _score_destinations(self, texts: Sequence[str]) -> Scores:
        words = _weigh_shared_words(texts, destinations().get_column("words"))
        return np.where(self._destinations == NONE, 0.0, words[:, self._destinations])

    @cached_property
    def _has_texts(self) -> bool:
        return "text" in self._topics.columns

    @cached_property
    def _texts(self) -> list[str]:
        return self._topics.get_column("text").fill_null("").to_list()

    @cached_property
    def _destinations(self) -> NDArray[np.int64]:
        return find_destinations(self._topics.get_column("topic_id"))

    @cached_property
    def _years(self) -> Scores:
        years = self._topics.get_column("topic_id").str.extract(CALL_YEAR).cast(pl.Float64).fill_null(FIRST_YEAR)
        return np.asarray(years.to_numpy() - FIRST_YEAR)

    @cached_property
    def _shared_words(self) -> SharedWords:
        return SharedWords(self._titles.stems())

    @cached_property
    def _nearest_words(self) -> NearestWords:
        return NearestWords(self._titles)

    @cached_property
    def _bm25(self) -> Bm25:
        joined = self._topics.select(pl.concat_str("title", "text", separator=" ", ignore_nulls=True)).to_series()
        return Bm25(count_words(joined).stems())

    @cached_property
    def _letters(self) -> LetterRuns:
        return LetterRuns(self._topics.get_column("title").to_list())

    @cached_property
    def _text_weights(self) -> Scores:
        """How far each topic's text says what the topic is about, one column: 0 without words, 1 for endless ones."""
        words = np.asarray(count_words(self._texts).counts.sum(axis=1)).reshape(-1, 1)
        return np.asarray(words / (words + read_parameters()["text_share_half_words"]), dtype=np.float64)

    @cached_property
    def _text_shares(self) -> Scores:
        return np.asarray(read_parameters()["text_share"] * self._text_weights)

    @cached_property
    def _vectors(self) -> Scores:
        titles = compare_from(self._centre, embed_texts(self._titles, self._word_weights))
        if not self._has_texts:
            return titles
        texts = compare_from(self._centre, self._embed(self._texts))
        return to_unit((1 - self._text_shares) * titles + self._text_shares * texts).astype(np.float64)

    @cached_property
    def _placed_vectors(self) -> Scores:
        """The topics' vectors with the words of their destinations."""
        share = read_parameters()["destination_share"]
        words = compare_from(self._centre, embed_texts(count_words(destinations().get_column("words"))))
        placed = (1 - share) * self._vectors + share * words[self._destinations]
        return np.where((self._destinations == NONE)[:, None], self._vectors, to_unit(placed).astype(np.float64))

    @cached_property
    def _plain_vectors(self) -> Scores:
        titles = embed_plainly(self._topics.get_column("title").to_list()).astype(np.float64)
        if not self._has_texts:
            return titles
        texts = embed_plainly(self._texts)
        return to_unit((1 - self._text_shares) * titles + self._text_shares * texts).astype(np.float64)

    @cached_property
    def _family_vectors(self) -> Scores:
        """Mean vector of the other topics of the same destination; nought where there is none."""
        families = name_families(self._topics.get_column("topic_id")).rank("dense").to_numpy() - 1
        member = sparse.csr_matrix((np.ones(len(families)), (np.arange(len(families)), families)))
        others = member @ (member.T @ self._vectors) - self._vectors
        return to_unit(others).astype(np.float64)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        counted = count_words(texts)
        known = dict(zip(self._titles.words, self._word_weights, strict=True))
        unheard = float(np.log1p(2 * self._topics.height + 1))
        return embed_texts(counted, [known.get(word, unheard) for word in counted.words])


def name_families(topic_ids: pl.Series) -> pl.Series:
    """What topics of the same destination have in common in their identifiers, whatever the call and the year."""
    return (
        topic_ids.str.replace(LAST_NUMBER, "")
        .str.replace(YEAR, "")
        .str.replace(CALL_NUMBER, "")
        .str.replace(PROGRAMME, "")
    )


def _above_mean(likeness: Scores) -> Scores:
    """Likeness less its mean over the pool: plain vectors lie closer together the longer a text is."""
    return np.asarray(likeness - likeness.mean(axis=1, keepdims=True))


def _weigh_shared_words(texts: Sequence[str], fields: pl.Series) -> Scores:
    """Weight of the stems that each text (row) shares with each field (column), per root of the text's length."""
    held = count_words(fields).stems()
    rarity = rare_word_weights(held.counts)
    asked = sparse.csr_matrix(count_words(texts).stems().over(held.words) > 0, dtype=np.float64)
    shared = asked @ sparse.diags(rarity) @ sparse.csr_matrix(held.counts > 0, dtype=np.float64).T
    return np.asarray(shared.todense(), dtype=np.float64) / _root_of_length(texts)[:, None]


def _root_of_length(texts: Sequence[str]) -> Scores:
    """Square root of each text's number of distinct words, at least 1: long texts share more words with everything."""
    distinct = np.asarray((count_words(texts).stems().counts > 0).sum(axis=1)).ravel()
    return np.asarray(np.sqrt(np.maximum(distinct, 1)), dtype=np.float64)
