"""Which edition is served, and going back to an earlier one."""

from typing import Annotated

import typer

from pipelines.commands.console import HomeOption, home_of, out
from warehouse.store.editions import Editions


def editions(home: HomeOption = None) -> None:
    """List the editions that are kept; the served one is marked."""
    known = Editions(home_of(home))
    served = known.served()
    for edition in known.all():
        mark = "*" if served and edition.edition_id == served.edition_id else " "
        out.print(f"{mark} {edition.edition_id}  as of {edition.as_of}{'  demo' if edition.is_demo else ''}")


def rollback(
    edition: Annotated[str, typer.Argument(help="Id of the edition to serve, as `interregio editions` lists it.")],
    home: HomeOption = None,
) -> None:
    """Serve an earlier edition; a night under way leaves it so, the next that has news serves a new one."""
    served = Editions(home_of(home)).serve(edition)
    out.print(f"serving {served.edition_id}")
