"""Pages of the projects index into one frame: one row per record, metadata as the lists of texts that the portal gives.

Participants stay the JSON text they come as. Unpacking them, and which record speaks for a project, is SQL's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.ingest.parsing import ROW_NUMBER, SOURCE_FILE, newest_date
from pipelines.ingest.search_listing import as_texts, page_names, read_records, shape_record
from pipelines.ingest.source import ParsedTable, Parser

ENVELOPE = {
    "reference": "reference",
    "url": "url",
    "summary": "summary",
    "content": "content",
    "title": "title",
    "language": "language",
    "databaseLabel": "database_label",
}
"""Record key → raw column."""

METADATA = {
    "projectId": "meta_project_id",
    "acronym": "meta_acronym",
    "title": "meta_title",
    "objective": "meta_objective",
    "programId": "meta_program_id",
    "programAbbreviation": "meta_program_abbreviation",
    "callIdentifier": "meta_call_identifier",
    "topicAbbreviation": "meta_topic_abbreviation",
    "topicId": "meta_topic_id",
    "status": "meta_status",
    "overallBudget": "meta_overall_budget",
    "euContributionAmount": "meta_eu_contribution_amount",
    "euContributionRate": "meta_eu_contribution_rate",
    "startDate": "meta_start_date",
    "endDate": "meta_end_date",
    "ecSignatureDate": "meta_ec_signature_date",
    "typeOfActions": "meta_type_of_actions",
    "numberOfContributors": "meta_number_of_contributors",
    "legalEntityNames": "meta_legal_entity_names",
    "countries": "meta_countries",
    "nutsCode": "meta_nuts_code",
    "regions": "meta_regions",
    "participants": "meta_participants",
    "DATASOURCE": "meta_datasource",
    "language": "meta_language",
}
"""Metadata key → raw column; every other key goes to ``other_metadata``. No raw answer of the index could be
obtained: these are the keys that programs which read it name."""

INGESTED = "esDA_IngestDate"
"""Metadata key that says when the portal took up a record: the only date that speaks of the listing's age."""

SCHEMA = {
    **dict.fromkeys(ENVELOPE.values(), pl.String()),
    **dict.fromkeys(METADATA.values(), pl.List(pl.String())),
    "other_metadata": pl.String(),
    SOURCE_FILE: pl.String(),
    ROW_NUMBER: pl.Int64(),
}


def parse_projects(files: Mapping[str, Path]) -> ParsedTable | None:
    """The landed listing as one frame, None if no page landed.

    Raises:
        TerminalError: a page is no JSON.
        ContractError: a page or record does not have the portal's form.
    """
    pages = page_names(files)
    if not pages:
        return None
    rows: list[tuple[object, ...]] = []
    ingested: list[str | None] = []
    for name in pages:
        for number, record in read_records(files[name], name):
            rows.append((*shape_record(record, ENVELOPE, METADATA), name, number))
            ingested.extend(as_texts((record.get("metadata") or {}).get(INGESTED)) or [])
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return ParsedTable(frame, newest_date(pl.Series(ingested, dtype=pl.String)))


PARSERS: dict[str, Parser] = {"projects": parse_projects}
