"""The one question "which calls fit which partnership": filters, rows, columns, order, and the files made of them.

Belongs here: what the funding page, `interregio export funding-match` and publishing must agree on, so that a file
equals the screen. Does not belong here: how a match is scored (dbt) and how it looks (`dashboards`). `write_frame`
also serves every other table that the dashboards offer as a file, so that all of them are written alike.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Protocol

import polars as pl

from warehouse.errors import UsageError

ELIGIBILITIES = ("pass", "fail", "unknown")
STATUSES = ("open", "forthcoming")
FORMATS = ("csv", "parquet", "json")
SCORE_RANGE = (0.0, 100.0)

# Name and order are a promise to whoever reads the files: add at the end, change only with a note.
MATCH_COLUMNS = (
    "partnership_id",
    "topic_id",
    "topic_title",
    "deadline_date",
    "days_left",
    "eligibility",
    "score",
    "matched_terms",
    "near_miss",
    "reasons",
    "partnership_name",
    "platform_name",
    "programme_id",
    "programme_name",
    "action_type_code",
    "topic_status",
    "opening_date",
    "countries_have",
    "countries_needed",
    "score_theme",
    "score_instrument",
    "score_trl",
    "score_geography",
    "score_budget",
    "score_time",
    "score_coverage_share",
    "budget_eur",
    "min_grant_eur",
    "max_grant_eur",
    "expected_grant_count",
    "trl_min",
    "trl_max",
    "call_id",
    "call_title",
    "action_type",
    "deadline_dates",
    "deadline_model",
    "portal_url",
    "source",
    "as_of_date",
)

_SELECT_MATCHES = """
with as_of as (
    select as_of from marts_quality.edition
)

select
    matches.partnership_id,
    matches.topic_id,
    topics.topic_title,
    matches.deadline_date,
    matches.days_left,
    matches.eligibility,
    matches.score,
    matches.matched_terms,
    matches.near_miss,
    matches.reasons,
    partnerships.partnership_name,
    partnerships.platform_name,
    topics.programme_id,
    topics.programme_name,
    topics.action_type_code,
    matches.topic_status,
    topics.opening_date,
    matches.countries_have,
    matches.countries_needed,
    matches.score_theme,
    matches.score_instrument,
    matches.score_trl,
    matches.score_geography,
    matches.score_budget,
    matches.score_time,
    matches.score_coverage_share,
    topics.budget_eur,
    topics.min_grant_eur,
    topics.max_grant_eur,
    topics.expected_grant_count,
    topics.trl_min,
    topics.trl_max,
    topics.call_id,
    topics.call_title,
    topics.action_type,
    array_to_string(topics.deadline_dates, '; ') as deadline_dates,
    topics.deadline_model,
    topics.portal_url,
    topics.source,
    as_of.as_of as as_of_date,
from marts_funding.fct_match as matches
inner join marts_core.dim_topic as topics on matches.topic_id = topics.topic_id
inner join marts_core.dim_partnership as partnerships on matches.partnership_id = partnerships.partnership_id
cross join as_of
where
    ($partnership is null or matches.partnership_id = $partnership)
    and ($programme is null or topics.programme_id = $programme)
    and ($min_score is null or matches.score >= $min_score)
    and ($eligibility is null or matches.eligibility = $eligibility)
    and ($status is null or matches.topic_status = $status)
    and (
        $text is null
        or contains(lower(matches.topic_id), lower($text))
        or contains(lower(coalesce(topics.topic_title, '')), lower($text))
        or contains(lower(coalesce(topics.call_title, '')), lower($text))
        or contains(lower(coalesce(matches.matched_terms, '')), lower($text))
    )
order by
    matches.partnership_id,
    matches.score desc nulls last,
    matches.deadline_date nulls last,
    matches.topic_id
"""

_FORMULA_START = r"^[=+\-@\t\r]"


class FilterError(UsageError):
    """A filter got a name or a value that does not exist; the message is one line and names the valid ones."""


class FrameSource(Protocol):
    """Anything that runs a query on one edition: `warehouse.reader.Reader` or its `Snapshot`."""

    def frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run one query with bound parameters and give its rows."""


