with ranked as (
    select
        stated.subject_kind,
        stated.subject_id,
        stated.field_name,
        stated.source,
        stated.value,
        precedence.precedence_id,
        precedence.source_rank,
        case when precedence.is_free_text then {{ comparable_text('stated.value') }} else stated.value end
            as comparable_value
    from {{ ref('int_contradictions__stated') }} as stated
    left join {{ ref('source_precedence') }} as precedence
        on
            stated.subject_kind = precedence.subject_kind
            and stated.field_name = precedence.field_name
            and stated.source = precedence.source
)

select
    subject_kind,
    subject_id,
    field_name,
    list(source || ': ' || value order by source_rank, source) as stated_values,
    count(distinct comparable_value) as distinct_value_count,
    arg_min(precedence_id, source_rank) as precedence_id,
    arg_min(source, source_rank) as chosen_source,
    arg_min(value, source_rank) as preferred_value,
    bool_or(precedence_id is null) as is_rule_missing
from ranked
group by all
