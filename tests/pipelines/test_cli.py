"""What the command line prints of what others wrote: as it came, whatever it looks like."""

from __future__ import annotations

import pytest

from pipelines import cli
from pipelines.commands.night_report import print_nights

LIKE_MARKUP = "row 4: got '[/closed] Firma [in liquidation] pic:o:1'"


def test_a_warning_that_looks_like_markup_is_printed_as_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    with cli._watch() as watcher:
        watcher.progress(LIKE_MARKUP)
        watcher.warn(LIKE_MARKUP)

    assert f"warning: {LIKE_MARKUP}" in capsys.readouterr().err


def test_a_message_that_looks_like_markup_is_listed_as_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    night = {"id": "2026-08-10-01", "exit_code": 1, "message": LIKE_MARKUP, "sources": []}

    print_nights([night], cli.out)

    assert capsys.readouterr().out == f"2026-08-10-01  exit code 1, {LIKE_MARKUP}\n"
