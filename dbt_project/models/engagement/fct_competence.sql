with open_topics as (
    select
        niche_topics.partnership_id,
        niche_topics.niche_id,
        count(*) as open_topic_count
    from {{ niches_of('stg_enrich__topic_themes', 'topic_id') }} as niche_topics
    inner join {{ ref('dim_topic') }} as topics on niche_topics.topic_id = topics.topic_id
    where topics.topic_status in ('open', 'forthcoming')
    group by all
),

present as (
    select
        'region' as holder_kind,
        nuts_code as holder_id,
        project_id,
        project_year,
        organisation_count,
        is_demo
    from {{ ref('int_projects__regions') }}
    union all
    select
        'organisation' as holder_kind,
        participations.organisation_id as holder_id,
        participations.project_id,
        any_value(projects.project_year) as project_year,
        1 as organisation_count,
        bool_or(participations.is_demo) as is_demo
    from {{ ref('fct_participation') }} as participations
    left join {{ ref('int_projects__spine') }} as projects on participations.project_id = projects.project_id
    group by participations.organisation_id, participations.project_id
),

totals as (
    select
        holder_kind,
        holder_id,
        count(*) as all_project_count,
        sum(count(*)) over (partition by holder_kind) as all_presence_count
    from present
    group by holder_kind, holder_id
),

held as (
    select
        niche_projects.partnership_id,
        niche_projects.niche_id,
        present.holder_kind,
        present.holder_id,
        count(*) as project_count,
        max(present.project_year) as latest_project_year,
        max_by(present.project_id, (coalesce(present.project_year, 0), present.project_id)) as latest_project_id,
        sum(count(*)) over (
            partition by niche_projects.partnership_id, niche_projects.niche_id, present.holder_kind
        ) as presence_count,
        bool_or(present.is_demo) as is_demo
    from {{ niches_of('stg_enrich__project_themes', 'project_id') }} as niche_projects
    inner join present on niche_projects.project_id = present.project_id
    group by niche_projects.partnership_id, niche_projects.niche_id, present.holder_kind, present.holder_id
),

-- How much more of the niche than of everything: both counts with some projects at the average added, so that one
-- project of one is no specialisation.
specialised as (
    select
        held.*,
        totals.all_project_count,
        held.presence_count * totals.all_project_count / totals.all_presence_count as expected_count,
        {{ settled(
            "(held.project_count + " ~ parameter('competence_added_projects') ~ ") / ("
            ~ "held.presence_count * totals.all_project_count / totals.all_presence_count + "
            ~ parameter('competence_added_projects') ~ ")"
        ) }} as specialisation
    from held
    inner join totals on held.holder_kind = totals.holder_kind and held.holder_id = totals.holder_id
),

named as (
    select
        'region' as holder_kind,
        nuts_code as holder_id,
        region_name as holder_name,
        country_code,
        nuts_code
    from {{ ref('int_regions__attributes') }}
    union all
    select
        'organisation' as holder_kind,
        organisations.organisation_id as holder_id,
        organisations.organisation_name as holder_name,
        organisations.country_code,
        regions.nuts_code
    from {{ ref('dim_organisation') }} as organisations
    left join {{ ref('int_regions__attributes') }} as regions
        on starts_with(organisations.nuts_code, regions.nuts_code)
),

-- Who holds the competence of a region: its organisations with most projects in the niche.
holders as (
    select
        held.partnership_id,
        held.niche_id,
        named.nuts_code,
        list_slice(
            list(named.holder_name order by held.project_count desc, held.holder_id asc),
            1,
            cast({{ parameter('competence_holders_named') }} as bigint)
        ) as holder_names
    from held
    inner join named on held.holder_kind = named.holder_kind and held.holder_id = named.holder_id
    where held.holder_kind = 'organisation' and named.holder_name is not null
    group by held.partnership_id, held.niche_id, named.nuts_code
)

select
    specialised.partnership_id,
    specialised.niche_id,
    specialised.holder_kind,
    specialised.holder_id,
    named.holder_name,
    named.country_code,
    named.nuts_code,
    members.nuts_code is not null as is_in_member_region,
    specialised.project_count,
    specialised.all_project_count,
    specialised.expected_count,
    specialised.specialisation,
    specialised.project_count >= {{ parameter('competence_min_projects') }} as is_competence,
    specialised.latest_project_year,
    coalesce(projects.acronym, projects.project_title, specialised.latest_project_id) as latest_project_name,
    case when specialised.holder_kind = 'region' then coalesce(holders.holder_names, []) end as holder_names,
    coalesce(open_topics.open_topic_count, 0) as open_topic_count,
    {{ participations_observed_to() }} as observed_to,
    specialised.is_demo
from specialised
inner join named on specialised.holder_kind = named.holder_kind and specialised.holder_id = named.holder_id
left join {{ member_regions() }} as members
    on specialised.partnership_id = members.partnership_id and named.nuts_code = members.nuts_code
left join {{ ref('int_projects__spine') }} as projects on specialised.latest_project_id = projects.project_id
left join holders
    on
        specialised.partnership_id = holders.partnership_id
        and specialised.niche_id = holders.niche_id
        and named.nuts_code = holders.nuts_code
left join open_topics
    on specialised.partnership_id = open_topics.partnership_id and specialised.niche_id = open_topics.niche_id
qualify
    specialised.holder_kind = 'region'
    or row_number() over (
        partition by specialised.partnership_id, specialised.niche_id, specialised.holder_kind
        order by specialised.project_count desc, specialised.specialisation desc, specialised.holder_id asc
    ) <= {{ parameter('competence_organisations_kept') }}
