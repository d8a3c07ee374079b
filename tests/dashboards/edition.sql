-- A made-up edition: three partnerships, six regions drawn as squares, a handful of projects and topics.
-- Every number here is chosen so that a test can say it by heart. :is_demo and :as_of are filled in by conftest.py.
create schema marts_core;
create schema marts_funding;
create schema marts_engagement;
create schema marts_maturity;
create schema marts_quality;

create table marts_quality.edition as select date '{as_of}' as as_of, {is_demo} as is_demo, 
    '2026-07-20-0000base' as base_edition_id, date '2026-07-20' as base_as_of;

create table marts_core.dim_platform as
select * from (values ('agri_food', 'Agri-food'), ('energy', 'Energy')) as t (platform_id, platform_name);

create table marts_core.dim_partnership as
select * from (values
    ('apple-growing', 'Apple growing', 'agri_food', 'Agri-food', 2017, 'active', 'Report of 2025', 'https://example.org/apples',
        ['orchard', 'pruning'], 'from the pages cited', 'A note.', false, 'https://example.org/source', 'verified'),
    ('tidal-mills', 'Tidal mills', 'energy', 'Energy', null, null, null, null,
        ['tide', 'mill'], 'from the pages cited', null, false, 'https://example.org/source', 'likely'),
    ('silent-circle', 'Silent circle', 'energy', 'Energy', 2019, null, null, null,
        []::varchar[], null, null, false, 'https://example.org/source', 'verified')
) as t (partnership_id, partnership_name, platform_id, platform_name, launch_year, status, status_evidence, website_url,
    theme_terms, theme_basis, notes, is_placeholder, source, confidence)
left join (values
    ('apple-growing', 'Orchards that prune themselves.', 'published name', 'https://example.org/source', 'medium'),
    ('tidal-mills', 'Mills that turn with the tide.', 'workbook', 'workbook mills.xlsx, stated on 2026-07-01', 'declared')
) as profiles (partnership_id, scope, scope_basis, scope_source, scope_confidence) using (partnership_id);

create table marts_core.dim_niche as
select * from (values
    ('apple-growing', 'storage', 'storage', ['cold store'], null, 'knowledge of the field', 'general knowledge of the field, no page', 'low',
        'theme_niches.csv', null, 1),
    ('apple-growing', 'pruning-robots', 'pruning robots', ['robot arm', 'orchard machine'], null, 'published keywords',
        'https://example.org/source', 'high', 'theme_niches.csv', null, 2),
    ('tidal-mills', 'sluices', 'sluices', []::varchar[], 'Gates', 'workbook', 'workbook mills.xlsx, stated on 2026-07-01', 'declared',
        'mills.xlsx', 'Niches', 3)
) as t (partnership_id, niche_id, niche_name, niche_synonyms, niche_description, niche_basis, source, confidence, source_file,
    source_sheet, source_row_number);

create table marts_core.dim_programme as
select * from (values ('horizon_europe', '43108390', 'Horizon Europe'), ('i3', '111111', 'Interregional Innovation Investments'))
    as t (programme_id, programme_code, programme_name);

create table marts_core.dim_region as
select nuts_code || '@' || nuts_version as region_id, * from (values
    ('BE', '2021', 0, 'Belgique/België', 'Belgique/België', 'BE', null, 50.6, 4.6, null, false, true, 'tiny'),
    ('EL', '2021', 0, 'Elláda', 'Ελλάδα', 'EL', null, 39.0, 22.0, null, false, true, 'tiny'),
    ('ES', '2021', 0, 'España', 'España', 'ES', null, 40.0, -4.0, null, false, true, 'tiny'),
    ('BE21', '2021', 2, 'Prov. Antwerpen', 'Prov. Antwerpen', 'BE', 'BE2', 51.2, 4.7, 'more_developed', false, true, 'tiny'),
    ('EL52', '2021', 2, 'Kentriki Makedonia', 'Κεντρική Μακεδονία', 'EL', 'EL5', 40.7, 23.0, 'less_developed', false, true, 'tiny'),
    ('ES21', '2021', 2, 'País Vasco', 'País Vasco', 'ES', 'ES2', 43.0, -2.6, 'more_developed', false, true, 'tiny'),
    ('ES211', '2021', 3, 'Araba/Álava', 'Araba/Álava', 'ES', 'ES21', 42.8, -2.7, null, false, true, 'tiny'),
    ('ES70', '2021', 2, 'Canarias', 'Canarias', 'ES', 'ES7', 28.3, -15.8, 'less_developed', true, true, 'tiny'),
    ('BE21', '2024', 2, 'Prov. Antwerpen', 'Prov. Antwerpen', 'BE', 'BE2', 51.2, 4.7, 'more_developed', false, false, 'tiny')
) as t (nuts_code, nuts_version, nuts_level, region_name, region_name_local, country_code, parent_nuts_code, latitude, longitude,
    cohesion_category, is_outermost, has_shape, source);

