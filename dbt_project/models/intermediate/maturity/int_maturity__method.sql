with framework_rows as (
    select to_json(maturity_indicators) as framework_row
    from {{ ref('maturity_indicators') }}
    union all
    select to_json(maturity_pillars) as framework_row
    from {{ ref('maturity_pillars') }}
    union all
    select to_json(maturity_bands) as framework_row
    from {{ ref('maturity_bands') }}
    union all
    select to_json(maturity_parameters) as framework_row
    from {{ ref('maturity_parameters') }}
    union all
    select to_json(maturity_assumptions) as framework_row
    from {{ ref('maturity_assumptions') }}
)

select
    md5(string_agg(cast(framework_row as varchar), '|' order by framework_row)) as model_version,
    cast({{ maturity_parameter('draw_count') }} as bigint) as draw_count,
    cast({{ maturity_parameter('draw_seed') }} as bigint) as draw_seed
from framework_rows
