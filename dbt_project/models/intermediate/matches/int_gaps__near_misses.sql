with wanted as (
    select
        partnership_id,
        gap_id,
        regions_needed,
        string_agg(condition_words, '; ' order by rule_id) as words
    from {{ ref('int_gaps__conditions') }}
    where regions_needed <= {{ parameter('near_miss_max_regions') }}
    group by all
),

named as (
    select
        partnership_id,
        gap_id,
        string_agg(region_name || ' (' || nuts_code || ')', ', ' order by candidate_rank) as names,
        string_agg(
            nuts_code || ' ' || region_name
            || ' (' || concat_ws(
                ', ',
                country_code,
                replace(cohesion_category, '_', ' '),
                case when is_outermost then 'outermost' end,
                case when is_riv then 'Regional Innovation Valley' end
            ) || ')',
            '; ' order by candidate_rank
        ) as candidate_regions,
        cast(count(distinct country_code) as integer) as candidate_country_count
    from {{ ref('int_gaps__candidates') }}
    group by all
)

-- Without a region of the theme the change is still named: whom to ask is then not known.
select
    wanted.partnership_id,
    wanted.gap_id,
    wanted.regions_needed,
    'Add '
    || case when wanted.regions_needed = 1 then 'a region' else wanted.regions_needed || ' regions' end
    || ': ' || wanted.words || '. '
    || coalesce(
        'With projects in the theme: ' || named.names || '.', 'No such region has a project in the theme.'
    )
        as near_miss,
    named.candidate_regions,
    named.candidate_country_count
from wanted
left join named
    on
        wanted.partnership_id = named.partnership_id
        and wanted.gap_id = named.gap_id
