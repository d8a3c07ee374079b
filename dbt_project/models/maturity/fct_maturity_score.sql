with totals as (
    select * from {{ ref('int_maturity__scored') }}
    where scope = 'total'
),

borderline as (
    select
        totals.partnership_id,
        min({{ settled('abs(totals.score - bands.lower_score)') }})
        <= {{ maturity_parameter('borderline_points') }} as is_borderline
    from totals
    cross join {{ ref('dim_maturity_band') }} as bands
    where totals.evidence_basis = 'all' and bands.lower_score > 0
    group by totals.partnership_id
)

-- Some draws score what the framework does not: an interval is given only where there is a score.
select
    totals.partnership_id,
    totals.score,
    totals.score_arithmetic,
    {% for interval in ['score_p05', 'score_p50', 'score_p95', 'rank_p05', 'rank_p50', 'rank_p95'] %}
        case when totals.score is not null then intervals.{{ interval }} end as {{ interval }},
    {% endfor %}
    case when totals.score is not null then intervals.band else 'not_assessed' end as band,
    totals.band as band_of_score,
    intervals.share_low,
    intervals.share_medium,
    intervals.share_high,
    intervals.share_not_assessed,
    borderline.is_borderline,
    totals.coverage_share,
    totals.indicator_with_value_count,
    totals.indicator_count,
    totals.not_assessed_reason,
    observed_only.score as score_observed_only,
    observed_only.coverage_share as coverage_share_observed_only,
    intervals.draw_count,
    intervals.draw_seed,
    intervals.model_version
from totals
inner join {{ ref('int_maturity__intervals') }} as intervals
    on totals.partnership_id = intervals.partnership_id and totals.scope = intervals.scope
inner join totals as observed_only
    on totals.partnership_id = observed_only.partnership_id and observed_only.evidence_basis = 'observed_only'
left join borderline on totals.partnership_id = borderline.partnership_id
where totals.evidence_basis = 'all'
