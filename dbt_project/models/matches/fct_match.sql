with
-- A title, its call and the destination are no text of the topic itself.
described as (
    select
        topic_id,
        bool_or(text_field in ('description', 'expected_outcome', 'scope')) as has_text,
        bool_or(text_field = 'keywords') as has_keywords
    from {{ ref('int_topics__texts') }}
    group by all
),

-- What was sent and cannot be read is not missing at the source.
missing_facts as (
    select
        topics.topic_id,
        coalesce(topics.budget_eur, dim_topic.min_grant_eur, dim_topic.max_grant_eur) is null as lacks_budget,
        topics.deadline_date is null and topics.unread_deadline is not null as is_deadline_unread,
        nullif(concat_ws(
            ', ',
            case when not coalesce(described.has_text, false) then 'text' end,
            case when topics.deadline_date is null and topics.unread_deadline is null then 'deadline' end,
            case when lacks_budget and topics.unread_budget is null then 'budget' end,
            case when not coalesce(described.has_keywords, false) then 'keywords' end
        ), '') as missing,
        nullif(concat_ws(
            ', ',
            case when topics.opening_date is null and topics.unread_opening_date is not null then 'opening date' end,
            case when is_deadline_unread then 'deadline' end,
            case when lacks_budget and topics.unread_budget is not null then 'budget' end
        ), '') as unread
    from {{ ref('int_topics__dated') }} as topics
    inner join {{ ref('dim_topic') }} as dim_topic on topics.topic_id = dim_topic.topic_id
    left join described on topics.topic_id = described.topic_id
    where topics.topic_status in ('open', 'forthcoming')
),

conditions as (
    select distinct
        partnership_id,
        gap_id,
        rule_id,
        regions_needed,
        condition_words
    from {{ ref('int_matches__gaps') }}
),

gaps as (
    select distinct
        partnership_id,
        topic_id,
        gap_id,
        is_uncertain
    from {{ ref('int_matches__gaps') }}
),

wanted as (
    select
        partnership_id,
        gap_id,
        regions_needed,
        string_agg(condition_words, '; ' order by rule_id) as words
    from conditions
    where regions_needed <= {{ parameter('near_miss_max_regions') }}
    group by all
),

named_candidates as (
    select
        partnership_id,
        gap_id,
        string_agg(region_name || ' (' || nuts_code || ')', ', ' order by candidate_rank) as names,
        string_agg(
            nuts_code || ' ' || region_name
            || ' (' || concat_ws(
                ', ',
                country_code,
                replace(cohesion_category, '_', ' '),
                case when is_outermost then 'outermost' end,
                case when is_riv then 'Regional Innovation Valley' end
            ) || ')',
            '; ' order by candidate_rank
        ) as candidate_regions,
        cast(count(distinct country_code) as integer) as candidate_country_count
    from {{ ref('fct_near_miss_candidate') }}
    group by all
),

-- Without a region of the theme the change is still named: whom to ask is then not known.
near_misses as (
    select
        wanted.partnership_id,
        wanted.gap_id,
        wanted.regions_needed,
        'Add '
        || case when wanted.regions_needed = 1 then 'a region' else wanted.regions_needed || ' regions' end
        || ': ' || wanted.words || '. '
        || coalesce(
            'With projects in the theme: ' || named.names || '.', 'No such region has a project in the theme.'
        )
            as near_miss,
        named.candidate_regions,
        named.candidate_country_count
    from wanted
    left join named_candidates as named
        on
            wanted.partnership_id = named.partnership_id
            and wanted.gap_id = named.gap_id
)

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
        case when not scored.is_programme_selected then 'Outside the default programmes.' end,
        scored.feedback_words,
        case when scored.is_instrument_match then 'The instrument is open to every theme.' end,
        scored.eligibility_words,
        'To find out: ' || scored.find_out,
        case
            when missing_facts.is_deadline_unread then 'The deadline is not readable.'
            when scored.days_left is null then 'No deadline published.'
            when scored.days_left = 1 then '1 day left.'
            else scored.days_left || ' days left.'
        end,
        'Missing at the source: ' || missing_facts.missing || '.',
        'Not readable: ' || missing_facts.unread || '.'
    ) as reasons,
    near_misses.near_miss
    || case
        when gaps.is_uncertain then ' Numbers are uncertain for this call: see the rules.' else ''
    end as near_miss,
    scored.is_theme_match,
    scored.is_instrument_match,
    scored.is_default,
    scored.is_watched,
    scored.eligibility_words as eligibility_reasons,
    scored.funding_kind,
    case when near_misses.gap_id is not null then gaps.gap_id end as gap_id,
    near_misses.candidate_regions,
    near_misses.candidate_country_count,
    scored.model_version as matcher_version,
    nullif(concat_ws('; ', missing_facts.missing, 'not readable: ' || missing_facts.unread), '') as missing_facts,
    scored.find_out,
    scored.is_theme_core
from {{ ref('int_matches__scored') }} as scored
left join missing_facts on scored.topic_id = missing_facts.topic_id
left join gaps
    on
        scored.partnership_id = gaps.partnership_id
        and scored.topic_id = gaps.topic_id
left join near_misses
    on
        gaps.partnership_id = near_misses.partnership_id
        and gaps.gap_id = near_misses.gap_id
