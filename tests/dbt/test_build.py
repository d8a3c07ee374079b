"""Both dbt runs over small hand-written rows, with exact expectations for the published tables."""

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.nightly.project import compiled_project, ensure_manifest
from tests.dbt.conftest import Built
from tests.dbt.small_rows import AS_OF
from tests.questions import ten_questions
from warehouse.store.files import read_json


def test_two_runs_execute_every_test_and_model(facts: Built) -> None:
    manifest = read_json(ensure_manifest())
    expected = {
        node
        for node, content in (manifest["nodes"] | manifest["unit_tests"]).items()
        if content["resource_type"] in {"model", "seed", "snapshot", "test", "unit_test"}
    }
    assert expected - facts.ran == set()


def test_participations_keep_every_row_and_are_placed(facts: Built) -> None:
    rows = facts.query(
        "select participation_id, country_code, region_id, placement, ec_contribution_eur, net_ec_contribution_eur, "
        "is_ended from marts_core.fct_participation order by participation_order"
    )
    assert rows == [
        ("100|1|coordinator|1", "ES", "ES511@2021", "region", Decimal("1200.50"), Decimal("1000.50"), False),
        ("100|2|participant|2", "IT", "ITC4C@2024", "region", Decimal("500.25"), Decimal("500.25"), False),
        ("100|3|participant|3", "EL", None, "country_only", Decimal("10.00"), Decimal("10.00"), False),
        ("100|1|thirdParty|4", "ES", "ES511@2021", "region", Decimal("0.00"), Decimal("99.75"), True),
        ("100|4|associatedPartner|5", "UK", None, "unknown_code", None, None, False),
    ]


def test_natural_person_is_withheld_by_name_and_counted(facts: Built) -> None:
    organisations = facts.query(
        "select pic, organisation_name, short_name, website_url, helix from marts_core.dim_organisation order by pic"
    )
    assert organisations == [
        ("1", "Catalan water agency", None, None, "public_authority"),
        ("2", "Pumps SpA", None, None, "business"),
        ("3", None, None, None, "business"),
        ("4", "Water college", None, None, "research_and_education"),
        ("8", None, None, None, None),
        ("9", "Town", None, None, None),
    ]
    assert facts.query("from marts_quality.fct_withheld_person order by 1") == [
        ("EL", 1, 1, Decimal("10.00"), None),
        ("unknown", 1, 0, Decimal("0.00"), None),
    ]


def test_records_of_one_code_are_one_organisation_with_all_its_names(facts: Built) -> None:
    links = facts.query(
        "select record_id, organisation_id, link_rule, linked_record_id, link_confidence "
        "from marts_core.bridge_org_link where organisation_id in ('pic:1', 'pic:3') order by 1"
    )
    assert links == [
        ("cordis:1", "pic:1", "own", None, 1.0),
        ("cordis:3", "pic:3", "own", None, 1.0),
        ("portal_projects:1", "pic:1", "same_pic", "cordis:1", 1.0),
    ]
    names = facts.query(
        "select record_id, name_kind, name_written, mention_count from marts_core.bridge_org_name "
        "where organisation_id in ('pic:1', 'pic:3') order by 1"
    )
    assert names == [
        ("cordis:1", "legal", "Catalan water agency", 2),
        ("portal_projects:1", "legal", "Agency for Catalan water", 1),
    ]


def test_projects_of_every_member_are_kept(facts: Built) -> None:
    rows = facts.query(
        "select project_id, topic_id, topic_title, legal_basis_code, programme_id, project_year, is_year_from_topic, "
        "net_ec_contribution_eur, participation_count, euro_sci_voc_titles from marts_core.dim_project order by 1"
    )
    assert rows == [
        (
            "100",
            "HORIZON-CL6-2023-WATER-01-1",
            "Water reuse in cities",
            "HORIZON.2.6",
            "horizon_europe",
            2023,
            True,
            Decimal("1610.50"),
            5,
            ["hydrology", "water treatment"],
        ),
        ("101", "ERC-2024-STG", "ERC STARTING GRANTS", None, "horizon_europe", 2024, True, None, 0, []),
        ("101161999", "I3-2023-INV2a", None, None, "i3", 2025, False, None, 0, []),
        ("102", None, None, None, None, None, False, None, 0, []),
        ("i3:pumps", "I3-2021-INV1-MANU", None, None, "i3", 2022, False, None, 0, []),
    ]


def test_i3_projects_stand_beside_those_of_cordis_with_their_source(facts: Built) -> None:
    rows = facts.query(
        "select project_id, acronym, ec_max_contribution_eur, is_riv_project, source, fact_source "
        "from marts_core.dim_project where programme_id = 'i3' order by 1"
    )
    assert rows == [
        ("101161999", "VALLEY", Decimal("3500000.00"), True, "portal_projects", None),
        ("i3:pumps", "PUMPS", Decimal("8822751.00"), False, "shipped_i3_projects", "https://pumps.example"),
    ]
    participants = facts.query(
        "select i3_participant_id, pic, organisation_name, country_code, ec_contribution_eur, is_name_withheld "
        "from marts_core.fct_i3_participant order by 1"
    )
    assert participants == [
        ("101161999|1", "9", "Town", "EL", Decimal("5.00"), False),
        ("101161999|2", "8", None, None, None, True),
        ("101161999|3", "1", "Agency for Catalan water", "ES", None, False),
    ]


