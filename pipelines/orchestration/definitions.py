"""Dagster's entry point: the steps of a night as assets, jobs over them, the schedule.

Logic is elsewhere: steps in ``pipelines.nightly.steps``, their assets in ``pipelines.orchestration.assets``, jobs and
schedules in ``pipelines.orchestration.automation``.
"""

from collections.abc import Sequence

import dagster as dg

from pipelines.ingest.source import Source
from pipelines.orchestration.assets import build_step_assets
from pipelines.orchestration.automation import build_jobs, build_schedules, build_sensors
from pipelines.orchestration.backfill import backfill
from pipelines.orchestration.seat import seat_of_run
from pipelines.sources import discover_sources


def build_defs(
    *, night: dg.ResourceDefinition = seat_of_run, sources: Sequence[Source] | None = None
) -> dg.Definitions:
    """Everything Dagster needs to know, made afresh.

    Args:
        night: the night that a run works on; by default each run begins its own.
        sources: the sources of the graph; by default all there are.
    """
    found = tuple(discover_sources() if sources is None else sources)
    return dg.Definitions(
        assets=build_step_assets(found),
        jobs=[*build_jobs(found), backfill],
        schedules=build_schedules(),
        sensors=build_sensors(found),
        resources={"night": night},
        executor=dg.in_process_executor,
    )
