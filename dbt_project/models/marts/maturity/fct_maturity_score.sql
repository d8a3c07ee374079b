with totals as (
    select * from {{ ref('int_maturity__scored') }}
),

bands as (
    select * from {{ ref('maturity_bands') }}
),

with_all_evidence as (
    select
        totals.*,
        bands.band_id
    from totals
    left join bands on totals.score >= bands.lower_score
    where totals.evidence_basis = 'all'
    qualify row_number() over (
        partition by totals.partnership_id
        order by bands.lower_score desc nulls last
    ) = 1
),

intervals as (
    select * from {{ ref('int_maturity__intervals') }}
    where scope = 'total'
),

observed_only as (
    select * from totals
    where evidence_basis = 'observed_only'
),

inner_limits as (
    select lower_score as limit_score
    from bands
    where lower_score > 0
),

borderline as (
    select
        with_all_evidence.partnership_id,
        min(abs(with_all_evidence.score - inner_limits.limit_score))
        <= {{ maturity_parameter('borderline_points') }} as is_borderline
    from with_all_evidence
    cross join inner_limits
    group by with_all_evidence.partnership_id
)

-- Some draws score what the framework does not: an interval is given only where there is a score.
select
    with_all_evidence.partnership_id,
    with_all_evidence.score,
    with_all_evidence.score_arithmetic,
    case when with_all_evidence.score is not null then intervals.score_p05 end as score_p05,
    case when with_all_evidence.score is not null then intervals.score_p50 end as score_p50,
    case when with_all_evidence.score is not null then intervals.score_p95 end as score_p95,
    case when with_all_evidence.score is not null then intervals.rank_p05 end as rank_p05,
    case when with_all_evidence.score is not null then intervals.rank_p50 end as rank_p50,
    case when with_all_evidence.score is not null then intervals.rank_p95 end as rank_p95,
    case when with_all_evidence.score is not null then intervals.band else 'not_assessed' end as band,
    coalesce(with_all_evidence.band_id, 'not_assessed') as band_of_score,
    intervals.share_low,
    intervals.share_medium,
    intervals.share_high,
    intervals.share_not_assessed,
    borderline.is_borderline,
    with_all_evidence.coverage_share,
    with_all_evidence.indicator_with_value_count,
    with_all_evidence.indicator_count,
    with_all_evidence.not_assessed_reason,
    observed_only.score as score_observed_only,
    observed_only.coverage_share as coverage_share_observed_only,
    intervals.draw_count,
    intervals.draw_seed,
    intervals.model_version
from with_all_evidence
inner join intervals on with_all_evidence.partnership_id = intervals.partnership_id
inner join observed_only on with_all_evidence.partnership_id = observed_only.partnership_id
left join borderline on with_all_evidence.partnership_id = borderline.partnership_id
