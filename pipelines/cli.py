"""The command line: which commands there are, and what becomes of their errors.

Each command is a module of ``pipelines.commands``, imported when it is called: its packages cost no other command
anything. Exit codes of ``refresh``: 0 published or nothing new, 3 the same but a source failed, was never loaded or is
stale, 4 gate closed and the old edition still served, 1 error; 2 wrong usage, for every command.
"""

import logging
import os
import sys
from importlib import import_module

import typer

from pipelines.commands.console import err, say, start_logging
from pipelines.ingest.errors import SourceError
from pipelines.nightly.project import DbtError
from warehouse.settings import SettingsError, is_log_json
from warehouse.store.errors import Terminated, UsageError, WarehouseError
from warehouse.store.nights import ExitCode

COMMANDS = {
    "refresh": "refresh:refresh",
    "status": "status:status",
    "serve": "serve:serve",
    "nights": "nights:nights",
    "changes": "changes:changes",
    "editions": "home.editions:editions",
    "rollback": "home.editions:rollback",
    "diff": "home.diff:diff",
    "query": "home.query:query",
    "shell": "home.query:shell",
    "prune": "home.prune:prune",
    "doctor": "home.doctor:doctor",
    "reconcile": "reconcile:reconcile",
    "docs": "docs:docs",
    "export": "export:app",
    "evaluate": "evaluate:app",
    "registry": "registry:app",
    "organisations": "organisations:app",
    "match": "match:app",
    "lake": "home.lake:lake",
}
"""Where each command is, below ``pipelines.commands``."""

WRONG_USAGE = 2


def build_app(wanted: str = "") -> typer.Typer:
    """The application with one command, or with all where there is none of that name."""
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="Analytics warehouse for Europe's thematic smart specialisation partnerships and the money they can win.",
    )
    # Without a callback, Typer would take an application of one command for that command.
    app.callback()(lambda: None)
    for name in [wanted] if wanted in COMMANDS else COMMANDS:
        module, _, attribute = COMMANDS[name].partition(":")
        part = getattr(import_module(f"pipelines.commands.{module}"), attribute)
        if isinstance(part, typer.Typer):
            app.add_typer(part, name=name)
        else:
            app.command(name)(part)
    return app


class _Warnings(logging.Handler):
    """Prints what the warehouse warns of, as of a damaged file; as JSON, the log has it already."""

    def emit(self, record: logging.LogRecord) -> None:
        if not is_log_json():
            say(record.getMessage(), level=logging.WARNING, prefix="warning: ")


def main() -> None:
    """Entry point of the console script: errors of known kinds become one line and an exit code."""
    warnings = _Warnings(logging.WARNING)
    logging.getLogger("warehouse").addHandler(warnings)
    try:
        start_logging()
        build_app(*sys.argv[1:2])()
    except SettingsError as error:
        # What is wrong may be how logs are asked for.
        err.print(f"error: {error}", style="red")
        sys.exit(WRONG_USAGE)
    except UsageError as error:
        say(str(error), prefix="error: ")
        sys.exit(WRONG_USAGE)
    except (WarehouseError, SourceError, DbtError, OSError) as error:
        say(str(error), prefix="error: ")
        sys.exit(ExitCode.ERROR)
    except Terminated:
        say("ended by SIGTERM", prefix="error: ")
        sys.stderr.flush()
        # Threads that still wait for a publisher would hold the process.
        os._exit(ExitCode.ERROR)
    finally:
        logging.getLogger("warehouse").removeHandler(warnings)