-- Squares run clockwise, as the publisher's rings do: d3 fills the rest of the globe otherwise.
create table marts_core.dim_region_shape as
select
    region_id, nuts_code, nuts_version, nuts_level,
    format('{{{{"type": "Polygon", "coordinates": [[[{{}}, {{}}], [{{}}, {{}}], [{{}}, {{}}], [{{}}, {{}}], [{{}}, {{}}]]]}}}}',
        longitude - 1, latitude - 1, longitude - 1, latitude + 1, longitude + 1, latitude + 1, longitude + 1, latitude - 1,
        longitude - 1, latitude - 1) as geometry_geojson
from marts_core.dim_region
where has_shape;

create table marts_core.dim_organisation as
select 'pic:' || pic as organisation_id, * from (values
    ('1001', 'Orchard Institute', 'OI', 'REC', 'research and education', 'BE', 'BE21', 'Antwerpen', 'https://example.org', false, false),
    ('1002', 'Mills SA', null, 'PRC', 'business', 'ES', 'ES21', 'Bilbao', null, false, false),
    ('1003', null, null, 'PRC', 'business', 'EL', 'EL52', 'Thessaloniki', null, true, false),
    ('1004', '=cmd Orchards', null, 'PRC', 'business', 'EL', 'EL52', 'Thessaloniki', null, false, false)
) as t (pic, organisation_name, short_name, activity_type_code, helix, country_code, nuts_code, city, website_url,
    is_name_withheld, is_demo);

create table marts_core.dim_project as
select * from (values
    ('101', 'APPLE', 'Better apples', 'HORIZON-CL6-2022-APPLE-01', 'Apples', 'horizon_europe', 'HORIZON.2.6', 2022,
        date '2023-01-01', date '2026-12-31', 2023, false, 3000000.00::decimal(18, 2), 2500000.50::decimal(18, 2), 3, true, true,
        ['pomology'], false),
    ('102', 'MILL', null, 'HORIZON-CL5-2021-MILL-01', 'Mills', 'horizon_europe', 'HORIZON.2.5', 2021,
        null, null, 2021, true, null, 900000.00::decimal(18, 2), 2, false, true, ['tides'], false)
) as t (project_id, acronym, project_title, topic_id, topic_title, programme_id, legal_basis_code, call_year, start_date, end_date,
    project_year, is_year_from_topic, ec_max_contribution_eur, net_ec_contribution_eur, participation_count, has_project_record,
    has_participations, euro_sci_voc_titles, is_demo);

create table marts_core.dim_topic as
select *, true as is_programme_selected from (values
    ('HORIZON-CL6-2026-01-ORCHARD', 'Resilient orchards', 'HORIZON-CL6-2026-01', 'Cluster 6 call 01-2026', 'horizon_europe', 'Horizon Europe',
        'HORIZON Innovation Actions', 'IA', 'open', 'open', true, false, date '2026-05-01', date '2026-09-15', [date '2026-09-15'],
        'single-stage', 12000000.00::decimal(18, 2), 3000000.00::decimal(18, 2), 6000000.00::decimal(18, 2), 2, 5, 7,
        'https://example.org/topic/orchard', 0, 'funding_tenders'),
    ('I3-2026-INV1', '=Investments in value chains', 'I3-2026', 'I3 call 2026', 'i3', 'Interregional Innovation Investments',
        'I3 Project Grants', 'other', 'forthcoming', 'forthcoming', true, false, null, date '2026-11-20',
        [date '2026-11-20', date '2027-04-01'], 'multiple cut-off', null, null, null, null, null, null, null, 0, 'shipped_calls'),
    ('HORIZON-CL5-2026-02-TIDE', 'Tidal power', 'HORIZON-CL5-2026-02', null, 'horizon_europe', 'Horizon Europe',
        'HORIZON Research and Innovation Actions', 'RIA', 'open', 'open', true, false, date '2026-06-01', null, []::date[],
        null, 8000000.00::decimal(18, 2), null, null, null, null, null, 'https://example.org/topic/tide', 1, 'funding_tenders'),
    ('HORIZON-CL6-2022-APPLE-01', 'Apples', 'HORIZON-CL6-2022', null, 'horizon_europe', 'Horizon Europe', null, 'other', 'closed', 'closed',
        true, false, null, date '2022-09-01', [date '2022-09-01'], null, null, null, null, null, null, null, null, 1, 'cordis')
) as t (topic_id, topic_title, call_id, call_title, programme_id, programme_name, action_type, action_type_code, topic_status,
    topic_status_at_source, is_status_from_source, is_status_contradicted, opening_date, deadline_date, deadline_dates, deadline_model,
    budget_eur, min_grant_eur, max_grant_eur, expected_grant_count, trl_min, trl_max, portal_url, funded_project_count, source);

alter table marts_core.dim_topic add column strand_or_cluster varchar;
alter table marts_core.dim_topic add column funding_rate varchar;
update marts_core.dim_topic set strand_or_cluster = 'CL6', funding_rate = '70% (100% non-profit)' where action_type_code = 'IA';

