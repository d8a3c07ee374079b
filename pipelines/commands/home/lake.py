"""Moving a home's tables from one file into a lake: what it takes and when it pays is in ``docs/lake.md``."""

from pathlib import Path
from typing import Annotated

import duckdb
import typer

from pipelines.commands.console import HomeOption, home_of, out
from pipelines.sources import discover_sources
from warehouse.store.errors import UsageError
from warehouse.store.lake import Lake, lake_of, load_extensions
from warehouse.store.locks import building_locks


def lake(
    catalogue: Annotated[str, typer.Argument(help="postgres:<connection string>, or the path of a file for a trial.")],
    data: Annotated[str, typer.Argument(help="Directory or address of a bucket that takes the tables' files.")],
    home: HomeOption = None,
) -> None:
    """Keep this home's tables in a lake from the next night on; editions made so far stay as they are."""
    chosen = Lake(
        catalogue if catalogue.startswith("postgres:") else str(Path(catalogue).resolve()),
        data if "://" in data else f"{Path(data).resolve()}/",
    )
    here = home_of(home)
    if "://" not in data and here.published.resolve().is_relative_to(chosen.data):
        raise UsageError(f"{chosen.data}: expected a directory of the tables' own, got one around {here.published}")
    folder = here.build_database.parent
    with building_locks(here, (source.name for source in discover_sources())):
        before = lake_of(folder)
        with duckdb.connect() as connection:
            load_extensions(connection, chosen.extensions, is_installing=True)
            chosen.attach(connection)
        chosen.write(folder)
    if before and before != chosen:
        out.print(f"before: {before.catalogue} with its data in {before.data}")
    out.print(f"{folder}: tables lie in {chosen.catalogue}, their data in {chosen.data}")
