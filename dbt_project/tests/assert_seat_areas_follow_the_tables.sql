-- A postal code can only choose among the regions that the loaded table names for the code that was split.
select seat_areas.*
from {{ ref('seat_areas') }} as seat_areas
where
    exists (
        select 1 from {{ ref('bridge_nuts_correspondence') }} as loaded
        where
            loaded.version_from = seat_areas.version_from
            and loaded.code_from = seat_areas.code_from
            and loaded.version_to = seat_areas.version_to
    )
    and not exists (
        select 1 from {{ ref('bridge_nuts_correspondence') }} as named
        where
            named.version_from = seat_areas.version_from
            and named.code_from = seat_areas.code_from
            and named.version_to = seat_areas.version_to
            and named.code_to = seat_areas.code_to
    )
