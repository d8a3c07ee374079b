with days as (
    select
        cast(unnest(range(
            make_date(cast({{ parameter('calendar_first_year') }} as integer), 1, 1),
            make_date(cast({{ parameter('calendar_end_year') }} as integer), 1, 1),
            interval 1 day
        )) as date) as calendar_date
)

select
    calendar_date,
    cast(year(calendar_date) as integer) as calendar_year,
    cast(quarter(calendar_date) as integer) as calendar_quarter,
    cast(month(calendar_date) as integer) as calendar_month,
    cast(day(calendar_date) as integer) as day_of_month,
    cast(isodow(calendar_date) as integer) as iso_day_of_week,
    strftime(calendar_date, '%G-W%V') as iso_week,
    strftime(calendar_date, '%Y-') || case when quarter(calendar_date) <= 2 then 'H1' else 'H2' end
        as half_year,
    cast(date_diff('day', {{ as_of() }}, calendar_date) as integer) as days_from_as_of,
    dayname(calendar_date) in ('Saturday', 'Sunday') as is_weekend
from days
