"""Tables of this folder's page, with the files of the same names."""

import polars as pl

from dashboards.funding import queries, rules
from dashboards.partnerships.queries import check_partnership
from dashboards.tables import Parameters, TableSpec, names
from warehouse.products.matches.columns import MATCH_COLUMNS
from warehouse.products.matches.export import MATCH_SOURCES, export_matches
from warehouse.products.matches.proposal import NAME_SCHEMA, RULE_SCHEMA, Proposal, find_open_match
from warehouse.products.matches.query import FILTER_NAMES, MatchFilters
from warehouse.store.reader import Snapshot


def _load_near_miss_candidates(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    check_partnership(snapshot, parameters["partnership"])
    return rules.near_miss_candidates(snapshot, parameters["partnership"])


def _load_cascade_calls(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    if "partnership" in parameters:
        check_partnership(snapshot, parameters["partnership"])
    return queries.cascade_calls(snapshot, parameters.get("partnership"))


def _propose(snapshot: Snapshot, parameters: Parameters) -> Proposal:
    return queries.proposal(snapshot, *find_open_match(snapshot, parameters["partnership"], parameters["topic"]))


FUNDING_MATCHES = TableSpec(
    name="funding-match",
    columns=MATCH_COLUMNS,
    may_lack=names("near_miss review_status is_programme_selected"),
    shown=names(
        "topic_title partnership_name programme_name deadline_date days_left eligibility near_miss "
        " score max_grant_eur funding_rate review_status"
    ),
    load=lambda snapshot, parameters: queries.find_matches(snapshot, MatchFilters.from_text(parameters), MATCH_COLUMNS),
    parameters=FILTER_NAMES,
    address="marts_funding.fct_match",
    rests_on=MATCH_SOURCES,
    export=lambda snapshot, parameters: export_matches(snapshot, MatchFilters.from_text(parameters)),
)

MATCH_SUMMARY = TableSpec(
    name="match-summary",
    columns=names(
        "partnership_id partnership_name platform_name match_count theme_match_count theme_pass_count pass_count "
        "unknown_count fail_count best_score next_deadline_date"
    ),
    shown=names(
        "partnership_name platform_name match_count theme_match_count theme_pass_count pass_count unknown_count "
        "fail_count best_score next_deadline_date"
    ),
    load=lambda snapshot, parameters: queries.match_summary(snapshot, MatchFilters.from_text(parameters)),
    parameters=FUNDING_MATCHES.parameters,
    address="marts_funding.fct_match",
    rests_on=FUNDING_MATCHES.rests_on,
)

DEADLINES = TableSpec(
    name="deadlines",
    columns=names(
        "topic_id topic_title programme_name topic_status deadline_date days_left best_score partnership_count "
        "partnership_names portal_url"
    ),
    shown=names("topic_title programme_name deadline_date days_left best_score partnership_names"),
    load=lambda snapshot, parameters: queries.list_deadlines(snapshot, MatchFilters.from_text(parameters)),
    parameters=FILTER_NAMES,
    address="marts_funding.fct_match",
    rests_on=FUNDING_MATCHES.rests_on,
)

RULE_VERDICTS = TableSpec(
    name="rule-verdicts",
    columns=names(
        "topic_id topic_title verdict verdict_words have_count need_count is_decisive clause source "
        "rule_confidence rule_id partnership_id"
    ),
    shown=names("topic_title verdict verdict_words have_count need_count is_decisive clause rule_confidence"),
    load=lambda snapshot, parameters: rules.rule_verdicts(snapshot, MatchFilters.from_text(parameters)),
    parameters=FILTER_NAMES,
    address="marts_funding.fct_eligibility",
    rests_on=("registry", "funding_tenders", "regions"),
)

TOPIC_CONDITIONS = TableSpec(
    name="topic-conditions",
    columns=names(
        "topic_id topic_title condition_name condition_words condition_evidence condition_quote condition_source"
    ),
    shown=names("topic_title condition_name condition_words condition_evidence condition_quote condition_source"),
    may_lack=names("condition_quote"),
    load=lambda snapshot, parameters: rules.topic_conditions(snapshot, MatchFilters.from_text(parameters)),
    parameters=FILTER_NAMES,
    address="marts_funding.fct_topic_condition",
    rests_on=("funding_tenders",),
)

CASCADE_CALLS = TableSpec(
    name="cascade-calls",
    columns=names(
        "call_title project_acronym partnership_names parent_topic_id topic_status opening_date deadline_date "
        "budget_eur portal_url cascade_call_id"
    ),
    shown=names("call_title project_acronym partnership_names topic_status deadline_date budget_eur portal_url"),
    may_lack=names("partnership_names"),
    load=_load_cascade_calls,
    parameters=("partnership",),
    address="marts_core.dim_cascade_call",
    rests_on=("funding_tenders", "cordis"),
)

CONSORTIUM = TableSpec(
    name="consortium",
    columns=tuple(NAME_SCHEMA),
    shown=names(
        "consortium_number organisation_name region_name country_code standing could_coordinate evidence_words "
        "counts_for introducer"
    ),
    may_lack=names("organisation_name helix introducer"),
    load=lambda snapshot, parameters: _propose(snapshot, parameters).names,
    parameters=("partnership", "topic"),
    required=("partnership", "topic"),
    address="marts_funding.fct_consortium_candidate",
    rests_on=("registry", "funding_tenders", "cordis", "regions"),
)

CONSORTIUM_RULES = TableSpec(
    name="consortium-rules",
    columns=tuple(RULE_SCHEMA),
    load=lambda snapshot, parameters: _propose(snapshot, parameters).rules,
    parameters=CONSORTIUM.parameters,
    required=CONSORTIUM.required,
    address=CONSORTIUM.address,
    rests_on=CONSORTIUM.rests_on,
)

NEAR_MISS_CANDIDATES = TableSpec(
    name="near-miss-candidates",
    columns=names(
        "nuts_code region_name region_name_english country_code closed_words is_sufficient topic_count "
        "theme_project_count theme_organisation_count latest_project_year cohesion_category innovator_group is_riv "
        "candidate_rank gap_id"
    ),
    may_lack=("region_name_english",),
    shown=names(
        "nuts_code region_name region_name_english country_code closed_words is_sufficient topic_count "
        "theme_project_count theme_organisation_count latest_project_year cohesion_category"
    ),
    load=_load_near_miss_candidates,
    parameters=("partnership",),
    required=("partnership",),
    address="marts_funding.fct_near_miss_candidate",
    rests_on=("registry", "cordis", "regions"),
)
