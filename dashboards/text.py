"""What numbers mean, in the words of the edition itself (`marts_quality.data_dictionary`, written from dbt).

Belongs here: looking definitions up. Does not belong here: writing them (dbt descriptions are the one place), or any
other text of a page.
"""

import re
from dataclasses import dataclass

from dashboards.cache import cached_by_edition
from warehouse.products.files.columns import Columns, read_columns
from warehouse.store.reader import Snapshot

METHOD_START = "**Question.**"
"""Every methodology text begins with the question that it answers; what stands before it is the definition."""
SCHEMA_ORDER = ("marts_maturity", "marts_engagement", "marts_funding", "marts_core", "marts_quality")
"""What a reader asks about first stands first."""


def first_paragraph(text: str) -> str:
    """The definition that a text begins with, without the method behind it."""
    return text.partition(METHOD_START)[0].strip()


def define(snapshot: Snapshot, address: str) -> str | None:
    """The definition of `schema.table` or `schema.table.column`; None where the edition has none."""
    return first_paragraph(definitions(snapshot).get(address, "")) or None


@dataclass(frozen=True)
class Method:
    """One methodology text and what is made by it.

    Attributes:
        question: the question that it answers, its first sentence.
        text: what comes after the question, in Markdown.
        tables: `schema.table` of each table that is made by it, sorted.
    """

    question: str
    text: str
    tables: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Its address on the page of all methods."""
        return re.sub(r"[^a-z0-9]+", "-", self.question.lower()).strip("-")


@cached_by_edition
def list_methods(snapshot: Snapshot) -> list[Method]:
    """Every method of the edition once, by the first of its tables in the order of `SCHEMA_ORDER`."""
    texts = definitions(snapshot)
    tables: dict[str, list[str]] = {}
    for address in list_tables(snapshot):
        for method in texts[address].split(METHOD_START)[1:]:
            tables.setdefault(method.strip(), []).append(address)
    return [Method(*_split_question(text), tuple(found)) for text, found in tables.items()]


def find_method(snapshot: Snapshot, address: str) -> Method | None:
    """The first method by which `schema.table` is made; None where the edition gives none."""
    return next((method for method in list_methods(snapshot) if address in method.tables), None)


def list_tables(snapshot: Snapshot) -> list[str]:
    """`schema.table` of every table that the edition's dictionary tells of, in the order of `SCHEMA_ORDER`."""
    found = (address for address in definitions(snapshot) if address.count(".") == 1)
    return sorted(found, key=lambda address: (_position(address.partition(".")[0]), address))


def define_columns(snapshot: Snapshot, table: str) -> dict[str, str]:
    """The meaning of each column of `schema.table`, by its name."""
    start = f"{table}."
    texts = definitions(snapshot)
    return {
        address.removeprefix(start): first_paragraph(text)
        for address, text in texts.items()
        if address.startswith(start)
    }


def _position(schema: str) -> int:
    return SCHEMA_ORDER.index(schema) if schema in SCHEMA_ORDER else len(SCHEMA_ORDER)


def _split_question(method: str) -> tuple[str, str]:
    sentence, mark, rest = method.partition("?")
    return " ".join(sentence.split()) + mark, rest.strip()


@cached_by_edition
def definitions(snapshot: Snapshot) -> dict[str, str]:
    """Every text by `schema.table` or `schema.table.column`; empty for an edition without a dictionary."""
    if not snapshot.has_table("marts_quality", "data_dictionary"):
        return {}
    frame = snapshot.frame(
        """
        select
            schema_name || '.' || table_name || coalesce('.' || column_name, '') as address,
            description,
        from marts_quality.data_dictionary
        where trim(coalesce(description, '')) != ''
        """
    )
    return dict(frame.iter_rows())


@cached_by_edition
def describe_columns(snapshot: Snapshot) -> Columns:
    """The columns that the edition describes."""
    return read_columns(snapshot)
