select
    rules.rule_id,
    rules.programme_id,
    rules.action_type_code,
    rules.topic_pattern,
    rules.rule_kind,
    replace(kinds.rule_name, '{}', {{ counted_words('rules.counted') }}) as rule_name,
    kinds.unit_counted as rule_unit,
    rules.counted as rule_counted,
    rules.minimum as rule_minimum,
    rules.maximum as rule_maximum,
    rules.valid_from as rule_valid_from,
    rules.valid_to as rule_valid_to,
    rules.clause,
    kinds.is_observed as is_rule_observed,
    kinds.is_decisive,
    rules.source,
    rules.confidence as rule_confidence,
    rules.reason
from {{ ref('int_eligibility__rules') }} as rules
inner join {{ ref('eligibility_rule_kinds') }} as kinds on rules.rule_kind = kinds.rule_kind
