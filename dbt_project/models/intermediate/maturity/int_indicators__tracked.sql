-- A value that comes or goes begins or ends a spell; demonstration is kept in no history.
select
    concat_ws('|', normalised.partnership_id, normalised.indicator_id) as indicator_value_id,
    normalised.partnership_id,
    normalised.indicator_id,
    normalised.value,
    normalised.normalised,
    normalised.evidence,
    coalesce(inputs.row_marks, []) as row_marks,
    coalesce(inputs.link_marks, []) as link_marks
from {{ ref('int_indicators__normalised') }} as normalised
left join {{ ref('int_indicators__inputs') }} as inputs
    on
        normalised.partnership_id = inputs.partnership_id
        and normalised.indicator_id = inputs.indicator_id
where normalised.value is not null and not normalised.is_demo
