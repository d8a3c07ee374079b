"""`/methodology` and `/methodology/<question>`: how is each number made?

Generated from the edition's own dictionary, which is written from the descriptions in dbt: a method that is changed
there reads differently here from the next night on, and an older edition keeps the words its numbers were made by.
"""

import htpy as h
from htpy import Node

from dashboards.components.filters import filter_form, words_field
from dashboards.components.markdown import markdown
from dashboards.components.page_frame import missing_page
from dashboards.formats import count_of
from dashboards.text import Method, define, define_columns, list_methods, list_tables
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words
from warehouse.products.search import fold, how_alike
from warehouse.store.reader import Snapshot

say = Words(__file__)

PATH = "/methodology"
_KICKER = "How is each number made?"
_SOURCE = "**Source.**"
"""Where a method has said how it is made, and says what it rests on, its limits and an example."""


def build(visit: Visit) -> Page:
    """The list of all methods, or of those that hold some words, and of the tables that need none."""
    methods = list_methods(visit.snapshot)
    if not methods:
        sentence = "This edition is older than the methods kept with the figures; the next edition has them."
        return Page("Methodology", sentence, kicker=_KICKER)
    if asked := fold(visit.parameters.get("text", "")):
        ranked = [(how_alike(asked, fold(f"{method.question} {method.text}")), method) for method in methods]
        found = [method for likeness, method in ranked if likeness]
        sentence = f"{count_of(len(found), 'method')} of {len(methods)} with words like “{visit.parameters['text']}”."
        return Page("Methodology", sentence, (_find(visit), _contents(found)), kicker=_KICKER)
    sentence = (
        f"{count_of(len(methods), 'method')}, each with its question, formula, source, limits and an example, in the "
        "words that this edition was made by."
    )
    tabs = (
        Tab("questions", "Questions", lambda: (_contents(methods),)),
        Tab("tables", "Tables without a method", lambda: (_rest(visit.snapshot, methods),)),
    )
    return Page("Methodology", sentence, (_find(visit),), tabs, kicker=_KICKER)


def build_method(visit: Visit) -> Page:
    """One method with the tables that are made by it."""
    methods = list_methods(visit.snapshot)
    found = next((method for method in methods if method.anchor == visit.named), None)
    if found is None:
        return missing_page(
            "Methodology", "No such method", "It may have another name in this edition.", content=_contents(methods)
        )
    formula, source, limits = found.text.partition(_SOURCE)
    tabs = (
        Tab("formula", "How it is made", lambda: (_text(formula),)),
        *([Tab("limits", "Sources, limits, example", lambda: (_text(source + limits),))] if source else ()),
        Tab("tables", "Tables made by it", lambda: (_made(visit.snapshot, found),)),
    )
    return Page(found.question, None, (h.p[h.a(href=PATH)["All methods"]],), tabs, kicker="Methodology")


ROUTE = Route(PATH, build, say, parameters=("text",))
METHOD_ROUTE = Route(f"{PATH}/{{named}}", build_method, say, name="method", section=PATH)


def _find(visit: Visit) -> Node:
    field = words_field("text", "Words of a method", visit.parameters)
    return filter_form(PATH, [field], is_filtered="text" in visit.parameters)


def _contents(methods: list[Method]) -> Node:
    return h.section(".card", aria_labelledby="questions")[
        h.h2(id="questions")["Questions"],
        h.ol[(h.li[h.a(href=f"{PATH}/{method.anchor}")[method.question]] for method in methods)],
    ]


def _text(part: str) -> Node:
    return h.section(".card")[markdown(part)]


def _made(snapshot: Snapshot, method: Method) -> Node:
    return h.section(".card", aria_labelledby="made")[
        h.h2(id="made")["Tables made by this method"], (_table(snapshot, table) for table in method.tables)
    ]


def _rest(snapshot: Snapshot, methods: list[Method]) -> Node:
    covered = {table for method in methods for table in method.tables}
    tables = [table for table in list_tables(snapshot) if table not in covered]
    return h.section(".card", aria_labelledby="other-tables")[
        h.h2(id="other-tables")["Tables without a method of their own"],
        h.ul(".columns")[(h.li[h.code[table], f" {define(snapshot, table) or ''}"] for table in tables)],
    ]


def _table(snapshot: Snapshot, table: str) -> Node:
    columns = define_columns(snapshot, table)
    return h.div(".described-table")[
        h.p[h.code[table], f" {define(snapshot, table) or ''}"],
        h.details(".about")[
            h.summary[f"{count_of(len(columns), 'column')} of {table}"],
            h.dl(".meanings")[([h.dt[h.code[column]], h.dd[meaning]] for column, meaning in columns.items())],
        ]
        if columns
        else None,
    ]
