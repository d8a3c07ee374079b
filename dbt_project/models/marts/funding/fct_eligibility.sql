select
    partnership_id,
    topic_id,
    rule_id,
    rule_kind,
    verdict,
    have as have_count,
    need as need_count,
    sentence as verdict_words,
    is_decisive,
    confidence as rule_confidence
from {{ ref('int_matches__rule_verdicts') }}
