"""The whole night on the command line: what it is asked to do, what it shows meanwhile, how it ended."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pipelines.commands.console import HomeOption, err, say
from pipelines.nightly.ledger import Order, Watcher
from pipelines.nightly.project import require_known_programmes
from pipelines.nightly.steps import run_night
from pipelines.sources import discover_sources
from warehouse.settings import read_settings
from warehouse.store.errors import UsageError
from warehouse.store.nights import ExitCode, Night
from warehouse.store.paths import Home


def refresh(
    mirror: Annotated[
        Path | None,
        typer.Option("--mirror", help="Read publishers' files from DIR/<host>/<path> instead of the network."),
    ] = None,
    *,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Visit only this source; may be given several times.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="As-of date of the night, e.g. 2026-08-10. Default: today in Brussels."),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", help="Load this source even if it lost more rows than it may; several times."),
    ] = None,
    accept_history_loss: Annotated[
        bool,
        typer.Option("--accept-history-loss", help="Start a new history if every published edition is lost."),
    ] = False,
    load_only: Annotated[
        bool,
        typer.Option("--load-only", help="Only load: on a machine that shares a lake with the one that builds."),
    ] = False,
    home: HomeOption = None,
) -> None:
    """Run the whole night: visit the sources, build, check, publish."""
    settings = read_settings(home=home, mirror=mirror, as_of=as_of)
    require_known_programmes(settings.programmes)
    asked, accepted = _known_sources(source or []), _known_sources(accept or [])
    with _watch() as watcher:
        night = run_night(
            Order(
                settings=settings,
                asked=asked,
                accepted_shrinking=accepted,
                is_loading_only=load_only,
                is_history_loss_accepted=accept_history_loss,
                watcher=watcher,
            ),
            _report,
        )
    _print_end(night)
    raise typer.Exit(ExitCode.ERROR if night.exit_code is None else night.exit_code)


def _report(home: Home) -> None:
    from pipelines.orchestration.history import report_home

    report_home(home)


def _known_sources(names: list[str]) -> frozenset[str]:
    valid = [source.name for source in discover_sources()]
    for name in names:
        if name not in valid:
            raise UsageError(f"source {name!r}: expected one of {', '.join(valid)}")
    return frozenset(names)


@contextmanager
def _watch() -> Iterator[Watcher]:
    """A watcher that shows progress on a terminal and prints warnings everywhere."""
    with err.status("starting") as spinner:
        yield Watcher(
            warn=partial(say, level=logging.WARNING, prefix="warning: "),
            progress=lambda line: spinner.update(Text(line)),
        )


def _print_end(night: Night) -> None:
    level = logging.INFO if night.exit_code == ExitCode.OK else logging.WARNING
    if night.exit_code in (ExitCode.ERROR, ExitCode.GATE_CLOSED):
        level = logging.ERROR
    served = f"serving {night.edition}" if night.edition else "no edition is served yet"
    say(
        f"night {night.id}: {night.message}; {served}; exit code {night.exit_code}",
        level=level,
        night=night.id,
        edition=night.edition,
        exit_code=night.exit_code,
    )
