-- A name that is withheld today must not be found in yesterday's rows. Demonstration has no history, so
-- what was taken over from the base edition does not count.
select
    spells.organisation_id,
    case
        when not coalesce(organisations.is_name_withheld, spells.is_name_withheld)
            then spells.organisation_name
    end as organisation_name,
    spells.country_code,
    spells.nuts_code,
    spells.city,
    spells.helix,
    spells.is_name_withheld,
    spells.known_from,
    spells.known_to
from {{ ref('snap_organisation') }} as spells
left join {{ ref('dim_organisation') }} as organisations
    on spells.organisation_id = organisations.organisation_id
where
    (spells.known_to is null or spells.known_to > spells.known_from)
    and not coalesce(spells.is_demo, false)
