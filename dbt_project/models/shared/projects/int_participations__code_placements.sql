with codes as (
    select nuts_code
    from {{ ref('int_participations__unioned') }}
    where nuts_code is not null
    union
    select unnest(region_codes) as nuts_code
    from {{ ref('stg_i3__shipped_projects') }}
),

best_versions as (
    select
        regions.nuts_code,
        regions.region_id,
        regions.nuts_level,
        bool_or(regions.source != 'shipped_region_points') over () as is_classification_loaded
    from {{ ref('int_regions__unioned') }} as regions
    inner join {{ ref('nuts_versions') }} as nuts_versions
        on regions.nuts_version = nuts_versions.nuts_version
    qualify row_number() over (
        partition by regions.nuts_code
        order by nuts_versions.version_rank
    ) = 1
),

-- Before GISCO was ever loaded only shipped points are known, NUTS 0 to 2 and a few more: a finer code
-- then stands at its parent. Once the classification is loaded, a code that is not in it is unknown.
placed as (
    select
        codes.nuts_code,
        exact_matches.region_id as exact_region_id,
        exact_matches.nuts_level as exact_level,
        parent_matches.region_id as parent_region_id
    from codes
    left join best_versions as exact_matches on codes.nuts_code = exact_matches.nuts_code
    left join best_versions as parent_matches
        on
            left(codes.nuts_code, length(codes.nuts_code) - 1) = parent_matches.nuts_code
            and parent_matches.nuts_level > 0
            and not parent_matches.is_classification_loaded
)

select
    nuts_code,
    coalesce(exact_region_id, parent_region_id) as region_id,
    case
        when exact_level > 0 or parent_region_id is not null then 'region'
        when regexp_full_match(nuts_code, '[A-Z]{2}') then 'country_only'
        else 'unknown_code'
    end as placement
from placed