create table marts_core.hist_topic as
select * from (values
    ('HORIZON-CL6-2026-01-ORCHARD', [date '2026-09-01'], date '2026-05-01', date '2026-06-01'),
    ('HORIZON-CL6-2026-01-ORCHARD', [date '2026-09-01'], date '2026-06-01', date '2026-07-01'),
    ('HORIZON-CL6-2026-01-ORCHARD', [date '2026-09-15'], date '2026-07-01', null),
    ('I3-2026-INV1', [date '2026-11-20', date '2027-04-01'], date '2026-05-01', null)
) as t (topic_id, deadline_dates, known_from, known_to);

create table marts_core.dim_cascade_call (
    cascade_call_id varchar, parent_topic_id varchar, call_title varchar, topic_status varchar, opening_date date,
    deadline_date date, budget_eur decimal(18, 2), portal_url varchar
);

create table marts_core.fct_membership as
select row_number() over ()::varchar as membership_id, * from (values
    ('apple-growing', 'BE21', 'BE21', 'Prov. Antwerpen', 'BE', 'lead', null, null, '2019', null, 'https://example.org', 'verified'),
    ('apple-growing', 'EL52', 'EL52', 'Kentriki Makedonia', 'EL', 'participant', null, null, null, null, 'https://example.org', 'likely'),
    ('apple-growing', 'own:UA:made-up', null, 'Made-up region', 'UA', 'observer', null, null, null, null, 'https://example.org', 'likely'),
    ('apple-growing', 'ES70', 'ES70', 'Canarias', 'ES', 'participant', '2018', '2020', null, null, 'https://example.org', 'likely'),
    ('tidal-mills', 'BE21', 'BE21', 'Prov. Antwerpen', 'BE', 'participant', null, null, '2026-02', null, 'https://example.org', 'verified'),
    ('tidal-mills', 'ES21', 'ES21', 'País Vasco', 'ES', 'lead', '2019', null, null, 'named as lead', 'https://example.org', 'verified'),
    ('tidal-mills', 'ES70', 'ES70', 'Canarias', 'ES', 'participant', null, null, null, null, 'https://example.org', 'verified')
) as t (partnership_id, member_id, nuts_code, region_name, country_code, role, valid_from, valid_to, stated_on, notes, source,
    confidence);

create table marts_core.fct_participation as
select row_number() over ()::varchar as participation_id, *,
    nuts_code || '@2021' as region_id, {is_demo} as is_demo, 'organization.csv' as source_file, row_number() over () as source_row_number,
    case when project_id = '90' then 'horizon_2020' else 'horizon_europe' end as programme_id
from (values
    ('90', 'pic:1002', '1002', 'coordinator', 1, 'ES', 'ES211', 'region', 90000.00::decimal(18, 2), 90000.00::decimal(18, 2), true, false),
    ('101', 'pic:1001', '1001', 'coordinator', 1, 'BE', 'BE21', 'region', 1500000.50::decimal(18, 2), 1500000.50::decimal(18, 2), false, false),
    ('101', 'pic:1003', '1003', 'participant', 2, 'EL', 'EL52', 'region', 400000.00::decimal(18, 2), 400000.00::decimal(18, 2), null, false),
    ('101', 'pic:1004', '1004', 'participant', 3, 'EL', 'EL52', 'region', 600000.00::decimal(18, 2), 600000.00::decimal(18, 2), true, true),
    ('102', 'pic:1002', '1002', 'coordinator', 1, 'ES', 'ES211', 'region', 700000.00::decimal(18, 2), 700000.00::decimal(18, 2), true, false),
    ('102', 'pic:1001', '1001', 'participant', 2, 'BE', 'BE21', 'region', null, null, false, false)
) as t (project_id, organisation_id, pic, role, participation_order, country_code, nuts_code, placement, ec_contribution_eur,
    net_ec_contribution_eur, is_sme, is_ended);

create table marts_core.fct_joint_project as
select *, {is_demo} as is_demo from (values
    ('apple-growing', '101', 0.8, ['orchard'], 2, ['BE21', 'EL52'], 3, 3, 2500000.50::decimal(18, 2), 2023),
    ('tidal-mills', '102', 0.4, ['tide', 'mill'], 2, ['BE21', 'ES21'], 2, 2, 700000.00::decimal(18, 2), 2021)
) as t (partnership_id, project_id, theme_score, matched_terms, member_region_count, member_ids, organisation_count,
    participation_count, net_ec_contribution_eur, project_year);

create table marts_funding.fct_match as
select
    *,
    coalesce(score_theme > 0, false) as is_theme_match,
    starts_with(topic_id, 'I3-') as is_instrument_match,
    null::varchar as matched_niches
