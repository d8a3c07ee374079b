{% snapshot snap_indicator_value %}

{{ config(
    unique_key='indicator_value_id',
    check_cols=['value', 'normalised', 'evidence', 'row_marks', 'link_marks'],
) }}

-- A value that comes or goes begins or ends a spell; demonstration is kept in no history.
select
    concat_ws('|', indicator_values.partnership_id, indicator_values.indicator_id) as indicator_value_id,
    indicator_values.partnership_id,
    indicator_values.indicator_id,
    indicator_values.value,
    scored.normalised,
    indicator_values.evidence,
    coalesce(inputs.row_marks, []) as row_marks,
    coalesce(inputs.link_marks, []) as link_marks
from {{ ref('int_indicators__values') }} as indicator_values
inner join {{ ref('int_indicators__scored') }} as scored
    on
        indicator_values.partnership_id = scored.partnership_id
        and indicator_values.indicator_id = scored.indicator_id
left join {{ ref('int_indicators__inputs') }} as inputs
    on
        indicator_values.partnership_id = inputs.partnership_id
        and indicator_values.indicator_id = inputs.indicator_id
where indicator_values.value is not null and not indicator_values.is_demo

{% endsnapshot %}