def test_topics_have_one_row_and_a_status_from_dates(facts: Built) -> None:
    rows = facts.query(
        "select topic_id, topic_title, action_type_code, topic_status, is_status_from_source, is_status_contradicted, "
        "strftime(deadline_date, '%Y-%m-%d'), budget_eur, portal_url, source from marts_core.dim_topic order by 1"
    )
    page = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/topic-details/"
    water = "HORIZON-CL6-2023-WATER-01-1"
    assert rows == [
        ("ERC-2024-STG", "ERC STARTING GRANTS", None, "closed", False, False, None, None, None, "cordis"),
        (water, "Water reuse in cities", None, "closed", False, False, None, None, None, "cordis"),
        (
            "HORIZON-CL6-2027-WATER-01-1",
            "Water reuse at sea",
            "RIA",
            "open",
            True,
            False,
            "2026-09-10",
            Decimal("8000000.00"),
            "https://portal.example/topic",
            "funding_tenders",
        ),
        ("I3-2021-INV1-MANU", None, None, "closed", False, False, None, None, None, "cordis"),
        ("I3-2023-INV2a", None, None, "closed", False, False, None, None, None, "cordis"),
        (
            "I3-2026-INV1",
            "Interregional Innovation Investments Strand 1",
            "I3",
            "open",
            False,
            False,
            "2026-11-12",
            Decimal("28200000.00"),
            f"{page}i3-2026-inv1",
            "shipped_calls",
        ),
        (
            "STALE-2024-1",
            "Water of yesterday",
            None,
            "closed",
            False,
            True,
            "2025-01-28",
            None,
            f"{page}stale-2024-1",
            "funding_tenders",
        ),
    ]


def test_cascade_call_is_apart_from_its_parent_topic(facts: Built) -> None:
    rows = facts.query(
        "select cascade_call_id, parent_topic_id, call_title, topic_status, strftime(deadline_date, '%Y-%m-%d') "
        "from marts_core.dim_cascade_call"
    )
    assert rows == [("cascade:2", "HORIZON-CL6-2023-WATER-01-1", "Vouchers for pumps", "open", "2026-08-31")]


def test_joint_project_counts_member_regions_only(facts: Built) -> None:
    rows = facts.query("select * exclude (theme_score, matched_terms) from marts_core.fct_joint_project order by 2")
    pumps = (None, None, None, Decimal("8822751.00"), 2022, False)
    assert rows == [
        ("water", "100", "horizon_europe", True, 2, ["ES51", "ITC4"], 2, 3, Decimal("1600.50"), None, 2023, False),
        # Of a page that names regions: listed beside, in no figure of the test after this one.
        ("water", "i3:pumps", "i3", False, 2, ["ES51", "ITC4"], *pumps),
    ]


def test_engagement_tells_unknown_from_none_observed(facts: Built) -> None:
    rows = facts.query(
        "select partnership_id, member_id, level, round(score, 3), joint_project_count, net_ec_contribution_eur "
        "from marts_engagement.fct_region_engagement order by 1, 2"
    )
    assert rows == [
        # One known member: two that share a project could not be observed. An act of half a year ago, of weight 1.
        ("lasers", "EL30", "unknown", 11.785, None, None),
        ("water", "ES51", "medium", None, 1, Decimal("1100.25")),
        ("water", "ITC4", "medium", None, 1, Decimal("500.25")),
        ("water", "own:nl:delta", "unknown", None, None, None),
    ]
    totals = facts.query(
        "select partnership_id, member_count, member_country_count, active_member_count, joint_project_count, "
        "organisation_count, net_ec_contribution_eur from marts_engagement.fct_partnership_engagement order by 1"
    )
    assert totals == [("lasers", 1, 1, None, None, None, None), ("water", 3, 3, 2, 1, 2, Decimal("1600.50"))]


def test_matches_are_all_pairs_with_reasons(facts: Built) -> None:
    rows = facts.query(
        "select partnership_id, topic_id, eligibility, countries_have, countries_needed, days_left, "
        "is_instrument_match, gap_id from marts_funding.fct_match order by 1, 2"
    )
    sea, strand = "HORIZON-CL6-2027-WATER-01-1", "I3-2026-INV1"
    assert rows == [
        ("lasers", sea, "fail", 1, 3, 31, False, "countries_min:associated:2"),
        (
            "lasers",
            strand,
            "fail",
            1,
            3,
            94,
            True,
            "cohesion_categories_min:2|countries_min:member_states:2|regions_min:member_states:2",
        ),
        ("water", sea, "pass", 3, 3, 31, False, None),
        ("water", strand, "unknown", 3, 3, 94, True, None),
    ]
    reasons = facts.query(
        "select reasons from marts_funding.fct_match where partnership_id = 'water' order by topic_id"
    )
    carried = "(rule uncertain: numbers of 2025, those of 2026 were not read)"
    partial = "members: 3 known, of an unknown number"
    assert [text for (text,) in reasons] == [
        "Theme words found: reuse; water. Composition reached. Countries: have 3, need 3. "
        "Member States: have 3, need 1. Partners, one per member region: have 3, need 3. "
        "Not checked: what else the call asks for. 31 days left. "
        "Missing at the source: keywords.",
        "No theme word found. The instrument is open to every theme. Not decided. "
        f"Countries: have 3, need 3 {carried}. "
        f"Cohesion categories: have 1, need 2, not known of 2 members, {partial} {carried}. "
        "Document not checked: S3 compliance declaration. Mix of actors not checked: Consortia of quadruple-helix "
        "innovation actors on shared or complementary S3 areas. "
        f"Members in a less developed region: have 0, need 1, not known of 2 members, {partial} {carried}. "
        f"Regions: have 2, need 3, not known of 1 member, {partial} {carried}. "
        "Not checked: what else the call asks for. To find out: "
        f"Members in a less developed region: have 0, need 1, not known of 2 members, {partial} {carried}. "
        "94 days left. "
        "Missing at the source: text.",
    ]


