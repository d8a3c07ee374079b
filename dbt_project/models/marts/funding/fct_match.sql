-- Reasons are built from the very numbers that made the score, so that text and score cannot disagree.
select
    scored.partnership_id,
    scored.topic_id,
    scored.topic_status,
    scored.deadline_date,
    scored.days_left,
    scored.eligibility,
    scored.countries_have,
    scored.countries_needed,
    scored.score,
    scored.score_theme,
    scored.score_instrument,
    scored.score_trl,
    scored.score_geography,
    scored.score_budget,
    scored.score_time,
    scored.score_coverage_share,
    array_to_string(scored.matched_terms, '; ') as matched_terms,
    array_to_string(scored.matched_niches, '; ') as matched_niches,
    concat_ws(
        ' ',
        case
            when scored.theme_observed is null then 'Theme not assessed: no words to compare.'
            when len(scored.matched_terms) > 0
                then 'Theme words found: ' || array_to_string(scored.matched_terms, '; ') || '.'
            when scored.is_theme_match then 'Close to the theme in meaning, without a term of it.'
            else 'No theme word found.'
        end,
        case when scored.is_instrument_match then 'The instrument is open to every theme.' end,
        scored.eligibility_words,
        case
            when scored.days_left is null then 'No deadline published.'
            when scored.days_left = 1 then '1 day left.'
            else scored.days_left || ' days left.'
        end,
        'Missing at the source: ' || missing_facts.missing_facts || '.'
    ) as reasons,
    near_misses.near_miss
    || case
        when gaps.is_uncertain then ' Numbers are uncertain for this call: see the rules.' else ''
    end as near_miss,
    scored.is_theme_match,
    scored.is_instrument_match,
    scored.eligibility_words as eligibility_reasons,
    scored.funding_kind,
    case when near_misses.gap_id is not null then gaps.gap_id end as gap_id,
    near_misses.candidate_regions,
    near_misses.candidate_country_count,
    scored.model_version as matcher_version,
    missing_facts.missing_facts
from {{ ref('int_matches__scored') }} as scored
left join {{ ref('int_topics__missing_facts') }} as missing_facts on scored.topic_id = missing_facts.topic_id
left join {{ ref('int_matches__gaps') }} as gaps
    on
        scored.partnership_id = gaps.partnership_id
        and scored.topic_id = gaps.topic_id
left join {{ ref('int_gaps__near_misses') }} as near_misses
    on
        gaps.partnership_id = near_misses.partnership_id
        and gaps.gap_id = near_misses.gap_id
