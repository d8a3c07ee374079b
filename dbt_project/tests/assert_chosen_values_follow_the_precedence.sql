{#- A difference is a fault of the models, not of the night's data: it is told and stops no edition. -#}
{{ config(severity='warn') }}

-- The merging models say in SQL what the seed says in rows: whatever several sources state, the published
-- value is that of the source the seed puts first, and every pair of field and source has its rule.
with chosen as (
    select * from {{ ref('int_contradictions__chosen') }}
)

select
    compared.subject_kind,
    compared.subject_id,
    compared.field_name,
    compared.preferred_value,
    chosen.value as chosen_value
from {{ ref('int_contradictions__compared') }} as compared
left join chosen
    on
        compared.subject_kind = chosen.subject_kind
        and compared.subject_id = chosen.subject_id
        and compared.field_name = chosen.field_name
where compared.is_rule_missing or compared.preferred_value is distinct from chosen.value
