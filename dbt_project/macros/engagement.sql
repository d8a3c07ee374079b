{#- The regions that categories are set at and that members hold, or lie in, each once per partnership. -#}
{% macro member_regions() -%}
    (
        select distinct
            member_codes.partnership_id,
            regions.nuts_code
        from {{ ref('int_memberships__nuts_codes') }} as member_codes
        inner join {{ ref('int_regions__attributes') }} as regions
            on starts_with(member_codes.nuts_code, regions.nuts_code)
    )
{%- endmacro %}

{#- The niches that projects in a theme, or open and forthcoming topics, are about: one row each. -#}
{% macro niches_of(relation, key) -%}
    (
        select distinct
            themes.partnership_id,
            niches.niche_id,
            themes.{{ key }}
        from {{ ref(relation) }} as themes
        inner join {{ ref('dim_niche') }} as niches
            on
                themes.partnership_id = niches.partnership_id
                and list_contains(themes.matched_niches, niches.niche_name)
        where themes.is_theme_match
    )
{%- endmacro %}
