with declared as (
    {% for model in ['mission', 'partners', 'contact', 'stated_links'] %}
        select * from {{ ref('int_indicators__' ~ model) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

ecosystems as (
    select * from {{ ref('int_indicators__ecosystems') }}
    where theme_level_id = 'as_set'
),

-- A date known to a month or a year counts as its first day: by then it cannot have been longer ago.
acts as (
    select
        acts.*,
        string_split(kinds.indicators, ';') as indicator_ids,
        acts.evidence = 'public record' as is_public
    from {{ ref('fct_act') }} as acts
    inner join {{ ref('act_kinds') }} as kinds on acts.act_kind = kinds.act_kind
    where acts.partnership_id is not null and acts.act_to <= {{ as_of() }}
),

plenaries as (
    select
        partnership_id,
        act_from as held_on,
        is_public
    from acts
    where
        is_public
        and list_contains(indicator_ids, 'P1')
        and regexp_matches(
            act_name,
            (
                select kinds.name_pattern
                from {{ ref('maturity_event_kinds') }} as kinds
                where kinds.is_plenary
            )
        )
    union all
    select
        events.partnership_id,
        events.event_date as held_on,
        false as is_public
    from {{ ref('stg_registry__workbook_events') }} as events
    inner join {{ ref('maturity_event_kinds') }} as kinds
        on events.event_kind = kinds.event_kind and kinds.is_plenary
    where events.event_date <= {{ as_of() }}
),

-- What acts in public show, with those of workbooks: never complete, so a value can be better and not worse.
bounds as (
    select
        partnership_id,
        'M1' as indicator_id,
        {{ maturity_parameter('scoping_note_share') }} as bound_value,
        count(*) as input_count,
        max(act_from) as newest_date,
        {{ sentence('public_scope', [day_in_words('max(act_from)')]) }} as basis
    from acts
    where is_public and list_contains(indicator_ids, 'M1')
    group by partnership_id
    union all
    select
        partnership_id,
        'M2' as indicator_id,
        cast(datesub('month', max(act_from), {{ as_of() }}) as double) as bound_value,
        count(*) as input_count,
        max(act_from) as newest_date,
        {{ sentence('public_scope', [day_in_words('max(act_from)')]) }} as basis
    from acts
    where is_public and list_contains(indicator_ids, 'M2')
    group by partnership_id
    union all
    select
        acts.partnership_id,
        'C1' as indicator_id,
        count(distinct acts.member_id) / any_value(sizes.members_in_all) as bound_value,
        count(*) as input_count,
        max(acts.act_from) as newest_date,
        {{ sentence('public_C1', ['count(distinct acts.member_id)', 'any_value(sizes.members_in_all)']) }} as basis
    from acts
    inner join {{ ref('int_partnerships__members') }} as sizes
        on acts.partnership_id = sizes.partnership_id and sizes.members_in_all > 0
    semi join {{ ref('int_memberships__current') }} as memberships
        on acts.partnership_id = memberships.partnership_id and acts.member_id = memberships.member_id
    where list_contains(acts.indicator_ids, 'C1') and acts.act_from >= {{ indicator_window_start('C1') }}
    group by acts.partnership_id
    having bool_or(acts.is_public)
    union all
    select
        partnership_id,
        'P1' as indicator_id,
        cast(count(*) as double) as bound_value,
        count(*) as input_count,
        max(held_on) as newest_date,
        {{ sentence('public_P1', ['count(*)']) }} as basis
    from plenaries
    where held_on >= {{ indicator_window_start('P1') }}
    group by partnership_id
    having bool_or(is_public)
    union all
    select
        partnership_id,
        'P2' as indicator_id,
        cast(datediff('day', max(act_from), {{ as_of() }}) as double) as bound_value,
        count(*) as input_count,
        max(act_from) as newest_date,
        {{ sentence('public_P2', [day_in_words('max(act_from)')]) }} as basis
    from acts
    where is_public and list_contains(indicator_ids, 'P2')
    group by partnership_id
),

-- A bound is a value where nothing better is possible, or where it is better than what a workbook states.
public_record as (
    select
        bounds.*,
        case
            when indicators.direction = '-'
                then coalesce(bounds.bound_value < declared.value, bounds.bound_value <= indicators.goalpost_low)
            else coalesce(bounds.bound_value > declared.value, bounds.bound_value >= indicators.goalpost_high)
        end as is_value
    from bounds
    inner join {{ ref('dim_indicator') }} as indicators on bounds.indicator_id = indicators.indicator_id
    left join declared
        on bounds.partnership_id = declared.partnership_id and bounds.indicator_id = declared.indicator_id
),

chosen as (
    select
        partnerships.partnership_id,
        indicators.indicator_id,
        indicators.waiting_for,
        case
            when public_record.is_value then 'public record'
            when declared.value is not null then 'declared'
            when ecosystems.value is not null then 'observed'
            else 'none'
        end as found_as,
        case when not ecosystems.is_demo then ecosystems.value end as observed_value,
        case
            when found_as in ('none', 'observed') then coalesce(public_record.bound_value, ecosystems.bound_value)
        end as bound_value,
        case when found_as in ('none', 'observed') then ecosystems.bound_best end as bound_best,
        coalesce(ecosystems.missing_fact, indicators.missing_fact) as missing_fact,
        public_record.basis as bound_basis,
        {% for column in ['value', 'input_count', 'newest_date', 'basis'] %}
            case found_as
                when 'public record' then public_record.{{ column | replace('value', 'bound_value') }}
                when 'declared' then declared.{{ column }}
                when 'observed' then ecosystems.{{ column }}
                {% if column in ['input_count', 'basis'] %}
                    else coalesce(declared.{{ column }}, ecosystems.{{ column }})
                {% endif %}
            end as {{ column }},
        {% endfor %}
        found_as = 'observed' and ecosystems.is_demo as is_demo
    from {{ ref('int_partnerships__overlaid') }} as partnerships
    cross join {{ ref('dim_indicator') }} as indicators
    {% for relation in ['declared', 'ecosystems', 'public_record'] %}
        left join {{ relation }}
            on
                partnerships.partnership_id = {{ relation }}.partnership_id
                and indicators.indicator_id = {{ relation }}.indicator_id
    {% endfor %}
)

-- What a secretariat states wins over what was observed; the observed value is kept for the score without
-- declared evidence, where it is no demonstration.
select
    partnership_id,
    indicator_id,
    value,
    observed_value,
    bound_value,
    bound_best,
    missing_fact,
    found_as as evidence,
    coalesce(input_count, 0) as input_count,
    newest_date,
    case
        when found_as != 'none' then basis
        else coalesce(
            {{ sentence('value_bound', ['bound_basis']) }},
            {{ sentence('value_none', ['basis']) }},
            {{ sentence('value_waiting', ['waiting_for']) }}
        )
    end as basis,
    is_demo
from chosen
