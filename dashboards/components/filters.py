"""Filters as a plain form: what is chosen goes into the URL, so that a view can be linked, and back and forward work.

A plain form: it works from the keyboard, keeps its labels, and changes nothing until it is sent.
"""

from collections.abc import Mapping, Sequence

import htpy as h
from htpy import Node

from dashboards.words import Words

say = Words(__file__, "components")

Options = Sequence[tuple[str, str]]
LONGEST_WORDS = 80


def filter_form(path: str, fields: Sequence[Node], *, is_filtered: bool, kept: Mapping[str, str] | None = None) -> Node:
    """A form that asks for the same page with the chosen filters.

    Args:
        path: of the page.
        fields: the filters.
        is_filtered: whether there is something to clear.
        kept: parameters of the page that the form passes on as they are.
    """
    return h.form(action=path, method="get", class_="filters", role="search", aria_label=say("filters"))[
        *hidden_fields(kept or {}, "filter"),
        h.div(class_="filter-row")[
            *fields,
            h.div(class_="filter-buttons")[
                h.button(type="submit")[say("filters.apply")],
                h.a(href=path)[say("filters.clear")] if is_filtered else None,
            ],
        ],
    ]


def hidden_fields(kept: Mapping[str, str], form: str) -> list[Node]:
    """Fields that nobody sees, so that one form of a page does not undo what another one chose."""
    return [
        h.input(type="hidden", id=f"{form}-kept-{name}", name=name, value=value)
        for name, value in kept.items()
        if value
    ]


def choice(name: str, label: str, options: Options, parameters: Mapping[str, str], form: str = "filter") -> Node:
    """One field with a fixed list of values; in a filter the first entry keeps all."""
    chosen = parameters.get(name, "")
    return h.div(class_="filter")[
        h.label(for_=f"{form}-{name}")[label],
        h.select(name=name, id=f"{form}-{name}")[
            [h.option(value=value, selected="selected" if value == chosen else None)[words] for value, words in options]
        ],
    ]


def words_field(
    name: str, label: str, parameters: Mapping[str, str], form: str = "filter", most: int = LONGEST_WORDS
) -> Node:
    """One field of free words, of `most` characters."""
    kind = "search" if form == "filter" else "text"
    return h.div(class_="filter")[
        h.label(for_=f"{form}-{name}")[label],
        h.input(id=f"{form}-{name}", name=name, type=kind, value=parameters.get(name, ""), maxlength=most),
    ]
