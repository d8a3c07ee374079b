with projects as (
    select * from {{ ref('int_projects__unioned') }}
),

shipped as (
    select
        coalesce(i3_projects.project_id, pages.project_number) as project_id,
        pages.region_codes
    from {{ ref('stg_i3__shipped_projects') }} as pages
    left join {{ ref('int_i3_projects__shipped') }} as i3_projects on pages.acronym = i3_projects.acronym
),

-- Where CORDIS lists no partner, the portal's index and public pages tell who or which regions take part.
places as (
    select
        project_id,
        i3_participant_id,
        organisation_id,
        nuts_code,
        ec_contribution_eur
    from {{ ref('fct_i3_participant') }}
    where nuts_code is not null
    union all
    select
        project_id,
        null as i3_participant_id,
        null as organisation_id,
        unnest(region_codes) as nuts_code,
        null as ec_contribution_eur
    from shipped
),

participations as (
    select
        partnership_id,
        project_id,
        theme_share,
        matched_terms,
        member_id,
        participation_id,
        organisation_id,
        net_ec_contribution_eur,
        is_demo
    from {{ ref('int_joint_projects__participations') }}
    union all
    select
        themes.partnership_id,
        themes.project_id,
        themes.theme_share,
        themes.matched_terms,
        member_codes.member_id,
        places.i3_participant_id as participation_id,
        places.organisation_id,
        places.ec_contribution_eur as net_ec_contribution_eur,
        false as is_demo
    from {{ ref('stg_enrich__project_themes') }} as themes
    inner join projects on themes.project_id = projects.project_id
    inner join places on themes.project_id = places.project_id
    inner join {{ ref('int_memberships__nuts_codes') }} as member_codes
        on
            places.nuts_code = member_codes.nuts_code
            and themes.partnership_id = member_codes.partnership_id
    where
        themes.is_theme_match
        and not projects.has_participations
        -- Facts do not stand beside demonstration rows.
        and 'demo' not in (select others.source from projects as others)
)

select
    participations.partnership_id,
    participations.project_id,
    projects.programme_id,
    projects.has_participations,
    max(participations.theme_share) as theme_score,
    any_value(participations.matched_terms) as matched_terms,
    count(distinct participations.member_id) as member_region_count,
    list(distinct participations.member_id order by participations.member_id) as member_ids,
    -- A page that names regions alone does not say who takes part there.
    nullif(count(distinct participations.organisation_id), 0) as organisation_count,
    nullif(count(participations.participation_id), 0) as participation_count,
    cast(sum(participations.net_ec_contribution_eur) as decimal(18, 2)) as net_ec_contribution_eur,
    projects.ec_max_contribution_eur,
    projects.project_year,
    bool_or(participations.is_demo) as is_demo
from participations
left join projects on participations.project_id = projects.project_id
group by
    participations.partnership_id, participations.project_id, projects.programme_id, projects.has_participations,
    projects.ec_max_contribution_eur, projects.project_year
having count(distinct participations.member_id) >= {{ parameter('joint_project_min_member_regions') }}
