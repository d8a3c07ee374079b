-- CORDIS and the portal differ in the case of some topic codes; the portal's spelling is the key of
-- dim_topic.
select
    projects.project_id,
    projects.acronym,
    projects.project_title,
    coalesce(topics.topic_id, projects.topic_id) as topic_id,
    projects.topic_title,
    projects.programme_id,
    projects.legal_basis_code,
    projects.call_year,
    projects.start_date,
    projects.end_date,
    projects.project_year,
    projects.is_year_from_topic,
    projects.ec_max_contribution_eur,
    projects.net_ec_contribution_eur,
    projects.participation_count,
    projects.has_project_record,
    projects.has_participations,
    projects.euro_sci_voc_titles,
    riv_topics.topic_id is not null as is_riv_project,
    projects.is_demo,
    projects.source,
    projects.fact_source
from {{ ref('int_projects__unioned') }} as projects
left join {{ ref('int_topics__dated') }} as topics on upper(projects.topic_id) = topics.topic_key
left join {{ ref('riv_topics') }} as riv_topics on upper(projects.topic_id) = upper(riv_topics.topic_id)
