"""Who could apply for a call together: the consortia of one match, with the reasons for every name.

Belongs here: candidates and rules of an edition as values, and what was found as rows. Does not belong here: finding
sets that keep the rules (`warehouse.products.matches.consortium`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p
from typing import Any

import polars as pl

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

CANDIDATE_TABLE = "marts_funding.fct_consortium_candidate"
NAME_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "consortium_number": pl.Int64,
    "organisation_name": pl.String,
    "helix": pl.String,
    "region_name": pl.String,
    "nuts_code": pl.String,
    "country_code": pl.String,
    "standing": pl.String,
    "could_coordinate": pl.Boolean,
    "evidence_words": pl.String,
    "counts_for": pl.String,
    "introducer": pl.String,
    "theme_project_count": pl.Int64,
    "latest_project_year": pl.Int64,
    "coordinated_project_count": pl.Int64,
    "candidate_id": pl.String,
}
RULE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "consortium_number": pl.Int64,
    "rule_name": pl.String,
    "verdict": pl.String,
    "have_count": pl.Float64,
    "need_count": pl.Float64,
    "clause": pl.String,
    "source": pl.String,
    "rule_confidence": pl.String,
    "rule_id": pl.String,
}
MEMBERS_ALONE = 0
"""Number of the rows that say what the members cannot keep."""
STANDINGS: Mapping[Standing, str] = {
    Standing.EVIDENT: "member region",
    Standing.MEMBER: "member region, nobody named",
    Standing.OUTSIDE: "from outside",
}
_COUNTED_EACH = frozenset({"partners_min", "partners_max", "legal_types_min"})
"""Kinds that ask for applicants, of whom a region may bring several."""
_OF_COORDINATORS = re.compile(r"\bcoordinators?\b[^.]*\b(must be|limited to|established)\b", re.IGNORECASE)
_THEME_WEIGHT = 0.1
"""Of projects in the theme beside those in the niches of the call: they part candidates that are alike in these."""
_MILLION = 1_000_000


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
                for (number,), frame in self.names.group_by("consortium_number", maintain_order=True)  # type: ignore[arg-type]
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
        raise UsageError(f"topic: {match[1]} is neither open nor forthcoming in this edition")
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
    own, match = {"partnership": partnership_id}, {"partnership": partnership_id, "topic": topic_id}
    candidates = {row["candidate_id"]: row for row in snapshot.frame(_CANDIDATES, own).to_dicts()}
    stated = {row["rule_id"]: row for row in snapshot.frame(_RULES, match).to_dicts()}
    niches = dict(snapshot.frame(_NICHES, match).rows())
    rules = [rule for rule in map(_read_rule, stated.values()) if rule is not None]
    weighed = _weigh(candidates.values(), niches)
    members = [one for one in weighed if one.standing != Standing.OUTSIDE]
    introducers: dict[str, str] = {}

    def find_outside() -> list[Candidate]:
        introducers.update(snapshot.frame(_INTRODUCERS, own).rows())
        return [_introduced(one, introducers) for one in weighed if one.standing == Standing.OUTSIDE]

    found = find_consortia(members, rules, find_outside)
    writer = _Writer(candidates, niches, introducers, [*rules, SOMEBODY], {**stated, SOMEBODY.rule_id: _SOMEBODY})
    return Proposal(writer.names(found), writer.rules(found, members), writer.finding(found, members))


def _read_rule(stated: Mapping[str, Any]) -> Rule | None:
    """A rule on who takes part; None where no list of names decides it."""
    if stated["rule_unit"] == "none":
        return None
    unit = EACH if stated["rule_kind"] in _COUNTED_EACH else str(stated["rule_unit"])
    counted = frozenset(filter(None, (stated["rule_counted"] or "").split(";")))
    if stated["rule_kind"] == "partners_max":
        return Rule(stated["rule_id"], unit, most=stated["need_count"])
    return Rule(stated["rule_id"], unit, counted, float(stated["need_count"]))


def _weigh(rows: Iterable[Mapping[str, Any]], niches: Mapping[str, str]) -> list[Candidate]:
    evidence = {row["candidate_id"]: _evidence(row, niches) for row in rows}
    strongest = max(evidence.values(), default=0.0) or 1.0
    return [
        Candidate(
            row["candidate_id"],
            Standing.OUTSIDE
            if row["member_id"] is None
            else Standing.EVIDENT
            if row["organisation_id"]
            else Standing.MEMBER,
            frozenset(row["counted_as"]),
            {
                "country": frozenset(filter(None, (row["country_code"],))),
                "member": frozenset(filter(None, (row["nuts_code"],))),
                "category": frozenset(row["cohesion_categories"]),
                "group": frozenset(row["innovator_groups"]),
            },
            evidence[row["candidate_id"]] / strongest,
            float(row["largest_contribution_eur"] or 0) / _MILLION,
        )
        for row in rows
    ]


def _evidence(row: Mapping[str, Any], niches: Mapping[str, str]) -> float:
    """Grows with the logarithm of projects, so that a large body does not outweigh three that know the field."""
    counts = zip(row["niche_ids"], row["niche_project_counts"], strict=True)
    in_niches = sum(count for niche, count in counts if niche in niches)
    return log1p(in_niches) + _THEME_WEIGHT * log1p(row["theme_project_count"])


def _introduced(candidate: Candidate, introducers: Mapping[str, str]) -> Candidate:
    """Any whom somebody can introduce stands before all others."""
    known = candidate.candidate_id in introducers
    return replace(candidate, strength=(candidate.strength + known) / 2)


@dataclass(frozen=True)
class _Writer:
    """What was found, in rows and words."""

    candidates: Mapping[str, Mapping[str, Any]]
    niches: Mapping[str, str]
    introducers: Mapping[str, str]
    kept: Sequence[Rule]
    stated: Mapping[str, Mapping[str, Any]]

    def names(self, found: Consortia) -> pl.DataFrame:
        rows = []
        for number, team in enumerate(found.teams, start=1):
            coordinator = self._coordinator(team)
            for one in team:
                row = self.candidates[one.candidate_id]
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

    def rules(self, found: Consortia, members: Sequence[Candidate]) -> pl.DataFrame:
        rows = [
            self._judge(MEMBERS_ALONE, rule, members, "fail") for rule in self.kept if rule.rule_id in found.conflict
        ]
        for number, team in enumerate(found.teams, start=1):
            rows += [self._judge(number, rule, team, "pass") for rule in self.kept if rule is not SOMEBODY]
            open_rules = sorted(set(self.stated) - {rule.rule_id for rule in self.kept})
            rows += [self._row(number, rule_id, "unknown", None, None) for rule_id in open_rules]
        return pl.DataFrame(rows, schema=RULE_SCHEMA)

    def finding(self, found: Consortia, members: Sequence[Candidate]) -> str:
        conflict = [self._say(rule, members) for rule in self.kept if rule.rule_id in found.conflict]
        if not conflict:
            words = f"{len(found.teams[0])} of the members' organisations keep every rule"
        elif not members:
            words = "No member is known"
        else:
            words = f"The members alone cannot keep {' and '.join(conflict)}"
        outside = sum(one.standing == Standing.OUTSIDE for one in found.teams[0]) if found.teams else 0
        if not found.teams:
            words += ", and nobody known from outside closes that"
        elif outside:
            words += f"; {outside} from outside {'closes' if outside == 1 else 'close'} the gap"
        if len(self.kept) == 1:
            words += "; no rule on who takes part was read, so that this is a name and no consortium"
        return f"{words}."

    def _say(self, rule: Rule, team: Sequence[Candidate]) -> str:
        name = str(self.stated[rule.rule_id]["rule_name"])
        limit = rule.least if rule.most is None else rule.most
        return f"“{name}” (have {rule.have(team):g}, need {limit:g})"

    def _judge(self, number: int, rule: Rule, team: Sequence[Candidate], verdict: str) -> dict[str, Any]:
        need = rule.least if rule.most is None else rule.most
        return self._row(number, rule.rule_id, verdict, round(rule.have(team), 2), need)

    def _row(self, number: int, rule_id: str, verdict: str, have: float | None, need: float | None) -> dict[str, Any]:
        told = self.stated[rule_id]
        own = {"consortium_number": number, "verdict": verdict, "have_count": have, "need_count": need}
        return {name: own.get(name, told.get(name)) for name in RULE_SCHEMA}

    def _coordinator(self, team: Sequence[Candidate]) -> Candidate | None:
        """Who coordinates most projects, of those whom every rule on coordinators counts."""
        asked = [rule for rule in self.kept if self._is_of_coordinators(self.stated[rule.rule_id])]
        able = [one for one in team if all(rule.counts(one) for rule in asked) and self._coordinated(one)]
        return max(able, key=lambda one: (self._coordinated(one), one.strength, one.candidate_id), default=None)

    def _coordinated(self, one: Candidate) -> int:
        return int(self.candidates[one.candidate_id]["coordinated_project_count"])

    @staticmethod
    def _is_of_coordinators(stated: Mapping[str, Any]) -> bool:
        return stated["rule_kind"] == "coordinator_category_includes" or (
            stated["rule_kind"] in {"widening_countries_min", "legal_types_min"}
            and _OF_COORDINATORS.search(stated["clause"] or "") is not None
        )

    def _evidence(self, row: Mapping[str, Any]) -> str:
        if not row["organisation_id"]:
            return "No organisation there with a project in the theme is known."
        counts = zip(row["niche_ids"], row["niche_project_counts"], strict=True)
        named = [f"{count} in {self.niches[niche]}" for niche, count in counts if niche in self.niches]
        year = f", newest of {row['latest_project_year']}" if row["latest_project_year"] else ""
        projects = f"{row['theme_project_count']} project{'s' if row['theme_project_count'] != 1 else ''}"
        led = row["coordinated_project_count"]
        parts = [f"{projects} in the theme{year}", *named[:2], f"coordinates {led}" if led else ""]
        return "; ".join(filter(None, parts)) + "."

    def _counts_for(self, one: Candidate) -> str:
        """What it brings to each rule, such as "Countries: PT"."""
        said = []
        for rule in self.kept:
            if rule is SOMEBODY or (rule.unit in {EACH, SUM} and not rule.counted):
                continue
            if brought := rule.brought(one):
                things = ", ".join(sorted(brought)).replace("_", " ")
                name = str(self.stated[rule.rule_id]["rule_name"])
                said.append(name if rule.unit == EACH else f"{name}: {things}")
        return "; ".join(said)


_SOMEBODY: Mapping[str, Any] = {
    "rule_id": SOMEBODY.rule_id,
    "rule_kind": SOMEBODY.rule_id,
    "rule_name": "An applicant",
    "clause": "At least one organisation applies",
    "source": "Any call",
    "rule_confidence": "verified",
}
_CANDIDATES = f"select * from {CANDIDATE_TABLE} where partnership_id = $partnership order by candidate_id"
# A least grant asks for partners who have carried such sums; an estimate of the Commission asks for nothing.
_RULES = """
    select
        rules.rule_id,
        rules.rule_kind,
        if(rules.rule_kind = 'partners_min', 'Applicants', rules.rule_name) as rule_name,
        rules.rule_unit,
        rules.rule_counted,
        coalesce(rules.rule_minimum, rules.rule_maximum, 1) as need_count,
        rules.clause,
        rules.source,
        rules.rule_confidence,
    from marts_funding.fct_eligibility as verdicts
    inner join marts_funding.dim_eligibility_rule as rules on verdicts.rule_id = rules.rule_id
    where verdicts.partnership_id = $partnership and verdicts.topic_id = $topic
    union all
    select
        'least-grant',
        'least_grant',
        'Largest contributions in one project, EUR million',
        'amount',
        null,
        grants.value_low / 1000000,
        grants.condition_words || coalesce(': ' || grants.condition_quote, ''),
        grants.condition_source,
        'likely',
    from marts_funding.fct_topic_condition as grants
    where
        grants.topic_id = $topic
        and grants.condition = 'grant'
        and grants.value_low > 0
        and not exists (
            select 1
            from marts_funding.fct_topic_condition as ranges
            where ranges.topic_id = $topic and ranges.condition = 'is_grant_range_binding' and ranges.value_low = 0
        )
    order by 1
