with
-- What no document answers and none denies is not known: it counts neither way.
questions as (
    select
        partnership_id,
        list_filter(
            [bool_or(answers_why), bool_or(answers_what), bool_or(answers_how)],
            lambda x: x is not null
        ) as answers,
        max(document_date) as newest_date
    from {{ ref('stg_registry__workbook_documents') }}
    where document_date <= {{ as_of() }}
    group by all
),

scoping_answers as (
    select *
    from {{ ref('stg_registry__workbook_surveys') }}
    where
        survey = 'scoping'
        and niche is not null
        and asked_on between {{ indicator_window_start('M4') }} and {{ as_of() }}
    -- The newest survey speaks; an older one is what the partnership thought before.
    qualify asked_on = max(asked_on) over (partition by partnership_id)
),

surveyed_niches as (
    select
        partnership_id,
        niche,
        coalesce(max(interest) >= {{ maturity_parameter('survey_level_from') }}, false) as has_interest,
        coalesce(max(expertise) >= {{ maturity_parameter('survey_level_from') }}, false) as has_expertise,
        max(asked_on) as asked_on
    from scoping_answers
    group by all
)

select
    partnership_id,
    'M1' as indicator_id,
    len(list_filter(answers, lambda x: x)) / len(answers) as value,
    len(answers) as input_count,
    newest_date,
    {{ sentence('M1', ['len(list_filter(answers, lambda x: x))', 'len(answers)']) }} as basis
from questions
where len(answers) > 0
union all
select
    partnership_id,
    'M2' as indicator_id,
    cast(datesub('month', max(scope_date), {{ as_of() }}) as double) as value,
    count(*) as input_count,
    max(scope_date) as newest_date,
    {{ sentence('M2', [day_in_words('max(scope_date)')]) }} as basis
from {{ ref('stg_registry__workbook_documents') }}
where document_date <= {{ as_of() }} and scope_date <= {{ as_of() }}
group by all
union all
select
    partnership_id,
    'M3' as indicator_id,
    cast(count(*) as double) as value,
    count(*) as input_count,
    max(try_cast(workbook_stated_on as date)) as newest_date,
    {{ sentence('M3', ['count(*)']) }} as basis
from {{ ref('stg_registry__workbook_niches') }}
group by all
union all
select
    partnership_id,
    'M4' as indicator_id,
    count(*) filter (where has_expertise) / count(*) as value,
    count(*) as input_count,
    max(asked_on) as newest_date,
    {{ sentence('M4', ['count(*) filter (where has_expertise)', 'count(*)']) }} as basis
from surveyed_niches
where has_interest
group by all