def test_near_miss_says_where_nobody_can_be_named(facts: Built) -> None:
    """The workbook's lasers have no project in their theme; the one project of the water regions is their own."""
    nobody = "No such region has a project in the theme."
    assert facts.query(
        "select distinct near_miss from marts_funding.fct_match where near_miss is not null order by 1"
    ) == [
        (
            "Add 2 regions: another cohesion category (have 0, need 2); another country (have 1, need 3); "
            f"another region (have 1, need 3). {nobody} Numbers are uncertain for this call: see the rules.",
        ),
        (f"Add 2 regions: another country (have 1, need 3). {nobody}",),
    ]
    assert facts.query("select count(*) from marts_funding.fct_near_miss_candidate") == [(0,)]


def test_every_verdict_has_its_rule_and_numbers(facts: Built) -> None:
    rows = facts.query(
        "select rule_id, verdict, have_count, need_count, is_decisive, rule_confidence "
        "from marts_funding.fct_eligibility where partnership_id = 'water' and topic_id like 'HORIZON%' order by 1"
    )
    assert rows == [
        ("he-ria-countries", "pass", 3, 3, True, "likely"),
        ("he-ria-member-state", "pass", 3, 1, True, "likely"),
        ("he-ria-partners", "pass", 3, 3, True, "likely"),
    ]


def test_reviews_are_kept_with_the_matches_that_the_edition_has(facts: Built) -> None:
    rows = facts.query(
        "select partnership_id, topic_id, is_muted, mute_reason, review_status, review_note "
        "from marts_funding.fct_match_review order by 1"
    )
    assert rows == [
        ("lasers", "I3-2026-INV1", False, None, "watching", None),
        ("water", "I3-2026-INV1", True, "=not ours", None, None),
    ]


def test_match_score_is_made_of_its_parts(facts: Built) -> None:
    rows = facts.query(
        "select score_theme, score_instrument, score_geography, score_time, score_trl, score, score_coverage_share "
        "from marts_funding.fct_match where partnership_id = 'water' and topic_id like 'HORIZON%'"
    )
    time_points = 2 * (31 - 14) / (120 - 14)
    assert rows == [
        (
            88.0,
            3.0,
            0.0,
            pytest.approx(time_points),
            None,
            pytest.approx(100 * (88 + 3 + time_points) / 96),
            pytest.approx(0.96),
        )
    ]


def test_regions_carry_version_parent_and_category(facts: Built) -> None:
    rows = facts.query(
        "select region_id, nuts_level, parent_nuts_code, cohesion_category, has_shape, source "
        "from marts_core.dim_region order by 1"
    )
    assert rows == [
        ("EL30@2021", 2, "EL3", None, False, "shipped_region_points"),
        ("ES511@2021", 3, "ES51", None, True, "nuts_shapes"),
        ("ES511@2024", 3, "ES51", None, True, "nuts_shapes"),
        ("ES51@2021", 2, "ES5", None, True, "nuts_shapes"),
        ("ES@2021", 0, None, None, False, "shipped_region_points"),
        ("FI1D7@2021", 3, "FI1D", None, False, "shipped_region_points"),
        ("HR04@2016", 2, "HR0", None, False, "nuts_correspondence"),
        ("ITC4@2016", 2, "ITC", "more_developed", False, "nuts_correspondence"),
        ("ITC4@2021", 2, "ITC", "more_developed", True, "nuts_shapes"),
        ("ITC4C@2024", 3, "ITC4", "more_developed", True, "nuts_shapes"),
    ]


def test_regions_carry_group_figures_and_label_with_year_and_origin(facts: Built) -> None:
    rows = facts.query(
        "select region_id, innovator_group, is_innovator_group_inherited, gdp_million_eur, gdp_year, gerd_pct, "
        "gerd_year, is_riv, riv_route, riv_label_codes from marts_core.dim_region "
        "where region_id in ('EL30@2021', 'ES511@2024', 'ITC4@2021', 'FI1D7@2021') order by 1"
    )
    assert rows == [
        ("EL30@2021", None, None, None, None, None, None, True, "expression_of_interest", ["EL3"]),
        ("ES511@2024", "strong", True, None, None, None, None, True, None, ["ES51"]),
        ("FI1D7@2021", None, None, None, None, None, None, None, None, None),
        ("ITC4@2021", "strong", False, 420000.5, 2023, 1.3, 2021, None, None, None),
    ]


def test_codes_lead_from_version_to_version_with_a_share_only_where_one_is_stated(facts: Built) -> None:
    rows = facts.query(
        "select nuts_correspondence_id, change_kind, basis, weight_share, is_weight_official, is_same_name "
        "from marts_core.bridge_nuts_correspondence order by 1"
    )
    assert rows == [
        ("@2021>XK0@2024", "begun", "none", None, False, False),
        ("HR04@2016>HR05@2021", "split", "named", None, False, False),
        ("HR04@2016>HR06@2021", "split", "named", None, False, False),
        ("ITC4@2016>ITC4@2021", "unchanged", "same_row", 1.0, True, True),
        ("ITC4C@2021>ITC4C@2024", "unchanged", "same_row", 1.0, True, True),
        ("PT16@2021>PT19@2024", "boundary_shift", "changed_together", None, False, True),
    ]


