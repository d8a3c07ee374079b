with shapes as (
    select * from {{ ref('stg_regions__nuts_shapes') }}
),

label_points as (
    select * from {{ ref('stg_regions__nuts_label_points') }}
),

shipped_points as (
    select * from {{ ref('stg_regions__shipped_region_points') }}
),

-- Of NUTS 2016 codes are known, and neither shapes nor points; extra-regio codes are no regions.
codes_2016 as (
    select
        nuts_code,
        nuts_version,
        nuts_level,
        region_label
    from {{ ref('int_nuts_codes__by_version') }}
    where nuts_version = '2016' and not is_extra_regio
),

region_keys as (
    select
        nuts_code,
        nuts_version
    from shapes
    union
    select
        nuts_code,
        nuts_version
    from label_points
    union
    select
        nuts_code,
        nuts_version
    from shipped_points
    union
    select
        nuts_code,
        nuts_version
    from codes_2016
),

-- What the publisher sends wins over what is shipped, key by key.
described as (
    select
        region_keys.nuts_code,
        region_keys.nuts_version,
        coalesce(
            shapes.nuts_level, label_points.nuts_level, shipped_points.nuts_level, codes_2016.nuts_level
        ) as nuts_level,
        coalesce(
            shapes.region_name,
            label_points.region_name,
            shipped_points.region_name,
            shapes_2021.region_name,
            codes_2016.region_label
        ) as region_name,
        coalesce(shapes.region_name_local, label_points.region_name_local, codes_2016.region_label)
            as region_name_local,
        coalesce(
            shapes.country_code,
            label_points.country_code,
            shipped_points.country_code,
            substring(codes_2016.nuts_code, 1, 2)
        ) as country_code,
        coalesce(label_points.latitude, shipped_points.latitude) as latitude,
        coalesce(label_points.longitude, shipped_points.longitude) as longitude,
        shapes.nuts_code is not null as has_shape,
        case
            when shapes.nuts_code is not null then 'nuts_shapes'
            when label_points.nuts_code is not null then 'nuts_label_points'
            when shipped_points.nuts_code is not null then 'shipped_region_points'
            else 'nuts_correspondence'
        end as source
    from region_keys
    left join shapes
        on
            region_keys.nuts_code = shapes.nuts_code
            and region_keys.nuts_version = shapes.nuts_version
    left join label_points
        on
            region_keys.nuts_code = label_points.nuts_code
            and region_keys.nuts_version = label_points.nuts_version
    left join shipped_points
        on
            region_keys.nuts_code = shipped_points.nuts_code
            and region_keys.nuts_version = shipped_points.nuts_version
    left join codes_2016
        on
            region_keys.nuts_code = codes_2016.nuts_code
            and region_keys.nuts_version = codes_2016.nuts_version
    left join shapes as shapes_2021
        on
            codes_2016.nuts_code = shapes_2021.nuts_code
            and shapes_2021.nuts_version = '2021'
),

-- A code has one name through its versions, the newest.
named as (
    select
        *,
        max_by(region_name, nuts_version) over (partition by nuts_code) as national_name
    from described
),

english_names as (
    select
        nuts_code,
        region_name_english
    from {{ ref('region_english_names') }}
    union all
    select
        country_code as nuts_code,
        country_name as region_name_english
    from {{ ref('countries') }}
),

-- Codes of one national name, such as a region's on two levels, share the English one.
in_english as (
    select
        named.*,
        max(english_names.region_name_english)
            over (partition by named.country_code, named.national_name) as region_name_english
    from named
    left join english_names on named.nuts_code = english_names.nuts_code
)

select
    nuts_code || '@' || nuts_version as region_id,
    nuts_code,
    nuts_version,
    nuts_level,
    national_name as region_name,
    case when not list_contains(string_split(national_name, '/'), region_name_english) then region_name_english end
        as region_name_english,
    region_name_local,
    country_code,
    case
        when nuts_level > 0 then left(nuts_code, length(nuts_code) - 1)
    end as parent_nuts_code,
    latitude,
    longitude,
    has_shape,
    source
from in_english
