"""What Dagster's runs are given: the night they work for, and dbt.

Thin by intent: a night's steps are in ``pipelines.nightly.night``.
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines.nightly.night import NightRun, Watcher, begin_night
from pipelines.nightly.project import require_known_programmes
from pipelines.orchestration.automation import SOURCES_TAG
from warehouse.settings import read_settings
from warehouse.store.nights import ExitCode


@dg.resource(description="The night a run works for, begun with the run and ended with it.")
def night_of_run(context: dg.InitResourceContext) -> Iterator[NightRun]:
    """A night of its own for a run that Dagster started: from its schedule, or by hand from its pages."""
    run_id, tags = (context.run.run_id, context.run.tags) if context.run else ("", {})
    settings = read_settings()
    require_known_programmes(settings.programmes)
    with begin_night(
        settings,
        asked=[name for name in tags.get(SOURCES_TAG, "").split(",") if name],
        watcher=Watcher(warn=context.log.warning) if context.log else None,
        run_id=run_id,
    ) as run:
        yield run
        if run.night.finished_at is None:
            run.close_unpublished(ExitCode.ERROR, "the run ended before it published an edition")


def given_night(run: NightRun) -> dg.ResourceDefinition:
    """A night that somebody else began and will end: the command line."""
    return dg.ResourceDefinition.hardcoded_resource(run)
