{% snapshot snap_maturity_score %}

{{ config(unique_key='maturity_subject_id', check_cols=['score', 'not_assessed_reason']) }}

select
    concat_ws('|', partnership_id, scope) as maturity_subject_id,
    partnership_id,
    scope as subject_id,
    score,
    not_assessed_reason
from {{ ref('int_maturity__scored') }}
where evidence_basis = 'all'

{% endsnapshot %}