from (values
    ('apple-growing', 'HORIZON-CL6-2026-01-ORCHARD', 'open', date '2026-09-15', 36, 'fail', 2, 3, 71.5, 46.0, null, null, 0.0, null,
        2.6, 0.65, 'orchard', 'Shares the word orchard.', 'Add one region from a third country.'),
    ('apple-growing', 'I3-2026-INV1', 'forthcoming', date '2026-11-20', 102, 'unknown', 2, null, 20.0, 5.0, null, null, null, null, 5.0,
        0.55, null, 'The call names no country rule.', null),
    ('apple-growing', 'HORIZON-CL5-2026-02-TIDE', 'open', null, null, 'fail', 2, 3, null, null, null, null, null, null, null, 0.0,
        null, 'Nothing could be assessed.', null),
    ('tidal-mills', 'HORIZON-CL5-2026-02-TIDE', 'open', null, null, 'pass', 3, 3, 88.0, 50.0, null, null, 5.0, null, null, 0.6,
        'tide; mill', '=Shares the words tide and mill.', null),
    ('tidal-mills', 'HORIZON-CL6-2026-01-ORCHARD', 'open', date '2026-09-15', 36, 'pass', 3, 3, 10.0, 0.0, null, null, 5.0, null, 2.6,
        0.65, null, 'No word in common.', null)
) as t (partnership_id, topic_id, topic_status, deadline_date, days_left, eligibility, countries_have, countries_needed, score,
    score_theme, score_instrument, score_trl, score_geography, score_budget, score_time, score_coverage_share, matched_terms, reasons,
    near_miss);

create table marts_funding.fct_match_event as
select partnership_id || '|' || topic_id || '|' || event_kind || '|' || event_date as event_id, * from (values
    ('apple-growing', 'HORIZON-CL6-2026-01-ORCHARD', 'deadline_changed', '2026-09-01', '2026-09-15', null::integer, date '2026-07-01'),
    ('apple-growing', 'HORIZON-CL6-2026-01-ORCHARD', 'deadline_near', null, '2026-09-15', 60, date '2026-07-17'),
    ('tidal-mills', 'HORIZON-CL5-2026-02-TIDE', 'new_match', null, null, null, date '2026-08-10'),
    ('tidal-mills', 'HORIZON-CL5-2026-02-TIDE', 'budget_changed', null, '8000000.00', null, date '2026-08-10')
) as t (partnership_id, topic_id, event_kind, value_before, value_after, alert_days, event_date);

alter table marts_funding.fct_match add column eligibility_reasons varchar;
alter table marts_funding.fct_match add column funding_kind varchar;
alter table marts_funding.fct_match add column gap_id varchar;
alter table marts_funding.fct_match add column candidate_regions varchar;
alter table marts_funding.fct_match add column candidate_country_count integer;
alter table marts_funding.fct_match add column matcher_version varchar;
alter table marts_funding.fct_match add column missing_facts varchar;
update marts_funding.fct_match set
    candidate_regions = if(near_miss is not null, 'PT11 Norte (PT, less developed)', null),
    candidate_country_count = if(near_miss is not null, 1, null),
    matcher_version = 'words 1',
    missing_facts = if(deadline_date is null, 'deadline', null),
    funding_kind = 'project',
    gap_id = if(eligibility = 'fail' and score is not null, 'countries_min:associated:1', null),
    eligibility_reasons = if(eligibility = 'fail', 'Not reached. Countries: have 2, need 3.', 'Composition reached. Not checked: the text.');

create table marts_funding.dim_eligibility_rule as
select * from (values
    ('he-countries', 'horizon_europe', 'IA', null, 'countries_min', 'Three countries', 'General Annexes', 'likely'),
    ('own-trl', null, null, null, 'trl_overlap', 'TRL range stated for the topic', 'the topic itself', 'verified')
) as t (rule_id, programme_id, action_type_code, topic_pattern, rule_kind, clause, source, rule_confidence);

create table marts_funding.fct_eligibility as
select * from (values
    ('apple-growing', 'HORIZON-CL6-2026-01-ORCHARD', 'he-countries', 'countries_min', 'fail', 2, 3, 'Countries: have 2, need 3.', true, 'likely'),
    ('apple-growing', 'HORIZON-CL6-2026-01-ORCHARD', 'own-trl', 'trl_overlap', 'unknown', null, 1,
        'TRL: the call asks for 5 to 7, the partnership states none.', false, 'verified'),
    ('tidal-mills', 'HORIZON-CL6-2026-01-ORCHARD', 'he-countries', 'countries_min', 'pass', 3, 3, 'Countries: have 3, need 3.', true, 'likely')
) as t (partnership_id, topic_id, rule_id, rule_kind, verdict, have_count, need_count, verdict_words, is_decisive, rule_confidence);

create table marts_funding.fct_near_miss_candidate as
select *, {is_demo} as is_demo from (values
    ('apple-growing', 'countries_min:associated:1', 1, 'ES21', 'País Vasco', 'ES', 'more_developed', false, 'strong', null::boolean, null, 3, 4, 2024,
        'another country (have 2, need 3)', true),
    ('apple-growing', 'countries_min:associated:1', 2, 'ES70', 'Canarias', 'ES', 'less_developed', true, null, true, 'call', 1, 1, 2022,
        'another country (have 2, need 3)', true)
) as t (partnership_id, gap_id, candidate_rank, nuts_code, region_name, country_code, cohesion_category, is_outermost, innovator_group, is_riv,
    riv_route, theme_project_count, theme_organisation_count, latest_project_year, closed_words, is_sufficient);

