with

topics as (

    select * from {{ ref('int_topics__dated') }}

),

partnerships as (

    select * from {{ ref('int_partnerships__overlaid') }}

),

memberships as (

    select * from {{ ref('int_memberships__current') }}

),

countries as (

    select * from {{ ref('countries') }}

),

country_minima as (

    select * from {{ ref('eligibility_country_minima') }}

),

applicable_topics as (

    select *
    from topics
    where topic_status in ('open', 'forthcoming') and is_programme_selected

),

-- The rule of the very topic comes before the rule of its action type.
topic_rules as (

    select
        applicable_topics.topic_id,
        applicable_topics.programme_id,
        applicable_topics.topic_status,
        applicable_topics.deadline_date,
        applicable_topics.days_left,
        country_minima.countries_needed,
        country_minima.member_states_needed
    from applicable_topics
    left join country_minima
        on
            applicable_topics.programme_id = country_minima.programme_id
            and applicable_topics.action_type_code = country_minima.action_type_code
            and starts_with(applicable_topics.topic_key, upper(coalesce(country_minima.topic_prefix, '')))
    qualify row_number() over (
        partition by applicable_topics.topic_id
        order by length(country_minima.topic_prefix) desc nulls last
    ) = 1

),

-- Associated countries count in Horizon Europe only; elsewhere the members' Member States do.
country_counts as (

    select
        memberships.partnership_id,
        cast(count(distinct memberships.country_code) as integer) as countries_known,
        cast(count(distinct memberships.country_code) filter (where countries.is_member_state) as integer)
            as member_states_have,
        cast(count(distinct memberships.country_code) filter (
            where countries.horizon_europe_from <= {{ as_of() }}
        ) as integer) as horizon_europe_countries_have
    from memberships
    left join countries on memberships.country_code = countries.country_code
    group by all

),

paired as (

    select
        partnerships.partnership_id,
        len(partnerships.theme_terms) as theme_term_count,
        topic_rules.topic_id,
        topic_rules.topic_status,
        topic_rules.deadline_date,
        topic_rules.days_left,
        coalesce(country_counts.countries_known, 0) as countries_known,
        coalesce(
            case
                when
                    topic_rules.programme_id = 'horizon_europe'
                    then country_counts.horizon_europe_countries_have
                else country_counts.member_states_have
            end,
            0
        ) as countries_have,
        coalesce(country_counts.member_states_have, 0) as member_states_have,
        topic_rules.countries_needed,
        topic_rules.member_states_needed
    from partnerships
    cross join topic_rules
    left join country_counts on partnerships.partnership_id = country_counts.partnership_id

),

-- Unknown never hides a call: no rule read, or no member known, is unknown and not a fail.
final as (

    select
        partnership_id,
        topic_id,
        topic_status,
        deadline_date,
        days_left,
        theme_term_count,
        case
            when countries_needed is null or countries_known = 0 then 'unknown'
            when countries_have >= countries_needed and member_states_have >= member_states_needed then 'pass'
            else 'fail'
        end as eligibility,
        countries_known,
        countries_have,
        countries_needed,
        greatest(
            countries_needed - countries_have,
            member_states_needed - member_states_have,
            0
        ) as countries_missing,
        member_states_needed > member_states_have as is_member_state_missing
    from paired

)

select * from final
