{{ kept_spells(ref('snap_maturity_score'), [
    'maturity_subject_id', 'partnership_id', 'subject_id', 'score', 'not_assessed_reason'
]) }}
