with acts as (
    select * from {{ ref('fct_act') }}
    where
        evidence = 'declared'
        and member_id is not null
        and act_from <= {{ as_of() }}
        and act_kind != 'report delivered'
),

active as (
    select
        acts.partnership_id,
        count(distinct acts.member_id) as active_count
    from acts
    semi join {{ ref('int_memberships__current') }} as memberships
        on acts.partnership_id = memberships.partnership_id and acts.member_id = memberships.member_id
    where acts.act_from >= {{ indicator_window_start('C1') }}
    group by all
),

member_counts as (
    select
        partnership_id,
        count(*) as member_count
    from {{ ref('int_memberships__current') }}
    group by all
),

-- Where no act was ever recorded nobody kept a record: not known, and not nobody active.
keepers_of_records as (
    select
        partnership_id,
        max(act_from) as newest_date
    from acts
    group by all
),

stated_members as (
    select
        partnership_id,
        coalesce(nuts_code, region_name) as stated_member,
        bool_or(has_mandate) as has_mandate,
        bool_or(has_signed_mou) as has_signed_mou,
        max(try_cast(workbook_stated_on as date)) as stated_on
    from {{ ref('stg_registry__workbook_members') }} as workbook_members
    where {{ is_in_force('workbook_members') }}
    group by all
),

capacities as (
    select
        *,
        try_cast(replace(replace(half_year, '-H1', '-01-01'), '-H2', '-07-01') as date) as half_year_start
    from {{ ref('stg_registry__workbook_management_capacities') }}
    where management_fte is not null
),

-- A member may change its role: it left only if no spell of it goes on.
dated_members as (
    select
        spells.partnership_id,
        spells.member_id,
        min(spells.valid_from_date) as joined_on,
        bool_or(spells.valid_from_date is null) as is_start_unknown,
        case when bool_and(spells.valid_to_date is not null) then max(spells.valid_to_date) end as left_on,
        coalesce(joined_on <= {{ indicator_window_start('C5') }}, false) as is_of_window,
        left_on between {{ indicator_window_start('C5') }} and {{ as_of() }} as has_left
    from {{ ref('int_memberships__keyed') }} as spells
    semi join {{ ref('stg_registry__workbook_members') }} as workbook_members
        on spells.partnership_id = workbook_members.partnership_id
    group by all
),

newest_mapping as (
    select *
    from {{ ref('stg_registry__workbook_surveys') }}
    where
        survey = 'mapping'
        and asked_on between {{ indicator_window_start('C7') }} and {{ as_of() }}
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
)

select
    member_counts.partnership_id,
    'C1' as indicator_id,
    coalesce(active.active_count, 0) / member_counts.member_count as value,
    member_counts.member_count as input_count,
    keepers_of_records.newest_date,
    {{ sentence('C1', ['coalesce(active.active_count, 0)', 'member_counts.member_count']) }} as basis
from member_counts
inner join keepers_of_records on member_counts.partnership_id = keepers_of_records.partnership_id
left join active on member_counts.partnership_id = active.partnership_id
{% for indicator, trait in [('C2', 'has_mandate'), ('C3', 'has_signed_mou')] %}
    union all
    select
        partnership_id,
        '{{ indicator }}' as indicator_id,
        case
            when count({{ trait }}) / count(*) >= {{ maturity_parameter('min_known_share') }}
                then count(*) filter (where {{ trait }}) / count({{ trait }})
        end as value,
        count({{ trait }}) as input_count,
        max(stated_on) as newest_date,
        {{ sentence(indicator, [
            'count(*) filter (where ' ~ trait ~ ')', 'count(' ~ trait ~ ')', 'count(' ~ trait ~ ')', 'count(*)'
        ]) }} as basis
    from stated_members
    group by partnership_id
{% endfor %}
union all
select
    partnership_id,
    'C4' as indicator_id,
    arg_max(management_fte, half_year_start) as value,
    count(*) as input_count,
    max(half_year_start) as newest_date,
    {{ sentence('C4', ['arg_max(management_fte, half_year_start)', 'max(half_year)']) }} as basis
from capacities
where half_year_start between {{ indicator_window_start('C4') }} and {{ as_of() }}
group by partnership_id
union all
select
    partnership_id,
    'C5' as indicator_id,
    case
        when
            count(*) filter (where not is_start_unknown) / count(*)
            >= {{ maturity_parameter('min_known_share') }}
            then
                count(*) filter (where is_of_window and has_left)
                / nullif(count(*) filter (
                    where is_of_window and coalesce(left_on >= {{ indicator_window_start('C5') }}, true)
                ), 0)
    end as value,
    count(*) filter (where not is_start_unknown) as input_count,
    max(greatest(joined_on, left_on)) filter (where greatest(joined_on, left_on) <= {{ as_of() }})
        as newest_date,
    {{ sentence('C5', ['count(*) filter (where not is_start_unknown)', 'count(*)']) }} as basis
from dated_members
group by partnership_id
union all
select
    partnership_id,
    'C6' as indicator_id,
    count(*) filter (where delivered_on <= {{ as_of() }}) / count(*) as value,
    count(*) as input_count,
    max(delivered_on) filter (where delivered_on <= {{ as_of() }}) as newest_date,
    {{ sentence('C6', ['count(*) filter (where delivered_on <= ' ~ as_of() ~ ')', 'count(*)']) }} as basis
from {{ ref('stg_registry__workbook_reports') }}
where due_on between {{ indicator_window_start('C6') }} and {{ as_of() }}
group by partnership_id
union all
select
    partnership_id,
    'C7' as indicator_id,
    count(*) filter (where has_answered) / count(*) as value,
    count(*) as input_count,
    max(asked_on) as newest_date,
    {{ sentence('C7', ['count(*) filter (where has_answered)', 'count(*)']) }} as basis
from asked_regions
group by partnership_id
