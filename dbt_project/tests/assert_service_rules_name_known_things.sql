with known_evidence as (
    select 'pillar_' || pillar_id as evidence_id
    from {{ ref('dim_pillar') }}
    union all
    select unnest([
        'aims_not_understood',
        'connections_missing',
        'competences_unknown',
        'wants_deeper_links',
        'competence_gaps',
        'named_niches'
    ]) as evidence_id
),

conditions as (
    select rule_id
    from {{ ref('service_rule_evidence') }}
    where part = 'condition'
),

problems as (
    select 'seed service_rules, row ' || rules.rule_id || ': unknown pillar ' || rules.pillar_id as problem
    from {{ ref('service_rules') }} as rules
    anti join {{ ref('dim_pillar') }} as pillars on rules.pillar_id = pillars.pillar_id
    union all
    select 'seed service_rules, row ' || rules.rule_id || ': unknown service ' || rules.service_id as problem
    from {{ ref('service_rules') }} as rules
    anti join {{ ref('services') }} as services on rules.service_id = services.service_id
    union all
    select 'seed service_rules, row ' || rules.rule_id || ': no condition in service_rule_evidence' as problem
    from {{ ref('service_rules') }} as rules
    anti join conditions on rules.rule_id = conditions.rule_id
    union all
    select
        'seed service_rule_evidence, row ' || parts.rule_id || ': unknown evidence '
        || parts.evidence_id as problem
    from {{ ref('service_rule_evidence') }} as parts
    anti join known_evidence on parts.evidence_id = known_evidence.evidence_id
    union all
    select 'seed service_rule_evidence: unknown rule ' || parts.rule_id as problem
    from {{ ref('service_rule_evidence') }} as parts
    anti join {{ ref('service_rules') }} as rules on parts.rule_id = rules.rule_id
    union all
    select 'seed service_rules, row ' || rule_id || ': no rule may lead to scale-up' as problem
    from {{ ref('service_rules') }}
    where service_id = 'scale-up'
)

select *
from problems
where cast(error(problem) as boolean)
