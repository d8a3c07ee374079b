{{ kept_spells(ref('snap_indicator_value'), [
    'indicator_value_id', 'partnership_id', 'indicator_id', 'value', 'normalised', 'evidence', 'row_marks', 'link_marks'
]) }}
