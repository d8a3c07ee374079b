-- Of names withheld tonight, history holds none, as the dimension does; demonstration has no history.
with known as (
    select
        'topic' as kind,
        topic_id as thing_id,
        concat_ws('|', topic_title, programme_id, topic_status, opening_date, deadline_date, budget_eur)
            as content
    from {{ as_of_rows(ref('hist_topic'), as_of()) }}
    union all
    select
        'membership' as kind,
        membership_id as thing_id,
        concat_ws('|', partnership_id, member_id, role, valid_from, valid_to) as content
    from {{ as_of_rows(ref('hist_membership'), as_of()) }}
    union all
    select
        'organisation' as kind,
        organisation_id as thing_id,
        concat_ws('|', organisation_name, country_code, nuts_code, city, helix) as content
    from {{ as_of_rows(ref('hist_organisation'), as_of()) }}
    union all
    select
        'indicator value' as kind,
        indicator_value_id as thing_id,
        concat_ws('|', value, evidence) as content
    from {{ as_of_rows(ref('hist_indicator_value'), as_of()) }}
    union all
    select
        'pillar score' as kind,
        maturity_subject_id as thing_id,
        concat_ws('|', score, not_assessed_reason) as content
    from {{ as_of_rows(ref('hist_maturity_score'), as_of()) }}
    where subject_id != 'total'
),

stated as (
    select
        'topic' as kind,
        topic_id as thing_id,
        concat_ws('|', topic_title, programme_id, topic_status, opening_date, deadline_date, budget_eur)
            as content
    from {{ ref('dim_topic') }}
    union all
    select
        'membership' as kind,
        membership_id as thing_id,
        concat_ws('|', partnership_id, member_id, role, valid_from, valid_to) as content
    from {{ ref('fct_membership') }}
    union all
    select
        'organisation' as kind,
        organisation_id as thing_id,
        concat_ws('|', organisation_name, country_code, nuts_code, city, helix) as content
    from {{ ref('dim_organisation') }}
    where not is_demo
    union all
    select
        'indicator value' as kind,
        concat_ws('|', partnership_id, indicator_id) as thing_id,
        concat_ws('|', value, evidence) as content
    from {{ ref('fct_indicator_value') }}
    where value is not null and not is_demo
    union all
    select
        'pillar score' as kind,
        concat_ws('|', partnership_id, pillar_id) as thing_id,
        concat_ws('|', score, not_assessed_reason) as content
    from {{ ref('fct_pillar_score') }}
    where evidence_basis = 'all'
)

(
    select * from known
    except
    select * from stated
)
union all
(
    select * from stated
    except
    select * from known
)
