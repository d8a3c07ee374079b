{#-
  An amount in euro: a plain number with a point or a decimal comma, as CORDIS writes both; or groups of three digits behind
  commas, points, blanks or apostrophes; a currency sign before or behind it. One point before three digits (500.000) may
  mean either and is null, as is any other text and what has more than twelve digits before the point: a budget that is
  wrong by a thousand is worse than an unread one, and sums of absurd ones would stop a night.
-#}
{% macro euro_amount(value) -%}
    list_transform(
        [regexp_replace({{ value }}, '(?i)^(?:[\s\p{Z}]|€|eur(?:os?)?)+|(?:[\s\p{Z}]|€|eur(?:os?)?)+$', '', 'g')],
        lambda sent: cast(try_cast(replace(
            case
                when regexp_full_match(
                    sent,
                    '-?[1-9]\d{0,2}(?:(?:,\d{3})+(?:\.\d\d?)?|(?:[\s\p{Z}''’]\d{3})+(?:[.,]\d\d?)?'
                    || '|(?:\.\d{3}){2,}(?:,\d\d?)?|\.\d{3},\d\d?)'
                )
                    then regexp_replace(sent, '[^0-9-](\d{3})', '\1', 'g')
                when not regexp_full_match(sent, '-?[1-9]\d{0,2}\.\d{3}') then sent
            end, ',', '.'
        ) as decimal(14, 2)) as decimal(18, 2))
    )[1]
{%- endmacro %}

{#- What a topic may bring in all where no budget is stated: never added to stated ones. -#}
{% macro budget_estimate(relation) -%}
    case
        when {{ relation }}.budget_eur is null
            then try_cast(
                cast({{ relation }}.expected_grant_count as decimal(20, 0)) * {{ relation }}.max_grant_eur
                as decimal(18, 2)
            )
    end
{%- endmacro %}

{#- What of several columns was sent as an amount and is none. -#}
{% macro unread_amounts(columns) -%}
    {{ sent_list("list_filter([" ~ columns | join(", ") ~ "], lambda x: trim(x) != '' and " ~ euro_amount('x') ~ " is null)") }}
{%- endmacro %}
