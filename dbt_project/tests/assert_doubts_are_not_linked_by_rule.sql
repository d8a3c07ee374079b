-- A doubt may stand in one organisation only through a reviewer or through a third record.
select
    links.record_id,
    links.linked_record_id,
    pairs.link_rule
from {{ ref('bridge_org_link') }} as links
inner join {{ ref('fct_organisation_pair') }} as pairs
    on
        least(links.record_id, links.linked_record_id) = pairs.record_a
        and greatest(links.record_id, links.linked_record_id) = pairs.record_b
where
    links.link_rule != 'override'
    and (pairs.link_verdict is distinct from 'linked' or pairs.override_kind in ('split', 'never'))
