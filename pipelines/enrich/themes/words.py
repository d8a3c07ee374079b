"""Texts as words in their places: which word stands where, in which field of which text.

Words are runs of letters and digits in lower case, compared by their English stems; stop words carry no subject
and go. A compound with a hyphen ("bio-based") is one word, written with or without it. What is left out of a
text before it is read is said in ``cleaning``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
import Stemmer
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]

# Words that carry no subject; single letters are what abbreviations leave ("e.g.", "d'État").
_STOP = """
a an and are as at be been being both but by d e each eg etc for from g has have i ie if in including into is it its l
may more no not o of on or other others our per s should such than that the their then there these they this those
through to towards via was we which will with within
"""
STOP_WORDS = frozenset(_STOP.split())
NOWHERE: Whole = np.zeros(0, dtype=np.int64)
LEFT_OUT = "\x1f"
"""Stands for each character of a text that is not read, so that all others keep their places."""
_NEXT_ROW = "\x1e"
_JOINED = (
    "aero agri agro anti aqua auto bio carbo co cyber de e eco electro geo hydro inter macro meta micro multi nano neo "
    "non opto photo poly post pre re sub super tele thermo trans well x"
)
_COMPOUND = rf"(?:(?:{_JOINED.replace(' ', '|')}|by(?=.product))[-‐‑–])?[^\W_]+"
_TOKEN = re.compile(rf"{_COMPOUND}|[.;:!?](?=\s)|[\n{LEFT_OUT}]+|{_NEXT_ROW}")
_HYPHEN = re.compile("[-‐‑–]")
_BRITISH = {
    "fiber": "fibre",
    "tumor": "tumour",
    "behavior": "behaviour",
    "labor": "labour",
    "color": "colour",
    "sulfur": "sulphur",
    "aging": "ageing",
    "pediatric": "paediatric",
}
_AMERICAN = re.compile(
    r"iz(?=e$|ed$|es$|er$|ers$|ing$|ation$|ations$|ational$)|(?<![a-z])(?:" + "|".join(_BRITISH) + r")(?=s?$|al$)"
)
# A phrase of so many words may stand the other way round.
_TURNABLE = 2
# How far a token moves the position: sentences and rows lie further apart than the words of any phrase may.
_STOPPED, _WORD, _SENTENCE, _LINE, _ROW = range(5)
_STEPS = (0, 1, 10, 10, 40)


@dataclass(frozen=True)
class ReadTexts:
    """The words of many texts, one entry per word that is no stop word.

    Attributes:
        ids: id of each text, sorted.
        fields: names of the fields, sorted.
        rows: one row per text and field, sorted: ``text`` and ``field`` (numbers), ``content``.
        row_starts: position before the first word of each row.
        words: the distinct words.
        stems: the distinct stems.
        stem_of_word: number of each word's stem.
        word: number of the word of each entry.
        position: its position, rising; within a sentence neighbours differ by 1.
        row: number of the row that it stands in.
        line: number of its line.
    """

    ids: pl.Series
    fields: tuple[str, ...]
    rows: pl.DataFrame
    row_starts: Whole
    words: tuple[str, ...]
    stems: tuple[str, ...]
    stem_of_word: Whole
    word: Whole
    position: Whole
    row: Whole
    line: Whole

    @cached_property
    def stem(self) -> Whole:
        """Number of the stem of each entry."""
        return self.stem_of_word[self.word]

    @cached_property
    def text_of_row(self) -> Whole:
        """Number of the text of each row."""
        return self.rows.get_column("text").to_numpy().astype(np.int64)

    @cached_property
    def field_of_row(self) -> Whole:
        """Number of the field of each row."""
        return self.rows.get_column("field").to_numpy().astype(np.int64)

    @cached_property
    def lengths(self) -> Numbers:
        """Number of words of each row."""
        return np.bincount(self.row, minlength=self.rows.height).astype(np.float64)

    @cached_property
    def _stem_places(self) -> dict[str, Whole]:
        """Positions of each stem, rising."""
        return _split_by(self.stem, self.position, self.stems)

    @cached_property
    def _word_places(self) -> dict[str, Whole]:
        """Positions of each word, rising."""
        return _split_by(self.word, self.position, self.words)

    def find_stems(self, phrase: Sequence[str], *, slack: int) -> tuple[Whole, Whole]:
        """First and last position of a phrase of stems wherever it stands, see ``find``."""
        return self._find([self._stem_places.get(stem, NOWHERE) for stem in phrase], slack)

    def find_words(self, phrase: Sequence[str], *, slack: int) -> tuple[Whole, Whole]:
        """The same of a phrase of words, each in the form given or its plural."""
        places = []
        for word in phrase:
            own, plural = (self._word_places.get(form, NOWHERE) for form in (word, pluralise(word)))
            places.append(np.sort(np.concatenate([own, plural])) if len(plural) else own)
        return self._find(places, slack)

    @staticmethod
    def _find(places: Sequence[Whole], slack: int) -> tuple[Whole, Whole]:
        """First and last position wherever one position of each kind stands.

        They come in order with at most ``slack`` others among them; two also the other way round with none between
        them ("recycling of batteries").
        """
        if not places or not all(len(own) for own in places):
            return NOWHERE, NOWHERE
        first = last = places[0]
        for following in places[1:]:
            index = np.searchsorted(following, last, side="right")
            is_there = index < len(following)
            first, last = first[is_there], following[index[is_there]]
        is_near = last - first < len(places) + slack
        first, last = first[is_near], last[is_near]
        if len(places) == _TURNABLE:
            index = np.searchsorted(places[0], places[1] + 1)
            turned = places[1][places[0][np.minimum(index, len(places[0]) - 1)] == places[1] + 1]
            first, last = np.concatenate([first, turned]), np.concatenate([last, turned + 1])
        first, index = np.unique(first, return_index=True)
        return first, last[index]

    def row_at(self, positions: Whole) -> Whole:
        """Number of the row in which each position lies."""
        return np.searchsorted(self.row_starts, positions) - 1

    def quote(self, first: Whole, last: Whole) -> pl.DataFrame:
        """What stands in a text from one position to another, and where in its row's content it begins (from 1)."""
        rows = self.row_at(first)
        contents = self.rows.get_column("content")
        quoted: list[tuple[int, str]] = [(0, "")] * len(first)
        order = np.argsort(rows, kind="stable")
        for asked in np.split(order, np.flatnonzero(np.diff(rows[order])) + 1) if len(order) else []:
            row = int(rows[asked[0]])
            content = contents[row]
            span_at = self._span_words(row, int(last[asked].max()))
            for number in asked:
                begin, end = span_at[int(first[number])][0], span_at[int(last[number])][1]
                quoted[number] = (begin + 1, content[begin:end])
        return pl.DataFrame(quoted, schema={"position": pl.Int64, "text": pl.String}, orient="row")

    def _span_words(self, row: int, last: int) -> dict[int, tuple[int, int]]:
        """Where in its row's content the word at each position begins and ends, up to a last position."""
        position, spans = int(self.row_starts[row]), {}
        for token in _TOKEN.finditer(_lower(self.rows.item(row, "content"))):
            code = _classify(token.group())
            position += _STEPS[code]
            if code == _WORD:
                spans[position] = token.span()
            if position >= last:
                break
        return spans


