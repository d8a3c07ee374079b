"""Queries against the made-up edition of `edition.sql`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from dashboards.cache import Kept
from dashboards.domains import TABLES
from dashboards.funding import queries as funding
from dashboards.overview import queries as overview
from dashboards.partnerships import queries as partnerships
from dashboards.quality import queries as sources
from dashboards.regions import queries as regions
from dashboards.text import define
from tests.dashboards.conftest import BuildEdition
from warehouse.products.matches.query import FilterError, MatchFilters
from warehouse.store.reader import Reader

PARAMETERS = {
    "members": {"partnership": "apple-growing"},
    "rule-verdicts": {"partnership": "apple-growing"},
    "changed-rows": {"figure": "joint_projects"},
    "near-miss-candidates": {"partnership": "apple-growing"},
    "joint-projects": {"partnership": "apple-growing"},
    "niches": {"partnership": "apple-growing"},
    "region-memberships": {"region": "ES21"},
    "region-years": {"region": "ES21"},
    "region-organisations": {"region": "ES21"},
    "region-matches": {"region": "ES21"},
}


def test_first_page_says_the_headlines_of_the_edition_and_what_they_are_counted_of(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        said = {row["figure_id"]: row for row in overview.headlines(snapshot).iter_rows(named=True)}
    assert (said["joint_projects"]["figure_value"], said["joint_projects"]["population"]) == (2, 4)
    assert said["joint_projects"]["population_name"] == "Projects with participations"
    assert said["joint_projects"]["observed_to"] == date(2024, 5, 29)
    assert said["joint_net_ec_contribution_eur"]["figure_value"] == Decimal("3200000.50")


def test_joint_projects_of_a_year_say_how_much_of_it_was_observed(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        years = overview.joint_projects_by_year(snapshot)
    assert dict(years.select("project_year", "observed_share").iter_rows()) == {2021: 1.0, 2023: 0.75}


def test_member_regions_leave_ended_memberships_out_and_keep_members_without_code(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        members = overview.member_regions(snapshot)
    assert members["member_id"].to_list() == ["BE21", "EL52", "ES21", "ES70", "own:UA:made-up"]
    assert members["partnership_count"].to_list() == [2, 1, 1, 1, 1]
    assert members.row(0, named=True)["partnership_names"] == "Apple growing; Tidal mills"
    assert members.filter(member_id="ES70")["is_outermost"].item()


def test_region_counts_what_lies_in_its_parts(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        years = regions.region_years(snapshot, "ES21")
        organisations = regions.region_organisations(snapshot, "EL52")
        whole = regions.region_totals(snapshot, "ES").row(0, named=True)
    assert years.select("project_year", "project_count", "year_from_call_count").rows() == [(2021, 1, 1)]
    assert whole["net_ec_contribution_eur"] == Decimal("700000.00")
    assert organisations["organisation_name"].to_list() == ["=cmd Orchards", None]
    assert organisations["is_name_withheld"].to_list() == [False, True]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("ES21", {("tidal-mills", "itself")}, id="member"),
        pytest.param("ES211", {("tidal-mills", "the wider area")}, id="part-of-a-member"),
        pytest.param(
            "BE", {("apple-growing", "a part of it"), ("tidal-mills", "a part of it")}, id="country-with-members"
        ),
    ],
)
def test_region_is_in_partnerships_through_itself_its_parts_or_its_area(
    reader: Reader, code: str, expected: set[tuple[str, str]]
) -> None:
    with reader.snapshot() as snapshot:
        memberships = regions.region_memberships(snapshot, code)
    assert set(memberships.select("partnership_id", "through").rows()) == expected


def test_partnership_members_stand_in_protocol_order(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        members = partnerships.partnership_members(snapshot, "apple-growing")
    assert members["country_code"].to_list() == ["BE", "EL", "UA"]


def test_latest_status_is_that_of_the_newest_night(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        statuses = sources.latest_source_status(snapshot)
    assert statuses["source"].to_list() == ["cordis", "funding_tenders", "regions", "registry"]
    assert statuses.filter(source="cordis")["status"].item() == "unchanged"
    assert statuses.filter(source="cordis")["missing_members"].item() == "project.csv"


def test_best_matches_share_words_with_the_theme(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        best = funding.best_matches(snapshot, MatchFilters(), 10)
    assert best["score"].to_list() == [88.0, 71.5, 20.0]


def test_match_summary_adds_up_to_the_matches(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        summary = funding.match_summary(snapshot, MatchFilters())
        matches = funding.find_matches(snapshot, MatchFilters())
    assert summary["match_count"].sum() == matches.height
    assert summary.filter(partnership_id="tidal-mills").row(0, named=True)["theme_pass_count"] == 1


def test_rule_verdicts_are_those_of_the_matches_shown_with_the_failing_first(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        verdicts = funding.rule_verdicts(snapshot, MatchFilters(partnership="apple-growing"))
        none = funding.rule_verdicts(snapshot, MatchFilters(partnership="apple-growing", min_score=90))
    assert verdicts.select("topic_id", "verdict", "have_count", "need_count").rows() == [
        ("HORIZON-CL6-2026-01-ORCHARD", "fail", 2, 3),
        ("HORIZON-CL6-2026-01-ORCHARD", "unknown", None, 1),
    ]
    assert none.is_empty()


def test_near_miss_candidates_say_for_how_many_topics_they_help(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        candidates = funding.near_miss_candidates(snapshot, "apple-growing")
    assert candidates.select("nuts_code", "candidate_rank", "topic_count").rows() == [("ES21", 1, 1), ("ES70", 2, 1)]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_gives_exactly_its_columns(reader: Reader, name: str) -> None:
    table = TABLES[name]
    with reader.snapshot() as snapshot:
        frame = table.rows(snapshot, PARAMETERS.get(name, {}))
    assert tuple(frame.columns) == table.columns


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("members", {}, "partnership: expected a value"),
        ("members", {"partnership": "nope"}, "valid values: apple-growing"),
        ("region-years", {"region": "es21"}, "region: no such value 'es21'"),
        ("region-matches", {"region": "XX99"}, "region: no such value 'XX99'"),
        ("partnerships", {"platform": "nope"}, "valid values: agri_food, energy"),
        ("partnerships", {"colour": "red"}, "valid filters: platform"),
    ],
)
def test_table_refuses_what_it_does_not_know(
    reader: Reader, name: str, parameters: dict[str, str], message: str
) -> None:
    with reader.snapshot() as snapshot, pytest.raises(FilterError, match=message):
        TABLES[name].rows(snapshot, parameters)


def test_definitions_come_from_the_edition_and_may_be_absent(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        assert define(snapshot, "marts_funding.fct_match.score") == (
            "Points from 0 to 100 over the parts that could be assessed."
        )
        assert define(snapshot, "marts_funding.fct_match") is not None
        assert define(snapshot, "marts_core.dim_topic.budget_eur") is None


def test_answers_are_kept_per_edition(tmp_path: Path, build_edition: BuildEdition) -> None:
    build_edition(tmp_path, "2026-08-10-0000000a")
    reader = Reader(tmp_path)
    with reader.snapshot() as first:
        assert overview.headlines(first) is overview.headlines(first)
        build_edition(tmp_path, "2026-08-11-0000000b", as_of="2026-08-11")
        with reader.snapshot() as second:
            assert overview.headlines(first) is not overview.headlines(second)


def test_answers_without_rows_do_not_pile_up() -> None:
    kept: Kept[pl.DataFrame] = Kept(100_000, lambda frame: int(frame.estimated_size()))
    for number in range(1_000):
        kept.put(f"words nobody wrote {number}", pl.DataFrame(schema={"topic_id": pl.String}))
    found = [kept.get(f"words nobody wrote {number}") is not None for number in range(1_000)]
    assert found[-1]
    assert not any(found[:900])


def test_niches_come_surest_first_with_the_row_they_were_read_from(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        shipped = partnerships.partnership_niches(snapshot, "apple-growing")
        declared = partnerships.partnership_niches(snapshot, "tidal-mills")
    assert shipped.select("niche_id", "origin").rows() == [
        ("pruning-robots", "theme_niches.csv, row 2"),
        ("storage", "theme_niches.csv, row 1"),
    ]
    assert declared["origin"].to_list() == ["mills.xlsx, Niches, row 3"]
