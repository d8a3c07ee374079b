with counting_rules as (
    select
        rules.rule_id,
        rules.rule_kind,
        rules.counted,
        coalesce(rules.minimum, rules.maximum) as limit_number,
        coalesce(rules.minimum, 1) as need,
        kinds.unit_counted,
        kinds.rule_name,
        kinds.missing_words
    from {{ ref('int_eligibility__rules') }} as rules
    inner join {{ ref('eligibility_rule_kinds') }} as kinds on rules.rule_kind = kinds.rule_kind
    where kinds.is_observed and kinds.unit_counted != 'none'
),

-- A member whose country, category or group is not known might be the one that is missing. Where members are counted,
-- one inside another is none beside it, and one without a code may lie inside another.
counted as (
    select
        partnerships.partnership_id,
        counting_rules.rule_id,
        count(members.member_id) as member_count,
        coalesce(
            list_sort(list_distinct(flatten(
                list({{ things_counted('counting_rules', 'members', 'members.member_id') }}) filter (
                    where
                    members.member_id is not null
                    and {{ is_counted_by('counting_rules', 'members') }}
                    and not (counting_rules.unit_counted = 'member' and members.member_kind = 'nested')
                    and not (counting_rules.rule_kind = 'regions_min' and members.member_kind = 'without_code')
                )
            ))),
            []
        ) as have_things,
        count(*) filter (
            where
            members.member_id is not null
            and case
                when counting_rules.unit_counted = 'country' then not members.is_country_known
                when counting_rules.rule_kind in (
                    'cohesion_category_includes', 'coordinator_category_includes', 'cohesion_categories_min'
                ) then not members.is_category_known
                when counting_rules.rule_kind in ('innovator_group_includes', 'innovator_groups_min')
                    then not members.is_group_known
                when counting_rules.rule_kind = 'regions_min'
                    then
                        not members.is_country_known
                        or members.member_kind = 'without_code' and {{ is_counted_by('counting_rules', 'members') }}
                else false
            end
        ) as unsure_count
    from {{ ref('int_partnerships__overlaid') }} as partnerships
    cross join counting_rules
    left join {{ ref('int_memberships__attributes') }} as members
        on partnerships.partnership_id = members.partnership_id
    where not partnerships.is_placeholder
    group by all
),

-- Of whom a rule asks for a legal type: organisations seated in the member regions that had a part in an EU project.
organisations as (
    select
        memberships.partnership_id,
        brought.counted,
        cast(count(distinct organisations.organisation_id) as integer) as organisation_count
    from {{ ref('int_memberships__current') }} as memberships
    inner join {{ ref('dim_organisation') }} as organisations
        on starts_with(organisations.nuts_code, memberships.nuts_code)
    cross join
        unnest(
            [
                organisations.helix,
                case when {{ is_local_authority('organisations') }} then 'regional_or_local_authority' end
            ]
        ) as brought (counted)
    group by all
),

-- A member that is not known might be the one that is missing: only a whole list can fail.
judged as (
    select
        counted.partnership_id,
        counted.rule_id,
        counting_rules.rule_kind,
        counting_rules.counted,
        counted.member_count,
        counted.have_things,
        counted.unsure_count,
        counting_rules.limit_number,
        counting_rules.need,
        case
            when counting_rules.rule_kind = 'legal_types_min' then coalesce(organisations.organisation_count, 0)
            else len(counted.have_things)
        end as have,
        replace(counting_rules.rule_name, '{}', {{ counted_words('counting_rules.counted') }}) as rule_name,
        replace(
            counting_rules.missing_words, '{}', {{ counted_words('counting_rules.counted') }}
        ) as missing_words,
        case when not members.is_membership_complete then ', members: ' || members.members_words end as known_words,
        case
            when counted.member_count = 0 then 'unknown'
            when have >= counting_rules.need then 'pass'
            when counting_rules.rule_kind in ('partners_min', 'limited_countries_min', 'legal_types_min') then 'unknown'
            when have + counted.unsure_count >= counting_rules.need then 'unknown'
            when members.is_membership_complete then 'fail'
            else 'short'
        end as verdict
    from counted
    inner join counting_rules on counted.rule_id = counting_rules.rule_id
    inner join {{ ref('int_partnerships__members') }} as members
        on counted.partnership_id = members.partnership_id
    left join organisations
        on
            counted.partnership_id = organisations.partnership_id
            and counting_rules.counted = organisations.counted
)

select
    partnership_id,
    rule_id,
    rule_kind,
    counted,
    replace(verdict, 'short', 'unknown') as verdict,
    verdict in ('fail', 'short') as is_short,
    coalesce(known_words, '') as known_words,
    missing_words,
    case when member_count > 0 then cast(have as integer) end as have,
    cast(need as integer) as need,
    have_things,
    upper(left(rule_name, 1)) || substring(rule_name, 2)
    || case
        when member_count = 0
            then
                ': not known, no member is known; '
                || case when rule_kind = 'partners_max' then 'at most ' else 'need ' end || limit_number
        when rule_kind = 'partners_max' then ': have ' || have || ', choose at most ' || limit_number
        else ': have ' || have || ', need ' || limit_number
    end
    || case
        when member_count > 0 and verdict = 'unknown' and rule_kind = 'partners_min'
            then ', several may come from one region'
        when member_count > 0 and verdict = 'unknown' and rule_kind = 'limited_countries_min'
            then ', other countries may count'
        when member_count > 0 and verdict = 'unknown' and rule_kind = 'legal_types_min'
            then ', counted from EU projects; others may have had none'
        when verdict = 'unknown' and unsure_count > 0
            then
                ', not known of '
                || unsure_count
                || case when unsure_count = 1 then ' member' else ' members' end
                || coalesce(known_words, '')
        when verdict = 'short' then known_words
        else ''
    end as sentence
from judged
