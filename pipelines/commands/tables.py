"""Tables that users bring to a command: read as text, and what is wrong with them named."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from warehouse.store.errors import UsageError

GRADES = ("0", "1", "2")
NAMED = 5
"""Wrong values that a message names."""


def read_table(file: Path, columns: Iterable[str], optional: Iterable[str] = ()) -> pl.DataFrame:
    """A CSV file's columns as text: those expected, and the optional ones that it has.

    Raises:
        UsageError: it cannot be read, lacks a column, or is empty.
    """
    try:
        table = pl.read_csv(file, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        [reason, *_] = str(error).splitlines() or [""]  # Further lines are advice to programmers.
        raise UsageError(f"{file}: expected a CSV file in UTF-8, found none that can be read: {reason}") from error
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise UsageError(
            f"{file}: expected columns {', '.join(columns)}; {', '.join(missing)} missing, "
            f"found {', '.join(table.columns)}"
        )
    if table.is_empty():
        raise UsageError(f"{file}: expected at least one row, found none")
    return table.select(*columns, *(name for name in optional if name in table.columns))


def read_labels(file: Path, columns: Iterable[str], key: list[str], theme_texts: pl.DataFrame) -> pl.DataFrame:
    """A file of graded pairs of partnerships, with grades as numbers.

    Raises:
        UsageError: as `read_table`, or a key stands twice, a partnership is not known, a grade is none.
    """
    labels = read_table(file, columns)
    refuse_repeated(labels, key, file)
    known = theme_texts.get_column("partnership_id")
    refuse_unknown(labels.get_column("partnership_id"), known, file, "partnership in the registry")
    grade = pl.col("grade").fill_null("").str.strip_chars()
    wrong = labels.filter(~grade.is_in(GRADES)).get_column("grade")
    if not wrong.is_empty():
        raise UsageError(f"{file}: expected grade 0, 1 or 2, found {name_some(wrong)}")
    return labels.with_columns(grade.cast(pl.Int64))


def refuse_unknown(asked: pl.Series, known: pl.Series, file: Path, expected: str) -> None:
    """Raises a UsageError where a value asked for is not among those known."""
    unknown = asked.filter(~asked.is_in(known.implode()) | asked.is_null())
    if not unknown.is_empty():
        raise UsageError(f"{file}: expected the id of a {expected}, found {name_some(unknown)}")


def refuse_repeated(table: pl.DataFrame, key: list[str], file: Path) -> None:
    """Raises a UsageError where two rows have the same key."""
    repeated = table.filter(pl.struct(key).is_duplicated()).get_column(key[-1])
    if not repeated.is_empty():
        raise UsageError(f"{file}: expected {', '.join(key)} once each, found {name_some(repeated)} several times")


def name_some(values: pl.Series) -> str:
    """The first few distinct values, sorted, and how many more there are."""
    distinct = values.fill_null("(blank)").unique().sort().to_list()
    more = f" and {len(distinct) - NAMED} more" if len(distinct) > NAMED else ""
    return ", ".join(repr(value) for value in distinct[:NAMED]) + more
