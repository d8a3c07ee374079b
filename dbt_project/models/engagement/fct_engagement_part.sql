-- A date known to a year or a month only counts from its first day: an act is never made younger than it is. Calendar
-- months, the last of them as a share, so that an act of the same day a year ago is exactly twelve months old.
with judged as (
    select
        acts.*,
        kinds.weight,
        case
            when acts.act_from is null then 'no date'
            when acts.act_from > {{ as_of() }} then 'after the as-of date'
            when not acts.is_sign_of_life then 'no sign of life'
            when acts.partnership_id is null then 'of no single partnership'
        end as left_out_reason,
        datesub('month', acts.act_from, {{ as_of() }}) as whole_months
    from {{ ref('fct_act') }} as acts
    inner join {{ ref('act_kinds') }} as kinds on acts.act_kind = kinds.act_kind
),

aged as (
    select
        *,
        whole_months + ({{ as_of() }} - cast(act_from + to_months(whole_months) as date)) / (
            cast(act_from + to_months(whole_months + 1) as date) - cast(act_from + to_months(whole_months) as date)
        ) as age_months
    from judged
    where left_out_reason is null
)

select
    judged.act_id,
    judged.partnership_id,
    judged.member_id,
    judged.region_name,
    judged.act_kind,
    judged.act_name,
    judged.act_from,
    judged.act_to,
    judged.evidence,
    judged.weight as act_weight,
    aged.age_months,
    {{ settled(
        "judged.weight * pow(2, -aged.age_months / " ~ parameter('engagement_half_life_months') ~ ")"
    ) }} as act_points,
    judged.left_out_reason,
    judged.source
from judged
left join aged on judged.act_id = aged.act_id
