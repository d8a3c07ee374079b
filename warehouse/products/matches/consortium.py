"""Consortia: the smallest sets of candidates that keep every rule of a call, found exactly, or why there is none.

Belongs here: the optimisation and its proof, from values to values. Does not belong here: what candidates and rules an
edition has (`warehouse.products.matches.call`), and which rule holds for a call (dbt).
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


SOMEBODY = Rule("somebody-applies", EACH, least=1)
"""What holds of every call, whatever was read of it."""


@dataclass(frozen=True)
class Consortia:
    """What was found for a call.

    Attributes:
        teams: sets of candidates that keep every rule, the best first, each with the strongest candidate first; none
            where nobody can.
        conflict: ids of rules that the members cannot keep together and of which none can be left out; none where they
            can keep all.
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
    available: Sequence[Candidate] = members
    conflict: tuple[str, ...] = ()
    first = _solve(available, asked)
    if first is None:
        conflict = _prove(members, asked)
        available = [*members, *find_outside()]
        first = _solve(available, asked)
    teams = [] if first is None else [first]
    while teams and len(teams) < TEAMS and (other := _solve_apart(available, asked, teams)) is not None:
        teams.append(other)
    return Consortia(tuple(_order(team) for team in teams), conflict)


def _order(team: Sequence[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(team, key=lambda one: (one.standing, -one.strength, one.candidate_id)))


def _prove(candidates: Sequence[Candidate], rules: Sequence[Rule]) -> tuple[str, ...]:
    """An irreducible set of rules that the candidates cannot keep: what can be left out of it is left out in turn.

    Numbers of applicants go first, so that what is left says where somebody is missing.
    """
    kept = list(rules)
    for rule in sorted(rules, key=lambda rule: rule.unit not in {EACH, SUM}):
        fewer = [other for other in kept if other is not rule]
        if _solve(candidates, fewer) is None:
            kept = fewer
    return tuple(rule.rule_id for rule in kept)


def _solve_apart(
    candidates: Sequence[Candidate], rules: Sequence[Rule], teams: Sequence[Sequence[Candidate]]
) -> list[Candidate] | None:
    """One more set, as different as can be had from where the first took its candidates: by half, else by one."""
    outside = sum(candidate.standing == Standing.OUTSIDE for candidate in teams[0])
    for different in (ceil(len(teams[0]) / 2), 1):
        if (found := _solve(candidates, rules, teams, different, outside)) is not None:
            return found
    return None


def _solve(
    candidates: Sequence[Candidate],
    rules: Sequence[Rule],
    apart_from: Sequence[Sequence[Candidate]] = (),
    different: int = 1,
    outside: int | None = None,
) -> list[Candidate] | None:
    """The best set that keeps the rules; None where there is none.

    Args:
        candidates: to choose from.
        rules: to keep.
        apart_from: sets that it must differ from.
        different: how many of each of these it must do without.
        outside: how many from outside it may have at most.
    """
    model = _Model(len(candidates))
    for rule in rules:
        model.keep(rule, candidates)
    for team in apart_from:
        taken = {candidate.candidate_id for candidate in team}
        places = [place for place, one in enumerate(candidates) if one.candidate_id in taken]
        model.add(places, np.ones(len(places)), most=max(len(team) - different, 0))
    if outside is not None:
        places = [place for place, one in enumerate(candidates) if one.standing == Standing.OUTSIDE]
        model.add(places, np.ones(len(places)), most=outside)
    chosen = model.solve(_costs(candidates, rules))
    return None if chosen is None else [candidates[place] for place in chosen]


def _costs(candidates: Sequence[Candidate], rules: Sequence[Rule]) -> NDArray[np.float64]:
    """What each candidate costs, so that the cheapest set is the smallest, and of these the strongest.

    One taken from further away costs more than the nearer ones of a smallest set, and all strength together less than
    one candidate.
    """
    largest = 1 + sum(ceil(rule.least) for rule in rules if rule.unit != SUM)
    # How many it takes to add up to an amount nobody knows beforehand.
    weight = 1 / (1 + (len(candidates) if any(rule.unit == SUM for rule in rules) else largest))
    return np.array([float(largest**one.standing) - weight * one.strength for one in candidates])


class _Model:
    """An integer programme: which candidates are taken, and which things they bring to each rule that counts things."""

    def __init__(self, candidates: int) -> None:
        self.candidates = candidates
        self.columns = candidates
        self.rows: list[tuple[NDArray[np.int64], NDArray[np.float64], float, float]] = []

    def add(
        self,
        columns: Sequence[int],
        weights: Sequence[float] | NDArray[np.float64],
        *,
        least: float = -np.inf,
        most: float = np.inf,
    ) -> None:
        self.rows.append((np.asarray(columns, dtype=np.int64), np.asarray(weights, dtype=np.float64), least, most))

    def keep(self, rule: Rule, candidates: Sequence[Candidate]) -> None:
        """A thing is there at most once and only if somebody is taken who brings it."""
        most = np.inf if rule.most is None else rule.most
        counted = [place for place, candidate in enumerate(candidates) if rule.counts(candidate)]
        if rule.unit in {EACH, SUM}:
            weights = [candidates[place].amount if rule.unit == SUM else 1.0 for place in counted]
            self.add(counted, weights, least=rule.least, most=most)
            return
        bringing: dict[str, list[int]] = {}
        for place in counted:
            for thing in rule.brought(candidates[place]):
                bringing.setdefault(thing, []).append(place)
        things = [self.columns + number for number in range(len(bringing))]
        self.columns += len(bringing)
        for thing, places in zip(things, bringing.values(), strict=True):
            self.add([thing, *places], [-1.0, *np.ones(len(places))], least=0.0)
        self.add(things, np.ones(len(things)), least=rule.least, most=most)

    def solve(self, costs: NDArray[np.float64]) -> list[int] | None:
        # 40 MB of memory and a third of a second, which a server that is asked for no consortium need not spend.
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_matrix

        if not (self.columns and self.rows):
            return [] if all(least <= 0 <= most for _, _, least, most in self.rows) else None
        lengths = [len(columns) for columns, _, _, _ in self.rows]
        matrix = csr_matrix(
            (
                np.concatenate([weights for _, weights, _, _ in self.rows]),
                np.concatenate([columns for columns, _, _, _ in self.rows]),
                np.concatenate([[0], np.cumsum(lengths)]),
            ),
            shape=(len(self.rows), self.columns),
        )
        # Things need not be whole numbers: where candidates are, the most that a thing can be is.
        whole = np.zeros(self.columns)
        whole[: self.candidates] = 1
        found = milp(
            np.concatenate([costs, np.zeros(self.columns - self.candidates)]),
            integrality=whole,
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(
                matrix, [least for _, _, least, _ in self.rows], [most for _, _, _, most in self.rows]
            ),
            options={"mip_rel_gap": 0.0},
        )
        return None if found.x is None else [int(place) for place in np.flatnonzero(found.x[: self.candidates] > 0.5)]  # noqa: PLR2004
