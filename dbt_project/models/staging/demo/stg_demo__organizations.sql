select {{ cordis_organization_columns() }}
from {{ source('demo', 'organization') }} as source_rows
