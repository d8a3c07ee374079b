"""A row of counts, each with its name and the one thing to know about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboards.formats import Number, split_money


@dataclass(frozen=True)
class Count:
    """One count: what is counted, the value as text, a note, and the unit where it is not things."""

    label: str
    value: str
    note: str = ""
    is_demo: bool = False
    unit: str = ""


def money_count(label: str, value: Number | None, note: str = "", *, is_demo: bool = False) -> Count:
    """A count of money, the unit apart from the figure so that both fit a narrow box."""
    figure, unit = split_money(value)
    return Count(label, figure, note, is_demo, unit)


def count_row(counts: Sequence[Count]) -> Component:
    """Draw the counts side by side; they wrap on a narrow screen."""
    return html.Dl([_count(count) for count in counts], className="counts")


def _count(count: Count) -> Component:
    note = " · ".join(filter(None, (count.note, "demonstration data" if count.is_demo else "")))
    return html.Div(
        [
            html.Dt(count.label),
            html.Dd(
                [count.value, html.Span(f" {count.unit}", className="count-unit") if count.unit else None],
                className="count-value",
            ),
            html.Dd(note, className="count-note") if note else None,
        ],
        className="count",
    )
