"""`/methodology`: how is each number made?

Generated from the edition's own dictionary, which is written from the descriptions in dbt: a method that is changed
there reads differently here from the next night on, and an older edition keeps the words its numbers were made by.
"""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.attributes import attributes
from dashboards.components.page_frame import Content, render_page
from dashboards.formats import count_of
from dashboards.text import Method, define, define_columns, list_methods, list_tables
from warehouse.store.reader import Snapshot

PATH = "/methodology"


def layout(**_parameters: str) -> Component:
    """The page; it has no parameters."""
    return render_page("How is each number made?", _build)


def _build(snapshot: Snapshot) -> Content:
    methods = list_methods(snapshot)
    if not methods:
        return "Methodology", [_lacking()]
    told = {table for method in methods for table in method.tables}
    rest = [table for table in list_tables(snapshot) if table not in told]
    return "Methodology", [
        _contents(methods, rest),
        *(_method_card(snapshot, number, method) for number, method in enumerate(methods, start=1)),
        _rest_card(snapshot, rest) if rest else None,
    ]


def _lacking() -> Component:
    sentence = "This edition was made before methods were kept with the figures; they come with the next night."
    return html.Section([html.P(sentence, className="finding")], className="card", role="note")


def _contents(methods: list[Method], rest: list[str]) -> Component:
    entries: list[Component] = [
        html.Li(html.A(method.question, href=f"#{_anchor(number)}")) for number, method in enumerate(methods, start=1)
    ]
    if rest:
        entries.append(html.Li(html.A("Tables that say what they are, and need no method", href="#other-tables")))
    sentence = (
        f"{count_of(len(methods), 'method')}, each with its question, formula, source, limits and an example, in the "
        "words that this edition was made by."
    )
    return html.Section(
        [html.H2("Questions", id="questions"), html.P(sentence, className="finding"), html.Ol(entries)],
        className="card",
        **attributes(aria_labelledby="questions"),
    )


def _method_card(snapshot: Snapshot, number: int, method: Method) -> Component:
    return html.Section(
        [
            html.H2(method.question, id=_anchor(number)),
            dcc.Markdown(method.text, className="method"),
            html.H3("What is made by it"),
            *(_table(snapshot, table) for table in method.tables),
        ],
        className="card",
        **attributes(aria_labelledby=_anchor(number)),
    )


def _rest_card(snapshot: Snapshot, tables: list[str]) -> Component:
    return html.Section(
        [html.H2("Other tables", id="other-tables"), *(_table(snapshot, table) for table in tables)],
        className="card",
        **attributes(aria_labelledby="other-tables"),
    )


def _table(snapshot: Snapshot, table: str) -> Component:
    columns = define_columns(snapshot, table)
    terms: list[Component] = []
    for column, meaning in columns.items():
        terms += [html.Dt(html.Code(column)), html.Dd(meaning)]
    summary = f"{count_of(len(columns), 'column')} of {table}"
    return html.Div(
        [
            html.P([html.Code(table), f" {define(snapshot, table) or ''}"]),
            html.Details([html.Summary(summary), html.Dl(terms, className="meanings")], className="twin")
            if columns
            else None,
        ],
        className="described-table",
    )


def _anchor(number: int) -> str:
    return f"method-{number}"
