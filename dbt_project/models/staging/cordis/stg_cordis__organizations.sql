select {{ cordis_organization_columns() }}
from {{ source('cordis', 'organization') }} as source_rows
