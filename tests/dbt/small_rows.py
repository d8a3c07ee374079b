"""The rows of two small warehouses: a night on which every source arrived, and a first run without a network.

Every row is here for a trap; names, amounts and ids are invented.
"""

from tests.dbt.raw_tables import Rows
from tests.rows import rows_of

AS_OF = "2026-08-10"

_SURE = {"basis": "published keywords", "source": "https://facts.example", "confidence": "high"}

_REGISTRY: Rows = {
    "raw_registry.partnerships": rows_of(
        "partnership_id name platform keywords",
        ("water", "Water regions", "Industrial Modernisation", "water; reuse"),
        ("lasers", "Lasers", "Energy", "lasers"),
        is_placeholder="false",
    ),
    "raw_registry.theme_profiles": [
        {"partnership_id": "water", "scope": "Water used twice.", **_SURE},
        {"partnership_id": "lasers", "scope": "Beams.", **_SURE},
    ],
    "raw_registry.theme_niches": rows_of(
        "partnership_id niche_id niche synonyms _source_file",
        ("water", "water-reuse", "water reuse", "reclaimed water; greywater", "theme_niches.csv"),
        ("water", "leak-detection", "leak detection", "burst pipes", "theme_niches.csv"),
        ("lasers", "beams", "beams", "rays", None),
        **_SURE,
    ),
    "raw_registry.partnership_regions": rows_of(
        "partnership_id region_name country nuts_code role valid_to",
        ("water", "Catalonia", "ES", "ES51", "lead", None),
        ("water", "Lombardy", "IT", "ITC4", "participant", None),
        ("water", "Delta", "NL", None, "participant", None),
        ("water", "Lapland", "FI", "FI1D7", "lead", "2026-02"),
        ("lasers", "Attica", "GR", "GR30", "lead", None),
    ),
}

_SHIPPED: Rows = {
    "raw_funding_tenders.shipped_calls": [
        {
            "topic_id": "I3-2026-INV1",
            "programme": "Interregional Innovation Investments (I3)",
            "call_id": "I3-2026-INV1",
            "title": "Interregional Innovation Investments Strand 1",
            "type_of_action": "I3 Project Grants",
            "opening_date": "2026-05-13",
            "deadline_dates": "2026-11-12",
            "budget_eur": "28200000",
            "trl_min": "6",
            "trl_max": "9",
            "keywords": "Digital transition",
            "status_at_source": "open",
            "source_snapshot": "2026-08-10",
        },
        {"topic_id": "NOT-KNOWN-YET", "title": "Water", "source_snapshot": "2026-09-01", "status_at_source": "open"},
    ],
    "raw_regions.shipped_region_points": rows_of(
        "nuts_code level name_latn country lat lon",
        ("ES", "0", "España", "ES", "40", "-3"),
        ("ES51", "2", "Cataluña", "ES", "41.5", "1.5"),
        ("ITC4", "2", "Lombardia", "IT", "45.5", "9.8"),
        ("EL30", "2", "Attiki", "EL", "38", "23.7"),
        ("FI1D7", "3", "Lappi", "FI", "67", "26"),
        nuts_version="2021",
    ),
    "raw_regions.cohesion_categories": [
        {"nuts_code_2021": "ITC4", "country": "IT", "category": "more_developed", "outermost": "false"}
    ],
    "raw_regions.innovator_groups": [
        {"year": "2023", "nuts_code": "ES51", "name": "Cataluña", "country": "ES", "group": "Strong Innovator"},
        {"year": "2023", "nuts_code": "ITC4", "name": "Lombardia", "country": "IT", "group": "Moderate Innovator"},
    ],
    "raw_i3.shipped_projects": [
        {
            "acronym": "PUMPS",
            "title": "Pumps for the reuse of water",
            "keywords": "water;reuse of water",
            "partner_regions": "Catalonia (ES51); Lombardy (ITC4); seven others",
            "programme": "I3",
            "topic": "I3-2021-INV1-MANU",
            "start_date": "2022-12",
            "eu_contribution_eur": "8822751",
            "source": "https://pumps.example",
            "linked_partnership_id": "water",
        },
        {"acronym": "PRECISE", "programme": "Horizon Europe EIE (Regional Innovation Valleys)"},
    ],
    "raw_riv.riv_regions": [
        {"region_name": "Catalonia", "country": "ES", "nuts_code": "ES51"},
        {"region_name": "Attica", "country": "GR", "nuts_code": "GR3", "instrument": "call for expression of interest"},
        {"region_name": "Tuzla Canton", "country": "BA"},
    ],
}

