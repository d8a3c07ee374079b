"""Contract checks: does a parsed frame have the columns and values its pandera model states?

A fault of a column (missing, unknown, wrong type) refuses the table; a fault of a row sends that row to
the rejected ones with its reason and accepts the others. Contracts themselves are in each source's
``contract`` module; reading files into frames is in ``parsing``.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.api.polars.components import Column
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from pipelines.ingest.errors import ContractError
from pipelines.ingest.parsing import FAULT, ROW_NUMBER, SOURCE_FILE

REASON = "_reason"

# The engine's own class of digits holds those of every script, which no cast can read.
DIGITS = r"^[0-9]{1,18}$"
COUNT = r"^[0-9]{1,9}$"
DECIMAL = r"^-?[0-9]{1,12}(?:[.,][0-9]{1,20})?$"
"""At most twelve digits before the point, as no grant has: whatever passes can be cast, and so can its sums."""

YEAR = r"(?:19[5-9]|20[0-9])[0-9]"
MONTH = rf"{YEAR}-(?:0[1-9]|1[0-2])"
DAY = rf"{MONTH}-(?:0[1-9]|[12][0-9]|3[01])"
STATED_YEAR = rf"^{YEAR}$"
ISO_DATE = rf"^{DAY}$"
TIMESTAMP = rf"^{DAY}(?: [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})?$"
PARTIAL_DATE = rf"^(?:{YEAR}|{MONTH}|{DAY})$"
TRUE_OR_FALSE = ("true", "false")
CONFIDENCES = ("verified", "likely", "uncertain")

SHORT_TEXT = 32_767
"""Characters that a spreadsheet's cell can hold; a code, a name or a title that is longer is no such thing."""

LONG_TEXT = 2_000_000
"""What a text that is read as a whole may have; the longest of the portal have some ten thousand."""

_LONGEST_VALUE = 60
_NUTS_CODES = Path(__file__).with_name("nuts_codes.csv")


