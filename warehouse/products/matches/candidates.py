"""Who could apply for a call and what its rules ask for: candidates and rules of an edition as values.

Belongs here: reading them. Does not belong here: finding sets that keep the rules
(`warehouse.products.matches.consortium`) and what was found in words (`warehouse.products.matches.proposal`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import log1p
from typing import Any

from warehouse.products.matches.consortium import EACH, Candidate, Rule, Standing
from warehouse.store.reader import Snapshot

CANDIDATE_TABLE = "marts_funding.fct_consortium_candidate"
_COUNTED_EACH = frozenset({"partners_min", "partners_max", "legal_types_min"})
"""Kinds that ask for applicants, of whom a region may bring several."""
_NAMED = 0.01
"""Of one that can be named beside a region where nobody can."""
_THEME_WEIGHT = 0.1
"""Of projects in the theme beside those in the niches of the call: they part candidates that are alike in these."""
_MILLION = 1_000_000


@dataclass(frozen=True)
class Field:
    """All that is known of who could apply for one call with one partnership.

    Attributes:
        candidates: rows of `CANDIDATE_TABLE` by their id.
        stated: the rules of the call by their id, as the edition states them.
        niches: names of the niches that the call was found in, by their id.
        rules: those rules that a list of names decides.
        members: candidates from member regions.
        outside: candidates from elsewhere.
    """

    candidates: Mapping[str, Mapping[str, Any]]
    stated: Mapping[str, Mapping[str, Any]]
    niches: Mapping[str, str]
    rules: tuple[Rule, ...]
    members: tuple[Candidate, ...]
    outside: tuple[Candidate, ...]


def read_field(snapshot: Snapshot, partnership_id: str, topic_id: str) -> Field:
    """Reads who could apply and by which rules.

    Raises:
        EditionLacksError: the edition was made before there were candidates.
    """
    match = {"partnership": partnership_id, "topic": topic_id}
    rows = snapshot.frame(_CANDIDATES, {"partnership": partnership_id}).to_dicts()
    stated = {row["rule_id"]: row for row in snapshot.frame(_RULES, match).to_dicts()}
    niches = dict(snapshot.frame(_NICHES, match).rows())
    weighed = _weigh(rows, niches)
    return Field(
        {row["candidate_id"]: row for row in rows},
        stated,
        niches,
        tuple(rule for rule in map(_read_rule, stated.values()) if rule is not None),
        tuple(one for one in weighed if one.standing != Standing.OUTSIDE),
        tuple(one for one in weighed if one.standing == Standing.OUTSIDE),
    )


def read_introducers(snapshot: Snapshot, partnership_id: str) -> dict[str, str]:
    """Who in the member regions shares most projects with each candidate from outside, in words, by candidate."""
    return dict(snapshot.frame(_INTRODUCERS, {"partnership": partnership_id}).rows())


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
            if row["theme_project_count"]
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
    """Grows with the logarithm of projects, and counts them the less the more of them size alone lets expect.

    So a body that is in every theme does not outweigh three that know the field.
    """
    counts = zip(row["niche_ids"], row["niche_project_counts"], strict=True)
    in_niches = sum(count for niche, count in counts if niche in niches)
    projects: int = row["theme_project_count"]
    if not projects:
        return _NAMED if row["organisation_id"] else 0.0
    share = projects / (projects + float(row["expected_count"]))
    return share * (log1p(in_niches) + _THEME_WEIGHT * log1p(projects))


def introduce(candidate: Candidate, introducers: Mapping[str, str]) -> Candidate:
    """Any whom somebody can introduce stands before all others."""
    known = candidate.candidate_id in introducers
    return replace(candidate, strength=(candidate.strength + known) / 2)


_CANDIDATES = f"select * from {CANDIDATE_TABLE} where partnership_id = $partnership order by candidate_id"
# A least grant asks for partners who have carried such sums; an estimate of the Commission asks for nothing.
_RULES = """
    select
        rules.rule_id,
        rules.rule_kind,
        case rules.rule_kind
            when 'partners_min' then 'Applicants'
            when 'legal_types_min' then 'Applicants (' || replace(rules.rule_counted, '_', ' ') || ')'
            else upper(left(rules.rule_name, 1)) || substring(rules.rule_name, 2)
        end as rule_name,
        rules.rule_unit,
        rules.rule_counted,
        coalesce(rules.rule_minimum, rules.rule_maximum, 1) as need_count,
        rules.clause,
        rules.source,
        rules.rule_confidence,
        rules.is_decisive,
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
        true,
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
