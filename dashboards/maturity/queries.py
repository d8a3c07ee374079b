"""Questions about maturity: which partnerships are assessed, on what evidence, and which service would help."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboards.cache import cached_by_edition
from dashboards.formats import format_score
from dashboards.maturity.own_weights import OwnWeights
from dashboards.words import Words
from warehouse.products.matches.query import FilterError
from warehouse.products.maturity.formula import Framework
from warehouse.products.maturity.inputs import read_framework, read_points
from warehouse.products.maturity.rescore import BadWeightsError, rescore
from warehouse.store.reader import Snapshot

say = Words(__file__)


@cached_by_edition
def list_pillars(snapshot: Snapshot) -> pl.DataFrame:
    """The pillars in their order; one row is one pillar: `pillar_id`, `pillar_name`."""
    return snapshot.frame("select pillar_id, pillar_name from marts_maturity.dim_pillar order by pillar_order")


@cached_by_edition
def maturity_scores(snapshot: Snapshot, platform: str | None = None, partnership: str | None = None) -> pl.DataFrame:
    """Every partnership with its total or the reason why it has none, and its stage; the highest total first.

    One row is one partnership. Scores 0 to 100, coverage 0 to 1; of `compared_count` others that are assessed it
    cannot be distinguished from `alike_count`.
    """
    return snapshot.frame(
        """
        with pairs as (
            select
                compared.partnership_id,
                count(*) filter (where not compared.is_distinguishable) as alike_count,
                count(*) as compared_count,
            from marts_maturity.fct_maturity_pair as compared
            inner join marts_maturity.fct_maturity_score as others
                on compared.other_partnership_id = others.partnership_id and others.score is not null
            where compared.scope = 'total'
            group by compared.partnership_id
        )

        select
            partnerships.partnership_id,
            partnerships.partnership_name,
            partnerships.platform_name,
            scores.score,
            scores.band,
            scores.score_p05,
            scores.score_p50,
            scores.score_p95,
            scores.rank_p05,
            scores.rank_p95,
            pairs.alike_count,
            pairs.compared_count,
            scores.band_of_score,
            scores.is_borderline,
            scores.share_low,
            scores.share_medium,
            scores.share_high,
            scores.score_arithmetic,
            scores.coverage_share,
            scores.indicator_with_value_count,
            scores.indicator_count,
            scores.not_assessed_reason,
            scores.score_observed_only,
            stages.stage_id,
            stages.evidence as stage_evidence,
            stages.basis as stage_basis,
            stages.shown_stage_id,
        from marts_core.dim_partnership as partnerships
        inner join marts_maturity.fct_maturity_score as scores
            on partnerships.partnership_id = scores.partnership_id
        inner join marts_maturity.fct_stage as stages on partnerships.partnership_id = stages.partnership_id
        left join pairs on scores.partnership_id = pairs.partnership_id and scores.score is not null
        where
            ($platform is null or partnerships.platform_id = $platform)
            and if($partnership is null, not partnerships.is_placeholder, partnerships.partnership_id = $partnership)
        order by scores.score desc nulls last, partnerships.partnership_name, partnerships.partnership_id
        """,
        {"platform": platform, "partnership": partnership},
    )


@cached_by_edition
def pillar_scores(
    snapshot: Snapshot, platform: str | None = None, pillar: str | None = None, partnership: str | None = None
) -> pl.DataFrame:
    """The pillars of every partnership, pillar by pillar, the highest score first.

    One row is one partnership and one pillar. Scores 0 to 100, with all evidence and with observed evidence alone; of
    `compared_count` others with a score in the pillar it cannot be distinguished from `alike_count`.
    """
    return snapshot.frame(
        """
        with pairs as (
            select
                compared.scope as pillar_id,
                compared.partnership_id,
                count(*) filter (where not compared.is_distinguishable) as alike_count,
                count(*) as compared_count,
            from marts_maturity.fct_maturity_pair as compared
            inner join marts_maturity.fct_pillar_score as others
                on
                    compared.other_partnership_id = others.partnership_id
                    and compared.scope = others.pillar_id
                    and others.evidence_basis = 'all'
                    and others.score is not null
            group by compared.scope, compared.partnership_id
        )

        select
            pillars.pillar_id,
            pillars.pillar_name,
            partnerships.partnership_id,
            partnerships.partnership_name,
            partnerships.platform_name,
            scores.score,
            intervals.score_p05,
            intervals.score_p50,
            intervals.score_p95,
            intervals.rank_p05,
            intervals.rank_p95,
            pairs.alike_count,
            pairs.compared_count,
            coalesce(intervals.band, 'not_assessed') as band,
            scores.indicator_with_value_count,
            scores.indicator_count,
            observed.score as score_observed_only,
            scores.not_assessed_reason,
        from marts_maturity.fct_pillar_score as scores
        inner join marts_maturity.fct_pillar_score as observed
            on
                scores.partnership_id = observed.partnership_id
                and scores.pillar_id = observed.pillar_id
                and observed.evidence_basis = 'observed_only'
        inner join marts_maturity.dim_pillar as pillars on scores.pillar_id = pillars.pillar_id
        inner join marts_core.dim_partnership as partnerships on scores.partnership_id = partnerships.partnership_id
        left join marts_maturity.fct_pillar_interval as intervals
            on
                scores.partnership_id = intervals.partnership_id
                and scores.pillar_id = intervals.pillar_id
                and scores.score is not null
        left join pairs
            on
                scores.partnership_id = pairs.partnership_id
                and scores.pillar_id = pairs.pillar_id
                and scores.score is not null
        where
            scores.evidence_basis = 'all'
            and ($platform is null or partnerships.platform_id = $platform)
            and ($pillar is null or scores.pillar_id = $pillar)
            and if($partnership is null, not partnerships.is_placeholder, scores.partnership_id = $partnership)
        order by
            pillars.pillar_order,
            scores.score desc nulls last,
            partnerships.partnership_name,
            partnerships.partnership_id
        """,
        {"platform": platform, "pillar": pillar, "partnership": partnership},
    )


@cached_by_edition
def score_bounds(snapshot: Snapshot, platform: str | None = None, partnership: str | None = None) -> pl.DataFrame:
    """What pillars and wholes can score at worst and at best, partnerships by name, the whole of each last.

    One row is one partnership and one `scope`, a pillar or total: `score_low`, `score_known`, `score_high`, 0 to 100,
    and `score_said`, which is what is known unless the partnership is not assessed as a whole.
    """
    return snapshot.frame(
        """
        select
            partnerships.partnership_id,
            partnerships.partnership_name,
            partnerships.platform_name,
            partnerships.members_words,
            coalesce(bounds.pillar_id, 'total') as scope,
            coalesce(upper(pillars.pillar_name[1]) || pillars.pillar_name[2:], 'As a whole') as scope_name,
            bounds.score_low,
            bounds.score_known,
            bounds.score_high,
            if(bounds.pillar_id is null and scores.score is null, null, bounds.score_known) as score_said,
        from marts_maturity.fct_maturity_bounds as bounds
        left join marts_maturity.fct_maturity_score as scores on bounds.partnership_id = scores.partnership_id
        inner join marts_core.dim_partnership as partnerships on bounds.partnership_id = partnerships.partnership_id
        left join marts_maturity.dim_pillar as pillars on bounds.pillar_id = pillars.pillar_id
        where
            ($platform is null or partnerships.platform_id = $platform)
            and if($partnership is null, not partnerships.is_placeholder, bounds.partnership_id = $partnership)
        order by partnerships.partnership_name, partnerships.partnership_id, pillars.pillar_order nulls last
        """,
        {"platform": platform, "partnership": partnership},
    )


@cached_by_edition
def next_facts(snapshot: Snapshot, platform: str | None = None, partnership: str | None = None) -> pl.DataFrame:
    """The missing facts that would narrow the bounds most; one row is one partnership and one fact, the best first."""
    return snapshot.frame(
        """
        select
            facts.partnership_id,
            partnerships.partnership_name,
            facts.rank,
            facts.fact,
            facts.points,
            facts.indicator_id,
            indicators.indicator_name,
        from marts_maturity.fct_next_fact as facts
        inner join marts_core.dim_partnership as partnerships on facts.partnership_id = partnerships.partnership_id
        inner join marts_maturity.dim_indicator as indicators on facts.indicator_id = indicators.indicator_id
        where
            ($platform is null or partnerships.platform_id = $platform)
            and if($partnership is null, not partnerships.is_placeholder, facts.partnership_id = $partnership)
        order by partnerships.partnership_name, facts.partnership_id, facts.rank
        """,
        {"platform": platform, "partnership": partnership},
    )


def maturity_bounds(snapshot: Snapshot, platform: str | None = None, partnership: str | None = None) -> pl.DataFrame:
    """The bounds of the whole and of every pillar, in words, with the first fact to ask for.

    One row is one partnership; those with the narrowest bounds of the whole first.
    """
    bounds = score_bounds(snapshot, platform, partnership)
    said = bounds.with_columns(
        pl.struct("score_low", "score_said", "score_high")
        .map_elements(say_bounds, return_dtype=pl.String)
        .alias("said")
    )
    # By name, as a platform without a named partnership has no row to find them in.
    scopes = ["total", *framework(snapshot).pillar_ids]
    pillars = said.pivot("scope", scopes, index="partnership_id", values="said").rename(
        lambda name: f"{name}_bounds" if name != "partnership_id" else name
    )
    first = next_facts(snapshot, platform, partnership).filter(pl.col("rank") == 1)
    return (
        bounds.filter(pl.col("scope") == "total")
        .join(pillars, on="partnership_id")
        .join(first.select("partnership_id", "fact", "points"), on="partnership_id", how="left")
        .sort(pl.col("score_high") - pl.col("score_low"), "partnership_name", "partnership_id")
    )


def say_bounds(row: Mapping[str, float | None]) -> str:
    """Bounds in words: 18 to 100, known 38; 66.2 where they meet."""
    low, known, high = (row[column] for column in ("score_low", "score_said", "score_high"))
    if low == high:
        return format_score(low)
    if known is None:
        return say("bounds.said", low=f"{low:.0f}", high=f"{high:.0f}")
    return say("bounds.said-and-known", low=f"{low:.0f}", high=f"{high:.0f}", known=f"{known:.0f}")


@cached_by_edition
def indicator_values(
    snapshot: Snapshot, platform: str | None = None, pillar: str | None = None, partnership: str | None = None
) -> pl.DataFrame:
    """Every indicator of every partnership, whether it has a value or waits for one; partnerships by name.

    One row is one partnership and one indicator. Values in the indicator's unit, points 0 to 100.
    """
    return snapshot.frame(
        """
        select
            partnerships.partnership_id,
            partnerships.partnership_name,
            pillars.pillar_name,
            indicators.indicator_id,
            indicators.indicator_name,
            facts.value,
            indicators.unit,
            facts.normalised,
            facts.contribution,
            case
                when facts.is_demo then 'demonstration'
                when facts.evidence = 'none' then 'missing'
                else facts.evidence
            end as evidence,
            facts.use,
            facts.input_count,
            facts.newest_date,
            facts.basis,
        from marts_maturity.fct_indicator_value as facts
        inner join marts_maturity.dim_indicator as indicators on facts.indicator_id = indicators.indicator_id
        inner join marts_maturity.dim_pillar as pillars on facts.pillar_id = pillars.pillar_id
        inner join marts_core.dim_partnership as partnerships on facts.partnership_id = partnerships.partnership_id
        where
            ($platform is null or partnerships.platform_id = $platform)
            and ($pillar is null or facts.pillar_id = $pillar)
            and if($partnership is null, not partnerships.is_placeholder, facts.partnership_id = $partnership)
        order by
            partnerships.partnership_name,
            partnerships.partnership_id,
            pillars.pillar_order,
            facts.indicator_id
        """,
        {"platform": platform, "pillar": pillar, "partnership": partnership},
    )


@cached_by_edition
def service_recommendations(
    snapshot: Snapshot, platform: str | None = None, partnership: str | None = None
) -> pl.DataFrame:
    """What each rule says of every partnership: recommended services first, what nobody can say last.

    One row is one partnership and one rule.
    """
    return snapshot.frame(
        """
        select
            partnerships.partnership_id,
            partnerships.partnership_name,
            recommendations.rule_id,
            recommendations.service_name,
            recommendations.status,
            recommendations.recommendation_order,
            recommendations.priority,
            recommendations.is_proxy,
            recommendations.draw_share,
            recommendations.evidence_read,
            recommendations.what_would_change_it,
            recommendations.statement,
            recommendations.document,
        from marts_maturity.fct_service_recommendation as recommendations
        inner join marts_core.dim_partnership as partnerships
            on recommendations.partnership_id = partnerships.partnership_id
        where
            ($platform is null or partnerships.platform_id = $platform)
            and if($partnership is null, not partnerships.is_placeholder, recommendations.partnership_id = $partnership)
        order by
            list_position(
                ['recommended', 'held_back', 'gate_unknown', 'not_needed', 'not_assessed'], recommendations.status
            ),
            partnerships.partnership_name,
            partnerships.partnership_id,
            recommendations.recommendation_order,
            recommendations.rule_id
        """,
        {"platform": platform, "partnership": partnership},
    )


@cached_by_edition
def maturity_changes(snapshot: Snapshot, platform: str | None = None, partnership: str | None = None) -> pl.DataFrame:
    """What moved a total or a pillar, since the last edition and since half a year ago, the weightiest first.

    One row is one comparison, partnership, total or pillar, and indicator (or the framework). Amounts in points; they
    add up to the difference.
    """
    return snapshot.frame(
        """
        select
            partnerships.partnership_id,
            partnerships.partnership_name,
            changes.comparison_id,
            changes.compared_as_of,
            changes.subject_id,
            coalesce(pillars.pillar_name, 'as a whole') as subject_name,
            changes.change_kind,
            changes.previous_score,
            changes.current_score,
            changes.difference,
            changes.indicator_id,
            indicators.indicator_name,
            changes.cause,
            changes.amount,
            changes.previous_value,
            changes.current_value,
            changes.reason,
        from marts_maturity.fct_maturity_change as changes
        inner join marts_core.dim_partnership as partnerships on changes.partnership_id = partnerships.partnership_id
        left join marts_maturity.dim_pillar as pillars on changes.subject_id = pillars.pillar_id
        left join marts_maturity.dim_indicator as indicators on changes.indicator_id = indicators.indicator_id
        where
            ($platform is null or partnerships.platform_id = $platform)
            and if($partnership is null, not partnerships.is_placeholder, changes.partnership_id = $partnership)
        order by
            changes.comparison_id desc,
            partnerships.partnership_name,
            partnerships.partnership_id,
            pillars.pillar_order nulls first,
            abs(changes.amount) desc nulls last,
            changes.indicator_id
        """,
        {"platform": platform, "partnership": partnership},
    )


@cached_by_edition
def service_effects(snapshot: Snapshot, platform: str | None = None, partnership: str | None = None) -> pl.DataFrame:
    """Indicators before and after each service that was begun, the newest service first.

    One row is one partnership, service, beginning and indicator; values in the indicator's unit, points 0 to 100.
    """
    return snapshot.frame(
        """
        select
            partnerships.partnership_id,
            partnerships.partnership_name,
            effects.service_name,
            effects.started_on,
            effects.delivered_on,
            effects.before_as_of,
            effects.indicator_id,
            indicators.indicator_name,
            indicators.unit,
            effects.value_before,
            effects.value_after,
            effects.points_before,
            effects.points_after,
            effects.difference,
            effects.missing_reason,
            effects.outcome,
            effects.caution,
        from marts_maturity.fct_service_effect as effects
        inner join marts_core.dim_partnership as partnerships on effects.partnership_id = partnerships.partnership_id
        inner join marts_maturity.dim_indicator as indicators on effects.indicator_id = indicators.indicator_id
        where
            ($platform is null or partnerships.platform_id = $platform)
            and if($partnership is null, not partnerships.is_placeholder, effects.partnership_id = $partnership)
        order by
            coalesce(effects.started_on, effects.delivered_on) desc nulls last,
            partnerships.partnership_name,
            effects.service_name,
            effects.service_effect_id
        """,
        {"platform": platform, "partnership": partnership},
    )


@cached_by_edition
def maturity_pairs(snapshot: Snapshot, platform: str | None = None, scope: str | None = None) -> pl.DataFrame:
    """How surely one partnership stands above another: those of the highest median first, scope by scope.

    One row is one scope (a pillar, or total), a partnership and another, both with a score; every pair stands in both
    directions. `above_share` is the share of draws in which the first scores above the other, 0 to 1.
    """
    return snapshot.frame(
        """
        with scores as (
            select
                'total' as scope,
                0 as scope_order,
                partnership_id,
                score_p50,
            from marts_maturity.fct_maturity_score
            where score is not null
            union all
            select
                pillars.pillar_id as scope,
                pillars.pillar_order as scope_order,
                scored.partnership_id,
                intervals.score_p50,
            from marts_maturity.fct_pillar_score as scored
            inner join marts_maturity.dim_pillar as pillars on scored.pillar_id = pillars.pillar_id
            inner join marts_maturity.fct_pillar_interval as intervals
                on scored.partnership_id = intervals.partnership_id and scored.pillar_id = intervals.pillar_id
            where scored.evidence_basis = 'all' and scored.score is not null
        )

        select
            pairs.scope,
            pairs.partnership_id,
            partnerships.partnership_name,
            pairs.other_partnership_id,
            others.partnership_name as other_partnership_name,
            pairs.above_share,
            pairs.is_distinguishable,
            pairs.is_order_certain,
        from marts_maturity.fct_maturity_pair as pairs
        inner join scores on pairs.scope = scores.scope and pairs.partnership_id = scores.partnership_id
        inner join scores as other_scores
            on pairs.scope = other_scores.scope and pairs.other_partnership_id = other_scores.partnership_id
        inner join marts_core.dim_partnership as partnerships on pairs.partnership_id = partnerships.partnership_id
        inner join marts_core.dim_partnership as others on pairs.other_partnership_id = others.partnership_id
        where
            ($platform is null or (partnerships.platform_id = $platform and others.platform_id = $platform))
            and ($scope is null or pairs.scope = $scope)
        order by
            scores.scope_order,
            scores.score_p50 desc,
            pairs.partnership_id,
            other_scores.score_p50 desc,
            pairs.other_partnership_id
        """,
        {"platform": platform, "scope": scope},
    )


@cached_by_edition
def maturity_sensitivity(snapshot: Snapshot, scope: str | None = None) -> pl.DataFrame:
    """Which assumption moves a result: that which moves ranks most first, then those of single scores.

    One row is one scope (a pillar, or total), statistic, subject and assumption. Indices are shares of the variance, 0
    to 1 but for the noise of their estimate.
    """
    return snapshot.frame(
        """
        with assumptions as (
            select assumption_id, any_value(assumption_name) as assumption_name
            from marts_maturity.dim_maturity_assumption
            group by assumption_id
        )

        select
            indices.scope,
            indices.statistic,
            indices.subject_id,
            indices.assumption_id,
            assumptions.assumption_name,
            indices.first_order,
            indices.first_low,
            indices.first_high,
            indices.total_order,
            indices.total_low,
            indices.total_high,
        from marts_maturity.fct_maturity_sensitivity as indices
        inner join assumptions on indices.assumption_id = assumptions.assumption_id
        left join marts_maturity.dim_pillar as pillars on indices.scope = pillars.pillar_id
        where $scope is null or indices.scope = $scope
        order by
            pillars.pillar_order nulls first,
            indices.statistic,
            indices.subject_id,
            indices.total_order desc nulls last,
            indices.assumption_id
        """,
        {"scope": scope},
    )


@cached_by_edition
def leave_one_out(snapshot: Snapshot, platform: str | None = None, scope: str | None = None) -> pl.DataFrame:
    """What changes without one indicator, the indicators in their order, then the widest shift of rank.

    One row is one scope (the indicator's pillar, or total), an indicator and a partnership with a score there. Shifts
    in points and in places; above 0 places the partnership falls.
    """
    return snapshot.frame(
        """
        select
            shifts.scope,
            shifts.indicator_id,
            indicators.indicator_name,
            shifts.partnership_id,
            partnerships.partnership_name,
            shifts.score_shift,
            shifts.rank_shift,
        from marts_maturity.fct_leave_one_out as shifts
        inner join marts_maturity.dim_indicator as indicators on shifts.indicator_id = indicators.indicator_id
        inner join marts_core.dim_partnership as partnerships on shifts.partnership_id = partnerships.partnership_id
        left join marts_maturity.dim_pillar as pillars on shifts.scope = pillars.pillar_id
        where
            ($platform is null or partnerships.platform_id = $platform)
            and ($scope is null or shifts.scope = $scope)
        order by
            pillars.pillar_order nulls first,
            shifts.indicator_id,
            abs(shifts.rank_shift) desc nulls last,
            shifts.partnership_id
        """,
        {"platform": platform, "scope": scope},
    )


@cached_by_edition
def framework_checks(snapshot: Snapshot, pillar: str | None = None) -> pl.DataFrame:
    """What the statistical checks say of the framework: what is flagged first, what cannot be said last.

    One row is one check of one subject: an indicator, two of them, or a pillar.
    """
    return snapshot.frame(
        """
        select
            check_id,
            check_name,
            subject_id,
            pillar_id,
            value,
            observation_count,
            min_count,
            is_flagged,
            finding,
            rule,
            reason,
        from marts_maturity.fct_framework_check
        where $pillar is null or pillar_id = $pillar
        order by is_flagged desc nulls last, check_order, subject_id
        """,
        {"pillar": pillar},
    )


@cached_by_edition
def undistinguished_pairs(snapshot: Snapshot) -> pl.DataFrame:
    """Pairs that cannot be distinguished, in both directions: `scope` (a pillar or total) and the two partnerships."""
    return snapshot.frame(
        """
        select scope, partnership_id, other_partnership_id
        from marts_maturity.fct_maturity_pair
        where not is_distinguishable
        """
    )


@cached_by_edition
def framework(snapshot: Snapshot) -> Framework:
    """The scored part of the framework, for scoring with other weights."""
    return read_framework(snapshot)


@cached_by_edition
def list_weights(snapshot: Snapshot) -> pl.DataFrame:
    """What has a weight, pillar by pillar, the pillar before its indicators.

    One row is one pillar or one scored indicator: `weight_id`, `weight_name`, `pillar_id`, `is_pillar`,
    `official_share` (of all pillars, or inside the pillar).
    """
    return snapshot.frame(
        """
        select
            pillar_id as weight_id,
            pillar_name as weight_name,
            pillar_id,
            true as is_pillar,
            weight as official_share,
            pillar_order,
        from marts_maturity.dim_pillar
        union all
        select
            indicators.indicator_id as weight_id,
            indicators.indicator_name as weight_name,
            indicators.pillar_id,
            false as is_pillar,
            indicators.weight as official_share,
            pillars.pillar_order,
        from marts_maturity.dim_indicator as indicators
        inner join marts_maturity.dim_pillar as pillars on indicators.pillar_id = pillars.pillar_id
        where indicators.use = 'scored'
        order by pillar_order, is_pillar desc, weight_id
        """
    )


def own_scores(snapshot: Snapshot, weights: OwnWeights, platform: str | None = None) -> pl.DataFrame:
    """Every partnership scored with a reader's own weights, beside the official score; the highest of one's own first.

    One row is one partnership. Ranks count from 1 among all partnerships that can be assessed, whatever the platform;
    `rank_shift` is how many places a partnership gains. Nothing is stored.

    Raises:
        FilterError: no score can be made of the weights.
    """
    try:
        rescored = rescore(
            _points(snapshot),
            framework(snapshot),
            indicator_weights=weights.indicators,
            pillar_weights=weights.pillars,
        ).totals
    except BadWeightsError as error:
        raise FilterError(f"weights: {error}") from error
    own = rescored.select(
        "partnership_id",
        "band",
        "coverage_share",
        "indicator_with_value_count",
        "indicator_count",
        "not_assessed_reason",
        own_score="score",
    )
    is_kept = pl.lit(True) if platform is None else pl.col("platform_id") == platform
    return (
        _official(snapshot)
        .join(own, on="partnership_id", how="left", maintain_order="left")
        .with_columns(own_rank=_rank("own_score"), official_rank=_rank("official_score"))
        .with_columns(rank_shift=pl.col("official_rank").cast(pl.Int64) - pl.col("own_rank").cast(pl.Int64))
        .filter(is_kept)
        .sort("own_rank", "partnership_name", "partnership_id", nulls_last=True)
    )


@cached_by_edition
def _points(snapshot: Snapshot) -> pl.DataFrame:
    return read_points(snapshot)


@cached_by_edition
def _official(snapshot: Snapshot) -> pl.DataFrame:
    return snapshot.frame(
        """
        select
            partnerships.partnership_id,
            partnerships.partnership_name,
            partnerships.platform_id,
            partnerships.platform_name,
            scores.score as official_score,
        from marts_core.dim_partnership as partnerships
        inner join marts_maturity.fct_maturity_score as scores
            on partnerships.partnership_id = scores.partnership_id
        where not partnerships.is_placeholder
        """
    )


def _rank(score: str) -> pl.Expr:
    # Rounded, so that two that differ in the last bit of a float share their place.
    return pl.col(score).round(9).rank("min", descending=True)
