"""What changed since the base edition, as people and machines read it."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from pipelines.commands.changes import change_record, print_changes
from warehouse.store.errors import NoEditionError, UsageError
from warehouse.store.files import replace_link, write_json
from warehouse.store.paths import Home

COLUMNS = (
    "subject_id varchar, figure_id varchar, figure_name varchar, unit varchar, previous_value decimal(18, 2), "
    "current_value decimal(18, 2), difference decimal(18, 2), cause varchar, amount decimal(18, 2), row_count bigint, "
    "example_keys varchar[]"
)
CHANGES = [
    ("water", "members", "Members", "members", 2, 3, 1, "new_data", 1, 1, ["NL"]),
    ("all", "projects", "Projects", "projects", 100, 104, 4, "new_data", 5, 5, ["1", "2"]),
    ("all", "projects", "Projects", "projects", 100, 104, 4, "corrected_data", -1, 1, ["3"]),
    ("all", "topics_open", "Open topics", "topics", 9, 3, -6, "time", -6, 6, ["T-1"]),
    ("all", "net", "Money", "EUR", 10, 10.5, 0.5, "method", 0.5, 1, ["p"]),
]


def make_home(root: Path, changes: Sequence[Sequence[object]], *, base: str | None = "2026-08-09-bbbbbbbb") -> Home:
    home = Home(root)
    edition = home.published / "2026-08-10-aaaaaaaa"
    write_json(
        edition / "manifest.json",
        {"edition": edition.name, "as_of": "2026-08-10", "is_demo": False, "base_edition": base},
    )
    with duckdb.connect(str(edition / "interregio.duckdb")) as connection:
        connection.execute("create schema marts_core")
        connection.execute("create table marts_core.dim_partnership as select 'water' as partnership_id")
        connection.execute("create schema marts_quality")
        connection.execute(f"create table marts_quality.fct_change ({COLUMNS})")
        if changes:
            connection.executemany(f"insert into marts_quality.fct_change values ({'?, ' * 10}?)", changes)
    replace_link(home.current, edition.name)
    return home


def printed(home: Home, *, partnership: str | None = None) -> str:
    told = StringIO()
    print_changes(change_record(home, partnership=partnership), Console(width=200, file=told), partnership=partnership)
    return told.getvalue()


def test_record_lists_everything_first_and_the_largest_move_first(tmp_path: Path) -> None:
    record = change_record(make_home(tmp_path, CHANGES))

    assert record["base_edition"] == "2026-08-09-bbbbbbbb"
    assert [(figure["subject"], figure["figure"]) for figure in record["figures"]] == [
        ("all", "topics_open"),
        ("all", "net"),
        ("all", "projects"),
        ("water", "members"),
    ]
    projects = record["figures"][2]
    assert (projects["previous"], projects["current"], projects["difference"]) == (100, 104, 4)
    assert projects["causes"] == [
        {"cause": "new_data", "amount": 5, "rows": 5, "examples": ["1", "2"]},
        {"cause": "corrected_data", "amount": -1, "rows": 1, "examples": ["3"]},
    ]
    assert record["figures"][1]["difference"] == pytest.approx(0.5)


def test_people_read_a_line_per_figure_and_cause(tmp_path: Path) -> None:
    told = printed(make_home(tmp_path, CHANGES))

    assert "2026-08-10-aaaaaaaa compared with 2026-08-09-bbbbbbbb" in told
    assert "Open topics  9 → 3 topics  (-6)" in told
    assert "figures of 1 partnership" in told
    assert "Members" not in told


def test_one_partnership_is_shown_alone(tmp_path: Path) -> None:
    told = printed(make_home(tmp_path, CHANGES), partnership="water")

    assert "Members  2 → 3 members  (+1)" in told
    assert "Projects" not in told


def test_partnership_that_is_not_there_is_refused_and_not_said_to_stand_still(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="partnership: no such value 'watr'; valid values: water"):
        change_record(make_home(tmp_path, CHANGES), partnership="watr")


def test_no_move_and_no_base_are_said(tmp_path: Path) -> None:
    assert "no figure moved" in printed(make_home(tmp_path / "still", []))
    assert "nothing to compare" in printed(make_home(tmp_path / "first", [], base=None))


def test_without_an_edition_the_command_to_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoEditionError, match="interregio refresh"):
        change_record(Home(tmp_path))
