-- The difference is taken here from the two editions themselves; every score that differs is explained.
with comparisons as (
    select distinct
        comparison_id,
        compared_as_of
    from {{ ref('int_indicators__compared') }}
    where comparison_id in ('last_edition', 'half_year')
),

differences as (
    select
        comparisons.comparison_id,
        scored.partnership_id,
        scored.scope as subject_id,
        scored.score - score_spells.score as difference,
        (scored.score is null) != (score_spells.score is null) as has_come_or_gone
    from {{ ref('int_maturity__scored') }} as scored
    cross join comparisons
    left join {{ ref('hist_maturity_score') }} as score_spells
        on
            scored.partnership_id = score_spells.partnership_id
            and scored.scope = score_spells.subject_id
            and comparisons.compared_as_of >= score_spells.known_from
            and coalesce(comparisons.compared_as_of < score_spells.known_to, true)
    where scored.evidence_basis = 'all'
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
