"""The dashboards on the served edition."""

from typing import Annotated

import typer

from pipelines.commands.console import HomeOption, home_of, out, start_logging
from warehouse.settings import read_settings
from warehouse.store.editions import Editions, find_damage
from warehouse.store.errors import NoEditionError


def make_worker_app() -> object:
    """The application of one worker process, which knows the forms of the registry and the status of the home too."""
    start_logging()
    from dashboards.serve import make_worker_app as make
    from pipelines.commands.status import status_record
    from pipelines.sources.registry import commands

    return make(commands, status_record)


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8050,
    host: Annotated[
        str, typer.Option(help="Address to listen on; on another than the loopback, only who signs in may write.")
    ] = "127.0.0.1",
    home: HomeOption = None,
) -> None:
    """Serve the dashboards on the published edition.

    Raises:
        NoEditionError: what is on the disk is not what was published.
    """
    from dashboards.serve import serve as serve_dashboards

    served = Editions(home_of(home)).served()
    if damages := find_damage(served) if served else []:
        raise NoEditionError(f"{'; '.join(damages)}; serve another edition with `interregio rollback`")
    serve_dashboards(
        read_settings(home=home).home,
        host=host,
        port=port,
        worker_app=f"{__name__}:make_worker_app",
        on_ready=lambda address: out.print(f"serving the dashboards on {address} (stop with Ctrl-C)"),
    )
