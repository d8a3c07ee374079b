with

eligibility as (

    select * from {{ ref('int_matches__eligibility') }}

),

topic_themes as (

    select * from {{ ref('stg_enrich__topic_themes') }}

),

topic_texts as (

    select * from {{ ref('int_topics__texts') }}

),

score_weights as (

    select * from {{ ref('score_weights') }}

),

weights as (

    select
        max(weight) filter (where score_part = 'theme') as weight_theme,
        max(weight) filter (where score_part = 'instrument') as weight_instrument,
        max(weight) filter (where score_part = 'trl') as weight_trl,
        max(weight) filter (where score_part = 'geography') as weight_geography,
        max(weight) filter (where score_part = 'budget') as weight_budget,
        max(weight) filter (where score_part = 'time') as weight_time,
        sum(weight) as weight_all
    from score_weights

),

topics_with_text as (

    select distinct topic_id
    from topic_texts

),

-- A negligible chance is an observation (zero); no words to compare, on either side, is none (null).
shares as (

    select
        eligibility.*,
        topic_themes.matched_terms,
        topic_themes.matched_niches,
        coalesce(topic_themes.is_theme_match, false) as is_theme_match,
        coalesce(topic_themes.is_instrument_match, false) as is_instrument_match,
        case
            when eligibility.theme_term_count > 0 and topics_with_text.topic_id is not null
                then least(greatest(coalesce(topic_themes.theme_share, 0), 0), 1)
        end as theme_share,
        case
            when eligibility.eligibility != 'unknown'
                then least(
                    greatest(
                        (eligibility.countries_have - eligibility.countries_needed)
                        / nullif({{ parameter('geography_extra_countries_for_full_points') }}, 0),
                        0
                    ),
                    1
                )
        end as geography_share,
        case
            when eligibility.days_left is not null
                then least(
                    greatest(
                        (eligibility.days_left - {{ parameter('time_days_for_no_points') }})
                        / nullif(
                            {{ parameter('time_days_for_full_points') }}
                            - {{ parameter('time_days_for_no_points') }},
                            0
                        ),
                        0
                    ),
                    1
                )
        end as time_share
    from eligibility
    left join topic_themes
        on
            eligibility.partnership_id = topic_themes.partnership_id
            and eligibility.topic_id = topic_themes.topic_id
    left join topics_with_text on eligibility.topic_id = topics_with_text.topic_id

),

-- Instrument, TRL and budget need facts about the partnerships that no source gives yet.
points as (

    select
        shares.*,
        weights.weight_theme * shares.theme_share as score_theme,
        cast(null as double) as score_instrument,
        cast(null as double) as score_trl,
        weights.weight_geography * shares.geography_share as score_geography,
        cast(null as double) as score_budget,
        weights.weight_time * shares.time_share as score_time,
        weights.weight_all,
        case when shares.theme_share is not null then weights.weight_theme else 0 end
        + case when shares.geography_share is not null then weights.weight_geography else 0 end
        + case when shares.time_share is not null then weights.weight_time else 0 end as weight_observed
    from shares
    cross join weights

),

final as (

    select
        partnership_id,
        topic_id,
        topic_status,
        deadline_date,
        days_left,
        theme_term_count,
        eligibility,
        countries_known,
        countries_have,
        countries_needed,
        countries_missing,
        is_member_state_missing,
        matched_terms,
        matched_niches,
        is_theme_match,
        is_instrument_match,
        theme_share,
        geography_share,
        time_share,
        score_theme,
        score_instrument,
        score_trl,
        score_geography,
        score_budget,
        score_time,
        weight_all,
        weight_observed,
        100 * (coalesce(score_theme, 0) + coalesce(score_geography, 0) + coalesce(score_time, 0))
        / nullif(weight_observed, 0) as score,
        weight_observed / nullif(weight_all, 0) as score_coverage_share
    from points

)

select * from final
