"""A row of counts, each with its name and the one thing to know about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import htpy as h
from htpy import Node

from dashboards.formats import Number, split_money
from dashboards.words import Words

say = Words(__file__, "components")


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


def known_to(note: str, observed_to: date | None) -> str:
    """A note on what rests on participations: they are known to that day."""
    return ", ".join(filter(None, (note, say("count.known-to", day=observed_to) if observed_to else "")))


def count_row(counts: Sequence[Count]) -> Node:
    """Draw the counts side by side; they wrap on a narrow screen."""
    return h.dl(class_="counts")[[_count(count) for count in counts]]


def _count(count: Count) -> Node:
    note = " · ".join(filter(None, (count.note, say("demo") if count.is_demo else "")))
    return h.div(class_="count")[
        h.dt[count.label],
        h.dd(class_="count-value")[
            count.value, h.span(class_="count-unit")[f"\u00a0{count.unit}"] if count.unit else None
        ],
        h.dd(class_="count-note")[note] if note else None,
    ]
