{#-
  One reading of every date form the portal has used, to the calendar date in Brussels; the hour is not data. An instant at
  midnight in Brussels is that date. Any other instant is the date that its clock shows in UTC: some lists store local
  time as if it were UTC, so that 23:59 reads 01:59+0200 of the next day. Forms: 2024-12-05; 2024-12-04T23:00:00.000+0000,
  a zone in brackets behind it or not; the same without offset (already local); 1733353200 and 1733353200000 (epoch
  seconds and milliseconds, text or number); 11 July 2024, an hour behind it or not; 11/07/2024; Jul 11, 2024 12:00:00 AM.
  Anything else, and a year before 1950 or after 2100, is null, and a test counts it.
-#}
{% macro brussels_date(value) -%}
    list_transform(
        list_transform(
            [regexp_replace(trim({{ value }}), '(?i)\s*(?:\[[a-z_/]+\]|\(?brussels (?:local )?time\)?)$', '')],
            lambda sent: case
                when regexp_full_match(sent, '-?\d{9,14}')
                    then {{ instant_date(
                        "timezone('UTC', epoch_ms(try_cast(sent as bigint)"
                        ~ " * case when length(ltrim(sent, '-')) > 10 then 1 else 1000 end))"
                    ) }}
                when regexp_full_match(sent, '\d{4}-\d{2}-\d{2}[T ][0-9:.]+(Z|[+-]\d{2}:?\d{2})')
                    then {{ instant_date('try_cast(sent as timestamptz)') }}
                when regexp_full_match(sent, '\d{4}-\d{2}-\d{2}(?:[T ][0-9:.]+)?')
                    then try_cast(left(sent, 10) as date)
                else cast(try_strptime(sent, [
                    '%d %B %Y', '%d %b %Y', '%d %B %Y %H:%M:%S', '%d %B %Y %H:%M', '%d/%m/%Y', '%b %d, %Y %I:%M:%S %p',
                    '%b %d, %Y'
                ]) as date)
            end
        ),
        lambda day: case when year(day) between 1950 and 2100 then day end
    )[1]
{%- endmacro %}

{#- The dates of a list of texts, each once and in order; and what stands in the list and is no date. -#}
{% macro brussels_dates(values) -%}
    list_sort(list_distinct(list_transform({{ values }}, lambda x: {{ brussels_date('x') }})))
{%- endmacro %}

{% macro unread_dates(values) -%}
    list_filter({{ values }}, lambda x: trim(x) != '' and {{ brussels_date('x') }} is null)
{%- endmacro %}

{#- The date of an instant, by the rule of brussels_date. -#}
{% macro instant_date(instant) -%}
    case
        when cast(timezone('Europe/Brussels', {{ instant }}) as time) = time '00:00:00'
            then cast(timezone('Europe/Brussels', {{ instant }}) as date)
        else cast(timezone('UTC', {{ instant }}) as date)
    end
{%- endmacro %}

{#- First and last day of a date stated as a year, a month or a day. -#}
{% macro partial_date_start(column) -%}
    try_cast(rpad(trim({{ column }}), 10, '-01-01') as date)
{%- endmacro %}

{% macro partial_date_end(column) -%}
    case length(trim({{ column }}))
        when 4 then try_cast(trim({{ column }}) || '-12-31' as date)
        when 7 then last_day(try_cast(trim({{ column }}) || '-01' as date))
        else try_cast(trim({{ column }}) as date)
    end
{%- endmacro %}

{#- A day inside a sentence: 16 April 2026; and a span, a day, a whole month or a whole year where it is just that. -#}
{% macro day_in_words(day) -%}
    strftime({{ day }}, '%-d %B %Y')
{%- endmacro %}

{% macro span_in_words(first_day, last_day) -%}
    case
        when day({{ first_day }}) = 1 and {{ last_day }} = last_day({{ first_day }}) then strftime({{ first_day }}, '%B %Y')
        when dayofyear({{ first_day }}) = 1 and {{ last_day }} = {{ first_day }} + interval 1 year - interval 1 day
            then strftime({{ first_day }}, '%Y')
        else
            concat_ws(
                ' to ', {{ day_in_words(first_day) }}, {{ day_in_words('nullif(' ~ last_day ~ ', ' ~ first_day ~ ')') }}
            )
    end
{%- endmacro %}
