{#-
  One reading of every date form the portal has used, to the calendar date in Brussels. The hour is not data: it is
  17:00 in the call, 00:00 or 19:00 in the listings. Forms: 2024-12-05; 2024-12-04T23:00:00.000+0000 (offset, so
  2024-12-05 in Brussels); the same without offset (already local); 1733353200000 (epoch milliseconds, text or
  number); 11 July 2024; Jul 11, 2024 12:00:00 AM. Anything else is null, and a test counts it.
-#}
{% macro brussels_date(value) -%}
    case
        when regexp_full_match(trim({{ value }}), '\d{4}-\d{2}-\d{2}')
            then try_cast(trim({{ value }}) as date)
        when regexp_full_match(trim({{ value }}), '-?\d{9,14}')
            then cast(
                timezone('Europe/Brussels', timezone('UTC', epoch_ms(try_cast(trim({{ value }}) as bigint)))) as date
            )
        when regexp_full_match(trim({{ value }}), '\d{4}-\d{2}-\d{2}[T ][0-9:.]+(Z|[+-]\d{2}:?\d{2})')
            then cast(timezone('Europe/Brussels', try_cast(trim({{ value }}) as timestamptz)) as date)
        when regexp_full_match(trim({{ value }}), '\d{4}-\d{2}-\d{2}[T ][0-9:.]+')
            then try_cast(left(trim({{ value }}), 10) as date)
        else cast(
            try_strptime(trim({{ value }}), ['%d %B %Y', '%d %b %Y', '%b %d, %Y %I:%M:%S %p', '%b %d, %Y']) as date
        )
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