@dataclass(frozen=True)
class MatchFilters:
    """What to keep of all matches; None keeps everything.

    Attributes:
        partnership: partnership_id.
        programme: programme_id of the topic.
        min_score: smallest score kept, 0–100; a match without a score falls out.
        eligibility: pass, fail or unknown.
        status: open or forthcoming, as of the edition's date.
        text: words found in the topic's id or title, its call's title or the matched terms, whatever the case.

    Raises:
        FilterError: a value outside its fixed list or range.
    """

    partnership: str | None = None
    programme: str | None = None
    min_score: float | None = None
    eligibility: str | None = None
    status: str | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        """Check the filters whose valid values do not depend on the edition."""
        _check_choice("eligibility", self.eligibility, ELIGIBILITIES)
        _check_choice("status", self.status, STATUSES)
        low, high = SCORE_RANGE
        if self.min_score is not None and not low <= self.min_score <= high:
            raise FilterError(f"min_score: expected a number from {low:g} to {high:g}, came {self.min_score:g}")

    @classmethod
    def from_text(cls, values: Mapping[str, str]) -> MatchFilters:
        """Read filters from text such as a URL's query; an empty value is no filter.

        Raises:
            FilterError: an unknown filter name, or a value that is not valid.
        """
        names = tuple(field.name for field in fields(cls))
        unknown = sorted(set(values) - set(names))
        if unknown:
            raise FilterError(f"{unknown[0]}: no such filter; valid filters: {', '.join(names)}")
        given = {name: value.strip() for name, value in values.items() if value.strip()}
        score = given.pop("min_score", None)
        return cls(**given, min_score=None if score is None else _parse_score(score))

    def as_text(self) -> dict[str, str]:
        """The filters that are set, as the text `from_text` reads."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: f"{value:g}" if isinstance(value, float) else str(value)
            for name, value in given.items()
            if value is not None
        }


def select_matches(source: FrameSource, filters: MatchFilters) -> pl.DataFrame:
    """Give the matches that pass the filters, with the columns `MATCH_COLUMNS`.

    One row is one partnership × one open or forthcoming topic, ordered by partnership_id, score (highest first),
    deadline (nearest first) and topic_id. Money in euro, scores in points, NULL where not known.

    Raises:
        FilterError: the edition has no such partnership or programme.
    """
    _check_choice("partnership", filters.partnership, list_partnerships(source))
    _check_choice("programme", filters.programme, list_programmes(source))
    parameters = {field.name: getattr(filters, field.name) for field in fields(filters)}
    return source.frame(_SELECT_MATCHES, parameters).select(MATCH_COLUMNS)


def list_partnerships(source: FrameSource) -> tuple[str, ...]:
    """Every partnership_id of the edition, in alphabetical order."""
    return _first_column(source, "select partnership_id from marts_core.dim_partnership order by 1")


def list_programmes(source: FrameSource) -> tuple[str, ...]:
    """Every programme_id that a match's topic carries, in alphabetical order."""
    return _first_column(
        source,
        """
        select distinct topics.programme_id
        from marts_funding.fct_match as matches
        inner join marts_core.dim_topic as topics on matches.topic_id = topics.topic_id
        where topics.programme_id is not null
        order by 1
        """,
    )


def check_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """Give the formats back if every one of them can be written.

    Raises:
        FilterError: one of them is unknown; names those there are.
    """
    for file_format in formats:
        _check_choice("format", file_format, FORMATS)
    return tuple(dict.fromkeys(formats))


def write_matches(frame: pl.DataFrame, path: Path, file_format: str) -> None:
    """Write a frame of matches (or any other) as a file; the same frame gives the same bytes.

    Args:
        frame: rows in the order they shall stand in.
        path: file to create or replace; its folder exists.
        file_format: csv, parquet or json.

    Raises:
        FilterError: the format is none of these.
    """
    path.write_bytes(write_frame(frame, file_format))


def write_frame(frame: pl.DataFrame, file_format: str) -> bytes:
    """Give a frame as the bytes of a file; the same frame gives the same bytes.

    CSV is UTF-8 with a header, empty for unknown, and its text is safe to open in a spreadsheet: text that would be
    read as a formula gets a leading apostrophe. Parquet keeps types and text as they are. JSON is a list of objects.

    Raises:
        FilterError: the format is none of csv, parquet, json.
    """
    _check_choice("format", file_format, FORMATS)
    if file_format == "csv":
        return _guard_formulas(_join_lists(frame)).write_csv(line_terminator="\n").encode("utf-8")
    if file_format == "parquet":
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="zstd", statistics=True)
        return buffer.getvalue()
    return _to_json(frame)


def _to_json(frame: pl.DataFrame) -> bytes:
    # As text, which is what Polars makes of a decimal, an amount could not be added up by whoever reads the file.
    return (frame.with_columns(pl.col(pl.Decimal).cast(pl.Float64)).write_json() + "\n").encode("utf-8")


def _join_lists(frame: pl.DataFrame) -> pl.DataFrame:
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join("; ") for name in lists)


def _guard_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    text = pl.col(pl.String)
    return frame.with_columns(pl.when(text.str.contains(_FORMULA_START)).then("'" + text).otherwise(text).name.keep())


def _check_choice(name: str, value: str | None, valid: tuple[str, ...]) -> None:
    if value is not None and value not in valid:
        raise FilterError(f"{name}: no such value {value!r}; valid values: {', '.join(valid) or 'none'}")


def _parse_score(text: str) -> float:
    low, high = SCORE_RANGE
    try:
        return float(text)
    except ValueError as error:
        raise FilterError(f"min_score: expected a number from {low:g} to {high:g}, came {text!r}") from error


def _first_column(source: FrameSource, sql: str) -> tuple[str, ...]:
    return tuple(source.frame(sql).to_series(0).to_list())
