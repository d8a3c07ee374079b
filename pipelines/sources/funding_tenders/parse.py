"""Search pages into one frame: one row per record, metadata as the lists of texts that the portal gives.

All records are kept, translations and repeats too, and HTML stays as it is. Which record speaks for
a topic is decided in staging.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.ingest.errors import ContractError
from pipelines.ingest.parsing import ROW_NUMBER, SOURCE_FILE, newest_date
from pipelines.ingest.sniff import load_json
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
"""Record key → raw column. From API 2.151 on, title and content are absent rather than null."""

IGNORED_ENVELOPE = frozenset(
    {
        "accessRestriction",
        "apiVersion",
        "checksum",
        "children",
        "citation",
        "contentType",
        "database",
        "enrichedMetadata",
        "groupById",
        "highlightedFragments",
        "metadata",
        "pages",
        "weight",
    }
)
"""Record keys that speak of the search engine, not of the topic; any other unlisted key is kept."""

METADATA = {
    "identifier": "meta_identifier",
    "title": "meta_title",
    "type": "meta_type",
    "status": "meta_status",
    "sortStatus": "meta_sort_status",
    "frameworkProgramme": "meta_framework_programme",
    "programmeDivision": "meta_programme_division",
    "programmePeriod": "meta_programme_period",
    "startDate": "meta_start_date",
    "deadlineDate": "meta_deadline_date",
    "deadlineModel": "meta_deadline_model",
    "typesOfAction": "meta_types_of_action",
    "typeOfMGAs": "meta_types_of_mgas",
    "callIdentifier": "meta_call_identifier",
    "callTitle": "meta_call_title",
    "ccm2Id": "meta_ccm2_id",
    "callccm2Id": "meta_callccm2_id",
    "budgetOverview": "meta_budget_overview",
    "actions": "meta_actions",
    "crossCuttingPriorities": "meta_cross_cutting_priorities",
    "destination": "meta_destination",
    "destinationDetails": "meta_destination_details",
    "missionDetails": "meta_mission_details",
    "focusArea": "meta_focus_area",
    "keywords": "meta_keywords",
    "tags": "meta_tags",
    "descriptionByte": "meta_description_byte",
    "topicConditions": "meta_topic_conditions",
    "supportInfo": "meta_support_info",
    "sepTemplate": "meta_sep_template",
    "latestInfos": "meta_latest_infos",
    "links": "meta_links",
    "callUpdates": "meta_call_updates",
    "additionalInfos": "meta_additional_infos",
    "DATASOURCE": "meta_datasource",
    "language": "meta_language",
    "REFERENCE": "meta_reference",
    "url": "meta_url",
}
"""Metadata key → raw column; every other key goes to ``other_metadata``."""

INGESTED = ("esDA_IngestDate", "esDA_QueueDate")
"""Metadata keys that say when the portal took up a record: the only dates that speak of the listing's age."""

SCHEMA = {
    **dict.fromkeys(ENVELOPE.values(), pl.String()),
    **dict.fromkeys(METADATA.values(), pl.List(pl.String())),
    "other_metadata": pl.String(),
    SOURCE_FILE: pl.String(),
    ROW_NUMBER: pl.Int64(),
}


def parse_topics(files: Mapping[str, Path]) -> ParsedTable | None:
    """The landed listing as one frame, None if no page landed.

    Raises:
        TerminalError: a page is no JSON.
        ContractError: a page or record does not have the portal's form.
    """
    pages = sorted(name for name in files if name.startswith("page-"))
    if not pages:
        return None
    frames = []
    ingested: list[str] = []
    for name in pages:
        rows = []
        for number, record in _read_records(files[name], name):
            rows.append(_shape_record(record, name, number))
            ingested.extend(_read_ingested(record))
        frames.append(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    return ParsedTable(pl.concat(frames), _newest(ingested))


def _read_records(path: Path, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    page = load_json(path)
    results = page.get("results") if isinstance(page, dict) else None
    if not isinstance(results, list):
        raise ContractError(where=name, expected="a list of results", came=type(results).__name__)
    for number, record in enumerate(results, start=1):
        metadata = record.get("metadata") if isinstance(record, dict) else None
        if not isinstance(record, dict) or not isinstance(metadata, dict | None):
            raise ContractError(
                where=f"{name}, record {number}",
                expected="an object with metadata",
                came=type(record if metadata is None else metadata).__name__,
            )
        yield number, record


def _shape_record(record: dict[str, Any], name: str, number: int) -> tuple[object, ...]:
    """One record as a row: a reshaping of JSON, no value changed but blanks."""
    metadata = record.get("metadata") or {}
    others = {key: value for key, value in metadata.items() if key not in METADATA}
    unlisted = {
        f"envelope.{key}": value for key, value in record.items() if key not in ENVELOPE and key not in IGNORED_ENVELOPE
    }
    return (
        *(_as_text(record.get(key)) for key in ENVELOPE),
        *(_as_texts(metadata.get(key)) for key in METADATA),
        _as_text({**others, **unlisted} or None),
        name,
        number,
    )


def _as_texts(value: object) -> list[str | None] | None:
    """A metadata value as a list of texts; an absent key and an empty list mean the same to the portal."""
    values = value if isinstance(value, list) else [value]
    texts = [_as_text(item) for item in values]
    return texts if any(text is not None for text in texts) else None


def _as_text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _read_ingested(record: dict[str, Any]) -> list[str]:
    metadata = record.get("metadata") or {}
    return [text for key in INGESTED for text in _as_texts(metadata.get(key)) or [] if text]


def _newest(timestamps: list[str]) -> date | None:
    return newest_date(pl.Series(timestamps, dtype=pl.String))


PARSERS: dict[str, Parser] = {"topics": parse_topics}
