"""What every command shares: where it prints, and its options."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from warehouse.settings import read_settings
from warehouse.store.paths import Home

Report = TypeVar("Report")

# What publishers and users wrote is printed too: brackets and colons in it are theirs, and no markup of ours.
out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", help="Where all data lies. Default: INTERREGIO_HOME, else warehouse/data.", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def home_of(chosen: Path | None) -> Home:
    """The home that a command works on."""
    return Home(read_settings(home=chosen).home)


def print_report(report: Report, show: Callable[[Report, Console], None], *, as_json: bool) -> None:
    """Prints a report: for programs as JSON, for people as ``show`` does."""
    if as_json:
        sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    else:
        show(report, out)
