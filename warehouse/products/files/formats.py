"""The kinds of file there are: name, ending, media type, writer.

A new kind is one entry here. How each is written is in the module of its name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from warehouse.products.files.bundle import write_bundle
from warehouse.products.files.calendar import write_calendar
from warehouse.products.files.feed import write_feed
from warehouse.products.files.graph import write_graphml
from warehouse.products.files.plain import write_csv, write_json, write_parquet
from warehouse.products.files.table import ExportedTable
from warehouse.products.files.workbook import write_workbook
from warehouse.products.matches.query import check_choice


@dataclass(frozen=True)
class FileFormat:
    """One kind of file.

    Attributes:
        label: as the reader sees it.
        ending: of the file's name.
        media_type: as the answer states it.
        write: gives the bytes of a table, the same for the same table.
    """

    label: str
    ending: str
    media_type: str
    write: Callable[[ExportedTable], bytes]


_FORMATS: Mapping[str, FileFormat] = MappingProxyType(
    {
        "xlsx": FileFormat(
            "XLSX", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_workbook
        ),
        "csv": FileFormat(
            "CSV",
            "csv",
            "text/csv; charset=utf-8",
            lambda table: write_csv(table.frame, is_european=table.is_european),
        ),
        "parquet": FileFormat(
            "Parquet", "parquet", "application/vnd.apache.parquet", lambda table: write_parquet(table.frame)
        ),
        "json": FileFormat("JSON", "json", "application/json", lambda table: write_json(table.frame)),
        "ics": FileFormat("Calendar", "ics", "text/calendar; charset=utf-8", write_calendar),
        "atom": FileFormat("Feed", "atom", "application/atom+xml; charset=utf-8", write_feed),
        "graphml": FileFormat("GraphML", "graphml", "application/graphml+xml", write_graphml),
        "bundle": FileFormat("Bundle", "bundle.zip", "application/zip", write_bundle),
    }
)
TABLE_FORMATS = ("xlsx", "csv", "parquet", "json", "bundle")
"""What every table can be had as."""
MATCH_FORMATS = ("xlsx", "csv", "parquet", "json", "ics", "atom", "bundle")
"""What matches can be had as."""
PAIR_TABLES = ("organisation-edges", "region-edges", "region-pairs", "region-network", "organisation-network")
"""Tables of pairs: they can be had as a network besides."""


def formats_of(table_name: str) -> tuple[str, ...]:
    """The formats of one table."""
    if table_name in PAIR_TABLES:
        return (*TABLE_FORMATS, "graphml")
    return MATCH_FORMATS if table_name == "funding-match" else TABLE_FORMATS


def read_formats(text: str, valid: Sequence[str]) -> tuple[str, ...]:
    """The formats that a text names with commas, each once.

    Raises:
        FilterError: one of them is none of the valid ones; the message names those.
    """
    names = [name.strip() for name in text.split(",")]
    for name in names:
        check_choice("format", name, tuple(valid))
    return tuple(dict.fromkeys(names))


def find_format(name: str, valid: Sequence[str]) -> FileFormat:
    """One format by its name.

    Raises:
        FilterError: it is none of the valid ones; the message names them.
    """
    check_choice("format", name, tuple(valid))
    return _FORMATS[name]
