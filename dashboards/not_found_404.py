"""What stands where no page is. Dash finds it by the module's name."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboards.components.page_frame import missing_page


def layout(**_parameters: str) -> Component:
    """The page for an address that leads nowhere."""
    return missing_page(
        "Not found",
        "There is no page at this address",
        "The address may be mistyped or the page may have moved.",
    )
