"""What Python makes on a build database between dbt's selections: organisations linked, themes and conditions found.

How is in ``pipelines.enrich``, which is imported only where something that is read here changed; the steps that call
this are in ``pipelines.nightly.steps``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import duckdb

from pipelines.nightly.build_state import content_of, note_state, read_state
from pipelines.nightly.code_version import code_version
from warehouse.store.connection import transaction
from warehouse.store.files import hash_text
from warehouse.store.load import read_if_alike, replace_frame

if TYPE_CHECKING:
    import polars as pl

THEMES = "select partnership_id, text_field, niche_id, text from intermediate.int_partnerships__theme_texts"
LINKING = {
    "records": "select record_id, pic, vat_number, organisation_name, short_name, country_code, city, nuts_code, "
    "street, activity_type_code, is_name_withheld, is_demo from intermediate.int_organisations__records",
    "legal_forms": "select country_code, legal_form, form_class from seeds.organisation_legal_forms",
    "words": "select word, word_kind, written_as from seeds.organisation_name_words",
    "rules": "select link_rule, confidence_floor, confidence_span, min_similarity from seeds.organisation_link_rules",
    "overrides": "select override, record_a, record_b, reviewer, reviewed_on, reason from seeds.organisation_overrides",
    "parameters": "select parameter_id, parameter_value from seeds.parameters",
}
PROJECTS = {"themes": THEMES, "texts": "select project_id, text_field, text from intermediate.int_projects__texts"}
TOPICS = {
    "themes": THEMES,
    # A broad instrument is open to every theme: what its text says of one is chance.
    "texts": "select topic_id, text_field, text from intermediate.int_topics__texts "
    "where topic_id not in (select topic_id from intermediate.int_topics__instrument_fits where is_broad)",
}
CONDITIONS = {
    "texts": "select topic_id, text_section, topic_text as text from marts_core.dim_topic_text "
    "where text_section in ('conditions', 'description') "
    "union all select topic_id, 'action_type', action_type from intermediate.int_topics__dated "
    "where is_in_portal and action_type is not null",
}
PROJECT_TABLES = ("enrich.project_theme", "enrich.project_theme_text")

Frames = Mapping[str, "pl.DataFrame"]
Make = Callable[[Frames], Sequence["pl.DataFrame"]]


def link_organisations(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Says which organisation each record stands for; gives rows by table.

    Raises:
        OverrideError: reviewers' decisions contradict each other; names the row.
    """

    def link(read: Frames) -> Sequence[pl.DataFrame]:
        from pipelines.enrich.organisation_names import NameWords
        from pipelines.enrich.organisation_pairs import LinkParameters
        from pipelines.enrich.organisations import link_organisations

        parameters = LinkParameters.from_frames(read["parameters"], read["rules"])
        words = NameWords(legal_forms=read["legal_forms"], words=read["words"])
        linked = link_organisations(read["records"], words, parameters, read["overrides"])
        return linked.links, linked.pairs

    return _make(connection, ("enrich.organisation_link", "enrich.organisation_pair"), LINKING, link)


def classify_projects(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Says which project belongs to which theme, scoring only texts that are new; gives rows by table."""

    def classify(read: Frames) -> Sequence[pl.DataFrame]:
        from pipelines.enrich.themes.classification import classify_projects, empty_project_tables

        known, known_texts = (
            read_if_alike(connection, table, empty)
            for table, empty in zip(PROJECT_TABLES, empty_project_tables(), strict=True)
        )
        return classify_projects(read["texts"], read["themes"], known=known, known_texts=known_texts)

    return _make(connection, PROJECT_TABLES, PROJECTS, classify)


def classify_topics(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Says which topic belongs to which theme; gives rows by table."""

    def classify(read: Frames) -> Sequence[pl.DataFrame]:
        from pipelines.enrich.themes.classification import classify_topics

        return [classify_topics(read["texts"], read["themes"])]

    return _make(connection, ("enrich.topic_theme",), TOPICS, classify)


def read_conditions(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Says what the texts of topics ask for; gives rows by table."""

    def read(frames: Frames) -> Sequence[pl.DataFrame]:
        from pipelines.enrich.conditions.reading import read_conditions

        return [read_conditions(frames["texts"].sort("topic_id", "text_section"))]

    return _make(connection, ("enrich.topic_condition",), CONDITIONS, read)


def _make(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], reads: Mapping[str, str], make: Make
) -> dict[str, int]:
    """Makes tables, or lets them stand where the same code made them of the same rows before."""
    contents = [content_of(connection, f"({query})") for query in reads.values()]
    signature = hash_text("\n".join([code_version(), *contents]))
    state = read_state(connection)
    there = connection.execute(
        "select count(*) from duckdb_tables() where list_contains(?, schema_name || '.' || table_name)", [list(tables)]
    ).fetchone()
    if there != (len(tables),) or any(state.get(table, ("", ""))[0] != signature for table in tables):
        frames = make({name: connection.sql(query).pl() for name, query in reads.items()})
        with transaction(connection):
            for table, frame in zip(tables, frames, strict=True):
                replace_frame(connection, table, frame)
            note_state(connection, [(table, signature, "") for table in tables])
    return {table: len(connection.table(table)) for table in tables}
