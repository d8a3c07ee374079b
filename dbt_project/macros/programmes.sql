{#- Whether a programme is a default one: by the seed, unless the night was given the programmes. An unknown one is: not knowing must not hide it. -#}
{% macro is_programme_selected(alias) -%}
    {%- if var('as_of', none) == 'session' -%}
    coalesce(
        case
            when len(getvariable('programmes')) > 0 then list_contains(getvariable('programmes'), {{ alias }}.programme_id)
            else {{ alias }}.is_selected
        end,
        true
    )
    {%- elif var('programmes') -%}
    coalesce({{ alias }}.programme_id in ('{{ var('programmes').split(',') | join("', '") }}'), true)
    {%- else -%}
    coalesce({{ alias }}.is_selected, true)
    {%- endif -%}
{%- endmacro %}
