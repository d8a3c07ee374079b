select *
from {{ ref('fct_changed_row') }}
where cause = 'unexplained' or evidence_id is null
