"""When things run and how old they may get: jobs, the nightly schedule, freshness.

What runs is in ``pipelines.orchestration.assets``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import dagster as dg

from pipelines.ingest.inbox import dropped_files, name_as_text
from pipelines.ingest.source import Source
from warehouse.settings import read_settings
from warehouse.store.paths import Home

NIGHTLY_JOB = "nightly"
NIGHTLY_CRON = "30 3 * * *"
"""03:30 in Brussels: between 02:00 and 03:00 an hour is missing or comes twice when the clocks change."""
SOURCES_TAG = "interregio/sources"
"""Run tag that names the sources a run asks, separated by commas; without it a run asks all."""
NO_SOURCE = "none"
"""In the place of names: no source is asked."""
AS_OF_TAG = "interregio/as_of"
"""Run tag with the date a run speaks for, as 2026-08-10; without it, today in Brussels."""
EDITION_TAG = "interregio/edition"
"""Run tag with the id of the edition that the run published."""
SETTLED_SECONDS = 10
"""A dropped file that changed within them may still be on its way."""
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
    rebuild = dg.define_asset_job(
        "rebuild",
        selection=dg.AssetSelection.all(),
        tags={SOURCES_TAG: NO_SOURCE},
        description="No source is visited: what was accepted is built, checked and published, as far as it changed.",
    )
    return [nightly, rebuild, *per_source]


def build_sensors(sources: Sequence[Source]) -> list[dg.SensorDefinition]:
    """One sensor on the inbox: a file that was dropped, changed or taken out asks the source that it is for."""
    with_inbox = [source for source in sources if source.inbox]

    @dg.sensor(
        name="inbox_sensor",
        job_name=NIGHTLY_JOB,
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Files that people drop are loaded within minutes.",
    )
    def look(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        home = Home(read_settings().home)
        seen: dict[str, list[list[str | int]]] = json.loads(context.cursor or "{}")
        lying = {source.name: _look_into(home.inbox(str(source.inbox))) for source in with_inbox}
        changed = [name for name, files in lying.items() if files != seen.get(name, [])]
        if not changed:
            return dg.SkipReason("nothing was dropped")
        newest = max((int(at) for name in changed for _, _, at in lying[name]), default=0)
        if time.time_ns() - newest < SETTLED_SECONDS * 1_000_000_000:
            return dg.SkipReason(f"a file for {', '.join(changed)} is still being written")
        request = dg.RunRequest(tags={SOURCES_TAG: ",".join(changed)})
        return dg.SensorResult([request], cursor=json.dumps(lying))

    return [look]


def _look_into(inbox: Path) -> list[list[str | int]]:
    stats = [(path, path.stat()) for path in dropped_files(inbox)]
    return [[name_as_text(path), stat.st_size, stat.st_mtime_ns] for path, stat in stats]


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
