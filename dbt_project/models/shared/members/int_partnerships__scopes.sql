with workbook as (
    select * from {{ ref('stg_registry__workbook_partnerships') }}
    where scope is not null
)

select
    partnerships.partnership_id,
    coalesce(workbook.scope, shipped.scope) as scope,
    case when workbook.scope is null then shipped.basis else 'workbook' end as basis,
    case
        when workbook.scope is null then shipped.source else {{ workbook_source('workbook') }}
    end as source,
    case when workbook.scope is null then shipped.confidence else 'declared' end as confidence,
    coalesce(workbook.source_file, shipped.source_file) as source_file,
    workbook.source_sheet,
    coalesce(workbook.source_row_number, shipped.source_row_number) as source_row_number
from {{ ref('int_partnerships__overlaid') }} as partnerships
left join workbook on partnerships.partnership_id = workbook.partnership_id
left join {{ ref('stg_registry__theme_profiles') }} as shipped
    on partnerships.partnership_id = shipped.partnership_id
where coalesce(workbook.scope, shipped.scope) is not null
