"""The job that makes editions for dates past: a date is a partition, so that Dagster's pages show a grid of them.

What a night is made of is in ``pipelines.nightly.steps``; the nights of the schedule are in ``assets``.
"""

from functools import partial

import dagster as dg

from pipelines.nightly.ledger import Order, Watcher
from pipelines.nightly.project import require_known_programmes
from pipelines.nightly.steps import run_night
from pipelines.orchestration.assets import POOL, RETRIES
from pipelines.orchestration.automation import EDITION_TAG, NO_SOURCE, TIMEZONE
from pipelines.orchestration.history import report_events
from warehouse.settings import read_settings
from warehouse.store.nights import ExitCode

SINCE = "2024-01-01"
"""The first date in the grid; an earlier one takes `interregio refresh --as-of`."""


@dg.op(
    pool=POOL,
    retry_policy=RETRIES,
    description="Takes every step of a night for the date, from what was accepted; no source is visited.",
)
def make_edition(context: dg.OpExecutionContext) -> None:
    """Makes the edition of the partition's date; fails where the night did."""
    settings = read_settings(as_of=context.partition_key)
    require_known_programmes(settings.programmes)
    watcher = Watcher(warn=context.log.warning, progress=context.log.info)
    order = Order(settings=settings, asked=frozenset({NO_SOURCE}), watcher=watcher)
    night = run_night(order, partial(report_events, context.instance), run_id=context.run_id)
    if night.exit_code not in (ExitCode.OK, ExitCode.SOURCE_FAILED):
        raise dg.Failure(f"{night.id}: {night.message}", allow_retries=False)
    if night.made:
        context.instance.add_run_tags(context.run_id, {EDITION_TAG: night.made})


@dg.job(
    executor_def=dg.in_process_executor,
    partitions_def=dg.DailyPartitionsDefinition(SINCE, timezone=TIMEZONE, end_offset=1),
    description="An edition for each chosen date, kept by rule; served only where it speaks for the latest.",
)
def backfill() -> None:
    """One night for one date."""
    make_edition()
