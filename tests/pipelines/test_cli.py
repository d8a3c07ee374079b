"""What the command line prints of what others wrote: as it came, whatever it looks like."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import typer

from pipelines import cli
from pipelines.commands import refresh
from pipelines.commands.console import out
from pipelines.commands.nights import print_nights
from warehouse.store.nights import Nights
from warehouse.store.paths import Home

LIKE_MARKUP = "row 4: got '[/closed] Firma [in liquidation] pic:o:1'"


def test_a_warning_that_looks_like_markup_is_printed_as_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    with refresh._watch() as watcher:
        watcher.progress(LIKE_MARKUP)
        watcher.warn(LIKE_MARKUP)

    assert f"warning: {LIKE_MARKUP}" in capsys.readouterr().err


def test_a_message_that_looks_like_markup_is_listed_as_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    night = {"id": "2026-08-10-01", "exit_code": 1, "message": LIKE_MARKUP, "sources": []}

    print_nights([night], out)

    assert capsys.readouterr().out == f"2026-08-10-01  exit code 1, {LIKE_MARKUP}\n"


@pytest.mark.parametrize("command", ["status", "nights"])
def test_damaged_night_is_named_and_ends_no_command(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nights = Nights(Home(tmp_path))
    damaged, whole = nights.begin(date(2026, 8, 9)), nights.begin(date(2026, 8, 10))
    (tmp_path / "nights" / f"{damaged.id}.json").write_text("{")
    monkeypatch.setattr("sys.argv", ["interregio", command, "--home", str(tmp_path)])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    printed = capsys.readouterr()
    assert ended.value.code == 0
    assert f"warning: {tmp_path}/nights/{damaged.id}.json: expected a record" in printed.err
    assert whole.id in printed.out


def test_every_command_is_where_the_command_line_looks_for_it() -> None:
    commands = typer.main.get_command(cli.build_app())

    assert sorted(commands.commands) == sorted(cli.COMMANDS)  # type: ignore[attr-defined]


def test_status_imports_nothing_that_weighs() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys; from pipelines import cli; cli.build_app('status'); print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert not {"dagster", "dbt", "polars", "duckdb", "pandas", "numpy"} & set(loaded)