def test_regions_carry_the_years_their_version_was_in_force(facts: Built) -> None:
    rows = facts.query(
        "select distinct nuts_version, valid_from_year, valid_to_year from marts_core.dim_region order by 1"
    )
    assert rows == [("2016", 2018, 2020), ("2021", 2021, 2023), ("2024", 2024, None)]


def test_participations_stand_in_every_version_and_say_how(facts: Built) -> None:
    """The seat of 2024 is led back by the table; that of 2021, whose code the table lacks, has no region in 2024."""
    rows = facts.query(
        "select nuts_version, nuts_code, weighted_participation_count, net_ec_contribution_eur, is_converted, "
        "conversion_basis from marts_core.fct_region_participation where nuts_level = 3 order by 1, 2"
    )
    assert rows == [
        ("2016", None, 5.0, Decimal("1610.50"), True, "not_placed"),
        ("2021", "ES511", 2.0, Decimal("1100.25"), False, "own_version"),
        ("2021", "ITC4C", 1.0, Decimal("500.25"), True, "official"),
        ("2021", None, 2.0, Decimal("10.00"), False, "not_placed"),
        ("2024", "ITC4C", 1.0, Decimal("500.25"), False, "own_version"),
        ("2024", None, 4.0, Decimal("1110.25"), True, "not_placed"),
    ]


def test_calendar_has_every_day_once_with_its_half_year(facts: Built) -> None:
    rows = facts.query(
        "select calendar_date::varchar, half_year, iso_week, days_from_as_of, is_weekend from marts_core.dim_date "
        "where calendar_date between '2027-01-02' and '2027-01-04' or calendar_date = '2026-08-10' order by 1"
    )
    assert rows == [
        ("2026-08-10", "2026-H2", "2026-W33", 0, False),
        ("2027-01-02", "2027-H1", "2026-W53", 145, True),
        ("2027-01-03", "2027-H1", "2026-W53", 146, True),
        ("2027-01-04", "2027-H1", "2027-W01", 147, False),
    ]
    assert facts.query("select min(calendar_date)::varchar, max(calendar_date)::varchar from marts_core.dim_date") == [
        ("2007-01-01", "2040-12-31")
    ]


def test_statistics_keep_every_place_and_year(facts: Built) -> None:
    rows = facts.query(
        "select statistic_id, nuts_code, statistic_year, statistic_value, place_kind, nuts_versions "
        "from marts_core.fct_region_statistic order by 1, 2, 3"
    )
    assert rows == [
        ("gdp", "ITC4", 2021, 380000.0, "region", ["2016", "2021"]),
        ("gdp", "ITC4", 2023, 420000.5, "region", ["2016", "2021"]),
        ("gdp", "ITZZ", 2023, 1.0, "extra_regio", []),
        ("gerd", "ITC4", 2021, 1.3, "region", ["2016", "2021"]),
        ("gerd", "ITC4", 2022, None, "region", ["2016", "2021"]),
    ]


def test_quality_tables_name_what_is_left_out(facts: Built) -> None:
    left_out = facts.query(
        "select check_id, raw_value, mart_value from marts_quality.fct_reconciliation where difference != 0 order by 1"
    )
    assert left_out == [
        ("i3_projects", 3, 2),
        ("organisations_linked", 7, 6),
        ("other_portal_records", 1, 0),
        ("portal_topics", 3, 2),
        ("shipped_calls", 2, 1),
    ]
    unplaced = facts.query("select nuts_code, placement from marts_quality.fct_unplaced_code order by 1")
    assert unplaced == [("EL", "country_only"), ("UKZ99", "unknown_code")]
    ages = facts.query("select source, age_days, missing_members from marts_quality.fct_source_status")
    assert ages == [("cordis", 4, ["project.csv"])]
    assert facts.query("select as_of::varchar, is_demo from marts_quality.edition") == [(AS_OF, False)]


def test_contradictions_name_what_each_source_says_and_the_rule(facts: Built) -> None:
    rows = facts.query(
        "select contradiction_id, stated_values, chosen_source, chosen_value, precedence_id "
        "from marts_quality.fct_contradiction order by 1"
    )
    assert rows == [
        (
            "partnership|lasers|partnership_name",
            ["workbook: Lasers and optics", "facts: Lasers"],
            "workbook",
            "Lasers and optics",
            "partnership.partnership_name.workbook",
        ),
        (
            "topic|STALE-2024-1|topic_status",
            ["dates: closed", "funding_tenders: open"],
            "dates",
            "closed",
            "topic.topic_status.dates",
        ),
    ]


def test_doubtful_rows_are_listed_and_kept(facts: Built) -> None:
    rows = facts.query(
        "select doubtful_row_id, source, row_count, detail from marts_quality.fct_doubtful_row order by 1"
    )
    assert rows == [
        ("organisation_twice_in_project|100|1", "cordis", 2, "coordinator 1; thirdParty 4"),
        ("project_without_participations|101", "cordis", 1, "ERC-2024-STG"),
        ("project_without_participations|102", "cordis", 1, None),
        ("project_without_programme|102", "cordis", 0, None),
        ("project_without_topic|102", "cordis", 0, None),
        ("topic_listed_twice|HORIZON-CL6-2027-WATER-01-1", "funding_tenders", 2, "1TOPICSen; legacy"),
        ("topic_without_programme|STALE-2024-1", "funding_tenders", 0, "Water of yesterday"),
    ]


