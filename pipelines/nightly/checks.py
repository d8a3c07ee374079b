"""What is judged of every arrival and of the coverage of fields, for Dagster's history: nothing of it ends a night.

What does end one are dbt's tests and ``warehouse.store.gate``; what holds a source back is in ``loading``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from warehouse.store.nights import SourceStatus

if TYPE_CHECKING:
    import duckdb  # a night without news needs none

SOURCE_CHECKS: Mapping[str, str] = {
    "arrived": "The publisher gave what it should; if not, the last good content stays.",
    "volume": "It gave about as many rows as the time before: more than three quarters, less than twice as many.",
    "reject_share": "Its contract kept out less than one row in a hundred.",
    "fresh": "It was had within its limit of days.",
}
"""Checks on what every source that is fetched gave."""
COVERAGE = "coverage"
COVERAGE_WORDS = "No field is filled in less than nine tenths of the share of rows that it was filled in before."
_FEWEST, _MOST = 0.75, 2.0
_REJECTED = 0.01
_KEPT = 0.9
_NAMED = 10

_FALLEN = """
with dated as (
    select *, dense_rank() over (order by as_of desc) as age
    from marts_quality.hist_field_coverage where coverage_scope = 'all' and as_of <= $as_of
)
select tonight.table_name || '.' || tonight.column_name, before.filled_share, tonight.filled_share
from dated as tonight
inner join dated as before using (table_name, column_name)
where tonight.age = 1 and before.age = 2 and tonight.filled_share < before.filled_share * $kept
order by before.filled_share - tonight.filled_share desc, 1
"""


@dataclass(frozen=True)
class Judged:
    """How one check came out.

    Attributes:
        name: of the check.
        is_passed: whether it holds.
        figures: behind it.
    """

    name: str
    is_passed: bool
    figures: Mapping[str, str | int | float]


def judge_source(status: SourceStatus, before: SourceStatus | None, as_of: date) -> Iterator[Judged]:
    """What is judged of a source beside whether it arrived.

    Args:
        status: after tonight's visit and load.
        before: as the night before knew it; None if it never came.
        as_of: the date the night speaks for.
    """
    rows_before = before.rows if before else 0
    change = status.rows / rows_before if rows_before else 1.0
    yield Judged(
        "volume",
        _FEWEST < change < _MOST,
        {"rows": status.rows, "rows_before": rows_before, "ratio": round(change, 4)},
    )
    came = status.rows + status.rows_rejected
    share = status.rows_rejected / came if came else 0.0
    yield Judged("reject_share", share < _REJECTED, {"rows_rejected": status.rows_rejected, "share": round(share, 6)})
    arrived = date.fromisoformat(status.last_arrived_on) if status.last_arrived_on else None
    figures = {"limit_days": status.limit_days, "age_days": max((as_of - arrived).days, 0) if arrived else None}
    yield Judged(
        "fresh",
        not status.aged(as_of).is_stale,
        {name: value for name, value in figures.items() if value is not None},
    )


def judge_coverage(connection: duckdb.DuckDBPyConnection, as_of: date) -> Judged:
    """Which fields are filled less than on the date before."""
    fallen = connection.execute(_FALLEN, {"as_of": as_of, "kept": _KEPT}).fetchall()
    named = "; ".join(f"{field} {before:.3f} to {share:.3f}" for field, before, share in fallen[:_NAMED])
    return Judged(COVERAGE, not fallen, {"fields_fallen": len(fallen), "fallen": named})
