"""How much speaks for a text belonging to a theme: five measures, their sum, and the chance it stands for.

A text's score depends on the text, the themes and the numbers in the CSV files alone, not on the other texts of the
night. Four measures compare a text with all themes and count what exceeds the mean over them (contrast): words of
niches (BM25F), phrases, the best passages, and meaning. The fifth asks whether every field that the theme joins is
there (facets), and what speaks against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from pipelines.enrich.themes.cleaning import clean_texts
from pipelines.enrich.themes.facets import find_facets
from pipelines.enrich.themes.meaning import Vectors, embed_words, to_unit, whiten
from pipelines.enrich.themes.parameters import read_parameters
from pipelines.enrich.themes.profiles import CORE, NEAR, OUTSIDE, ThemeProfiles
from pipelines.enrich.themes.words import NOWHERE, Numbers, ReadTexts, Whole, read_texts, split_words, stem

FIELDS = Path(__file__).parent / "fields.csv"
# Digits kept of a score: those behind them depend on how many texts were read at once.
DIGITS = 6
LEADING = "title"
WORDED = ("name", "niche", "keyword", "scope")
LEAST_SCALE = 1e-6
# Texts whose passages are sorted at once; changes no figure.
BLOCK = 200
MEASURES = ("words", "phrases", "passages", "meaning", "facets")


@dataclass(frozen=True)
class ThemeScores:
    """Scores of texts (rows) in themes (columns).

    Attributes:
        read: the texts as they were read.
        niches: how many terms of each niche (column) stand in each text (row).
        measures: each of ``MEASURES``.
        hits: where words of facets stand, see ``find_facets``.
        score: chance that a coordinator would call the text core or adjacent, 0–1.
    """

    read: ReadTexts
    niches: sparse.csr_matrix
    measures: dict[str, Numbers]
    hits: pl.DataFrame
    score: Numbers


class ThemeScorer:
    """Compares texts of one kind with themes."""

    def __init__(
        self, profiles: ThemeProfiles, *, kind: str, weigh: Callable[[Sequence[str]], Numbers] | None = None
    ) -> None:
        """Weighs the themes' words and phrases.

        Args:
            profiles: the themes.
            kind: ``topic`` or ``project``: which fields its texts have, and what they weigh.
            weigh: how rare words are where the texts come from, beside how rare they are in English.
        """
        self._weigh = weigh
        self._profiles = profiles
        self._kind = kind
        self._fields = read_fields().filter(pl.col("kind") == kind)
        self._count = len(profiles.partnership_ids)

    def score(self, texts: pl.DataFrame, *, text_id: str) -> ThemeScores:
        """Scores texts in every theme.

        Args:
            texts: one row per text field: the ``text_id`` column, ``text_field``, ``text``.
            text_id: name of the id column.
        """
        known = texts.select(text_id, "text_field", "text").filter(
            pl.col("text_field").is_in(self._fields.get_column("text_field").implode())
        )
        read = read_texts(clean_texts(known), text_id=text_id)
        hits = find_facets(read, self._profiles)
        weights = self._weigh_rows(read)
        phrases = self._count_phrases(read, weights["phrases"])
        compared = self._compare(read, weights, phrases)
        measures = {name: dampen(_contrast(values / self._scales[name])) for name, values in compared.items()} | {
            "facets": self._measure_facets(read, hits, weights["facets"])
        }
        parameters = read_parameters()
        evidence = np.sum([parameters[f"{self._kind}_{name}"] * measures[name] for name in MEASURES], axis=0)
        evidence = parameters[f"{self._kind}_slope"] * evidence + parameters[f"{self._kind}_bias"]
        has_words = np.bincount(read.text_of_row, weights=read.lengths, minlength=read.ids.len()) > 0
        chance = np.where(has_words[:, None], 1 / (1 + np.exp(-evidence)), 0.0)
        rounded = {name: np.round(values, DIGITS) for name, values in measures.items()}
        return ThemeScores(
            read,
            sparse.csr_matrix(phrases.astype(bool) @ self._phrases_of_niches),
            rounded,
            hits,
            np.asarray(np.round(chance, DIGITS), dtype=np.float64),
        )

    def compare(self, texts: pl.DataFrame, *, text_id: str) -> dict[str, Numbers]:
        """The measures that are the same for any theme, before others are held against it: texts × themes each."""
        read = read_texts(clean_texts(texts), text_id=text_id)
        weights = self._weigh_rows(read)
        compared = self._compare(read, weights, self._count_phrases(read, weights["phrases"]))
        return {name: values / self._scales[name] for name, values in compared.items()}

    def _compare(
        self, read: ReadTexts, weights: Mapping[str, Numbers], phrases: sparse.csr_matrix
    ) -> dict[str, Numbers]:
        passages = _find_passages(read, is_leading=weights["leads"] > 0)
        saturation = read_parameters()["saturation_phrases"]
        return {
            "words": self._measure_words(read, weights["words"]),
            "phrases": np.asarray(_saturate(phrases, saturation) @ self._phrase_weights.T),
            "passages": self._measure_passages(read, passages),
            "meaning": self._measure_meaning(read, passages),
        }

    @cached_property
    def _scales(self) -> dict[str, Numbers]:
        """What each measure gives a title that names one of the theme's own niches, on average."""
        niches = self._profiles.niches
        examples = niches.select(
            pl.int_range(pl.len()).alias("number"),
            pl.lit("title").alias("text_field"),
            pl.concat_str("niche", pl.col("words").list.first(), separator="; ", ignore_nulls=True).alias("text"),
        )
        read = read_texts(examples, text_id="number")
        weights = self._weigh_rows(read)
        measures = self._compare(read, weights, self._count_phrases(read, weights["phrases"]))
        partnership = niches.get_column("partnership").to_numpy()
        own = np.zeros((self._count, niches.height))
        own[partnership, np.arange(niches.height)] = 1
        own /= np.maximum(own.sum(axis=1, keepdims=True), 1)
        return {
            name: np.maximum((own * values.T).sum(axis=1), LEAST_SCALE) if name != "meaning" else np.ones(self._count)
            for name, values in measures.items()
        }

    def _embed(self, words: Sequence[str]) -> tuple[Vectors, Numbers]:
        """Vector of each word, and how rare it is."""
        vectors, rarity = embed_words(words)
        return vectors, rarity if self._weigh is None else np.sqrt(rarity * self._weigh(words))

    def _weigh_rows(self, read: ReadTexts) -> dict[str, Numbers]:
        """Weight of each row of the texts in each measure, longer rows less; and whether it leads its text."""
        has_field = np.zeros((read.ids.len(), len(read.fields)), dtype=np.bool_)
        has_field[read.text_of_row, read.field_of_row] = True
        place = {field: number for number, field in enumerate(read.fields)}
        by_field = {row["text_field"]: row for row in self._fields.iter_rows(named=True)}
        table = np.zeros((2, len(read.fields), 5))
        stands_in = np.zeros((len(read.fields), read.ids.len()), dtype=np.bool_)
        for field, number in place.items():
            own = by_field[field]
            other = own["stands_in_for"]
            if other:
                stands_in[number] = ~has_field[:, place[other]] if other in place else True
            for is_other, row in enumerate((own, by_field.get(other, own))):
                table[is_other, number] = [row[name] for name in ("words", "phrases", "facets", "usual_words")] + [
                    row["text_field"] == LEADING
                ]
        chosen = stands_in[read.field_of_row, read.text_of_row].astype(np.int64)
        rows = table[chosen, read.field_of_row]
        ratio = read.lengths / rows[:, 3]
        parameters = read_parameters()
        b_words, b_phrases = parameters["length_words"], parameters["length_phrases"]
        return {
            "words": rows[:, 0] / (1 - b_words + b_words * ratio),
            "phrases": rows[:, 1] / (1 - b_phrases + b_phrases * ratio),
            "facets": rows[:, 2] / (1 - b_words + b_words * ratio),
            "leads": rows[:, 4],
        }

    def _measure_words(self, read: ReadTexts, weights: Numbers) -> Numbers:
        counts = self._count_stems(read, read.text_of_row[read.row], weights[read.row], read.ids.len())
        worth = _saturate(counts, read_parameters()["saturation_words"])
        return np.asarray((worth @ self._stem_weights.T).toarray(), dtype=np.float64)

    def _measure_passages(self, read: ReadTexts, passages: Passages) -> Numbers:
        entries, places = passages.entries, passages.places
        parameters = read_parameters()
        b = parameters["length_words"]
        weights = np.where(passages.is_repeated, parameters["passage_title_words"], 1.0)
        counts = self._count_stems(read, places, weights, passages.text.size, entries)
        length = np.bincount(places[~passages.is_repeated], minlength=passages.text.size)
        norm = sparse.diags(1 / (1 - b + b * length / parameters["passage_length"]))
        worth = _saturate(sparse.csr_matrix(norm @ counts), parameters["saturation_words"])
        scores = (worth @ self._stem_weights.T).toarray()
        return _mean_of_best(scores, passages.text, read.ids.len())

    def _count_stems(
        self, read: ReadTexts, rows: Whole, weights: Numbers, height: int, entries: Whole | None = None
    ) -> sparse.csr_matrix:
        """Weighted counts of the themes' stems, one row per text or passage."""
        position = {stem: number for number, stem in enumerate(self._stems)}
        column = np.array([position.get(stem, -1) for stem in read.stems], dtype=np.int64)
        stems = column[read.stem if entries is None else read.stem[entries]]
        is_known = stems >= 0
        return sparse.csr_matrix(
            (weights[is_known], (rows[is_known], stems[is_known])), shape=(height, len(self._stems))
        )

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        phrases = self._profiles.terms.filter(pl.col("text_field").is_in(WORDED)).get_column("phrase").to_list()
        return tuple(sorted({name for phrase in phrases for name in stem(phrase)}))

    @cached_property
    def _rarity(self) -> dict[str, float]:
        """How rare each stem of the themes is in English: as rare as the commonest of its words."""
        texts = self._profiles.terms.filter(pl.col("text_field").is_in(WORDED)).get_column("text")
        words = sorted({word for text in texts.unique() for word in split_words(text)})
        _, rarity = self._embed(words)
        rarest: dict[str, float] = {}
        for name, value in zip(stem(words), rarity, strict=True):
            rarest[name] = min(float(value), rarest.get(name, float(value)))
        return rarest

    @cached_property
    def _stem_weights(self) -> sparse.csr_matrix:
        """Weight of each stem (column) in each theme (row): the more of its niches hold it, and the rarer it is."""
        power = read_parameters()["rarity_power"]
        position = {name: number for number, name in enumerate(self._stems)}
        niches = self._profiles.niches.select("partnership", "words").rows()
        rows, columns = [], []
        for partnership, texts in niches:
            for name in sorted({name for text in texts for name in stem(split_words(text))}):
                rows.append(partnership)
                columns.append(position[name])
        values = [self._rarity[self._stems[column]] ** power for column in columns]
        return sparse.csr_matrix((values, (rows, columns)), shape=(self._count, len(self._stems)))

    def _count_phrases(self, read: ReadTexts, weights: Numbers) -> sparse.csr_matrix:
        """Weighted counts of the themes' phrases (columns) in each text."""
        slack = int(read_parameters()["phrase_slack"])
        places = [read.find_stems(phrase, slack=slack)[0] for phrase in self._phrases]
        row = read.row_at(np.concatenate([NOWHERE, *places]))
        number = np.repeat(np.arange(len(places)), [len(place) for place in places])
        return sparse.csr_matrix(
            (weights[row], (read.text_of_row[row], number)), shape=(read.ids.len(), len(self._phrases))
        )

    @cached_property
    def _stemmed_terms(self) -> list[tuple[int, str, tuple[str, ...]]]:
        """Partnership, niche (blank for none) and stems of each term."""
        terms = self._profiles.terms.filter(pl.col("text_field").is_in(WORDED)).select("partnership", "group", "phrase")
        return sorted(
            {(partnership, group or "", tuple(stem(phrase))) for partnership, group, phrase in terms.iter_rows()}
        )

    @cached_property
    def _phrases(self) -> dict[tuple[str, ...], int]:
        """The themes' phrases, and their numbers."""
        return {phrase: number for number, phrase in enumerate(sorted({term[2] for term in self._stemmed_terms}))}

    @cached_property
    def _phrase_weights(self) -> Numbers:
        """Weight of each phrase (column) in each theme (row): the rarer its words, the more."""
        power = read_parameters()["rarity_power"]
        weights = np.zeros((self._count, len(self._phrases)))
        for partnership, _, phrase in self._stemmed_terms:
            weights[partnership, self._phrases[phrase]] = sum(self._rarity[name] for name in phrase) ** power
        return weights

    @cached_property
    def _phrases_of_niches(self) -> sparse.csr_matrix:
        """Which phrase (row) is a term of which niche (column)."""
        niches = {key: number for number, key in enumerate(self._profiles.niches.select("partnership", "group").rows())}
        pairs = [
            (self._phrases[phrase], niches[partnership, group])
            for partnership, group, phrase in self._stemmed_terms
            if (partnership, group) in niches
        ]
        rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
        return sparse.csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(self._phrases), len(niches)))

    def _measure_meaning(self, read: ReadTexts, passages: Passages) -> Numbers:
        """Mean likeness of the best passages to the nearest niches of each partnership."""
        vectors, rarity = self._embed(read.words)
        weights = np.where(passages.is_repeated, read_parameters()["passage_title_meaning"], 1.0)
        words = read.word[passages.entries]
        counts = sparse.csr_matrix((weights, (passages.places, words)), shape=(passages.text.size, len(read.words)))
        niches, centre = self._niche_vectors
        likeness = whiten(counts @ (vectors * rarity[:, None]), centre) @ niches.T
        best = _mean_of_best(likeness, passages.text, read.ids.len())
        partnership = self._profiles.niches.get_column("partnership").to_numpy()
        nearest = int(read_parameters()["nearest_niches"])
        columns = []
        for number in range(self._count):
            own = np.sort(best[:, partnership == number], axis=1)
            columns.append(own[:, -nearest:].mean(axis=1))
        return np.stack(columns, axis=1)

    @cached_property
    def _niche_vectors(self) -> tuple[Numbers, Numbers]:
        """Vector of each niche, seen from their mean; and that mean."""
        niches = [split_words(" ".join(texts)) for texts in self._profiles.niches.get_column("words")]
        words = sorted({word for niche in niches for word in niche})
        position = {word: number for number, word in enumerate(words)}
        vectors, rarity = self._embed(words)
        sums = np.stack(
            [(vectors * rarity[:, None])[sorted({position[word] for word in niche})].sum(axis=0) for niche in niches]
        )
        unit = to_unit(sums).astype(np.float64)
        centre = unit.mean(axis=0)
        return whiten(sums, centre), centre

    def _measure_facets(self, read: ReadTexts, hits: pl.DataFrame, weights: Numbers) -> Numbers:
        """How surely all facets of each theme are there, 0–1, less what speaks against it."""
        parameters = read_parameters()
        strength = {CORE: 1.0, NEAR: parameters[f"{self._kind}_near"], OUTSIDE: 1.0}
        row = hits.get_column("row").to_numpy()
        counted = hits.select(
            "partnership",
            "facet",
            pl.Series("text", read.text_of_row[row]),
            (pl.col("strength").replace_strict(strength, return_dtype=pl.Float64) * pl.Series(weights[row])).alias(
                "worth"
            ),
            pl.col("strength") == OUTSIDE,
        )
        half = parameters["facet_half"]
        is_against = pl.col("strength") | (pl.col("worth") < 0)
        facets = self._profiles.facets.filter(pl.col("strength") != OUTSIDE).select("partnership", "facet").unique()
        least = np.ones((read.ids.len(), self._count))
        for partnership, facet in facets.sort(pl.all()).iter_rows():
            own = counted.filter(pl.col("partnership") == partnership, pl.col("facet").eq_missing(facet), ~is_against)
            worth = np.bincount(own["text"], weights=own["worth"], minlength=read.ids.len())
            least[:, partnership] = np.minimum(least[:, partnership], worth / (worth + half))
        against = counted.filter(is_against)
        counter = np.zeros((read.ids.len(), self._count))
        np.add.at(
            counter, (against["text"].to_numpy(), against["partnership"].to_numpy()), against["worth"].abs().to_numpy()
        )
        return least - parameters[f"{self._kind}_against"] * counter / (counter + half)


