"""`/report`: how do I state my partnership, is my workbook sound, which facts matter next?"""

import base64

import htpy as h
from htpy import Node

from dashboards.components.filters import choice
from dashboards.components.page_frame import ways_on
from dashboards.formats import count_of
from dashboards.partnerships.queries import partnership_options
from dashboards.urls import partnership_url
from dashboards.visit import Page, Route, Visit
from warehouse.products.statements import Taken

PATH = "/report"
FORMATS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "toml": "text/plain"}
_KICKER = "How do I state a partnership, and which facts matter next?"
_HOW = "The comment on each header says what its column takes. Leave out what you do not know: it is never zero."


def build(visit: Visit) -> Page:
    """What to fill in, and where to hand it in."""
    if not visit.may_edit:
        sentence = (
            "Workbooks are taken only on the machine that serves these pages, by its loopback address, and for the "
            "newest edition. Elsewhere: `interregio registry check`, then ask the operator."
        )
        return Page("State a partnership", sentence, (h.section(".card")[ways_on()],), kicker=_KICKER)
    return Page(
        "State a partnership",
        "Fill in a workbook or the short form of fifteen facts; the check names every problem by sheet and cell.",
        (_fill_in(visit), _hand_in()),
        kicker=_KICKER,
    )


ROUTE = Route(PATH, build, "State a partnership: check a workbook, hand it in, see which facts matter next")


def taken_page(name: str, taken: Taken) -> Page:
    """What the check of a file found, and what comes next."""
    verdict = (
        f"It is in the inbox as {taken.handed_in}; the next night takes it up."
        if taken.handed_in
        else "It would not be loaded."
        if taken.is_refused
        else "It would be loaded; it is not in the inbox."
    )
    return Page(
        f"Check of {name}",
        f"{count_of(len(taken.lines), 'problem')}. {verdict}",
        (
            h.section(".card", aria_labelledby="problems")[
                h.h2(id="problems")["Problems"],
                h.ul(".results")[(h.li[line] for line in taken.lines)] if taken.lines else h.p["None."],
                _marked(name, taken),
            ],
            _facts(taken),
            _hand_in(),
        ),
        kicker="State a partnership",
    )


def _fill_in(visit: Visit) -> Node:
    options = [("", "one that is new"), *partnership_options(visit.snapshot)]
    return h.form(class_="filters", action=f"{PATH}/form", method="get", data_unpinned=True)[
        h.div(".filter-row")[
            choice("partnership", "Fill in what is known of", options, {}, "known"),
            choice("format", "As", [("xlsx", "workbook (XLSX)"), ("toml", "short form (TOML)")], {}, "known"),
            h.div(".filter-buttons")[h.button(type="submit")["Download"]],
        ],
        h.p(".note")[_HOW],
    ]


def _hand_in() -> Node:
    return h.form(class_="filters", action=PATH, method="post", enctype="multipart/form-data")[
        h.div(".filter-row")[
            h.div(".filter")[
                h.label(for_="statement")["Filled workbook or short form"],
                h.input(id="statement", name="statement", type="file", accept=".xlsx,.toml", required=True),
            ],
            h.div(".filter-buttons")[
                h.button(type="submit")["Check"],
                h.button(type="submit", name="hand_in", value="yes")["Check and hand in"],
            ],
        ]
    ]


def _marked(name: str, taken: Taken) -> Node:
    if not taken.marked:
        return None
    address = f"data:{FORMATS['xlsx']};base64,{base64.b64encode(taken.marked).decode()}"
    marked = f"{name.removesuffix('.xlsx')}-checked.xlsx"
    return h.p[h.a(href=address, download=marked)[f"{marked}, with these cells marked"]]


def _facts(taken: Taken) -> Node:
    if not taken.facts:
        return None
    return h.section(".card", aria_labelledby="next")[
        h.h2(id="next")["Facts that matter next"],
        h.ul(".results")[
            (h.li[h.a(href=partnership_url(identity))[identity], f": {fact}"] for identity, fact in taken.facts)
        ],
    ]