_LASERS: dict[str, str | int] = {
    "partnership_id": "lasers",
    "_source_file": "lasers.xlsx",
    "_row_number": 3,
    "workbook_stated_on": "2026-07-01",
}

_WORKBOOK: Rows = {
    "raw_registry.workbook_partnerships": rows_of(
        "_source_sheet partnership_name platform website scope wants_deeper_links",
        ("Partnerships", "Lasers and optics", "Energy", "https://lasers.example", "Light that cuts.", "true"),
        **_LASERS,
    ),
    "raw_registry.workbook_niches": [
        {**_LASERS, "_source_sheet": "Niches", "niche": "fibre lasers", "synonyms": "doped fibres; lasers"}
    ],
    "raw_registry.workbook_members": rows_of(
        "_source_sheet region_name country nuts_code role valid_from has_mandate has_signed_mou helices",
        ("Members", "Attica", "EL", "EL30", "co-lead", "2020", "true", "false", "business; civil society"),
        **_LASERS,
    ),
    "raw_registry.workbook_documents": rows_of(
        "_source_sheet document_title document_date scope_date answers_why answers_what answers_how",
        ("Documents", "Scoping note", "2025-03-14", "2025-03-14", "true", "true", "false"),
        **_LASERS,
    ),
    "raw_registry.workbook_management_capacity": [
        {**_LASERS, "_source_sheet": "Management capacity", "half_year": "2026-H1", "management_fte": "0.5"}
    ],
    "raw_registry.workbook_working_groups": [
        {**_LASERS, "_source_sheet": "Working groups", "working_group": name, "_row_number": number}
        for number, name in enumerate(("Beams", "Prisms"), start=3)
    ],
    "raw_registry.workbook_events": rows_of(
        "event_id event_date event_kind event_format _row_number working_group other_partnerships",
        ("1", "2026-03-01", "plenary meeting", "in person", None, None, None),
        ("2", "2026-04-01", "working group meeting", "online", 4, "Beams", "water"),
        _source_sheet="Events",
        **_LASERS,
    ),
    "raw_registry.workbook_surveys": [
        {
            **_LASERS,
            "_source_sheet": "Surveys",
            "survey": survey,
            "asked_on": "2026-01-12",
            "region": "Attica",
            "has_answered": "true",
            "_row_number": number,
            **answers,
        }
        for number, survey, answers in (
            (3, "scoping", {"niche": "fibre lasers", "interest": "3", "expertise": "2"}),
            (4, "mapping", {}),
        )
    ],
    "raw_registry.workbook_acts": rows_of(
        "_source_sheet region act_kind act_date", ("Acts", "Attica", "scoping input", "2026-02-10"), **_LASERS
    ),
}

_WATER_2023 = "HORIZON-CL6-2023-WATER-01-1"

