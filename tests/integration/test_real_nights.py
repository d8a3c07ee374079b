"""The four real nights, played in order as an operator would have lived them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.homes import Operator
from tests.integration.conftest import NIGHTS
from tests.questions import ten_questions

pytestmark = [pytest.mark.real, pytest.mark.slow]

REPORTS, PROJECTS = "cordis-HORIZONreports-csv.zip", "project.csv"
LABELS_2024, SHAPES_2024 = "NUTS_LB_2024_4326.geojson", "NUTS_RG_60M_2024_4326.geojson"

CORDIS_ROWS = {"organization": 80_276, "project": 0}
EXPECTED: dict[str, dict[str, Any]] = {
    "2024-06-17": {
        "statuses": {"cordis": "new", "funding_tenders": "new", "regions": "new"},
        "cordis": {**CORDIS_ROWS, "topics": 12_165, "legal_basis": 16_361, "euro_sci_voc": 38_175},
        "records": 508,
        "regions_lack": {LABELS_2024, SHAPES_2024},
        "cordis_vintage": "2024-06-01",
        "cordis_lack": [REPORTS, PROJECTS],
    },
    "2024-10-12": {
        "statuses": {"cordis": "unchanged", "funding_tenders": "new", "regions": "unchanged"},
        "cordis": {**CORDIS_ROWS, "topics": 12_165, "legal_basis": 16_361, "euro_sci_voc": 38_175},
        "records": 670,
        "regions_lack": {LABELS_2024, SHAPES_2024},
        "cordis_vintage": "2024-06-01",
        "cordis_lack": [REPORTS, PROJECTS],
    },
    "2025-04-27": {
        "statuses": {"cordis": "new", "funding_tenders": "unchanged", "regions": "new"},
        "cordis": {**CORDIS_ROWS, "topics": 15_341, "legal_basis": 20_512, "euro_sci_voc": 38_789},
        "records": 670,
        "regions_lack": {LABELS_2024},
        "cordis_vintage": "2025-04-27",
        "cordis_lack": [PROJECTS],
    },
    "2026-08-10": {
        "statuses": {"cordis": "new", "funding_tenders": "new", "regions": "new"},
        "cordis": {**CORDIS_ROWS, "topics": 20_337, "legal_basis": 20_512, "euro_sci_voc": 43_285},
        "records": 1_299,
        "regions_lack": {LABELS_2024},
        "cordis_vintage": "2026-04-16",
        "cordis_lack": [PROJECTS],
    },
}


@pytest.fixture(scope="module")
def played(real_nights: Operator) -> Operator:
    """A home on which the four nights were played; each night's edition was asked for what it holds."""
    return real_nights


def night_of(operator: Operator, as_of: str) -> dict[str, Any]:
    nights: list[dict[str, Any]] = json.loads(operator.run("nights", "--json").stdout)
    return next(night for night in nights if night["as_of"] == as_of)


def source_of(night: dict[str, Any], name: str) -> dict[str, Any]:
    return next(source for source in night["sources"] if source["source"] == name)


@pytest.mark.parametrize("as_of", [as_of for _, as_of in NIGHTS])
def test_statuses_missing_members_and_vintages_are_right(played: Operator, as_of: str) -> None:
    night, expected = night_of(played, as_of), EXPECTED[as_of]

    statuses = {name: source_of(night, name)["status"] for name in expected["statuses"]}
    assert statuses == expected["statuses"]
    assert source_of(night, "cordis")["missing_members"] == expected["cordis_lack"]
    assert source_of(night, "cordis")["vintage"] == expected["cordis_vintage"]
    assert {name for name in source_of(night, "regions")["missing_members"] if name.startswith("NUTS_")} >= (
        expected["regions_lack"]
    )
    assert SHAPES_2024 not in source_of(night, "regions")["missing_members"] or SHAPES_2024 in expected["regions_lack"]


