select
    source_rows.partnership_id,
    source_rows.project_id,
    source_rows.matched_terms,
    source_rows.matched_niches,
    source_rows.evidence as theme_evidence,
    source_rows.model_version,
    source_rows.score as theme_share,
    source_rows.score_words as theme_words_score,
    source_rows.score_phrases as theme_phrases_score,
    source_rows.score_passages as theme_passages_score,
    source_rows.score_meaning as theme_meaning_score,
    source_rows.score_facets as theme_facets_score,
    source_rows.threshold as theme_threshold_share,
    source_rows.is_match as is_theme_match,
    source_rows.is_core as is_theme_core
from {{ source('enrich', 'project_theme') }} as source_rows
