"""Plays the fault list and prints the table of case, expected and got: ``python -m tests.faults [WORD]``.

A word plays only the cases that have it in their name. Exits with 1 if any case differs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from tests.faults.cases import CASES, Case
from tests.faults.runner import Outcome, run_case


def main(word: str = "") -> int:
    """Plays every case whose name has the word; gives the exit code."""
    outcomes = []
    for case in (case for case in CASES if word in case.name):
        with tempfile.TemporaryDirectory() as folder:
            outcomes.append((case, run_case(case, Path(folder))))
    out = Console(width=None if sys.stdout.isatty() else 240, highlight=False)
    out.print(_draw(outcomes))
    differing = sum(bool(outcome.problems) for _, outcome in outcomes)
    out.print(f"{len(outcomes)} cases, {differing} not as expected")
    return 1 if differing else 0


def _draw(outcomes: list[tuple[Case, Outcome]]) -> Table:
    table = Table(*(Column(name, overflow="fold") for name in ("case", "source", "expected", "got", "line", "")))
    for case, outcome in outcomes:
        verdict = "; ".join(outcome.problems) or "as expected"
        due = " … ".join([case.expected.value, *case.words])
        table.add_row(case.name, case.source, due, outcome.status.value, outcome.line, verdict)
    return table


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
