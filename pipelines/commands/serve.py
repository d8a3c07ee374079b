"""The dashboards on the served edition."""

from typing import Annotated

import typer

from pipelines.commands.console import HomeOption, out
from warehouse.settings import read_settings


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on the loopback interface.")] = 8050,
    home: HomeOption = None,
) -> None:
    """Serve the dashboards on the published edition."""
    from dashboards.serve import serve as serve_dashboards

    serve_dashboards(
        read_settings(home=home).home,
        port=port,
        on_ready=lambda address: out.print(f"serving the dashboards on {address} (stop with Ctrl-C)"),
    )
