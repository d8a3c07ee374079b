"""What the three shared nights promise: the first over bare fixtures, the small edition, and one without publishers.

They run no night of their own and change no home. Nights that go on from these are in `test_refresh.py`.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from tests.conftest import FIRST_NIGHT
from tests.edition import AS_OF, MOVED_TOPIC
from tests.homes import Operator
from tests.integration.test_refresh import (
    UNSTATED,
    assert_audit_file_recomputes,
    assert_full_workbook_is_assessed,
    bands_of_demonstrations,
    failed_rules_of,
    verdict_of,
)
from warehouse.store.files import hash_file


def test_first_night_serves_what_arrived_with_its_checksums(first_night: Operator) -> None:
    arrived = {"cordis": "new", "funding_tenders": "new", "regions": "new"}
    assert first_night.statuses() == {**arrived, **dict.fromkeys(("calls", "i3", "registry", "riv"), "bundled")}
    manifest = first_night.manifest()
    assert (manifest["edition"][:11], manifest["is_demo"]) == (f"{FIRST_NIGHT}-", False)
    files = manifest["files"]
    assert {name: hash_file(first_night.edition / name) for name in files} == files
    [(rows,)] = first_night.query("select count(*) from marts_core.fct_participation")
    assert rows > 0
    assert first_night.query("select sum(participation_count) from marts_core.dim_project") == [(rows,)]
    reconciled = first_night.run("reconcile", "--deep", "--json")
    assert (reconciled.exit_code, json.loads(reconciled.stdout)["is_explained"]) == (0, True), reconciled.stdout


def test_edition_of_the_second_night_is_built_on_the_first_and_says_what_changed(
    first_night: Operator, edition_night: Operator
) -> None:
    assert edition_night.manifest()["base_edition"] == first_night.manifest()["edition"]
    assert edition_night.manifest()["as_of"] == AS_OF.isoformat()
    money = (
        "select amount from marts_quality.fct_change where (figure_id, subject_id, cause) = ('{}', 'all', 'new_data')"
    )
    assert edition_night.query(money.format("joint_projects")) == [(2,)]
    told = edition_night.query(
        "select event_kind, value_before, value_after from marts_funding.fct_match_event "
        f"where (partnership_id, topic_id) = ('apple-growing', '{MOVED_TOPIC}') and event_kind like '%changed' "
        "order by 1"
    )
    assert told == [("budget_changed", "12000000.00", "15000000.00"), ("deadline_changed", "2026-09-15", "2026-10-01")]


def test_workbooks_of_the_edition_are_assessed_as_stated_beside_their_rows(
    edition_night: Operator, tmp_path: Path
) -> None:
    assert_full_workbook_is_assessed(edition_night)
    assert_audit_file_recomputes(edition_night, tmp_path)


def test_net_money_of_real_rows_alone_is_summed(edition_night: Operator) -> None:
    joint = edition_night.query(
        "select partnership_id, project_id, member_ids, net_ec_contribution_eur from marts_core.fct_joint_project "
        "where has_participations order by 1"
    )
    assert [(*row[:3], float(row[3])) for row in joint] == [
        ("apple-growing", "900000101", ["BE21", "EL52"], 2_500_000.50),
        ("high-tech-farming", "900000101", ["BE2", "EL52"], 2_500_000.50),
        ("tidal-mills", "900000102", ["BE21", "ES21"], 700_000.00),
    ]
    assert edition_night.query("select count(*) from marts_core.fct_participation where is_demo") == [(0,)]
    assert edition_night.query("select count(*) from marts_quality.fct_quarantined_row") == [(1,)]


def test_stated_members_fail_the_rules_that_they_miss(edition_night: Operator) -> None:
    stated = ("tidal-mills", "I3-2026-INV1")
    assert verdict_of(edition_night, *stated) == "fail"
    assert failed_rules_of(edition_night, *stated) == {"cohesion_category_includes", "countries_min"}


def test_without_publishers_a_demonstration_is_served_and_nothing_is_assessed(demo_night: Operator) -> None:
    assert demo_night.status()["night"]["exit_code"] == 3
    assert set(demo_night.statuses().values()) == {"never_loaded", "bundled"}
    assert demo_night.manifest()["is_demo"] is True
    [(rows, is_demo)] = demo_night.query("select count(*), bool_and(is_demo) from marts_core.fct_participation")
    assert (rows > 0, is_demo) == (True, True)
    assert demo_night.query("select count(*) > 0 from marts_funding.fct_match") == [(True,)]
    assert verdict_of(demo_night, *UNSTATED) == "unknown"
    assert failed_rules_of(demo_night, *UNSTATED) == set()
    assert set(bands_of_demonstrations(demo_night).values()) == {"not_assessed"}


def test_every_reason_shown_stands_in_its_call_or_project(edition_night: Operator) -> None:
    calls = edition_night.query(
        """
        select matches.partnership_id, matches.topic_id, term
        from (
            select partnership_id, topic_id, unnest(string_split(matched_terms, '; ')) as term
            from marts_funding.fct_match
        ) as matches
        inner join marts_core.dim_topic as topics on matches.topic_id = topics.topic_id
        left join marts_core.dim_topic_text as texts on matches.topic_id = texts.topic_id
        where term != ''
        group by all
        having not contains(
            lower(concat_ws(' ', any_value(topics.topic_title), string_agg(texts.topic_text, ' '))), lower(term)
        )
        """
    )
    # What a project says of itself is read in the build: an edition does not publish objectives.
    spans = """
        select themes.partnership_id, themes.{kind}_id, reason
        from (select partnership_id, {kind}_id, unnest(evidence) as reason from enrich.{kind}_theme) as themes
        left join intermediate.int_{kind}s__texts as texts
            on themes.{kind}_id = texts.{kind}_id and reason.text_field = texts.text_field
        group by all
        having not coalesce(bool_or(substr(texts.text, reason.position, length(reason.text)) = reason.text), false)
    """
    with duckdb.connect(str(edition_night.home / "build" / "interregio.duckdb"), read_only=True) as connection:
        astray = [connection.sql(spans.format(kind=kind)).fetchall() for kind in ("project", "topic")]
        joint = connection.sql(
            """
            select joint.partnership_id, joint.project_id
            from marts_core.fct_joint_project as joint
            left join enrich.project_theme as themes using (partnership_id, project_id)
            where not coalesce(len(joint.matched_terms) > 0 and list_has_all(
                list_transform(themes.evidence, lambda reason: reason.text), joint.matched_terms
            ), false)
            """
        ).fetchall()
    shown = edition_night.query("select count(*) from marts_funding.fct_match where matched_terms != ''")

    assert shown[0][0] > 0
    assert (calls, astray, joint) == ([], [[], []], [])
