-- What workbooks state: of a member where a region is named, else of the partnership as a whole.
with declared as (
    {% for relation, kind, name, from_date, to_date, region, url in [
        ('stg_registry__workbook_acts', 'act_kind', 'evidence', 'act_date', 'act_date', 'region', 'evidence_url'),
        ('stg_registry__workbook_reports', "'report delivered'", 'half_year', 'delivered_on', 'delivered_on', 'region',
         'evidence_url'),
        ('stg_registry__workbook_working_groups', "'working_group'", 'working_group', 'started_on', 'started_on', 'null',
         'null'),
        ('stg_registry__workbook_services', "'service'", 'service', 'coalesce(started_on, delivered_on)',
         'coalesce(delivered_on, started_on)', 'null', 'null'),
        ('stg_registry__workbook_documents',
         "case document_kind when 'scoping note' then 'scoping_note' when 'memorandum of understanding' then 'mou' end",
         'document_title', 'document_date', 'document_date', 'null', 'evidence_url'),
    ] %}
        select
            partnership_id,
            {{ region }} as region,
            {{ kind }} as act_kind,
            {{ name }} as act_name,
            {{ from_date }} as act_from,
            {{ to_date }} as act_to,
            {{ url }} as evidence_url,
            source_file,
            source_sheet,
            source_row_number
        from {{ ref(relation) }}
        {% if kind == "'report delivered'" %}
            where delivered_on is not null
        {% endif %}
        union all
    {% endfor %}
    select
        events.partnership_id,
        null as region,
        case when event_kinds.is_meeting then 'meeting' else 'event' end as act_kind,
        coalesce(events.event_title, events.event_id) as act_name,
        events.event_date as act_from,
        events.event_date as act_to,
        events.evidence_url,
        events.source_file,
        events.source_sheet,
        events.source_row_number
    from {{ ref('stg_registry__workbook_events') }} as events
    left join {{ ref('maturity_event_kinds') }} as event_kinds on events.event_kind = event_kinds.event_kind
    union all
    select
        attendances.partnership_id,
        attendances.region,
        'meeting attendance' as act_kind,
        coalesce(events.event_title, events.event_id) as act_name,
        events.event_date as act_from,
        events.event_date as act_to,
        events.evidence_url,
        attendances.source_file,
        attendances.source_sheet,
        attendances.source_row_number
    from {{ ref('stg_registry__workbook_attendances') }} as attendances
    inner join {{ ref('stg_registry__workbook_events') }} as events
        on
            attendances.partnership_id = events.partnership_id
            and attendances.event_id = events.event_id
),

-- A row of a workbook takes the place of the public record's acts of its kind that it overlaps; the others stay.
unioned as (
    select
        *,
        'declared' as evidence,
        concat_ws('; ', evidence_url, 'workbook ' || source_file) as source,
        'declared' as confidence,
        {{ eu_nuts_code('region') }} as nuts_code
    from declared
    union all by name
    select
        acts.partnership_id,
        acts.region_name as region,
        acts.act_kind,
        acts.act_name,
        acts.act_from,
        acts.act_to,
        acts.source_file,
        acts.source_row_number,
        'public record' as evidence,
        acts.source,
        acts.confidence,
        acts.nuts_code
    from {{ ref('stg_registry__acts') }} as acts
    anti join declared
        on
            acts.partnership_id = declared.partnership_id
            and acts.act_kind = replace(declared.act_kind, 'report delivered', 'report')
            and acts.act_from <= declared.act_to
            and acts.act_to >= declared.act_from
),

-- A workbook names a member by its code or by its name; a code comes first, should a name be another's code. A public
-- act in a part of a member region is that member's; of a region inside another the inner one's.
placed as (
    select
        unioned.* exclude (nuts_code),
        memberships.member_id,
        case when unioned.evidence = 'declared' then memberships.nuts_code else unioned.nuts_code end as nuts_code,
        coalesce(names.region_name, memberships.region_name, unioned.region) as region_name
    from unioned
    left join {{ region_names() }} as names on unioned.nuts_code = names.nuts_code
    left join {{ ref('int_memberships__keyed') }} as memberships
        on
            unioned.partnership_id = memberships.partnership_id
            and case
                when unioned.evidence = 'declared'
                    then {{ is_named('unioned.region', 'memberships') }}
                else starts_with(unioned.nuts_code, memberships.nuts_code)
            end
    qualify row_number() over (
        partition by unioned.source_file, unioned.source_sheet, unioned.source_row_number
        order by
            coalesce(unioned.nuts_code = memberships.nuts_code, false) desc,
            length(memberships.nuts_code) desc nulls last,
            memberships.membership_id
    ) = 1
)

-- What stands in two sheets of a workbook is one act.
select
    case
        when placed.evidence = 'declared' and placed.member_id is not null
            then concat_ws('|', placed.partnership_id, placed.member_id, placed.act_kind, placed.act_from)
        else
            concat_ws(
                '|',
                coalesce(placed.partnership_id, 'platform'),
                placed.act_kind,
                placed.source_file,
                placed.source_sheet,
                placed.source_row_number
            )
    end as act_id,
    placed.partnership_id,
    placed.member_id,
    placed.nuts_code,
    placed.region_name,
    placed.act_kind,
    placed.act_name,
    placed.act_from,
    placed.act_to,
    placed.evidence,
    kinds.is_sign_of_life and coalesce(regexp_matches(placed.act_name, kinds.name_pattern), true) as is_sign_of_life,
    placed.source,
    placed.confidence,
    placed.source_file,
    placed.source_sheet,
    placed.source_row_number
from placed
inner join {{ ref('act_kinds') }} as kinds on placed.act_kind = kinds.act_kind
where placed.evidence = 'public record' or placed.region is null or placed.member_id is not null
qualify row_number() over (partition by act_id order by placed.source_sheet, placed.source_row_number) = 1