class RawTable(pa.DataFrameModel):
    """What every raw table has besides the publisher's columns; the base of all contracts.

    A contract's ``key`` names columns in which no two rows may agree; the first stays. Of its texts, those
    that ``long`` names may have ``LONG_TEXT`` characters, all others ``SHORT_TEXT``.
    """

    source_file: str = pa.Field(alias=SOURCE_FILE)
    row_number: int = pa.Field(alias=ROW_NUMBER, ge=1)

    class Config:
        """A column that is not stated is a fault, as is a stated one that is not there."""

        strict = True

    def __init_subclass__(
        cls,
        *,
        key: tuple[str, ...] | None = None,
        long: tuple[str, ...] = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Takes the key and the long texts into the contract's configuration."""
        stated = {"unique": key} if key is not None else {}
        if stated or long:
            named = {**stated, "name": cls.__name__, "metadata": {"long": long}}
            cls.Config = type("Config", (cls.Config,), named)  # type: ignore[misc,assignment]
        super().__init_subclass__(**kwargs)  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class CheckedTable:
    """A frame split by its contract; no row is in both parts and none in neither.

    Attributes:
        accepted: rows that hold the contract, columns as they came.
        rejected: the other rows, with ``_reason``: column, what was expected, value found.
    """

    accepted: pl.DataFrame
    rejected: pl.DataFrame


def may_be_blank(*, str_matches: str | None = None, isin: Iterable[str] | None = None) -> Any:  # noqa: ANN401
    """A field that the publisher may leave empty; if it is filled, the checks hold.

    Any, like pandera's own ``Field``, because it stands as the default of a column of any type.
    """
    # A tuple of one would be taken for the text inside it.
    allowed = None if isin is None else list(isin)
    return pa.Field(nullable=True, str_matches=str_matches, isin=allowed)


def expect(column: str, words: str, rule: Callable[[pl.Expr], pl.Expr]) -> Any:  # noqa: ANN401 - pandera's wrapper
    """A check of one column that no ``Field`` has, for the body of a contract; blanks pass.

    Args:
        column: which one.
        words: what is expected, as the reason of a rejected row says it.
        rule: the column → true where the value holds.
    """

    def check(_contract: type, data: pa.PolarsData) -> pl.LazyFrame:
        value = pl.col(data.key or column)
        return data.lazyframe.select(rule(value) | value.is_null())

    return pa.check(column, error=words)(classmethod(check))


def is_nuts_code(value: pl.Expr) -> pl.Expr:
    """True where a code stands in NUTS 2013, 2016, 2021 or 2024, countries included."""
    return value.is_in(sorted(nuts_codes()))


def is_on_the_calendar(value: pl.Expr) -> pl.Expr:
    """True where a year, month or day exists, or where both of a span such as 2023-11/2024-06 do, in that order."""
    parts, slashes = value.str.split("/"), value.str.count_matches("/", literal=True)
    first, last = (
        # A year or month is judged by its first day.
        (parts.list.get(place, null_on_oob=True) + pl.lit("-01-01")).str.head(10).str.to_date("%Y-%m-%d", strict=False)
        for place in (0, 1)
    )
    return (first.is_not_null() & ((slashes == 0) | ((slashes == 1) & (first <= last)))).fill_null(value=False)


@cache
def nuts_codes() -> frozenset[str]:
    """Codes of NUTS 2013, 2016, 2021 and 2024, countries included."""
    return frozenset(_NUTS_CODES.read_text(encoding="utf-8").split()[1:])


def check_contract(frame: pl.DataFrame, model: type[pa.DataFrameModel], where: str) -> CheckedTable:
    """Splits a frame into the rows that hold the contract and those that do not.

    Args:
        frame: as a parser gives it, with ``_fault`` where a record could not be read.
        model: the table's contract.
        where: table and file, named in errors.

    Raises:
        ContractError: a column is missing, unknown or of the wrong type; every one of them is named.
    """
    # A copy, because a model hands out one and the same schema; repeats are found here, per row.
    schema = copy(model.to_schema())
    keys = list(schema.unique or ())
    schema.unique = None
    readable, unreadable = _split_faults(frame)
    errors = _collect_errors(schema, readable)
    _require_columns(errors, schema.columns, readable, where)
    reasons = [_explain_check(readable, error) for error in errors]
    reasons += _explain_absurd(readable, schema.columns, getattr(model.Config, "metadata", {}).get("long", ()))
    if keys:
        reasons.append(_explain_repeats(readable, keys))
    judged = readable.with_columns(_join_reasons(reasons))
    accepted = judged.filter(pl.col(REASON).is_null()).drop(REASON)
    rejected = judged.filter(pl.col(REASON).is_not_null())
    return CheckedTable(accepted, pl.concat([rejected, unreadable]).sort(ROW_NUMBER, maintain_order=True))


def empty_frame(model: type[pa.DataFrameModel]) -> pl.DataFrame:
    """A frame without rows that has a contract's columns, publisher's columns first."""
    columns = model.to_schema().columns
    names = sorted(columns, key=lambda name: name in (SOURCE_FILE, ROW_NUMBER))
    return pl.DataFrame(schema={name: columns[name].dtype.type for name in names})


def _split_faults(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    if FAULT not in frame.columns:
        return frame, frame.clear().with_columns(pl.lit(None, pl.String).alias(REASON))
    readable = frame.filter(pl.col(FAULT).is_null()).drop(FAULT)
    return readable, frame.filter(pl.col(FAULT).is_not_null()).rename({FAULT: REASON})


def _collect_errors(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> list[SchemaError]:
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        return list(errors.schema_errors)
    return []


def _require_columns(
    errors: Iterable[SchemaError], columns: dict[str, Column], frame: pl.DataFrame, where: str
) -> None:
    """Refuses the table if any error is about a column rather than about rows."""
    if all(_is_about_rows(error) for error in errors):
        return
    missing = [name for name in columns if name not in frame.columns]
    unknown = [name for name in frame.columns if name not in columns]
    faults = [f"missing {name}" for name in missing] + [f"unknown {name}" for name in unknown]
    faults += [
        f"{name} of type {found} instead of {columns[name].dtype.type}"
        for name, found in frame.schema.items()
        if name in columns and found != columns[name].dtype.type
    ]
    came = "; ".join(faults) or "; ".join(str(error) for error in errors if not _is_about_rows(error))
    raise ContractError(where=where, expected=f"the {len(columns)} columns of the contract", came=came)


def _is_about_rows(error: SchemaError) -> bool:
    about_rows = (SchemaErrorReason.SERIES_CONTAINS_NULLS, SchemaErrorReason.DATAFRAME_CHECK)
    return error.reason_code in about_rows and isinstance(error.check_output, pl.DataFrame)


def _explain_check(frame: pl.DataFrame, error: SchemaError) -> pl.Series:
    """Per row, why a check failed; null where it held."""
    name = str(error.schema.name)
    is_valid = error.check_output.to_series()
    value = frame.get_column(name)
    shown = value.cast(pl.String).str.slice(0, _LONGEST_VALUE).fill_null("nothing")
    return pl.select(
        pl.when(~is_valid).then(pl.format("{}: expected {}, got {}", pl.lit(name), pl.lit(_describe(error)), shown))
    ).to_series()


def _explain_absurd(frame: pl.DataFrame, columns: dict[str, Column], long: tuple[str, ...]) -> list[pl.Series]:
    """Per row, what is longer than a text of its column may be, or a date that no calendar has; null elsewhere."""
    found = []
    for name, column in columns.items():
        value, most = pl.col(name), LONG_TEXT if name in long else SHORT_TEXT
        patterns = [check.statistics.get("pattern") for check in column.checks]
        if frame.schema[name] == pl.List(pl.String):
            value = value.list.join("", ignore_nulls=True)
        elif frame.schema[name] != pl.String:
            continue
        size = value.str.len_chars()
        words = pl.format(f"{name}: expected at most {most:,} characters, got {{}}", size)
        found.append(pl.when(size > most).then(words))
        if ISO_DATE in patterns or TIMESTAMP in patterns:
            day = value.str.head(10)
            is_none = day.str.contains(ISO_DATE) & day.str.to_date("%Y-%m-%d", strict=False).is_null()
            found.append(pl.when(is_none).then(pl.format(f"{name}: expected a date that exists, got {{}}", day)))
    return frame.select(one.alias(str(place)) for place, one in enumerate(found)).get_columns()


def _describe(error: SchemaError) -> str:
    if error.reason_code == SchemaErrorReason.SERIES_CONTAINS_NULLS:
        return "a value"
    statistics = error.check.statistics or {}
    if "allowed_values" in statistics:
        return f"one of {', '.join(map(str, statistics['allowed_values']))}"
    if "pattern" in statistics:
        return f"text like {statistics['pattern']}"
    return str(error.check.error or error.check.name)


def _explain_repeats(frame: pl.DataFrame, keys: list[str]) -> pl.Series:
    """Per row, that an earlier row has the same key; null for the first."""
    is_first = frame.select(pl.struct(keys).is_first_distinct()).to_series()
    reason = f"{', '.join(keys)}: expected no two rows alike, got a repeat of an earlier row"
    return pl.select(pl.when(~is_first).then(pl.lit(reason))).to_series()


def _join_reasons(reasons: list[pl.Series]) -> pl.Expr:
    """All reasons of a row in one text, null if there is none."""
    if not reasons:
        return pl.lit(None, pl.String).alias(REASON)
    return pl.concat_str(reasons, separator="; ", ignore_nulls=True).replace("", None).alias(REASON)
