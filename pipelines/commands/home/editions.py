"""Which edition is served, and going back to an earlier one."""

from typing import Annotated

import typer

from pipelines.commands.console import HomeOption, home_of, out
from warehouse.store.editions import Editions
from warehouse.store.nights import Nights


def editions(home: HomeOption = None) -> None:
    """List the editions that are kept; the served one is marked."""
    known = Editions(home_of(home))
    served = known.served()
    made_by = {night.edition: night for night in Nights(home_of(home)).all() if night.is_published}
    for edition in known.all():
        mark = "*" if served and edition.edition_id == served.edition_id else " "
        night = made_by.get(edition.edition_id)
        origin = f"  night {night.id}{f', run {night.run_id}' if night.run_id else ''}" if night else ""
        out.print(f"{mark} {edition.edition_id}  as of {edition.as_of}{'  demo' if edition.is_demo else ''}{origin}")


def rollback(
    edition: Annotated[str, typer.Argument(help="Id of the edition to serve, as `interregio editions` lists it.")],
    home: HomeOption = None,
) -> None:
    """Serve an earlier edition; a night under way leaves it so, the next that has news serves a new one."""
    served = Editions(home_of(home)).serve(edition)
    out.print(f"serving {served.edition_id}")
