"""Consortia: the smallest sets of candidates that keep every rule of a call, found exactly, or why there is none.

Belongs here: the optimisation and its proof, from values to values. Does not belong here: what candidates and rules an
edition has (`warehouse.products.matches.candidates`), and which rule holds for a call (dbt).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from math import ceil

import numpy as np
from numpy.typing import NDArray

TEAMS = 3
"""Consortia that are given at most."""
EACH, SUM = "organisation", "amount"
"""Units of rules that count candidates themselves, and that add up amounts; any other unit counts distinct things."""


class Standing(IntEnum):
    """From where a candidate is taken: the next one only where the rules cannot be kept without."""

    EVIDENT = 0
    MEMBER = 1
    OUTSIDE = 2


@dataclass(frozen=True)
class Candidate:
    """One who could apply.

    Attributes:
        candidate_id: its key.
        standing: from where it is taken.
        counted_as: what rules count it as.
        things: what it brings, by unit: its country, its region, the categories of that.
        strength: of its evidence, 0 to 1.
        amount: what it has carried, in the unit of rules on amounts.
    """

    candidate_id: str
    standing: Standing
    counted_as: frozenset[str] = frozenset()
    things: Mapping[str, frozenset[str]] = field(default_factory=dict)
    strength: float = 0.0
    amount: float = 0.0


@dataclass(frozen=True)
class Rule:
    """What a set of candidates must reach.

    Attributes:
        rule_id: its key.
        unit: what is counted: `EACH` candidate, the `SUM` of amounts, else distinct things of that name.
        counted: candidates count that are one of these; all of them where it is empty.
        least: that the set must have.
        most: of `EACH` that it may have.
    """

    rule_id: str
    unit: str
    counted: frozenset[str] = frozenset()
    least: float = 0.0
    most: float | None = None

    def counts(self, candidate: Candidate) -> bool:
        """Whether a candidate counts for it."""
        return not self.counted or bool(self.counted & candidate.counted_as)

    def brought(self, candidate: Candidate) -> frozenset[str]:
        """The things by which a candidate counts for it; none where it does not."""
        if not self.counts(candidate):
            return frozenset()
        if self.unit in {EACH, SUM}:
            return frozenset({candidate.candidate_id})
        return candidate.things.get(self.unit, frozenset())

    def have(self, team: Sequence[Candidate]) -> float:
        """What a set of candidates has of it."""
        if self.unit == SUM:
            return sum(candidate.amount for candidate in team if self.counts(candidate))
        return float(len(frozenset[str]().union(*map(self.brought, team))))


_Row = tuple[Sequence[int], Sequence[float], float, float]
"""Of one condition: places, their weights, and what these add up to at least and at most."""
_TAKEN = 0.5
SOMEBODY = Rule("somebody-applies", EACH, least=1)
"""What holds of every call, whatever was read of it."""


@dataclass(frozen=True)
class Consortia:
    """What was found for a call.

    Attributes:
        teams: sets of candidates that keep every rule, the best first, each with the strongest candidate first; none
            where nobody can.
        conflict: ids of rules that the members, or where there is no team everybody, cannot keep together, and of which
            none can be left out; none where the members can keep all.
    """

    teams: tuple[tuple[Candidate, ...], ...]
    conflict: tuple[str, ...] = ()


def find_consortia(
    members: Sequence[Candidate], rules: Sequence[Rule], find_outside: Callable[[], Sequence[Candidate]] = tuple
) -> Consortia:
    """Finds the smallest sets that keep the rules: of members, else of members with somebody from outside.

    Args:
        members: those who could apply from member regions.
        rules: what the call asks for; `SOMEBODY` applies besides.
        find_outside: gives those from outside; asked only where the members cannot keep the rules.
    """
    asked = (*rules, SOMEBODY)
    choice = _Choice(members, asked)
    conflict: tuple[str, ...] = ()
    if (first := choice.solve(asked)) is None:
        conflict = _prove(choice, asked)
        choice = _Choice([*members, *find_outside()], asked)
        first = choice.solve(asked)
        conflict = conflict if first else _prove(choice, asked)
    teams = [] if first is None else [first]
    while teams and len(teams) < TEAMS and (other := _solve_apart(choice, asked, teams)) is not None:
        teams.append(other)
    return Consortia(tuple(_order(team) for team in teams), conflict)


def _order(team: Sequence[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(team, key=lambda one: (one.standing, -one.strength, one.candidate_id)))


def _prove(choice: "_Choice", rules: Sequence[Rule]) -> tuple[str, ...]:
    """An irreducible set of rules that the candidates cannot keep: what can be left out of it is left out in turn.

    Numbers of applicants go first, so that what is left says where somebody is missing.
    """
    kept = list(rules)
    for rule in sorted(rules, key=lambda rule: rule.unit not in {EACH, SUM}):
        fewer = [other for other in kept if other is not rule]
        if choice.solve(fewer) is None:
            kept = fewer
    return tuple(rule.rule_id for rule in kept)


def _solve_apart(
    choice: "_Choice", rules: Sequence[Rule], teams: Sequence[Sequence[Candidate]]
) -> list[Candidate] | None:
    """One more set, no larger and with no more from outside than the first: other names alone, else half, else one."""
    size = len(teams[0])
    tries = (choice.solve(rules, teams, different) for different in (size, ceil(size / 2), 1))
    return next((found for found in tries if found is not None), None)


class _Choice:
    """An integer programme: which candidates are taken, and which things they bring to each rule that counts things."""

    def __init__(self, candidates: Sequence[Candidate], rules: Sequence[Rule]) -> None:
        self.candidates = candidates
        self.bringing = {rule.rule_id: self._bring(rule) for rule in rules}
        largest = 1 + sum(ceil(rule.least) for rule in rules if rule.unit != SUM)
        # How many it takes to add up to an amount nobody knows beforehand.
        weight = 1 / (1 + (len(candidates) if any(rule.unit == SUM for rule in rules) else largest))
        # The cheapest set is the smallest, and of these the strongest: one taken from further away costs more than the
        # nearer ones of a smallest set, and all strength together less than one candidate.
        self.costs = np.array([float(largest**one.standing) - weight * one.strength for one in candidates])

    def _bring(self, rule: Rule) -> list[list[int]]:
        """For each thing that counts for a rule the places of those who bring it."""
        bringing: dict[str, list[int]] = {}
        for place, candidate in enumerate(self.candidates):
            for thing in rule.brought(candidate):
                bringing.setdefault(thing, []).append(place)
        return list(bringing.values())

    def solve(
        self, rules: Sequence[Rule], apart_from: Sequence[Sequence[Candidate]] = (), different: int = 1
    ) -> list[Candidate] | None:
        """The best set that keeps the rules; None where there is none.

        Args:
            rules: some of those that it was made with.
            apart_from: sets that it must differ from; it is no larger than the first and has no more from outside.
            different: how many of each of these it must do without.
        """
        rows: list[_Row] = []
        columns = len(self.candidates)
        for rule in rules:
            most = np.inf if rule.most is None else rule.most
            bringing = self.bringing[rule.rule_id]
            if rule.unit in {EACH, SUM}:
                places = [place for [place] in bringing]
                amounts = [self.candidates[place].amount if rule.unit == SUM else 1.0 for place in places]
                rows.append((places, amounts, rule.least, most))
                continue
            # A thing is there at most once, and only if somebody is taken who brings it.
            things = range(columns, columns + len(bringing))
            columns += len(bringing)
            rows += [
                ([thing, *places], [-1.0] + [1.0] * len(places), 0.0, np.inf)
                for thing, places in zip(things, bringing, strict=True)
            ]
            rows.append((things, [1.0] * len(things), rule.least, most))
        for team in apart_from:
            rows.append(self._at_most({one.candidate_id for one in team}, max(len(team) - different, 0)))
        if apart_from:
            outside = {one.candidate_id for one in self.candidates if one.standing == Standing.OUTSIDE}
            rows.append(self._at_most(outside, sum(one.candidate_id in outside for one in apart_from[0])))
            rows.append((range(len(self.candidates)), [1.0] * len(self.candidates), -np.inf, len(apart_from[0])))
        found = _minimise(self.costs, columns, rows)
        return None if found is None else [self.candidates[place] for place in found]

    def _at_most(self, names: set[str], most: int) -> _Row:
        places = [place for place, candidate in enumerate(self.candidates) if candidate.candidate_id in names]
        return places, [1.0] * len(places), -np.inf, most


def _minimise(costs: NDArray[np.float64], columns: int, rows: Sequence[_Row]) -> list[int] | None:
    """Places of those taken at the least cost; what stands behind them are things, which cost nothing."""
    # 40 MB of memory and a third of a second, which a server that is asked for no consortium need not spend.
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix

    if not (columns and rows):
        return [] if all(least <= 0 <= most for _, _, least, most in rows) else None
    ends = np.cumsum([0, *(len(places) for places, _, _, _ in rows)])
    weights = np.concatenate([weights for _, weights, _, _ in rows])
    places = np.concatenate([places for places, _, _, _ in rows])
    bounds = [least for _, _, least, _ in rows], [most for _, _, _, most in rows]
    # Things need not be whole numbers: where candidates are, the most that a thing can be is.
    found = milp(
        np.concatenate([costs, np.zeros(columns - len(costs))]),
        integrality=np.arange(columns) < len(costs),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(csr_matrix((weights, places, ends), shape=(len(rows), columns)), *bounds),
        options={"mip_rel_gap": 0.0, "presolve": False},  # which takes longer than it saves with some hundred columns
    )
    return None if found.x is None else [int(place) for place in np.flatnonzero(found.x[: len(costs)] > _TAKEN)]
