"""Figures of the real edition, counted again from the publishers' files with nothing but the standard library.

Nothing of the warehouse is used on the way to the expected figure: no parser, no contract, no SQL.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.homes import Operator
from tests.mirrors import REAL_DATA

pytestmark = [pytest.mark.real, pytest.mark.slow]

AS_OF = date(2026, 8, 10)
MIRROR = REAL_DATA / "mirror" / "2026-08"
ARCHIVE = MIRROR / "cordis.europa.eu" / "data" / "cordis-HORIZONprojects-csv.zip"
LISTING = MIRROR / "api.tech.ec.europa.eu" / "search-api" / "prod" / "rest" / "search" / "SEDIA"
OPEN, FORTHCOMING = "31094502", "31094501"
# The publisher writes Greece and the United Kingdom by their ISO codes here and there.
EU_CODES = {"GR": "EL", "GB": "UK"}
WINDOW = ("2021", "2022", "2023")
SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
LOOKED_AT = ["cybersecurity-smart-regions", "textile-innovation"]

Row = dict[str, str]


@pytest.fixture(scope="module")
def edition(real_nights: Operator) -> Iterator[duckdb.DuckDBPyConnection]:
    """The edition of the newest of the real nights."""
    (folder,) = (real_nights.home / "published").glob(f"{AS_OF}-*")
    with duckdb.connect(str(folder / "interregio.duckdb"), read_only=True) as connection:
        yield connection


def read_member(name: str) -> list[Row]:
    if not ARCHIVE.exists():
        pytest.skip("needs the real source files in ../shared/data/mirror/2026-08")
    with zipfile.ZipFile(ARCHIVE) as archive, archive.open(name) as member:
        text = io.TextIOWrapper(member, encoding="utf-8-sig", newline="")
        return list(csv.DictReader(text, delimiter=";", escapechar="\\"))


@pytest.fixture(scope="module")
def organisations() -> list[Row]:
    return read_member("organization.csv")


@pytest.fixture(scope="module")
def years() -> dict[str, str]:
    """The year of each project's call, from its topic's code: HORIZON-MSCA-2022-SE-01-01, ERC-2024-STG."""
    found = {}
    for row in read_member("topics.csv"):
        digits = [part for part in row["topic"].split("-") if len(part) == len("2024") and part.startswith("20")]
        found[row["projectID"]] = next((part for part in digits if part.isdecimal()), "")
    return found


@pytest.fixture(scope="module")
def listed() -> list[dict[str, Any]]:
    if not LISTING.exists():
        pytest.skip("needs the real source files in ../shared/data/mirror/2026-08")
    pages = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(LISTING.glob("page-*.json"))]
    return [result["metadata"] for page in pages for result in page["results"]]


def money(text: str) -> Decimal:
    return Decimal(text.replace(",", ".") or 0)


def said(edition: duckdb.DuckDBPyConnection, figure: str) -> Decimal:
    ((value,),) = edition.execute(
        "select figure_value from marts_quality.fct_headline where figure_id = ? and subject_id = 'all'", [figure]
    ).fetchall()
    return Decimal(value)


def test_participations(edition: duckdb.DuckDBPyConnection, organisations: list[Row]) -> None:
    assert said(edition, "participations") == len(organisations) == 80_276


def test_net_contribution(edition: duckdb.DuckDBPyConnection, organisations: list[Row]) -> None:
    net = sum(money(row["netEcContribution"]) for row in organisations)
    assert said(edition, "net_ec_contribution_eur") == net == Decimal("34227887794.92")


def test_gross_contribution(edition: duckdb.DuckDBPyConnection, organisations: list[Row]) -> None:
    gross = sum(money(row["ecContribution"]) for row in organisations)
    found = edition.execute("select sum(ec_contribution_eur) from marts_core.fct_participation").fetchone()
    assert found == (gross,) == (Decimal("34347521467.17"),)


def test_projects_with_participations(edition: duckdb.DuckDBPyConnection, organisations: list[Row]) -> None:
    projects = {row["projectID"] for row in organisations}
    assert said(edition, "projects_with_participations") == len(projects) == 12_900


def test_joint_projects_are_counted_of_projects_that_have_participations(
    edition: duckdb.DuckDBPyConnection, organisations: list[Row]
) -> None:
    ((population, name),) = edition.execute(
        "select population, population_name from marts_quality.fct_headline "
        "where figure_id = 'joint_projects' and subject_id = 'all'"
    ).fetchall()
    joint = {
        row
        for (row,) in edition.execute(
            "select project_id from marts_core.fct_joint_project where has_participations"
        ).fetchall()
    }
    projects = {row["projectID"] for row in organisations}
    assert (population, name) == (len(projects), "Projects with participations")
    assert joint < projects
    assert said(edition, "joint_projects") == len(joint)


def test_participants_by_code(edition: duckdb.DuckDBPyConnection, organisations: list[Row]) -> None:
    codes = {row["organisationID"] for row in organisations}
    found = edition.execute("select count(distinct pic) from marts_core.fct_participation").fetchone()
    assert found == (len(codes),) == (23_270,)


def test_small_enterprises(edition: duckdb.DuckDBPyConnection, organisations: list[Row]) -> None:
    small = sum(row["SME"].lower() == "true" for row in organisations)
    found = edition.execute("select count(*) from marts_core.fct_participation where is_sme").fetchone()
    assert found == (small,) == (14_843,)


def test_ended_participations(edition: duckdb.DuckDBPyConnection, organisations: list[Row]) -> None:
    ended = sum(row["endOfParticipation"].lower() == "true" for row in organisations)
    found = edition.execute("select count(*) from marts_core.fct_participation where is_ended").fetchone()
    assert found == (ended,) == (625,)


def test_participations_are_observed_from_and_to(edition: duckdb.DuckDBPyConnection, organisations: list[Row]) -> None:
    days = [row["contentUpdateDate"][:10] for row in organisations]
    found = edition.execute(
        "select min(observed_from)::varchar, max(observed_to)::varchar, max(arrived_on)::varchar "
        "from marts_quality.fct_observation where source = 'cordis' and table_name = 'organization'"
    ).fetchone()
    assert found == (min(days), max(days), str(AS_OF)) == ("2022-06-24", "2024-05-29", "2026-08-10")


def test_programmes_are_observed_apart(edition: duckdb.DuckDBPyConnection, organisations: list[Row]) -> None:
    euratom = {row["projectID"] for row in read_member("legalBasis.csv") if row["legalBasis"].startswith("EURATOM")}
    days = [row["contentUpdateDate"][:10] for row in organisations if row["projectID"] in euratom]
    found = edition.execute(
        "select observed_from::varchar, observed_to::varchar from marts_quality.fct_observation "
        "where source = 'cordis' and table_name = 'organization' and programme = 'euratom'"
    ).fetchone()
    assert found == (min(days), max(days))


def test_projects_by_call_year(edition: duckdb.DuckDBPyConnection, years: dict[str, str]) -> None:
    counts = Counter(year for year in years.values() if year)
    found = edition.execute(
        "select project_year::varchar, project_count from marts_quality.fct_observed_year"
    ).fetchall()
    assert dict(found) == counts
    assert counts["2023"] == 4_789


def test_projects_with_participations_by_call_year(
    edition: duckdb.DuckDBPyConnection, organisations: list[Row], years: dict[str, str]
) -> None:
    projects = {row["projectID"] for row in organisations}
    counts = Counter(year for project, year in years.items() if project in projects and year)
    found = edition.execute(
        "select project_year::varchar, with_participations_count from marts_quality.fct_observed_year "
        "where with_participations_count > 0"
    ).fetchall()
    assert dict(found) == counts == {"2021": 4_176, "2022": 5_022, "2023": 3_697, "2024": 4}


def test_windows_end_with_the_last_year_that_was_mostly_observed(
    edition: duckdb.DuckDBPyConnection, organisations: list[Row], years: dict[str, str]
) -> None:
    projects = {row["projectID"] for row in organisations}
    all_of, seen = Counter(years.values()), Counter(year for project, year in years.items() if project in projects)
    last = max(year for year in all_of if year and seen[year] * 2 >= all_of[year])
    observed = edition.execute(
        "select max(project_year)::varchar from marts_quality.fct_observed_year where is_observed"
    )
    assert observed.fetchone() == (last,) == (WINDOW[-1],)


def test_open_topics(edition: duckdb.DuckDBPyConnection, listed: list[dict[str, Any]]) -> None:
    assert said(edition, "topics_open") == sum(OPEN in topic["status"] for topic in listed) == 363


def test_forthcoming_topics(edition: duckdb.DuckDBPyConnection, listed: list[dict[str, Any]]) -> None:
    assert said(edition, "topics_forthcoming") == sum(FORTHCOMING in topic["status"] for topic in listed) == 262


def test_days_left_are_those_to_the_next_deadline(
    edition: duckdb.DuckDBPyConnection, listed: list[dict[str, Any]]
) -> None:
    expected = {}
    for topic in listed:
        days = sorted(date.fromisoformat(text[:10]) for text in topic.get("deadlineDate", []))
        coming = next((day for day in days if day >= AS_OF), None)
        expected[topic["identifier"][0].upper()] = None if coming is None else (coming - AS_OF).days
    found = dict(edition.execute("select distinct upper(topic_id), days_left from marts_funding.fct_match").fetchall())
    assert len(found) == 625
    assert found == {topic: expected[topic] for topic in found}


def members_of(edition: duckdb.DuckDBPyConnection, partnership: str) -> list[str]:
    """Members with a code, the most specific first: a participation is of the innermost member that holds it."""
    rows = edition.execute(
        "select distinct nuts_code from marts_core.fct_membership where partnership_id = ? and nuts_code is not null",
        [partnership],
    ).fetchall()
    return sorted((code for (code,) in rows), key=len, reverse=True)


def members_by_project(
    edition: duckdb.DuckDBPyConnection, partnership: str, organisations: list[Row], years: dict[str, str]
) -> dict[str, set[str]]:
    """Members that take part in each joint project of the window, by the seats of its organisations."""
    members = members_of(edition, partnership)
    rows = edition.execute(
        "select project_id from marts_core.fct_joint_project where partnership_id = ?", [partnership]
    ).fetchall()
    joint = {project for (project,) in rows if years.get(project) in WINDOW}
    taking_part: dict[str, set[str]] = defaultdict(set)
    for row in organisations:
        if row["projectID"] in joint:
            seat = EU_CODES.get(row["nutsCode"][:2], row["nutsCode"][:2]) + row["nutsCode"][2:]
            if member := next((code for code in members if seat.startswith(code)), None):
                taking_part[row["projectID"]].add(member)
    return taking_part


def read_facts(name: str) -> list[Row]:
    with (REAL_DATA.parent / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def indicator(edition: duckdb.DuckDBPyConnection, partnership: str, name: str, column: str = "value") -> float:
    ((value,),) = edition.execute(
        f"select {column} from marts_maturity.fct_indicator_value where partnership_id = ? and indicator_id = ?",
        [partnership, name],
    ).fetchall()
    return float(value)


@pytest.mark.parametrize("partnership", LOOKED_AT)
def test_joint_projects_per_ten_members(
    edition: duckdb.DuckDBPyConnection, organisations: list[Row], years: dict[str, str], partnership: str
) -> None:
    joint = members_by_project(edition, partnership, organisations, years)
    members = members_of(edition, partnership)
    assert joint
    assert indicator(edition, partnership, "E1") == pytest.approx(10 * len(joint) / len(members))


@pytest.mark.parametrize("partnership", LOOKED_AT)
def test_members_in_a_joint_project(
    edition: duckdb.DuckDBPyConnection, organisations: list[Row], years: dict[str, str], partnership: str
) -> None:
    joint = members_by_project(edition, partnership, organisations, years)
    mean = sum(len(members) for members in joint.values()) / len(joint)
    assert indicator(edition, partnership, "E2") == pytest.approx(mean)


@pytest.mark.parametrize("partnership", LOOKED_AT)
def test_pairs_of_members_with_a_joint_project(
    edition: duckdb.DuckDBPyConnection, organisations: list[Row], years: dict[str, str], partnership: str
) -> None:
    joint = members_by_project(edition, partnership, organisations, years)
    linked = {pair for members in joint.values() for pair in combinations(sorted(members), 2)}
    possible = list(combinations(members_of(edition, partnership), 2))
    assert indicator(edition, partnership, "E4") == pytest.approx(len(linked) / len(possible))


@pytest.mark.parametrize("partnership", ["mining-regions", "smart-sensors-4-agrifood"])
def test_bounds_of_a_partial_list(
    edition: duckdb.DuckDBPyConnection, organisations: list[Row], years: dict[str, str], partnership: str
) -> None:
    """Missing members add projects and pairs and take none away; of known members all pairs are seen."""
    joint = members_by_project(edition, partnership, organisations, years)
    known = len(members_of(edition, partnership))
    stated = next(
        int(row["members_stated"]) for row in read_facts("partnerships") if row["partnership_id"] == partnership
    )
    linked = {pair for members in joint.values() for pair in combinations(sorted(members), 2)}
    pairs, pairs_known = stated * (stated - 1) / 2, known * (known - 1) / 2
    assert known < stated
    assert indicator(edition, partnership, "E1", "bound_value") == pytest.approx(10 * len(joint) / stated)
    assert indicator(edition, partnership, "E4", "bound_value") == pytest.approx(len(linked) / pairs)
    assert indicator(edition, partnership, "E4", "bound_best") == pytest.approx(
        (len(linked) + pairs - pairs_known) / pairs
    )


@pytest.mark.parametrize(("partnership", "stated"), [("water-smart-territories", 0.368), ("mining-regions", 0.25)])
def test_members_in_less_developed_regions(edition: duckdb.DuckDBPyConnection, partnership: str, stated: float) -> None:
    """A member at NUTS 0 or 1 has a category where all its parts agree, one at NUTS 3 that of its NUTS 2 region."""
    categories = {row["nuts_code_2021"]: row["category"] for row in read_facts("cohesion_categories")}
    found: list[str] = []
    for code in members_of(edition, partnership):
        held = {name for region, name in categories.items() if region.startswith(code) or code.startswith(region)}
        found += held if len(held) == 1 else []
    share = found.count("less_developed") / len(found)
    assert indicator(edition, partnership, "E3") == pytest.approx(share)
    assert round(share, 3) == stated


def test_member_regions_are_counted_without_nested_ones_countries_and_places_without_code(
    edition: duckdb.DuckDBPyConnection,
) -> None:
    codes = {row["nuts_code"] for row in read_facts("partnership_regions") if len(row["nuts_code"]) > len("EU")}
    regions = {code for code in codes if not any(code != outer and code.startswith(outer) for outer in codes)}
    assert said(edition, "member_regions") == len(regions) == 99


def test_ages_are_days_from_retrieval_and_never_negative(edition: duckdb.DuckDBPyConnection) -> None:
    rows = edition.execute(
        "select retrieved_at, age_days from marts_quality.fct_source_status where as_of = ?", [AS_OF]
    ).fetchall()
    expected = {
        (stamp, max((AS_OF - date.fromisoformat(stamp[:10])) // timedelta(days=1), 0)) for stamp, _ in rows if stamp
    }
    assert {(stamp, age) for stamp, age in rows if stamp} == expected
    assert max(date.fromisoformat(stamp[:10]) for stamp, _ in rows if stamp) > AS_OF


@pytest.fixture(scope="module")
def by_area(organisations: list[Row]) -> dict[str, dict[str, Decimal]]:
    """Money of each NUTS 2 area in each project; an area without any still takes part with nothing."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in organisations:
        if len(row["nutsCode"]) > len("EU1"):
            code = EU_CODES.get(row["nutsCode"][:2], row["nutsCode"][:2]) + row["nutsCode"][2:4]
            found[row["projectID"]][code] += money(row["netEcContribution"])
    return found


