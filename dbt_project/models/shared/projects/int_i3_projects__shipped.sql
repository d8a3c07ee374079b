with
-- A shipped project of another programme is that programme's: CORDIS has it under a number of its own.
shipped_i3 as (
    select
        shipped.*,
        coalesce(shipped.project_number, 'i3:' || {{ slug('shipped.acronym') }}) as shipped_id
    from {{ ref('stg_i3__shipped_projects') }} as shipped
    inner join {{ ref('programmes') }} as programmes
        on upper(shipped.programme_at_source) = upper(programmes.programme_id)
),

same_projects as (
    select
        shipped_i3.shipped_id,
        records.project_number
    from shipped_i3
    inner join {{ ref('stg_i3__projects') }} as records
        on
            shipped_i3.project_number = records.project_number
            or (
                shipped_i3.project_number is null
                and {{ slug('shipped_i3.acronym') }} = {{ slug('records.acronym') }}
            )
    qualify row_number() over (
        partition by records.project_number
        order by shipped_i3.project_number nulls last, shipped_i3.shipped_id
    ) = 1
)

select
    shipped_i3.*,
    coalesce(same_projects.project_number, shipped_i3.shipped_id) as project_id
from shipped_i3
left join same_projects on shipped_i3.shipped_id = same_projects.shipped_id
