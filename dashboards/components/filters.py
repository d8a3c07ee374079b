"""Filters as a plain form: what is chosen goes into the URL, so that a view can be linked, and back and forward work.

A form and not callbacks: it works from the keyboard, keeps its labels, and changes nothing until it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.attributes import attributes

Options = Sequence[tuple[str, str]]


def filter_form(
    path: str, fields: Sequence[Component], *, is_filtered: bool, kept: Mapping[str, str] | None = None
) -> Component:
    """A form that asks for the same page with the chosen filters.

    Args:
        path: of the page.
        fields: the filters.
        is_filtered: whether there is something to clear.
        kept: parameters of the page that the form passes on as they are.
    """
    return html.Form(
        [
            *hidden_fields(kept or {}, "filter"),
            html.Div(
                [*fields, html.Div(_buttons(path, is_filtered), className="filter-buttons")],
                className="filter-row",
            ),
        ],
        action=path,
        method="get",
        className="filters",
        role="search",
        **attributes(aria_label="Filters"),
    )


def hidden_fields(kept: Mapping[str, str], form: str) -> list[Component]:
    """Fields that nobody sees, so that one form of a page does not undo what another one chose."""
    return [dcc.Input(type="hidden", id=f"{form}-kept-{name}", name=name, value=value) for name, value in kept.items()]


def choice(name: str, label: str, options: Options, parameters: Mapping[str, str]) -> Component:
    """One filter with a fixed list of values; the first entry keeps all."""
    chosen = parameters.get(name, "")
    return html.Div(
        [
            html.Label(label, htmlFor=f"filter-{name}"),
            html.Select(
                [
                    html.Option(words, value=value, selected="selected" if value == chosen else None)
                    for value, words in options
                ],
                name=name,
                id=f"filter-{name}",
                # React keeps a select that is drawn again as it was; another key makes it a new one.
                key=f"{name}={chosen}",
            ),
        ],
        className="filter",
    )


def words_field(name: str, label: str, parameters: Mapping[str, str]) -> Component:
    """One filter of free words."""
    return html.Div(
        [
            html.Label(label, htmlFor=f"filter-{name}"),
            dcc.Input(
                id=f"filter-{name}",
                name=name,
                type="search",
                value=parameters.get(name, ""),
                debounce=True,
                maxLength=80,
            ),
        ],
        className="filter",
    )


def _buttons(path: str, is_filtered: bool) -> list[Component]:
    buttons: list[Component] = [html.Button("Apply filters", type="submit")]
    if is_filtered:
        buttons.append(dcc.Link("Clear", href=path))
    return buttons
