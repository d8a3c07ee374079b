-- And none of their names is in the list of names.
with withheld as (
    select organisation_id
    from {{ ref('dim_organisation') }}
    where is_name_withheld
)

select
    links.record_id,
    links.link_rule
from {{ ref('bridge_org_link') }} as links
inner join withheld on links.organisation_id = withheld.organisation_id
where links.link_rule not in ('own', 'same_pic', 'override')
union all
select
    names_written.record_id,
    names_written.name_kind as link_rule
from {{ ref('bridge_org_name') }} as names_written
inner join withheld on names_written.organisation_id = withheld.organisation_id
