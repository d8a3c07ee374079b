"""Reviews and exports from the command line, on a copy of the small edition."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.dashboards.conftest import TIDE, copy_edition
from tests.homes import Operator


@pytest.fixture
def clerk(tmp_path: Path, edition_night: Operator) -> Operator:
    copy_edition(edition_night.edition, tmp_path / "home", edition_night.edition.name)
    return Operator(tmp_path / "home")


def test_reviews_are_said_listed_and_exported(clerk: Operator, tmp_path: Path) -> None:
    assert clerk.run("match", "mute", "tidal-mills", TIDE.lower(), "--reason", "too far", "--by", "ann").exit_code == 0
    assert clerk.run("match", "status", "tidal-mills", TIDE, "watching").exit_code == 0
    assert clerk.run("match", "relevance", "tidal-mills", TIDE, "not_relevant").exit_code == 0
    listed = json.loads(clerk.run("match", "list", "--partnership", "tidal-mills", "--json").stdout)
    (row,) = listed
    assert (row["topic_id"], row["is_muted"], row["mute_reason"]) == (TIDE, True, "too far")
    assert row["relevance"] == "not_relevant"
    told = clerk.run("match", "list", "--history")
    assert "ann" in told.stdout
    assert "3 entries" in told.stderr
    finished = clerk.run(
        "export", "funding-match", "--partnership", "tidal-mills", "--format", "csv,ics", "--out", str(tmp_path)
    )
    assert finished.exit_code == 0
    assert (tmp_path / "funding-match-tidal-mills.ics").exists()
    assert TIDE not in pl.read_csv(tmp_path / "funding-match-tidal-mills.csv")["topic_id"].to_list()
    several = ["--partnership", "tidal-mills", "--partnership", "apple-growing", "--muted", "show", "--min-score", "0"]
    assert clerk.run("export", "funding-match", *several, "--format", "csv", "--out", str(tmp_path)).exit_code == 0
    both = pl.read_csv(tmp_path / "funding-match-tidal-mills-apple-growing-min-score-0-muted-show.csv")
    assert both["partnership_id"].unique().sort().to_list() == ["apple-growing", "tidal-mills"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["match", "mute", "tidal", TIDE, "--reason", "x"], "closest valid values: tidal-mills", id="who"),
        pytest.param(["match", "note", "tidal-mills", f"{TIDE}S", "x"], f"closest valid values: {TIDE}", id="topic"),
        pytest.param(["match", "status", "tidal-mills", TIDE, "maybe"], "valid values: watching", id="status"),
        pytest.param(["export", "funding-match", "--out", "x", "--format", "xls"], "xlsx, csv", id="format"),
        pytest.param(["export", "funding-match", "--out", "x", "--min-score", "200"], "from 0 to 100", id="score"),
        pytest.param(["export", "funding-match", "--out", "x", "--partnership", "no"], "apple-growing", id="export"),
        pytest.param(
            ["export", "funding-match", "--out", "x", "--colour=red"], "valid filters: partnership", id="filter"
        ),
        pytest.param(
            ["export", "funding-match", "--out", "x", "--min-score", "1", "--min-score=2"],
            "--min-score: expected one value, came 2",
            id="twice",
        ),
        pytest.param(
            ["export", "funding-match", "--out", "x", "--format", "xlsx", "--locale", "eu"],
            "valid formats: csv",
            id="locale",
        ),
    ],
)
def test_mistake_is_one_line_and_exits_with_2(clerk: Operator, arguments: list[str], told: str) -> None:
    finished = clerk.run(*arguments)
    assert finished.exit_code == 2
    assert told in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert not (clerk.home / "state").exists()
