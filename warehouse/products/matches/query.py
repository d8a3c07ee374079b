"""The one question "which calls fit which partnership": filters, rows, columns, order.

Belongs here: what the funding page, `interregio export funding-match`, the addresses of files and publishing must agree
on, so that a file equals the screen. Does not belong here: how a match is scored (dbt), how it looks (`dashboards`),
and how a file is written (`warehouse.products.files`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from types import MappingProxyType
from typing import Protocol, Self

import polars as pl

from warehouse.products.files.columns import Kind, kind_of
from warehouse.products.matches.columns import COLUMNS, JOINED, MATCH_COLUMNS, MATCH_TABLE, WHOLE_NUMBERS, MatchColumn
from warehouse.products.matches.reviews import KEYS, REVIEW_TABLE, Reviews
from warehouse.products.matches.state import REVIEW_STATUSES
from warehouse.store.errors import UsageError

ELIGIBILITIES = ("pass", "fail", "unknown")
STATUSES = ("open", "forthcoming")
MUTED = ("hide", "show", "only")
WHEN = ("apply_now", "prepare", "next_year")
"""Open on the day of the reader; not yet, with a deadline within `PREPARED`; not yet, with a later one or none."""
LANES = ("theme", "instrument")
PREPARED = timedelta(days=365)
"""Twelve months are what a partnership needs from the first talk to a submitted proposal."""
SCORE_RANGE = (0.0, 100.0)
ALL_PROGRAMMES = "all"

_SELECT_MATCHES = """
select {columns}
from marts_funding.fct_match
inner join marts_core.dim_topic on fct_match.topic_id = dim_topic.topic_id
inner join marts_core.dim_partnership on fct_match.partnership_id = dim_partnership.partnership_id
cross join marts_quality.edition
where
    ($partnership is null or list_contains(string_split($partnership, ','), fct_match.partnership_id))
    and case
        when $programme is null then {is_default}
        else $programme = 'all' or dim_topic.programme_id = $programme
    end
    and ($topic is null or fct_match.topic_id = $topic)
    and ($min_score is null or fct_match.score >= $min_score)
    and ($eligibility is null or fct_match.eligibility = $eligibility)
    and (
        $text is null
        or contains(lower(fct_match.topic_id), lower($text))
        or contains(lower(coalesce(dim_topic.topic_title, '')), lower($text))
        or contains(lower(coalesce(dim_topic.call_title, '')), lower($text))
        or contains(lower(coalesce(fct_match.matched_terms, '')), lower($text))
    )
order by
    fct_match.partnership_id,
    fct_match.score desc nulls last,
    fct_match.deadline_date nulls last,
    fct_match.topic_id
"""

_SQL_TYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "count": "integer",
        "year": "integer",
        "euro": "decimal(18, 2)",
        "score": "double",
        "share": "double",
        "date": "date",
        "flag": "boolean",
    }
)


class FilterError(UsageError):
    """A filter got a name or a value that does not exist; the message is one line and names the valid ones."""


class FrameSource(Protocol):
    """Anything that runs a query on one edition: `warehouse.store.reader.Reader` or its `Snapshot`."""

    @property
    def columns(self) -> frozenset[tuple[str, str]]:
        """Marts with the columns that the edition has; one made by earlier code may lack some."""

    def frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run one query with bound parameters and give its rows."""


