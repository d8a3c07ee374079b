select
    partnership_id,
    indicator_id,
    value,
    input_count,
    newest_date,
    basis,
    is_demo
from {{ ref('int_indicators__ecosystems_by_theme_level') }}
where theme_level_id = 'as_set'
