-- The row that names the topic most closely stands, as with eligibility rules.
select
    topics.topic_id,
    fits.instrument_share,
    fits.funding_kind,
    fits.is_broad,
    fits.broad_theme_share
from {{ ref('int_topics__dated') }} as topics
inner join {{ ref('instrument_fits') }} as fits
    on
        topics.programme_id = fits.programme_id
        and (fits.action_type_code is null or topics.action_type_code = fits.action_type_code)
        and (fits.topic_pattern is null or topics.topic_key like upper(fits.topic_pattern))
where topics.topic_status in ('open', 'forthcoming')
qualify row_number() over (
    partition by topics.topic_id
    order by
        length(regexp_replace(coalesce(fits.topic_pattern, ''), '[%_]', '', 'g')) desc,
        fits.action_type_code is not null desc,
        fits.fit_id asc
) = 1
