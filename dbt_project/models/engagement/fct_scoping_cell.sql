-- The newest survey speaks; a region or niche that it does not name is one that it was not asked about.
with survey_answers as (
    select
        surveys.partnership_id,
        memberships.member_id,
        niches.niche_id,
        max(surveys.interest) as stated_interest,
        max(surveys.expertise) as stated_expertise
    from {{ ref('stg_registry__workbook_surveys') }} as surveys
    inner join {{ ref('int_memberships__keyed') }} as memberships
        on surveys.partnership_id = memberships.partnership_id and {{ is_named('surveys.region', 'memberships') }}
    inner join {{ ref('dim_niche') }} as niches
        on surveys.partnership_id = niches.partnership_id and lower(surveys.niche) = lower(niches.niche_name)
    where surveys.survey = 'scoping' and coalesce(surveys.asked_on <= {{ as_of() }}, true)
    group by surveys.partnership_id, memberships.member_id, niches.niche_id, surveys.asked_on
    qualify surveys.asked_on is not distinct from max(surveys.asked_on) over (partition by surveys.partnership_id)
),

-- A working group is interest in the niche that its name holds: of the region that runs it, of those that came to its
-- meetings, and of the one that a public page names with it.
seats as (
    select
        standing.partnership_id,
        standing.working_group,
        unnest([standing.region, attendances.region]) as region
    from {{ ref('stg_registry__workbook_working_groups') }} as standing
    left join {{ ref('stg_registry__workbook_events') }} as events
        on
            standing.partnership_id = events.partnership_id
            and standing.working_group = events.working_group
            and events.event_date <= {{ as_of() }}
    left join {{ ref('stg_registry__workbook_attendances') }} as attendances
        on events.partnership_id = attendances.partnership_id and events.event_id = attendances.event_id
    where coalesce(standing.started_on <= {{ as_of() }}, true) and coalesce(standing.ended_on >= {{ as_of() }}, true)
),

group_interest as (
    select distinct
        seated.partnership_id,
        seated.member_id,
        niches.niche_id
    from (
        select
            seats.partnership_id,
            memberships.member_id,
            seats.working_group
        from seats
        inner join {{ ref('int_memberships__keyed') }} as memberships
            on seats.partnership_id = memberships.partnership_id and {{ is_named('seats.region', 'memberships') }}
        union all
        select
            partnership_id,
            member_id,
            act_name as working_group
        from {{ ref('fct_act') }}
        where act_kind = 'working_group' and evidence = 'public record' and coalesce(act_from <= {{ as_of() }}, true)
    ) as seated
    inner join {{ ref('dim_niche') }} as niches
        on
            seated.partnership_id = niches.partnership_id
            and contains(
                {{ words_apart('lower(strip_accents(seated.working_group))') }},
                {{ words_apart('lower(strip_accents(niches.niche_name))') }}
            )
),

-- Who of a partnership applies is not recorded: the niches that the call asks for are the whole partnership's interest.
applications as (
    select distinct
        topics.partnership_id,
        topics.niche_id
    from {{ niches_of('stg_enrich__topic_themes', 'topic_id') }} as topics
    inner join {{ ref('stg_state__match_reviews') }} as reviews
        on topics.partnership_id = reviews.partnership_id and topics.topic_id = reviews.topic_id
    where reviews.review_status in ('preparing', 'submitted', 'won')
),

member_projects as (
    select
        niche_projects.partnership_id,
        niche_projects.niche_id,
        member_codes.member_id,
        count(distinct participations.project_id) as project_count,
        bool_or(participations.is_demo) as is_demo
    from {{ niches_of('stg_enrich__project_themes', 'project_id') }} as niche_projects
    inner join {{ ref('fct_participation') }} as participations
        on niche_projects.project_id = participations.project_id
    inner join {{ ref('int_memberships__nuts_codes') }} as member_codes
        on
            niche_projects.partnership_id = member_codes.partnership_id
            and participations.nuts_code = member_codes.nuts_code
    group by all
),

observation as (
    select count(*) > 0 as has_participations
    from {{ ref('fct_participation') }}
),

-- Members with every niche of their partnership; regions outside where projects show a competence.
cells as (
    select
        memberships.partnership_id,
        niches.niche_id,
        memberships.member_id as region_id,
        memberships.region_name,
        memberships.country_code,
        true as is_member,
        survey_answers.stated_interest,
        survey_answers.stated_expertise,
        case
            when group_interest.niche_id is not null then 'working group'
            when applications.niche_id is not null then 'application of the partnership'
            else 'membership'
        end as unasked_basis,
        case
            when memberships.nuts_code is not null and observation.has_participations
                then coalesce(member_projects.project_count, 0)
        end as project_count,
        coalesce(member_projects.is_demo, false) as is_demo
    from {{ ref('int_memberships__current') }} as memberships
    inner join {{ ref('dim_niche') }} as niches on memberships.partnership_id = niches.partnership_id
    cross join observation
    left join survey_answers
        on
            memberships.partnership_id = survey_answers.partnership_id
            and memberships.member_id = survey_answers.member_id
            and niches.niche_id = survey_answers.niche_id
    left join member_projects
        on
            memberships.partnership_id = member_projects.partnership_id
            and memberships.member_id = member_projects.member_id
            and niches.niche_id = member_projects.niche_id
    left join group_interest
        on
            memberships.partnership_id = group_interest.partnership_id
            and memberships.member_id = group_interest.member_id
            and niches.niche_id = group_interest.niche_id
    left join applications
        on niches.partnership_id = applications.partnership_id and niches.niche_id = applications.niche_id
    union all
    select
        partnership_id,
        niche_id,
        holder_id as region_id,
        holder_name as region_name,
        country_code,
        false as is_member,
        null as stated_interest,
        null as stated_expertise,
        'none stated' as unasked_basis,
        project_count,
        is_demo
    from {{ ref('fct_competence') }}
    where holder_kind = 'region' and is_competence and not is_in_member_region
),

-- What a region says of itself comes first. Membership is interest in the theme as a whole, and said to be that.
judged as (
    select
        *,
        case
            when stated_interest is not null then stated_interest >= {{ maturity_parameter('survey_level_from') }}
            else is_member
        end as has_interest,
        case when stated_interest is not null then 'survey' else unasked_basis end as interest_basis,
        case
            when stated_expertise is not null then stated_expertise >= {{ maturity_parameter('survey_level_from') }}
            else project_count >= {{ parameter('competence_min_projects') }}
        end as has_expertise,
        case
            when stated_expertise is not null then 'survey'
            when project_count is not null then 'projects'
            else 'unknown'
        end as expertise_basis
    from cells
)

select
    partnership_id,
    niche_id,
    region_id,
    region_name,
    country_code,
    is_member,
    case
        when has_expertise is null then 'unknown'
        when has_interest and has_expertise then 'strength'
        when has_interest then 'hot_topic'
        when has_expertise then 'hidden_strength'
        else 'white_space'
    end as quadrant,
    interest_basis,
    expertise_basis,
    stated_interest,
    stated_expertise,
    project_count,
    {{ participations_observed_to() }} as observed_to,
    is_demo
from judged
