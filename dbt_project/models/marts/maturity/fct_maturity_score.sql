with

totals as (

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

),

-- Intervals come from draws over the assumptions of the framework, which are not made yet: null, not a point.
final as (

    select
        with_all_evidence.partnership_id,
        with_all_evidence.score,
        with_all_evidence.score_arithmetic,
        cast(null as double) as score_p05,
        cast(null as double) as score_p50,
        cast(null as double) as score_p95,
        cast(null as double) as rank_p05,
        cast(null as double) as rank_p95,
        coalesce(with_all_evidence.band_id, 'not_assessed') as band,
        borderline.is_borderline,
        with_all_evidence.coverage_share,
        with_all_evidence.indicator_with_value_count,
        with_all_evidence.indicator_count,
        with_all_evidence.not_assessed_reason,
        observed_only.score as score_observed_only,
        observed_only.coverage_share as coverage_share_observed_only
    from with_all_evidence
    inner join observed_only on with_all_evidence.partnership_id = observed_only.partnership_id
    left join borderline on with_all_evidence.partnership_id = borderline.partnership_id

)

select * from final
