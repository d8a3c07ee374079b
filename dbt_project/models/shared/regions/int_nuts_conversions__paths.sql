with regions as (
    select * from {{ ref('int_regions__unioned') }}
),

conversion_bases as (
    select * from {{ ref('conversion_bases') }}
),

ranked_steps as (
    select
        steps.*,
        conversion_bases.basis_rank
    from {{ ref('int_nuts_conversions__steps') }} as steps
    inner join conversion_bases on steps.conversion_basis = conversion_bases.conversion_basis
),

-- Versions follow one another, so what lies two versions away is reached through the one between. A route is
-- worth as much as its weakest step.
routes as (
    select
        version_from,
        code_from,
        version_to,
        code_to,
        conversion_share,
        basis_rank
    from ranked_steps
    union all
    select
        first_steps.version_from,
        first_steps.code_from,
        second_steps.version_to,
        second_steps.code_to,
        first_steps.conversion_share * second_steps.conversion_share as conversion_share,
        greatest(first_steps.basis_rank, second_steps.basis_rank) as basis_rank
    from ranked_steps as first_steps
    inner join ranked_steps as second_steps
        on
            first_steps.version_to = second_steps.version_from
            and first_steps.code_to = second_steps.code_from
            and first_steps.version_from != second_steps.version_to
),

merged_routes as (
    select
        version_from,
        code_from,
        version_to,
        code_to,
        sum(conversion_share) as conversion_share,
        max(basis_rank) as basis_rank
    from routes
    group by all
),

described_routes as (
    select
        merged_routes.version_from,
        merged_routes.code_from,
        merged_routes.version_to,
        merged_routes.code_to,
        merged_routes.conversion_share,
        conversion_bases.conversion_basis
    from merged_routes
    inner join conversion_bases on merged_routes.basis_rank = conversion_bases.basis_rank
),

loaded_pairs as (
    select distinct
        version_from,
        version_to
    from described_routes
),

versions as (
    select distinct nuts_version
    from regions
),

wanted as (
    select
        regions.nuts_version as version_from,
        regions.nuts_code as code_from,
        versions.nuts_version as version_to
    from regions
    cross join versions
),

own_version as (
    select
        version_from,
        code_from,
        version_to,
        code_from as code_to,
        1 as conversion_share,
        'own_version' as conversion_basis
    from wanted
    where version_from = version_to
),

-- As long as no table between two versions is loaded, a code that both have is taken for the same region.
same_code as (
    select
        wanted.version_from,
        wanted.code_from,
        wanted.version_to,
        wanted.code_from as code_to,
        1 as conversion_share,
        'same_code' as conversion_basis
    from wanted
    inner join regions on wanted.version_to = regions.nuts_version and wanted.code_from = regions.nuts_code
    anti join loaded_pairs
        on wanted.version_from = loaded_pairs.version_from and wanted.version_to = loaded_pairs.version_to
    where wanted.version_from != wanted.version_to
),

led_on as (
    select * from own_version
    union all
    select * from same_code
    union all
    select described_routes.*
    from described_routes
    inner join wanted
        on
            described_routes.version_from = wanted.version_from
            and described_routes.code_from = wanted.code_from
            and described_routes.version_to = wanted.version_to
),

covered as (
    select
        version_from,
        code_from,
        version_to,
        sum(conversion_share) as conversion_share
    from led_on
    group by all
),

-- What leads nowhere stays, without a code, so that every version adds up to the same total.
left_over as (
    select
        wanted.version_from,
        wanted.code_from,
        wanted.version_to,
        cast(null as varchar) as code_to,
        1 - coalesce(covered.conversion_share, 0) as conversion_share,
        'not_convertible' as conversion_basis
    from wanted
    left join covered
        on
            wanted.version_from = covered.version_from
            and wanted.code_from = covered.code_from
            and wanted.version_to = covered.version_to
    where round(1 - coalesce(covered.conversion_share, 0), 10) > 0
),

unioned as (
    select * from led_on
    union all
    select * from left_over
)

select
    version_from,
    code_from,
    version_to,
    code_to,
    cast(conversion_share as double) as conversion_share,
    conversion_basis,
    version_from != version_to as is_converted
from unioned
