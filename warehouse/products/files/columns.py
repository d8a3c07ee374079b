"""What one column of a table is: its name, its label, how its values are to be read, and what it means.

Pages and files describe their tables with it, so that both print and type a value alike. A column is described once, by
its name, in `dbt_project/columns.csv`; an edition carries that in `marts_quality.data_dictionary`, and
`read_columns` finds it there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, Protocol, get_args

import polars as pl

Kind = Literal[
    "text", "code", "count", "number", "year", "euro", "score", "share", "date", "stated_date", "flag", "list", "url"
]
Page = Literal["partnership", "region"]
KINDS: tuple[str, ...] = get_args(Kind)
PAGES: tuple[str, ...] = get_args(Page)

ANY_TABLE = "*"
"""Schema and table of a dictionary row that holds for a column wherever it stands."""
FILES_SCHEMA = "files"
"""Schema of a dictionary row about a column of a table that only pages and files have."""

_KIND_BY_START: Mapping[str, Kind] = MappingProxyType(
    {"is_": "flag", "has_": "flag", "share_": "share", "score_": "score"}
)
_KIND_BY_END: Mapping[str, Kind] = MappingProxyType(
    {
        "_eur": "euro",
        "_share": "share",
        "_year": "year",
        "_url": "url",
        "_id": "code",
        "_code": "code",
        "_count": "count",
        "_days": "count",
        "_score": "score",
        "_date": "date",
    }
)
_KIND_BY_TYPE: Mapping[str, Kind] = MappingProxyType(
    {
        "varchar": "text",
        "boolean": "flag",
        "integer": "count",
        "bigint": "count",
        "hugeint": "count",
        "ubigint": "count",
        "date": "date",
    }
)
_UNIT_BY_KIND: Mapping[str, str] = MappingProxyType({"euro": "EUR", "score": "points, 0 to 100", "share": "0 to 1"})


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: as in the frame and the file.
        label: as the reader sees it.
        kind: how values are printed and aligned.
        unit: of its values; empty where they have none.
        page: whose id the value is, where it leads to a page.
        description: what it means; empty where the edition does not say.
    """

    name: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    page: Page | None = None
    description: str = ""


def kind_of(name: str, data_type: str | None = None) -> Kind | None:
    """How the values of a column are to be read, by its name and then its type; None where neither says."""
    for start, kind in _KIND_BY_START.items():
        if name.startswith(start):
            return kind
    for end, kind in _KIND_BY_END.items():
        if f"_{name}".endswith(end):
            return kind
    if data_type is None:
        return "text"
    return "list" if data_type.endswith("[]") else _KIND_BY_TYPE.get(data_type)


def label_of(name: str) -> str:
    """The label of a column that states none: `active_member_count` is "Active member"."""
    words = name.removeprefix("is_").removeprefix("has_").removesuffix("_count").removesuffix("_name")
    words = f"{words.removesuffix('_eur')}, EUR" if words.endswith("_eur") else words
    words = words.replace("_", " ")
    return words[:1].upper() + words[1:]


def unit_of(kind: str) -> str:
    """The unit that a kind of values has by itself."""
    return _UNIT_BY_KIND.get(kind, "")


class Columns:
    """The columns an edition describes, found by name."""

    def __init__(self, described: Mapping[tuple[str, str, str], Column]) -> None:
        """Takes the columns by schema, table and name."""
        self._described = described

    def find(self, name: str, *, mart: str | None = None, file: str = "") -> Column:
        """One column: as the page or file has it, else as the mart has it, else as it is everywhere.

        Args:
            name: of the column.
            mart: `schema.table` that it is read from.
            file: the table of pages and files in which it stands.
        """
        schema, _, table = (mart or "").partition(".")
        for place in ((FILES_SCHEMA, file), (schema, table), (ANY_TABLE, ANY_TABLE)):
            if (found := self._described.get((*place, name))) is not None:
                return found
        return Column(name, label_of(name), kind_of(name) or "text")

    def find_all(self, names: Iterable[str], *, mart: str | None = None, file: str = "") -> tuple[Column, ...]:
        """Columns of one table in their order; see `find`."""
        return tuple(self.find(name, mart=mart, file=file) for name in names)


class DictionarySource(Protocol):
    """An edition that can be asked: `warehouse.store.reader.Snapshot`."""

    def has_table(self, schema: str, table: str) -> bool:
        """Whether it holds the table."""

    def frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run one query and give its rows."""


def read_columns(source: DictionarySource) -> Columns:
    """The columns an edition describes; one made before labels were kept says what they mean, names give the rest."""
    if not source.has_table("marts_quality", "data_dictionary"):
        return Columns({})
    frame = source.frame("select * from marts_quality.data_dictionary where column_name is not null")
    rows = frame.iter_rows(named=True)
    return Columns({(row["schema_name"], row["table_name"], row["column_name"]): _as_column(row) for row in rows})


def _as_column(row: Mapping[str, Any]) -> Column:
    name = row["column_name"]
    if "label" not in row:
        return Column(name, label_of(name), kind_of(name) or "text", description=row["description"] or "")
    return Column(name, row["label"], row["kind"], row["unit"] or "", row["page"], row["description"] or "")
