"""Commands on a mistake: one line, the valid names, the right exit code, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.homes import Operator


@pytest.fixture
def empty(tmp_path: Path) -> Operator:
    return Operator(tmp_path / "home")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["refresh", "--as-of", "yesterday"], "expected a date such as 2026-08-10", id="no date"),
        pytest.param(["refresh", "--mirror", "absent"], "expected a directory", id="no mirror"),
        pytest.param(
            ["refresh", "--source", "kohesio"], "cordis, funding_tenders, i3, regions, registry, riv", id="no source"
        ),
        pytest.param(["export", "funding-match"], "--out", id="no target"),
        pytest.param(["bogus"], "No such command", id="no command"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_valid(empty: Operator, arguments: list[str], told: str) -> None:
    finished = empty.run(*arguments)

    assert finished.exit_code == 2
    assert told in finished.stderr
    assert "Traceback" not in finished.stderr
    assert not (empty.home / "nights").exists()


@pytest.mark.parametrize(
    "arguments", [["export", "funding-match", "--out", "unused"], ["serve", "--port", "0"], ["changes"]]
)
def test_reading_without_an_edition_says_what_to_run(empty: Operator, arguments: list[str]) -> None:
    finished = empty.run(*arguments)

    assert finished.exit_code == 1
    assert "interregio refresh" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert not Path("unused").exists()


def test_status_of_an_empty_home_lists_every_source_as_never_loaded(empty: Operator) -> None:
    status = empty.status()

    assert (status["served"], status["editions"], status["night"]) == (None, [], None)
    assert set(empty.statuses().values()) == {"never_loaded"}
    assert "none yet" in empty.run("status").stdout


def test_rollback_to_an_unknown_edition_exits_with_2(empty: Operator) -> None:
    finished = empty.run("rollback", "2026-01-01-00000000")

    assert finished.exit_code == 2
    assert "none yet" in finished.stderr


def test_programme_that_nobody_knows_is_refused_before_anything_is_fetched(empty: Operator) -> None:
    finished = empty.run("refresh", INTERREGIO_PROGRAMMES="life,lief")

    assert finished.exit_code == 2
    assert "got lief" in finished.stderr
    assert not (empty.home / "nights").exists()
