with scored as (
    select * from {{ ref('int_indicators__normalised') }}
    where use = 'scored'
),

pillar_scores as (
    select * from {{ ref('int_pillars__scored') }}
    where evidence_basis = 'all'
),

parameters as (
    select
        {{ maturity_parameter('outlier_lower_share') }} as lower_share,
        {{ maturity_parameter('outlier_upper_share') }} as upper_share,
        {{ maturity_parameter('outlier_fence_factor') }} as fence_factor
),

shapes as (
    select
        indicator_id,
        pillar_id,
        count(*) as partnership_count,
        count(normalised) as value_count,
        skewness(value) filter (where normalised is not null) as skewness,
        kurtosis(value) filter (where normalised is not null) as kurtosis,
        count(*) filter (where normalised in (0, 100)) / nullif(count(normalised), 0) as capped_share,
        list(value order by value) filter (where normalised is not null) as sorted_values
    from scored
    group by indicator_id, pillar_id
),

quartiles as (
    select
        shapes.*,
        {{ percentile('shapes.sorted_values', 'parameters.lower_share') }} as lower_quartile,
        {{ percentile('shapes.sorted_values', 'parameters.upper_share') }} as upper_quartile,
        parameters.fence_factor
    from shapes
    cross join parameters
),

fenced as (
    select
        *,
        len(list_filter(
            sorted_values,
            lambda x: x < lower_quartile - fence_factor * (upper_quartile - lower_quartile)
            or x > upper_quartile + fence_factor * (upper_quartile - lower_quartile)
        )) / nullif(value_count, 0) as outlier_share
    from quartiles
),

of_indicators as (
    select
        readings.check_id,
        fenced.indicator_id as subject_id,
        fenced.pillar_id,
        readings.value,
        readings.observation_count
    from fenced
    cross join lateral (
        values
        ('availability', fenced.value_count / fenced.partnership_count, fenced.partnership_count),
        ('skewness', fenced.skewness, fenced.value_count),
        ('kurtosis', fenced.kurtosis, fenced.value_count),
        ('outliers', fenced.outlier_share, fenced.value_count),
        ('capped', fenced.capped_share, fenced.value_count)
    ) as readings (check_id, value, observation_count)
),

within_pillars as (
    select
        'correlation_within' as check_id,
        one.indicator_id || ' × ' || other.indicator_id as subject_id,
        one.pillar_id,
        corr(one.normalised, other.normalised) as value,
        count(*) filter (where one.normalised is not null and other.normalised is not null)
            as observation_count
    from scored as one
    inner join scored as other
        on
            one.partnership_id = other.partnership_id
            and one.pillar_id = other.pillar_id
            and one.indicator_id < other.indicator_id
    group by one.indicator_id, other.indicator_id, one.pillar_id
),

across_pillars as (
    select
        'correlation_across' as check_id,
        one.pillar_id || ' × ' || other.pillar_id as subject_id,
        cast(null as varchar) as pillar_id,
        corr(one.score, other.score) as value,
        count(*) filter (where one.score is not null and other.score is not null) as observation_count
    from pillar_scores as one
    inner join pillar_scores as other
        on one.partnership_id = other.partnership_id and one.pillar_id < other.pillar_id
    group by one.pillar_id, other.pillar_id
),

complete_cases as (
    select *
    from scored
    qualify
        count(normalised) over (partition by partnership_id, pillar_id)
        = count(*) over (partition by partnership_id, pillar_id)
),

item_variances as (
    select
        pillar_id,
        indicator_id,
        var_samp(normalised) as item_variance
    from complete_cases
    group by pillar_id, indicator_id
),

item_totals as (
    select
        pillar_id,
        sum(item_variance) as variance_sum,
        count(*) as item_count
    from item_variances
    group by pillar_id
),

case_sums as (
    select
        pillar_id,
        partnership_id,
        sum(normalised) as case_sum
    from complete_cases
    group by pillar_id, partnership_id
),

