"""The grammar of conditions: every pattern reads its examples, and texts are cut into the sentences that it reads."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from pipelines.enrich.conditions.reading import Pattern, read_conditions, read_grammar
from pipelines.enrich.evaluation.conditions import measure_conditions

PATTERNS = {pattern.id: pattern for pattern in read_grammar().patterns}
FRAMES = {
    "eligibility": ("conditions", "3. Other Eligible Conditions{}4. Financial and operational capacity"),
    "grants": ("conditions", "6. Legal and financial set-up of the grants{}Application and evaluation forms"),
    "agreements": ("conditions", "Model Grant Agreements (MGA){}Additional documents"),
    "text": ("description", "{}"),
    "action_type": ("action_type", "{}"),
}


def texts_of(*texts: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(texts, schema=["topic_id", "text_section", "text"], orient="row")


def read_alone(pattern: Pattern, sentence: str) -> list[dict[str, Any]]:
    section, frame = FRAMES[pattern.parts[0]]
    alone = replace(read_grammar(), patterns=(replace(pattern, condition="read"),))
    read = read_conditions(texts_of(("t", section, frame.format(sentence))), alone)
    return read.filter(pl.col("pattern_id") == pattern.id).to_dicts()


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
def test_pattern_reads_its_examples_and_their_values(pattern: Pattern) -> None:
    assert any(len(example) > 1 for example in pattern.examples)
    for sentence, *values in pattern.examples:
        read = read_alone(pattern, sentence)
        if not values:
            assert not read, sentence
            continue
        low, high = (None if value in {"", "read"} else value for value in (*values, None)[:2])
        assert [(row["value_low"], row["value_high"]) for row in read] == [(low, high)], sentence
        assert read[0]["quote"]


CONDITIONS = (
    "2. Eligible Countriesdescribed in Annex B.3. Other Eligible ConditionsThe following additional eligibility "
    "criteria apply:This topic requires the active involvement, as beneficiaries, of at least two Police Authorities"
    "[[Police. "
    "At least 9.]] and at least 2 Civil Society Organisations from at least three (3) different EU Member States or "
    "Associated Countries.Nobody wrote this rule before.described in Annex B of the Work Programme General Annexes.4. "
    "Financial and operational capacity and exclusion6. Legal and financial set-up of the grantsBeneficiaries may "
    "provide financial support to third parties.described in Annex G of the Work Programme General Annexes.Application "
    "and evaluation forms"
)


def test_conditions_are_read_sentence_by_sentence_and_the_unread_one_is_quoted() -> None:
    read = read_conditions(
        texts_of(("t", "conditions", CONDITIONS), ("t", "description", "No one.nullActivities may start at any TRL."))
    )
    found = {(row["condition"], row["counted"]): row for row in read.to_dicts()}
    assert found["partners_min", "associated"]["value_low"] == 4
    assert found["countries_min", "associated"]["value_low"] == 3
    assert found["partners_min", "associated"]["is_additional"]
    assert "at least two Police Authorities and at least 2" in found["partners_min", "associated"]["quote"]
    assert found["topic_condition", None]["quote"] == "Nobody wrote this rule before."
    assert found["third_party_support", None]["value_low"] == 1
    assert found["lump_sum", None]["value_low"] == 0
    assert ("conditions_read", None) in found
    assert not {"trl_start", "trl_end", "nothing"} & {condition for condition, _ in found}


def test_conditions_that_stand_in_another_document_are_not_said_to_be_read() -> None:
    document = "described in section 6 of the call document."
    read = read_conditions(texts_of(("t", "conditions", FRAMES["eligibility"][1].format(document))))
    assert read.select("condition", "quote").rows() == [("conditions_elsewhere", document)]


def test_reading_takes_time_in_proportion_whatever_a_text_holds() -> None:
    nasty = "at least 3 authorities and " * 20_000 + "TRL " * 20_000 + "EUR 1 000 " * 20_000
    began = time.process_time()
    read_conditions(texts_of(("t", "description", nasty), ("t", "conditions", f"3. Other Eligible Conditions{nasty}")))
    assert time.process_time() - began < 10


def test_cells_are_right_wrong_missing_or_invented_and_annexes_and_rules_stand_apart() -> None:
    labels = pl.DataFrame(
        {
            "topic_id": ["a", "b", "c", "d"],
            "funding_rate_pct": ["100/70", "95", "", None],
            "expected_grants": ["3-4", "several", "2", None],
            "lump_sum": ["y", "n", None, "y"],
            "min_entities": ["3", "1", None, "2"],
            "fields_from_annex": ["min_entities; funding_rate_pct", None, None, None],
        }
    )
    conditions = pl.DataFrame(
        [
            ("a", "funding_rate", 70.0, 100.0, "rule"),
            ("b", "funding_rate", 90.0, 90.0, "text"),
            ("c", "funding_rate", 100.0, 100.0, "rule"),
            ("d", "funding_rate", 50.0, 50.0, "text"),
            ("a", "expected_grants", 3.0, 4.0, "text"),
            ("a", "lump_sum", 1.0, 1.0, "text"),
            ("b", "lump_sum", None, None, "text"),
            ("c", "lump_sum", 0.0, 0.0, "text"),
            ("a", "min_entities", 2.0, 2.0, "rule"),
            ("b", "min_entities", 1.0, 1.0, "rule"),
        ],
        schema=["topic_id", "condition", "value_low", "value_high", "condition_evidence"],
        orient="row",
    )

    figures = measure_conditions(labels, conditions)

    assert figures["fields"]["funding_rate_pct"] == {"right": 0, "wrong": 1, "missing": 0, "invented": 1}
    assert figures["fields"]["expected_grants"] == {"right": 1, "wrong": 0, "missing": 1, "invented": 0}
    assert figures["fields"]["lump_sum"] == {"right": 1, "wrong": 0, "missing": 2, "invented": 1}
    assert figures["fields"]["min_entities"] == {"right": 1, "wrong": 0, "missing": 1, "invented": 0}
    assert figures["from_annex"]["funding_rate_pct"]["right"] == 1
    assert figures["from_annex"]["min_entities"]["wrong"] == 1
    assert figures["from_elsewhere"] == {"funding_rate_pct": 1}
    assert figures["pooled"]["right_share"] is None
    assert figures["not_served"] == []
