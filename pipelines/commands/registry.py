"""Workbooks and forms in which secretariats state their partnerships: one to fill in, a check, the way to the inbox."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.console import HomeOption, err, home_of, out
from pipelines.sources.registry.commands import report_on_workbook, write_new_template
from pipelines.sources.registry.statement import facts_that_matter, hand_in, read_statement
from warehouse.settings import read_settings, read_user_name
from warehouse.store.errors import NoEditionError
from warehouse.store.nights import ExitCode
from warehouse.store.reader import Reader

app = typer.Typer(no_args_is_help=True, help="Workbooks in which secretariats state their partnerships.")


@app.command("template")
def registry_template(
    out_file: Annotated[
        Path,
        typer.Option("--out", help="The .xlsx file to write, or .toml for the short form; never replaces a file."),
    ],
    partnership: Annotated[
        str | None, typer.Option(help="Id of the partnership whose known facts are filled in; may be a new one.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Write a workbook, or the short form of one partnership, to fill in."""
    write_new_template(out_file, home_of(home).inbox("registry"), partnership)
    out.print(f"{out_file}: to fill in")


@app.command("check")
def registry_check(
    file: Annotated[Path, typer.Argument(help="A filled workbook.", exists=True, dir_okay=False, readable=True)],
    home: HomeOption = None,
) -> None:
    """Print every problem of a workbook, and write a copy with the cells marked.

    Exit code 1 if a problem keeps the workbook out, 0 otherwise.
    """
    report = report_on_workbook(file, as_of=read_settings(home=home).as_of)
    for line in report.lines:
        out.print(line)
    err.print(report.summary)
    raise typer.Exit(ExitCode.ERROR if report.is_refused else ExitCode.OK)


@app.command("state")
def registry_state(
    file: Annotated[
        Path, typer.Argument(help="A filled short form or workbook.", exists=True, dir_okay=False, readable=True)
    ],
    home: HomeOption = None,
) -> None:
    """Check a short form or a workbook and, if nothing keeps it out, put it into the inbox for the next night.

    Says which missing facts would narrow the bounds most. Exit code 1 if a problem keeps it out, 0 otherwise.
    """
    settings = read_settings(home=home)
    inbox = home_of(home).inbox("registry")
    statement = read_statement(file, inbox, as_of=settings.as_of)
    for problem in statement.problems:
        out.print(problem.line)
    if statement.is_refused:
        err.print(f"{file}: not put into the inbox")
        raise typer.Exit(ExitCode.ERROR)
    out.print(f"{hand_in(statement, home_of(home), read_user_name())}: the next night takes it up")
    reader = Reader(settings.home)
    with suppress(NoEditionError):
        for partnership_id in statement.partnership_ids:
            for fact in facts_that_matter(reader, partnership_id, statement):
                out.print(f"{partnership_id} would gain most from: {fact}")
