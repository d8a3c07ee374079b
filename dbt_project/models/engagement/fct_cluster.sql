with
-- Members' names and codes stand for their region; the code that a body is registered under leads to the body, its name
-- where it is that of one body alone.
stated as (
    select
        clusters.*,
        'workbook|'
        || coalesce(nullif({{ slug('clusters.cluster_name') }}, ''), lower(clusters.cluster_name)) as stated_id,
        members.nuts_code,
        coalesce(
            min(links.organisation_id) filter (where records.pic = clusters.pic),
            case when count(distinct links.organisation_id) = 1 then min(links.organisation_id) end
        ) as organisation_id
    from {{ ref('stg_registry__workbook_clusters') }} as clusters
    left join {{ ref('int_memberships__keyed') }} as members
        on clusters.partnership_id = members.partnership_id and {{ is_named('clusters.region', 'members') }}
    left join {{ ref('int_organisations__records') }} as records
        on
            clusters.pic = records.pic
            or {{ words_apart('lower(strip_accents(clusters.cluster_name))') }}
            = {{ words_apart('lower(strip_accents(records.organisation_name))') }}
    left join {{ ref('stg_enrich__organisation_links') }} as links on records.record_id = links.record_id
    group by all
),

partners as (
    select
        organisation_id,
        project_id
    from {{ ref('fct_participation') }}
    union
    select
        organisation_id,
        project_id
    from {{ ref('fct_i3_participant') }}
),

-- A name says it; a partner of an investment or valley project that is neither firm, school, research body nor
-- authority may be one.
signs as (
    select
        organisations.organisation_id,
        'name' as sign
    from (
        select
            organisation_id,
            {{ words_apart('lower(strip_accents(organisation_name))') }} as name_words
        from {{ ref('dim_organisation') }}
    ) as organisations
    inner join {{ ref('cluster_words') }} as cluster_words
        on contains(organisations.name_words, cluster_words.cluster_word)
    group by organisations.organisation_id
    having bool_and(cluster_words.is_cluster)
    union all
    select
        partners.organisation_id,
        case when projects.is_riv_project then 'valley partner' else 'i3 partner' end as sign
    from partners
    inner join {{ ref('dim_project') }} as projects
        on partners.project_id = projects.project_id and (projects.is_riv_project or projects.programme_id = 'i3')
    inner join {{ ref('dim_organisation') }} as organisations
        on partners.organisation_id = organisations.organisation_id and organisations.activity_type_code = 'OTH'
    union all
    select
        organisation_id,
        'workbook' as sign
    from stated
    where organisation_id is not null
),

recognised as (
    select
        organisations.organisation_id as cluster_id,
        organisations.organisation_id,
        any_value(organisations.organisation_name) as cluster_name,
        any_value(organisations.country_code) as country_code,
        any_value(coalesce(organisations.nuts_code, stated.nuts_code)) as nuts_code,
        any_value(coalesce(organisations.website_url, stated.website_url)) as website_url,
        any_value(organisations.activity_type_code) as activity_type_code,
        list_sort(list(distinct signs.sign)) as recognised_by
    from signs
    inner join {{ ref('dim_organisation') }} as organisations
        on signs.organisation_id = organisations.organisation_id and not organisations.is_name_withheld
    left join stated on organisations.organisation_id = stated.organisation_id
    group by organisations.organisation_id
    union all
    select
        stated_id as cluster_id,
        null as organisation_id,
        any_value(cluster_name) as cluster_name,
        any_value(left(nuts_code, 2)) as country_code,
        any_value(nuts_code) as nuts_code,
        any_value(website_url) as website_url,
        null as activity_type_code,
        ['workbook'] as recognised_by
    from stated
    where organisation_id is null
    group by cluster_id
),

-- A partnership is connected by a joint project or a linked I3 project that the cluster is in, or by its secretariat's
-- word.
connected as (
    select
        organisation_id as cluster_id,
        partnership_id,
        project_id
    from {{ ref('int_joint_projects__participations') }}
    union
    select
        coalesce(organisation_id, stated_id) as cluster_id,
        partnership_id,
        null as project_id
    from stated
    union
    select
        participants.organisation_id as cluster_id,
        unnest([linked.linked_partnership_id, joint.partnership_id]) as partnership_id,
        participants.project_id
    from {{ ref('fct_i3_participant') }} as participants
    left join {{ ref('fct_joint_project') }} as joint on participants.project_id = joint.project_id
    left join {{ ref('int_i3_projects__shipped') }} as shipped on participants.project_id = shipped.project_id
    left join {{ ref('stg_i3__shipped_projects') }} as linked on shipped.acronym = linked.acronym
),

ties as (
    select
        connected.cluster_id,
        list_distinct(list(connected.partnership_id)) as partnership_ids,
        list_distinct(list(partnerships.partnership_name)) as partnership_names,
        list_distinct(list(coalesce(projects.acronym, projects.project_title, projects.project_id))) as project_names
    from connected
    left join {{ ref('int_partnerships__overlaid') }} as partnerships
        on connected.partnership_id = partnerships.partnership_id
    left join {{ ref('dim_project') }} as projects on connected.project_id = projects.project_id
    group by connected.cluster_id
),

counted as (
    select
        organisation_id,
        count(*) as project_count
    from partners
    group by organisation_id
)

select
    recognised.cluster_id,
    recognised.organisation_id,
    recognised.cluster_name,
    recognised.country_code,
    recognised.nuts_code,
    regions.region_name,
    recognised.website_url,
    recognised.activity_type_code,
    recognised.recognised_by,
    case
        when list_contains(recognised.recognised_by, 'workbook') then 'declared'
        when list_contains(recognised.recognised_by, 'name') and coalesce(recognised.activity_type_code, '') != 'PRC'
            then 'likely'
        else 'possible'
    end as confidence,
    coalesce(counted.project_count, 0) as project_count,
    list_sort(coalesce(ties.partnership_ids, [])) as partnership_ids,
    list_sort(coalesce(ties.partnership_names, [])) as partnership_names,
    list_sort(coalesce(ties.project_names, [])) as project_names,
    {{ participations_observed_to() }} as observed_to
from recognised
left join {{ ref('int_regions__attributes') }} as regions on starts_with(recognised.nuts_code, regions.nuts_code)
left join ties on recognised.cluster_id = ties.cluster_id
left join counted on recognised.organisation_id = counted.organisation_id
-- Public pages name one partner twice, with its country as coordinator and without as partner.
qualify
    recognised.country_code is not null
    or count(*) over (partition by lower(recognised.cluster_name)) = 1
