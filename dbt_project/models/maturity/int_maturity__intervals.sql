with scopes as (
    select pillar_id as scope
    from {{ ref('dim_pillar') }}
    union all
    select 'total' as scope
),

framework_rows as (
    {% for table in [
        'dim_indicator', 'dim_pillar', 'dim_maturity_band', 'dim_maturity_parameter', 'dim_maturity_assumption',
    ] %}
        select to_json(framework_of_{{ table }}) as framework_row
        from {{ ref(table) }} as framework_of_{{ table }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

method as (
    select
        md5(string_agg(cast(framework_row as varchar), '|' order by framework_row)) as model_version,
        cast({{ maturity_parameter('draw_count') }} as bigint) as draw_count,
        cast({{ maturity_parameter('draw_seed') }} as bigint) as draw_seed,
        {{ maturity_parameter('interval_lower_share') }} as lower_share,
        {{ maturity_parameter('interval_upper_share') }} as upper_share,
        {{ maturity_parameter('band_agreement_share') }} as agreement_share
    from framework_rows
),

ranked_draws as (
    select
        draws.partnership_id,
        draws.scope,
        draws.score,
        rank() over (partition by draws.draw_number, draws.scope order by draws.score desc) as score_rank,
        bands.band_id,
        bands.band_order
    from {{ ref('int_maturity__draws') }} as draws
    asof inner join {{ ref('dim_maturity_band') }} as bands on draws.score >= bands.lower_score
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
        max(band_draws.band_id) filter (where band_draws.share_of_scored >= method.agreement_share)
            as agreed_band,
        arg_min(band_draws.band_id, band_draws.band_order)
        filter (where band_draws.share_of_scored >= (1 - method.agreement_share) / 2) as lowest_band,
        arg_max(band_draws.band_id, band_draws.band_order)
        filter (where band_draws.share_of_scored >= (1 - method.agreement_share) / 2) as highest_band
    from band_draws
    cross join method
    group by band_draws.partnership_id, band_draws.scope
)

select
    partnerships.partnership_id,
    scopes.scope,
    {{ percentile('sorted_draws.scores', 'method.lower_share') }} as score_p05,
    list_median(sorted_draws.scores) as score_p50,
    {{ percentile('sorted_draws.scores', 'method.upper_share') }} as score_p95,
    {{ percentile('sorted_draws.score_ranks', 'method.lower_share') }} as rank_p05,
    list_median(sorted_draws.score_ranks) as rank_p50,
    {{ percentile('sorted_draws.score_ranks', 'method.upper_share') }} as rank_p95,
    coalesce(
        band_spans.agreed_band,
        'between ' || band_spans.lowest_band || ' and ' || band_spans.highest_band,
        'not_assessed'
    ) as band,
    coalesce(band_spans.low_count, 0) / method.draw_count as share_low,
    coalesce(band_spans.medium_count, 0) / method.draw_count as share_medium,
    coalesce(band_spans.high_count, 0) / method.draw_count as share_high,
    1 - coalesce(sorted_draws.scored_draw_count, 0) / method.draw_count as share_not_assessed,
    method.draw_count,
    method.draw_seed,
    method.model_version
from {{ ref('int_partnerships__overlaid') }} as partnerships
cross join scopes
cross join method
left join sorted_draws
    on partnerships.partnership_id = sorted_draws.partnership_id and scopes.scope = sorted_draws.scope
left join band_spans
    on partnerships.partnership_id = band_spans.partnership_id and scopes.scope = band_spans.scope