def read_texts(texts: pl.DataFrame, *, text_id: str) -> ReadTexts:
    """Finds the words of texts and their places.

    Args:
        texts: one row per text and field: the ``text_id`` column, ``text_field``, ``text``. Characters that are
            ``LEFT_OUT`` are not read.
        text_id: name of the id column.
    """
    given = texts.select(pl.col(text_id).alias("id"), "text_field", pl.col("text").fill_null("").alias("content"))
    ids, fields = (given.get_column(name).unique().sort() for name in ("id", "text_field"))
    rows = given.sort("id", "text_field", "content").select(
        (pl.col("id").rank("dense") - 1).cast(pl.Int64).alias("text"),
        (pl.col("text_field").rank("dense") - 1).cast(pl.Int64).alias("field"),
        "content",
    )
    tokens = _TOKEN.findall(_NEXT_ROW.join(["", *map(_lower, rows.get_column("content").to_list())]))
    distinct = sorted(set(tokens))
    number = {token: place for place, token in enumerate(distinct)}
    token = np.fromiter(map(number.__getitem__, tokens), dtype=np.int64, count=len(tokens))
    code = np.array([_classify(name) for name in distinct], dtype=np.int64)[token]
    position = np.cumsum(np.array(_STEPS)[code])
    is_word = code == _WORD
    plain = [_spell(name) for name in distinct]
    words = sorted({plain[place] for place in np.unique(token[is_word])})
    stem_of_word = stem(words)
    stems = sorted(set(stem_of_word))
    word_number, stem_number = ({name: place for place, name in enumerate(names)} for names in (words, stems))
    word_of_token = np.array([word_number.get(name, -1) for name in plain], dtype=np.int64)
    return ReadTexts(
        ids=ids,
        fields=tuple(fields),
        rows=rows,
        row_starts=position[code == _ROW],
        words=tuple(words),
        stems=tuple(stems),
        stem_of_word=np.array([stem_number[name] for name in stem_of_word], dtype=np.int64),
        word=word_of_token[token[is_word]],
        position=position[is_word],
        row=np.cumsum(code == _ROW)[is_word] - 1,
        line=np.cumsum(code >= _LINE)[is_word],
    )


def split_words(text: str) -> list[str]:
    """The words of one text in their order."""
    return [_spell(token) for token in _TOKEN.findall(_lower(text)) if _classify(token) == _WORD]


def stem(words: Sequence[str]) -> list[str]:
    """English stem of each word."""
    return list(Stemmer.Stemmer("english").stemWords(list(words)))


def pluralise(word: str) -> str:
    """A word's plural, as most English words form it."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def _spell(token: str) -> str:
    """A token without hyphens, in British spelling."""
    word = _HYPHEN.sub("", token)
    return _AMERICAN.sub(lambda found: _BRITISH.get(found.group(), found.group().replace("z", "s", 1)), word)


def _split_by(kind: Whole, position: Whole, names: Sequence[str]) -> dict[str, Whole]:
    order = np.lexsort((position, kind))
    starts = np.searchsorted(kind[order], np.arange(len(names) + 1))
    sorted_positions = position[order]
    return {name: sorted_positions[starts[number] : starts[number + 1]] for number, name in enumerate(names)}


def _classify(token: str) -> int:
    if token == _NEXT_ROW:
        return _ROW
    if "\n" in token:
        return _LINE
    if not token[0].isalnum():
        return _SENTENCE
    return _STOPPED if token in STOP_WORDS else _WORD


def _lower(text: str) -> str:
    """The text in lower case, character by character at its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
