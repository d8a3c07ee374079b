with innovator_groups as (
    select * from {{ ref('innovator_groups') }}
),

-- The group stands beside every indicator of a region; its name for the average of the Union is no group.
-- Where they disagree (Estonia 2023), that of the summary index holds, from which groups are made.
published as (
    select
        innovation_scores.nuts_code,
        innovation_scores.scoreboard_year,
        innovator_groups.innovator_group
    from {{ ref('stg_regions__innovation_scores') }} as innovation_scores
    inner join innovator_groups on innovation_scores.group_at_source = innovator_groups.group_at_source
    qualify row_number() over (
        partition by innovation_scores.nuts_code
        order by
            innovation_scores.scoreboard_year desc,
            innovation_scores.indicator = '0 Summary Innovation Index' desc,
            innovator_groups.group_rank asc
    ) = 1
),

shipped as (
    select
        shipped_groups.nuts_code,
        shipped_groups.scoreboard_year,
        innovator_groups.innovator_group
    from {{ ref('stg_regions__innovator_groups') }} as shipped_groups
    inner join innovator_groups on shipped_groups.group_at_source = innovator_groups.group_at_source
    anti join published on shipped_groups.nuts_code = published.nuts_code
    qualify row_number() over (
        partition by shipped_groups.nuts_code
        order by shipped_groups.scoreboard_year desc
    ) = 1
),

stated as (
    select * from published
    union all
    select * from shipped
),

-- The scoreboard mixes levels: a region it does not name takes the group of the smallest one it lies in.
placed as (
    select
        codes_2021.region_id,
        codes_2021.nuts_code_2021,
        arg_max(stated.nuts_code, length(stated.nuts_code)) as stated_nuts_code,
        arg_max(stated.innovator_group, length(stated.nuts_code)) as innovator_group,
        arg_max(stated.scoreboard_year, length(stated.nuts_code)) as innovator_group_year
    from {{ ref('int_regions__codes_2021') }} as codes_2021
    left join stated on starts_with(codes_2021.nuts_code_2021, stated.nuts_code)
    group by all
)

select
    region_id,
    min(innovator_group) as innovator_group,
    min(innovator_group_year) as innovator_group_year,
    bool_and(stated_nuts_code != nuts_code_2021) as is_innovator_group_inherited
from placed
group by all
having count(*) = count(innovator_group) and count(distinct innovator_group) = 1
