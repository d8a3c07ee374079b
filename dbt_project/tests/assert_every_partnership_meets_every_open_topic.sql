-- Unknown never hides a call: the matches are all pairs with topics of every programme, whatever their
-- eligibility. A placeholder stands for partnerships without a name and meets none.
with expected as (
    select
        partnerships.partnership_id,
        topics.topic_id
    from {{ ref('dim_partnership') }} as partnerships
    cross join {{ ref('dim_topic') }} as topics
    where topics.topic_status in ('open', 'forthcoming') and not partnerships.is_placeholder
),

matched as (
    select
        partnership_id,
        topic_id
    from {{ ref('fct_match') }}
)

(
    select * from expected
    except
    select * from matched
)
union all
(
    select * from matched
    except
    select * from expected
)