case_totals as (
    select
        pillar_id,
        var_samp(case_sum) as sum_variance,
        count(*) as case_count
    from case_sums
    group by pillar_id
),

pillars as (
    select distinct pillar_id
    from pillar_scores
),

alphas as (
    select
        'cronbach_alpha' as check_id,
        pillars.pillar_id as subject_id,
        pillars.pillar_id,
        item_totals.item_count / nullif(item_totals.item_count - 1, 0)
        * (1 - item_totals.variance_sum / nullif(case_totals.sum_variance, 0)) as value,
        coalesce(case_totals.case_count, 0) as observation_count
    from pillars
    left join item_totals on pillars.pillar_id = item_totals.pillar_id
    left join case_totals on pillars.pillar_id = case_totals.pillar_id
),

correlations as (
    select
        scored.indicator_id,
        scored.pillar_id,
        any_value(scored.weight) as weight,
        corr(scored.normalised, pillar_scores.score) as correlation,
        count(*) filter (where scored.normalised is not null and pillar_scores.score is not null)
            as observation_count
    from scored
    inner join pillar_scores
        on scored.partnership_id = pillar_scores.partnership_id and scored.pillar_id = pillar_scores.pillar_id
    group by scored.indicator_id, scored.pillar_id
),

effective_weights as (
    select
        'effective_weight' as check_id,
        indicator_id as subject_id,
        pillar_id,
        correlation * correlation / nullif(sum(correlation * correlation) over by_pillar, 0)
        / nullif(weight / sum(weight) filter (where correlation is not null) over by_pillar, 0) as value,
        observation_count
    from correlations
    window by_pillar as (partition by pillar_id)
),

-- Equal values share the mean of their places.
indicator_ranks as (
    select
        partnership_id,
        pillar_id,
        weight,
        case
            when normalised is not null
                then
                    rank() over (partition by indicator_id order by normalised nulls last)
                    + (count(*) over (partition by indicator_id, normalised) - 1) / 2
        end as indicator_rank
    from scored
),

ranked_pillars as (
    select
        indicator_ranks.partnership_id,
        indicator_ranks.pillar_id,
        any_value(pillar_scores.score) as score,
        sum(indicator_ranks.weight * indicator_ranks.indicator_rank)
        / sum(indicator_ranks.weight) filter (where indicator_ranks.indicator_rank is not null) as rank_score
    from indicator_ranks
    inner join pillar_scores
        on
            indicator_ranks.partnership_id = pillar_scores.partnership_id
            and indicator_ranks.pillar_id = pillar_scores.pillar_id
    where pillar_scores.score is not null
    group by indicator_ranks.partnership_id, indicator_ranks.pillar_id
),

places as (
    select
        pillar_id,
        rank() over (partition by pillar_id order by score)
        + (count(*) over (partition by pillar_id, score) - 1) / 2 as score_place,
        rank() over (partition by pillar_id order by rank_score)
        + (count(*) over (partition by pillar_id, rank_score) - 1) / 2 as rank_score_place
    from ranked_pillars
),

rank_agreements as (
    select
        'rank_agreement' as check_id,
        pillars.pillar_id as subject_id,
        pillars.pillar_id,
        corr(places.score_place, places.rank_score_place) as value,
        count(places.score_place) as observation_count
    from pillars
    left join places on pillars.pillar_id = places.pillar_id
    group by pillars.pillar_id
),

together as (
    select *
    from of_indicators
    union all
    select *
    from within_pillars
    union all
    select *
    from across_pillars
    union all
    select *
    from alphas
    union all
    select *
    from effective_weights
    union all
    select *
    from rank_agreements
)

-- The last digits of a correlation hang on the order of rows: the same night must give the same figure.
select
    check_id,
    subject_id,
    pillar_id,
    round(value, 10) as value,
    observation_count
from together