@pytest.mark.parametrize("as_of", [as_of for _, as_of in NIGHTS])
def test_counts_of_each_edition_are_the_files(played: Operator, as_of: str) -> None:
    expected = EXPECTED[as_of]
    editions = {edition["as_of"]: edition["edition"] for edition in played.status()["editions"]}
    manifest = json.loads((played.home / "published" / editions[as_of] / "manifest.json").read_text())
    rows = {source["source"]: source["table_rows"] for source in manifest["sources"]}

    assert {table: rows["cordis"][table] for table in expected["cordis"]} == expected["cordis"]
    assert rows["funding_tenders"]["topics"] == expected["records"]
    assert manifest["tables"]["marts_core.fct_participation"] == CORDIS_ROWS["organization"]


def test_changes_between_the_nights_are_listed(played: Operator) -> None:
    autumn, spring, summer = (night_of(played, as_of) for _, as_of in NIGHTS[1:])

    assert source_of(autumn, "funding_tenders")["changes"] == ["topics +162 rows"]
    assert source_of(autumn, "cordis")["changes"] == []
    assert "topics +3,176 rows" in source_of(spring, "cordis")["changes"]
    assert f"{SHAPES_2024} arrived" in source_of(spring, "regions")["changes"]
    assert source_of(spring, "funding_tenders")["changes"] == []
    assert "topics vintage 2025-04-27 → 2026-04-16" in source_of(summer, "cordis")["changes"]
    assert "topics +629 rows" in source_of(summer, "funding_tenders")["changes"]


@pytest.mark.parametrize("as_of", [as_of for _, as_of in NIGHTS])
@pytest.mark.parametrize(
    ("history", "mart", "counted_by"),
    [
        ("hist_topic", "dim_topic", "topic_status"),
        ("hist_membership", "fct_membership", "partnership_id"),
        ("hist_organisation", "dim_organisation", "country_code"),
    ],
)
def test_as_of_queries_on_the_newest_edition_give_the_figures_of_the_earlier(
    played: Operator, as_of: str, history: str, mart: str, counted_by: str
) -> None:
    editions = {edition["as_of"]: edition["edition"] for edition in played.status()["editions"]}
    counts = f"select {counted_by}, count(*) from {{}} group by all order by all"
    with duckdb.connect(str(played.home / "published" / editions[as_of] / "interregio.duckdb"), read_only=True) as then:
        stated = then.execute(counts.format(f"marts_core.{mart}")).fetchall()
    known = played.query(
        counts.format(
            f"(from marts_core.{history} where known_from <= '{as_of}' and (known_to is null or known_to > '{as_of}'))"
        )
    )

    assert known == stated
    assert known


def test_doubtful_links_are_listed_by_money_and_their_effect_told_without_writing(played: Operator) -> None:
    doubts = json.loads(played.run("organisations", "review", "--limit", "5", "--json").stdout)
    assert len(doubts) == 5
    money = [doubt["money_at_stake_eur"] for doubt in doubts]
    assert money == sorted(money, reverse=True)

    decision = f"merge {doubts[0]['record_a']} {doubts[0]['record_b']}"
    effect = json.loads(played.run("organisations", "review", "--effect", decision, "--json").stdout)
    organisations = played.query("select count(*) from marts_core.dim_organisation")[0][0]
    assert (effect[0]["figure"], effect[0]["before"], effect[0]["after"]) == (
        "organisations",
        organisations,
        organisations - 1,
    )

    unknown = played.run("organisations", "review", "--effect", "merge cordis:1 cordis:2")
    assert (unknown.exit_code, len(unknown.stderr.strip().splitlines())) == (2, 1)


def test_codes_less_than_records_are_explained_to_the_row(played: Operator) -> None:
    difference, linked = played.query(
        "select difference, (select count(*) from marts_core.bridge_org_link where link_rule != 'own') "
        "from marts_quality.fct_reconciliation where check_id = 'organisations_linked'"
    )[0]
    assert difference == linked > 0


