with labelled as (
    select
        riv_regions.nuts_code,
        min(riv_routes.riv_route) as riv_route
    from {{ ref('stg_riv__regions') }} as riv_regions
    left join {{ ref('riv_routes') }} as riv_routes on riv_regions.instrument = riv_routes.instrument
    where riv_regions.nuts_code is not null
    group by all
),

-- A region inside a labelled one is labelled with it; the nearest label counts.
placed as (
    select
        codes_2021.region_id,
        codes_2021.nuts_code_2021,
        arg_max(labelled.nuts_code, length(labelled.nuts_code)) as labelled_nuts_code,
        arg_max_null(labelled.riv_route, length(labelled.nuts_code)) as riv_route
    from {{ ref('int_regions__codes_2021') }} as codes_2021
    left join labelled on starts_with(codes_2021.nuts_code_2021, labelled.nuts_code)
    group by all
)

select
    region_id,
    case
        when count(distinct riv_route) = 1 and count(riv_route) = count(*) then min(riv_route)
    end as riv_route,
    list_sort(list(distinct labelled_nuts_code)) as riv_label_codes
from placed
group by all
having count(*) = count(labelled_nuts_code)
