with draw_shares as (
    select * from {{ ref('int_services__draw_shares') }}
),

drawn as (
    select distinct partnership_id
    from draw_shares
),

judged as (
    select
        partnerships.partnership_id,
        rule_parts.rule_id,
        rule_parts.part,
        rule_parts.evidence_name,
        {{ is_rule_part_met('rule_parts', 'rule_evidence.value') }} as is_met,
        rule_parts.evidence_name || case
            when rule_evidence.value is null then ': not known'
            when rule_parts.unit = 'yes or no' and rule_evidence.value >= rule_parts.threshold then ': yes'
            when rule_parts.unit = 'yes or no' then ': no'
            else
                ': ' || cast(round(rule_evidence.value, 1) as decimal(18, 1)) || ' ' || rule_parts.unit
                || ' (' || rule_parts.comparison || ' ' || cast(rule_parts.threshold as integer) || ')'
        end as reading,
        rule_parts.evidence_name || case
            when rule_parts.unit = 'yes or no' then ''
            else ' ' || rule_parts.comparison || ' ' || cast(rule_parts.threshold as integer)
        end as wanted
    from {{ ref('int_partnerships__overlaid') }} as partnerships
    cross join {{ ref('service_rule_evidence') }} as rule_parts
    left join {{ ref('int_partnerships__rule_evidence') }} as rule_evidence
        on
            partnerships.partnership_id = rule_evidence.partnership_id
            and rule_parts.evidence_id = rule_evidence.evidence_id
),

weighed as (
    select
        partnership_id,
        rule_id,
        {{ rule_verdicts() }},
        string_agg(reading, '; ' order by evidence_name)
        filter (where part = 'condition') as condition_readings,
        string_agg(reading, '; ' order by evidence_name) filter (where part = 'proxy') as proxy_readings,
        string_agg(reading, '; ' order by evidence_name) filter (where part = 'gate') as gate_readings,
        string_agg(wanted, ' or ' order by evidence_name)
        filter (where part = 'condition') as condition_wanted,
        string_agg(wanted, ' and ' order by evidence_name)
        filter (where part = 'gate' and is_met is distinct from true) as gates_wanted
    from judged
    group by all
),

decided as (
    select
        *,
        is_stated is null and is_met_by_proxy as is_proxy,
        {{ is_rule_fired() }} as is_fired
    from weighed
),

statuses as (
    select
        *,
        {{ rule_status('is_fired', 'is_gate_open') }} as status
    from decided
)

-- Of whom no draw scores a pillar, no draw says anything else.
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
    coalesce(statuses.is_proxy, false) as is_proxy,
    concat_ws(
        '; ',
        case
            when statuses.is_proxy then 'proxy: ' || statuses.proxy_readings
            else statuses.condition_readings
        end,
        'gate: ' || statuses.gate_readings
    ) as evidence_read,
    case
        when statuses.status = 'recommended' and statuses.is_proxy
            then 'A statement of the secretariat replaces the proxy: ' || statuses.condition_wanted
        when statuses.status = 'recommended'
            then 'It falls away once this no longer holds: ' || statuses.condition_wanted
        when statuses.status = 'held_back' then 'Recommended once: ' || statuses.gates_wanted
        when statuses.status = 'gate_unknown'
            then 'Recommended if it turns out that: ' || statuses.gates_wanted
        when statuses.status = 'not_needed' then 'Recommended if: ' || statuses.condition_wanted
        else 'Cannot be said until it is known: ' || statuses.condition_wanted
    end as what_would_change_it,
    case
        when drawn.partnership_id is null then 1
        else coalesce(draw_shares.draw_share, 0)
    end as draw_share,
    rules.statement,
    rules.document
from statuses
inner join {{ ref('service_rules') }} as rules on statuses.rule_id = rules.rule_id
inner join {{ ref('services') }} as services on rules.service_id = services.service_id
left join drawn on statuses.partnership_id = drawn.partnership_id
left join draw_shares
    on
        statuses.partnership_id = draw_shares.partnership_id
        and statuses.rule_id = draw_shares.rule_id
        and statuses.status = draw_shares.status