def test_every_headline_figure_that_moved_is_explained_by_causes_that_add_up(played: Operator) -> None:
    moved = played.query(
        """
        with figures as (
            select
                figure_id,
                subject_id,
                as_of,
                coalesce(figure_value, 0)
                - lag(coalesce(figure_value, 0)) over (partition by figure_id, subject_id order by as_of) as difference
            from marts_quality.hist_headline
        )
        from figures where difference != 0 order by all
        """
    )
    explained = []
    causes: dict[tuple[str, str], set[str]] = {}
    for as_of, edition in sorted({e["as_of"]: e["edition"] for e in played.status()["editions"]}.items()):
        database = played.home / "published" / edition / "interregio.duckdb"
        with duckdb.connect(str(database), read_only=True) as connection:
            explained += connection.execute(
                "select figure_id, subject_id, cast(? as date), sum(amount) as moved "
                "from marts_quality.fct_change group by all having moved != 0",
                [as_of],
            ).fetchall()
            named = "select figure_id, list(distinct cause) from marts_quality.fct_change group by all"
            causes |= {(as_of, figure): set(found) for figure, found in connection.execute(named).fetchall()}

    assert sorted(explained) == moved
    assert {as_of for as_of, _ in causes} == {"2024-10-12", "2025-04-27", "2026-08-10"}
    assert causes["2024-10-12", "topics_open"] == {"new_data", "time"}
    assert ("2024-10-12", "projects") not in causes
    assert causes["2025-04-27", "topics_open"] == {"time"}
    assert causes["2025-04-27", "projects"] == causes["2026-08-10", "projects"] == {"new_data"}
    assert not {"method", "unexplained"} & set().union(*causes.values())


def test_changes_of_the_newest_night_are_printed_largest_first(played: Operator) -> None:
    told = played.run("changes")
    record = json.loads(played.run("changes", "--json").stdout)
    figures = [figure for figure in record["figures"] if figure["subject"] == "all"]

    assert told.exit_code == 0, told.stderr
    assert f"{record['edition']} compared with {record['base_edition']}" in told.stdout
    assert "Projects" in told.stdout
    shares = [abs(f["difference"]) / max(abs(f["previous"]), abs(f["current"])) for f in figures]
    assert shares == sorted(shares, reverse=True)
    assert all(sum(cause["amount"] for cause in f["causes"]) == pytest.approx(f["difference"]) for f in figures)


def test_stale_listing_of_spring_2025_leaves_nearly_nothing_open(played: Operator, tmp_path: Path) -> None:
    """The portal's listing of October says "open"; by the end of April its deadlines have passed."""
    editions = {edition["as_of"]: edition["edition"] for edition in played.status()["editions"]}
    assert played.run("rollback", editions["2025-04-27"]).exit_code == 0
    try:
        listed = played.query(
            "select topic_status, count(*) from marts_core.dim_topic where source = 'funding_tenders' group by 1"
        )
        contradicted = played.query(
            "select count(*) from marts_core.dim_topic where source = 'funding_tenders' and is_status_contradicted"
        )
    finally:
        played.run("rollback", editions["2026-08-10"])

    counts = dict(listed)
    assert counts["closed"] > 0.9 * sum(counts.values())
    assert contradicted[0][0] >= counts["closed"]


WORKED_PAGE = Path(__file__).parents[2] / "docs" / "worked-matches.md"
WORKED_MATCH = re.compile(r"^### (\S+) × (\S+): (pass|fail|unknown)$", re.MULTILINE)
WORKED_RULE = re.compile(r"^\| ([\w-]+) \| (\d+|–) \| (\d+|–) \| (pass|fail|unknown) \|", re.MULTILINE)


def test_worked_page_says_what_the_edition_says(played: Operator) -> None:
    _, *parts = WORKED_MATCH.split(WORKED_PAGE.read_text(encoding="utf-8"))
    matches = list(zip(parts[0::4], parts[1::4], parts[2::4], parts[3::4], strict=True))
    assert len(matches) == 8
    for partnership_id, topic_id, eligibility, text in matches:
        of_match = f"from {{}} where partnership_id = '{partnership_id}' and topic_id = '{topic_id}'"
        stated = played.query("select eligibility " + of_match.format("marts_funding.fct_match"))
        verdicts = played.query(
            "select rule_id, coalesce(have_count::varchar, '–'), coalesce(need_count::varchar, '–'), verdict "
            + of_match.format("marts_funding.fct_eligibility")
        )
        assert stated == [(eligibility,)]
        assert sorted(WORKED_RULE.findall(text)) == sorted(verdicts)


