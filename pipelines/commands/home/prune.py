"""What the rules of ``warehouse.store.retention`` leave over: shown, or removed."""

from typing import Annotated, Any

import typer
from rich.console import Console

from pipelines.commands.console import HomeOption, JsonOption, home_of, print_report
from pipelines.sources import discover_sources
from warehouse.store.locks import building_locks
from warehouse.store.paths import Home
from warehouse.store.retention import find_surplus, in_words
from warehouse.store.retention import prune as prune_home


def prune_record(home: Home, *, is_dry: bool) -> dict[str, Any]:
    """What goes, or would go, ready for JSON.

    Raises:
        BusyError: a refresh is running on this home, or a source is being loaded.
    """
    with building_locks(home, (source.name for source in discover_sources())):
        found = find_surplus(home) if is_dry else prune_home(home)
    return {
        "is_dry_run": is_dry,
        "bytes": sum(surplus.size for surplus in found),
        "surplus": [
            {
                "kind": surplus.kind,
                "path": str(surplus.path.relative_to(home.root)),
                "bytes": surplus.size,
                "reason": surplus.reason,
            }
            for surplus in found
        ],
    }


def print_prune(record: dict[str, Any], console: Console) -> None:
    """Prints one line for each kind, and one for each thing where nothing was removed yet."""
    if record["is_dry_run"]:
        for surplus in record["surplus"]:
            console.print(f"{in_words(surplus['bytes']):>10}  {surplus['path']}: {surplus['reason']}")
    done = "would go" if record["is_dry_run"] else "removed"
    for kind in sorted({surplus["kind"] for surplus in record["surplus"]}):
        sizes = [surplus["bytes"] for surplus in record["surplus"] if surplus["kind"] == kind]
        console.print(f"{kind}: {len(sizes)} {done}, {in_words(sum(sizes))}")
    if not record["surplus"]:
        console.print("nothing to remove")


def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would go, and remove nothing.")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Remove what the rules of retention leave over, as every night does that publishes."""
    print_report(prune_record(home_of(home), is_dry=dry_run), print_prune, as_json=as_json)
