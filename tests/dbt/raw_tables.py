"""Raw tables written by hand for the dbt tests, and the dbt runs over them.

What belongs here: the columns of every raw table as the loader leaves them, a writer that fills them from small rows,
a stand-in for the enrich step, and one way to call dbt. What does not: rows and expectations; they stand in the tests.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.nightly.linking import link_build
from pipelines.nightly.project import INDIRECT_SELECTION
from pipelines.sources.registry.workbook.sheets import SHEETS
from warehouse.store.history import create_base_tables

PROJECT_ROOT = Path(__file__).resolve().parents[2]
DBT_PROJECT = PROJECT_ROOT / "dbt_project"

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

_CORDIS_ORGANIZATION = (
    "project_id project_acronym organisation_id vat_number name short_name sme activity_type street post_code city "
    "country nuts_code geolocation organization_url contact_form content_update_date rcn order role ec_contribution "
    "net_ec_contribution total_cost end_of_participation active"
)
_CORDIS_TOPICS = "project_id topic title"
_CORDIS_EURO_SCI_VOC = "project_id euro_sci_voc_code euro_sci_voc_path euro_sci_voc_title euro_sci_voc_description"
_SDMX = (
    "structure structure_id structure_name freq time_frequency unit unit_of_measure geo geo_label time_period "
    "time_label obs_value obs_value_label obs_flag obs_flag_label conf_status conf_status_label"
)
_PORTAL_META = (
    "identifier title type status sort_status framework_programme programme_division programme_period start_date "
    "deadline_date deadline_model types_of_action types_of_mgas call_identifier call_title ccm2_id callccm2_id "
    "budget_overview actions cross_cutting_priorities destination destination_details mission_details focus_area "
    "keywords tags description_byte topic_conditions support_info sep_template latest_infos links call_updates "
    "additional_infos datasource language reference url"
)
_PROJECTS_META = (
    "project_id acronym title objective program_id program_abbreviation call_identifier topic_abbreviation topic_id "
    "status overall_budget eu_contribution_amount eu_contribution_rate start_date end_date ec_signature_date "
    "type_of_actions number_of_contributors legal_entity_names countries nuts_code regions participants datasource "
    "language"
)

TEXT_COLUMNS: dict[str, str] = {
    "raw_cordis.organization": _CORDIS_ORGANIZATION,
    "raw_cordis.topics": _CORDIS_TOPICS,
    "raw_cordis.legal_basis": "project_id legal_basis title unique_programme_part",
    "raw_cordis.euro_sci_voc": _CORDIS_EURO_SCI_VOC,
    "raw_cordis.web_link": ("project_id phys_url id available_languages status archived_date type source represents"),
    "raw_cordis.web_item": "language available_languages uri title type source represents",
    "raw_cordis.project": (
        "id acronym status title start_date end_date total_cost ec_max_contribution legal_basis topics "
        "ec_signature_date framework_programme master_call sub_call funding_scheme nature objective "
        "content_update_date rcn grant_doi keywords"
    ),
    "raw_demo.organization": _CORDIS_ORGANIZATION,
    "raw_demo.topics": _CORDIS_TOPICS,
    "raw_demo.euro_sci_voc": _CORDIS_EURO_SCI_VOC,
    "raw_funding_tenders.topics": (
        "reference url summary content title language database_label other_metadata last_listed_on "
        "safe_description text_description safe_conditions text_conditions safe_support text_support "
        "safe_destination_details text_destination_details safe_mission_details text_mission_details"
    ),
    "raw_funding_tenders.shipped_calls": (
        "topic_id programme strand_or_cluster call_id title type_of_action opening_date deadline_dates deadline_model "
        "budget_eur min_grant_eur max_grant_eur expected_grants budget_eur_derived funding_rate trl_min trl_max "
        "eligibility_conditions keywords status_at_source source_snapshot notes source confidence"
    ),
    "raw_regions.nuts_shapes": (
        "nuts_id nuts_version levl_code cntr_code name_latn nuts_name mount_type urbn_type coast_type geometry"
    ),
    "raw_regions.nuts_label_points": (
        "nuts_id nuts_version levl_code cntr_code name_latn nuts_name longitude latitude"
    ),
    "raw_regions.shipped_region_points": ("nuts_code nuts_version level name_latn country lat lon source confidence"),
    "raw_regions.cohesion_categories": (
        "nuts_code_2016 nuts_code_2021 region_name country category outermost source confidence"
    ),
    "raw_regions.nuts_correspondence": (
        "version_from version_to code_from code_to level country_label level_1_label level_2_label level_3_label "
        "change_code change"
    ),
    "raw_regions.nuts_changes": "version_from version_to code_from code_to level label change explanation",
    "raw_regions.gdp": _SDMX,
    "raw_regions.gerd": f"{_SDMX} sectperf sectperf_label",
    "raw_regions.innovation_scoreboard": (
        "indicator year zone country country_name region region_name level value performance_group"
    ),
    "raw_regions.innovator_groups": "year nuts_code name country group summary_index source confidence",
    "raw_i3.projects": "reference url summary content title language database_label other_metadata",
    "raw_i3.shipped_projects": (
        "acronym title programme call topic grant_agreement start_date end_date total_cost_eur eu_contribution_eur "
        "coordinator coordinator_country countries partner_regions n_partners partners keywords "
        "linked_partnership_id link_basis website notes source confidence countries_complete"
    ),
    "raw_riv.riv_regions": "region_name country nuts_code instrument notes source confidence",
    "raw_registry.partnerships": (
        "partnership_id name platform year_launched lead_regions status status_evidence website keywords "
        "keywords_basis notes source confidence is_placeholder"
    ),
    "raw_registry.partnership_regions": (
        "partnership_id region_name country nuts_code role valid_from valid_to stated_on notes source confidence"
    ),
    "raw_registry.theme_profiles": "partnership_id scope basis source confidence",
    "raw_registry.theme_niches": "partnership_id niche_id niche synonyms basis source confidence",
    **{
        f"raw_registry.{sheet.table}": " ".join(
            [*(column.name for column in sheet.columns), "workbook_stated_on", "_source_sheet"]
        )
        for sheet in SHEETS
    },
}

TYPED_COLUMNS: dict[str, str] = {
    "raw_night.source_status": (
        "night_id varchar, as_of date, source varchar, status varchar, vintage varchar, table_vintages varchar, "
        "retrieved_at varchar, sha256 varchar, bytes bigint, rows bigint, rows_rejected bigint, "
        "missing_members varchar[], is_stale boolean, limit_days integer, message varchar"
    ),
    "raw_night.table_load": (
        "source varchar, table_name varchar, content_sha256 varchar, rows_in bigint, rows_loaded bigint, "
        "rows_rejected bigint, vintage varchar, source_file varchar, retrieved_at varchar"
    ),
    "raw_night.quarantine": (
        "source varchar, table_name varchar, content_sha256 varchar, source_file varchar, row_number bigint, "
        "reason varchar, row_json varchar"
    ),
    "raw_state.match_review": (
        "partnership_id varchar, topic_id varchar, is_muted boolean, mute_reason varchar, review_status varchar, "
        "review_note varchar"
    ),
    "enrich.project_theme": (
        "partnership_id varchar, project_id varchar, score double, score_lexical double, score_semantic double, "
        "threshold double, is_match boolean, matched_terms varchar[], matched_niches varchar[], model_version varchar"
    ),
    "enrich.organisation_link": (
        "record_id varchar, organisation_id varchar, link_rule varchar, linked_record_id varchar, confidence double, "
        "evidence varchar, reviewer varchar"
    ),
    "enrich.organisation_pair": (
        "record_a varchar, record_b varchar, verdict varchar, link_rule varchar, confidence double, evidence varchar, "
        "override varchar, split_record_id varchar, reviewer varchar, reason varchar"
    ),
    "enrich.topic_theme": (
        "partnership_id varchar, topic_id varchar, score double, score_lexical double, score_semantic double, "
        "threshold double, is_match boolean, matched_terms varchar[], matched_niches varchar[], model_version varchar, "
        "nearest_projects varchar[]"
    ),
}

_AUDIT_COLUMNS = "_source_file varchar, _row_number bigint, _retrieved_at varchar, _row_hash varchar"

# A stand-in for the enrich step: a term counts as found where the text contains it.
_ENRICH = """
insert into enrich.{kind}_theme by name
with terms as (
    select partnership_id, unnest(theme_terms) as term from intermediate.int_partnerships__overlaid
),
texts as (
    select {kind}_id, string_agg(lower(text), ' | ' order by text_field) as text
    from intermediate.int_{kind}s__texts group by all
),
found as (
    select terms.partnership_id, texts.{kind}_id, list(terms.term order by terms.term) as matched_terms
    from terms
    inner join texts on contains(texts.text, lower(terms.term)) group by all
)
select
    partnership_id,
    {kind}_id,
    len(matched_terms) / (
        select count(*) from terms
        where terms.partnership_id = found.partnership_id
    ) as score,
    0 as threshold,
    true as is_match,
    matched_terms
