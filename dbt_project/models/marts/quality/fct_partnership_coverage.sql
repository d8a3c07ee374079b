select
    partnerships.partnership_id || '|' || fields.field_id as partnership_coverage_id,
    partnerships.partnership_id,
    fields.field_id,
    fields.field_name,
    known_fields.known_count is not null as is_known,
    coalesce(known_fields.known_count, 0) as known_count,
    known_fields.newest_date
from {{ ref('dim_partnership') }} as partnerships
cross join {{ ref('partnership_fields') }} as fields
left join {{ ref('int_partnerships__known_fields') }} as known_fields
    on
        partnerships.partnership_id = known_fields.partnership_id
        and fields.field_id = known_fields.field_id