def test_ten_region_pairs(
    edition: duckdb.DuckDBPyConnection, by_area: dict[str, dict[str, Decimal]], years: dict[str, str]
) -> None:
    pairs = edition.execute(
        "(select region_a, region_b, project_count from marts_engagement.fct_region_pair where partnership_id = 'all' "
        "order by project_count desc, region_a, region_b limit 5) union all "
        "(select region_a, region_b, project_count from marts_engagement.fct_region_pair "
        "where partnership_id = 'all' and project_count = 7 order by region_a, region_b limit 5)"
    ).fetchall()
    assert len(pairs) == 10
    for first, second, count in pairs:
        shared = [project for project, areas in by_area.items() if first in areas and second in areas]
        assert len(shared) == count
        in_2022 = [by_area[project] for project in shared if years.get(project) == "2022"]
        weight = sum(1 / (len(areas) - 1) for areas in in_2022)
        euro = sum((areas[first] + areas[second] for areas in in_2022), Decimal())
        edges = edition.execute(
            "select project_count, newman_weight, net_ec_contribution_eur from marts_engagement.fct_region_edge "
            "where partnership_id = 'all' and project_year = 2022 and region_a = ? and region_b = ?",
            [first, second],
        ).fetchall()
        assert edges == ([(len(in_2022), pytest.approx(weight), euro)] if in_2022 else [])