create table marts_engagement.fct_region_engagement as
select *, {is_demo} as is_demo from (values
    ('apple-growing', 'BE21', 'BE21', 'Prov. Antwerpen', 'lead', null::double, 'unknown', 1, 1, 1, 1500000.50::decimal(18, 2), null::date, 2023),
    ('apple-growing', 'EL52', 'EL52', 'Kentriki Makedonia', 'participant', null, 'unknown', 1, 2, 2, 1000000.00, null, 2023),
    ('apple-growing', 'own:UA:made-up', null, 'Made-up region', 'observer', null, 'unknown', 0, 0, 0, null, null, null),
    ('tidal-mills', 'BE21', 'BE21', 'Prov. Antwerpen', 'participant', null, 'unknown', 1, 1, 1, null, null, 2021),
    ('tidal-mills', 'ES21', 'ES21', 'País Vasco', 'lead', null, 'unknown', 1, 1, 1, 700000.00, null, 2021),
    ('tidal-mills', 'ES70', 'ES70', 'Canarias', 'participant', null, 'unknown', 0, 0, 0, null, null, null)
) as t (partnership_id, member_id, nuts_code, region_name, role, score, level, joint_project_count, organisation_count,
    participation_count, net_ec_contribution_eur, latest_act_date, latest_project_year);

create table marts_engagement.fct_partnership_engagement as
select *, {is_demo} as is_demo from (values
    ('apple-growing', 3, 3, 2, 1, 3, 2500000.50::decimal(18, 2)),
    ('tidal-mills', 3, 2, 2, 1, 2, 700000.00),
    ('silent-circle', 0, 0, 0, 0, 0, null)
) as t (partnership_id, member_count, member_country_count, active_member_count, joint_project_count, organisation_count,
    net_ec_contribution_eur);

create table marts_maturity.dim_pillar as
select * replace (weight::double as weight) from (values
    ('mission', 1, 'clear mission', 0.25), ('partners', 2, 'committed partners', 0.25), ('contact', 3, 'regular contact', 0.25),
    ('ecosystems', 4, 'connected ecosystems', 0.25)
) as t (pillar_id, pillar_order, pillar_name, weight);

create table marts_maturity.dim_maturity_band as
select * from (values ('low', 1, 0, 40), ('medium', 2, 40, 70), ('high', 3, 70, 100)) as t (band_id, band_order, lower_score, upper_score);

create table marts_maturity.dim_maturity_parameter as
select * replace (parameter_value::double as parameter_value) from (values ('min_indicators_per_pillar', 1.0), ('min_coverage_share', 0.65), ('pillar_floor', 1.0))
    as t (parameter_id, parameter_value);

create table marts_maturity.dim_indicator as
select * replace (weight::double as weight) from (values
    ('M1', 'mission', 'Mission statement', 'share', 'scored', 1.0), ('C1', 'partners', 'Active members', 'share', 'scored', 1.0),
    ('C6', 'partners', 'Reports delivered', 'share', 'context', null), ('P1', 'contact', 'Plenary meetings', 'meetings', 'scored', 1.0),
    ('E1', 'ecosystems', 'Joint projects', 'projects per 10 regions', 'scored', 1.0)
) as t (indicator_id, pillar_id, indicator_name, unit, use, weight);

-- Apple growing has a workbook, the mills are observed only, and of the circle nothing is known.
create table marts_maturity.fct_indicator_value as
select
    partnerships.partnership_id, indicators.indicator_id, indicators.pillar_id, known.value, known.normalised, 1.0 as weight,
    known.contribution, coalesce(known.evidence, 'none') as evidence, coalesce(known.input_count, 0) as input_count, known.newest_date,
    coalesce(known.basis, 'Waiting for a workbook') as basis, indicators.use,
    coalesce({is_demo} and known.evidence = 'observed', false) as is_demo
from marts_core.dim_partnership as partnerships
cross join marts_maturity.dim_indicator as indicators
left join (values
    ('apple-growing', 'M1', 1.0, 100.0, 18.0, 'declared', 3, date '2026-01-01', '3 of 3 questions answered'),
    ('apple-growing', 'C1', 0.5, 50.0, 16.0, 'declared', 2, date '2026-02-01', '1 of 2 members with an act'),
    ('apple-growing', 'C6', 1.0, null, null, 'declared', 2, date '2026-02-01', '2 of 2 reports due were delivered'),
    ('apple-growing', 'P1', 3.0, 75.0, 17.0, 'declared', 4, date '2026-03-01', '3 plenary meetings'),
    ('apple-growing', 'E1', 8.0, 40.0, 14.5, 'observed', 1, date '2023-01-01', '1 joint project'),
    ('tidal-mills', 'E1', 5.0, 25.0, null, 'observed', 1, date '2021-01-01', '1 joint project')
) as known (partnership_id, indicator_id, value, normalised, contribution, evidence, input_count, newest_date, basis)
    on partnerships.partnership_id = known.partnership_id and indicators.indicator_id = known.indicator_id;

