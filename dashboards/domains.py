"""The pages and the tables there are: navigation, addresses and files come from here.

A new page is a folder and its line here; what a page says is in that folder.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from dashboards.about import page as about
from dashboards.changes import page as changes
from dashboards.changes import tables as changes_tables
from dashboards.engagement import collaboration, networks, organisation, partnering, partnering_tables, scoping
from dashboards.engagement import page as engagement
from dashboards.engagement import tables as engagement_tables
from dashboards.funding import call_sheet
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
from dashboards.quality import page as quality
from dashboards.quality import tables as quality_tables
from dashboards.regions import index as regions
from dashboards.regions import page as region
from dashboards.regions import tables as regions_tables
from dashboards.report import page as report
from dashboards.search import page as search
from dashboards.tables import TableSpec
from dashboards.visit import Route

ROUTES: tuple[Route, ...] = (
    overview.ROUTE,
    partnerships.ROUTE,
    partnership.ROUTE,
    regions.ROUTE,
    region.ROUTE,
    maturity.ROUTE,
    funding.ROUTE,
    call_sheet.ROUTE,
    engagement.ROUTE,
    collaboration.ROUTE,
    scoping.ROUTE,
    partnering.ROUTE,
    organisation.ROUTE,
    quality.ROUTE,
    methodology.ROUTE,
    methodology.METHOD_ROUTE,
    search.ROUTE,
    changes.ROUTE,
    about.ROUTE,
    report.ROUTE,
)
NAVIGATION = tuple(route for route in ROUTES if route.is_main)
"""The pages that stand in the navigation, in its order."""

TABLES: Mapping[str, TableSpec] = MappingProxyType(
    {
        table.name: table
        for module in (
            overview_tables,
            partnerships_tables,
            regions_tables,
            maturity_tables,
            engagement_tables,
            partnering_tables,
            networks,
            funding_tables,
            changes_tables,
            quality_tables,
        )
        for table in vars(module).values()
        if isinstance(table, TableSpec)
    }
)
"""Every table of a domain by the name in the address of its file."""

_PATTERNS = tuple(
    (re.compile(route.path.replace("{named}", "(?P<named>[^/]+)").replace("{pair}", "(?P<named>[^/]+/.+)")), route)
    for route in ROUTES
)


def find_route(path: str) -> tuple[Route | None, str]:
    """The page at a path, and the thing that the path names; no page where there is none."""
    for pattern, route in _PATTERNS:
        if found := pattern.fullmatch(path):
            return route, found.groupdict().get("named", "")
    return None, ""