@dataclass(frozen=True)
class Passages:
    """Texts in pieces of some words; the words of leading rows (titles) are repeated in every piece.

    Attributes:
        text: number of the text of each passage, rising.
        entries: number of the entry of ``ReadTexts`` for each word of a passage.
        places: number of the passage of each.
        is_repeated: whether it is repeated from a leading row.
    """

    text: Whole
    entries: Whole
    places: Whole
    is_repeated: NDArray[np.bool_]


def _find_passages(read: ReadTexts, *, is_leading: NDArray[np.bool_]) -> Passages:
    size = int(read_parameters()["passage_words"])
    starts = np.searchsorted(read.row, np.arange(read.rows.height))
    piece = (np.arange(len(read.row)) - starts[read.row]) // size
    pieces_of_row = np.zeros(read.rows.height, dtype=np.int64)
    np.maximum.at(pieces_of_row, read.row, piece + 1)
    offsets = np.cumsum(pieces_of_row) - pieces_of_row
    text = np.repeat(read.text_of_row, pieces_of_row)
    place = offsets[read.row] + piece
    leading = np.flatnonzero(is_leading[read.row])
    own = read.text_of_row[read.row[leading]]
    first, last = np.searchsorted(text, own), np.searchsorted(text, own, side="right")
    times = last - first
    repeated = np.repeat(leading, times)
    inner = np.arange(len(repeated)) - np.repeat(np.cumsum(times) - times, times)
    return Passages(
        text=text,
        entries=np.concatenate([np.arange(len(read.row)), repeated]),
        places=np.concatenate([place, np.repeat(first, times) + inner]),
        is_repeated=np.concatenate([np.zeros(len(read.row), np.bool_), np.ones(len(repeated), np.bool_)]),
    )


