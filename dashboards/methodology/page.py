"""`/methodology` and `/methodology/<question>`: how is each number made?

Generated from the edition's own dictionary, which is written from the descriptions in dbt: a method that is changed
there reads differently here from the next night on, and an older edition keeps the words its numbers were made by.
"""

import htpy as h
from htpy import Node

from dashboards.components.filters import filter_form, words_field
from dashboards.components.markdown import markdown
from dashboards.components.page_frame import missing_page
from dashboards.text import Method, define, define_columns, list_methods, list_tables
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words
from warehouse.products.search import fold, how_alike
from warehouse.store.reader import Snapshot

say = Words(__file__)

PATH = "/methodology"
_SOURCE = "**Source.**"
"""Where a method has said how it is made, and says what it rests on, its limits and an example."""


def build(visit: Visit) -> Page:
    """The list of all methods, or of those that hold some words, and of the tables that need none."""
    methods = list_methods(visit.snapshot)
    kicker = say("page.kicker")
    if not methods:
        return Page(say("page"), say("page.none"), kicker=kicker)
    if asked := fold(visit.parameters.get("text", "")):
        ranked = [(how_alike(asked, fold(f"{method.question} {method.text}")), method) for method in methods]
        found = [method for likeness, method in ranked if likeness]
        answer = say("page.found", found=len(found), methods=len(methods), words=visit.parameters["text"])
        return Page(say("page"), answer, (_find(visit), _contents(found)), kicker=kicker)
    tabs = (
        Tab("questions", say("page.questions"), lambda: (_contents(methods),)),
        Tab("tables", say("page.rest"), lambda: (_rest(visit.snapshot, methods),)),
    )
    return Page(say("page"), say("page.answer", methods=len(methods)), (_find(visit),), tabs, kicker=kicker)


def build_method(visit: Visit) -> Page:
    """One method with the tables that are made by it."""
    methods = list_methods(visit.snapshot)
    found = next((method for method in methods if method.anchor == visit.named), None)
    if found is None:
        return missing_page(say("page"), say("method.none"), say("method.renamed"), content=_contents(methods))
    formula, source, limits = found.text.partition(_SOURCE)
    tabs = (
        Tab("formula", say("method.formula"), lambda: (_text(formula),)),
        *([Tab("limits", say("method.limits"), lambda: (_text(source + limits),))] if source else ()),
        Tab("tables", say("method.tables"), lambda: (_made(visit.snapshot, found),)),
    )
    return Page(found.question, None, (h.p[h.a(href=PATH)[say("method.all")]],), tabs, kicker=say("page"))


ROUTE = Route(PATH, build, say, parameters=("text",))
METHOD_ROUTE = Route(f"{PATH}/{{named}}", build_method, say, name="method", section=PATH)


def _find(visit: Visit) -> Node:
    field = words_field("text", say("page.words"), visit.parameters)
    return filter_form(PATH, [field], is_filtered="text" in visit.parameters)


def _contents(methods: list[Method]) -> Node:
    return h.section(".card", aria_labelledby="questions")[
        h.h2(id="questions")[say("page.questions")],
        h.ol[(h.li[h.a(href=f"{PATH}/{method.anchor}")[method.question]] for method in methods)],
    ]


def _text(part: str) -> Node:
    return h.section(".card")[markdown(part)]


def _made(snapshot: Snapshot, method: Method) -> Node:
    return h.section(".card", aria_labelledby="made")[
        h.h2(id="made")[say("method.tables")], (_table(snapshot, table) for table in method.tables)
    ]


def _rest(snapshot: Snapshot, methods: list[Method]) -> Node:
    covered = {table for method in methods for table in method.tables}
    tables = [table for table in list_tables(snapshot) if table not in covered]
    return h.section(".card", aria_labelledby="other-tables")[
        h.h2(id="other-tables")[say("page.rest")],
        h.ul(".columns")[(h.li[h.code[table], f" {define(snapshot, table) or ''}"] for table in tables)],
    ]


def _table(snapshot: Snapshot, table: str) -> Node:
    columns = define_columns(snapshot, table)
    return h.div(".described-table")[
        h.p[h.code[table], f" {define(snapshot, table) or ''}"],
        h.details(".about")[
            h.summary[say("method.columns", columns=len(columns), table=table)],
            h.dl(".meanings")[([h.dt[h.code[column]], h.dd[meaning]] for column, meaning in columns.items())],
        ]
        if columns
        else None,
    ]
