with topics as (
    select
        *,
        false as is_demo
    from {{ ref('stg_cordis__topics') }}
    union all
    select
        *,
        true as is_demo
    from {{ ref('stg_demo__topics') }}
),

participation_totals as (
    select
        project_id,
        any_value(is_demo) as is_demo,
        min(project_acronym) as acronym,
        bool_or({{ is_horizon_2020_file('source_file') }}) as is_horizon_2020,
        count(*) as participation_count,
        cast(sum(net_ec_contribution_eur) as decimal(18, 2)) as net_ec_contribution_eur
    from {{ ref('int_participations__unioned') }}
    group by all
),

main_legal_bases as (
    select
        project_id,
        legal_basis_code
    from {{ ref('stg_cordis__legal_bases') }}
    qualify row_number() over (
        partition by project_id
        order by is_unique_programme_part desc, legal_basis_code asc
    ) = 1
),

main_topics as (
    select
        project_id,
        topic_id,
        topic_title,
        is_demo
    from topics
    qualify row_number() over (
        partition by project_id
        order by topic_id
    ) = 1
),

-- Where project.csv is absent, a project's report tells its title; the newest counts.
reports as (
    select
        project_id,
        arg_max(project_title, (coalesce(updated_at, timestamp '1970-01-01'), report_id)) as project_title
    from {{ ref('stg_cordis__reports') }}
    group by all
),

attributed as (
    select
        project_ids.project_id,
        coalesce(project_records.acronym, participation_totals.acronym) as acronym,
        coalesce(project_records.project_title, reports.project_title) as project_title,
        coalesce(main_topics.topic_id, project_records.topic_id) as topic_id,
        main_topics.topic_title,
        coalesce(main_legal_bases.legal_basis_code, project_records.legal_basis_code) as legal_basis_code,
        coalesce(
            project_records.framework_programme_code,
            case when participation_totals.is_horizon_2020 then 'H2020' end
        ) as framework_programme_code,
        project_records.start_date,
        project_records.end_date,
        project_records.ec_max_contribution_eur,
        participation_totals.net_ec_contribution_eur,
        coalesce(participation_totals.participation_count, 0) as participation_count,
        project_records.project_id is not null as has_project_record,
        participation_totals.project_id is not null as has_participations,
        coalesce(participation_totals.is_demo, main_topics.is_demo, false) as is_demo
    from {{ ref('int_projects__raw_ids') }} as project_ids
    left join {{ ref('stg_cordis__projects') }} as project_records
        on project_ids.project_id = project_records.project_id
    left join reports on project_ids.project_id = reports.project_id
    left join main_topics on project_ids.project_id = main_topics.project_id
    left join main_legal_bases on project_ids.project_id = main_legal_bases.project_id
    left join participation_totals on project_ids.project_id = participation_totals.project_id
),

-- HORIZON-MSCA-2022-SE-01-01 and ERC-2024-STG carry the year of their call.
dated as (
    select
        *,
        try_cast(nullif(regexp_extract(topic_id, '(?:^|-)(20\d{2})(?:-|$)', 1), '') as integer) as call_year
    from attributed
),

prefixed as (
    select
        dated.project_id,
        arg_max(programme_prefixes.programme_id, length(programme_prefixes.prefix))
        filter (where programme_prefixes.prefix_kind = 'framework') as programme_by_framework,
        arg_max(programme_prefixes.programme_id, length(programme_prefixes.prefix))
        filter (where programme_prefixes.prefix_kind = 'legal_basis') as programme_by_legal_basis,
        arg_max(programme_prefixes.programme_id, length(programme_prefixes.prefix))
        filter (where programme_prefixes.prefix_kind = 'topic') as programme_by_topic
    from dated
    inner join {{ ref('programme_prefixes') }} as programme_prefixes
        on (
            programme_prefixes.prefix_kind = 'framework'
            and starts_with(dated.framework_programme_code, programme_prefixes.prefix)
        ) or (
            programme_prefixes.prefix_kind = 'legal_basis'
            and starts_with(upper(dated.legal_basis_code), programme_prefixes.prefix)
        ) or (
            programme_prefixes.prefix_kind = 'topic'
            and starts_with(upper(dated.topic_id), programme_prefixes.prefix)
        )
    group by all
),

euro_sci_voc_rows as (
    select * from {{ ref('stg_cordis__euro_sci_vocs') }}
    union all
    select * from {{ ref('stg_demo__euro_sci_vocs') }}
),

-- "/engineering and technology/materials engineering/textiles/…": three steps down concepts are of one branch.
euro_sci_voc_branches as (
    select
        project_id,
        regexp_extract(euro_sci_voc_path, '^(/[^/]*)?(/[^/]*)?(/[^/]*)?') as branch,
        list_sort(list_distinct(list(euro_sci_voc_title))) as titles
    from euro_sci_voc_rows
    where project_id is not null and euro_sci_voc_title is not null
    group by all
),

euro_sci_vocs as (
    select
        project_id,
        list_sort(list_distinct(flatten(list(titles)))) as euro_sci_voc_titles,
        string_agg(array_to_string(titles, '; '), E'\n' order by branch, titles) as euro_sci_voc_text
    from euro_sci_voc_branches
    group by all
)

select
    dated.project_id,
    dated.acronym,
    dated.project_title,
    dated.topic_id,
    dated.topic_title,
    coalesce(
        prefixed.programme_by_framework, prefixed.programme_by_legal_basis, prefixed.programme_by_topic
    ) as programme_id,
    dated.legal_basis_code,
    dated.call_year,
    dated.start_date,
    dated.end_date,
    cast(coalesce(year(dated.start_date), dated.call_year) as integer) as project_year,
    dated.start_date is null and dated.call_year is not null as is_year_from_topic,
    dated.ec_max_contribution_eur,
    dated.net_ec_contribution_eur,
    dated.participation_count,
    dated.has_project_record,
    dated.has_participations,
    coalesce(euro_sci_vocs.euro_sci_voc_titles, []) as euro_sci_voc_titles,
    euro_sci_vocs.euro_sci_voc_text,
    dated.is_demo
from dated
left join prefixed on dated.project_id = prefixed.project_id
left join euro_sci_vocs
    on dated.project_id = euro_sci_vocs.project_id
