"""`/about`: what is this, may I use it, can I use it, and what if it is wrong?"""

import htpy as h
from htpy import Node

from dashboards.components.markdown import markdown
from dashboards.urls import EDITION, page_url
from dashboards.visit import Page, Route, Visit
from dashboards.words import Words
from warehouse.settings import read_settings

say = Words(__file__)

PATH = "/about"
TEXTS = ("accessibility", "licence", "report-a-wrong-figure", "for-programs")


def build(visit: Visit) -> Page:
    """The page about the dashboards themselves."""
    texts = [_section(name, markdown(say(f"section-{name}.text"))) for name in TEXTS]
    return Page(say("page"), say("page.answer"), (_citation(visit), texts, _sources(visit)))


ROUTE = Route(PATH, build, say)


def _section(name: str, *content: Node) -> Node:
    return h.section(".card", aria_labelledby=name)[h.h2(id=name)[say(f"section-{name}")], content]


def _citation(visit: Visit) -> Node:
    edition = visit.snapshot.edition
    contact = read_settings().contact
    return _section(
        "citation",
        h.p[say("section-citation.edition", edition=edition.edition_id, day=edition.as_of)],
        h.p[say.nodes("section-citation.address", {"a": h.a(href=page_url("/", {EDITION: edition.edition_id}))})],
        h.p[say("section-citation.contact", contact=contact)] if contact else None,
    )


def _sources(visit: Visit) -> Node:
    sources = [source for source in visit.snapshot.edition.manifest.get("sources", []) if source.get("licence")]
    return _section(
        "sources",
        h.dl(".meanings")[
            (
                [
                    h.dt[source.get("title", source["source"])],
                    h.dd[
                        say.nodes(
                            "section-sources.licence",
                            {"a": h.a(href=source["licence"]["url"], rel="noopener noreferrer")},
                            licence=source["licence"]["name"],
                            attribution=source["licence"]["attribution"],
                        )
                    ],
                ]
                for source in sources
            )
        ],
    )