create table marts_maturity.fct_pillar_score as
select
    partnerships.partnership_id, pillars.pillar_id, bases.evidence_basis,
    case when bases.evidence_basis = 'all' or pillars.pillar_id = 'ecosystems' then known.score end as score,
    case when bases.evidence_basis = 'all' or pillars.pillar_id = 'ecosystems' then coalesce(known.band, 'not_assessed')
        else 'not_assessed' end as band,
    case when known.score is null then 0 else 1 end as indicator_with_value_count, 1 as indicator_count,
    case when known.score is null then '0 of 1 indicators have a value; 1 are needed.' end as not_assessed_reason
from marts_core.dim_partnership as partnerships
cross join marts_maturity.dim_pillar as pillars
cross join (values ('all'), ('observed_only')) as bases (evidence_basis)
left join (values
    ('apple-growing', 'mission', 100.0, 'high'), ('apple-growing', 'partners', 50.0, 'medium'), ('apple-growing', 'contact', 75.0, 'high'),
    ('apple-growing', 'ecosystems', 40.0, 'medium'), ('tidal-mills', 'ecosystems', 25.0, 'low')
) as known (partnership_id, pillar_id, score, band)
    on partnerships.partnership_id = known.partnership_id and pillars.pillar_id = known.pillar_id;

create table marts_maturity.fct_maturity_score as
select *, case when score is null then 'not_assessed' else 'medium' end as band_of_score from (values
    ('apple-growing', 62.2, 50.5, 61.0, 68.5, 1.0, 1.0, 66.25, 'between medium and high', 0.0, 0.7, 0.3, false, 1.0, 4, 4, null, null),
    ('tidal-mills', null, null, null, null, null, null, null, 'not_assessed', 0.0, 0.0, 0.0, null, 0.25, 1, 4,
        '1 of 4 indicators have a value (25 %); 65 % are needed.', null),
    ('silent-circle', null, null, null, null, null, null, null, 'not_assessed', 0.0, 0.0, 0.0, null, 0.0, 0, 4,
        '0 of 4 indicators have a value (0 %); 65 % are needed.', null)
) as t (partnership_id, score, score_p05, score_p50, score_p95, rank_p05, rank_p95, score_arithmetic, band, share_low, share_medium,
    share_high, is_borderline, coverage_share, indicator_with_value_count, indicator_count, not_assessed_reason, score_observed_only);

create table marts_maturity.fct_pillar_interval as
select * from (values
    ('apple-growing', 'mission', 100.0, 100.0, 100.0, 1.0, 1.0, 'high'), ('apple-growing', 'partners', 40.0, 50.0, 60.0, 1.0, 1.0, 'medium'),
    ('apple-growing', 'contact', 60.0, 75.0, 80.0, 1.0, 1.0, 'high'), ('apple-growing', 'ecosystems', 30.0, 41.0, 45.0, 1.0, 2.0, 'medium'),
    ('tidal-mills', 'ecosystems', 20.0, 25.0, 42.0, 1.0, 2.0, 'between low and medium')
) as t (partnership_id, pillar_id, score_p05, score_p50, score_p95, rank_p05, rank_p95, band);

create table marts_maturity.fct_maturity_pair as
select * from (values
    ('ecosystems', 'apple-growing', 'tidal-mills', 0.9, false), ('ecosystems', 'tidal-mills', 'apple-growing', 0.1, false)
) as t (scope, partnership_id, other_partnership_id, above_share, is_distinguishable);

create table marts_maturity.fct_stage as
select * from (values
    ('apple-growing', 'demonstrate', 3, 'declared', 'Stated by the secretariat: a press', 'connect', '1 × joint project', 1),
    ('tidal-mills', 'connect', 2, 'observed', '1 × joint project', 'connect', '1 × joint project', 1),
    ('silent-circle', 'not_known', null, 'none', 'Nothing recorded and nothing observed', null, null, 0)
) as t (partnership_id, stage_id, stage_order, evidence, basis, shown_stage_id, shown_basis, evidence_count);

create table marts_maturity.fct_service_recommendation as
select * from (values
    ('apple-growing', 'R1', 'rescoping', '(re)scoping', 'mission', 'not_needed', 'first', null, false, 'mission: 100.0 points (below 40)',
        'Recommended if: mission below 40', null, 'Without a mission: scoping', 'Guidance'),
    ('apple-growing', 'R5', 'demonstration', 'demonstration', 'ecosystems', 'recommended', 'next', 1, false, 'a wish: yes',
        'It falls away once this no longer holds: a wish', 0.93, 'Where links are wanted: demonstration', 'Guidance'),
    ('tidal-mills', 'R1', 'rescoping', '(re)scoping', 'mission', 'not_assessed', 'first', null, false, 'mission: not known',
        'Cannot be said until it is known: mission below 40', null, 'Without a mission: scoping', 'Guidance'),
    ('tidal-mills', 'R5', 'demonstration', 'demonstration', 'ecosystems', 'gate_unknown', 'next', null, true, 'proxy: 25.0 points',
        'Recommended if it turns out that: mission at least 70', null, 'Where links are wanted: demonstration', 'Guidance'),
    ('silent-circle', 'R1', 'rescoping', '(re)scoping', 'mission', 'not_assessed', 'first', null, false, 'mission: not known',
        'Cannot be said until it is known: mission below 40', null, 'Without a mission: scoping', 'Guidance'),
    ('silent-circle', 'R5', 'demonstration', 'demonstration', 'ecosystems', 'not_assessed', 'next', null, false, 'a wish: not known',
        'Cannot be said until it is known: a wish', null, 'Where links are wanted: demonstration', 'Guidance')
) as t (partnership_id, rule_id, service_id, service_name, pillar_id, status, priority, recommendation_order, is_proxy, evidence_read,
    what_would_change_it, draw_share, statement, document);

