"""The plan of a night: what is due for which reason, from what arrived and what is served alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipelines.nightly.plan import BUILDING, LOAD, Inputs, Served, plan_night
from pipelines.nightly.steps import STEPS

AS_OF = date(2026, 3, 15)
SERVED = Served(as_of=AS_OF, code_version="0.1.0+a", fingerprint="same")
QUIET: dict[str, Any] = {
    "as_of": AS_OF,
    "code_version": "0.1.0+a",
    "fingerprint": "same",
    "arrived": {"cordis": "c1", "regions": "r1"},
    "accepted": {"cordis": "c1", "regions": "r1"},
    "let_in": frozenset(),
    "served": SERVED,
}


def test_nothing_is_due_where_nothing_is_new() -> None:
    assert plan_night(Inputs(**QUIET)) == {}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"arrived": {"cordis": "c2", "regions": "r1"}}, "cordis brought new content", id="new content"),
        pytest.param({"accepted": {"regions": "r1"}}, "cordis brought new content", id="first content"),
        pytest.param({"let_in": frozenset(["cordis"])}, "cordis is accepted by the operator", id="loss accepted"),
        pytest.param({"let_in": frozenset(["riv"])}, "riv is accepted by the operator", id="loss of facts accepted"),
        pytest.param({"served": None}, "no edition is served", id="no edition"),
        pytest.param(
            {"as_of": date(2026, 3, 16), "fingerprint": "other"},
            "the date moved from 2026-03-15 to 2026-03-16",
            id="date",
        ),
        pytest.param(
            {"code_version": "0.1.0+b", "fingerprint": "other"}, "the code changed from 0.1.0+a to 0.1.0+b", id="code"
        ),
        pytest.param(
            {"fingerprint": "other"},
            "what was accepted, the inbox, the reviews or the chosen programmes are others",
            id="inbox, reviews or programmes",
        ),
    ],
)
def test_whatever_is_new_makes_an_edition_and_is_given_as_the_reason(changes: dict[str, Any], reason: str) -> None:
    due = plan_night(Inputs(**QUIET | changes))

    assert due.keys() == {LOAD, *BUILDING}
    assert {due[step] for step in BUILDING} == {reason}


def test_source_that_did_not_arrive_is_no_news() -> None:
    assert plan_night(Inputs(**QUIET | {"arrived": {"regions": "r1"}})) == {}


def test_plan_and_steps_agree_on_names_and_order() -> None:
    assert [step.name for step in STEPS if not step.is_always] == list(BUILDING)
    assert LOAD in [step.name for step in STEPS]
