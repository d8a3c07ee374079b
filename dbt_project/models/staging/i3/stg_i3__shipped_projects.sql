select
    {{ clean_text('source_rows.acronym') }} as acronym,
    {{ clean_text('source_rows.title') }} as project_title,
    trim(source_rows.programme) as programme_at_source,
    {{ clean_text('source_rows.call') }} as call_id,
    {{ clean_text('source_rows.topic') }} as topic_id,
    nullif(trim(source_rows.grant_agreement), '') as project_number,
    nullif(trim(source_rows.linked_partnership_id), '') as linked_partnership_id,
    {{ clean_text('source_rows.link_basis') }} as link_basis,
    {{ clean_text('source_rows.coordinator') }} as coordinator_name,
    {{ eu_country_code('source_rows.coordinator_country') }} as coordinator_country_code,
    list_filter(
        {{ text_list('source_rows.partners') }}, lambda x: not starts_with(x, 'others not named')
    ) as partner_names,
    {{ text_list('source_rows.keywords') }} as keywords,
    -- "Lombardy (ITC4); Basque Country (ES21)": a region without a code is not placed.
    regexp_extract_all(source_rows.partner_regions, '\(([A-Z]{2}[A-Z0-9]{0,3})\)', 1) as region_codes,
    source_rows.source,
    source_rows.confidence,
    {{ euro_amount('source_rows.eu_contribution_eur') }} as ec_max_contribution_eur,
    {{ partial_date_start('source_rows.start_date') }} as start_date,
    {{ partial_date_end('source_rows.end_date') }} as end_date
from {{ source('i3', 'shipped_projects') }} as source_rows
