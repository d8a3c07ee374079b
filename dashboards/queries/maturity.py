"""Questions about maturity: which partnerships are assessed, on what evidence, and which service would help."""

from __future__ import annotations

import polars as pl

from dashboards.own_weights import OwnWeights
from dashboards.queries.cache import cached_by_edition
from warehouse.match_query import FilterError
from warehouse.maturity_inputs import read_framework, read_points
from warehouse.reader import Snapshot
from warehouse.rescore import BadWeightsError, Framework, rescore


@cached_by_edition
def list_pillars(snapshot: Snapshot) -> pl.DataFrame:
    """The pillars in their order; one row is one pillar: `pillar_id`, `pillar_name`."""
    return snapshot.frame("select pillar_id, pillar_name from marts_maturity.dim_pillar order by pillar_order")


@cached_by_edition
def maturity_scores(snapshot: Snapshot, platform: str | None = None, partnership: str | None = None) -> pl.DataFrame:
    """Every partnership with its total or the reason why it has none, and its stage; the highest total first.

    One row is one partnership. Scores 0 to 100, coverage 0 to 1.
    """
    return snapshot.frame(
        """
        select
            partnerships.partnership_id,
            partnerships.partnership_name,
            partnerships.platform_name,
            scores.score,
            scores.band,
            scores.is_borderline,
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
        where
            ($platform is null or partnerships.platform_id = $platform)
            and ($partnership is null or partnerships.partnership_id = $partnership)
        order by scores.score desc nulls last, partnerships.partnership_name, partnerships.partnership_id
        """,
        {"platform": platform, "partnership": partnership},
    )


@cached_by_edition
def pillar_scores(
    snapshot: Snapshot, platform: str | None = None, pillar: str | None = None, partnership: str | None = None
) -> pl.DataFrame:
    """The pillars of every partnership, pillar by pillar, the highest score first.

    One row is one partnership and one pillar. Scores 0 to 100, with all evidence and with observed evidence alone.
    """
    return snapshot.frame(
        """
        select
            pillars.pillar_id,
            pillars.pillar_name,
            partnerships.partnership_id,
            partnerships.partnership_name,
            partnerships.platform_name,
            scores.score,
            scores.band,
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
        where
            scores.evidence_basis = 'all'
            and ($platform is null or partnerships.platform_id = $platform)
            and ($pillar is null or scores.pillar_id = $pillar)
            and ($partnership is null or scores.partnership_id = $partnership)
        order by
            pillars.pillar_order,
            scores.score desc nulls last,
            partnerships.partnership_name,
            partnerships.partnership_id
        """,
        {"platform": platform, "pillar": pillar, "partnership": partnership},
    )


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
            and ($partnership is null or facts.partnership_id = $partnership)
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
            recommendations.evidence_read,
            recommendations.what_would_change_it,
            recommendations.statement,
            recommendations.document,
        from marts_maturity.fct_service_recommendation as recommendations
        inner join marts_core.dim_partnership as partnerships
            on recommendations.partnership_id = partnerships.partnership_id
        where
            ($platform is null or partnerships.platform_id = $platform)
            and ($partnership is null or recommendations.partnership_id = $partnership)
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
        """
    )


def _rank(score: str) -> pl.Expr:
    # Rounded, so that two that differ in the last bit of a float share their place.
    return pl.col(score).round(9).rank("min", descending=True)
