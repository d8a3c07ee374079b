-- A project of n regions gives each of its pairs 1 / (n - 1) by Newman: a region's weights in it add up to one.
with present as (
    select
        *,
        count(*) over (partition by project_id) as region_count
    from {{ ref('int_projects__regions') }}
),

pairs as (
    select
        ours.project_id,
        ours.project_year,
        ours.nuts_code as region_a,
        theirs.nuts_code as region_b,
        ours.region_count,
        ours.net_ec_contribution_eur + theirs.net_ec_contribution_eur as net_ec_contribution_eur,
        ours.is_demo
    from present as ours
    inner join present as theirs on ours.project_id = theirs.project_id and ours.nuts_code < theirs.nuts_code
),

in_themes as (
    select
        pairs.*,
        'all' as partnership_id
    from pairs
    union all by name
    select
        pairs.*,
        themes.partnership_id
    from pairs
    inner join {{ ref('stg_enrich__project_themes') }} as themes on pairs.project_id = themes.project_id
    where themes.is_theme_match
)

select
    concat_ws('|', partnership_id, coalesce(project_year, 0), region_a, region_b) as region_edge_id,
    partnership_id,
    project_year,
    region_a,
    region_b,
    count(*) as project_count,
    {{ settled('sum(1 / (region_count - 1))') }} as newman_weight,
    cast(sum(net_ec_contribution_eur) as decimal(18, 2)) as net_ec_contribution_eur,
    bool_or(is_demo) as is_demo
from in_themes
group by all