create table marts_maturity.fct_framework_check as
select * from (values
    ('availability', 'M1', 1, 'Availability', 'mission', 0.33, 3, 1, true, 'Flagged', 'Flagged where fewer than half have a value', 'So few'),
    ('availability', 'E1', 1, 'Availability', 'ecosystems', 0.67, 3, 1, false, 'Within the rule', 'Flagged where fewer than half have a value',
        'So few'),
    ('skewness', 'E1', 2, 'Skewness', 'ecosystems', null, 2, 10, null, 'Cannot be said: 2 observations, 10 are needed', 'Flagged beyond 2',
        'Custom')
) as t (check_id, subject_id, check_order, check_name, pillar_id, value, observation_count, min_count, is_flagged, finding, rule, reason);

create table marts_maturity.dim_maturity_assumption as
select * from (values ('weights', 'less', 'Weights'), ('weights', 'more', 'Weights'), ('silence', 'low', 'Silence'))
    as t (assumption_id, level_id, assumption_name);

create table marts_maturity.fct_maturity_sensitivity as
select * from (values
    ('ecosystems', 'rank_shift', 'all', 'weights', 0.2, 0.15, 0.25, 0.3, 0.25, 0.35),
    ('ecosystems', 'rank_shift', 'all', 'silence', 0.6, 0.55, 0.65, 0.75, 0.7, 0.8),
    ('ecosystems', 'score', 'tidal-mills', 'weights', null, null, null, null, null, null)
) as t (scope, statistic, subject_id, assumption_id, first_order, first_low, first_high, total_order, total_low, total_high);

create table marts_maturity.fct_leave_one_out as
select * from (values
    ('ecosystems', 'E1', 'apple-growing', -3.0, 1.0), ('ecosystems', 'E1', 'tidal-mills', 5.0, -2.0),
    ('total', 'M1', 'apple-growing', null, null)
) as t (scope, indicator_id, partnership_id, score_shift, rank_shift);

create table marts_maturity.fct_maturity_change as
select * from (values
    ('apple-growing', 'last_edition', date '2026-07-20', 'total', 'moved', 60.0, 62.2, 2.2, 'P1', 'new_data', 3.0, 2.0, 3.0, 'Plenary meetings rose'),
    ('apple-growing', 'last_edition', date '2026-07-20', 'total', 'moved', 60.0, 62.2, 2.2, null, 'method', -0.8, null, null,
        'The framework is another'),
    ('apple-growing', 'half_year', date '2026-01-31', 'contact', 'became_assessed', null, 75.0, null, 'P1', 'new_data', null, null, 3.0,
        'Now 1 of 1 indicators have a value.')
) as t (partnership_id, comparison_id, compared_as_of, subject_id, change_kind, previous_score, current_score, difference, indicator_id,
    cause, amount, previous_value, current_value, reason);

create table marts_maturity.fct_service_effect as
select *, points_after - points_before as difference,
    concat_ws('|', partnership_id, service_name, indicator_id) as service_effect_id,
    'Before and after, side by side: other things changed in the same time, so this proves no effect.' as caution
from (values
    ('apple-growing', 'governance', date '2026-02-01', date '2026-05-01', date '2026-01-31', 'P1', 1.0, 3.0, 25.0, 75.0, null, 'A calendar'),
    ('apple-growing', 'governance', date '2026-02-01', date '2026-05-01', date '2026-01-31', 'C1', null, 0.5, null, 50.0,
        'No value known before.', 'A calendar')
) as t (partnership_id, service_name, started_on, delivered_on, before_as_of, indicator_id, value_before, value_after, points_before,
    points_after, missing_reason, outcome);

