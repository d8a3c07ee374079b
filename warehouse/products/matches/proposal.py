"""Who could apply for a call together: the consortia of one match, with the reasons for every name.

Belongs here: what was found, as rows and in words. Does not belong here: candidates and rules of an edition as values
(`warehouse.products.matches.candidates`) and sets that keep the rules (`warehouse.products.matches.consortium`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from warehouse.products.matches.candidates import Field, introduce, read_field, read_introducers
from warehouse.products.matches.columns import MATCH_TABLE
from warehouse.products.matches.consortium import (
    EACH,
    SOMEBODY,
    SUM,
    Candidate,
    Consortia,
    Rule,
    Standing,
    find_consortia,
)
from warehouse.products.matches.reviews import find_match
from warehouse.store.errors import UsageError
from warehouse.store.reader import Snapshot

_KINDS: Mapping[str, type[pl.DataType]] = {
    "consortium_number": pl.Int64,
    "could_coordinate": pl.Boolean,
    **dict.fromkeys(("theme_project_count", "latest_project_year", "coordinated_project_count"), pl.Int64),
    **dict.fromkeys(("have_count", "need_count"), pl.Float64),
}


def _schema(names: str) -> dict[str, type[pl.DataType]]:
    return {name: _KINDS.get(name, pl.String) for name in names.split()}


NAME_SCHEMA = _schema(
    "consortium_number organisation_name helix region_name nuts_code country_code standing could_coordinate "
    "evidence_words counts_for introducer theme_project_count latest_project_year coordinated_project_count "
    "candidate_id"
)
RULE_SCHEMA = _schema("consortium_number rule_name verdict have_count need_count clause source rule_confidence rule_id")
MEMBERS_ALONE = 0
"""Number of the rows that say what the members, or where there is no consortium everybody, cannot keep."""
STANDINGS: Mapping[Standing, str] = {
    Standing.EVIDENT: "member region",
    Standing.MEMBER: "member region, without evidence",
    Standing.OUTSIDE: "from outside",
}
_OF_COORDINATORS = re.compile(r"\bcoordinators?\b[^.]*\b(must be|limited to|established)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Proposal:
    """The consortia of one match.

    Attributes:
        names: one row is one name of one consortium, with the columns of `NAME_SCHEMA`.
        rules: one row is one rule of one consortium, with the columns of `RULE_SCHEMA`; those with the number
            `MEMBERS_ALONE` are the rules that the members cannot keep together.
        finding: what was found, in a sentence or two.
    """

    names: pl.DataFrame
    rules: pl.DataFrame
    finding: str

    @property
    def count(self) -> int:
        """How many consortia there are."""
        return self.names["consortium_number"].n_unique()

    @property
    def coordinator(self) -> str | None:
        """Who of the first consortium could coordinate."""
        first = self.names.filter(pl.col("could_coordinate") & (pl.col("consortium_number") == 1))
        return None if first.is_empty() else str(first["organisation_name"].item())

    def as_json(self) -> dict[str, Any]:
        """All of it for programs."""
        return {
            "finding": self.finding,
            "conflict": self._rules_of(MEMBERS_ALONE),
            "consortia": [
                {"names": frame.drop("consortium_number").to_dicts(), "rules": self._rules_of(int(number))}
                for (number,), frame in self.names.group_by("consortium_number", maintain_order=True)
            ],
        }

    def _rules_of(self, number: int) -> list[dict[str, Any]]:
        return self.rules.filter(consortium_number=number).drop("consortium_number").to_dicts()


def find_open_match(snapshot: Snapshot, partnership: str, topic: str) -> tuple[str, str]:
    """The ids of a match in the edition's own spelling.

    Raises:
        UsageError: the edition has no such partnership or topic, or the topic takes no applications.
    """
    match = find_match(snapshot, partnership, topic)
    sql = f"select count(*) from {MATCH_TABLE} where partnership_id = ? and topic_id = ?"
    if not snapshot.frame(sql, match).item():
        raise UsageError(f"topic: {match[1]} is no open or forthcoming call for {match[0]}")
    return match


def propose(snapshot: Snapshot, partnership_id: str, topic_id: str) -> Proposal:
    """Finds the consortia of a partnership for a call.

    Args:
        snapshot: the edition.
        partnership_id: of the partnership, as the edition spells it.
        topic_id: of an open or forthcoming topic, as the edition spells it.

    Raises:
        EditionLacksError: the edition was made before there were candidates.
    """
    known = read_field(snapshot, partnership_id, topic_id)
    introducers: dict[str, str] = {}

    def find_outside() -> list[Candidate]:
        introducers.update(read_introducers(snapshot, partnership_id))
        return [introduce(one, introducers) for one in known.outside]

    found = find_consortia(known.members, known.rules, find_outside)
    writer = _Writer(known, introducers)
    return Proposal(writer.names(found), writer.rules(found), writer.finding(found))


@dataclass(frozen=True)
class _Writer:
    """What was found, in rows and words."""

    known: Field
    introducers: Mapping[str, str]

    @property
    def kept(self) -> tuple[Rule, ...]:
        """The rules that every set keeps."""
        return (*self.known.rules, SOMEBODY)

    def names(self, found: Consortia) -> pl.DataFrame:
        rows = []
        for number, team in enumerate(found.teams, start=1):
            coordinator = self._coordinator(team)
            for one in team:
                row = self.known.candidates[one.candidate_id]
                rows.append(
                    {
                        **{name: row.get(name) for name in NAME_SCHEMA},
                        "consortium_number": number,
                        "standing": STANDINGS[one.standing],
                        "could_coordinate": one is coordinator,
                        "evidence_words": self._evidence(row),
                        "counts_for": self._counts_for(one),
                        "introducer": self.introducers.get(one.candidate_id),
                    }
                )
        return pl.DataFrame(rows, schema=NAME_SCHEMA)

    def rules(self, found: Consortia) -> pl.DataFrame:
        rows = [self._judge(MEMBERS_ALONE, rule, self._short(found), "fail") for rule in self._conflict(found)]
        open_rules = sorted(set(self.known.stated) - {rule.rule_id for rule in self.known.rules})
        for number, team in enumerate(found.teams, start=1):
            rows += [self._judge(number, rule, team, "pass") for rule in self.known.rules]
            rows += [_row(number, self.known.stated[rule_id], "unknown", None, None) for rule_id in open_rules]
        return pl.DataFrame(rows, schema=RULE_SCHEMA)

    def finding(self, found: Consortia) -> str:
        conflict = [self._say(rule, self._short(found)) for rule in self._conflict(found)]
        first = found.teams[0] if found.teams else ()
        outside = sum(one.standing == Standing.OUTSIDE for one in first)
        is_any_read = any(rule.unit != SUM for rule in self.known.rules)
        undecided = self._undecided()
        if not conflict and is_any_read:
            kept = "the rules that names decide" if undecided else "every rule read"
            words = f"{_applicants(len(first))} from member regions keep{'s' if len(first) == 1 else ''} {kept}"
        elif not conflict:
            words = f"{_applicants(len(first))} from member regions could apply"
        elif not first:
            words = f"Nobody known, from member regions or outside, can keep {' and '.join(conflict)}"
        elif not self.known.members:
            words = "No member is known"
        else:
            words = f"The members alone, as far as they are known, cannot keep {' and '.join(conflict)}"
        if outside:
            words += f"; {_applicants(outside)} from outside close{'s' if outside == 1 else ''} the gap"
        if not is_any_read:
            words += "; no rule on who takes part was read, so that this is a name and no consortium"
        if undecided:
            words += f"; to be found out besides: {' and '.join(undecided)}"
        return f"{words}."

    def _undecided(self) -> list[str]:
        """Names of the rules on who takes part that no list of names decides."""
        decided = {rule.rule_id for rule in self.known.rules}
        names = (
            row["rule_name"] for key, row in self.known.stated.items() if row["is_decisive"] and key not in decided
        )
        return [f"“{name}”" for name in dict.fromkeys(names)]

    def _conflict(self, found: Consortia) -> list[Rule]:
        return [rule for rule in self.kept if rule.rule_id in found.conflict]

    def _stated(self, rule: Rule) -> Mapping[str, Any]:
        return _SOMEBODY if rule is SOMEBODY else self.known.stated[rule.rule_id]

    def _short(self, found: Consortia) -> Sequence[Candidate]:
        """Who cannot keep the conflicting rules."""
        return self.known.members if found.teams else (*self.known.members, *self.known.outside)

    def _say(self, rule: Rule, team: Sequence[Candidate]) -> str:
        name, have = self._stated(rule)["rule_name"], round(rule.have(team), 2)
        return f"“{name}” (have {have:g}, {'need' if rule.most is None else 'at most'} {_limit(rule):g})"

    def _judge(self, number: int, rule: Rule, team: Sequence[Candidate], verdict: str) -> dict[str, Any]:
        return _row(number, self._stated(rule), verdict, round(rule.have(team), 2), _limit(rule))

    def _coordinator(self, team: Sequence[Candidate]) -> Candidate | None:
        """Who coordinates most projects, of those whom every rule on coordinators counts."""
        asked = [rule for rule in self.known.rules if _is_of_coordinators(self._stated(rule))]
        able = [one for one in team if all(rule.counts(one) for rule in asked) and self._coordinated(one)]
        return max(able, key=lambda one: (self._coordinated(one), one.strength, one.candidate_id), default=None)

    def _coordinated(self, one: Candidate) -> int:
        return int(self.known.candidates[one.candidate_id]["coordinated_project_count"])

    def _evidence(self, row: Mapping[str, Any]) -> str:
        if not row["theme_project_count"]:
            has_name = row["organisation_id"] is not None
            return "No project in the theme." if has_name else "Nobody there with a project in the theme is known."
        counts = zip(row["niche_ids"], row["niche_project_counts"], strict=True)
        niches = self.known.niches
        named = [f"{count} in {niches[niche]}" for niche, count in counts if niche in niches]
        year = f", newest of {row['latest_project_year']}" if row["latest_project_year"] else ""
        projects = f"{row['theme_project_count']} project{'s' if row['theme_project_count'] != 1 else ''}"
        led = row["coordinated_project_count"]
        parts = [f"{projects} in the theme{year}", *named[:2], f"coordinates {led}" if led else ""]
        return "; ".join(filter(None, parts)) + "."

    def _counts_for(self, one: Candidate) -> str:
        """What it brings to each rule, such as "Countries: PT"."""
        said = []
        for rule in self.known.rules:
            stated = self._stated(rule)
            if stated["rule_kind"] == "legal_types_min":
                said += [stated["rule_name"]] if rule.counts(one) else []
            elif rule.unit not in {EACH, SUM}:
                brought = rule.brought(one)
                said += [f"{stated['rule_name']}: {', '.join(sorted(brought))}"] if brought else []
        return "; ".join(dict.fromkeys(said)).replace("_", " ")


def _applicants(number: int) -> str:
    return f"{number} applicant{'' if number == 1 else 's'}"


def _limit(rule: Rule) -> float:
    return rule.least if rule.most is None else rule.most


def _row(
    number: int, stated: Mapping[str, Any], verdict: str, have: float | None, need: float | None
) -> dict[str, Any]:
    own = {"consortium_number": number, "verdict": verdict, "have_count": have, "need_count": need}
    return {name: own.get(name, stated.get(name)) for name in RULE_SCHEMA}


def _is_of_coordinators(stated: Mapping[str, Any]) -> bool:
    return stated["rule_kind"] == "coordinator_category_includes" or (
        stated["rule_kind"] in {"widening_countries_min", "legal_types_min"}
        and _OF_COORDINATORS.search(stated["clause"] or "") is not None
    )


_SOMEBODY: Mapping[str, Any] = {
    "rule_id": SOMEBODY.rule_id,
    "rule_kind": SOMEBODY.rule_id,
    "rule_name": "An applicant",
    "clause": "At least one organisation applies",
    "source": "Any call",
    "rule_confidence": "verified",
}
