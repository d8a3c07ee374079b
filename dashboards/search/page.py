"""`/search`: where is what I am looking for?"""

import htpy as h
from htpy import Node

from dashboards.components.page_frame import search_form
from dashboards.formats import count_of
from dashboards.text import list_methods
from dashboards.urls import organisation_url, page_url, partnership_url, region_url
from dashboards.visit import Page, Route, Visit
from warehouse.products.matches.query import FilterError, check_choice
from warehouse.products.search import KINDS, LONGEST_QUERY, MOST, Thing, find_things

PATH = "/search"
SHOWN = 6
"""Results of each kind before a reader asks for all of one."""
_HEADINGS = {
    "partnership": "Partnerships",
    "region": "Regions and countries",
    "organisation": "Organisations",
    "topic": "Calls",
    "project": "Projects",
    "method": "Methods",
}


def build(visit: Visit) -> Page:
    """The page of results, grouped by what they are."""
    asked, kind = visit.parameters.get("q", ""), visit.parameters.get("kind")
    if len(asked) > LONGEST_QUERY:
        raise FilterError(f"q: expected at most {LONGEST_QUERY} characters, came {len(asked)}")
    check_choice("kind", kind, KINDS)
    methods = [Thing("method", method.anchor, method.question) for method in list_methods(visit.snapshot)]
    found = find_things(visit.snapshot.edition, asked, methods)
    groups = {name: things for name, things in found.items() if kind in {None, name}}
    return Page(
        "Search",
        _answer(asked, groups),
        (h.div(".card")[search_form(asked, "search-again", "Everything, again")], _groups(visit, groups, kind)),
        kicker="Letters may be missing or wrong, accents need not be typed",
    )


ROUTE = Route(
    PATH, build, "Find a partnership, region, organisation, call, project or method", parameters=("q", "kind")
)


def _answer(asked: str, groups: dict[str, list[Thing]]) -> str:
    if not asked:
        return "Type a name, a code or a word."
    if not groups:
        return (
            f"Nothing is called anything like “{asked}”. Organisations are those with a project in a theme, cluster "
            "organisations, and those of member regions."
        )
    best = next(iter(groups.values()))[0]
    return f"{count_of(sum(map(len, groups.values())), 'result')} for “{asked}”; the first is {best.name}."


def _groups(visit: Visit, groups: dict[str, list[Thing]], kind: str | None) -> Node:
    return [
        h.section(".card", aria_labelledby=name)[
            h.h2(id=name)[_HEADINGS[name]],
            h.ul(".results")[(h.li[_result(thing)] for thing in (things if kind else things[:SHOWN]))],
            h.p[
                h.a(href=visit.address(kind=name))[
                    f"{'All' if len(things) < MOST else 'The nearest'} {len(things)} {_HEADINGS[name].lower()}"
                ]
            ]
            if not kind and len(things) > SHOWN
            else None,
        ]
        for name, things in groups.items()
    ]


def _result(thing: Thing) -> Node:
    address = _address(thing)
    name = h.a(href=address, rel="noopener noreferrer" if "://" in address else None) if address else h.span
    return [name[thing.name], h.span(".detail")[f" {thing.detail}"] if thing.detail else None]


def _address(thing: Thing) -> str:
    if not thing.key or thing.key.startswith("https://"):
        return thing.key
    return {
        "partnership": partnership_url(thing.key),
        "region": region_url(thing.key),
        "organisation": organisation_url(thing.key),
        "topic": page_url("/funding", {"text": thing.key}),
        "project": f"https://cordis.europa.eu/project/id/{thing.key}",
        "method": f"/methodology/{thing.key}",
    }[thing.kind]