@dataclass(frozen=True)
class MatchFilters:
    """What to keep of all matches; None keeps everything.

    Attributes:
        partnership: partnership_id, or several with commas.
        programme: programme_id of the topic, or all; None keeps the default programmes and, of the others, the matches
            in the theme.
        min_score: smallest score kept, 0–100; a match without a score falls out.
        eligibility: pass, fail or unknown.
        status: open or forthcoming, as of the edition's date.
        text: words found in the topic's id or title, its call's title or the matched terms, whatever the case.
        muted: hide (as None does), show or only; muted matches are left out unless asked for.
        review_status: what users said they do about it.
        when: apply_now, prepare or next_year, on the day of the reader.
        lane: theme, or instrument for the calls of instruments that are open to every theme.

    Raises:
        FilterError: a value outside its fixed list or range, one given twice, or two that contradict each other.
    """

    partnership: str | None = None
    programme: str | None = None
    min_score: float | None = None
    eligibility: str | None = None
    status: str | None = None
    text: str | None = None
    muted: str | None = None
    review_status: str | None = None
    when: str | None = None
    lane: str | None = None

    def __post_init__(self) -> None:
        """Check the filters whose valid values do not depend on the edition."""
        check_choice("eligibility", self.eligibility, ELIGIBILITIES)
        check_choice("status", self.status, STATUSES)
        check_choice("muted", self.muted, MUTED)
        check_choice("review_status", self.review_status, REVIEW_STATUSES)
        check_choice("when", self.when, WHEN)
        check_choice("lane", self.lane, LANES)
        if self.when and self.status and (self.when == "apply_now") != (self.status == "open"):
            raise FilterError(f"when: {self.when} and status {self.status} contradict each other; leave one out")
        if len(set(self.partnerships)) < len(self.partnerships):
            raise FilterError(f"partnership: expected each once, came {self.partnership}")
        low, high = SCORE_RANGE
        if self.min_score is not None and not low <= self.min_score <= high:
            raise FilterError(f"min_score: expected a number from {low:g} to {high:g}, came {self.min_score:g}")

    @property
    def partnerships(self) -> tuple[str, ...]:
        """The ids of the partnerships asked for; none means all."""
        return tuple(self.partnership.split(",")) if self.partnership else ()

    @classmethod
    def from_text(cls, values: Mapping[str, str]) -> Self:
        """Read filters from text such as a URL's query; an empty value is no filter.

        Raises:
            FilterError: an unknown filter name, or a value that is not valid.
        """
        unknown = sorted(set(values) - set(FILTER_NAMES))
        if unknown:
            raise FilterError(f"{unknown[0]}: no such filter; valid filters: {', '.join(FILTER_NAMES)}")
        given = {name: value.strip() for name, value in values.items() if value.strip()}
        if "partnership" in given:
            given["partnership"] = ",".join(name.strip() for name in given["partnership"].split(","))
        score = given.pop("min_score", None)
        return cls(**given, min_score=None if score is None else _parse_score(score))

    def as_text(self) -> dict[str, str]:
        """The filters that are set, as the text `from_text` reads."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: f"{value:.15g}" if isinstance(value, float) else str(value)
            for name, value in given.items()
            if value is not None
        }


FILTERS_OF_ROWS = frozenset({"muted", "review_status", "status", "when", "lane"})
"""Filters that rest on the reader's day or on reviews: applied to rows that were read."""
_JUDGED = frozenset(
    {*KEYS, "as_of_date", "topic_status", "opening_date", "deadline_date", "deadline_dates", "deadline_model"}
    | {"is_instrument_match"}
)
"""Columns that those filters and a later day rest on."""
FILTER_NAMES = tuple(field.name for field in fields(MatchFilters))
"""Names of the filters, in the order in which they are listed."""


def select_matches(
    source: FrameSource, filters: MatchFilters, reviews: Reviews, today: date | None = None
) -> pl.DataFrame:
    """Give the matches that pass the filters, with the columns `MATCH_COLUMNS`.

    One row is one partnership × one open or forthcoming topic, ordered by partnership_id, score (highest first),
    deadline (nearest first) and topic_id. Money in euro, scores in points, NULL where not known.

    Args:
        source: the edition.
        filters: what to keep.
        reviews: what users said about matches; `warehouse.products.matches.reviews.current_reviews` gives what holds
            now.
        today: the day of the reader; what has closed since the edition is left out, what has opened is open. The
            edition's own date where none is given, as in files.

    Raises:
        FilterError: the edition has no such partnership or programme.
    """
    return keep_matches(read_matches(source, filters, today), filters, reviews, today)


def read_matches(
    source: FrameSource,
    filters: MatchFilters,
    today: date | None = None,
    columns: Sequence[str] = MATCH_COLUMNS,
    topic_id: str | None = None,
) -> pl.DataFrame:
    """The matches for `keep_matches`, without what users said; rows as in `select_matches`.

    Args:
        source: the edition.
        filters: what to keep; `FILTERS_OF_ROWS` are left to `keep_matches`.
        today: the day of the reader.
        columns: those wanted, besides the ones that `keep_matches` needs; texts make up nine tenths of all.
        topic_id: the only topic wanted.

    Raises:
        FilterError: the edition has no such partnership or programme.
    """
    if filters.partnership:
        partnerships = list_partnerships(source)
        for partnership in filters.partnerships:
            check_choice("partnership", partnership, partnerships)
    if filters.programme not in {None, ALL_PROGRAMMES}:
        check_choice("programme", filters.programme, (ALL_PROGRAMMES, *list_programmes(source)))
    parameters = {name: getattr(filters, name) for name in FILTER_NAMES if name not in FILTERS_OF_ROWS}
    parameters["topic"] = topic_id
    present = source.columns
    read = [entry for entry in COLUMNS if entry.table != REVIEW_TABLE and entry.name in _JUDGED.union(columns)]
    is_default = "fct_match.is_default" if (MATCH_TABLE, "is_default") in present else "true"
    listed = ", ".join(f"{_expression(entry, present)} as {entry.name}" for entry in read)
    found = source.frame(_SELECT_MATCHES.format(columns=listed, is_default=is_default), parameters)
    return found if today is None else _move_on(found, today)


