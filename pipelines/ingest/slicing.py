"""Cutting a search into parts when its listing is longer than a publisher gives.

The parts of a cut never overlap and leave nothing out: whatever fits none of the named values, also a
record that lacks the field, is in a part of its own. Asking for the parts and counting them is in
``search_listing``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

Clause = Mapping[str, Any]


class Cut(Protocol):
    """One way to cut a listing."""

    def parts(self) -> tuple[Part, ...]:
        """What it falls into."""
        ...


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a listing.

    Attributes:
        label: short name, fit for a file name.
        must: what its records hold beside the listing's own query.
        must_not: what they do not.
        cuts: how to go on with the very same cut if the part is too long still.
    """

    label: str
    must: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True)
class TermsCut:
    """A part for each value of a field, and one for all other records.

    Attributes:
        name: what the part of all others is called after.
    """

    field: str
    values: tuple[str, ...]
    name: str

    def parts(self) -> tuple[Part, ...]:
        """One per value, then the others."""
        named = (Part(label=value, must=({"terms": {self.field: [value]}},)) for value in self.values)
        others = Part(label=f"other-{self.name}", must_not=({"terms": {self.field: list(self.values)}},))
        return (*named, others)


@dataclass(frozen=True)
class DateCut:
    """Two halves of a span of at least two days, and one part for records outside it or without a date.

    Labels are letters, as halves are cut again and again: ``a-b`` is the later half of the earlier half.

    Attributes:
        is_whole: False for a half, which has no outside of its own.
    """

    field: str
    first: date
    last: date
    is_whole: bool = True

    def parts(self) -> tuple[Part, ...]:
        """The halves, then those outside."""
        middle = self.first + (self.last - self.first) // 2
        halves = (self._part("a", self.first, middle), self._part("b", middle + timedelta(days=1), self.last))
        outside = Part(label="undated", must_not=(date_range(self.field, self.first, self.last),))
        return (*halves, outside) if self.is_whole else halves

    def _part(self, label: str, first: date, last: date) -> Part:
        again = (DateCut(self.field, first, last, is_whole=False),) if first < last else ()
        return Part(label=label, must=(date_range(self.field, first, last),), cuts=again)


def date_range(field: str, first: date, last: date | None = None) -> Clause:
    """Days from the first to the last. Only this notation is compared: a bare date would filter nothing."""
    until = {} if last is None else {"lte": f"{last}T23:59:59.999+0000"}
    return {"range": {field: {"gte": f"{first}T00:00:00.000+0000", **until}}}


def narrow(query: Mapping[str, Any], part: Part) -> dict[str, Any]:
    """The query of a part of what a query finds."""
    held = query["bool"]
    clauses = {
        "must": [*held.get("must", ()), *part.must],
        "must_not": [*held.get("must_not", ()), *part.must_not],
    }
    return {"bool": {kind: wanted for kind, wanted in clauses.items() if wanted}}
