"""The theme engine: words in their places, scores that depend on nothing but the text, and reasons that stand in it."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.commands.evaluate import shipped_theme_texts
from pipelines.enrich.themes.classification import classify_projects, classify_topics, empty_project_tables, hash_texts
from pipelines.enrich.themes.cleaning import EXCLUDED, clean_texts
from pipelines.enrich.themes.scoring import ThemeScorer
from pipelines.enrich.themes.words import pluralise, read_texts, split_words
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
        ("farm", "core", "place", "field"),
        ("farm", "core", "place", "crop"),
        ("farm", "near", "place", "rural"),
        ("farm", "core", "tool", "drone"),
        ("farm", "core", "tool", "sensor"),
        ("farm", "outside", "all", "magnetic field"),
        ("farm", "outside", "all", "aquaculture"),
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
CAP = 0.3
FARM_TITLE = "Drones and sensors for crops: drones over fields for crop monitoring"


def texts_of(text_id: str = "project_id", field: str = "title", **titles: str | None) -> pl.DataFrame:
    return pl.DataFrame(
        {text_id: list(titles), "text_field": field, "text": list(titles.values())},
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


# Words in their places


def test_compound_with_a_hyphen_is_one_word_and_spelling_is_british() -> None:
    assert split_words("Bio-based fibers, personalized; e-fuels of the Sea") == [
        "biobased",
        "fibres",
        "personalised",
        "efuels",
        "sea",
    ]


@pytest.mark.parametrize(("word", "plural"), [("battery", "batteries"), ("bus", "buses"), ("day", "days")])
def test_plurals_are_known(word: str, plural: str) -> None:
    assert pluralise(word) == plural


def test_phrase_is_found_in_order_near_and_turned_round_within_a_sentence() -> None:
    read = read_texts(
        texts_of(p="Soil sensors. Sensors of soil; soil and its new sensors. Soil. Sensors"), text_id="project_id"
    )
    first, last = read.find_words(["soil", "sensor"], slack=2)

    assert read.quote(first, last).sort("position").rows() == [
        (1, "Soil sensors"),
        (15, "Sensors of soil"),
        (32, "soil and its new sensors"),
    ]


def test_word_stands_for_its_plural_and_for_no_other_word_of_its_stem() -> None:
    read = read_texts(texts_of(p="Buildings", q="Building trust", r="Mobility", s="Mobilisation"), text_id="project_id")

    def texts_with(word: str) -> list[str]:
        return read.ids.gather(read.text_of_row[read.row_at(read.find_words([word], slack=0)[0])]).to_list()

    assert texts_with("building") == ["p", "q"]
    assert texts_with("buildings") == ["p"]
    assert texts_with("mobility") == ["r"]


def test_compound_with_a_stop_word_is_one_word() -> None:
    assert split_words("By-products, well-being and waste by volume") == ["byproducts", "wellbeing", "waste", "volume"]


def test_letter_that_grows_in_lower_case_moves_no_quote() -> None:
    read = read_texts(texts_of(p="İzmir grows wheat"), text_id="project_id")
    first, last = read.find_words(["wheat"], slack=0)

    assert read.quote(first, last).rows() == [(13, "wheat")]


# What is not read


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Clever tools (AI, Data and Robotics Partnership) (RIA)", "robotics"),
        ("Complementary to HORIZON-CL5-2026-01-D2-03: Batteries for ships. Crops", "batteries"),
        ("A page at https://example.org/batteries tells more", "batteries"),
    ],
    ids=["partnership", "other call", "address"],
)
def test_names_of_others_are_not_read_and_all_else_keeps_its_place(text: str, word: str) -> None:
    cleaned = clean_texts(texts_of(p=text)).item(0, "text")

    assert len(cleaned) == len(text)
    assert word in text.lower()
    assert word not in split_words(cleaned)


def test_title_that_opens_with_its_own_code_is_read() -> None:
    assert "crops" in split_words(clean_texts(texts_of(p="HORIZON-CL6-2026-01: Crops")).item(0, "text"))


def test_excluding_sentence_becomes_a_field_of_its_own_and_counts_against() -> None:
    told = "Drones over fields are used for crop monitoring with sensors on every field of the farm. " * 3
    excluding = "Drones and sensors over crops and fields are not within the scope of this topic."
    texts = texts_of("topic_id", "scope", with_it=told, without=told + excluding)
    cleaned = clean_texts(texts)
    found = classify_topics(texts, THEMES).filter(pl.col("partnership_id") == "farm")

    assert cleaned.filter(pl.col("text_field") == EXCLUDED)["text"].str.strip_chars().to_list() == [excluding]
    scores = dict(found.select("topic_id", "score_facets").iter_rows())
    assert scores["without"] < scores["with_it"]
    assert excluding not in [reason["text"] for row in found["evidence"] for reason in row]


# Scores


def test_text_in_the_words_of_a_theme_is_a_match_with_its_reasons() -> None:
    found = row_of(classified(texts_of(p=FARM_TITLE)), "farm", "p")

    assert found["is_match"]
    assert "Drones" in found["matched_terms"]
    assert found["matched_niches"][0] == "drones over fields"
    assert found["model_version"].startswith("wordllama ")


def test_theme_of_two_fields_needs_both() -> None:
    texts = texts_of(both="Drones for crops", tool="Drones for post", place="Crops and their prices")
    scores = classified(texts).filter(pl.col("partnership_id") == "farm")

    assert row_of(scores, "farm", "both")["score"] > 0.5
    assert not row_of(scores, "farm", "tool")["is_match"]
    assert not row_of(scores, "farm", "place")["is_match"]


def test_word_inside_a_longer_term_of_another_field_does_not_count() -> None:
    scorer = ThemeScorer(_profiles(), kind="project")
    scores = scorer.score(texts_of(p="Sensors in a field", q="Sensors in a magnetic field"), text_id="project_id")
    farm = _profiles().partnership_ids.index("farm")

    assert scores.measures["facets"][0, farm] > 0
    assert scores.measures["facets"][1, farm] < 0


@pytest.mark.parametrize(
    ("facets", "labels", "is_evidence"),
    [
        (["tool"], "drone; sensor", False),
        (["tool"], "drone\nsensor", True),
        (["tool"], "drone\naerial", True),
        (["tool", "place"], "drone\ncrop", False),
    ],
    ids=["one label", "two", "one and a near one", "two of different facets"],
)
def test_labels_of_euro_sci_voc_are_evidence_where_two_agree(facets: list[str], labels: str, is_evidence: bool) -> None:
    is_facet = pl.col("text_field").is_in(["core", "near"])
    aerial = pl.DataFrame([("farm", "near", "tool", "aerial")], schema=THEMES.schema, orient="row")
    themes = pl.concat([THEMES.filter(~is_facet | pl.col("niche_id").is_in(facets)), aerial])
    found = row_of(classified(texts_of(field="euro_sci_voc", p=labels), themes), "farm", "p")

    assert (found["score"] > CAP) == is_evidence


def test_likeness_alone_makes_no_match() -> None:
    found = classify_topics(texts_of("topic_id", t="Unmanned aircraft watch the harvest"), THEMES)

    assert not found["is_match"].any()
    assert (found["score"] <= CAP).all()
    assert found.filter(pl.col("partnership_id") == "farm")["matched_terms"].to_list() == [[]]


@pytest.mark.parametrize(
    "text", [None, "", "of the and", "…", "☀"], ids=["null", "empty", "stop-words", "dots", "symbol"]
)
def test_text_without_words_is_no_match(text: str | None) -> None:
    found = classify_topics(texts_of("topic_id", p=text, q="Tidal turbines"), THEMES)

    assert found.filter(pl.col("topic_id") == "p")["score"].to_list() == [0.0] * 4


@pytest.mark.parametrize(("partnership", "title"), [("bare", "Glass making"), ("said", "Carving of amber jewellery")])
def test_partnership_of_which_only_name_or_scope_is_known_is_matched_on_that(partnership: str, title: str) -> None:
    found = row_of(classified(texts_of(p=title)), partnership, "p")

    assert found["is_match"]
    assert found["matched_terms"]


@settings(max_examples=15, deadline=None)
@given(TEXTS)
def test_score_depends_on_no_other_text(sentences: list[str]) -> None:
    alone = classified(texts_of(p="Tidal turbines for wheat fields"))
    among = classified(texts_of(p="Tidal turbines for wheat fields", **{f"q{n}": s for n, s in enumerate(sentences)}))

    assert among.filter(pl.col("project_id") == "p").equals(alone)


@settings(max_examples=15, deadline=None)
@given(TEXTS)
def test_scores_are_chances_keys_stand_once_and_reasons_stand_in_the_text(sentences: list[str]) -> None:
    texts = texts_of("topic_id", **{f"p{number}": sentence for number, sentence in enumerate(sentences)})
    found = classify_topics(texts, THEMES)

    assert found["score"].is_between(0, 1).all()
    assert found.select("partnership_id", "topic_id").is_unique().all()
    assert_reasons_stand_in(texts, found, "topic_id")


def test_order_of_rows_changes_nothing() -> None:
    texts = texts_of(a="Tidal turbines", b="Soil sensors", c="Glass")

    assert classified(texts.reverse(), THEMES.reverse()).equals(classified(texts))


def test_night_after_reads_only_new_and_changed_texts_and_ends_like_a_full_run(monkeypatch: pytest.MonkeyPatch) -> None:
    before = texts_of(kept="Tidal turbines", changed="Soil sensors", gone="Drones over fields")
    known, known_texts = empty_project_tables()
    themes, hashes = classify_projects(before, THEMES, known=known, known_texts=known_texts)
    after = texts_of(kept="Tidal turbines", changed="Glass making", new="Crop monitoring")
    read: list[set[str]] = []
    score = ThemeScorer.score

    def remember(self: ThemeScorer, texts: pl.DataFrame, *, text_id: str) -> Any:
        read.append(set(texts[text_id]))
        return score(self, texts, text_id=text_id)

    monkeypatch.setattr(ThemeScorer, "score", remember)
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


# Shipped themes


def test_every_shipped_partnership_has_facets_of_known_words() -> None:
    named = shipped().filter(pl.col("text_field") == "core")

    assert set(named["partnership_id"]) == set(shipped()["partnership_id"])
    assert named.filter(
        pl.col("text").map_elements(lambda text: not split_words(text), return_dtype=pl.Boolean)
    ).is_empty()


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

    nearest = classify_topics(texts_of("topic_id", p=title), shipped()).sort("score", descending=True).head(3)
    assert partnership in nearest["partnership_id"].to_list()


@pytest.mark.parametrize(
    ("partnership", "title"),
    [
        ("safe-sustainable-mobility", "Labour mobility of researchers in Europe"),
        ("water-smart-territories", "Water electrolysis for cheap hydrogen"),
        ("photonics", "Solidarity between generations"),
        ("high-tech-farming", "Precision medicine with digital sensors"),
        ("sustainable-buildings", "Building trust in democratic institutions"),
        ("cybersecurity-smart-regions", "Agile cyber-physical production systems"),
        ("high-tech-farming", "Digital control of wind farms"),
        ("ingredients-circular-economy", "Bio-based products of textile makers"),
    ],
)
def test_homonyms_and_neighbouring_fields_are_no_match(partnership: str, title: str) -> None:
    assert not row_of(classified(texts_of(p=title), shipped()), partnership, "p")["is_match"]


def test_terms_of_facets_are_read_as_they_are_written_and_mean_one_thing() -> None:
    facets = shipped().filter(pl.col("text_field").is_in(["core", "near", "outside"]))
    words = {text: split_words(text) for text in facets["text"]}
    lost = [text for text, read in words.items() if len(read) == 1 and " " in text.strip()]
    term = pl.col("text").map_elements(lambda text: " ".join(words[text]), pl.String)
    strengths = facets.group_by("partnership_id", term).agg(
        pl.col("text_field").unique(), pl.col("niche_id").n_unique()
    )
    clashing = strengths.filter(
        pl.col("text_field").list.contains("outside") | (pl.col("niche_id") == 1), pl.col("text_field").list.len() > 1
    )

    assert (lost, clashing.rows()) == ([], [])


def assert_reasons_stand_in(texts: pl.DataFrame, found: pl.DataFrame, text_id: str) -> None:
    told = {(key, field): (text or "").lower() for key, field, text in texts.iter_rows()}
    for key, reasons in found.select(text_id, "evidence").iter_rows():
        for reason in reasons:
            text = told[(key, reason["text_field"])]
            begin = reason["position"] - 1
            assert text[begin : begin + len(reason["text"])] == reason["text"].lower()


@cache
def _profiles() -> Any:
    from pipelines.enrich.themes.profiles import build_profiles

    return build_profiles(THEMES)
