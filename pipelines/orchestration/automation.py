"""When things run and how old they may get: jobs, the nightly schedule, freshness.

What runs is in ``pipelines.orchestration.assets``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import dagster as dg

from pipelines.ingest.source import Source

NIGHTLY_JOB = "nightly"
NIGHTLY_CRON = "30 3 * * *"
"""03:30 in Brussels: between 02:00 and 03:00 an hour is missing or comes twice when the clocks change."""
SOURCES_TAG = "interregio/sources"
"""Run tag that names the sources a run asks, separated by commas; without it a run asks all."""
TIMEZONE = "Europe/Brussels"


def build_jobs(sources: Sequence[Source]) -> list[dg.UnresolvedAssetJobDefinition]:
    """The whole night, and for each source the same steps with only that one asked."""
    nightly = dg.define_asset_job(
        NIGHTLY_JOB, selection=dg.AssetSelection.all(), description="The whole night, from sources to the edition."
    )
    per_source = [
        dg.define_asset_job(
            f"refresh_{source.name}",
            selection=dg.AssetSelection.all(),
            tags={SOURCES_TAG: source.name},
            description=f"{source.title} alone is visited; all that rests on it is made anew and published.",
        )
        for source in sources
    ]
    return [nightly, *per_source]


def build_schedules() -> list[dg.ScheduleDefinition]:
    """The nightly schedule, running as soon as Dagster's daemon does."""
    return [
        dg.ScheduleDefinition(
            name="nightly_schedule",
            job_name=NIGHTLY_JOB,
            cron_schedule=NIGHTLY_CRON,
            execution_timezone=TIMEZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
        )
    ]


def freshness_of(source: Source) -> dg.FreshnessPolicy | None:
    """How old a source's assets may get before Dagster says so; None where nothing ages by itself."""
    if source.cadence.limit_days is None:
        return None
    return dg.FreshnessPolicy.time_window(fail_window=timedelta(days=source.cadence.limit_days))
