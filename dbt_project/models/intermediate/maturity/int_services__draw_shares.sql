with draws as (
    select * from {{ ref('int_maturity__draws') }}
    where scope != 'total'
),

drawn as (
    select distinct
        draw_number,
        partnership_id
    from draws
),

-- What is stated is the same in every draw; what a pillar shows is the draw's own.
judged as (
    select
        drawn.draw_number,
        drawn.partnership_id,
        rule_parts.rule_id,
        rule_parts.part,
        {{ is_rule_part_met(
            'rule_parts',
            "case when starts_with(rule_parts.evidence_id, 'pillar_') then draws.score else rule_evidence.value end"
        ) }} as is_met
    from drawn
    cross join {{ ref('service_rule_evidence') }} as rule_parts
    left join draws
        on
            drawn.draw_number = draws.draw_number
            and drawn.partnership_id = draws.partnership_id
            and rule_parts.evidence_id = 'pillar_' || draws.scope
    left join {{ ref('int_partnerships__rule_evidence') }} as rule_evidence
        on
            drawn.partnership_id = rule_evidence.partnership_id
            and rule_parts.evidence_id = rule_evidence.evidence_id
),

weighed as (
    select
        draw_number,
        partnership_id,
        rule_id,
        {{ rule_verdicts() }}
    from judged
    group by draw_number, partnership_id, rule_id
),

statuses as (
    select
        partnership_id,
        rule_id,
        {{ rule_status(is_rule_fired(), 'is_gate_open') }} as status
    from weighed
)

select
    partnership_id,
    rule_id,
    status,
    count(*) / sum(count(*)) over (partition by partnership_id, rule_id) as draw_share
from statuses
group by partnership_id, rule_id, status
