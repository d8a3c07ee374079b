-- Recomputed from the published parts and the seed, as a reader of the table would.
with parts as (
    select
        matches.partnership_id,
        matches.topic_id,
        matches.score,
        matches.score_coverage_share,
        parts.score_part,
        parts.points
    from {{ ref('fct_match') }} as matches
    cross join lateral (
        values
        ('theme', matches.score_theme),
        ('instrument', matches.score_instrument),
        ('trl', matches.score_trl),
        ('geography', matches.score_geography),
        ('budget', matches.score_budget),
        ('time', matches.score_time)
    ) as parts (score_part, points)
),

recomputed as (
    select
        parts.partnership_id,
        parts.topic_id,
        any_value(parts.score) as score,
        any_value(parts.score_coverage_share) as score_coverage_share,
        case
            when count(parts.points) filter (where parts.score_part = 'theme') > 0
                then 100 * sum(parts.points) / sum(weights.weight) filter (where parts.points is not null)
        end as expected_score,
        coalesce(sum(weights.weight) filter (where parts.points is not null), 0) / sum(weights.weight)
            as expected_coverage,
        bool_or(parts.points < 0 or parts.points > weights.weight) as is_part_out_of_bounds
    from parts
    inner join {{ ref('score_weights') }} as weights on parts.score_part = weights.score_part
    group by all
)

select *
from recomputed
where
    abs(coalesce(score, -1) - coalesce(expected_score, -1)) > 1e-9
    or abs(score_coverage_share - expected_coverage) > 1e-9
    or is_part_out_of_bounds