def keep_matches(
    matches: pl.DataFrame, filters: MatchFilters, reviews: Reviews, today: date | None = None
) -> pl.DataFrame:
    """What `read_matches` gave for the same day, as far as `FILTERS_OF_ROWS` keep it, with what users said."""
    kept = _with_reviews(_in_lists(matches, filters, today), filters, reviews)
    return kept.select(name for name in MATCH_COLUMNS if name in kept.columns)


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


def check_choice(name: str, value: str | None, valid: tuple[str, ...]) -> None:
    """Make sure that a value is one of those there are.

    Raises:
        FilterError: it is not; the message is one line and names them.
    """
    if value is not None and value not in valid:
        raise FilterError(f"{name}: no such value {value!r}; valid values: {', '.join(valid) or 'none'}")


def _move_on(matches: pl.DataFrame, today: date) -> pl.DataFrame:
    """Matches as they stand on a later day than their edition's."""
    day = pl.max_horizontal(pl.lit(today), "as_of_date")
    stated = pl.col("deadline_dates").str.split("; ").list.eval(pl.element().str.to_date("%Y-%m-%d", strict=False))
    # Who missed the first of two stages cannot apply any more: the second is for those who were invited.
    later = pl.when(pl.col("deadline_model").ne_missing("two-stage")).then(
        stated.list.eval(pl.element().filter(pl.element() >= today)).list.min()
    )
    moved = matches.with_columns(
        deadline_date=pl.when(pl.col("deadline_date") >= day).then("deadline_date").otherwise(later),
        had_deadline=pl.col("deadline_date").is_not_null(),
        topic_status=pl.when(pl.col("opening_date") <= day).then(pl.lit("open")).otherwise("topic_status"),
    ).filter(pl.col("deadline_date").is_not_null() | ~pl.col("had_deadline"))
    left = (pl.col("deadline_date") - day).dt.total_days().cast(pl.Int32)
    words = pl.format("{} day{} left.", left, pl.when(left == 1).then(pl.lit("")).otherwise(pl.lit("s")))
    reasons = pl.col("reasons").str.replace(r"\d+ days? left\.", words.fill_null(""))
    return moved.with_columns(days_left=left, **({"reasons": reasons} if "reasons" in matches.columns else {}))


def _in_lists(matches: pl.DataFrame, filters: MatchFilters, today: date | None) -> pl.DataFrame:
    day = pl.col("as_of_date") if today is None else pl.max_horizontal(pl.lit(today), "as_of_date")
    is_open = pl.col("topic_status") == "open"
    is_near = (pl.col("deadline_date") <= day + PREPARED).fill_null(value=False)
    in_list = {"apply_now": is_open, "prepare": ~is_open & is_near, "next_year": ~is_open & ~is_near}
    kept = [in_list[filters.when]] if filters.when else []
    if filters.status is not None:
        kept.append(pl.col("topic_status") == filters.status)
    if filters.lane is not None:
        kept.append(pl.col("is_instrument_match").fill_null(value=False) == (filters.lane == "instrument"))
    return matches.filter(*kept)


def _with_reviews(matches: pl.DataFrame, filters: MatchFilters, reviews: Reviews) -> pl.DataFrame:
    joined = matches.join(reviews.frame, on=KEYS, how="left", maintain_order="left").with_columns(
        pl.col("is_muted").fill_null(value=False)
    )
    kept = {"show": pl.lit(value=True), "only": pl.col("is_muted")}.get(filters.muted or "", ~pl.col("is_muted"))
    if filters.review_status is not None:
        kept &= pl.col("review_status").eq_missing(filters.review_status)
    return joined.filter(kept)


def _expression(entry: MatchColumn, present: frozenset[tuple[str, str]]) -> str:
    if (entry.table, entry.source_name) not in present:
        kind = "count" if entry.name in WHOLE_NUMBERS else kind_of(entry.name) or "text"
        return f"cast(null as {_SQL_TYPES.get(kind, 'varchar')})"
    place = f"{entry.table.partition('.')[2]}.{entry.source_name}"
    return f"array_to_string({place}, '; ')" if entry.name in JOINED else place


def _parse_score(text: str) -> float:
    low, high = SCORE_RANGE
    try:
        return float(text)
    except ValueError as error:
        raise FilterError(f"min_score: expected a number from {low:g} to {high:g}, came {text!r}") from error


def _first_column(source: FrameSource, sql: str) -> tuple[str, ...]:
    return tuple(source.frame(sql).to_series(0).to_list())
