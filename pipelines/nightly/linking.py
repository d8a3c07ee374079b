"""Linking organisations on a build database: inputs read, records linked, results written.

How records are linked is in ``pipelines.enrich.organisations``; the asset that calls this is in
``pipelines.nightly.steps``.
"""

from __future__ import annotations

import duckdb

from pipelines.enrich.organisation_names import NameWords
from pipelines.enrich.organisation_pairs import LinkParameters
from pipelines.enrich.organisations import LinkedOrganisations, link_organisations
from pipelines.nightly.build_state import content_of, note_state, read_state
from pipelines.nightly.code_version import code_version
from warehouse.store.connection import transaction
from warehouse.store.files import hash_text
from warehouse.store.load import replace_frame

RECORD_COLUMNS = (
    "record_id, pic, vat_number, organisation_name, short_name, country_code, city, nuts_code, street, "
    "activity_type_code, is_name_withheld, is_demo"
)
LINKS, PAIRS = "enrich.organisation_link", "enrich.organisation_pair"
READ = (
    "intermediate.int_organisations__records",
    "seeds.organisation_legal_forms",
    "seeds.organisation_name_words",
    "seeds.organisation_link_rules",
    "seeds.organisation_overrides",
    "seeds.parameters",
)
"""Everything that linking reads: the same content in all of them is linked to the same organisations."""


def link_build(connection: duckdb.DuckDBPyConnection) -> LinkedOrganisations:
    """Links the records of a build database and writes ``enrich.organisation_link`` and ``organisation_pair``.

    Where the same code linked the same records before, its tables stand.

    Raises:
        OverrideError: reviewers' decisions contradict each other; names the row.
    """
    signature = hash_text("\n".join([code_version(), *(content_of(connection, table) for table in READ)]))
    if read_state(connection).get(LINKS, ("", ""))[0] == signature and _is_there(connection):
        return LinkedOrganisations(*(connection.sql(f"from {table}").pl() for table in (LINKS, PAIRS)))
    linked = link_organisations(
        connection.sql(f"select {RECORD_COLUMNS} from intermediate.int_organisations__records").pl(),
        NameWords(
            legal_forms=connection.sql(
                "select country_code, legal_form, form_class from seeds.organisation_legal_forms"
            ).pl(),
            words=connection.sql("select word, word_kind, written_as from seeds.organisation_name_words").pl(),
        ),
        read_parameters(connection),
        connection.sql(
            "select override, record_a, record_b, reviewer, reviewed_on, reason from seeds.organisation_overrides"
        ).pl(),
    )
    with transaction(connection):
        replace_frame(connection, LINKS, linked.links)
        replace_frame(connection, PAIRS, linked.pairs)
        note_state(connection, [(LINKS, signature, "")])
    return linked


def _is_there(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "select count(*) from duckdb_tables() where schema_name || '.' || table_name in (?, ?)", [LINKS, PAIRS]
    ).fetchone()
    return found == (2,)


def read_parameters(connection: duckdb.DuckDBPyConnection) -> LinkParameters:
    """The numbers of the method, from their seeds."""
    values = dict(connection.execute("select parameter_id, parameter_value from seeds.parameters").fetchall())
    return LinkParameters(
        accept_from=float(values["organisation_accept_from"]),
        doubt_from=float(values["organisation_doubt_from"]),
        max_block=int(values["organisation_max_block"]),
        similar_from=float(values["organisation_similar_from"]),
        rules=connection.sql(
            "select link_rule, confidence_floor, confidence_span, min_similarity from seeds.organisation_link_rules"
        ).pl(),
    )
