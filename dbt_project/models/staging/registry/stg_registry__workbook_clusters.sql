select
    trim(source_rows.partnership_id) as partnership_id,
    {{ clean_text('source_rows.cluster_name') }} as cluster_name,
    trim(source_rows.pic) as pic,
    {{ clean_text('source_rows.region') }} as region,
    {{ web_address('source_rows.url') }} as website_url,
    source_rows.workbook_stated_on,
    source_rows._source_file as source_file,
    source_rows._source_sheet as source_sheet,
    source_rows._row_number as source_row_number
from {{ source('registry', 'workbook_clusters') }} as source_rows
