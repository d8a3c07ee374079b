with pieces as (
    select
        partnership_id,
        'documents' as evidence_id,
        'declared' as evidence,
        document_title as piece
    from {{ ref('stg_registry__workbook_documents') }}
    where document_date <= {{ as_of() }}
    union all
    select
        partnership_id,
        'acts' as evidence_id,
        'declared' as evidence,
        act_id as piece
    from {{ ref('fct_act') }}
    where
        evidence = 'declared'
        and member_id is not null
        and act_from <= {{ as_of() }}
        and act_kind != 'report delivered'
    union all
    select
        events.partnership_id,
        case when event_kinds.is_meeting then 'meetings' else 'demonstration_events' end as evidence_id,
        'declared' as evidence,
        events.event_id as piece
    from {{ ref('stg_registry__workbook_events') }} as events
    inner join {{ ref('maturity_event_kinds') }} as event_kinds on events.event_kind = event_kinds.event_kind
    where
        events.event_date <= {{ as_of() }}
        and (event_kinds.is_meeting or events.event_kind = 'demonstration')
    union all
    select
        acts.partnership_id,
        kinds.stage_evidence as evidence_id,
        'public record' as evidence,
        acts.act_id as piece
    from {{ ref('fct_act') }} as acts
    inner join {{ ref('act_kinds') }} as kinds on acts.act_kind = kinds.act_kind
    where
        acts.evidence = 'public record'
        and acts.partnership_id is not null
        and acts.is_sign_of_life
        and kinds.stage_evidence is not null
        and acts.act_to <= {{ as_of() }}
    union all
    select
        partnership_id,
        'joint_projects' as evidence_id,
        'observed' as evidence,
        project_id as piece
    from {{ ref('int_joint_projects__participations') }}
    where not is_demo
    union all
    select
        linked_partnership_id as partnership_id,
        'i3_projects' as evidence_id,
        'observed' as evidence,
        acronym as piece
    from {{ ref('stg_i3__shipped_projects') }}
    where linked_partnership_id is not null
),

counted as (
    select
        partnership_id,
        evidence_id,
        evidence,
        count(distinct piece) as piece_count
    from pieces
    group by all
),

-- The furthest stage that something shows; several things may show the same one.
shown as (
    select
        counted.partnership_id,
        stages.stage_id,
        stages.stage_order,
        string_agg(
            counted.piece_count || ' × ' || stages.evidence_name
            || case counted.evidence when 'public record' then ' on public record' else '' end, '; '
            order by stages.evidence_id, counted.evidence
        ) as basis,
        cast(sum(counted.piece_count) as bigint) as evidence_count,
        case
            when bool_or(counted.evidence = 'observed') then 'observed'
            when bool_or(counted.evidence = 'declared') then 'declared'
            else 'public record'
        end as evidence
    from counted
    inner join {{ ref('maturity_stages') }} as stages
        on counted.evidence_id = stages.evidence_id and counted.piece_count >= stages.min_count
    group by counted.partnership_id, stages.stage_id, stages.stage_order
    qualify stages.stage_order = max(stages.stage_order) over (partition by counted.partnership_id)
),

stage_orders as (
    select distinct
        stage_id,
        stage_order
    from {{ ref('maturity_stages') }}
)

-- What the secretariat states wins; what shows stands beside it, so that a reader sees where they part.
select
    partnerships.partnership_id,
    coalesce(workbook.stage, shown.stage_id, 'not_known') as stage_id,
    coalesce(stage_orders.stage_order, shown.stage_order) as stage_order,
    case
        when workbook.stage is not null then 'declared'
        else coalesce(shown.evidence, 'none')
    end as evidence,
    case
        when workbook.stage is null then coalesce(shown.basis, {{ sentence('stage_nothing') }})
        else coalesce(
            {{ sentence('stage_stated', ['workbook.stage_evidence']) }}, {{ sentence('stage_stated_bare') }}
        )
    end as basis,
    shown.stage_id as shown_stage_id,
    shown.basis as shown_basis,
    coalesce(shown.evidence_count, 0) as evidence_count
from {{ ref('int_partnerships__overlaid') }} as partnerships
left join {{ ref('stg_registry__workbook_partnerships') }} as workbook
    on partnerships.partnership_id = workbook.partnership_id
left join stage_orders on workbook.stage = stage_orders.stage_id
left join shown on partnerships.partnership_id = shown.partnership_id
