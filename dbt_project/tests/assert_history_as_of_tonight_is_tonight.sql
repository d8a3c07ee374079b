-- Of names withheld tonight, history holds none, as the dimension does; demonstration has no history.
with

known as (

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
