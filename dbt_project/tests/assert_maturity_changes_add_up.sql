-- The difference is taken here from the two editions themselves; every score that differs is explained.
with differences as (
    select
        comparisons.comparison_id,
        tracked.partnership_id,
        tracked.subject_id,
        tracked.score - score_spells.score as difference,
        (tracked.score is null) != (score_spells.score is null) as has_come_or_gone
    from {{ ref('int_maturity__tracked') }} as tracked
    cross join {{ ref('int_maturity__comparisons') }} as comparisons
    left join {{ ref('hist_maturity_score') }} as score_spells
        on
            tracked.maturity_subject_id = score_spells.maturity_subject_id
            and comparisons.compared_as_of >= score_spells.known_from
            and coalesce(comparisons.compared_as_of < score_spells.known_to, true)
),

explained as (
    select
        comparison_id,
        partnership_id,
        subject_id,
        coalesce(sum(amount), 0) as explained_difference,
        any_value(difference) as stated_difference
    from {{ ref('fct_maturity_change') }}
    group by all
)

select
    coalesce(differences.comparison_id, explained.comparison_id) as comparison_id,
    coalesce(differences.partnership_id, explained.partnership_id) as partnership_id,
    coalesce(differences.subject_id, explained.subject_id) as subject_id,
    differences.difference,
    explained.explained_difference
from differences
full outer join explained
    on
        differences.comparison_id = explained.comparison_id
        and differences.partnership_id = explained.partnership_id
        and differences.subject_id = explained.subject_id
where
    abs(coalesce(differences.difference, 0) - coalesce(explained.explained_difference, 0)) > 1e-9
    or abs(coalesce(differences.difference, 0) - coalesce(explained.stated_difference, 0)) > 1e-9
    or (differences.has_come_or_gone and explained.subject_id is null)
