with
-- A list of texts: mostly one that holds a JSON array of all participants, perhaps one per participant.
listed as (
    select
        source_rows.reference,
        source_rows._source_file,
        source_rows._row_number,
        flatten(list_transform(
            list_filter(source_rows.meta_participants, lambda x: json_valid(x)),
            lambda x: case json_type(x)
                when 'ARRAY' then cast(cast(x as json) as json[])
                when 'OBJECT' then [cast(x as json)]
                else cast([] as json[])
            end
        )) as participants
    from {{ source('i3', 'projects') }} as source_rows
),

unpacked as (
    select
        reference,
        _source_file,
        _row_number,
        unnest(participants) as participant,
        generate_subscripts(participants, 1) as participant_order
    from listed
)

select
    trim(unpacked.reference) as record_reference,
    nullif(trim(unpacked.participant ->> '$.pic'), '') as pic,
    nullif(trim(unpacked.participant ->> '$.role'), '') as role,
    cast(unpacked.participant_order as integer) as participant_order,
    {{ clean_text("(unpacked.participant ->> '$.legalName')") }} as legal_name,
    {{ place_name("(unpacked.participant ->> '$.postalAddress.city')") }} as city,
    {{ eu_country_code("(unpacked.participant ->> '$.postalAddress.countryCode.abbreviation')") }}
        as country_code,
    {{ euro_amount("(unpacked.participant ->> '$.eucontribution')") }} as ec_contribution_eur,
    {{ unread_amounts(["(unpacked.participant ->> '$.eucontribution')"]) }} as unread_amount,
    unpacked._source_file as source_file,
    unpacked._row_number as source_row_number
from unpacked
