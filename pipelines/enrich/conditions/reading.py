"""Reading conditions: texts to sentences, sentences to values by patterns that are data.

Sentences are read in a plain form (numbers as digits, one kind of hyphen, no footnote marks) and quoted as they stand.
Expressions run in time that grows with the text alone, whatever it holds.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

PATTERNS = Path(__file__).with_name("patterns.toml")
QUOTED_CHARACTERS = 400
NO_PATTERN = "none"
UNREAD = "topic_condition"
"""A sentence on who may apply that no pattern knows."""
READ = "conditions_read"
"""Says of a topic that its conditions were at hand."""
ELSEWHERE = "conditions_elsewhere"
"""A sentence that says in which other document they stand."""
UNITS = {"million": 1e6, "m": 1e6, "mio": 1e6, "billion": 1e9, "bn": 1e9}
COLUMNS = {
    "topic_id": pl.String,
    "condition": pl.String,
    "counted": pl.String,
    "value_low": pl.Float64,
    "value_high": pl.Float64,
    "is_additional": pl.Boolean,
    "pattern_id": pl.String,
    "part": pl.String,
    "place": pl.Int64,
    "quote": pl.String,
}


@dataclass(frozen=True)
class Pattern:
    """One row of the grammar.

    Attributes:
        id: names it.
        condition: what it states, or ``nothing``.
        parts: where it may stand.
        reads: the expression; groups ``low``, ``high`` and ``more`` are numbers, ``unit`` is what both are counted in.
        low: the number it states, where the text gives none.
        high: its upper end.
        counted: what a number counts.
        is_open: whether there is no upper end.
        is_upper: whether the number is the upper end alone.
        combine: what ``low`` and ``more`` make: ``sum``, ``max``, or nothing.
        is_additional: whether it is asked for beside the general rule and not in its place.
        examples: sentences and the two values that they state, ``read`` for none; nothing if it must not read them.
    """

    id: str
    condition: str
    parts: tuple[str, ...]
    reads: str
    low: float | None = None
    high: float | None = None
    counted: str | None = None
    is_open: bool = False
    is_upper: bool = False
    combine: str | None = None
    is_additional: bool = False
    examples: tuple[tuple[Any, ...], ...] = ()


@dataclass(frozen=True)
class Grammar:
    """The patterns in the order in which they go before each other, how texts are cut, and how they are made plain."""

    patterns: tuple[Pattern, ...]
    cuts: dict[str, tuple[str, str]]
    footnotes: str
    plain: tuple[tuple[str, str], ...]
    sentence_end: str


@cache
def read_grammar(file: Path = PATTERNS) -> Grammar:
    """The grammar of a file."""
    stated = tomllib.loads(file.read_text(encoding="utf-8"))
    words = stated["words"]
    patterns = []
    for row in stated["pattern"]:
        reads = row["reads"]
        for name, words_of in words.items():
            reads = reads.replace(f"<{name}>", words_of)
        patterns.append(Pattern(**{**row, "parts": tuple(row["parts"]), "reads": f"(?is){reads}"}))
    return Grammar(
        patterns=tuple(patterns),
        cuts={name: (section, expression) for name, (section, expression) in stated["cuts"].items()},
        footnotes=stated["footnotes"],
        plain=tuple((expression, replacement) for expression, replacement in stated["plain"]),
        sentence_end=stated["sentence_end"],
    )


def read_conditions(texts: pl.DataFrame, grammar: Grammar | None = None) -> pl.DataFrame:
    """The conditions that texts state.

    Args:
        texts: ``topic_id``, ``text_section`` (``conditions``, ``description``, ``action_type``), ``text``.
        grammar: another than the project's own.

    Returns:
        One row per topic, condition, counted thing and sentence, with the columns of ``COLUMNS``. Of the patterns for
        one condition the first that reads anything in a topic stands. ``is_additional`` is asked for beside the
        general rule. Sentences on who may apply that no pattern knows are ``topic_condition``.
    """
    grammar = grammar or read_grammar()
    sentences = _split(texts, grammar)
    distinct = sentences.select("part", "sentence").unique(maintain_order=True)
    distinct = distinct.with_columns(_plain(pl.col("sentence"), grammar).alias("plain"))
    read = pl.concat([_apply(pattern, order, distinct) for order, pattern in enumerate(grammar.patterns)])
    found = sentences.join(read, on=["part", "sentence"], how="inner", maintain_order="left")
    chosen = found.filter(
        (pl.col("condition") != "nothing")
        & (
            pl.col("is_additional")
            | (pl.col("pattern_order") == pl.col("pattern_order").min().over("topic_id", "condition", "counted"))
        )
    )
    eligibility = sentences.filter(pl.col("part") == "eligibility")
    unread = eligibility.join(found, on=["topic_id", "part", "sentence"], how="anti").select(
        "topic_id",
        pl.lit(UNREAD).alias("condition"),
        pl.lit(NO_PATTERN).alias("pattern_id"),
        "part",
        "place",
        "sentence",
    )
    elsewhere = found.filter(pl.col("condition") == ELSEWHERE)
    at_hand = (
        eligibility.join(elsewhere, on="topic_id", how="anti")
        .group_by("topic_id", maintain_order=True)
        .agg(
            pl.lit(READ).alias("condition"),
            pl.lit(NO_PATTERN).alias("pattern_id"),
            pl.lit("eligibility").alias("part"),
            pl.lit("").alias("sentence"),
        )
    )
    return (
        pl.concat([chosen, unread, at_hand], how="diagonal")
        .with_columns(
            pl.col("is_additional").fill_null(value=False),
            pl.when(pl.col("sentence").str.len_chars() > QUOTED_CHARACTERS)
            .then(pl.col("sentence").str.head(QUOTED_CHARACTERS) + " …")
            .otherwise("sentence")
            .alias("quote"),
        )
        .select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())
        .unique(["topic_id", "condition", "pattern_id", "quote"], keep="first", maintain_order=True)
        .sort("topic_id", "condition", "counted", "place", "pattern_id", nulls_last=True)
    )


def _split(texts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """One row per topic, part and sentence, in the order of the text."""
    text = pl.col("text").str.replace_all(grammar.footnotes, "")
    parts = [
        texts.filter(pl.col("text_section") == section).select(
            "topic_id", pl.lit(name).alias("part"), text.str.extract(expression).alias("text")
        )
        for name, (section, expression) in grammar.cuts.items()
    ]
    ends = pl.col("text").str.replace_all(grammar.sentence_end, "$1\u27e6$2").str.split("\u27e6")
    return (
        pl.concat(parts)
        .filter(pl.col("text").is_not_null())
        .select("topic_id", "part", ends.alias("sentence"))
        .explode("sentence", empty_as_null=True)
        .with_columns(pl.col("sentence").str.replace_all(r"\s+", " ").str.strip_chars())
        .filter(pl.col("sentence").str.contains(r"\w"))
        .with_columns(pl.int_range(pl.len()).over("topic_id", "part").alias("place"))
    )


def _plain(sentence: pl.Expr, grammar: Grammar) -> pl.Expr:
    for expression, replacement in grammar.plain:
        sentence = sentence.str.replace_all(expression, replacement)
    return sentence


def _apply(pattern: Pattern, order: int, sentences: pl.DataFrame) -> pl.DataFrame:
    """What a pattern reads: one row per part and sentence that it fits."""
    fitting = sentences.filter(pl.col("part").is_in(pattern.parts) & pl.col("plain").str.contains(pattern.reads))
    low, high, more = (_number(pattern, name) for name in ("low", "high", "more"))
    if pattern.combine == "sum":
        low = low + more.fill_null(0)
    elif pattern.combine == "max":
        low = pl.max_horizontal(low, more)
    low = pl.coalesce(low, pl.lit(pattern.low, dtype=pl.Float64))
    high = pl.coalesce(high, pl.lit(pattern.high, dtype=pl.Float64))
    if not pattern.is_open:
        high = pl.coalesce(high, low)
    return fitting.select(
        "part",
        "sentence",
        pl.lit(order).alias("pattern_order"),
        pl.lit(pattern.id).alias("pattern_id"),
        pl.lit(pattern.condition).alias("condition"),
        pl.lit(pattern.counted, dtype=pl.String).alias("counted"),
        pl.lit(pattern.is_additional).alias("is_additional"),
        (pl.lit(None, dtype=pl.Float64) if pattern.is_upper else low).alias("value_low"),
        high.alias("value_high"),
    )


def _number(pattern: Pattern, group: str) -> pl.Expr:
    """The number of a group, or of another for the same (``low2``), in the unit that is named beside it."""
    names = [name for name in re.findall(r"\(\?P<(\w+)>", pattern.reads) if re.fullmatch(rf"{group}\d?", name)]
    if not names:
        return pl.lit(None, dtype=pl.Float64)
    groups = pl.col("plain").str.extract_groups(pattern.reads).struct
    found = pl.coalesce(groups.field(name) for name in names)
    units = [name for name in ("unitlow", "unit") if f"<{name}>" in pattern.reads][0 if group == "low" else -1 :]
    factor = pl.coalesce(*(groups.field(name) for name in units), pl.lit("")).str.to_lowercase()
    return found.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False) * factor.replace_strict(
        UNITS, default=1.0, return_dtype=pl.Float64
    )