def test_coverage_counts_every_column_of_every_core_table(facts: Built) -> None:
    """Empty tables are counted too; what is not counted has its reason in the model."""
    not_counted = {"dim_date", "dim_region_shape", "dim_topic_text"}
    not_counted |= {"bridge_participation_region", "fct_region_participation"}
    not_counted |= {"hist_membership", "hist_organisation", "hist_topic"}
    published = {
        (model["name"], column)
        for model in read_json(ensure_manifest())["nodes"].values()
        if model["resource_type"] == "model" and model["schema"] == "marts_core" and model["name"] not in not_counted
        for column in model["columns"]
    }
    counted = facts.query(
        "select table_name, column_name from marts_quality.fct_field_coverage where coverage_scope = 'all'"
    )
    assert set(counted) == published


def test_coverage_is_by_source_and_country_and_takes_an_empty_list_for_blank(facts: Built) -> None:
    rows = facts.query(
        "select coverage_scope, source, country_code, row_count, filled_count, filled_share "
        "from marts_quality.fct_field_coverage "
        "where (table_name, column_name) = ('fct_participation', 'net_ec_contribution_eur') order by all"
    )
    assert rows == [
        ("all", None, None, 5, 4, 0.8),
        ("country", None, "EL", 1, 1, 1.0),
        ("country", None, "ES", 2, 2, 1.0),
        ("country", None, "IT", 1, 1, 1.0),
        ("country", None, "UK", 1, 0, 0.0),
        ("source", "cordis", None, 5, 4, 0.8),
    ]
    lists = facts.query(
        "select row_count, filled_count from marts_quality.fct_field_coverage "
        "where column_name = 'euro_sci_voc_titles' and coverage_scope = 'all'"
    )
    assert lists == [(5, 1)]


def test_empty_table_has_no_share(demo: Built) -> None:
    rows = demo.query(
        "select distinct row_count, filled_share from marts_quality.fct_field_coverage "
        "where table_name = 'fct_act' and coverage_scope = 'all'"
    )
    assert rows == [(0, None)]


def test_what_is_known_of_a_partnership_stands_beside_what_is_not(facts: Built) -> None:
    rows = facts.query(
        "select field_id, known_count, newest_date::varchar from marts_quality.fct_partnership_coverage "
        "where partnership_id = 'lasers' and is_known order by 1"
    )
    assert rows == [
        ("acts", 1, "2026-02-10"),
        ("documents", 1, "2025-03-14"),
        ("events", 2, "2026-04-01"),
        ("lead_members", 1, "2026-07-01"),
        ("management_capacity", 1, "2026-07-01"),
        ("mandate", 1, "2026-07-01"),
        ("members", 1, "2026-07-01"),
        ("membership_dates", 1, "2020-01-01"),
        ("niches", 1, "2026-07-01"),
        ("platform", 1, "2026-07-01"),
        ("scope", 1, "2026-07-01"),
        ("signed_mou", 1, "2026-07-01"),
        ("surveys", 2, "2026-01-12"),
        ("theme_terms", 1, "2026-07-01"),
        ("website", 1, "2026-07-01"),
        ("working_groups", 2, None),
    ]
    fields = facts.query("select count(distinct field_id), count(*) from marts_quality.fct_partnership_coverage")
    assert fields == [(24, 2 * 24)]


def test_ten_questions_are_answered_in_one_query_each(facts: Built) -> None:
    answers = {question: facts.query(sql) for question, sql in ten_questions().items()}
    assert len(answers) == 14
    assert [question for question, rows in answers.items() if not rows or len(rows[0]) < 2] == []
    water = next(row for row in next(iter(answers.values())) if row[0] == "Water regions")
    assert water[2:] == (3, "Cataluña"), "who led until February leads no more and is no member"


def test_coverage_history_ends_in_tonight(facts: Built) -> None:
    rows = facts.query(
        "select as_of::varchar, count(*) filter (where coverage_scope = 'country'), count(*) > 0 "
        "from marts_quality.hist_field_coverage group by all"
    )
    assert rows == [(AS_OF, 0, True)]


def test_demonstration_is_flagged_wherever_it_counts(demo: Built) -> None:
    assert demo.query("select is_demo from marts_quality.edition") == [(True,)]
    assert demo.query("select project_id, member_ids, is_demo from marts_core.fct_joint_project") == [
        ("demo-1", ["ES51", "ITC4"], True)
    ]
    for table in ("fct_participation", "dim_organisation"):
        assert demo.query(f"select distinct is_demo from marts_core.{table}") == [(True,)]
    assert demo.query("select distinct source, is_demo from marts_core.dim_project order by 1") == [
        ("demo", True),
        ("shipped_i3_projects", False),
    ]
    assert demo.query("select distinct is_demo from marts_engagement.fct_region_engagement") == [(True,)]


def test_demonstration_stays_out_of_facts(demo: Built) -> None:
    assert demo.query("select topic_id, funded_project_count from marts_core.dim_topic order by 1") == [
        ("I3-2021-INV1-MANU", 1),
        ("I3-2026-INV1", 0),
    ]
    assert demo.query("select count(*) from marts_quality.fct_withheld_person") == [(0,)]


