"""The fault list, case by case; and that it names every fault there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.cases import CASES, Case
from tests.faults.runner import run_case
from tests.simulator.faults import FAULTS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_fault_ends_as_expected(case: Case, tmp_path: Path) -> None:
    outcome = run_case(case, tmp_path)
    assert not outcome.problems, outcome


def test_fault_list_names_every_fault_of_the_simulator() -> None:
    assert {case.fault for case in CASES} == set(FAULTS)


def test_fault_list_has_no_name_twice() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
