"""Every address of the dashboards, found through the pages: a new page, tab or table is covered by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from lxml import html

from dashboards.domains import ROUTES
from dashboards.visit import Route

_ASKED = {"/search": "/search?q=hydrogen"}


def find_addresses(ask: Callable[[str], bytes], more: Iterable[str] = ()) -> dict[Route, list[str]]:
    """The addresses of each kind of page, each followed by those of its tabs.

    Args:
        ask: gives the page at an address.
        more: addresses that no link of the first pages leads to.

    Returns:
        For a page that names one thing, the first that another page links to.
    """
    found: dict[Route, list[str]] = {route: [] for route in ROUTES}
    plain = [_ASKED.get(route.path, route.path) for route in ROUTES if "{" not in route.path]
    trees = {path: html.fromstring(ask(path)) for path in plain}
    for route in ROUTES:
        pattern = re.compile(route.path.replace("{named}", "[^/?#]+"))
        links = (str(link) for tree in trees.values() for link in tree.xpath("//main//a/@href"))
        starts = [next((link for link in (*trees, *links) if pattern.fullmatch(link.partition("?")[0])), None)]
        starts += [address for address in more if pattern.fullmatch(address.partition("?")[0])]
        for start in filter(None, starts):
            tree = trees[start] if start in trees else html.fromstring(ask(start))
            tabs = tree.xpath("//nav[@id='tabs']//a[not(@aria-current)]/@href")
            found[route] += [start, *map(str, tabs)]
    return found