def test_finer_codes_stand_at_their_parent_before_nuts_is_loaded(demo: Built) -> None:
    rows = demo.query("select distinct nuts_code, region_id, placement from marts_core.fct_participation order by 1")
    assert rows == [
        ("ES511", "ES51@2021", "region"),
        ("ES512", "ES51@2021", "region"),
        ("ITC4C", "ITC4@2021", "region"),
    ]


def test_headlines_are_what_screens_lead_with(facts: Built) -> None:
    rows = facts.query(
        "select figure_id, subject_id, figure_value from marts_quality.fct_headline "
        "where subject_id != 'lasers' order by subject_id, figure_id"
    )
    assert [(figure, value) for figure, subject, value in rows if subject == "all"] == [
        ("joint_net_ec_contribution_eur", Decimal("1600.50")),
        ("joint_organisations", Decimal("2.00")),
        ("joint_projects", Decimal("1.00")),
        ("member_regions", Decimal("3.00")),
        ("members", Decimal("4.00")),
        ("net_ec_contribution_eur", Decimal("1610.50")),
        ("organisations", Decimal("4.00")),
        ("participations", Decimal("5.00")),
        ("partnerships", Decimal("2.00")),
        ("partnerships_with_members", Decimal("2.00")),
        ("projects", Decimal("5.00")),
        ("projects_with_participations", Decimal("1.00")),
        ("topics_forthcoming", Decimal("0.00")),
        ("topics_matched", Decimal("2.00")),
        ("topics_open", Decimal("2.00")),
    ]
    assert [(figure, value) for figure, subject, value in rows if subject == "water"] == [
        ("joint_net_ec_contribution_eur", Decimal("1600.50")),
        ("joint_organisations", Decimal("2.00")),
        ("joint_projects", Decimal("1.00")),
        ("matches_passing", Decimal("1.00")),
        ("matches_unknown", Decimal("1.00")),
        ("members", Decimal("3.00")),
    ]


def test_first_edition_has_no_change_and_a_history_of_one_date(facts: Built) -> None:
    assert facts.query("select count(*) from marts_quality.fct_change") == [(0,)]
    assert facts.query("select base_edition_id, base_as_of from marts_quality.edition") == [(None, None)]
    for history in ("marts_core.hist_organisation", "marts_maturity.hist_indicator_value"):
        dates = facts.query(f"select distinct known_from::varchar, known_to from {history}")
        assert dates == [(AS_OF, None)]
    assert facts.query("select count(*) from marts_maturity.fct_maturity_change") == [(0,)]
    assert facts.query("select distinct as_of::varchar from marts_quality.hist_headline") == [(AS_OF,)]


def test_demonstration_has_no_history(demo: Built) -> None:
    assert demo.query("select count(*) from marts_core.hist_organisation") == [(0,)]
    assert demo.query(
        "select distinct is_demo from marts_quality.hist_headline where figure_id in ('participations', 'projects')"
    ) == [(True,)]