create table marts_quality.fct_headline as
select * from (values
    ('joint_projects', 'all', 'Joint projects', 'projects', 2.00::decimal(18, 2), 'Projects with participations', 4.00::decimal(18, 2)),
    ('joint_projects', 'apple-growing', 'Joint projects', 'projects', 1.00, 'Projects with participations', 4.00),
    ('joint_net_ec_contribution_eur', 'all', 'Net EU contribution to members in joint projects', 'EUR', 3200000.50,
        'Net EU contribution to participations', 3290000.50),
    ('joint_organisations', 'all', 'Organisations in joint projects', 'organisations', 4.00, 'Organisations with a participation', 5.00),
    ('member_regions', 'all', 'Member regions', 'regions', 4.00, 'Members', 5.00),
    ('net_ec_contribution_eur', 'all', 'Net EU contribution to participations', 'EUR', 3290000.50, 'Net EU contribution to participations',
        3290000.50),
    ('partnerships', 'all', 'Partnerships', 'partnerships', 3.00, 'Partnerships', 3.00),
    ('partnerships_with_members', 'all', 'Partnerships with a known member', 'partnerships', 2.00, 'Partnerships', 3.00),
    ('topics_forthcoming', 'all', 'Forthcoming topics', 'topics', 1.00, 'Forthcoming topics', 1.00),
    ('topics_matched', 'all', 'Topics that are matched', 'topics', 3.00, 'Topics that are matched', 3.00),
    ('topics_open', 'all', 'Open topics', 'topics', 2.00, 'Open topics', 2.00)
) as t (figure_id, subject_id, figure_name, unit, figure_value, population_name, population);
alter table marts_quality.fct_headline add column observed_to date default date '2024-05-29';

create table marts_quality.fct_observed_year as
select * from (values (2021, 1.0, true), (2023, 0.75, true), (2024, 0.0, false)) as t (project_year, observed_share, is_observed);

create table marts_quality.fct_change as
select
    *, current_value - previous_value as difference
from (values
    ('joint_projects', 'all', 'new_data', 'Joint projects', 'projects', 2.00::decimal(18, 2), 2.00::decimal(18, 2), 1.00::decimal(18, 2), 1,
        ['101']),
    ('joint_projects', 'all', 'method', 'Joint projects', 'projects', 2.00, 2.00, -1.00, 1, ['100']),
    ('net_ec_contribution_eur', 'all', 'corrected_data', 'Net EU contribution to participations', 'EUR', 2290000.50, 3290000.50, 1000000.00,
        2, ['1', '2']),
    ('joint_projects', 'apple-growing', 'new_data', 'Joint projects', 'projects', 0.00, 1.00, 1.00, 1, ['101'])
) as t (figure_id, subject_id, cause, figure_name, unit, previous_value, current_value, amount, row_count, example_keys);

create table marts_quality.fct_changed_row as
select * from (values
    ('joint_projects', 'all', '101', 0.00::decimal(18, 2), 1.00::decimal(18, 2), 1.00::decimal(18, 2), 'new_data', 'record_is_new'),
    ('joint_projects', 'all', '100', 1.00, 0.00, -1.00, 'method', 'code_changed'),
    ('joint_projects', 'apple-growing', '101', 0.00, 1.00, 1.00, 'new_data', 'record_is_new'),
    ('net_ec_contribution_eur', 'all', '1', 0.00, 90000.00, 90000.00, 'corrected_data', 'rows_corrected')
) as t (figure_id, subject_id, row_key, previous_amount, current_amount, amount, cause, evidence_id);

create table marts_quality.fct_source_status as
select * from (values
    ('n1', date '2026-07-10', 'cordis', 'new', '2026-04-01', '2026-07-10', 'aa', 10, 5, 0, ['project.csv'], false, 45, null, null, 0),
    ('n2', date '{as_of}', 'cordis', '{cordis_status}', {cordis_vintage}, {cordis_retrieved}, 'aa', 10, 5, 0, ['project.csv'], false, 45, null, null, 31),
    ('n2', date '{as_of}', 'funding_tenders', 'failed_last_good_kept', '2026-08-01', '2026-06-10', 'bb', 10, 4, 0, []::varchar[], true, 7,
        'expected JSON, came an HTML page', null, 61),
    ('n2', date '{as_of}', 'registry', 'bundled', '2026-05-01', '{as_of}', 'cc', 10, 3, 0, []::varchar[], false, 180, null, null, 0),
    ('n2', date '{as_of}', 'regions', 'new', '2024', '{as_of}', 'dd', 10, 9, 1, []::varchar[], false, 400, null, null, 0)
) as t (night_id, as_of, source, status, vintage, retrieved_at, sha256, bytes, rows, rows_rejected, missing_members, is_stale,
    limit_days, message, table_vintages, age_days);

create table marts_quality.data_dictionary as
select * from (values
    ('marts_funding', 'fct_match', null, 'One row is one partnership and one open or forthcoming topic. '
        '**Question.** What can a partnership apply for? **Formula.** Parts that add up. '
        '**Question.** How near is a text to a theme? **Formula.** Shared words.'),
    ('marts_core', 'dim_topic', null, 'One row is one topic.'),
    ('marts_funding', 'fct_match_event', null, 'What happened to a match. '
        '**Question.** What can a partnership apply for? **Formula.** Parts that add up.'),
    ('marts_funding', 'fct_match', 'score', 'Points from 0 to 100 over the parts that could be assessed.'),
    ('marts_engagement', 'fct_region_engagement', 'joint_project_count', 'Projects in the theme with organisations of two members.')
) as t (schema_name, table_name, column_name, description);
