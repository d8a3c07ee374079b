"""What must hold of engagement for any acts: the models' own SQL over rows that Hypothesis makes up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dbt.test_match_properties import NEAR, STEADY, TODAY, Laboratory, laboratory_of

MEMBERS = {"ES51": "lead", "ITC4": "participant"}
KINDS = ("meeting", "survey", "scoping input")

acts = st.fixed_dictionaries(
    {
        "partnership_id": st.sampled_from(["wool", "silk"]),
        "member_id": st.sampled_from([*MEMBERS, None]),
        "act_kind": st.sampled_from(KINDS),
        "act_from": st.none() | st.dates(date(2015, 1, 1), date(2030, 12, 31)),
        "evidence": st.sampled_from(["declared", "public record"]),
        "is_sign_of_life": st.booleans(),
    }
)


weighing = laboratory_of("fct_engagement_part")
engaging = laboratory_of("fct_region_engagement")


def points(weighing: Laboratory, rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return weighing.run({"fct_act": [{"act_id": f"act {number}", **row} for number, row in enumerate(rows)]}).to_dicts()


def scores(weighing: Laboratory, engaging: Laboratory, rows: list[Mapping[str, Any]]) -> dict[str, float | None]:
    """The score of each member of `wool`."""
    members = [
        {"partnership_id": "wool", "member_id": member, "nuts_code": member, "role": role}
        for member, role in MEMBERS.items()
    ]
    found = engaging.run(
        {
            "fct_engagement_part": points(weighing, rows),
            "int_memberships__current": members,
            "int_partnerships__overlaid": [{"partnership_id": "wool", "theme_terms": ["wool"]}],
            "int_partnerships__members": [{"partnership_id": "wool", "is_membership_complete": True}],
        }
    )
    return dict(found.select("member_id", "score").iter_rows())


@STEADY
@given(rows=st.lists(acts, max_size=8), more=acts)
def test_more_acts_never_lower_engagement_and_those_of_others_change_nothing(
    weighing: Laboratory, engaging: Laboratory, rows: list[Mapping[str, Any]], more: Mapping[str, Any]
) -> None:
    before, after = scores(weighing, engaging, rows), scores(weighing, engaging, [*rows, more])
    for member, score in before.items():
        assert score is None or (after[member] or 0) >= score - NEAR
    own = [row for row in rows if row["partnership_id"] == "wool"]
    assert scores(weighing, engaging, own[::-1]) == pytest.approx(before, abs=NEAR)


@STEADY
@given(rows=st.lists(acts, max_size=8))
def test_a_role_alone_scores_nothing(weighing: Laboratory, engaging: Laboratory, rows: list[Mapping[str, Any]]) -> None:
    of_others = [row for row in rows if row["member_id"] != "ES51"]
    assert scores(weighing, engaging, of_others)["ES51"] in (0, None)


@STEADY
@given(row=acts, years=st.integers(1, 9))
def test_points_halve_with_every_year(weighing: Laboratory, row: Mapping[str, Any], years: int) -> None:
    dated = {**row, "is_sign_of_life": True, "act_kind": "survey"}
    days = [TODAY, TODAY.replace(year=TODAY.year - years)]
    now, then = (points(weighing, [{**dated, "act_from": day}])[0]["act_points"] for day in days)
    assert then == pytest.approx(now / 2**years, abs=NEAR)