BREAKAGES = {
    "assert_figures_are_counted_within_their_population": "update marts_quality.fct_headline set population = -1",
    "assert_seat_areas_follow_the_tables": (
        "insert into marts_core.bridge_nuts_correspondence by name "
        "select '2021' as version_from, 'PT170' as code_from, '2024' as version_to, 'PT170' as code_to"
    ),
    "assert_windows_end_where_participations_end": (
        "update raw_cordis.organization set content_update_date = '2020-01-01 10:00:00'; "
        "update marts_engagement.fct_partnership_engagement set observed_to = date '2100-01-01'"
    ),
    "assert_one_code_has_one_name": "update marts_engagement.fct_region_engagement set region_name = 'Other name'",
    "assert_every_row_is_loaded_or_quarantined": "update raw_night.table_load set rows_in = rows_loaded + 1",
    "assert_every_cordis_amount_is_read": "update raw_cordis.organization set total_cost = 'about 5 EUR'",
    "assert_every_portal_date_is_read": "update raw_funding_tenders.topics set meta_start_date = ['in spring']",
    "assert_programmes_never_mix": (
        "update marts_core.fct_participation set programme_id = 'horizon_2020' where role = 'participant'"
    ),
    "assert_participations_reconcile_with_raw": "delete from marts_core.fct_participation where role = 'thirdParty'",
    "assert_every_difference_is_explained": (
        "delete from marts_quality.fct_reconciliation where check_id = 'participation_rows'"
    ),
    "assert_project_money_adds_up_to_participations": "update marts_core.dim_project set net_ec_contribution_eur = 1",
    "assert_score_weights_sum_to_hundred": "update seeds.score_weights set weight = 49 where score_part = 'theme'",
    "assert_score_is_the_sum_of_its_parts": "update marts_funding.fct_match set score = score + 1",
    "assert_match_is_decided_by_its_rules": "update marts_funding.fct_match set eligibility_reasons = 'Yes.'",
    "assert_verdicts_follow_their_numbers": "update marts_funding.fct_eligibility set have_count = 0",
    "assert_candidates_share_the_theme_and_come_from_outside": (
        "insert into marts_funding.fct_near_miss_candidate by name "
        "select 'water' as partnership_id, 'regions_min:1' as gap_id, 'ITC4' as nuts_code, 1 as theme_project_count"
    ),
    "assert_every_partnership_meets_every_open_topic": (
        "delete from marts_funding.fct_match where partnership_id = 'lasers'"
    ),
    "assert_open_topics_have_no_past_deadline": "update marts_core.dim_topic set topic_status = 'open'",
    "assert_cascade_calls_are_not_topics": "update marts_core.dim_topic set source = 'funding_tenders'",
    "assert_joint_projects_join_member_regions": "update marts_core.fct_joint_project set member_region_count = 1",
    "assert_joint_project_money_adds_up_to_members": (
        "update marts_engagement.fct_region_engagement set net_ec_contribution_eur = 1"
    ),
    "assert_demonstration_and_facts_never_mix": (
        "update marts_core.fct_participation set is_demo = true where role = 'participant'"
    ),
    "assert_every_organisation_record_is_linked_once": (
        "delete from marts_core.bridge_org_link where record_id = 'portal_projects:8'"
    ),
    "assert_doubts_are_not_linked_by_rule": "update marts_quality.fct_organisation_pair set link_verdict = 'doubtful'",
    "assert_natural_persons_are_linked_by_code_alone": (
        "update marts_core.bridge_org_link set link_rule = 'name_and_city' where record_id = 'cordis:3'"
    ),
    "assert_natural_persons_have_no_name": "update marts_core.dim_organisation set organisation_name = 'DOE JANE'",
    "assert_codes_are_those_of_the_eu": "update marts_core.fct_membership set country_code = 'GR'",
    "assert_every_participation_is_placed_or_listed": "delete from marts_quality.fct_unplaced_code",
    "assert_members_are_known_regions": "update marts_core.fct_membership set nuts_code = 'XX99'",
    "assert_every_compared_code_has_a_correspondence": (
        "delete from marts_core.bridge_nuts_correspondence where code_from = 'PT16'"
    ),
    "assert_every_version_and_level_adds_up_to_all_participations": (
        "update marts_core.fct_region_participation set net_ec_contribution_eur = 1"
    ),
    "assert_chosen_values_follow_the_precedence": (
        "update intermediate.int_contradictions__compared set chosen_value = 'x'"
    ),
    "assert_shares_of_a_region_stay_within_one": (
        "update marts_core.bridge_nuts_correspondence set weight_share = 1 where basis = 'named'"
    ),
    "assert_engagement_levels_start_at_zero": ("delete from seeds.engagement_levels where min_joint_share = 0"),
    "assert_niches_of_a_partnership_have_one_origin": (
        "update marts_core.dim_niche set source_file = 'other.xlsx' where niche_id = 'water-reuse'"
    ),
    "assert_history_as_of_tonight_is_tonight": "update marts_core.hist_topic set topic_status = 'unknown'",
    "assert_causes_make_the_difference": (
        "insert into marts_quality.fct_change by name "
        "select 'projects' as figure_id, 'all' as subject_id, 'method' as cause, 0 as difference, 1 as amount"
    ),
    "assert_every_change_has_a_cause": (
        "insert into marts_quality.fct_changed_row by name "
        "select 'projects' as figure_id, 'all' as subject_id, '100' as row_key, 'unexplained' as cause"
    ),
    "assert_headlines_agree_with_their_tables": (
        "update marts_quality.fct_headline set figure_value = figure_value + 1 where figure_id = 'joint_projects'"
    ),
    "assert_spells_of_one_thing_never_overlap": (
        "insert into marts_core.hist_topic select * replace (known_from - 1 as known_from) from marts_core.hist_topic"
    ),
    "assert_every_member_has_an_engagement_row": "delete from marts_engagement.fct_region_engagement",
    "assert_maturity_weights_sum_to_one": (
        "update marts_maturity.dim_indicator set weight = 0.3 where indicator_id = 'M1'"
    ),
    "assert_goalposts_do_not_cross": (
        "update marts_maturity.dim_indicator set goalpost_low = 61 where indicator_id = 'M2'"
    ),
    "assert_indicators_stand_in_one_pillar": (
        "insert into marts_maturity.dim_indicator select * replace ('contact' as pillar_id) "
        "from marts_maturity.dim_indicator where indicator_id = 'E1'"
    ),
    "assert_service_rules_name_known_things": (
        "update seeds.service_rules set service_id = 'massage' where rule_id = 'R4'"
    ),
    "assert_contributions_sum_to_the_score": "update marts_maturity.fct_maturity_score set score = score + 1e-6",
    "assert_draw_shares_sum_to_one": (
        "update marts_maturity.fct_pillar_interval set share_low = share_low + 0.1 where pillar_id = 'mission'"
    ),
    "assert_every_partnership_is_in_every_maturity_table": (
        "delete from marts_maturity.fct_stage where partnership_id = 'water'"
    ),
    "assert_maturity_changes_add_up": (
        "insert into marts_maturity.fct_maturity_change by name select 'last_edition' as comparison_id, "
        "'water' as partnership_id, 'total' as subject_id, 1 as amount, 0 as difference"
    ),
    "assert_not_assessed_always_has_a_reason": "update marts_maturity.fct_pillar_score set not_assessed_reason = null",
    "assert_context_and_demonstration_are_never_scored": (
        "update marts_maturity.fct_indicator_value set normalised = 50 where indicator_id = 'E7'"
    ),
}