@pytest.mark.parametrize("partnership", LOOKED_AT)
def test_organisation_pairs_of_two_partnerships(
    edition: duckdb.DuckDBPyConnection, organisations: list[Row], partnership: str
) -> None:
    members = members_of(edition, partnership)
    linked = dict(edition.execute("select pic, organisation_id from marts_core.bridge_org_link").fetchall())
    rows = edition.execute(
        "select project_id from marts_core.fct_joint_project where partnership_id = ?", [partnership]
    ).fetchall()
    who: dict[str, set[str]] = {project: set() for (project,) in rows}
    for row in organisations:
        seat = EU_CODES.get(row["nutsCode"][:2], row["nutsCode"][:2]) + row["nutsCode"][2:]
        if row["projectID"] in who and any(seat.startswith(code) for code in members):
            who[row["projectID"]].add(linked[row["organisationID"]])
    pairs = Counter(pair for project in who.values() for pair in combinations(sorted(project), 2))
    found = edition.execute(
        "select organisation_a, organisation_b, sum(project_count)::int from marts_engagement.fct_organisation_edge "
        "where partnership_id = ? group by all",
        [partnership],
    ).fetchall()
    assert {(first, second): count for first, second, count in found} == pairs
    bridges = edition.execute(
        "select count(*) from marts_engagement.fct_bridge where network_id = ? and node_kind = 'organisation'",
        [partnership],
    ).fetchone()
    assert bridges == (len(set.union(*who.values())),)


