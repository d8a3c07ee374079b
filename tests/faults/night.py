"""One night of one source without dbt: visit and load, with limits short enough for tests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.ingest.http_client import Limits
from pipelines.nightly.arrivals import Visit
from tests.nights import is_news, load_night
from warehouse.settings import Settings
from warehouse.store.nights import SourceStatus

IMPATIENT = Limits(
    # Nobody waits these four out: they are as long as the busiest machine may need.
    connect_seconds=30.0,
    read_seconds=60.0,
    attempt_seconds=120.0,
    visit_seconds=600.0,
    first_wait_seconds=0.01,
    longest_wait_seconds=0.02,
    longest_retry_after_seconds=2.0,
    unreachable_seconds=0.5,
    spacing_seconds=0.0,
)
IMPATIENT_WITH_SILENCE = replace(IMPATIENT, read_seconds=0.3)
IMPATIENT_WITH_DRIPS = replace(IMPATIENT, attempt_seconds=1.0)
"""For publishers that are slow on purpose. One limit is short in each, or a busy machine settles which comes first."""


@dataclass(frozen=True)
class Played:
    """How a night ended for its source.

    Attributes:
        warnings: lines that the operator saw.
    """

    status: SourceStatus
    visit: Visit
    is_news: bool
    warnings: tuple[str, ...]


def play_night(settings: Settings, source: str, limits: Limits = IMPATIENT) -> Played:
    """Visits and loads one source."""
    warnings: list[str] = []
    night = load_night(settings, asked=[source], loaded=[source], warnings=warnings, limits=limits)
    visit = night.visits[source]
    return Played(night.night.sources[source], visit, is_news(night, source), tuple(warnings))