NAMED_ROWS = {
    "assert_maturity_weights_sum_to_one": "seed dim_indicator, pillar",
    "assert_goalposts_do_not_cross": "row M2: expected goalpost_low below goalpost_high, came 61",
    "assert_indicators_stand_in_one_pillar": "row E1: expected one known pillar, came contact, ecosystems",
    "assert_service_rules_name_known_things": "row R4: unknown service massage",
}
"""Claims about a seed that stop the build with an error, so that the message names the row."""


def test_every_claim_fails_on_a_warehouse_that_breaks_it(facts: Built, tmp_path: Path) -> None:
    database = tmp_path / facts.database.name
    shutil.copyfile(facts.database, database)
    with duckdb.connect(str(database)) as connection:
        for breakage in BREAKAGES.values():
            connection.execute(breakage)

    holding, messages = set(), {}
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(f"set variable as_of = date '{AS_OF}'")
        connection.execute("set variable programmes = cast([] as varchar[])")
        claims = [node for node in compiled_project().nodes.values() if node.name.startswith("assert_")]
        for claim in claims:
            try:
                if not connection.execute(claim.code).fetchall():
                    holding.add(claim.name)
            except duckdb.Error as error:
                messages[claim.name] = str(error)
    assert {claim.name for claim in claims} == BREAKAGES.keys()
    assert holding == set()
    assert messages.keys() == NAMED_ROWS.keys()
    assert {name for name, words in NAMED_ROWS.items() if words not in messages[name]} == set()


def test_workbook_overlays_facts_and_brings_acts(facts: Built) -> None:
    source = "workbook lasers.xlsx, stated on 2026-07-01"
    partnerships = facts.query(
        "select partnership_id, partnership_name, website_url, theme_terms, source "
        "from marts_core.dim_partnership order by 1"
    )
    assert partnerships == [
        ("lasers", "Lasers and optics", "https://lasers.example", ["lasers", "doped fibres", "fibre lasers"], source),
        ("water", "Water regions", None, ["water", "reuse"], None),
    ]
    niches = facts.query(
        "select partnership_id, niche_id, niche_synonyms, niche_basis, confidence, source_file, source_sheet, "
        "source_row_number from marts_core.dim_niche order by all"
    )
    shipped = ("published keywords", "high", "theme_niches.csv", None)
    assert niches == [
        ("lasers", "fibre-lasers", ["doped fibres", "lasers"], "workbook", "declared", "lasers.xlsx", "Niches", 3),
        ("water", "leak-detection", ["burst pipes"], *shipped, 2),
        ("water", "water-reuse", ["reclaimed water", "greywater"], *shipped, 1),
    ]
    scopes = facts.query("select partnership_id, scope, scope_confidence from marts_core.dim_partnership order by 1")
    assert scopes == [("lasers", "Light that cuts.", "declared"), ("water", "Water used twice.", "high")]
    members = facts.query(
        "select membership_id, stated_on, source, confidence from marts_core.fct_membership "
        "where partnership_id = 'lasers'"
    )
    assert members == [("lasers|EL30|co-lead|2020", "2026-07-01", source, "declared")]
    acts = facts.query("select act_id, source_file, source_sheet, source_row_number from marts_core.fct_act")
    assert sorted(acts) == [
        ("lasers|EL30|scoping input|2026-02-10", "lasers.xlsx", "Acts", 3),
        ("lasers|meeting|lasers.xlsx|Events|3", "lasers.xlsx", "Events", 3),
        ("lasers|meeting|lasers.xlsx|Events|4", "lasers.xlsx", "Events", 4),
        ("lasers|working_group|lasers.xlsx|Working groups|3", "lasers.xlsx", "Working groups", 3),
        ("lasers|working_group|lasers.xlsx|Working groups|4", "lasers.xlsx", "Working groups", 4),
    ]
    sheets = facts.query("select workbook_sheet_id, row_count, partnership_count from marts_quality.fct_workbook_sheet")
    assert sorted(sheets) == [
        ("lasers.xlsx|Acts", 1, 1),
        ("lasers.xlsx|Documents", 1, 1),
        ("lasers.xlsx|Events", 2, 1),
        ("lasers.xlsx|Management capacity", 1, 1),
        ("lasers.xlsx|Members", 1, 1),
        ("lasers.xlsx|Niches", 1, 1),
        ("lasers.xlsx|Partnerships", 1, 1),
        ("lasers.xlsx|Surveys", 2, 1),
        ("lasers.xlsx|Working groups", 2, 1),
    ]


@pytest.mark.parametrize(
    ("breakage", "named"),
    [
        pytest.param(
            "fct_region_engagement set theme_project_count = 0", "fct_region_engagement", id="part exceeds whole"
        ),
        pytest.param(
            "fct_partnership_engagement set pair_density_share = 0.9 where partnership_id = 'water'",
            "fct_partnership_engagement",
            id="pairs of other members",
        ),
    ],
)
def test_share_whose_two_sides_are_of_different_sets_is_found(
    facts: Built, tmp_path: Path, breakage: str, named: str
) -> None:
    shutil.copyfile(facts.database, tmp_path / facts.database.name)
    claims = compiled_project().nodes.values()
    (claim,) = [node.code for node in claims if node.name == "assert_figures_are_counted_within_their_population"]
    with duckdb.connect(str(tmp_path / facts.database.name)) as connection:
        assert connection.execute(claim).fetchall() == []
        connection.execute(f"update marts_engagement.{breakage}")
        assert {figure for figure, *_ in connection.execute(claim).fetchall()} == {named}
