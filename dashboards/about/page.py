"""`/about`: what is this, may I use it, can I use it, and what if it is wrong?"""

from collections.abc import Iterator
from pathlib import Path

import htpy as h
from htpy import Node

from dashboards.components.markdown import markdown
from dashboards.formats import format_date
from dashboards.urls import EDITION, page_url
from dashboards.visit import Page, Route, Visit
from warehouse.settings import read_settings

PATH = "/about"
_WORDS = Path(__file__).with_name("words.md")


def build(visit: Visit) -> Page:
    """The page about the dashboards themselves."""
    return Page(
        "About",
        "What Interregio is built from, how to cite it, who can use it and what to do where it is wrong.",
        (_citation(visit), [_section(*part) for part in _read_words()], _sources(visit)),
    )


ROUTE = Route(PATH, build, "Accessibility statement, licence, citation, and how to report a wrong figure")


def _read_words() -> Iterator[tuple[str, str]]:
    for part in _WORDS.read_text(encoding="utf-8").split("## ")[1:]:
        heading, _, text = part.partition("\n")
        yield heading, text


def _section(heading: str, *content: Node | str) -> Node:
    name = heading.lower().replace(" ", "-")
    return h.section(".card", aria_labelledby=name)[
        h.h2(id=name)[heading], [markdown(part) if isinstance(part, str) else part for part in content]
    ]


def _citation(visit: Visit) -> Node:
    edition = visit.snapshot.edition
    contact = read_settings().contact
    return _section(
        "Citation",
        h.p[f"Interregio, edition {edition.edition_id}, as of {format_date(edition.as_of)}."],
        h.p[
            "An address holds its edition once it names it: ",
            h.a(href=page_url("/", {EDITION: edition.edition_id}))["the first page of this edition"],
            ". Files state theirs, with the filters they were asked for.",
        ],
        h.p[f"Whoever runs this server can be reached at {contact}."] if contact else None,
    )


def _sources(visit: Visit) -> Node:
    sources = [source for source in visit.snapshot.edition.manifest.get("sources", []) if source.get("licence")]
    return _section(
        "Sources",
        h.dl(".meanings")[
            (
                [
                    h.dt[source.get("title", source["source"])],
                    h.dd[
                        h.a(href=source["licence"]["url"], rel="noopener noreferrer")[source["licence"]["name"]],
                        f". {source['licence']['attribution']}",
                    ],
                ]
                for source in sources
            )
        ],
    )
