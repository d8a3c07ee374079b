{%- set parts = ['theme', 'instrument', 'trl', 'geography', 'budget', 'time'] -%}
-- What moves with every day stands here and not with the topics: the rest of a match is the same tomorrow.
with eligibility as (
    select
        *,
        cast(date_diff('day', {{ as_of() }}, deadline_date) as integer) as days_left
    from {{ ref('int_matches__eligibility') }}
),

topics_with_text as (
    select distinct topic_id
    from {{ ref('int_topics__texts') }}
),

partnerships_with_text as (
    select distinct partnership_id
    from {{ ref('int_partnerships__theme_texts') }}
),

amounts as (
    select
        partnership_id,
        unnest(amounts_eur) as amount_eur
    from {{ ref('int_partnerships__stated_needs') }}
),

-- The best of the stated amounts counts: a partnership asks with the one that fits.
budget_fits as (
    select
        eligibility.partnership_id,
        eligibility.topic_id,
        max(least(
            amounts.amount_eur / coalesce(nullif(eligibility.min_grant_eur, 0), amounts.amount_eur),
            coalesce(eligibility.max_grant_eur, amounts.amount_eur) / amounts.amount_eur
        )) as budget_observed
    from eligibility
    inner join amounts on eligibility.partnership_id = amounts.partnership_id
    where
        amounts.amount_eur > 0
        and coalesce(eligibility.min_grant_eur, eligibility.max_grant_eur) is not null
    group by all
),

-- A negligible chance is an observation (zero); without text to compare, on either side, there is no score (null): a
-- partnership without keywords and niches still has its name. A broad instrument is open to every theme, so
-- that its text says little of it; which one is broad is said in instrument_fits alone.
shares as (
    select
        eligibility.*,
        topic_themes.matched_terms,
        topic_themes.matched_niches,
        topic_themes.model_version,
        instrument_fits.funding_kind,
        coalesce(feedback.stated_share = 1, topic_themes.is_theme_match, false) as is_theme_match,
        coalesce(feedback.stated_share = 1, topic_themes.is_theme_core, false) as is_theme_core,
        coalesce(instrument_fits.is_broad, false) as is_instrument_match,
        case
            when partnerships_with_text.partnership_id is not null and topics_with_text.topic_id is not null
                then
                    coalesce(
                        feedback.stated_share,
                        greatest(
                            coalesce(feedback.moved_share, topic_themes.theme_share, 0),
                            coalesce(instrument_fits.broad_theme_share, 0)
                        )
                    )
        end as theme_observed,
        feedback.feedback_words,
        instrument_fits.instrument_share as instrument_observed,
        case
            when
                stated_needs.trl_from is not null
                and coalesce(eligibility.trl_min, eligibility.trl_max) is not null
                then
                    (
                        least(coalesce(eligibility.trl_max, stated_needs.trl_to), stated_needs.trl_to)
                        - greatest(
                            coalesce(eligibility.trl_min, stated_needs.trl_from), stated_needs.trl_from
                        )
                        + 1
                    ) / (stated_needs.trl_to - stated_needs.trl_from + 1)
        end as trl_observed,
        case
            when eligibility.member_count > 0
                then
                    (eligibility.countries_have - eligibility.countries_needed)
                    / nullif({{ parameter('geography_extra_countries_for_full_points') }}, 0)
        end as geography_observed,
        budget_fits.budget_observed,
        (eligibility.days_left - {{ parameter('time_days_for_no_points') }})
        / nullif({{ parameter('time_days_for_full_points') }} - {{ parameter('time_days_for_no_points') }}, 0)
            as time_observed
    from eligibility
    left join {{ ref('stg_enrich__topic_themes') }} as topic_themes
        on
            eligibility.partnership_id = topic_themes.partnership_id
            and eligibility.topic_id = topic_themes.topic_id
    left join {{ ref('int_matches__feedback') }} as feedback
        on
            eligibility.partnership_id = feedback.partnership_id
            and eligibility.topic_id = feedback.topic_id
    left join topics_with_text on eligibility.topic_id = topics_with_text.topic_id
    left join partnerships_with_text on eligibility.partnership_id = partnerships_with_text.partnership_id
    left join {{ ref('int_topics__instrument_fits') }} as instrument_fits
        on eligibility.topic_id = instrument_fits.topic_id
    left join {{ ref('int_partnerships__stated_needs') }} as stated_needs
        on eligibility.partnership_id = stated_needs.partnership_id
    left join budget_fits
        on
            eligibility.partnership_id = budget_fits.partnership_id
            and eligibility.topic_id = budget_fits.topic_id
),

weights as (
    select
        {%- for part in parts %}
            max(weight) filter (where score_part = '{{ part }}') as weight_{{ part }},
        {%- endfor %}
        sum(weight) as weight_all
    from {{ ref('score_weights') }}
),

-- Every part counts as far as the topic belongs to the theme: a good instrument is no reason to read a call on
-- something else.
points as (
    select
        shares.*,
        weights.*,
        {%- for part in parts[1:] %}
            weights.weight_{{ part }} * coalesce({{ bounded_share('shares.theme_observed') }}, 0)
            * {{ bounded_share('shares.' ~ part ~ '_observed') }} as score_{{ part }},
        {%- endfor %}
        weights.weight_theme * {{ bounded_share('shares.theme_observed') }} as score_theme
    from shares
    cross join weights
),

totals as (
    select
        *,
        0
        {%- for part in parts %}
            + if(score_{{ part }} is not null, weight_{{ part }}, 0)
        {%- endfor %} as weight_observed,
        0
        {%- for part in parts %}
            + coalesce(score_{{ part }}, 0)
        {%- endfor %} as points_observed
    from points
),

-- A part that nobody knows takes no part: the weights of the others are stretched to the whole. Without a theme to
-- compare there is nothing to say.
scored as (
    select
        *,
        case when score_theme is not null then 100 * points_observed / nullif(weight_observed, 0) end as score
    from totals
)

select
    partnership_id,
    topic_id,
    topic_status,
    deadline_date,
    days_left,
    eligibility,
    eligibility_words,
    find_out,
    countries_have,
    countries_needed,
    matched_terms,
    matched_niches,
    is_theme_match,
    is_theme_core,
    is_instrument_match,
    is_programme_selected,
    is_programme_selected or is_theme_match as is_default,
    funding_kind,
    model_version,
    theme_observed,
    feedback_words,
    {%- for part in parts %}
        score_{{ part }},
    {%- endfor %}
    score,
    weight_observed / nullif(weight_all, 0) as score_coverage_share,
    coalesce(
        (is_programme_selected or is_theme_match) and score >= {{ parameter('alert_min_score') }}, false
    ) as is_watched
from scored
