with recent_projects as (
    select distinct
        joint_participations.partnership_id,
        joint_participations.project_id
    from {{ ref('int_joint_projects__participations') }} as joint_participations
    inner join {{ ref('int_projects__spine') }} as projects
        on joint_participations.project_id = projects.project_id
    where
        not joint_participations.is_demo
        and {{ is_in_observed_window('projects.project_year', 'E5') }}
),

-- Partnerships that a joint project links already are counted once, whichever way they are named.
linked as (
    select
        partnership_id,
        unnest(other_partnerships) as other_partnership,
        event_date
    from {{ ref('stg_registry__workbook_events') }}
    where event_date between {{ indicator_window_start('E5') }} and {{ as_of() }}
    union all
    select
        one.partnership_id,
        other.partnership_id as other_partnership,
        cast(null as date) as event_date
    from recent_projects as one
    inner join recent_projects as other
        on one.project_id = other.project_id and one.partnership_id != other.partnership_id
),

stated_helices as (
    select
        partnership_id,
        coalesce(nuts_code, region_name) as stated_member,
        len(list_distinct(flatten(list(helices)))) as helix_count,
        max(try_cast(workbook_stated_on as date)) as stated_on
    from {{ ref('stg_registry__workbook_members') }} as workbook_members
    where {{ is_in_force('workbook_members') }}
    group by all
)

select
    partnership_id,
    'E5' as indicator_id,
    cast(count(distinct other_partnership) as double) as value,
    count(*) filter (where event_date is not null) as input_count,
    max(event_date) as newest_date,
    {{ sentence('E5_stated', ['count(distinct other_partnership)']) }} as basis
from linked
group by partnership_id
having count(event_date) > 0
union all
select
    partnership_id,
    'E6' as indicator_id,
    case
        when count(*) filter (where helix_count > 0) / count(*) >= {{ maturity_parameter('min_known_share') }}
            then avg(helix_count) filter (where helix_count > 0)
    end as value,
    count(*) filter (where helix_count > 0) as input_count,
    max(stated_on) as newest_date,
    {{ sentence('E6_stated', ['count(*) filter (where helix_count > 0)', 'count(*)']) }} as basis
from stated_helices
group by partnership_id
