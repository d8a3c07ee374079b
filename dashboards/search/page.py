"""`/search`: where is what I am looking for?"""

import htpy as h
from htpy import Node

from dashboards.components.page_frame import search_form
from dashboards.text import list_methods
from dashboards.urls import organisation_url, page_url, partnership_url, region_url
from dashboards.visit import Page, Route, Visit
from dashboards.words import Words
from warehouse.products.matches.query import FilterError, check_choice
from warehouse.products.search import KINDS, LONGEST_QUERY, MOST, Thing, find_things

say = Words(__file__)

PATH = "/search"
SHOWN = 6
"""Results of each kind before a reader asks for all of one."""


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
        say("page"),
        _answer(asked, groups),
        (h.div(".card")[search_form(asked, "search-again", say("page.again"))], _groups(visit, groups, kind)),
        kicker=say("page.kicker"),
    )


ROUTE = Route(PATH, build, say, parameters=("q", "kind"))


def _answer(asked: str, groups: dict[str, list[Thing]]) -> str:
    if not asked:
        return say("answer.unasked")
    if not groups:
        return say("answer.nothing", asked=asked)
    best = next(iter(groups.values()))[0]
    return say("answer", results=sum(map(len, groups.values())), asked=asked, first=best.name)


def _groups(visit: Visit, groups: dict[str, list[Thing]], kind: str | None) -> Node:
    return [
        h.section(".card", aria_labelledby=name)[
            h.h2(id=name)[say(f"kind-{name}")],
            h.ul(".results")[(h.li[_result(thing)] for thing in (things if kind else things[:SHOWN]))],
            h.p[
                h.a(href=visit.address(kind=name))[
                    say(f"kind-{name}.{'all' if len(things) < MOST else 'nearest'}", count=len(things))
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
