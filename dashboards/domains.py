"""The pages and the tables there are. Navigation, routes and files come from here.

Registered when the application is made and not when a module is imported, so that importing a page does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

import dash
from dash.development.base_component import Component

from dashboards import not_found_404
from dashboards.changes import tables as changes_tables
from dashboards.funding import page as funding
from dashboards.funding import tables as funding_tables
from dashboards.maturity import page as maturity
from dashboards.maturity import tables as maturity_tables
from dashboards.methodology import page as methodology
from dashboards.overview import page as overview
from dashboards.overview import tables as overview_tables
from dashboards.partnerships import page as partnerships
from dashboards.partnerships import profile as partnership
from dashboards.partnerships import tables as partnerships_tables
from dashboards.quality import tables as quality_tables
from dashboards.regions import page as region
from dashboards.regions import tables as regions_tables
from dashboards.tables import TableSpec

NAVIGATION = ("/", "/partnerships", "/maturity", "/funding", "/methodology")
"""Paths of the pages that stand in the navigation, in its order."""


@dataclass(frozen=True)
class _Page:
    """One entry of Dash's register, by Dash's names."""

    module: str
    name: str
    title: str | Callable[..., str]
    layout: Callable[..., Component]
    path: str | None = None
    path_template: str | None = None


_PAGES = (
    _Page(overview.__name__, "Overview", "Overview – Interregio", overview.layout, path="/"),
    _Page(
        partnerships.__name__, "Partnerships", "Partnerships – Interregio", partnerships.layout, path="/partnerships"
    ),
    _Page(maturity.__name__, "Maturity", "Maturity – Interregio", maturity.layout, path="/maturity"),
    _Page(funding.__name__, "Funding", "Funding – Interregio", funding.layout, path="/funding"),
    _Page(methodology.__name__, "Methodology", "Methodology – Interregio", methodology.layout, path="/methodology"),
    _Page(
        partnership.__name__,
        "Partnership",
        partnership.title,
        partnership.layout,
        path_template="/partnership/<partnership_id>",
    ),
    _Page(region.__name__, "Region", region.title, region.layout, path_template="/region/<code>"),
    _Page(not_found_404.__name__, "Not found", "Not found – Interregio", not_found_404.layout, path="/404"),
)


def register_pages() -> None:
    """Register every page with Dash."""
    for page in _PAGES:
        dash.register_page(**asdict(page))  # type: ignore[no-untyped-call]


TABLES: Mapping[str, TableSpec] = MappingProxyType(
    {
        table.name: table
        for module in (
            overview_tables,
            partnerships_tables,
            regions_tables,
            maturity_tables,
            funding_tables,
            changes_tables,
            quality_tables,
        )
        for table in module.TABLES
    }
)
"""Every table by the name in the address of its file."""
