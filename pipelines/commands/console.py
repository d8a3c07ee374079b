"""What every command shares: where it prints, and its options."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from warehouse.settings import read_settings
from warehouse.store.paths import Home

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


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever a report holds
    """Prints a report for programs."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
