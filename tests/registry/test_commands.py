"""`interregio registry`: the two commands as a secretariat meets them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.ingest.inbox import dropped_files
from pipelines.sources.registry.statement import hand_in, state_partnership
from pipelines.sources.registry.workbook.reading import read_workbook
from tests.homes import Finished, run_command
from tests.registry.workbooks import WATER, change, fill_template
from warehouse.store.paths import Home


def run(*arguments: str | Path) -> Finished:
    return run_command("registry", *arguments)


def test_fresh_template_checks_clean(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "registry.xlsx"
    assert run("template", "--out", path).exit_code == 0
    checked = run("check", path)
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert checked.stderr.strip().endswith("registry.xlsx: no problem")
    assert [found.name for found in path.parent.iterdir()] == ["registry.xlsx"]


def test_template_never_replaces_a_filled_workbook(tmp_path: Path) -> None:
    path = fill_template(tmp_path / "water.xlsx", WATER)
    before = path.read_bytes()
    refused = run("template", "--out", path)
    assert refused.exit_code == 2
    assert "expected the name of a new file" in refused.stderr
    assert path.read_bytes() == before


def test_check_prints_one_line_per_problem_and_marks_a_copy(tmp_path: Path) -> None:
    path = fill_template(tmp_path / "water.xlsx", WATER)
    change(path, {"Members": {"F3": "boss"}, "Acts": {"F3": "[bold]" * 20, "E3": "x" * 500}})
    checked = run("check", path)
    assert checked.exit_code == 1
    assert checked.stdout.splitlines() == [
        "Members, F3, expected one of lead; co-lead; participant; observer, came 'boss'",
        f"Acts, E3, expected a date like 2026-03-05, came 500 characters beginning '{'x' * 60}'",
    ]
    assert "2 problems, 2 blocking; it would not be loaded; marked copy: " in checked.stderr
    assert (tmp_path / "water-checked.xlsx").is_file()


def test_warning_alone_is_no_failure(tmp_path: Path) -> None:
    path = change(fill_template(tmp_path / "water.xlsx", WATER), {"Read me": {"B11": "0"}})
    checked = run("check", path)
    assert checked.exit_code == 0
    assert checked.stdout.endswith("(a warning only)\n")


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], ids=repr
)
def test_file_that_is_no_workbook_gets_one_line_and_no_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(content)
    checked = run("check", path)
    assert checked.exit_code == 1
    assert len(checked.stdout.splitlines()) == 1
    assert "no marked copy" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    assert run("check", tmp_path / "nowhere.xlsx").exit_code == 2
    assert run("template", "--out", tmp_path / "registry.csv").exit_code == 2


def test_short_form_of_what_is_known_goes_into_the_inbox_once_it_is_dated(tmp_path: Path) -> None:
    form, home = tmp_path / "geo.toml", tmp_path / "home"
    assert run("template", "--out", form, "--partnership", "geothermal-energy", "--home", home).exit_code == 0
    undated = run("state", form, "--home", home)
    assert (undated.exit_code, undated.stdout.splitlines()) == (
        1,
        ["Read me, Stated on, expected a date like 2026-03-05, came nothing"],
    )
    assert not (home / "inbox").exists()
    form.write_text(re.sub(r"# stated_on = [\d-]+", "stated_on = 2026-07-01", form.read_text(encoding="utf-8")))
    stated = run("state", form, "--home", home)
    assert stated.exit_code == 0, stated.stdout
    inbox = home / "inbox" / "registry"
    members = read_workbook(inbox / "geothermal-energy.xlsx")["workbook_members"]
    assert members.select("nuts_code", "role").row(0) == ("ITI1", "lead")
    # A marked copy goes in under the name of what it is a copy of: no night reads the copy's.
    marked = (inbox / "geothermal-energy.xlsx").rename(tmp_path / "geo-checked-checked.xlsx")
    assert run("state", marked, "--home", home).exit_code == 0
    assert [path.name for path in dropped_files(inbox)] == ["geo.xlsx"]


def test_form_keeps_what_an_earlier_workbook_says_of_other_sheets(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    fill_template(inbox / "waters.xlsx", WATER)
    (inbox / "torn.xlsx").write_bytes(b"PK\x03\x04 cut off")
    answers: dict[str, Any] = {
        "partnership_id": "water",
        "working_groups": [{"working_group": "Pipes"}, {"working_group": "Wells"}],
        "members": [{"region_name": "Cataluña", "country": "ES", "nuts_code": "ES51", "role": "lead"}],
    }
    earlier = state_partnership({**answers, "stated_on": date(2026, 7, 1)}, inbox)
    *_, torn = earlier.problems
    assert [problem.line for problem in earlier.problems[:-1]] == [
        "Read me, Stated on, expected a date after 2026-07-01, which waters.xlsx in the inbox speaks for, "
        "came 2026-07-01"
    ]
    assert torn.line.startswith("file, torn.xlsx in the inbox, expected a workbook that can be read: what it may say")
    dangling = state_partnership({**answers, "stated_on": date(2026, 7, 2)}, inbox)
    assert {(problem.sheet, problem.cell) for problem in dangling.problems[:-1]} == {
        ("Attendance", "region of row 2"),
        ("Acts", "region of row 1"),
    }
    answers["members"].append({"region_name": "Food Valley", "country": "MD", "role": "observer"})
    later = state_partnership({**answers, "stated_on": date(2026, 7, 2)}, inbox)
    assert (later.problems, later.is_refused) == ((torn,), False)
    frames = read_workbook(hand_in(later, Home(tmp_path), "ann"))
    assert frames["workbook_working_groups"].select("working_group", "region").rows() == [
        ("Pipes", "ES51"),
        ("Wells", None),
    ]
    assert frames["workbook_members"].select("region_name", "valid_from").rows() == [
        ("Cataluña", "2019"),
        ("Food Valley", None),
    ]


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        ({"partnership_id": "No Slug"}, "file, partnership_id, expected an id in small letters"),
        ({"groups": []}, "file, -, expected rows under one of partnerships, "),
        ({"members": "Lombardy"}, "file, -, expected rows under one of partnerships, "),
        ({"members": [{"boss": "x"}]}, "Members, row 1, expected one of country, "),
        ({"members": [{"role": {}}]}, "Members, role of row 1, expected a plain value, came {}"),
        ({"members": [{"role": "boss"}]}, "Members, role of row 1, expected one of lead; co-lead; "),
        ({"needs": [{"need": "=1+1", "amount_eur": 10**20}]}, "Needs, amount_eur of row 1, expected a plain value"),
        ({"events": [{}, {"event_kind": "feast"}]}, "Events, event_kind of row 2, expected one of plenary meeting"),
    ],
    ids=repr,
)
def test_answer_that_cannot_be_taken_is_named_by_its_key(tmp_path: Path, answers: dict[str, object], line: str) -> None:
    known = {"partnership_id": "geothermal-energy", "stated_on": date(2026, 7, 1)}
    statement = state_partnership({**known, **answers}, tmp_path)
    assert statement.is_refused
    assert any(problem.line.startswith(line) for problem in statement.problems), statement.problems
