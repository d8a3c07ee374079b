"""`interregio registry`: the two commands as a secretariat meets them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.registry.workbooks import WATER, change, fill_template

INTERREGIO = Path(sys.executable).with_name("interregio")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [INTERREGIO, "registry", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60
    )


def test_fresh_template_checks_clean(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "registry.xlsx"
    assert run("template", "--out", path).returncode == 0
    checked = run("check", path)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert checked.stderr.strip().endswith("registry.xlsx: no problem")
    assert [found.name for found in path.parent.iterdir()] == ["registry.xlsx"]


def test_template_never_replaces_a_filled_workbook(tmp_path: Path) -> None:
    path = fill_template(tmp_path / "water.xlsx", WATER)
    before = path.read_bytes()
    refused = run("template", "--out", path)
    assert refused.returncode == 2
    assert "expected the name of a new file" in refused.stderr
    assert path.read_bytes() == before


def test_check_prints_one_line_per_problem_and_marks_a_copy(tmp_path: Path) -> None:
    path = fill_template(tmp_path / "water.xlsx", WATER)
    change(path, {"Members": {"F3": "boss"}, "Acts": {"F3": "[bold]" * 20, "E3": "x" * 500}})
    checked = run("check", path)
    assert checked.returncode == 1
    assert checked.stdout.splitlines() == [
        "Members, F3, expected one of lead; co-lead; participant; observer, came 'boss'",
        f"Acts, E3, expected a date like 2026-03-05, came 500 characters beginning '{'x' * 60}'",
    ]
    assert "2 problems, 2 blocking; it would not be loaded; marked copy: " in checked.stderr
    assert (tmp_path / "water-checked.xlsx").is_file()


def test_warning_alone_is_no_failure(tmp_path: Path) -> None:
    path = change(fill_template(tmp_path / "water.xlsx", WATER), {"Read me": {"B11": "0"}})
    checked = run("check", path)
    assert checked.returncode == 0
    assert checked.stdout.endswith("(a warning only)\n")


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], ids=repr
)
def test_file_that_is_no_workbook_gets_one_line_and_no_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(content)
    checked = run("check", path)
    assert checked.returncode == 1
    assert len(checked.stdout.splitlines()) == 1
    assert "no marked copy" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    assert run("check", tmp_path / "nowhere.xlsx").returncode == 2
    assert run("template", "--out", tmp_path / "registry.csv").returncode == 2
