"""The call sheet: what it says is what the edition holds, and its consortia are those of file, address and command."""

from __future__ import annotations

import json
from datetime import date

import pytest
from starlette.testclient import TestClient

from dashboards.app import create_app
from dashboards.funding.scope import pick_sentences
from tests.dashboards.conftest import ORCHARD, PRUNING, TIDE, Ask, visitor
from tests.dashboards.tree import column, read_page, tables, words
from tests.homes import run_command
from warehouse.store.reader import Reader

SHEET = f"/funding/apple-growing/{ORCHARD}"
ASKED = f"partnership=tidal-mills&topic={ORCHARD}"


def test_sheet_says_scope_terms_verdict_next_step_and_consortium(client: TestClient, ask: Ask) -> None:
    page = read_page(client, SHEET)
    said = words(page)
    assert "Activities are expected to achieve TRL 7 by the end of the project." in said
    assert "Closes 15 September 2026, 17:00 in Brussels by rule: 35 days left." in said
    assert "EUR 3,000,000 to 6,000,000 (portal)" in said
    verdicts = ask(
        "select verdict, verdict_words from marts_funding.fct_eligibility "
        "where partnership_id = 'apple-growing' and topic_id = ?",
        ORCHARD,
    )
    [listed] = page.find_class("verdicts")
    assert sorted(words(item.find("strong")) for item in listed) == sorted(row["verdict"] for row in verdicts)
    assert all(row["verdict_words"].split(":")[0] in words(listed) for row in verdicts)
    assert "Next step" in said
    assert "Our status" in said
    assert "3 applicants from member regions keep every rule read." in said
    # Of the member without a NUTS code nobody is known, and its country counts.
    assert "An organisation of Made-up region (UA)" in said


def test_gap_is_closed_by_somebody_from_outside_whom_a_shared_project_introduces(client: TestClient) -> None:
    said = words(read_page(client, f"/funding/tidal-mills/{ORCHARD}"))
    assert "The members alone, as far as they are known, cannot keep “Countries” (have 2, need 3);" in said
    assert "1 applicant from outside closes the gap." in said
    assert "Introduced by Institute of Orchards (Prov. Antwerpen): 1 shared project, as MILL." in said


def test_consortium_is_the_same_on_page_in_file_at_the_address_and_from_the_command(
    client: TestClient, reader: Reader
) -> None:
    shown = column(tables(read_page(client, f"/funding/tidal-mills/{ORCHARD}"))["consortium"], "organisation_name")
    file = client.get(f"/export/consortium.json?{ASKED}").json()
    rows = client.get(f"/api/v1/tables/consortium?{ASKED}").json()["rows"]
    assert [row["organisation_name"] or "–" for row in file] == shown
    assert rows == file
    finished = run_command("match", "consortium", "tidal-mills", ORCHARD, "--json", "--home", reader.home.root)
    said = json.loads(finished.stdout)
    assert [row["organisation_name"] for one in said["consortia"] for row in one["names"]] == [
        row["organisation_name"] for row in file
    ]
    rules = client.get(f"/export/consortium-rules.json?{ASKED}").json()
    assert [row["rule_name"] for row in rules if row["consortium_number"] == 0] == ["Countries"]
    kept = [row for row in rules if row["verdict"] == "pass"]
    assert kept
    assert all(row["have_count"] >= row["need_count"] for row in kept)
    told = run_command("match", "consortium", "tidal-mills", ORCHARD, "--home", reader.home.root).stdout
    assert "conflict: Countries, have 2, need 3" in told


def test_titles_in_lists_lead_to_the_sheet_and_the_sheet_to_the_portal(client: TestClient) -> None:
    for path in ("/funding?partnership=apple-growing", "/partnership/apple-growing?tab=calls"):
        assert SHEET in client.get(path).text
    assert any(ORCHARD in link for link in read_page(client, SHEET).xpath(".//a/@href") if link.startswith("https://"))


def test_sheet_of_a_call_that_has_closed_since_leads_on(reader: Reader) -> None:
    later = visitor(create_app(reader, today=lambda: date(2026, 9, 16)))
    page = words(read_page(later, SHEET, status=404))
    assert f"{ORCHARD} closed on 15 September 2026." in page
    two_stages = words(read_page(later, f"/funding/apple-growing/{PRUNING}"))
    assert "Opens 1 December 2026. Stage 1 closes 16 February 2027" in two_stages


def test_call_without_deadline_and_partnership_without_members_have_a_sheet(client: TestClient) -> None:
    assert "No deadline is published." in words(read_page(client, f"/funding/tidal-mills/{TIDE}"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("partnership=apple-growing", "topic: expected a value, came none"),
        (f"partnership=nobody&topic={ORCHARD}", "partnership: no such value 'nobody'"),
        ("partnership=apple-growing&topic=HORIZON-CL6-2023-01-APPLE", "is no open or forthcoming call for"),
    ],
)
def test_wrong_question_for_consortia_is_answered_in_one_line(client: TestClient, asked: str, told: str) -> None:
    answer = client.get(f"/export/consortium.csv?{asked}")
    assert (answer.status_code, told in answer.text) == (400, True)


def test_sentences_are_those_of_the_text_that_hold_theme_and_aim() -> None:
    texts = {
        "description": "Scope:Everything once more, in one piece that repeats what the other parts say already.",
        "scope": "Farms grow many things in some places and do.The aim is to grow kelp on nets close to any coast."
        "Costs of sowing kelp should fall by half within five years of work.Weather was fair for most of last year.",
        "expected_outcome": "More kelp is landed by small boats of the regions that take part.Short.",
    }
    assert pick_sentences(texts, ["kelp", "nets"]) == [
        "The aim is to grow kelp on nets close to any coast.",
        "Costs of sowing kelp should fall by half within five years of work.",
        "More kelp is landed by small boats of the regions that take part.",
    ]
    assert pick_sentences({}, ["kelp"]) == []


def test_headings_and_what_is_said_of_every_topic_are_no_sentences_of_a_call() -> None:
    texts = {
        "scope": "Publicly accessible landing stages for boats that bring in kelp (LSK)ObjectivesThe pilot grows kelp, "
        "e.g. on nets, in three regions.This topic contributes to several expected impacts of destination “Kelp”."
        "Proposals must implement the multi-actor approach, with growers of kelp among them."
    }
    assert pick_sentences(texts, ["kelp"]) == ["The pilot grows kelp, e.g. on nets, in three regions."]
