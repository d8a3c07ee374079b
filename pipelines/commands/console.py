"""What every command shares: where it prints, and its options."""

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from typer.core import TyperCommand

from warehouse.settings import is_log_json, read_settings
from warehouse.store.errors import UsageError
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


_STYLES = {logging.INFO: "green", logging.WARNING: "yellow", logging.ERROR: "red"}


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how bad, who says so, what, and whatever a record carries as ``about``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "about", {}),
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def start_logging() -> None:
    """Sends every log of this process to standard error as JSON, where that is asked for."""
    if is_log_json():
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines())
        logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def say(line: str, *, level: int = logging.ERROR, prefix: str = "", **about: object) -> None:
    """One line for whoever runs a command: a log record where logs are JSON, else prefix and line in a colour."""
    if is_log_json():
        logging.getLogger(__name__).log(level, line, extra={"about": about})
    else:
        err.print(prefix + line, style=_STYLES[level])


class OnceCommand(TyperCommand):
    """A command that refuses an option given twice: the last one would silently take the other's place."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Reads the arguments.

        Raises:
            UsageError: an option that takes one value came several times.
        """
        _, _, given = self.make_parser(ctx).parse_args(args=list(args))
        for option in given:
            if given.count(option) > 1 and not getattr(option, "multiple", False):
                raise UsageError(f"{option.opts[0]}: expected one value, came {given.count(option)}")
        return super().parse_args(ctx, args)


def home_of(chosen: Path | None) -> Home:
    """The home that a command works on."""
    return Home(read_settings(home=chosen).home)


def print_report(report: Report, show: Callable[[Report, Console], None], *, as_json: bool) -> None:
    """Prints a report: for programs as JSON, for people as ``show`` does."""
    if as_json:
        sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    else:
        show(report, out)
