select
    source_rows.partnership_id,
    source_rows.topic_id,
    source_rows.matched_terms,
    source_rows.matched_niches,
    source_rows.nearest_projects,
    source_rows.model_version,
    source_rows.score as theme_share,
    source_rows.score_lexical as theme_lexical_score,
    source_rows.score_semantic as theme_semantic_score,
    source_rows.threshold as theme_threshold_share,
    source_rows.is_match as is_theme_match
from {{ source('enrich', 'topic_theme') }} as source_rows
