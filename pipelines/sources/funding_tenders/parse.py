"""Search pages into one frame: one row per record, metadata as the lists of texts that the portal gives.

All records of a listing are kept, translations and repeats too; of a record that several listings hold, the
newest counts. HTML stays as it is, with a safe form and a plain text beside it. Which record speaks for a
topic is decided in dbt.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.ingest.html import clean_html
from pipelines.ingest.names import snake_columns
from pipelines.ingest.parsing import ROW_NUMBER, SOURCE_FILE, newest_date
from pipelines.ingest.search_listing import ENVELOPE, as_texts, read_records, shape_record
from pipelines.ingest.source import ParsedTable, Parser, Standing
from pipelines.sources.funding_tenders.pages import durable_key, last_listed_on, newest_first

METADATA = {
    **snake_columns(
        "identifier title type status sortStatus frameworkProgramme programmeDivision programmePeriod startDate "
        "deadlineDate deadlineModel typesOfAction",
        prefix="meta_",
    ),
    "typeOfMGAs": "meta_types_of_mgas",
    **snake_columns(
        "callIdentifier callTitle ccm2Id callccm2Id budgetOverview actions crossCuttingPriorities destination "
        "destinationDetails missionDetails focusArea keywords tags descriptionByte topicConditions supportInfo "
        "sepTemplate latestInfos links callUpdates additionalInfos DATASOURCE language REFERENCE url",
        prefix="meta_",
    ),
}
"""Metadata key → raw column; every other key goes to ``other_metadata``."""

HTML = {
    "descriptionByte": "description",
    "topicConditions": "conditions",
    "supportInfo": "support",
    "destinationDetails": "destination_details",
    "missionDetails": "mission_details",
}
"""Metadata key that holds HTML → name of its safe form (``safe_…``) and its plain text (``text_…``)."""

INGESTED = ("esDA_IngestDate", "esDA_QueueDate")
"""Metadata keys that say when the portal took up a record: the only dates that speak of the listing's age."""

SCHEMA = {
    **dict.fromkeys(ENVELOPE.values(), pl.String()),
    **dict.fromkeys(METADATA.values(), pl.List(pl.String())),
    "other_metadata": pl.String(),
    "last_listed_on": pl.String(),
    **{f"{kind}_{name}": pl.String() for name in HTML.values() for kind in ("safe", "text")},
    SOURCE_FILE: pl.String(),
    ROW_NUMBER: pl.Int64(),
}


_ISO_DATE = r"^\d{4}-\d{2}-\d{2}"


def parse_topics(files: Mapping[str, Path]) -> ParsedTable | None:
    """The landed listings as one frame, None if no page landed.

    Raises:
        TerminalError: a page is no JSON.
        ContractError: a page or record does not have the portal's form.
    """
    frames: list[pl.DataFrame] = []
    ingested: list[str] = []
    known: set[str] = set()
    for names in newest_first(files):
        found: set[str] = set()
        for name in names:
            records = [
                (number, record)
                for number, record in read_records(files[name], name)
                if durable_key(record) not in known
            ]
            found.update(key for _, record in records if (key := durable_key(record)))
            ingested.extend(text for _, record in records for text in _read_ingested(record))
            frames.append(_shape_page(records, name))
        known |= found
    return ParsedTable(pl.concat(frames), newest_date(pl.Series(ingested, dtype=pl.String))) if frames else None


def _shape_page(records: Iterable[tuple[int, dict[str, Any]]], name: str) -> pl.DataFrame:
    rows = [
        (*shape_record(record, ENVELOPE, METADATA), last_listed_on(name), *_clean_texts(record), name, number)
        for number, record in records
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _clean_texts(record: Mapping[str, Any]) -> Iterator[str | None]:
    """Safe form and plain text of each HTML field; several values follow each other."""
    metadata = record.get("metadata") or {}
    for key in HTML:
        published = "\n".join(text for text in as_texts(metadata.get(key)) or [] if text)
        clean = clean_html(published) if published else None
        yield clean.html if clean else None
        yield clean.text if clean else None


def _read_ingested(record: dict[str, Any]) -> list[str]:
    metadata = record.get("metadata") or {}
    return [text for key in INGESTED for text in as_texts(metadata.get(key)) or [] if text]


def find_standing(topics: pl.DataFrame, as_of: date | None) -> pl.Series:
    """Keys of the records that the portal lists, or of those among them whose deadline is not past on a date.

    A topic that closes goes from one listing to another, so that one which is in none before its deadline is lost.
    """
    listed = topics.filter(pl.col("last_listed_on").is_null())
    if as_of:
        last = pl.col("meta_deadline_date").list.eval(pl.element().str.extract(_ISO_DATE, 0).max()).list.first()
        listed = listed.filter(last >= str(as_of))
    number, kind = (pl.col(name).list.first().fill_null("") for name in ("meta_ccm2_id", "meta_type"))
    reference = pl.when(number.is_in(["", "0"])).then("reference").otherwise(pl.lit(""))
    key = pl.concat_str(number, kind, "language", reference, separator="|", ignore_nulls=True)
    return listed.select(key.alias("key")).to_series()


PARSERS: dict[str, Parser] = {"topics": parse_topics}
STANDING = {
    "topics": Standing(
        ("reference", "language", "meta_ccm2_id", "meta_type", "meta_deadline_date", "last_listed_on"), find_standing
    )
}
