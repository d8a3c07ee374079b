"""How two editions differ: tables, rows, columns, headline figures."""

from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console

from pipelines.commands.console import HomeOption, JsonOption, home_of, print_report
from pipelines.commands.home.query import open_edition
from warehouse.products.edition_changes import find_edition_changes, find_table_differences
from warehouse.store.paths import Home


def diff_record(home: Home, first: str, second: str) -> dict[str, Any]:
    """What differs between two editions, ready for JSON; the second is the later one.

    Raises:
        UsageError: there is no such edition; names those there are.
    """
    with open_edition(home, first) as before, open_edition(home, second) as after:
        tables = find_table_differences(before, after)
        figures = find_edition_changes(after, first)
    columns = ["figure_id", "figure_name", "unit", "previous_value", "current_value", "difference"]
    return {
        "from": first,
        "to": second,
        "tables": [asdict(table) for table in tables],
        "figures": figures.select(columns).unique(maintain_order=True).to_dicts(),
        "causes": figures.select("figure_id", "cause", "amount", "row_count").to_dicts(),
    }


def print_diff(record: dict[str, Any], console: Console) -> None:
    """Prints a line for each table and each figure that differ, and below a figure its causes."""
    console.print(f"{record['to']} compared with {record['from']}")
    for table in record["tables"]:
        before, now = table["rows_before"], table["rows"]
        if before is None or now is None:
            console.print(f"  {table['table']}: {'came' if before is None else 'is gone'}")
            continue
        moved = f"{before:,} → {now:,} rows ({now - before:+,})" if now != before else f"{now:,} rows, other content"
        console.print(f"  {table['table']}: {', '.join([moved, *table['columns']])}")
    for figure in record["figures"]:
        values = f"{figure['previous_value']:,g} → {figure['current_value']:,g} {figure['unit']}"
        console.print(f"{figure['figure_name']}: {values} ({figure['difference']:+,g})")
        for cause in record["causes"]:
            if cause["figure_id"] == figure["figure_id"]:
                console.print(f"  {cause['cause']:<15}{cause['amount']:>+20,g}")
    if not record["tables"]:
        console.print("no table differs")


def diff(
    first: Annotated[str, typer.Argument(help="Id of an edition, as `interregio editions` lists it.")],
    second: Annotated[str, typer.Argument(help="Id of the edition to compare with it.")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show how two editions differ: tables, columns, rows, headline figures with their causes."""
    print_report(diff_record(home_of(home), first, second), print_diff, as_json=as_json)
