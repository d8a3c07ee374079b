"""Tables of this folder's page, with the files of the same names."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from dashboards.maturity import queries
from dashboards.maturity.own_weights import PREFIX, read_weights
from dashboards.partnerships.queries import check_partnership, check_platform
from dashboards.tables import Load, Parameters, TableSpec, names
from warehouse.products.matches.query import FilterError
from warehouse.store.reader import Snapshot


def _asking(query: Callable[..., pl.DataFrame], *filters: str) -> Load:
    """The rows of a question for the filters that it takes, once they have been checked."""

    def load(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
        _check_filters(snapshot, parameters)
        return query(snapshot, *(parameters.get(name) for name in filters))

    return load


def _load_own_scores(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    check_platform(snapshot, parameters.get("platform"))
    weights = read_weights(parameters, queries.framework(snapshot))
    return queries.own_scores(snapshot, weights, parameters.get("platform"))


def _check_filters(snapshot: Snapshot, parameters: Parameters) -> None:
    check_platform(snapshot, parameters.get("platform"))
    if (partnership := parameters.get("partnership")) is not None:
        check_partnership(snapshot, partnership)
    pillars = queries.list_pillars(snapshot)["pillar_id"].to_list()
    for name, valid in (("pillar", pillars), ("scope", ["total", *pillars])):
        if (value := parameters.get(name)) is not None and value not in valid:
            raise FilterError(f"{name}: no such value {value!r}; valid values: {', '.join(valid)}")


MATURITY_SCORES = TableSpec(
    name="maturity-scores",
    columns=names(
        "partnership_id partnership_name platform_name score band score_p05 score_p50 score_p95 rank_p05 rank_p95 "
        "alike_count compared_count band_of_score is_borderline share_low share_medium share_high "
        "score_arithmetic coverage_share indicator_with_value_count indicator_count not_assessed_reason "
        "score_observed_only stage_id stage_evidence stage_basis shown_stage_id"
    ),
    shown=names(
        "partnership_name platform_name score_p50 score_p05 score_p95 band coverage_share "
        "indicator_with_value_count stage_id not_assessed_reason"
    ),
    load=_asking(queries.maturity_scores, "platform", "partnership"),
    parameters=("platform", "partnership"),
    address="marts_maturity.fct_maturity_score",
    rests_on=("registry", "cordis", "regions"),
)

MATURITY_BOUNDS = TableSpec(
    name="maturity-bounds",
    columns=names(
        "partnership_id partnership_name platform_name members_words fact points total_bounds mission_bounds "
        "partners_bounds contact_bounds ecosystems_bounds score_low score_known score_high"
    ),
    shown=names(
        "partnership_name fact points total_bounds mission_bounds partners_bounds contact_bounds ecosystems_bounds"
    ),
    load=_asking(queries.maturity_bounds, "platform", "partnership"),
    parameters=("platform", "partnership"),
    address="marts_maturity.fct_maturity_bounds",
    rests_on=("registry", "cordis", "regions"),
)

NEXT_FACTS = TableSpec(
    name="next-facts",
    columns=names("partnership_id partnership_name rank fact points indicator_id indicator_name"),
    shown=names("rank fact points indicator_name"),
    load=_asking(queries.next_facts, "platform", "partnership"),
    parameters=("platform", "partnership"),
    address="marts_maturity.fct_next_fact",
    rests_on=("registry", "cordis", "regions"),
)

OWN_SCORES = TableSpec(
    name="own-weights",
    columns=names(
        "partnership_id partnership_name platform_name own_rank official_rank rank_shift own_score official_score "
        "band coverage_share indicator_with_value_count indicator_count not_assessed_reason"
    ),
    shown=names(
        "partnership_name own_rank official_rank rank_shift own_score official_score band coverage_share "
        "not_assessed_reason"
    ),
    load=_load_own_scores,
    parameters=("platform", f"{PREFIX}*"),
    rests_on=("registry", "cordis", "regions"),
)

PILLAR_SCORES = TableSpec(
    name="pillar-scores",
    columns=names(
        "pillar_id pillar_name partnership_id partnership_name platform_name score band score_p05 score_p50 "
        "score_p95 rank_p05 rank_p95 alike_count compared_count indicator_with_value_count indicator_count "
        "score_observed_only not_assessed_reason"
    ),
    shown=names(
        "pillar_name partnership_name score_p50 score_p05 score_p95 band alike_count compared_count "
        "indicator_with_value_count not_assessed_reason"
    ),
    load=_asking(queries.pillar_scores, "platform", "pillar", "partnership"),
    parameters=("platform", "pillar", "partnership"),
    address="marts_maturity.fct_pillar_score",
    rests_on=("registry", "cordis", "regions"),
)

INDICATOR_VALUES = TableSpec(
    name="indicator-values",
    columns=names(
        "partnership_id partnership_name pillar_name indicator_id indicator_name value unit normalised "
        "contribution evidence use input_count newest_date basis"
    ),
    shown=names(
        "partnership_name pillar_name indicator_id indicator_name value unit normalised evidence newest_date basis"
    ),
    load=_asking(queries.indicator_values, "platform", "pillar", "partnership"),
    parameters=("platform", "pillar", "partnership"),
    address="marts_maturity.fct_indicator_value",
    rests_on=("registry", "cordis", "regions"),
)

SERVICE_RECOMMENDATIONS = TableSpec(
    name="service-recommendations",
    columns=names(
        "partnership_id partnership_name rule_id service_name status recommendation_order priority is_proxy "
        "draw_share evidence_read what_would_change_it statement document"
    ),
    shown=names(
        "partnership_name service_name status recommendation_order draw_share is_proxy evidence_read "
        "what_would_change_it"
    ),
    load=_asking(queries.service_recommendations, "platform", "partnership"),
    parameters=("platform", "partnership"),
    address="marts_maturity.fct_service_recommendation",
    rests_on=("registry", "cordis", "regions"),
)

MATURITY_PAIRS = TableSpec(
    name="maturity-pairs",
    columns=names(
        "scope partnership_id partnership_name other_partnership_id other_partnership_name above_share "
        "is_distinguishable is_order_certain"
    ),
    shown=names("scope partnership_name other_partnership_name above_share is_distinguishable is_order_certain"),
    load=_asking(queries.maturity_pairs, "platform", "scope"),
    parameters=("platform", "scope"),
    address="marts_maturity.fct_maturity_pair",
    rests_on=("registry", "cordis", "regions"),
)

SENSITIVITY = TableSpec(
    name="maturity-sensitivity",
    columns=names(
        "scope statistic subject_id assumption_id assumption_name first_order first_low first_high total_order "
        "total_low total_high"
    ),
    shown=names("scope statistic assumption_name first_order first_low first_high total_order total_low total_high"),
    load=_asking(queries.maturity_sensitivity, "scope"),
    parameters=("scope",),
    address="marts_maturity.fct_maturity_sensitivity",
    rests_on=("registry", "cordis", "regions"),
)

LEAVE_ONE_OUT = TableSpec(
    name="leave-one-out",
    columns=names("scope indicator_id indicator_name partnership_id partnership_name score_shift rank_shift"),
    shown=names("scope indicator_id indicator_name partnership_name score_shift rank_shift"),
    load=_asking(queries.leave_one_out, "platform", "scope"),
    parameters=("platform", "scope"),
    address="marts_maturity.fct_leave_one_out",
    rests_on=("registry", "cordis", "regions"),
)

FRAMEWORK_CHECKS = TableSpec(
    name="framework-checks",
    columns=names(
        "check_id check_name subject_id pillar_id value finding is_flagged observation_count min_count rule reason"
    ),
    shown=names("check_name subject_id pillar_id value finding is_flagged observation_count min_count rule"),
    load=_asking(queries.framework_checks, "pillar"),
    parameters=("pillar",),
    address="marts_maturity.fct_framework_check",
    rests_on=("registry", "cordis", "regions"),
)

MATURITY_CHANGES = TableSpec(
    name="maturity-changes",
    columns=names(
        "partnership_id partnership_name comparison_id compared_as_of subject_name change_kind previous_score "
        "current_score difference indicator_id indicator_name cause amount previous_value current_value reason"
    ),
    shown=names(
        "comparison_id compared_as_of subject_name change_kind previous_score current_score difference "
        "indicator_name cause amount"
    ),
    load=_asking(queries.maturity_changes, "platform", "partnership"),
    parameters=("platform", "partnership"),
    address="marts_maturity.fct_maturity_change",
    rests_on=("registry", "cordis", "regions"),
)

SERVICE_EFFECTS = TableSpec(
    name="service-effects",
    columns=names(
        "partnership_id partnership_name service_name started_on delivered_on before_as_of indicator_id "
        "indicator_name unit value_before value_after points_before points_after difference missing_reason "
        "outcome caution"
    ),
    shown=names(
        "service_name started_on delivered_on indicator_name value_before value_after points_before points_after "
        "difference outcome"
    ),
    load=_asking(queries.service_effects, "platform", "partnership"),
    parameters=("platform", "partnership"),
    address="marts_maturity.fct_service_effect",
    rests_on=("registry", "cordis", "regions"),
)
