"""Asking an edition by hand: read-only, nothing outside it in reach, within bounds of memory, threads and time."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import duckdb
import polars as pl
import typer

from pipelines.commands.console import HomeOption, err, home_of, out
from warehouse.products.files.plain import write_csv, write_json
from warehouse.store.editions import Editions
from warehouse.store.errors import EditionLacksError, NoEditionError, OverdueError, UsageError
from warehouse.store.paths import Home
from warehouse.store.reader import Snapshot

FORMATS = ("table", "csv", "json")
SHOWN_ROWS = 100
SECONDS = 60.0

EditionOption = Annotated[
    str, typer.Option("--edition", help="Id of the edition. Default: the one being served.", show_default=False)
]
SecondsOption = Annotated[float, typer.Option("--seconds", min=0.1, help="How long one statement may run.")]


@contextmanager
def open_edition(home: Home, edition_id: str, seconds: float | None = None) -> Iterator[Snapshot]:
    """An edition by its id, the one being served if that is blank.

    Raises:
        NoEditionError: nothing is published, or it cannot be read.
        UsageError: there is no edition of that id; names those there are.
    """
    editions = Editions(home)
    known = {edition.edition_id: edition for edition in editions.all()}
    edition = known.get(edition_id) if edition_id else editions.served()
    if edition is None and edition_id:
        raise UsageError(f"edition {edition_id!r}: expected one of {', '.join(known) or 'none yet'}")
    if edition is None:
        raise NoEditionError(f"{home.current}: expected an edition that is served; run `interregio refresh`")
    snapshot = Snapshot(edition, seconds)
    try:
        yield snapshot
    finally:
        snapshot.close()


def ask(snapshot: Snapshot, sql: str) -> pl.DataFrame:
    """The rows of one statement.

    Raises:
        UsageError: DuckDB does not take it; says what DuckDB said.
        OverdueError: it ran for too long.
    """
    try:
        return snapshot.frame(sql)
    except (duckdb.Error, EditionLacksError) as error:
        # Of what is typed by hand, DuckDB's own words say more than that the edition may be older.
        said = error.__cause__ or error
        raise UsageError(f"query: {' '.join(str(said).split())}") from error


def query(
    sql: Annotated[str, typer.Argument(help='One statement, such as "from marts_core.dim_partnership".')],
    *,
    edition: EditionOption = "",
    output: Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")] = FORMATS[0],
    seconds: SecondsOption = SECONDS,
    home: HomeOption = None,
) -> None:
    """Ask the served edition, or another, one question in SQL."""
    if output not in FORMATS:
        raise UsageError(f"format {output!r}: expected one of {', '.join(FORMATS)}")
    with open_edition(home_of(home), edition, seconds) as snapshot:
        rows = ask(snapshot, sql)
    if output == "table":
        _print(rows)
    else:
        sys.stdout.write((write_csv if output == "csv" else write_json)(rows).decode())


def shell(edition: EditionOption = "", seconds: SecondsOption = SECONDS, home: HomeOption = None) -> None:
    """Ask the served edition, or another, one question after the other; each ends with a semicolon."""
    with open_edition(home_of(home), edition, seconds) as snapshot:
        err.print(f"{snapshot.edition.edition_id}, read-only; `show all tables;` lists what there is; Ctrl-D ends")
        for statement in _statements():
            try:
                _print(ask(snapshot, statement))
            except (UsageError, OverdueError) as error:
                err.print(f"error: {error}", style="red")


def _statements() -> Iterator[str]:
    """What is typed, or comes from a pipe, statement by statement."""
    if sys.stdin.isatty():
        import readline  # noqa: F401 - gives `input` its history and arrows

    typed = ""
    while True:
        try:
            typed += input(("  ...> " if typed else "sql> ") if sys.stdin.isatty() else "") + "\n"
        except EOFError:
            if typed.strip():
                yield typed
            return
        try:
            parsed = duckdb.extract_statements(typed)
        except duckdb.Error:
            parsed = []
        if typed.rstrip().endswith(";"):
            yield from [statement.query for statement in parsed] or [typed]
            typed = ""


def _print(rows: pl.DataFrame) -> None:
    with pl.Config(
        tbl_rows=SHOWN_ROWS,
        tbl_cols=-1,
        tbl_width_chars=max(out.width, 80),
        fmt_str_lengths=60,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        tbl_formatting="MARKDOWN",
    ):
        out.print(str(rows))
    more = f", the first {SHOWN_ROWS} shown" if rows.height > SHOWN_ROWS else ""
    out.print(f"{rows.height} rows{more}")
