{#- A difference is a fault of the models, not of the night's data: it is reported and stops no edition. -#}
{{ config(severity='warn') }}

-- The merging models say in SQL what the seed says in rows: whatever several sources state, the published
-- value is that of the source the seed puts first, and every pair of field and source has its rule.
select
    subject_kind,
    subject_id,
    field_name,
    preferred_value,
    chosen_value
from {{ ref('int_contradictions__compared') }}
where is_rule_missing or preferred_value is distinct from chosen_value
