"""What the edition says of members and acts, counted again from the shipped files without any code of the product."""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import FIRST_NIGHT
from tests.homes import Operator

FACTS = Path(__file__).parents[2] / "pipelines" / "sources" / "registry" / "facts"
AS_OF = date.fromisoformat(FIRST_NIGHT)
OWN_REPORT = re.compile("Monitoring report|Action plan|Position paper")


def rows(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def first_day(text: str) -> date:
    return date.fromisoformat((text + "-01-01")[:10])


def last_day(text: str) -> date:
    day = first_day(text)
    if len(text) == 4:
        return date(day.year, 12, 31)
    return day.replace(day=monthrange(day.year, day.month)[1]) if len(text) == 7 else day


def span(text: str) -> tuple[date, date] | tuple[None, None]:
    return (
        (first_day(text.split("/", maxsplit=1)[0]), last_day(text.rsplit("/", maxsplit=1)[-1]))
        if text
        else (None, None)
    )


def in_words(begun: date, ended: date) -> str:
    """A day, a month or a year as a page says it; of other spans the first day."""
    if (begun.timetuple().tm_yday, ended.month, ended.day) == (1, 12, 31):
        return f"{begun:%Y}"
    day = "" if begun.day == 1 and ended == last_day(f"{begun:%Y-%m}") else f"{begun.day} "
    return f"{day}{begun:%B %Y}"


def is_sign_of_life(act: dict[str, str]) -> bool:
    is_own = act["kind"] != "report" or OWN_REPORT.match(act["name"]) is not None
    return act["kind"] not in ("website", "other", "call") and is_own


@pytest.fixture(scope="module")
def members() -> dict[str, dict[str, str]]:
    """NUTS code (blank without one) of each member on the day, by partnership and member."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows("partnership_regions.csv"):
        begun = not row["valid_from"] or first_day(row["valid_from"]) <= AS_OF
        if begun and (not row["valid_to"] or last_day(row["valid_to"]) >= AS_OF):
            known[row["partnership_id"]][row["nuts_code"] or row["region_name"]] = row["nuts_code"]
    return known


@pytest.fixture(scope="module")
def complete(members: dict[str, dict[str, str]]) -> set[str]:
    """Partnerships of which a page counts regions, as many are known, none inside another and none without a code."""
    whole = set()
    for row in rows("partnerships.csv"):
        codes = list(members[row["partnership_id"]].values())
        counts_regions = row["members_stated_of"] in ("regions", "regions; fifteen are named")
        is_plain = all(codes) and not any(one != two and one.startswith(two) for one in codes for two in codes)
        if counts_regions and len(codes) >= int(row["members_stated"]) and is_plain:
            whole.add(row["partnership_id"])
    return whole


def test_members_known_are_those_of_the_file(first_night: Operator, members: dict[str, dict[str, str]]) -> None:
    told = {
        partnership: counts
        for partnership, *counts in first_night.query(
            "select partnership_id, members_known, members_nested, members_countries, members_without_code "
            "from marts_core.dim_partnership"
        )
    }
    assert len(told) == 45
    for partnership, counts in told.items():
        codes = list(members[partnership].values())
        nested = sum(any(one != two and two and one.startswith(two) for two in codes) for one in codes)
        assert counts == [len(codes), nested, sum(len(code) == 2 for code in codes), codes.count("")], partnership


def test_stated_sizes_are_those_of_the_file_and_few_lists_are_complete(
    first_night: Operator, complete: set[str]
) -> None:
    stated = {row["partnership_id"]: int(row["members_stated"] or 0) or None for row in rows("partnerships.csv")}
    told = first_night.query(
        "select partnership_id, members_stated, is_membership_complete, members_words from marts_core.dim_partnership"
    )
    assert {partnership: size for partnership, size, _, _ in told} == stated
    assert {partnership for partnership, _, is_complete, _ in told if is_complete} == complete
    words = {partnership: words for partnership, _, _, words in told}
    assert words["3d-printing"] == "10 of about 27 known"
    assert words["european-hydrogen-valleys"] == "11 of more than 30 known"
    assert words["space"] == "1 known, of an unknown number"
    assert words["textile-innovation"] == "all 16 known"


def test_no_list_that_is_not_complete_fails_a_call_or_shows_that_nothing_was_done(
    first_night: Operator, complete: set[str]
) -> None:
    failed = first_night.query(
        "select distinct partnership_id from marts_funding.fct_eligibility where verdict = 'fail'"
    )
    silent = first_night.query(
        "select distinct partnership_id from marts_engagement.fct_region_engagement where level = 'none_observed'"
    )
    assert {partnership for partnership, *_ in failed + silent} <= complete
    short = first_night.query(
        "select count(*) from marts_funding.fct_eligibility where partnership_id = 'photonics' "
        "and verdict = 'unknown' and have_count < need_count and contains(verdict_words, '2 of about 14 known')"
    )
    assert short[0][0] > 0


def test_member_regions_leave_out_countries_parts_of_others_and_places_without_code(
    first_night: Operator, members: dict[str, dict[str, str]]
) -> None:
    codes = {code for known in members.values() for code in known.values() if len(code) > 2}
    apart = {one for one in codes if any(one != two and one.startswith(two) for two in codes)}
    assert {"NL41", "NL42"} <= apart
    told = first_night.query(
        "select figure_value from marts_quality.fct_headline where figure_id = 'member_regions' and subject_id = 'all'"
    )
    assert told == [(len(codes - apart),)]


def test_sixteen_textile_members_have_no_stated_role(first_night: Operator) -> None:
    told = first_night.query(
        "select role, count(*) from marts_core.fct_membership where partnership_id = 'textile-innovation' group by role"
    )
    assert told == [("not stated", 16)]


def test_acts_are_as_wide_as_their_dates(first_night: Operator) -> None:
    stated = Counter(
        (act["partnership_id"] or None, act["kind"], act["name"], *span(act["date"]), is_sign_of_life(act))
        for act in rows("activity.csv")
    )
    told = first_night.query(
        "select partnership_id, act_kind, act_name, act_from, act_to, is_sign_of_life from marts_core.fct_act "
        "where evidence = 'public record'"
    )
    assert Counter(told) == stated
    assert sum(act[0] is None for act in told) > 50


def test_who_is_active_has_a_dated_sign_of_life(first_night: Operator) -> None:
    newest: dict[str, date] = {}
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for act in rows("activity.csv"):
        begun, ended = span(act["date"])
        if begun and ended and begun <= AS_OF and is_sign_of_life(act):
            newest[act["partnership_id"]] = max(begun, newest.get(act["partnership_id"], begun))
            spans[act["partnership_id"]].append((begun, ended))
    told = first_night.query(
        "select partnership_id, status, status_evidence, last_public_sign_from from marts_core.dim_partnership"
    )
    assert {partnership: sign for partnership, _, _, sign in told} == {
        row["partnership_id"]: newest.get(row["partnership_id"]) for row in rows("partnerships.csv")
    }
    says_active = {row["partnership_id"] for row in rows("partnerships.csv") if row["status"] == "active"}
    oldest = AS_OF.replace(year=AS_OF.year - 3)
    active = {partnership for partnership, status, *_ in told if status == "active"}
    assert active == {partnership for partnership in says_active if newest[partnership] >= oldest}
    assert 0 < len(active) < len(says_active)
    for partnership, status, evidence, sign in told:
        said = [in_words(begun, ended) for begun, ended in spans[partnership] if begun == sign]
        assert status != "active" or any(evidence.endswith(f", {words}") for words in said), (evidence, said)


def test_acts_in_the_future_and_before_the_launch_are_listed(first_night: Operator) -> None:
    launched = {row["partnership_id"]: int(row["year_launched"] or 0) for row in rows("partnerships.csv")}
    expected: Counter[str] = Counter()
    for act in rows("activity.csv"):
        begun, ended = span(act["date"])
        if begun and ended:
            expected["act_in_the_future"] += begun > AS_OF
            expected["act_before_the_launch"] += ended.year < launched.get(act["partnership_id"], 0)
    told = first_night.query(
        "select doubt_kind, count(*) from marts_quality.fct_doubtful_row "
        "where starts_with(doubt_kind, 'act_') group by doubt_kind"
    )
    assert dict(told) == +expected
