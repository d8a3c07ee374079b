with floors as (
    select {{ maturity_parameter('pillar_floor') }} as pillar_floor
),

-- With every pillar scored the weights sum to one; with one missing there is no total at all.
totals as (
    select
        pillar_scores.partnership_id,
        pillar_scores.evidence_basis,
        exp(sum(pillars.weight * ln(greatest(pillar_scores.score, floors.pillar_floor)))) as geometric_score,
        sum(pillars.weight * pillar_scores.score) as arithmetic_score,
        cast(sum(pillar_scores.indicator_with_value_count) as bigint) as indicator_with_value_count,
        cast(sum(pillar_scores.indicator_count) as bigint) as indicator_count,
        string_agg(pillars.pillar_name, ', ' order by pillars.pillar_order)
        filter (where pillar_scores.score is null) as missing_pillars
    from {{ ref('int_pillars__scored') }} as pillar_scores
    inner join {{ ref('maturity_pillars') }} as pillars on pillar_scores.pillar_id = pillars.pillar_id
    cross join floors
    group by all
),

covered as (
    select
        *,
        indicator_with_value_count / indicator_count as coverage_share,
        indicator_with_value_count / indicator_count >= {{ maturity_parameter('min_coverage_share') }}
            as is_covered
    from totals
)

select
    partnership_id,
    evidence_basis,
    case when is_covered and missing_pillars is null then geometric_score end as score,
    case when is_covered and missing_pillars is null then arithmetic_score end as score_arithmetic,
    indicator_with_value_count,
    indicator_count,
    coverage_share,
    nullif(concat_ws(
        ' ',
        case
            when not is_covered
                then
                    indicator_with_value_count || ' of ' || indicator_count
                    || ' indicators have a value ('
                    || cast(round(100 * coverage_share) as integer) || ' %); '
                    || cast(round(100 * {{ maturity_parameter('min_coverage_share') }}) as integer)
                    || ' % are needed.'
        end,
        'No score for ' || missing_pillars || '.'
    ), '') as not_assessed_reason
from covered
