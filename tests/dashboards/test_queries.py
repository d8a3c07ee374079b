"""Queries of the pages against the small edition: what its hand-written rows make, and what SQL says of the rest."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboards.cache import Kept, cached_by_edition
from dashboards.domains import TABLES
from dashboards.funding import queries as funding
from dashboards.funding import rules
from dashboards.overview import queries as overview
from dashboards.partnerships import queries as partnerships
from dashboards.quality import queries as sources
from dashboards.regions import queries as regions
from dashboards.text import define
from tests.dashboards.conftest import MOVED, ORCHARD, TIDE, Ask, BuildEdition
from warehouse.products.matches.query import FilterError, MatchFilters
from warehouse.store.reader import Reader, Snapshot

PARAMETERS = {
    "members": {"partnership": "apple-growing"},
    "rule-verdicts": {"partnership": "apple-growing"},
    "changed-rows": {"figure": "joint_projects"},
    "near-miss-candidates": {"partnership": "tidal-mills"},
    "consortium": {"partnership": "tidal-mills", "topic": ORCHARD},
    "consortium-rules": {"partnership": "tidal-mills", "topic": ORCHARD},
    "joint-projects": {"partnership": "apple-growing"},
    "niches": {"partnership": "apple-growing"},
    "region-memberships": {"region": "ES21"},
    "region-years": {"region": "ES21"},
    "region-organisations": {"region": "ES21"},
    "region-matches": {"region": "ES21"},
    "region-network": {"region": "ES21"},
    "organisation-network": {"organisation": "pic:810000007"},
    "organisation-partnerships": {"organisation": "pic:810000007"},
    "candidate-fit": {"partnership": "apple-growing", "region": "ES21"},
}


def test_first_page_says_the_headlines_of_the_edition_and_what_they_are_counted_of(reader: Reader, ask: Ask) -> None:
    with reader.snapshot() as snapshot:
        said = {row["figure_id"]: row for row in overview.headlines(snapshot).iter_rows(named=True)}
        listed = [
            TABLES[name].rows(snapshot, {}).height for name in ("partnerships", "maturity-bounds", "maturity-scores")
        ]
    (held,) = ask(
        "select (select count(*) from marts_core.dim_partnership where not is_placeholder) as partnerships, "
        "count(distinct partnership_id) as partnerships_with_members, "
        "(select count(distinct project_id) from marts_core.fct_participation) as projects "
        "from marts_core.fct_membership inner join marts_core.dim_partnership using (partnership_id) "
        "where not is_placeholder and coalesce(valid_to, '9999') >= '2026'"
    )
    # Two partnerships share one of the projects, and a partner in Portugal is in no member region.
    assert len(ask("from marts_core.fct_joint_project where has_participations")) == 3
    assert said["joint_projects"]["figure_value"] == 2
    assert said["joint_projects"]["population"] == held["projects"]
    assert said["joint_projects"]["population_name"] == "Projects with participations"
    assert said["joint_organisations"]["figure_value"] == 4
    assert said["joint_net_ec_contribution_eur"]["figure_value"] == Decimal("3200000.50")
    assert said["partnerships"]["figure_value"] == held["partnerships"]
    assert set(listed) == {held["partnerships"]} != {len(ask("from marts_core.dim_partnership"))}
    assert said["partnerships_with_members"]["figure_value"] == held["partnerships_with_members"]


def test_joint_projects_of_a_year_say_how_much_of_it_was_observed(reader: Reader, ask: Ask) -> None:
    with reader.snapshot() as snapshot:
        years = overview.joint_projects_by_year(snapshot)
    shares = {row["project_year"]: row["observed_share"] for row in ask("from marts_quality.fct_observed_year")}
    counts = dict(years.select("project_year", "joint_project_count").iter_rows())
    assert list(counts) == [2022, 2024, 2025]
    assert [year for year, count in counts.items() if count is None] == [2025]
    assert dict(years.select("project_year", "observed_share").iter_rows()) == {year: shares[year] for year in counts}


def test_zero_that_a_missing_member_could_change_is_not_known(reader: Reader, ask: Ask) -> None:
    held = ask(
        "select partnership_id, is_membership_complete, joint_project_count from marts_core.dim_partnership "
        "inner join marts_engagement.fct_partnership_engagement using (partnership_id) where not is_placeholder"
    )
    with reader.snapshot() as snapshot:
        listed = TABLES["partnerships"].rows(snapshot, {})
        members = TABLES["members"].rows(snapshot, {"partnership": "geothermal-energy"})
    counts = {row["partnership_id"]: row["joint_project_count"] for row in held}
    partial = {row["partnership_id"] for row in held if not row["is_membership_complete"]}
    assert dict(listed.select("partnership_id", "joint_project_count").rows()) == {
        partnership: count if count or partnership not in partial else None for partnership, count in counts.items()
    }
    assert 0 in {counts[partnership] for partnership in partial}
    assert set(members["level"]) == {"unknown"}
    assert members["joint_project_count"].is_null().all()
    assert members["net_ec_contribution_eur"].is_null().all()


def test_member_regions_leave_ended_memberships_out_and_keep_members_without_code(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        members = overview.member_regions(snapshot)
    counts = dict(members.select("member_id", "partnership_count").rows())
    assert (counts["BE21"], counts["ES70"], counts["own:ua:made-up-region"]) == (2, 1, 1)
    assert members.filter(member_id="BE21")["partnership_names"].to_list() == [["Apple growing", "Tidal mills"]]
    assert members.filter(member_id="ES70")["partnership_names"].to_list() == [["Tidal mills"]]
    assert members.filter(member_id="ES70")["is_outermost"].item()
    assert members["partnership_count"].to_list() == sorted(counts.values(), reverse=True)


def test_region_counts_what_lies_in_its_parts(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        years = regions.region_years(snapshot, "ES21")
        organisations = regions.region_organisations(snapshot, "EL52")
        whole = regions.region_totals(snapshot, "ES").row(0, named=True)
    assert years.select("project_year", "project_count", "year_from_call_count").rows() == [(2022, 1, 1)]
    assert whole["net_ec_contribution_eur"] == Decimal("700000.00")
    assert dict(organisations.select("organisation_name", "is_name_withheld").rows()) == {
        "=cmd Orchards": False,
        "Example Institute of Soil": False,
        None: True,
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("ES21", ("tidal-mills", "itself"), id="member"),
        pytest.param("ES211", ("tidal-mills", "the wider area"), id="part-of-a-member"),
        pytest.param("BE", ("apple-growing", "a part of it"), id="country-with-members"),
    ],
)
def test_region_is_in_partnerships_through_itself_its_parts_or_its_area(
    reader: Reader, ask: Ask, code: str, expected: tuple[str, str]
) -> None:
    def through(member: str) -> str:
        if member == code:
            return "itself"
        return "a part of it" if len(member) > len(code) else "the wider area"

    with reader.snapshot() as snapshot:
        memberships = regions.region_memberships(snapshot, code)
    found = set(memberships.select("partnership_id", "through").rows())
    held = ask("select partnership_id, nuts_code from marts_core.fct_membership where nuts_code is not null")
    assert expected in found
    assert found == {
        (row["partnership_id"], through(row["nuts_code"]))
        for row in held
        if code.startswith(row["nuts_code"]) or row["nuts_code"].startswith(code)
    }


def test_partnership_members_stand_in_protocol_order(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        members = partnerships.partnership_members(snapshot, "apple-growing")
    assert members["country_code"].to_list() == ["BE", "EL", "UA"]


def test_latest_status_is_that_of_the_newest_night(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        statuses = sources.latest_source_status(snapshot)
    assert statuses["source"].to_list() == ["calls", "cordis", "funding_tenders", "i3", "regions", "registry", "riv"]
    assert statuses.filter(source="cordis")["retrieved_at"].item() == "2026-08-11"
    assert statuses.filter(source="cordis")["missing_members"].item() == "project.csv"


def test_best_matches_share_words_with_the_theme(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        best = funding.best_matches(snapshot, MatchFilters(), 10)
        first = funding.best_matches(snapshot, MatchFilters(), 2)
    pairs = best.select("partnership_id", "topic_id").rows()
    assert pairs[0] == ("apple-growing", MOVED)
    assert {("apple-growing", ORCHARD), ("tidal-mills", TIDE)} < set(pairs)
    assert not {("apple-growing", TIDE), ("tidal-mills", ORCHARD)} & set(pairs)
    assert best["score"].to_list() == sorted(best["score"], reverse=True)
    assert first.select("partnership_id", "topic_id").rows() == pairs[:2]


def test_match_summary_adds_up_to_the_matches(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        summary = funding.match_summary(snapshot, MatchFilters())
        matches = funding.find_matches(snapshot, MatchFilters())
    assert summary["match_count"].sum() == matches.height
    by_partnership = {row["partnership_id"]: row for row in summary.iter_rows(named=True)}
    assert by_partnership["tidal-mills"]["theme_match_count"] == 1
    assert by_partnership["tidal-mills"]["theme_pass_count"] == 0
    assert by_partnership["apple-growing"]["theme_pass_count"] == 2


def test_rule_verdicts_are_those_of_the_matches_shown_with_the_failing_first(reader: Reader, ask: Ask) -> None:
    with reader.snapshot() as snapshot:
        verdicts = rules.rule_verdicts(snapshot, MatchFilters(partnership="tidal-mills"))
        none = rules.rule_verdicts(snapshot, MatchFilters(partnership="tidal-mills", min_score=90))
    columns = ("topic_id", "verdict", "have_count", "need_count")
    held = ask(f"select {', '.join(columns)} from marts_funding.fct_eligibility where partnership_id = 'tidal-mills'")
    found = verdicts.select(columns).rows()
    assert sorted(map(str, found)) == sorted(str(tuple(row.values())) for row in held)
    assert found[0] == (TIDE, "fail", 2, 3)
    for topic_id in (TIDE, ORCHARD):
        of_topic = [verdict for topic, verdict, *_ in found if topic == topic_id]
        assert of_topic == sorted(of_topic, key=["fail", "unknown", "pass"].index)
    assert none.is_empty()


def test_near_miss_candidates_say_for_how_many_topics_they_help(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        candidates = rules.near_miss_candidates(snapshot, "tidal-mills")
        none = rules.near_miss_candidates(snapshot, "apple-growing")
    assert candidates.select("nuts_code", "candidate_rank", "topic_count").rows() == [("PT11", 1, 2)]
    assert none.is_empty()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_gives_exactly_its_columns(reader: Reader, name: str) -> None:
    table = TABLES[name]
    with reader.snapshot() as snapshot:
        since = {"since": snapshot.edition.edition_id} if "since" in table.required else {}
        frame = table.rows(snapshot, PARAMETERS.get(name, since))
    assert tuple(frame.columns) == table.columns


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("members", {}, "partnership: expected a value"),
        ("members", {"partnership": "nope"}, "valid values: 3d-printing, .*apple-growing"),
        ("region-years", {"region": "es21"}, "region: no such value 'es21'"),
        ("region-matches", {"region": "XX99"}, "region: no such value 'XX99'"),
        ("partnerships", {"platform": "nope"}, "valid values: agri-food, energy"),
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
        score = define(snapshot, "marts_funding.fct_match.score")
        assert score
        assert score.startswith("Match score, 0 to 100")
        assert define(snapshot, "marts_funding.fct_match") is not None
        assert define(snapshot, "marts_core.dim_topic.no_such_column") is None


def test_answers_are_kept_per_edition_as_they_were_asked(tmp_path: Path, build_edition: BuildEdition) -> None:
    sql = "select *, [1.5, null] as parts, 0.25::decimal(18, 2) as eur from marts_core.dim_partnership"
    asked: list[str] = []

    @cached_by_edition
    def ask_all(snapshot: Snapshot) -> pl.DataFrame:
        asked.append(snapshot.edition.edition_id)
        return snapshot.frame(sql)

    editions = ["2026-08-11-0000000a", "2026-08-12-0000000b"]
    reader = Reader(tmp_path)
    for edition in editions:
        build_edition(tmp_path, edition)
        with reader.snapshot() as snapshot:
            for _ in range(2):
                assert_frame_equal(ask_all(snapshot), snapshot.frame(sql))
    reader.close()
    assert asked == editions


def test_answers_without_rows_do_not_pile_up() -> None:
    kept: Kept[pl.DataFrame] = Kept(100_000, lambda frame: int(frame.estimated_size()))
    for number in range(1_000):
        kept.put(f"words nobody wrote {number}", pl.DataFrame(schema={"topic_id": pl.String}))
    found = [kept.get(f"words nobody wrote {number}") is not None for number in range(1_000)]
    assert found[-1]
    assert not any(found[:900])


def test_niches_come_surest_first_with_the_row_they_were_read_from(reader: Reader, ask: Ask) -> None:
    with reader.snapshot() as snapshot:
        shipped = partnerships.partnership_niches(snapshot, "high-tech-farming")
        declared = partnerships.partnership_niches(snapshot, "apple-growing")
    rows = {
        row["niche_id"]: f"theme_niches.csv, row {row['source_row_number']}"
        for row in ask("from marts_core.dim_niche where partnership_id = 'high-tech-farming'")
    }
    assert dict(shipped.select("niche_id", "origin").rows()) == rows
    assert shipped["confidence"].to_list() == ["high"] * 6 + ["medium"] * 2
    assert set(declared["origin"]) == {"apples-and-mills.xlsx, Niches, row 3", "apples-and-mills.xlsx, Niches, row 4"}
