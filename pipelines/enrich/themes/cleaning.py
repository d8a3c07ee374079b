"""What of a text is not read as its subject, and which of its sentences say what it does not fund.

``left_out.csv`` lists it with reasons: names of programme partnerships and references to other calls, wherever they
stand (kinds ``name`` and ``reference``), and whole sentences with certain words: ``boilerplate`` that stands in
topics of any subject, and ``excluding`` ones. What is left out is covered, so that all other words keep their
places. Sentences that exclude become a field of their own (``EXCLUDED``): words of a theme in them count against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.enrich.themes.words import LEFT_OUT

PATTERNS = Path(__file__).parent / "left_out.csv"
EXCLUDED = "excluded"
_SENTENCE_END = re.compile(r"[.;!?][)\]]*(?=\s|[A-Z\[])|\n")
# Notes stand behind the text, which refers to them first: they begin at the last "[1]" of several.
_FIRST_NOTE = "[1]"
# Shorter texts are titles and labels.
_LEAST_LETTERS_OF_SENTENCES = 200


def clean_texts(texts: pl.DataFrame) -> pl.DataFrame:
    """The texts as they are to be read: same columns, excluding sentences added as field ``EXCLUDED``.

    Args:
        texts: an id, ``text_field``, ``text``.
    """
    contents = texts.get_column("text").fill_null("").to_list()
    for pattern in (*_patterns("name"), *_patterns("reference")):
        expression = re.compile(pattern)
        for number in texts.get_column("text").str.contains(pattern).fill_null(False).arg_true():
            contents[number] = expression.sub(_cover, contents[number])
    contents = [_cover_notes(content) for content in contents]
    sentences = pl.DataFrame(
        [(number, sentence) for number, content in enumerate(contents) for sentence in _split(content)],
        schema={"number": pl.Int64, "sentence": pl.String},
        orient="row",
    ).with_columns(
        pl.any_horizontal(pl.col("sentence").str.contains(pattern) for pattern in _patterns(kind)).alias(kind)
        for kind in ("boilerplate", "excluding")
    )
    covered = sentences.filter(pl.any_horizontal("boilerplate", "excluding").any().over("number"))
    parts: dict[int, list[str]] = {}
    for number, sentence, *reasons in covered.iter_rows():
        parts.setdefault(number, []).append(LEFT_OUT * len(sentence) if any(reasons) else sentence)
    for number, kept in parts.items():
        contents[number] = "".join(kept)
    aside = sentences.filter("excluding")
    return pl.concat(
        [
            texts.with_columns(text=pl.Series(contents, dtype=pl.String)),
            texts[aside.get_column("number").to_list()].with_columns(
                text_field=pl.lit(EXCLUDED), text=aside.get_column("sentence")
            ),
        ]
    )


@cache
def _patterns(kind: str) -> tuple[str, ...]:
    patterns = pl.read_csv(PATTERNS, infer_schema=False)
    return tuple(patterns.filter(pl.col("kind") == kind).get_column("pattern"))


def _cover(found: re.Match[str]) -> str:
    return LEFT_OUT * len(found.group())


def _cover_notes(content: str) -> str:
    start = content.rfind(_FIRST_NOTE)
    if content.find(_FIRST_NOTE) == start:
        return content
    return content[:start] + LEFT_OUT * (len(content) - start)


def _split(content: str) -> Iterator[str]:
    """The sentences of a longer text; together they are the text."""
    start = 0
    if len(content) > _LEAST_LETTERS_OF_SENTENCES:
        for end in _SENTENCE_END.finditer(content):
            yield content[start : end.end()]
            start = end.end()
    yield content[start:]
