with spells as (
    select
        topic_id as thing_id,
        known_from,
        known_to
    from {{ ref('hist_topic') }}
    union all
    select
        membership_id as thing_id,
        known_from,
        known_to
    from {{ ref('hist_membership') }}
    union all
    select
        organisation_id as thing_id,
        known_from,
        known_to
    from {{ ref('hist_organisation') }}
    union all
    select
        indicator_value_id as thing_id,
        known_from,
        known_to
    from {{ ref('hist_indicator_value') }}
    union all
    select
        maturity_subject_id as thing_id,
        known_from,
        known_to
    from {{ ref('hist_maturity_score') }}
),

followed as (
    select
        *,
        lead(known_from) over (
            partition by thing_id
            order by known_from
        ) as next_known_from
    from spells
)

select *
from followed
where
    known_to <= known_from
    or (next_known_from is not null and (known_to is null or known_to > next_known_from))
