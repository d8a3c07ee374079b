"""The first theme rule: whole terms, stems, broad terms, bounds."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.enrich.themes import ThemeRule, match_themes

RULE = ThemeRule(full_at=3, broad_share=1.0)
WORDS = st.sampled_from(["smart", "sensor", "sensors", "food", "hydrogen", "valley", "health", "the", "of"])
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8)
TERMS = st.lists(st.lists(WORDS, min_size=1, max_size=2).map(" ".join), min_size=1, max_size=4)


def texts_of(*texts: str) -> pl.DataFrame:
    ids = [f"p{number}" for number in range(len(texts))]
    return pl.DataFrame({"project_id": ids, "text_field": "title", "text": list(texts)})


def terms_of(*terms: str, partnership: str = "sensors") -> pl.DataFrame:
    return pl.DataFrame({"partnership_id": partnership, "term": list(terms)})


def matched(texts: pl.DataFrame, terms: pl.DataFrame, rule: ThemeRule = RULE) -> dict[str, list[str]]:
    rows = match_themes(texts, terms, rule, text_id="project_id")
    return dict(zip(rows["project_id"].to_list(), rows["matched_terms"].to_list(), strict=True))


def test_term_of_two_words_needs_both() -> None:
    texts = texts_of("Smart sensors for dairies", "Smart cities", "A sensor, and a smart one")

    assert matched(texts, terms_of("smart sensors")) == {"p0": ["smart sensors"], "p2": ["smart sensors"]}


def test_words_of_one_term_in_two_fields_do_not_make_it() -> None:
    texts = pl.DataFrame(
        {"project_id": ["p0", "p0"], "text_field": ["title", "field"], "text": ["smart farming", "sensors"]}
    )

    assert matched(texts, terms_of("smart sensors")) == {}


def test_accents_hyphens_and_digits_are_words() -> None:
    texts = texts_of("Industry 4.0 for SMEs", "Café-économie", "industry")

    assert matched(texts, terms_of("industry 4.0", "économie")) == {"p0": ["industry 4.0"], "p1": ["économie"]}


def test_stop_words_alone_match_nothing() -> None:
    assert matched(texts_of("of the and"), terms_of("of the")) == {}


def test_text_without_words_and_missing_text_match_nothing() -> None:
    texts = pl.DataFrame({"project_id": ["p0", "p1"], "text_field": "title", "text": [None, ""]})

    assert matched(texts, terms_of("food")) == {}


def test_broad_term_supports_a_match_but_makes_none() -> None:
    texts = texts_of("health", "health and sensors", "health of soils", "rivers")
    rule = ThemeRule(full_at=3, broad_share=0.5)

    assert matched(texts, terms_of("health", "sensors"), rule) == {"p1": ["health", "sensors"]}


@pytest.mark.parametrize(
    ("text", "score"),
    [("food", 1 / 3), ("food sensors", 2 / 3), ("food sensors hydrogen", 1.0), ("food sensors hydrogen health", 1.0)],
)
def test_score_rises_with_terms_up_to_one(text: str, score: float) -> None:
    rows = match_themes(texts_of(text), terms_of("food", "sensors", "hydrogen", "health"), RULE, text_id="project_id")

    assert rows["score"].to_list() == pytest.approx([score])


@given(TEXTS, TERMS)
def test_scores_stay_in_bounds_and_rows_keep_their_key(texts: list[str], terms: list[str]) -> None:
    rows = match_themes(texts_of(*texts), terms_of(*terms), RULE, text_id="project_id")

    assert rows.filter((pl.col("score") <= 0) | (pl.col("score") > 1)).is_empty()
    assert rows.select("partnership_id", "project_id").is_duplicated().sum() == 0


@given(TEXTS, TERMS)
def test_order_of_rows_changes_nothing(texts: list[str], terms: list[str]) -> None:
    in_order = match_themes(texts_of(*texts), terms_of(*terms), RULE, text_id="project_id")
    shuffled = texts_of(*texts).sample(fraction=1.0, shuffle=True, seed=1)
    reordered = match_themes(shuffled, terms_of(*reversed(terms)), RULE, text_id="project_id")

    assert in_order.equals(reordered)


@given(TEXTS, TERMS, WORDS)
def test_more_text_never_lowers_a_score(texts: list[str], terms: list[str], more: str) -> None:
    def scores(given_texts: list[str]) -> dict[str, float]:
        rows = match_themes(texts_of(*given_texts), terms_of(*terms), RULE, text_id="project_id")
        return dict(zip(rows["project_id"].to_list(), rows["score"].to_list(), strict=True))

    before, after = scores(texts), scores([f"{text} {more}" for text in texts])

    assert all(after.get(key, 0.0) >= score for key, score in before.items())