FACTS: Rows = {
    "raw_state.match_review": [
        {"partnership_id": "water", "topic_id": "I3-2026-INV1", "is_muted": True, "mute_reason": "=not ours"},
        {"partnership_id": "lasers", "topic_id": "I3-2026-INV1", "is_muted": False, "review_status": "watching"},
        {"partnership_id": "gone", "topic_id": "I3-2026-INV1", "is_muted": True, "mute_reason": "partnership gone"},
        {"partnership_id": "water", "topic_id": "NO-SUCH-TOPIC", "is_muted": False, "review_status": "won"},
    ],
    **_REGISTRY,
    **_WORKBOOK,
    **_SHIPPED,
    "raw_cordis.organization": [
        {**who, **part}
        for who, part in zip(
            rows_of(
                "organisation_id name vat_number sme activity_type city country nuts_code short_name organization_url",
                ("1", "Catalan water agency", "ES1", "false", "PUB", "Barcelona", "ES", "ES511", None, None),
                ("1", "Catalan water agency", "ES1", "false", "PUB", "Barcelona", "ES", "ES511", None, None),
                ("2", "Pumps SpA", None, "true", "PRC", None, "IT", "ITC4C", None, None),
                ("3", "DOE JANE", None, None, "PRC", None, "EL", "EL", "JD", "https://doe.example"),
                ("4", "Water college", None, "false", "HES", None, "GB", "UKZ99", None, None),
                project_id="100",
                project_acronym="DROP",
            ),
            rows_of(
                "order role ec_contribution net_ec_contribution total_cost end_of_participation",
                ("1", "coordinator", "1200.5", "1000.5", "1500,75", "false"),
                ("4", "thirdParty", "0", "99.75", "0", "true"),
                ("2", "participant", "500.25", "500.25", None, "false"),
                ("3", "participant", "10", "10", None, "false"),
                ("5", "associatedPartner", None, None, None, "false"),
            ),
            strict=True,
        )
    ],
    "raw_cordis.topics": [
        {"project_id": "100", "topic": _WATER_2023, "title": "Water\u00a0reuse  in cities\u00a0"},
        {"project_id": "101", "topic": "ERC-2024-STG", "title": "ERC STARTING GRANTS"},
    ],
    "raw_cordis.legal_basis": [
        {"project_id": "100", "legal_basis": "HORIZON.2", "title": "Pillar"},
        {"project_id": "100", "legal_basis": "HORIZON.2.6", "title": "Food", "unique_programme_part": "true"},
    ],
    "raw_cordis.euro_sci_voc": rows_of(
        "euro_sci_voc_path euro_sci_voc_title",
        ("/a/b", "water treatment"),
        ("/a/c", "hydrology"),
        project_id="100",
        euro_sci_voc_code="/",
    ),
    "raw_cordis.web_link": [{"project_id": "102", "phys_url": "https://project.example"}],
    "raw_funding_tenders.topics": [
        {
            "reference": "1TOPICSen",
            "meta_identifier": ["HORIZON-CL6-2027-WATER-01-1"],
            "meta_title": ["Water\u00a0reuse at sea"],
            "meta_type": ["1"],
            "meta_status": ["31094502"],
            "meta_framework_programme": ["43108390"],
            "meta_language": ["en"],
            "meta_datasource": ["SEDIA"],
            "meta_deadline_date": ["2026-09-09T22:00:00.000+0000"],
            "meta_types_of_action": ["HORIZON  Research and Innovation Actions"],
            "meta_url": ["https://portal.example/topic"],
            "safe_description": "<p>Expected Outcome:</p><p>Clean seas</p><p>Scope: pumps</p>",
            "text_description": "Expected Outcome:\nClean seas\nScope: pumps",
            "meta_budget_overview": [
                '{"budgetTopicActionMap": {"1": {"action": "HORIZON-CL6-2027-WATER-01-1 - RIA", '
                '"budgetYearMap": {"2027": "8000000"}, "expectedGrants": 2}, '
                '"2": [{"action": "HORIZON-CL6-2027-WATER-01-10 - RIA", "budgetYearMap": {"2027": 99}}]}}'
            ],
        },
        {
            "reference": "legacy",
            "meta_identifier": ["HORIZON-CL6-2027-WATER-01-1"],
            "meta_title": ["Old copy"],
            "meta_type": ["1"],
            "meta_status": ["31094501"],
            "meta_language": ["en"],
            "meta_datasource": ["SEDIA_PRD_CENTRICITY"],
            "meta_deadline_date": ["2030-01-01"],
        },
        {
            "reference": "2COMPETITIVE_CALLen",
            "meta_identifier": [_WATER_2023],
            "meta_title": ["Vouchers for pumps"],
            "meta_type": ["8"],
            "meta_ccm2_id": ["2"],
            "meta_status": ["31094502"],
            "meta_deadline_date": ["1788127200000"],
            "meta_url": ["https://portal.example/data/topicDetails/x.json"],
        },
        {
            "reference": "3TOPICSen",
            "meta_identifier": ["STALE-2024-1"],
            "meta_title": ["Water of yesterday"],
            "meta_type": ["1"],
            "meta_status": ["31094502"],
            "meta_language": ["en"],
            "meta_datasource": ["SEDIA"],
            "meta_start_date": ["11 July 2024"],
            "meta_deadline_date": ["2025-01-28T18:00:00.000+0100"],
        },
        {"reference": "4TENDER", "meta_identifier": ["TENDER-1"], "meta_type": ["0"], "meta_status": ["31094502"]},
    ],
    "raw_regions.nuts_shapes": [
        {
            "nuts_id": code,
            "nuts_version": version,
            "levl_code": str(len(code) - 2),
            "cntr_code": code[:2],
            "name_latn": name,
            "nuts_name": name,
            "geometry": '{"type": "Point", "coordinates": [0, 0]}',
        }
        for code, version, name in (
            ("ES51", "2021", "Cataluña"),
            ("ES511", "2021", "Barcelona"),
            ("ES511", "2024", "Barcelona"),
            ("ITC4", "2021", "Lombardia"),
            ("ITC4C", "2024", "Milano"),
        )
    ],
    "raw_regions.nuts_correspondence": [
        {"version_from": older, "version_to": newer, "code_from": before, "code_to": after, "change": change}
        | {"level_2_label": name}
        for older, newer, before, after, change, name in (
            ("2016", "2021", "ITC4 ", "ITC4 ", None, "Lombardia"),
            ("2016", "2021", "HR04", None, "discontinued; split into new HR05 and HR06", "Kontinentalna Hrvatska"),
            ("2016", "2021", None, "HR05", "new", "Grad Zagreb"),
            ("2016", "2021", None, "HR06", "new", "Sjeverna Hrvatska"),
            ("2021", "2024", "ITC4C", "ITC4C", "", "Milano"),
            ("2021", "2024", "PT16", None, "Boundary shift", "Centro (PT)"),
            ("2021", "2024", None, "PT19", "New region", "Centro (PT)"),
            ("2021", "2024", None, "XK0", "New region", "Kosovo"),
        )
    ],
    "raw_regions.nuts_changes": [
        {"version_from": "2021", "version_to": "2024", "code_from": "PT16", "level": "2", "change": "out of parts of"},
        {"version_from": "2021", "version_to": "2024", "code_to": "PT19", "level": "2", "explanation": "by NSI"},
    ],
    "raw_regions.gdp": [
        {"unit": "MIO_EUR", "geo": geo, "time_period": year, "obs_value": value, "freq": "A"}
        for geo, year, value in (("ITC4", "2021", "380000"), ("ITC4", "2023", "420000.5"), ("ITZZ", "2023", "1"))
    ],
    "raw_regions.gerd": [
        {"unit": "PC_GDP", "sectperf": "TOTAL", "geo": "ITC4", "time_period": year, "obs_value": value, "freq": "A"}
        for year, value in (("2021", "1.3"), ("2022", None))
    ],
    "raw_regions.innovation_scoreboard": [
        {"indicator": "0 Summary Innovation Index", "year": "2023", "region": "ITC4", "performance_group": "Strong"}
    ],
    "raw_i3.projects": [
        {
            "reference": "101161999PROJECTSen",
            "language": "en",
            "meta_project_id": ["101161999"],
            "meta_acronym": ["VALLEY"],
            "meta_title": ["A valley of water"],
            "meta_topic_abbreviation": ["I3-2023-INV2a"],
            "meta_eu_contribution_amount": ["3500000"],
            "meta_start_date": ["2025-03-01T00:00:00.000+0100"],
            "meta_participants": [
                '[{"role": "coordinator", "pic": "9", "legalName": "Town", "eucontribution": "5", "postalAddress": '
                '{"city": "Volos", "countryCode": {"abbreviation": "GR"}}}, {"pic": "8", "legalName": "DOE JOHN"}, '
                '{"pic": "1", "legalName": "Agency for Catalan water", "postalAddress": '
                '{"city": "Barcelona", "countryCode": {"abbreviation": "ES"}}}]'
            ],
        }
    ],
    "raw_night.source_status": rows_of(
        "night_id as_of source status retrieved_at missing_members is_stale limit_days",
        ("n1", "2026-08-10", "cordis", "unchanged", "2026-08-06T14:02:10Z", ["project.csv"], False, 45),
    ),
    "raw_night.table_load": [{"source": "cordis", "table_name": "organization", "rows_loaded": 5}],
}

DEMO: Rows = {
    **_REGISTRY,
    **_SHIPPED,
    "raw_demo.organization": [
        {
            "project_id": f"demo-{project}",
            "project_acronym": f"DEMO{project}",
            "organisation_id": f"demo-{number}",
            "name": f"Demonstration partner {number}",
            "country": code[:2],
            "nuts_code": code,
            "order": str(number),
            "role": "coordinator" if number == 1 else "participant",
            "ec_contribution": "100",
            "net_ec_contribution": "100",
            "end_of_participation": "false",
        }
        for project, number, code in ((1, 1, "ES511"), (1, 2, "ITC4C"), (2, 1, "ES511"), (2, 3, "ES512"))
    ],
    "raw_demo.topics": [
        {"project_id": "demo-1", "topic": "DEMO-2023-01", "title": "Water"},
        {"project_id": "demo-2", "topic": "DEMO-2024-01", "title": "Water"},
    ],
    "raw_demo.euro_sci_voc": [{"project_id": "demo-1", "euro_sci_voc_path": "/x", "euro_sci_voc_title": "hydrology"}],
    "raw_night.table_load": [{"source": "demo", "table_name": "organization", "rows_loaded": 4}],
}
