select
    rule_id,
    cast(null as varchar) as topic_id,
    programme_id,
    action_type_code,
    topic_pattern,
    rule_kind,
    counted,
    minimum,
    maximum,
    valid_from,
    valid_to,
    clause,
    source,
    confidence,
    uncertainty,
    reason
from {{ ref('eligibility_rules') }}
union all
select
    rule_id,
    topic_id,
    cast(null as varchar) as programme_id,
    cast(null as varchar) as action_type_code,
    topic_id as topic_pattern,
    rule_kind,
    counted,
    minimum,
    maximum,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    clause,
    source,
    confidence,
    cast(null as varchar) as uncertainty,
    reason
from {{ ref('int_topics__own_rules') }}
