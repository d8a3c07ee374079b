with rule_evidence as (
    select * from {{ ref('int_partnerships__rule_evidence') }}
),

rule_parts as (
    select
        *,
        evidence_name || case
            when unit = 'yes or no' then ''
            else ' ' || comparison || ' ' || cast(threshold as integer)
        end as wanted
    from {{ ref('service_rule_evidence') }}
),

judged as (
    select
        partnerships.partnership_id,
        rule_parts.rule_id,
        rule_parts.part,
        rule_parts.evidence_name,
        rule_parts.wanted,
        {{ is_rule_part_met('rule_parts', 'rule_evidence.value') }} as is_met,
        rule_parts.evidence_name || case
            when rule_evidence.value is null then ': not known'
            when rule_parts.unit = 'yes or no' and rule_evidence.value >= rule_parts.threshold then ': yes'
            when rule_parts.unit = 'yes or no' then ': no'
            else
                ': '
                || if(
                    rule_evidence.value < rule_parts.threshold
                    and round(rule_evidence.value, 1) >= rule_parts.threshold,
                    'less than ',
                    ''
                )
                || cast(round(rule_evidence.value, 1) as decimal(18, 1)) || ' ' || rule_parts.unit
                || ' (' || rule_parts.comparison || ' ' || cast(rule_parts.threshold as integer) || ')'
        end as reading
    from {{ ref('int_partnerships__overlaid') }} as partnerships
    cross join rule_parts
    left join rule_evidence
        on
            partnerships.partnership_id = rule_evidence.partnership_id
            and rule_parts.evidence_id = rule_evidence.evidence_id
),

weighed as (
    select
        partnership_id,
        rule_id,
        {{ rule_verdicts() }},
        {% for part in ['condition', 'proxy', 'gate'] %}
            string_agg(reading, '; ' order by evidence_name)
            filter (where part = '{{ part }}') as {{ part }}_readings,
        {% endfor %}
        string_agg(wanted, ' or ' order by evidence_name)
        filter (where part = 'condition') as condition_wanted,
        string_agg(wanted, ' and ' order by evidence_name)
        filter (where part = 'gate' and is_met is distinct from true) as gates_wanted
    from judged
    group by all
),

statuses as (
    select
        *,
        coalesce(is_stated is null and is_met_by_proxy, false) as is_proxy,
        {{ rule_status(is_rule_fired(), 'is_gate_open') }} as status
    from weighed
),

-- What is stated is the same in every draw; what a pillar shows is the draw's own.
drawn as (
    select distinct
        draw_number,
        partnership_id
    from {{ ref('int_maturity__draws') }}
    where scope != 'total'
),

judged_in_draws as (
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
    cross join rule_parts
    left join {{ ref('int_maturity__draws') }} as draws
        on
            drawn.draw_number = draws.draw_number
            and drawn.partnership_id = draws.partnership_id
            and rule_parts.evidence_id = 'pillar_' || draws.scope
    left join rule_evidence
        on
            drawn.partnership_id = rule_evidence.partnership_id
            and rule_parts.evidence_id = rule_evidence.evidence_id
),

weighed_in_draws as (
    select
        partnership_id,
        rule_id,
        {{ rule_verdicts() }}
    from judged_in_draws
    group by draw_number, partnership_id, rule_id
),

statuses_in_draws as (
    select
        partnership_id,
        rule_id,
        {{ rule_status(is_rule_fired(), 'is_gate_open') }} as status
    from weighed_in_draws
),

draw_shares as (
    select
        partnership_id,
        rule_id,
        status,
        count(*) / sum(count(*)) over (partition by partnership_id, rule_id) as draw_share
    from statuses_in_draws
    group by partnership_id, rule_id, status
)

select
    statuses.partnership_id,
    statuses.rule_id,
    rules.service_id,
    services.service_name,
    rules.pillar_id,
    statuses.status,
    rules.priority,
    case
        when statuses.status = 'recommended'
            then row_number() over (
                partition by statuses.partnership_id, statuses.status
                order by rules.rule_order
            )
    end as recommendation_order,
    statuses.is_proxy,
    concat_ws(
        '; ',
        case
            when statuses.is_proxy then 'in its place: ' || statuses.proxy_readings
            else statuses.condition_readings
        end,
        'condition: ' || statuses.gate_readings
    ) as evidence_read,
    case
        when statuses.status = 'recommended' and statuses.is_proxy
            then {{ sentence('service_replaces_proxy', ['statuses.condition_wanted']) }}
        when statuses.status = 'recommended'
            then {{ sentence('service_falls_away', ['statuses.condition_wanted']) }}
        when statuses.status = 'held_back' then {{ sentence('service_held_back', ['statuses.gates_wanted']) }}
        when statuses.status = 'gate_unknown'
            then {{ sentence('service_gate_unknown', ['statuses.gates_wanted']) }}
        when statuses.status = 'not_needed'
            then {{ sentence('service_not_needed', ['statuses.condition_wanted']) }}
        else {{ sentence('service_not_assessed', ['statuses.condition_wanted']) }}
    end as what_would_change_it,
    -- Of whom no draw scores a pillar, no draw says anything else.
    case
        when statuses.partnership_id not in (select drawn.partnership_id from drawn) then 1
        else coalesce(draw_shares.draw_share, 0)
    end as draw_share,
    rules.statement,
    rules.document
from statuses
inner join {{ ref('service_rules') }} as rules on statuses.rule_id = rules.rule_id
inner join {{ ref('services') }} as services on rules.service_id = services.service_id
left join draw_shares
    on
        statuses.partnership_id = draw_shares.partnership_id
        and statuses.rule_id = draw_shares.rule_id
        and statuses.status = draw_shares.status
