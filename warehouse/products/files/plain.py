"""Frames as CSV, Parquet and JSON, and what makes text safe to open in a spreadsheet.

The same frame gives the same bytes. Files with more than one part are in `workbook` and `bundle`.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import polars as pl

_BATCH = 5_000
_FORMULA_START = r"^[=+\-@\t\r\n]"


def zip_part(name: str) -> zipfile.ZipInfo:
    """A compressed member of an archive, of the same time always: the same content gives the same bytes."""
    part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def write_csv(frame: pl.DataFrame, *, is_european: bool = False) -> bytes:
    """UTF-8 with a header, empty for unknown, lists joined by "; ", text safe to open in a spreadsheet.

    Args:
        frame: the rows.
        is_european: whether a European Excel opens it by a double click: byte order mark, semicolons, decimal commas.
    """
    separator = ";" if is_european else ","
    text = make_safe(frame).write_csv(
        line_terminator="\n", include_bom=is_european, separator=separator, decimal_comma=is_european
    )
    return text.encode("utf-8")


def stream_csv(frame: pl.DataFrame) -> Iterator[bytes]:
    """The bytes of `write_csv`, some thousand rows at a time."""
    yield write_csv(frame.head(0))
    for part in frame.iter_slices(_BATCH):
        yield make_safe(part).write_csv(line_terminator="\n", include_header=False).encode("utf-8")


def write_parquet(frame: pl.DataFrame) -> bytes:
    """Types and text as they are."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=True)
    return buffer.getvalue()


def write_json(frame: pl.DataFrame) -> bytes:
    """A list of objects, null for unknown, text as it is."""
    # As text, which is what Polars makes of a decimal, an amount could not be added up by whoever reads the file.
    return (frame.with_columns(pl.col(pl.Decimal).cast(pl.Float64)).write_json() + "\n").encode("utf-8")


def safe_text(text: str) -> str:
    """One text as `make_safe` makes it."""
    return f"'{text}" if re.match(_FORMULA_START, text) else text


def make_safe(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with lists as text, and with an apostrophe before text that a spreadsheet would calculate."""
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    joined = frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join("; ") for name in lists)
    text = pl.col(pl.String)
    return joined.with_columns(pl.when(text.str.contains(_FORMULA_START)).then("'" + text).otherwise(text).name.keep())