"""
_NICHES = """
    select niches.niche_id, niches.niche_name
    from marts_core.dim_niche as niches
    inner join marts_funding.fct_match as matches
        on
            niches.partnership_id = matches.partnership_id
            and list_contains(string_split(matches.matched_niches, '; '), niches.niche_name)
    where matches.partnership_id = $partnership and matches.topic_id = $topic
"""
_INTRODUCERS = f"""
    with candidates as (
        select organisation_id, organisation_name, member_id, region_name
        from {CANDIDATE_TABLE}
        where partnership_id = $partnership and organisation_id is not null
    ),

    shared as (
        select
            outside.organisation_id as outsider,
            inside.organisation_name,
            inside.region_name,
            count(distinct theirs.project_id) as project_count,
            max(theirs.project_id) as project_id,
        from candidates as outside
        inner join marts_core.fct_participation as theirs on outside.organisation_id = theirs.organisation_id
        inner join marts_core.fct_participation as ours on theirs.project_id = ours.project_id
        inner join candidates as inside on ours.organisation_id = inside.organisation_id
        where outside.member_id is null and inside.member_id is not null
        group by all
    )

    select
        shared.outsider,
        shared.organisation_name || ' (' || shared.region_name || '): ' || shared.project_count
        || if(shared.project_count = 1, ' shared project', ' shared projects')
        || coalesce(', as ' || projects.acronym, '') as introducer,
    from shared
    left join marts_core.dim_project as projects on shared.project_id = projects.project_id
    qualify row_number() over (
        partition by shared.outsider order by shared.project_count desc, shared.organisation_name, shared.region_name
    ) = 1
"""
