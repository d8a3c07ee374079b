select
    coalesce(code_from, '') || '@' || version_from || '>' || coalesce(code_to, '') || '@' || version_to
        as nuts_correspondence_id,
    code_from,
    version_from,
    code_to,
    version_to,
    change_kind,
    basis,
    weight_share,
    is_weight_official,
    is_same_name,
    change_text
from {{ ref('int_nuts_correspondences__weighted') }}
