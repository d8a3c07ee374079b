"""What changed since the base edition, by figure and cause, as the served edition states it.

How a cause is found is dbt's business (``marts_quality.fct_change`` and its methodology). What nights brought is in
``pipelines.commands.nights``.
"""

from functools import partial
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.text import Text

from pipelines.commands.console import HomeOption, JsonOption, home_of, print_report
from warehouse.products.matches.query import check_choice, list_partnerships
from warehouse.store.paths import Home
from warehouse.store.reader import Reader

EVERYTHING = "all"

# Figures have units of their own, so they are ordered by how much of themselves they moved.
CHANGES = """
    select
        subject_id, figure_id, figure_name, unit, previous_value, current_value, difference,
        cause, amount, row_count, example_keys
    from marts_quality.fct_change
    order by
        subject_id != 'all',
        subject_id,
        abs(difference) / greatest(abs(previous_value), abs(current_value)) desc nulls last,
        figure_id,
        abs(amount) desc,
        cause
"""


def change_record(home: Home, *, partnership: str | None = None) -> dict[str, Any]:
    """Every figure that moved since the base edition with its causes, the largest first, ready for JSON.

    Args:
        home: where the editions lie.
        partnership: only the figures of this one; by default those of everything and of every partnership.

    Raises:
        NoEditionError: nothing is published.
        UsageError: the edition has no such partnership; names those it has.
    """
    reader = Reader(home.root)
    try:
        with reader.snapshot() as snapshot:
            if partnership is not None:
                check_choice("partnership", partnership, list_partnerships(snapshot))
            rows = snapshot.frame(CHANGES)
            base = snapshot.edition.manifest.get("base_edition")
            record = {
                "edition": snapshot.edition.edition_id,
                "as_of": snapshot.edition.as_of.isoformat(),
                "base_edition": base,
            }
    finally:
        reader.close()
    wanted = rows.filter(pl.col("subject_id") == partnership) if partnership else rows
    figures = [_figure_record(group) for _, group in wanted.group_by("subject_id", "figure_id", maintain_order=True)]
    return {**record, "figures": figures}


def print_changes(record: dict[str, Any], console: Console, *, partnership: str | None = None) -> None:
    """Prints changes for people: a line per figure and below it one per cause."""
    if record["base_edition"] is None:
        console.print(f"{record['edition']} is the first edition: there is nothing to compare it with")
        return
    console.print(f"{record['edition']} compared with {record['base_edition']}")
    shown = [figure for figure in record["figures"] if figure["subject"] == (partnership or EVERYTHING)]
    for figure in shown:
        console.print(
            Text.assemble(
                (figure["name"], "bold"),
                f"  {figure['previous']:,} → {figure['current']:,} {figure['unit']}  ({figure['difference']:+,})",
            )
        )
        for cause in figure["causes"]:
            examples = ", ".join(cause["examples"])
            console.print(f"  {cause['cause']:<15}{cause['amount']:>+20,}{cause['rows']:>9,} rows  {examples}")
    if not shown:
        console.print("no figure moved")
    others = {figure["subject"] for figure in record["figures"]} - {EVERYTHING}
    if others and partnership is None:
        console.print(f"figures of {len(others)} partnerships moved too: --partnership ID, or --json for all")


def _figure_record(causes: pl.DataFrame) -> dict[str, Any]:
    first = causes.row(0, named=True)
    return {
        "subject": first["subject_id"],
        "figure": first["figure_id"],
        "name": first["figure_name"],
        "unit": first["unit"],
        "previous": _number(first["previous_value"]),
        "current": _number(first["current_value"]),
        "difference": _number(first["difference"]),
        "causes": [
            {
                "cause": row["cause"],
                "amount": _number(row["amount"]),
                "rows": row["row_count"],
                "examples": row["example_keys"],
            }
            for row in causes.iter_rows(named=True)
        ],
    }


def _number(value: Any) -> int | float:  # noqa: ANN401 - a decimal of DuckDB, whose type Polars does not name
    """A count without decimals, an amount with its cents."""
    return int(value) if value == int(value) else float(value)


def changes(
    partnership: Annotated[str | None, typer.Option("--partnership", help="Only the figures of this one.")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show which figures moved since the previous edition, and why, the largest first."""
    record = change_record(home_of(home), partnership=partnership)
    print_report(record, partial(print_changes, partnership=partnership), as_json=as_json)