def _mean_of_best(scores: Numbers, text: Whole, count: int) -> Numbers:
    """Mean of each text's best passages, column by column; zero for a text without any."""
    depth = int(read_parameters()["passages_best"])
    passages = np.bincount(text, minlength=count)
    best = np.zeros((count, scores.shape[1]))
    starts = np.concatenate([[0], np.cumsum(passages)])
    for start in range(0, count, BLOCK):
        end = min(start + BLOCK, count)
        own = slice(starts[start], starts[end])
        width = max(depth, int(passages[start:end].max(initial=0)))
        padded = np.full((end - start, width, scores.shape[1]), -np.inf)
        padded[text[own] - start, np.arange(own.start, own.stop) - starts[text[own]]] = scores[own]
        top = -np.partition(-padded, depth - 1, axis=1)[:, :depth]
        best[start:end] = np.where(np.isfinite(top), top, 0).sum(axis=1)
    return best / np.clip(passages, 1, depth)[:, None]


def _saturate(counts: sparse.csr_matrix, half: float) -> sparse.csr_matrix:
    """A count's worth: rises towards 1; ``half`` is worth one half."""
    worth = counts.copy()
    worth.sum_duplicates()
    worth.data = worth.data / (worth.data + half)
    return worth


def _contrast(values: Numbers) -> Numbers:
    """What exceeds the mean over the other themes."""
    others = np.maximum(values.shape[1] - 1, 1)
    return np.asarray(values - (values.sum(axis=1, keepdims=True) - values) / others)


def dampen(values: Numbers) -> Numbers:
    """Twice the words say less than twice as much."""
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)))


@cache
def read_fields() -> pl.DataFrame:
    """One row per kind and text field, as ``fields.csv`` has them."""
    weights = ("words", "phrases", "facets", "usual_words", "enough")
    return pl.read_csv(FIELDS, infer_schema=False).drop("reason").cast(dict.fromkeys(weights, pl.Float64))
