with

records as (

    select * from {{ ref('int_i3_projects__records') }}

),

shipped as (

    select * from {{ ref('stg_i3__shipped_projects') }}

),

programmes as (

    select * from {{ ref('programmes') }}

),

-- A shipped project of another programme is that programme's: CORDIS has it under a number of its own.
shipped_i3 as (

    select
        shipped.*,
        coalesce(shipped.project_number, 'i3:' || {{ slug('shipped.acronym') }}) as shipped_id
    from shipped
    inner join programmes on upper(shipped.programme_at_source) = upper(programmes.programme_id)

),

same_projects as (

    select
        shipped_i3.shipped_id,
        records.project_number
    from shipped_i3
    inner join records
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

),

-- The portal's record wins; a shipped fact fills only what that record leaves empty.
joined as (

    select
        coalesce(records.project_number, shipped_i3.shipped_id) as project_id,
        coalesce(records.acronym, shipped_i3.acronym) as acronym,
        coalesce(records.project_title, shipped_i3.project_title) as project_title,
        coalesce(records.topic_id, records.call_id, shipped_i3.topic_id, shipped_i3.call_id) as topic_id,
        coalesce(records.start_date, shipped_i3.start_date) as start_date,
        coalesce(records.end_date, shipped_i3.end_date) as end_date,
        coalesce(records.ec_max_contribution_eur, shipped_i3.ec_max_contribution_eur)
            as ec_max_contribution_eur,
        records.project_number is not null as is_in_portal,
        shipped_i3.source as fact_source,
        shipped_i3.confidence
    from records
    left join same_projects on records.project_number = same_projects.project_number
    full outer join shipped_i3 on same_projects.shipped_id = shipped_i3.shipped_id

),

final as (

    select
        *,
        try_cast(nullif(regexp_extract(topic_id, '(?:^|-)(20\d{2})(?:-|$)', 1), '') as integer) as call_year
    from joined

)

select * from final
