with memberships as (
    select * from {{ ref('int_memberships__current') }}
),

acts as (
    select * from {{ ref('fct_act') }}
    where act_date <= {{ as_of() }}
),

workbook_members as (
    select
        *,
        coalesce(nuts_code, region_name) as stated_member
    from {{ ref('stg_registry__workbook_members') }}
),

capacities as (
    select
        *,
        try_cast(replace(replace(half_year, '-H1', '-01-01'), '-H2', '-07-01') as date) as half_year_start
    from {{ ref('stg_registry__workbook_management_capacities') }}
),

-- Where no act was ever recorded nobody kept a record: not known, and not nobody active.
keepers_of_records as (
    select
        partnership_id,
        max(act_date) as newest_date
    from acts
    where act_kind != 'report delivered'
    group by all
),

active as (
    select
        acts.partnership_id,
        count(distinct acts.member_id) as active_count
    from acts
    semi join memberships
        on acts.partnership_id = memberships.partnership_id and acts.member_id = memberships.member_id
    where
        acts.act_kind != 'report delivered'
        and acts.act_date >= {{ indicator_window_start('C1') }}
    group by all
),

member_counts as (
    select
        partnership_id,
        count(*) as member_count
    from memberships
    group by all
),

active_share as (
    select
        member_counts.partnership_id,
        'C1' as indicator_id,
        coalesce(active.active_count, 0) / member_counts.member_count as value,
        member_counts.member_count as input_count,
        keepers_of_records.newest_date,
        coalesce(active.active_count, 0) || ' of ' || member_counts.member_count
        || ' members with an act in the window' as basis
    from member_counts
    inner join keepers_of_records on member_counts.partnership_id = keepers_of_records.partnership_id
    left join active on member_counts.partnership_id = active.partnership_id
),

stated_members as (
    select
        partnership_id,
        stated_member,
        bool_or(has_mandate) as has_mandate,
        bool_or(has_signed_mou) as has_signed_mou,
        max(try_cast(workbook_stated_on as date)) as stated_on
    from workbook_members
    where {{ is_in_force('workbook_members') }}
    group by all
),

stated_traits as (
    select
        stated_members.partnership_id,
        traits.indicator_id,
        traits.trait_name,
        traits.has_trait,
        stated_members.stated_on
    from stated_members
    cross join lateral (
        values
        ('C2', 'a mandate', stated_members.has_mandate),
        ('C3', 'a signature', stated_members.has_signed_mou)
    ) as traits (indicator_id, trait_name, has_trait)
),

traits as (
    select
        partnership_id,
        indicator_id,
        case
            when count(has_trait) / count(*) >= {{ maturity_parameter('min_known_share') }}
                then count(*) filter (where has_trait) / count(has_trait)
        end as value,
        count(has_trait) as input_count,
        max(stated_on) as newest_date,
        count(*) filter (where has_trait) || ' of ' || count(has_trait) || ' members with '
        || any_value(trait_name) || '; known of ' || count(has_trait) || ' in ' || count(*) as basis
    from stated_traits
    group by partnership_id, indicator_id
),

management as (
    select
        partnership_id,
        'C4' as indicator_id,
        arg_max(management_fte, half_year_start) as value,
        count(*) as input_count,
        max(half_year_start) as newest_date,
        arg_max(management_fte, half_year_start) || ' full-time equivalents in ' || max(half_year) as basis
    from capacities
    where
        management_fte is not null
        and half_year_start between {{ indicator_window_start('C4') }} and {{ as_of() }}
    group by partnership_id
),

-- A member may change its role: it left only if no spell of it goes on.
dated_members as (
    select
        spells.partnership_id,
        spells.member_id,
        min(spells.valid_from_date) as joined_on,
        bool_or(spells.valid_from_date is null) as is_start_unknown,
        case when bool_and(spells.valid_to_date is not null) then max(spells.valid_to_date) end as left_on
    from {{ ref('int_memberships__keyed') }} as spells
    semi join workbook_members on spells.partnership_id = workbook_members.partnership_id
    group by all
),

churn as (
    select
        partnership_id,
        'C5' as indicator_id,
        case
            when
                count(*) filter (where not is_start_unknown) / count(*)
                >= {{ maturity_parameter('min_known_share') }}
                then
                    count(*) filter (
                        where
                        joined_on <= {{ indicator_window_start('C5') }}
                        and left_on between {{ indicator_window_start('C5') }} and {{ as_of() }}
                    )
                    / nullif(count(*) filter (
                        where
                        joined_on <= {{ indicator_window_start('C5') }}
                        and coalesce(left_on >= {{ indicator_window_start('C5') }}, true)
                    ), 0)
        end as value,
        count(*) filter (where not is_start_unknown) as input_count,
        max(greatest(joined_on, left_on)) filter (where greatest(joined_on, left_on) <= {{ as_of() }})
            as newest_date,
        'start of membership known of ' || count(*) filter (where not is_start_unknown) || ' in ' || count(*)
        || ' members' as basis
    from dated_members
    group by partnership_id
),

reporting as (
    select
        partnership_id,
        'C6' as indicator_id,
        count(*) filter (where delivered_on <= {{ as_of() }}) / count(*) as value,
        count(*) as input_count,
        max(delivered_on) filter (where delivered_on <= {{ as_of() }}) as newest_date,
        count(*) filter (where delivered_on <= {{ as_of() }}) || ' of ' || count(*)
        || ' reports due were delivered' as basis
    from {{ ref('stg_registry__workbook_reports') }}
    where due_on between {{ indicator_window_start('C6') }} and {{ as_of() }}
    group by partnership_id
),

mapping_rows as (
    select *
    from {{ ref('stg_registry__workbook_surveys') }}
    where
        survey = 'mapping'
        and asked_on between {{ indicator_window_start('C7') }} and {{ as_of() }}
),

newest_mapping as (
    select *
    from mapping_rows
    qualify asked_on = max(asked_on) over (partition by partnership_id)
),

asked_regions as (
    select
        partnership_id,
        region,
        coalesce(bool_or(has_answered), false) as has_answered,
        max(asked_on) as asked_on
    from newest_mapping
    group by all
),

mapping as (
    select
        partnership_id,
        'C7' as indicator_id,
        count(*) filter (where has_answered) / count(*) as value,
        count(*) as input_count,
        max(asked_on) as newest_date,
        count(*) filter (where has_answered) || ' of ' || count(*) || ' regions asked have answered' as basis
    from asked_regions
    group by partnership_id
)

select *
from active_share
union all
select *
from traits
union all
select *
from management
union all
select *
from churn
union all
select *
from reporting
union all
select *
from mapping
