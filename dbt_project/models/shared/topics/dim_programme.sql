select
    programme_id,
    programme_code,
    programme_name,
    {{ is_programme_selected('programmes') }} as is_programme_selected,
    selection_reason
from {{ ref('programmes') }} as programmes