from found
"""


def write_raw_tables(database: Path, rows: Rows) -> None:
    """Creates every raw and enrich table, empty but for the rows given.

    Args:
        database: DuckDB file to create.
        rows: rows per ``schema.table``; columns left out are null, audit columns are filled in.

    Raises:
        KeyError: a table is named that no source has.
    """
    unknown = rows.keys() - TEXT_COLUMNS.keys() - TYPED_COLUMNS.keys()
    if unknown:
        raise KeyError(f"expected tables of the raw schemas, got {sorted(unknown)}")
    with duckdb.connect(str(database)) as connection:
        create_base_tables(connection)
        for table, definition in (_text_definitions() | TYPED_COLUMNS).items():
            schema = table.split(".")[0]
            audit = "" if schema == "enrich" else f", {_AUDIT_COLUMNS}"
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(f"create table {table} ({definition}{audit})")
            for number, row in enumerate(rows.get(table, []), start=1):
                filled = dict(row) if schema == "enrich" else _with_audit(table, number, row)
                names = ", ".join(f'"{name}"' for name in filled)
                marks = ", ".join("?" for _ in filled)
                connection.execute(f"insert into {table} ({names}) values ({marks})", list(filled.values()))


def run_enrich_stand_in(database: Path) -> None:
    """Fills the enrich tables from what the first dbt run left: themes by a stand-in, organisations by the rules."""
    with duckdb.connect(str(database)) as connection:
        link_build(connection)
        for kind in ("project", "topic"):
            connection.execute(_ENRICH.format(kind=kind))


def run_dbt(database: Path, *arguments: str, as_of: str) -> subprocess.CompletedProcess[str]:
    """One dbt command on one database; artifacts and logs stay beside the database."""
    command = [
        str(Path(sys.executable).with_name("dbt")),
        *arguments,
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        *("--target-path", str(database.parent / "target"), "--log-path", str(database.parent / "logs")),
        *("--vars", f'{{as_of: "{as_of}"}}'),
    ]
    environment = {
        "INTERREGIO_BUILD_DB": str(database),
        "PATH": "/usr/bin:/bin",
        "HOME": str(database.parent),
        "PYTHONPATH": str(PROJECT_ROOT),
    }
    return subprocess.run(
        command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def build(database: Path, *, as_of: str, unit_tests: bool) -> set[str]:
    """The two dbt runs of a night with the stand-in between them.

    Returns:
        The ids of all nodes that were run.

    Raises:
        AssertionError: dbt failed, or warned of something deprecated; the message is what it printed.
    """
    ran: set[str] = set()
    options = () if unit_tests else ("--exclude-resource-type", "unit_test")
    for selector, indirect_selection in INDIRECT_SELECTION.items():
        selection = ("--selector", selector, "--indirect-selection", indirect_selection)
        outcome = run_dbt(database, "build", *selection, *options, as_of=as_of)
        assert outcome.returncode == 0, outcome.stdout
        assert "eprecat" not in outcome.stdout, outcome.stdout
        ran |= {result["unique_id"] for result in read_artifact(database, "run_results")["results"]}
        if selector == "prepare":
            run_enrich_stand_in(database)
    return ran


def read_artifact(database: Path, name: str) -> dict[str, Any]:
    """What dbt wrote about its last run on the database: ``manifest`` or ``run_results``."""
    path = database.parent / "target" / f"{name}.json"
    artifact: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return artifact


def _text_definitions() -> dict[str, str]:
    definitions = {
        table: ", ".join(f'"{name}" varchar' for name in columns.split()) for table, columns in TEXT_COLUMNS.items()
    }
    definitions["raw_funding_tenders.topics"] += "".join(f", meta_{name} varchar[]" for name in _PORTAL_META.split())
    definitions["raw_i3.projects"] += "".join(f", meta_{name} varchar[]" for name in _PROJECTS_META.split())
    return definitions


def _with_audit(table: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    audit = {"_source_file": table, "_row_number": number, "_retrieved_at": "2026-08-10", "_row_hash": str(number)}
    return audit | dict(row)
