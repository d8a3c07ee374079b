"""Pages of the projects index into one frame: one row per record, metadata as the lists of texts that the portal gives.

Participants stay the JSON text they come as. Unpacking them, and which record speaks for a project, is SQL's work.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.ingest.names import snake_columns
from pipelines.ingest.parsing import ROW_NUMBER, SOURCE_FILE, newest_date
from pipelines.ingest.search_listing import ENVELOPE, as_texts, page_names, read_records, shape_record
from pipelines.ingest.source import ParsedTable, Parser

METADATA = snake_columns(
    "projectId acronym title objective programId programAbbreviation callIdentifier topicAbbreviation topicId "
    "status overallBudget euContributionAmount euContributionRate startDate endDate ecSignatureDate typeOfActions "
    "numberOfContributors legalEntityNames countries nutsCode regions participants DATASOURCE language",
    prefix="meta_",
)
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
