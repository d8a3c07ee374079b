with

scored as (

    select * from {{ ref('int_matches__scored') }}

),

-- Reasons are built from the very numbers that made the score, so that text and score cannot disagree.
final as (

    select
        partnership_id,
        topic_id,
        topic_status,
        deadline_date,
        days_left,
        eligibility,
        countries_have,
        countries_needed,
        score,
        score_theme,
        score_instrument,
        score_trl,
        score_geography,
        score_budget,
        score_time,
        score_coverage_share,
        array_to_string(matched_terms, '; ') as matched_terms,
        array_to_string(matched_niches, '; ') as matched_niches,
        concat_ws(
            ' ',
            case
                when theme_share is null then 'Theme not assessed: no words to compare.'
                when len(matched_terms) > 0
                    then 'Theme words found: ' || array_to_string(matched_terms, '; ') || '.'
                when is_theme_match then 'Close to the theme in meaning, without a term of it.'
                else 'No theme word found.'
            end,
            case
                when countries_known = 0 then 'Countries: no member with a country is known.'
                when countries_needed is null
                    then
                        'Countries: have '
                        || countries_have
                        || ', the number needed is not known for this action.'
                else 'Countries: have ' || countries_have || ', need ' || countries_needed || '.'
            end,
            case
                when days_left is null then 'No deadline published.'
                when days_left = 1 then '1 day left.'
                else days_left || ' days left.'
            end
        ) as reasons,
        case
            when eligibility != 'fail' then null
            when countries_missing > {{ parameter('near_miss_max_missing_countries') }} then null
            when is_member_state_missing and countries_have >= countries_needed
                then 'Add an organisation from a Member State.'
            when countries_missing = 1
                then
                    'Add an organisation from 1 more country (have '
                    || countries_have || ', need ' || countries_needed || ').'
            else
                'Add organisations from ' || countries_missing || ' more countries (have '
                || countries_have || ', need ' || countries_needed || ').'
        end as near_miss,
        is_theme_match,
        is_instrument_match
    from scored

)

select * from final