def test_overlap_of_two_partnerships(edition: duckdb.DuckDBPyConnection) -> None:
    ours, theirs = sorted(LOOKED_AT)
    (shared,) = edition.execute(
        "select shared_organisation_count, shared_organisation_share, shared_topic_count, shared_topic_share "
        "from marts_engagement.fct_partnership_overlap "
        "where partnership_a = ? and partnership_b = ?",
        [ours, theirs],
    ).fetchall()
    expected: list[float] = []
    for column, table in [
        ("organisation_id", "marts_core.bridge_joint_participation where true"),
        ("topic_id", "marts_funding.fct_match where is_theme_match and topic_status in ('open', 'forthcoming')"),
    ]:
        rows = edition.execute(f"select distinct partnership_id, {column} from {table}").fetchall()
        sets = [{thing for partnership, thing in rows if partnership == one} for one in (ours, theirs)]
        both = len(sets[0] & sets[1])
        expected += [both, both / len(sets[0] | sets[1])]
    assert shared == tuple(expected)


def test_act_points_of_two_partnerships(edition: duckdb.DuckDBPyConnection) -> None:
    """Acts of public pages, by the day that they can first have been on, halved for every year since."""
    seed = SEEDS / "act_kinds.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        kinds = {row["act_kind"]: row for row in csv.DictReader(file)}
    for partnership in ("traceability-big-data", "high-tech-farming"):
        points = 0.0
        for row in read_facts("activity"):
            kind, day = kinds[row["kind"]], (row["date"].split("/")[0] + "-01-01")[:10]
            alive = kind["is_sign_of_life"] == "true" and re.search(kind["name_pattern"], row["name"])
            if row["partnership_id"] == partnership and alive and row["date"] and date.fromisoformat(day) <= AS_OF:
                first = date.fromisoformat(day)
                months = (AS_OF.year - first.year) * 12 + AS_OF.month - first.month
                points += float(kind["weight"]) * 0.5 ** ((months + (AS_OF.day - first.day) / 31) / 12)
        found = edition.execute(
            "select act_points from marts_engagement.fct_partnership_engagement where partnership_id = ?", [partnership]
        ).fetchone()
        assert points > 0
        assert found == (pytest.approx(points, rel=2e-3),)
