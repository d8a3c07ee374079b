"""The deliberate breakages fit the code as it is; whether each is caught, `python -m tests.breakages` tries."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.breakages import BREAKAGES, ROOT, Breakage


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.name)
def test_breakage_fits_one_place_and_names_tests_that_exist(breakage: Breakage) -> None:
    assert len(breakage.places(ROOT)) == 1, breakage.places(ROOT)
    assert [test for test in breakage.caught_by if not (ROOT / test.partition("::")[0]).is_file()] == []


def test_names_are_told_apart() -> None:
    names = [breakage.name for breakage in BREAKAGES]
    assert len(set(names)) == len(names)


def test_breakage_that_fits_nowhere_or_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("first = 1\nsecond = 1\n")
    twice = Breakage("twice", "", "*.py", "= 1", "= 2", ())
    with pytest.raises(LookupError, match=r"twice: expected one place in .*, came 2"):
        twice.apply(tmp_path)
    once = Breakage("once", "", "*.py", "second = 1", r"second = '\d'", ())
    once.apply(tmp_path)
    assert (tmp_path / "one.py").read_text() == "first = 1\nsecond = '\\d'\n"
