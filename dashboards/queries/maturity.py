"""Questions about maturity: which partnerships are assessed, on what evidence, and which service would help."""

from __future__ import annotations

import polars as pl

from dashboards.queries.cache import cached_by_edition
from warehouse.reader import Snapshot


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
