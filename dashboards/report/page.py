"""`/report`: how do I state my partnership, is my workbook sound, which facts matter next?"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace

import htpy as h
from htpy import Node

from dashboards.access.people import TOKEN, Person
from dashboards.components.filters import choice
from dashboards.components.page_frame import ways_on
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


def build(visit: Visit) -> Page:
    """What to fill in, and where to hand it in."""
    if visit.writer is None:
        elsewhere = say.nodes("page.read-only", {"code": h.code})
        return Page(say("page"), elsewhere, (h.section(".card")[ways_on()],), kicker=say("page.kicker"))
    parts = (_fill_in(visit, visit.writer), _hand_in(visit.writer))
    return Page(say("page"), say("page.answer"), parts, kicker=say("page.kicker"))


ROUTE = Route(PATH, build, say)


def form_page(partnership_id: str, questions: Sequence[Question], writer: Person) -> Page:
    """The short form, to be filled in where it stands."""
    heading = say("form", partnership=partnership_id) if partnership_id else say("form.new")
    fields = _fields({"partnership_id": partnership_id}, questions, writer)
    return Page(heading, say("form.answer"), (fields,), kicker=say("page.kicker"))


def taken_page(name: str, taken: Taken, writer: Person, form: Node = None) -> Page:
    """What the check of a file or of answers found, and what comes next; the answers stand in their form once more."""
    verdict = (
        say("check.handed-in", file=taken.handed_in)
        if taken.handed_in
        else say("check.refused" if taken.is_refused else "check.sound")
    )
    return Page(
        say("check", name=name) if name else say("check.answers"),
        f"{say('check.answer', problems=len(taken.lines))} {verdict}",
        (
            h.section(".card", aria_labelledby="problems")[
                h.h2(id="problems")[say("check.problems")],
                h.ul(".results")[(h.li[line] for line in taken.lines)] if taken.lines else h.p[say("check.none")],
                _marked(name, taken),
            ],
            _facts(taken),
            form or _hand_in(writer),
        ),
        kicker=say("page"),
    )


def _fill_in(visit: Visit, writer: Person) -> Node:
    known = [(name, label) for name, label in partnership_options(visit.snapshot) if writer.may_write_of(name)]
    options = [("", say("choose-partnership.new")), *known]
    return h.form(class_="card", action=f"{PATH}/form", method="get", data_unpinned=True)[
        h.div(".filter-row")[
            choice("partnership", say("choose-partnership"), options, {}, "known"),
            choice(
                "format",
                say("choose-format"),
                [(name, say(f"choose-format.{name}")) for name in (HERE, *FORMATS)],
                {},
                "known",
            ),
            h.div(".filter-buttons")[h.button(type="submit")[say("choose-open")]],
        ],
        h.p(".note")[say("choose-open.how")],
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
            _labelled(
                say("form.partnership"), h.input(id="f-id", name="partnership_id", value=partnership_id, required=True)
            ),
            _labelled(say("form.day"), h.input(id="f-on", name="stated_on", type="date", value=stated_on)),
        ],
        (_question(question) for question in questions),
        _buttons(),
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
    label = say("form.field", column=column.label, row=number)
    named = {"name": f"{sheet}.{number}.{column.name}", "aria_label": label}
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
                h.label(for_="statement")[say("hand-in.file")],
                h.input(id="statement", name="statement", type="file", accept=".xlsx,.toml", required=True),
            ],
            _buttons(),
        ],
    ]


def _buttons() -> Node:
    return h.div(".filter-buttons")[
        h.button(type="submit")[say("hand-in.check")],
        h.button(type="submit", name="hand_in", value="yes")[say("hand-in")],
    ]


def _marked(name: str, taken: Taken) -> Node:
    if not taken.marked:
        return None
    address = f"data:{FORMATS['xlsx']};base64,{base64.b64encode(taken.marked).decode()}"
    marked = f"{name.removesuffix('.xlsx')}-checked.xlsx"
    return h.p[h.a(href=address, download=marked)[say("check.marked", file=marked)]]


def _facts(taken: Taken) -> Node:
    if not taken.facts:
        return None
    return h.section(".card", aria_labelledby="next")[
        h.h2(id="next")[say("check.facts")],
        h.ul(".results")[
            (
                h.li[say.nodes("check.fact", {"a": h.a(href=partnership_url(name))}, partnership=name, fact=fact)]
                for name, fact in taken.facts
            )
        ],
    ]
