"""Names of organisations made comparable: folded spelling, legal form apart, words in one language.

What is here turns text into words that two records can share. Which records are compared, and what follows from
it, is in ``pipelines.enrich.organisation_pairs`` and ``pipelines.enrich.organisations``. The lists of legal forms
and words are seeds with a reason each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

LETTERS = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "a", "œ": "o", "þ": "th"}
DIGRAPHS = {"ae": "a", "oe": "o", "ue": "u"}
"""Umlauts are written out as often as not (MONTANUNIVERSITAET); both spellings become the plain vowel."""

ANY_COUNTRY = "*"
VAT_FILLER = "^(?:[A-Z]*0*|[A-Z]{0,3}(?:1{6,}|2{6,}|3{6,}|4{6,}|5{6,}|6{6,}|7{6,}|8{6,}|9{6,}|0?123456789?))$"
"""What stands where a form demands a number and there is none: letters alone, one digit over and over, or counting."""
NAME_WORD_COUNT = 2
"""A short name with fewer words than this is an acronym: it neutralises a word but is no name by itself."""
NAME_LETTERS = 10
"""A short name with fewer letters is no name by itself: NEN or CSC are short names of many."""


@dataclass(frozen=True)
class NameWords:
    """The seeds that say how names are read.

    Attributes:
        legal_forms: one row per country (null: any) and legal form: ``country_code``, ``legal_form``, ``form_class``.
        words: one row per word: ``word``, ``word_kind`` (filler, unit, same_as), ``written_as``.
    """

    legal_forms: pl.DataFrame
    words: pl.DataFrame

    def of_kind(self, kind: str) -> list[str]:
        """The words of one kind, folded."""
        found = self.words.filter(pl.col("word_kind") == kind).select(fold_text(pl.col("word")).alias("word"))
        return sorted(set(found.get_column("word")))

    def written_as(self) -> dict[str, str]:
        """Words that stand for another word, mostly its translation, both folded."""
        same = self.words.filter(pl.col("word_kind") == "same_as")
        folded = same.select(fold_text(pl.col("word")).alias("word"), fold_text(pl.col("written_as")).alias("as"))
        return dict(folded.unique().sort("word").iter_rows())


def fold_text(text: pl.Expr) -> pl.Expr:
    """Text without accents, case and punctuation; "&" becomes "and", dots of abbreviations go."""
    folded = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    folded = folded.str.replace_many(LETTERS).str.replace_all("[’`´]", "'").str.replace_all(r"'s\b", "s")
    folded = folded.str.replace_all("&", " and ", literal=True).str.replace_all(".", "", literal=True)
    folded = folded.str.replace_many(DIGRAPHS).str.replace_all(r"[^\p{L}\p{N}]+", " ")
    return folded.str.strip_chars()


def clean_vat(number: pl.Expr) -> pl.Expr:
    """A VAT number without blanks and points, and without the Swiss and Norwegian endings that only say "VAT".

    Greece is EL or GR, a trader of Northern Ireland GB or XI before the same digits. A filler is no number: null.
    """
    bare = number.str.to_uppercase().str.replace_all("[^A-Z0-9]", "").str.replace("(MWST|TVA|IVA|MVA)$", "")
    one_prefix = bare.str.replace(r"^GR(\d)", "EL${1}").str.replace(r"^XI(\d)", "GB${1}")
    return one_prefix.str.replace(VAT_FILLER, "").replace("", None)


def read_names(records: pl.DataFrame, words: NameWords) -> pl.DataFrame:
    """Every name variant of every record, read as words.

    Args:
        records: ``record_id``, ``organisation_name``, ``short_name``, ``country_code``.
        words: how names are read.

    Returns:
        One row per record and variant (legal name; short name where it is a name): ``record_id``, ``variant``,
        ``country_code``, ``form_class`` (null: no legal form named), ``name_words`` (distinct, in order), ``compact``
        (the words run together), ``acronym`` (the short name where it is none). Records without a name have no row.
    """
    named = records.filter(pl.col("organisation_name").is_not_null()).with_columns(
        fold_text(pl.col("short_name")).replace("", None).alias("short")
    )
    is_name = (pl.col("short").str.count_matches(" ") >= NAME_WORD_COUNT - 1) & (
        pl.col("short").str.len_chars() >= NAME_LETTERS
    )
    acronym = pl.when(~is_name).then(pl.col("short").str.replace_all(" ", "", literal=True)).alias("acronym")
    variants = pl.concat(
        [
            named.select(
                "record_id",
                pl.lit("name").alias("variant"),
                "country_code",
                fold_text(pl.col("organisation_name")).alias("folded"),
                acronym,
            ),
            named.filter(is_name.fill_null(False)).select(
                "record_id",
                pl.lit("short_name").alias("variant"),
                "country_code",
                pl.col("short").alias("folded"),
                acronym,
            ),
        ]
    ).filter(pl.col("folded") != "")
    return _split_into_words(_cut_legal_forms(variants, words.legal_forms), words)


def _split_into_words(variants: pl.DataFrame, words: NameWords) -> pl.DataFrame:
    fillers = words.of_kind("filler")
    written_as = words.written_as()
    parts = pl.col("bare").str.split(" ")
    return (
        variants.with_columns(
            parts.list.eval(pl.element().filter(~pl.element().is_in(fillers)).replace(written_as))
            .list.unique(maintain_order=True)
            .alias("name_words")
        )
        .with_columns(
            pl.when(pl.col("name_words").list.len() > 0).then(pl.col("name_words")).otherwise(parts).alias("name_words")
        )
        .with_columns(pl.col("name_words").list.join("").alias("compact"))
        .drop("folded", "bare")
    )


def _cut_legal_forms(variants: pl.DataFrame, legal_forms: pl.DataFrame) -> pl.DataFrame:
    """Adds ``bare`` (the name without its legal form) and ``form_class``; a form stands first or last."""
    forms = legal_forms.select(
        pl.col("country_code").fill_null(ANY_COUNTRY),
        fold_text(pl.col("legal_form")).alias("form"),
        "form_class",
    ).unique()
    cut = [
        _cut_forms_of_country(part, forms.filter(pl.col("country_code").is_in([str(country), ANY_COUNTRY])))
        for (country,), part in variants.group_by("country_code", maintain_order=True)
    ]
    return (
        pl.concat(cut)
        if cut
        else variants.with_columns(pl.col("folded").alias("bare"), pl.lit(None, pl.String).alias("form_class"))
    )


def _cut_forms_of_country(variants: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    # The longest form first: "sp z oo sp k" must not leave "sp z oo" behind.
    listed = "|".join(re.escape(form) for form in sorted(forms.get_column("form"), key=lambda form: (-len(form), form)))
    at_end, at_start = rf"^(.+?) (?:{listed})$", rf"^(?:{listed}) (.+)$"
    cut = variants.with_columns(pl.col("folded").alias("bare"), pl.lit(None, pl.String).alias("found"))
    for _ in range(2):
        for pattern, form in ((at_end, rf" ({listed})$"), (at_start, rf"^({listed}) ")):
            cut = cut.with_columns(
                pl.coalesce(
                    "found", pl.when(pl.col("bare").str.contains(pattern)).then(pl.col("bare").str.extract(form))
                ).alias("found"),
                pl.coalesce(pl.col("bare").str.extract(pattern), "bare").alias("bare"),
            )
    classes = forms.sort("country_code", descending=True).unique("form", keep="first", maintain_order=True)
    return cut.join(
        classes.select(pl.col("form").alias("found"), "form_class"), on="found", how="left", maintain_order="left"
    ).drop("found")
