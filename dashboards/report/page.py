"""`/report`: how do I state my partnership, is my workbook sound, which facts matter next?"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace

import htpy as h
from htpy import Node

from dashboards.access.people import TOKEN, Person
from dashboards.components.filters import choice
from dashboards.components.page_frame import ways_on
from dashboards.formats import count_of
from dashboards.partnerships.queries import partnership_options
from dashboards.urls import partnership_url
from dashboards.visit import Page, Route, Visit
from dashboards.words import Words
from warehouse.products.statements import Asked, Question, Taken

say = Words(__file__)

PATH = "/report"
HERE = "page"
"""The format of a form that is filled in on its page."""
BLANK_ROWS: Mapping[str, int] = {"partnerships": 1, "members": 8, "events": 6, "surveys": 8}
"""For what is not known yet, by sheet, of others `FEW`; every check adds as many."""
FEW = 2
FORMATS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "toml": "text/plain"}
_KICKER = "How do I state a partnership, and which facts matter next?"
_BUTTONS = (
    h.button(type="submit")["Check"],
    h.button(type="submit", name="hand_in", value="yes")["Check and hand in"],
)
_HOW = "The comment on each header says what its column takes. Leave out what you do not know: it is never zero."


def build(visit: Visit) -> Page:
    """What to fill in, and where to hand it in."""
    if visit.writer is None:
        sentence = [
            "Workbooks are taken only from people who are signed in and may write, or on the machine that serves these "
            "pages, and for the newest edition. Elsewhere: ",
            h.code["interregio registry check"],
            ", then ask the operator.",
        ]
        return Page("State a partnership", sentence, (h.section(".card")[ways_on()],), kicker=_KICKER)
    return Page(
        "State a partnership",
        "Fill in a workbook or the short form of fifteen facts; the check names every problem by sheet and cell.",
        (_fill_in(visit, visit.writer), _hand_in(visit.writer)),
        kicker=_KICKER,
    )


ROUTE = Route(PATH, build, say)


def form_page(partnership_id: str, questions: Sequence[Question], writer: Person) -> Page:
    """The short form, to be filled in where it stands."""
    return Page(
        f"State {partnership_id or 'a partnership that is new'}",
        "Fifteen facts in nine questions. What you leave blank is not known: never zero, never no. What stands in a "
        "question is taken as the whole answer, members as all: clear what you cannot vouch for. Name no persons.",
        (_fields({"partnership_id": partnership_id}, questions, writer),),
        kicker=_KICKER,
    )


def taken_page(name: str, taken: Taken, writer: Person, form: Node = None) -> Page:
    """What the check of a file or of answers found, and what comes next; the answers stand in their form once more."""
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
            form or _hand_in(writer),
        ),
        kicker="State a partnership",
    )


def _fill_in(visit: Visit, writer: Person) -> Node:
    known = [(name, label) for name, label in partnership_options(visit.snapshot) if writer.may_write_of(name)]
    options = [("", "one that is new"), *known]
    return h.form(class_="card", action=f"{PATH}/form", method="get", data_unpinned=True)[
        h.div(".filter-row")[
            choice("partnership", "Fill in what is known of", options, {}, "known"),
            choice(
                "format",
                "As",
                [(HERE, "short form, here"), ("xlsx", "workbook (XLSX)"), ("toml", "short form (TOML)")],
                {},
                "known",
            ),
            h.div(".filter-buttons")[h.button(type="submit")["Open"]],
        ],
        h.p(".note")[_HOW],
    ]


def answered_form(
    stated: Mapping[str, str], questions: Sequence[Question], answers: Mapping[str, object], writer: Person
) -> Node:
    """The form with what was just answered in place of what was known."""
    rows = {sheet: tuple(given) for sheet, given in answers.items() if isinstance(given, list)}
    return _fields(stated, [replace(question, rows=rows.get(question.sheet, ())) for question in questions], writer)


def _fields(stated: Mapping[str, str], questions: Sequence[Question], writer: Person) -> Node:
    partnership_id, stated_on = (stated.get(name, "") for name in ("partnership_id", "stated_on"))
    return h.form(class_="card", action=PATH, method="post", enctype="multipart/form-data")[
        h.input(type="hidden", name=TOKEN, value=writer.token),
        h.div(".filter-row")[
            _labelled("Partnership", h.input(id="f-id", name="partnership_id", value=partnership_id, required=True)),
            _labelled("The day this speaks for", h.input(id="f-on", name="stated_on", type="date", value=stated_on)),
        ],
        (_question(question) for question in questions),
        h.div(".filter-buttons")[_BUTTONS],
    ]


def _labelled(words: str, field: Node) -> Node:
    return h.div(".filter")[h.label[words, field]]


def _question(question: Question) -> Node:
    """One question as a table of fields: a row for each thing known, and some for what is not."""
    blank = 0 if question.sheet == "partnerships" and question.rows else BLANK_ROWS.get(question.sheet, FEW)
    rows = [*question.rows, *({} for _ in range(blank))]
    return h.fieldset(".question")[
        h.legend[question.words],
        h.div(".table-scroll")[
            h.table[
                h.thead[h.tr[(h.th(scope="col", title=column.help)[column.label] for column in question.columns)]],
                h.tbody[
                    (
                        h.tr[(h.td[_field(question.sheet, column, number, row)] for column in question.columns)]
                        for number, row in enumerate(rows, start=1)
                    )
                ],
            ]
        ],
    ]


def _field(sheet: str, column: Asked, number: int, row: Mapping[str, str]) -> Node:
    named = {"name": f"{sheet}.{number}.{column.name}", "aria_label": f"{column.label}, row {number}"}
    value = row.get(column.name, "")
    if not column.choices:
        return h.input(**named, type=column.kind, value=value)
    return h.select(**named)[
        (h.option(value=one, selected="selected" if one == value else None)[one] for one in ("", *column.choices))
    ]


def _hand_in(writer: Person) -> Node:
    return h.form(class_="card", action=PATH, method="post", enctype="multipart/form-data")[
        h.input(type="hidden", name=TOKEN, value=writer.token),
        h.div(".filter-row")[
            h.div(".filter")[
                h.label(for_="statement")["Filled workbook or short form"],
                h.input(id="statement", name="statement", type="file", accept=".xlsx,.toml", required=True),
            ],
            h.div(".filter-buttons")[_BUTTONS],
        ],
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
