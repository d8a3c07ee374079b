"""`/about`: what is this, may I use it, can I use it, and what if it is wrong?"""

import htpy as h
from htpy import Node

from dashboards.components.markdown import markdown
from dashboards.formats import format_date
from dashboards.urls import EDITION, page_url
from dashboards.visit import Page, Route, Visit
from warehouse.settings import read_settings

PATH = "/about"
_WORDS = {
    "Accessibility": """
These pages aim to meet level AA of the Web Content Accessibility Guidelines, version 2.2. Everything on them can be
read and done without scripts, from the keyboard, at 400 % zoom, in light, dark and forced colours. Every chart and map
has its figures in a table of the same card. Each version of the pages is checked with axe-core, at 1280 and 390 pixels,
in light and in dark.

Known limits: wide tables scroll sideways in a frame of their own; charts are drawn by a script and say nothing beyond
their table; names of projects, calls and organisations are in the language and the capitals of their publisher. If
something keeps you from using a page, say so as described under “Report a wrong figure”.
""",
    "Licence": """
The software is under the EUPL 1.2. Facts that are shipped with it are under CC BY 4.0; each row names its source. What
comes from a publisher stays under that publisher's terms, in the list below. Administrative boundaries are
© EuroGeographics and may be shown, not passed on.
""",
    "Report a wrong figure": """
Send the address of the page with the edition in it (as under “Citation”), the figure, what you expect and where that
is written. A figure of a source is mended at its publisher and here the night after. A fact about a partnership (its
members, acts, projects, calls) is stated by its secretariat in a [workbook](/report), which wins over what is shipped.
How a figure is made is in the [methodology](/methodology); what arrived and what is doubted is under
[quality](/quality).
""",
    "For programs": """
[`/api/v1`](/api/v1) gives every table of these pages with the meaning of its columns, page by page in JSON or whole as
CSV or Parquet; [`/api/v1/openapi.json`](/api/v1/openapi.json) describes it.
""",
}


def build(visit: Visit) -> Page:
    """The page about the dashboards themselves."""
    return Page(
        "About",
        "What Interregio is built from, how to cite it, who can use it and what to do where it is wrong.",
        (_citation(visit), [_section(heading, text) for heading, text in _WORDS.items()], _sources(visit)),
    )


ROUTE = Route(PATH, build, "Accessibility statement, licence, citation, and how to report a wrong figure")


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
