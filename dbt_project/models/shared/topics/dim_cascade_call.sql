with parents as (
    select
        topic_key,
        topic_id
    from {{ ref('int_topics__dated') }}
),

cascade_records as (
    select
        *,
        'cascade:' || coalesce(ccm2_id, record_reference) as cascade_call_id,
        list_max(deadline_dates) as last_deadline_date
    from {{ ref('int_topics__portal_records') }}
    where record_kind = 'cascade_call'
),

-- The internal number outlives the reference, whose form changed in 2024; the same record may be
-- listed twice.
chosen as (
    select *
    from cascade_records
    qualify row_number() over (
        partition by cascade_call_id
        order by
            last_listed_date desc nulls first,
            language_code = 'en' desc nulls last,
            last_deadline_date desc nulls last,
            record_reference asc,
            source_file asc,
            source_row_number asc
    ) = 1
),

-- The parent is written as dim_topic writes it; one that no other source names stays as the call names it.
linked as (
    select
        chosen.*,
        coalesce(parents.topic_id, chosen.topic_id) as parent_topic_id,
        parents.topic_id is not null as is_parent_known
    from chosen
    left join parents on chosen.topic_key = parents.topic_key
),

-- The project that runs the call is one of those that its topic funded: the one whose acronym the call writes, in its
-- own capitals, since many acronyms are words; else the only one there is.
candidates as (
    select
        linked.cascade_call_id,
        projects.project_id,
        projects.acronym as project_acronym,
        contains(
            {{ words_apart("concat_ws(' ', texts.topic_title, texts.description_text, texts.support_text)") }},
            {{ words_apart('projects.acronym') }}
        ) as is_named
    from linked
    inner join {{ ref('dim_project') }} as projects on linked.parent_topic_id = projects.topic_id
    inner join {{ ref('stg_funding_tenders__topics') }} as texts
        on
            linked.source_file = texts.source_file
            and linked.source_row_number = texts.source_row_number
    where not projects.is_demo
),

runners as (
    select *
    from candidates
    qualify
        case
            when is_named then count(*) filter (where is_named) over (partition by cascade_call_id)
            else count(*) over (partition by cascade_call_id)
        end = 1
),

tied as (
    select
        linked.*,
        runners.project_id,
        runners.project_acronym,
        coalesce(runners.is_named, false) as is_project_named
    from linked
    left join runners on linked.cascade_call_id = runners.cascade_call_id
)

select
    cascade_call_id,
    parent_topic_id,
    topic_title as call_title,
    case
        when last_deadline_date < {{ as_of() }} then 'closed'
        when last_listed_date is not null and coalesce(topic_status_at_source, '') != 'closed'
            then 'unknown'
        when opening_date > {{ as_of() }} then 'forthcoming'
        when opening_date is not null and last_deadline_date is not null then 'open'
        else coalesce(topic_status_at_source, 'unknown')
    end as topic_status,
    opening_date,
    coalesce(list_min(list_filter(deadline_dates, lambda x: x >= {{ as_of() }})), last_deadline_date)
        as deadline_date,
    last_listed_date,
    budget_eur,
    case
        when record_url not like '%.json' then record_url
        else '{{ var("portal_topic_page") }}' || lower(topic_id)
    end as portal_url,
    is_parent_known,
    project_id,
    project_acronym,
    is_project_named
from tied
