{#- The columns of organization.csv, read the same way from CORDIS and from the demonstration rows. -#}
{% macro cordis_organization_columns() -%}
    trim(source_rows.project_id) as project_id,
    trim(source_rows.organisation_id) as pic,
    trim(source_rows.role) as role,
    try_cast(source_rows."order" as integer) as participation_order,

    {{ clean_text('source_rows.project_acronym') }} as project_acronym,
    {{ clean_text('source_rows.name') }} as organisation_name,
    {{ clean_text('source_rows.short_name') }} as short_name,
    nullif(trim(source_rows.vat_number), '') as vat_number,
    nullif(upper(trim(source_rows.activity_type)), '') as activity_type_code,
    {{ clean_text('source_rows.street') }} as street,
    {{ clean_text('source_rows.post_code') }} as post_code,
    {{ place_name('source_rows.city') }} as city,
    {{ eu_country_code('source_rows.country') }} as country_code,
    {{ eu_nuts_code('source_rows.nuts_code') }} as nuts_code,
    {{ web_address('source_rows.organization_url') }} as website_url,

    {{ euro_amount('source_rows.ec_contribution') }} as ec_contribution_eur,
    {{ euro_amount('source_rows.net_ec_contribution') }} as net_ec_contribution_eur,
    nullif({{ euro_amount('source_rows.total_cost') }}, 0) as total_cost_eur,
    {{ unread_amounts(['source_rows.ec_contribution', 'source_rows.net_ec_contribution', 'source_rows.total_cost']) }}
        as unread_amount,

    try_cast(source_rows.sme as boolean) as is_sme,
    coalesce(try_cast(source_rows.end_of_participation as boolean), false) as is_ended,

    {{ brussels_date('source_rows.content_update_date') }} as content_updated_date,

    source_rows._source_file as source_file,
    source_rows._row_number as source_row_number,
    source_rows._row_hash as source_row_hash,
    source_rows._retrieved_at as retrieved_at
{%- endmacro %}

{#- Whether a row came from the archive of Horizon 2020; few of its topic codes tell the programme. -#}
{% macro is_horizon_2020_file(source_file) -%}
    coalesce(starts_with({{ source_file }}, 'cordis-h2020projects'), false)
{%- endmacro %}
