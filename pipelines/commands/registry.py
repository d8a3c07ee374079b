"""Workbooks in which secretariats state their partnerships: an empty one, and a report on a filled one."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.console import HomeOption, err, out
from pipelines.sources.registry.commands import report_on_workbook, write_new_template
from warehouse.settings import read_settings
from warehouse.store.nights import ExitCode

app = typer.Typer(no_args_is_help=True, help="Workbooks in which secretariats state their partnerships.")


@app.command("template")
def registry_template(
    out_file: Annotated[Path, typer.Option("--out", help="The .xlsx file to write; never replaces another file.")],
) -> None:
    """Write an empty workbook to fill in."""
    write_new_template(out_file)
    out.print(f"{out_file}: an empty workbook")


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
