with described as (
    select
        records.record_id,
        links.organisation_id,
        case when not organisations.is_name_withheld then records.organisation_name end as organisation_name,
        records.city,
        records.country_code,
        records.contribution_eur
    from {{ ref('int_organisations__records') }} as records
    inner join {{ ref('stg_enrich__organisation_links') }} as links on records.record_id = links.record_id
    inner join {{ ref('dim_organisation') }} as organisations
        on links.organisation_id = organisations.organisation_id
)

select
    pairs.record_a || '|' || pairs.record_b as organisation_pair_id,
    pairs.record_a,
    pairs.record_b,
    first_records.organisation_id as organisation_id_a,
    second_records.organisation_id as organisation_id_b,
    first_records.organisation_name as organisation_name_a,
    second_records.organisation_name as organisation_name_b,
    first_records.city as city_a,
    second_records.city as city_b,
    first_records.country_code,
    pairs.link_verdict,
    pairs.link_rule,
    pairs.link_evidence,
    pairs.override_kind,
    pairs.split_record_id,
    pairs.reviewer,
    pairs.override_reason,
    pairs.link_confidence,
    least(first_records.contribution_eur, second_records.contribution_eur) as money_at_stake_eur,
    first_records.organisation_id = second_records.organisation_id as is_same_organisation,
    {{ participations_observed_to() }} as observed_to
from {{ ref('stg_enrich__organisation_pairs') }} as pairs
inner join described as first_records on pairs.record_a = first_records.record_id
inner join described as second_records on pairs.record_b = second_records.record_id