def test_every_figure_of_the_served_edition_reconciles_with_the_landed_files(played: Operator) -> None:
    told = played.run("reconcile", "--deep", "--json")

    report = json.loads(told.stdout)
    assert (told.exit_code, report["is_explained"]) == (0, True), told.stdout
    counted = {check["check"]: check["counted"] for check in report["files"]}
    assert counted["participations, all roles: rows"] == "80276"
    assert counted["participations, all roles: net EC contribution"] == "34227887794.92"


def test_ten_questions_are_answered_by_the_real_edition(played: Operator) -> None:
    assert [question for question, sql in ten_questions().items() if not played.query(sql)] == []


def test_coverage_is_kept_for_every_night(played: Operator) -> None:
    nights = played.query("select distinct as_of::varchar from marts_quality.hist_field_coverage order by 1")

    assert nights == [(as_of,) for _, as_of in NIGHTS]


MOVED_PAGE = Path(__file__).parents[2] / "docs" / "moved-2026-11.md"
MOVED = re.compile(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \| (?:([\d,]+) \|$|[^|]*\D\|$)", re.MULTILINE)


def test_page_of_what_moved_ends_with_what_the_edition_says(played: Operator) -> None:
    text = MOVED_PAGE.read_text(encoding="utf-8")
    stated = {name: last or after for name, after, last in MOVED.findall(text)}
    headlines = {
        name: float(value)
        for name, value in played.query(
            "select figure_id, figure_value from marts_quality.fct_headline where subject_id = 'all'"
        )
    }
    ((partnerships, memberships, alone, pairs, with_joint),) = played.query(
        "select (select count(*) from marts_core.dim_partnership), (select count(*) from marts_core.fct_membership), "
        "(select count(distinct partnership_id) from marts_core.fct_membership), count(*), "
        "count(distinct partnership_id) from marts_core.fct_joint_project where has_participations"
    )
    ((passing, failing, unknown, in_theme),) = played.query(
        "select count(*) filter (where eligibility = 'pass'), count(*) filter (where eligibility = 'fail'), "
        "count(*) filter (where eligibility = 'unknown'), count(*) filter (where is_theme_match) "
        "from marts_funding.fct_match inner join marts_core.dim_topic using (topic_id) where is_programme_selected"
    )
    assert stated["Partnerships, with the placeholder"] == f"{partnerships}"
    assert stated["Memberships; partnerships with one"] == f"{memberships}; {alone}"
    assert stated["Member regions"] == f"{headlines['member_regions']:.0f} of {headlines['members']:.0f} members"
    assert stated["Projects"] == f"{headlines['projects']:,.0f}"
    assert stated["Joint projects"] == (
        f"{headlines['joint_projects']:.0f} of {headlines['projects_with_participations']:,.0f}"
    )
    assert stated["Pairs of partnership and joint project"] == f"{pairs} in {with_joint}"
    assert stated["Organisations in joint projects"] == f"{headlines['joint_organisations']:,.0f}"
    assert stated["Their net EU contribution, EUR m"] == f"{headlines['joint_net_ec_contribution_eur'] / 1e6:,.1f}"
    assert (
        stated["Open; forthcoming topics"] == f"{headlines['topics_open']:.0f}; {headlines['topics_forthcoming']:.0f}"
    )
    assert [stated[name] for name in ("pass", "fail", "unknown", "in theme")] == [
        f"{count:,}" for count in (passing, failing, unknown, in_theme)
    ]


MATURITY_PAGE = Path(__file__).parents[2] / "docs" / "maturity-today.md"
AVAILABILITY = re.compile(r"^\| [a-z ]+ \| ([A-Z]\d(?:, [A-Z]\d)*) \| (\d+) \|", re.MULTILINE)
ECOSYSTEMS_SCORE = re.compile(
    r"^\| ([\w-]+) \| (\d+\.\d) \| (\d+\.\d) to (\d+\.\d) \| `[·─●]{26}` \| ([a-z ]+) \| (\d) of 6 \|$", re.MULTILINE
)
NEAREST = re.compile(r"^\| ([\w-]+) \| (\d+\.\d) to (\d+\.\d) \| [^`|]+ \|$", re.MULTILINE)
BOUNDS = re.compile(r"^\| (?:with|narrowest) [a-z0-9, ]+ \| (.+) \|$", re.MULTILINE)


def test_maturity_page_says_what_the_edition_says(played: Operator) -> None:
    text = MATURITY_PAGE.read_text(encoding="utf-8")
    stated = {indicator: int(count) for ids, count in AVAILABILITY.findall(text) for indicator in ids.split(", ")}
    known = played.query(
        "select indicator_id, count(normalised), sum(count(normalised)) over () "
        "from marts_maturity.fct_indicator_value where use = 'scored' group by all"
    )
    assert stated == {indicator: count for indicator, count, _ in known}
    assert f"{known[0][2]} of 945 cells" in text
    assert played.query("select count(*), count(score) from marts_maturity.fct_maturity_score") == [(45, 0)]
    scores = played.query(
        "select partnership_id, score, score_p05, score_p95, intervals.band, indicator_with_value_count "
        "from marts_maturity.fct_pillar_score as scores inner join marts_maturity.fct_pillar_interval as intervals "
        "using (partnership_id, pillar_id) "
        "where evidence_basis = 'all' and score is not null order by score desc, partnership_id"
    )
    assert ECOSYSTEMS_SCORE.findall(text) == [
        (name, f"{score:.1f}", f"{low:.1f}", f"{high:.1f}", band, str(count))
        for name, score, low, high, band, count in scores
    ]
    assert played.query(
        "select count(*) filter (where score_known is not null), count(*) filter (where score_high - score_low < 60), "
        "round(min(score_high - score_low), 1) from marts_maturity.fct_maturity_bounds as bounds "
        "left join marts_maturity.dim_pillar as pillars using (pillar_id) "
        "group by pillar_id, pillar_order order by pillar_order nulls last"
    ) == list(zip(*([float(cell) for cell in row.split(" | ")] for row in BOUNDS.findall(text)), strict=True))
    nearest = played.query(
        "select partnership_id, round(score_low, 1), round(score_high, 1) from marts_maturity.fct_maturity_bounds "
        "where pillar_id is null order by score_high - score_low limit 3"
    )
    assert NEAREST.findall(text) == [(name, str(low), str(high)) for name, low, high in nearest]
    first = played.query(
        "select count(*) filter (where starts_with(fact, 'the list of the missing members')), "
        "count(*) filter (where indicator_id = 'M1'), count(*) filter (where indicator_id = 'P1'), count(*) "
        "from marts_maturity.fct_next_fact where rank = 1"
    )
    assert first == [(40, 3, 2, 45)]
    certain = (
        "select count(*) filter (where is_order_certain) // 2, count(*) // 2 "
        "from marts_maturity.fct_maturity_pair where scope = 'ecosystems'"
    )
    assert played.query(certain) == [(9, 300)]
    pairs = "select is_distinguishable, count(*) // 2 from marts_maturity.fct_maturity_pair group by all order by all"
    assert played.query(pairs) == [(False, 51), (True, 249)]
    assert sorted(
        played.query("select rule_id, status, count(*) from marts_maturity.fct_service_recommendation group by all")
    ) == [
        ("R1", "not_assessed", 45),
        ("R2", "not_assessed", 45),
        ("R3", "not_assessed", 45),
        ("R4", "not_assessed", 45),
        ("R5", "gate_unknown", 11),
        ("R5", "not_assessed", 34),
        ("S1", "not_assessed", 45),
    ]


def test_changes_of_pillars_add_up_and_name_no_method_between_the_nights(played: Operator) -> None:
    splits = played.query(
        "select partnership_id, subject_id, any_value(difference), sum(amount), list(distinct cause) "
        "from marts_maturity.fct_maturity_change "
        "where comparison_id = 'last_edition' and change_kind = 'moved' group by all"
    )
    assert {subject for _, subject, *_ in splits} == {"ecosystems"}
    assert all(difference == pytest.approx(total, abs=1e-9) for *_, difference, total, _ in splits)
    assert not {"method"} & {cause for *_, causes in splits for cause in causes}
    compared = played.query("select distinct compared_as_of::varchar from marts_maturity.fct_maturity_change")
    assert compared == [("2025-04-27",)]
