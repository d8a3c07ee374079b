-- No code of either version gets lost in the correspondence: one that leads nowhere stands there too.
select
    compared_codes.version_from,
    compared_codes.version_to,
    compared_codes.nuts_code
from {{ ref('int_nuts_codes__compared') }} as compared_codes
where not exists (
    select 1 from {{ ref('bridge_nuts_correspondence') }} as correspondences
    where
        correspondences.version_from = compared_codes.version_from
        and correspondences.version_to = compared_codes.version_to
        and compared_codes.nuts_code in (correspondences.code_from, correspondences.code_to)
)
