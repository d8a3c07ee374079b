"""Every address of the dashboards, found through the pages: a new page, tab or table is covered by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from lxml import html

from dashboards.domains import ROUTES, find_route
from dashboards.visit import Route


def find_addresses(ask: Callable[[str], bytes], more: Iterable[str] = (), examples: int = 1) -> dict[Route, list[str]]:
    """The addresses of each kind of page, a page before its tabs.

    Args:
        ask: gives the page at an address.
        more: addresses that no link leads to.
        examples: how many things are looked at of each kind that has a page of its own.

    Raises:
        LookupError: no page leads to any page of some route.
    """
    found: dict[Route, list[str]] = {route: [] for route in ROUTES}
    named_pages: dict[Route, set[str]] = {route: set() for route in ROUTES if "{" in route.path}
    waiting = deque([*(route.path for route in ROUTES if route not in named_pages), *more])
    while waiting:
        address = waiting.popleft()
        route, _ = find_route(urlsplit(address).path)
        if route is None or address in found[route]:
            continue
        found[route].append(address)
        page = html.fromstring(ask(address))
        waiting += (str(tab) for tab in page.xpath("//nav[@id='tabs']//a[not(@aria-current)]/@href"))
        for path in (urlsplit(str(link)).path for link in page.xpath("//main//a[starts-with(@href, '/')]/@href")):
            of, _ = find_route(path)
            if of in named_pages and len(named_pages[of]) < examples:
                named_pages[of].add(path)
                waiting.append(path)
    if unseen := [route.path for route, seen in named_pages.items() if not seen]:
        raise LookupError(f"expected links to every kind of page, came none to {', '.join(unseen)}")
    return found
