"""The theme engine: words, scores that depend on nothing but the text, reasons, and what need not be done twice."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.commands.evaluate import shipped_theme_texts
from pipelines.enrich.themes.classification import classify_projects, classify_topics, empty_project_tables, hash_texts
from pipelines.enrich.themes.instruments import find_open_instruments
from pipelines.enrich.themes.meaning import embed_plainly, embed_texts
from pipelines.enrich.themes.nearest import NearestWords
from pipelines.enrich.themes.profiles import build_profiles
from pipelines.enrich.themes.ranking import TopicRanker
from pipelines.enrich.themes.scoring import read_texts
from pipelines.enrich.themes.words import count_words
from pipelines.ingest.parsing import read_facts
from pipelines.sources import find_source

SENTENCES = (
    "Wheat fields watched by drones",
    "Tidal turbines at sea",
    "Hospital robots",
    "A law on labour",
    "",
    "of the",
)
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)

THEMES = pl.DataFrame(
    [
        ("farm", "name", None, "Clever farms"),
        ("farm", "scope", None, "Farms that see their fields."),
        ("farm", "niche", "drones", "drones over fields"),
        ("farm", "keyword", "drones", "crop monitoring"),
        ("farm", "niche", "soil", "soil sensors"),
        ("sea", "name", None, "Power from the sea"),
        ("sea", "niche", "tides", "tidal turbines"),
        ("sea", "keyword", "tides", "PV at sea"),
        ("bare", "name", None, "Glass making"),
        ("said", "name", None, "The Amber Circle"),
        ("said", "scope", None, "Amber jewellery, its carving and its trade."),
    ],
    schema=["partnership_id", "text_field", "niche_id", "text"],
    orient="row",
)


def texts_of(text_id: str = "project_id", **titles: str | None) -> pl.DataFrame:
    return pl.DataFrame(
        {text_id: list(titles), "text_field": "title", "text": list(titles.values())},
        schema={text_id: pl.String, "text_field": pl.String, "text": pl.String},
    )


def classified(texts: pl.DataFrame, themes: pl.DataFrame = THEMES) -> pl.DataFrame:
    known, known_texts = empty_project_tables()
    return classify_projects(texts, themes, known=known, known_texts=known_texts)[0]


def row_of(frame: pl.DataFrame, partnership: str, project: str) -> dict[str, Any]:
    rows = frame.filter((pl.col("partnership_id") == partnership) & (pl.col("project_id") == project)).to_dicts()
    return rows[0] if rows else {"score": 0.0, "matched_terms": [], "matched_niches": [], "is_match": False}


@cache
def shipped() -> pl.DataFrame:
    return shipped_theme_texts()


def test_text_in_the_words_of_a_theme_is_a_match_with_its_reasons() -> None:
    found = row_of(classified(texts_of(p="Drones over wheat fields for crop monitoring")), "farm", "p")

    assert found["is_match"]
    assert found["matched_terms"] == ["crop monitoring", "drones over fields"]
    assert found["matched_niches"][0] == "drones over fields"
    assert found["score_lexical"] > 0
    assert found["model_version"].startswith("wordllama ")


def test_text_in_other_words_of_the_same_meaning_scores_above_an_unrelated_one() -> None:
    found = classified(texts_of(near="Unmanned aircraft watch the harvest", far="Court rulings on copyright"))

    assert row_of(found, "farm", "near")["score"] > row_of(found, "farm", "far")["score"]
    assert row_of(found, "farm", "near")["matched_terms"] == []


def test_term_needs_all_its_words_in_one_field() -> None:
    split = pl.DataFrame(
        {"project_id": ["p", "p"], "text_field": ["title", "objective"], "text": ["Soil of farms", "Sensors in cars"]}
    )

    assert "soil sensors" not in row_of(classified(split), "farm", "p")["matched_terms"]
    assert "soil sensors" in row_of(classified(texts_of(p="A sensor in farm soils")), "farm", "p")["matched_terms"]


def test_abbreviation_counts_as_what_it_stands_for() -> None:
    counted = count_words(["PV roofs"])

    assert {"pv", "photovoltaic", "solar", "roofs"} == set(counted.words)


@pytest.mark.parametrize(
    "text", [None, "", "of the and", "…", "☀"], ids=["null", "empty", "stop-words", "dots", "symbol"]
)
def test_text_without_words_is_no_match(text: str | None) -> None:
    assert (
        not classified(texts_of(p=text, q="Tidal turbines"))
        .filter((pl.col("project_id") == "p") & pl.col("is_match"))
        .height
    )


def test_partnership_of_which_only_the_name_is_known_is_matched_on_that() -> None:
    assert row_of(classified(texts_of(p="Making of glass")), "bare", "p")["score"] > 0.5


@settings(max_examples=15)
@given(TEXTS)
def test_score_depends_on_no_other_text(sentences: list[str]) -> None:
    alone = classified(texts_of(p="Tidal turbines for wheat fields"))
    among = classified(texts_of(p="Tidal turbines for wheat fields", **{f"q{n}": s for n, s in enumerate(sentences)}))

    assert among.filter(pl.col("project_id") == "p").equals(alone)


@settings(max_examples=15)
@given(TEXTS)
def test_scores_are_chances_and_keys_stand_once(sentences: list[str]) -> None:
    found = classified(texts_of(**{f"p{number}": sentence for number, sentence in enumerate(sentences)}))

    assert found.filter(~pl.col("score").is_between(0, 1) | ~pl.col("threshold").is_between(0.5, 0.8)).is_empty()
    assert found.select("partnership_id", "project_id").is_unique().all()


def test_order_of_rows_changes_nothing() -> None:
    texts = texts_of(a="Tidal turbines", b="Soil sensors", c="Glass")

    assert classified(texts.reverse(), THEMES.reverse()).equals(classified(texts))


def test_night_after_reads_only_new_and_changed_texts_and_ends_like_a_full_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = texts_of(kept="Tidal turbines", changed="Soil sensors", gone="Drones over fields")
    known, known_texts = empty_project_tables()
    themes, hashes = classify_projects(before, THEMES, known=known, known_texts=known_texts)
    after = texts_of(kept="Tidal turbines", changed="Glass making", new="Crop monitoring")
    read: list[set[str]] = []

    def remember(texts: pl.DataFrame, **names: Any) -> Any:
        if names["text_id"] == "project_id":
            read.append(set(texts["project_id"]))
        return read_texts(texts, **names)

    monkeypatch.setattr("pipelines.enrich.themes.classification.read_texts", remember)
    again, hashes_again = classify_projects(after, THEMES, known=themes, known_texts=hashes)

    assert read == [{"changed", "new"}]
    full, full_hashes = classify_projects(after, THEMES, known=known, known_texts=known_texts)
    assert again.equals(full)
    assert hashes_again.equals(full_hashes)


def test_changed_theme_changes_every_hash() -> None:
    texts = texts_of(a="Tidal turbines", b="Soil sensors")
    before = hash_texts(texts, THEMES, text_id="project_id")
    after = hash_texts(texts, THEMES.filter(pl.col("niche_id").ne_missing("soil")), text_id="project_id")

    assert before.join(after, on=["project_id", "text_hash"]).is_empty()


def test_partnership_without_keywords_and_niches_is_matched_on_its_scope() -> None:
    found = row_of(classified(texts_of(p="Carving of jewellery")), "said", "p")

    assert found["score"] > 0.5
    assert found["matched_niches"] == ["The Amber Circle"]


def test_broad_instrument_is_no_match_by_its_theme_and_past_projects_are_named() -> None:
    topics = texts_of("topic_id", **{"I3-2026-INV1": "Tidal turbines", "HORIZON-X": "Tidal turbines at sea"})
    won = pl.DataFrame({"partnership_id": ["sea", "farm"], "project_id": ["101", "102"]})
    past = texts_of(**{"101": "A tidal turbine off the coast", "102": "Soil sensors"})
    broad = pl.Series(["I3-2026-INV1"])
    found = classify_topics(topics, THEMES, won=won, project_texts=past, broad=broad)

    at_sea = found.filter(pl.col("partnership_id") == "sea")
    assert at_sea.select("topic_id", "is_match", "nearest_projects").rows() == [
        ("HORIZON-X", True, ["101"]),
        ("I3-2026-INV1", False, []),
    ]
    assert set(found.filter(pl.col("topic_id") == "I3-2026-INV1")["partnership_id"]) == {"farm", "sea", "bare", "said"}


def test_topics_are_classified_without_any_past_project() -> None:
    won = pl.DataFrame(schema={"partnership_id": pl.String, "project_id": pl.String})
    nothing = pl.Series([], dtype=pl.String)
    topics = texts_of("topic_id", t="Tidal turbines")
    found = classify_topics(topics, THEMES, won=won, project_texts=texts_of(), broad=nothing)

    assert found.filter("is_match")["nearest_projects"].to_list() == [[]]


@pytest.mark.parametrize(
    ("topic_id", "is_open"),
    [
        ("I3-2025-INV2a", False),
        ("HORIZON-EIE-2022-SCALEUP-02-02", True),
        ("ERC-2023-STG", True),
        ("HORIZON-ERC-2025-POC", True),
        ("HORIZON-EIC-2022-ACCELERATORCHALLENGES-01", True),
        ("HORIZON-EIC-2022-PATHFINDERCHALLENGES-01-01", False),
        ("HORIZON-CL6-2026-01-BIODIV-01", False),
    ],
)
def test_open_instruments_are_known_by_identifier(topic_id: str, is_open: bool) -> None:
    assert (find_open_instruments(pl.Series([topic_id])) >= 0).tolist() == [is_open]


def ranked(text: str, topics: dict[str, str]) -> list[str]:
    """Topics of a pool, the best first."""
    pool = pl.DataFrame({"topic_id": list(topics), "title": list(topics.values())})
    scores = TopicRanker(pool, centre=build_profiles(THEMES).centre).rank([text])[0]
    return [list(topics)[number] for number in np.argsort(-scores)]


def test_topic_without_words_of_its_own_is_found_by_its_destination() -> None:
    rail, networks = "HORIZON-ER-JU-2023-01", "HORIZON-JU-SNS-2023-STREAM-B-01-01"

    assert ranked("6G radio for mobile networks", {rail: "System architecture", networks: "System architecture"}) == [
        networks,
        rail,
    ]


def test_open_instruments_stand_behind_clear_subjects_and_the_earlier_call_first() -> None:
    topics = {
        "HORIZON-MSCA-2023-PF-01-01": "MSCA Postdoctoral Fellowships",
        "HORIZON-MSCA-2022-PF-01-01": "MSCA Postdoctoral Fellowships",
        "HORIZON-CL5-2022-D3-01-01": "Tidal turbines for deep water",
        "HORIZON-CL2-2022-HERITAGE-01-01": "Museums and their visitors",
    }
    tidal, museums = list(topics)[2:]
    fellowships = list(topics)[1::-1]

    assert ranked("Deep water tidal turbines", topics) == [tidal, *fellowships, museums]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4))
@settings(max_examples=10)
def test_rank_of_a_text_depends_on_no_other_text(others: list[str]) -> None:
    pool = pl.DataFrame({"topic_id": ["A-1", "B-1"], "title": ["Tidal turbines", "Wheat"], "text": ["At sea", None]})
    ranker = TopicRanker(pool, centre=build_profiles(THEMES).centre)

    assert ranker.rank(["Turbines in wheat", *others])[0] == pytest.approx(ranker.rank(["Turbines in wheat"])[0])


def test_vectors_are_of_length_one_or_nought() -> None:
    for vectors in (embed_texts(count_words(["Wind at sea", ""])), embed_plainly(["Wind at sea", ""])):
        assert (vectors**2).sum(axis=1).tolist() == pytest.approx([1, 0], abs=1e-5)


@pytest.mark.parametrize(
    ("acronym", "partnership"),
    [
        ("HIGHFIVE", "smart-sensors-4-agrifood"),
        ("DeremCo", "efficient-sustainable-manufacturing"),
        ("REGIOGREENTEX", "textile-innovation"),
    ],
)
def test_known_project_has_its_partnership_among_the_first_three(acronym: str, partnership: str) -> None:
    i3 = find_source("i3")
    facts = read_facts(i3.facts_path(next(table for table in i3.tables if table.name == "shipped_projects")))
    title = facts.filter(pl.col("acronym") == acronym).item(0, "title")

    nearest = classified(texts_of(p=title), shipped()).sort("score", descending=True).head(3)
    assert partnership in nearest["partnership_id"].to_list()


def test_nearest_words_find_the_title_in_other_words_and_nothing_in_none() -> None:
    found = NearestWords(count_words(["Court rulings on copyright", "", "Unmanned aircraft over the harvest"]))
    scores = found.score(["Drones and crops", "of the"])

    assert scores[0, 2] > scores[0, 0] > 0
    assert scores[0, 1] == 0
    assert (scores[1] == 0).all()
    assert found.score(["harvest"])[0, 2] == pytest.approx(1, abs=1e-5)
