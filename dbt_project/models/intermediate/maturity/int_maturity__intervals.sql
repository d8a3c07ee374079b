with ranked_draws as (
    select * from {{ ref('int_maturity__ranked_draws') }}
),

scopes as (
    select pillar_id as scope
    from {{ ref('maturity_pillars') }}
    union all
    select 'total' as scope
),

parameters as (
    select
        {{ maturity_parameter('interval_lower_share') }} as lower_share,
        {{ maturity_parameter('interval_upper_share') }} as upper_share,
        {{ maturity_parameter('band_agreement_share') }} as agreement_share
),

sorted_draws as (
    select
        partnership_id,
        scope,
        count(*) as scored_draw_count,
        list(score order by score) as scores,
        list(cast(score_rank as double) order by score_rank) as score_ranks
    from ranked_draws
    group by partnership_id, scope
),

spans as (
    select
        sorted_draws.partnership_id,
        sorted_draws.scope,
        sorted_draws.scored_draw_count,
        {{ percentile('sorted_draws.scores', 'parameters.lower_share') }} as score_p05,
        list_median(sorted_draws.scores) as score_p50,
        {{ percentile('sorted_draws.scores', 'parameters.upper_share') }} as score_p95,
        {{ percentile('sorted_draws.score_ranks', 'parameters.lower_share') }} as rank_p05,
        list_median(sorted_draws.score_ranks) as rank_p50,
        {{ percentile('sorted_draws.score_ranks', 'parameters.upper_share') }} as rank_p95
    from sorted_draws
    cross join parameters
),

band_draws as (
    select
        partnership_id,
        scope,
        band_id,
        any_value(band_order) as band_order,
        count(*) as draw_count,
        count(*) / sum(count(*)) over (partition by partnership_id, scope) as share_of_scored
    from ranked_draws
    group by partnership_id, scope, band_id
),

-- What less than half of the allowed dissent gives is no end of the span; with three bands one is left.
band_spans as (
    select
        band_draws.partnership_id,
        band_draws.scope,
        sum(band_draws.draw_count) filter (where band_draws.band_id = 'low') as low_count,
        sum(band_draws.draw_count) filter (where band_draws.band_id = 'medium') as medium_count,
        sum(band_draws.draw_count) filter (where band_draws.band_id = 'high') as high_count,
        max(band_draws.band_id) filter (where band_draws.share_of_scored >= parameters.agreement_share)
            as agreed_band,
        arg_min(band_draws.band_id, band_draws.band_order)
        filter (where band_draws.share_of_scored >= (1 - parameters.agreement_share) / 2) as lowest_band,
        arg_max(band_draws.band_id, band_draws.band_order)
        filter (where band_draws.share_of_scored >= (1 - parameters.agreement_share) / 2) as highest_band
    from band_draws
    cross join parameters
    group by band_draws.partnership_id, band_draws.scope
)

select
    partnerships.partnership_id,
    scopes.scope,
    spans.score_p05,
    spans.score_p50,
    spans.score_p95,
    spans.rank_p05,
    spans.rank_p50,
    spans.rank_p95,
    coalesce(
        band_spans.agreed_band,
        'between ' || band_spans.lowest_band || ' and ' || band_spans.highest_band,
        'not_assessed'
    ) as band,
    coalesce(band_spans.low_count, 0) / method.draw_count as share_low,
    coalesce(band_spans.medium_count, 0) / method.draw_count as share_medium,
    coalesce(band_spans.high_count, 0) / method.draw_count as share_high,
    1 - coalesce(spans.scored_draw_count, 0) / method.draw_count as share_not_assessed,
    method.draw_count,
    method.draw_seed,
    method.model_version
from {{ ref('int_partnerships__overlaid') }} as partnerships
cross join scopes
cross join {{ ref('int_maturity__method') }} as method
left join spans
    on partnerships.partnership_id = spans.partnership_id and scopes.scope = spans.scope
left join band_spans
    on partnerships.partnership_id = band_spans.partnership_id and scopes.scope = band_spans.scope
