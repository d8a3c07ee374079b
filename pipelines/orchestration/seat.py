"""What a run of Dagster's works with: the locks of whoever builds, and the night that its first step began.

Thin by intent: beginning and ending a night are steps, in ``pipelines.nightly.steps``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import dagster as dg

from pipelines.nightly.ledger import Ledger, Order, Watcher
from pipelines.nightly.project import require_known_programmes
from pipelines.nightly.steps import WAIT_FOR_LOADS
from pipelines.orchestration.automation import AS_OF_TAG, SOURCES_TAG
from pipelines.orchestration.history import report_events
from warehouse.settings import read_settings
from warehouse.store.locks import building_locks

WAIT_SECONDS = 600.0


@dataclass
class Seat:
    """One run's hold on the night.

    Attributes:
        order: what the night is asked to do.
        instance: where history is kept.
        run_id: of the run, or of the first run where this one goes on from its failure.
    """

    order: Order
    instance: dg.DagsterInstance
    run_id: str
    _ledger: Ledger | None = None

    def begin(self) -> Ledger:
        """Begins the night; events that nights without Dagster left are reported first."""
        report_events(self.instance, self.order.home)
        self._ledger = Ledger.begin(self.order, run_id=self.run_id)
        return self._ledger

    def ledger(self) -> Ledger:
        """The night that this run, or the one that it goes on from, began.

        Raises:
            Failure: neither began one.
        """
        self._ledger = self._ledger or Ledger.resume(self.order, self.run_id)
        if self._ledger is None:
            raise dg.Failure("expected a night that `begin` began, got none; launch a whole job", allow_retries=False)
        return self._ledger


@dg.resource(description="The locks of whoever builds, held while the run lasts, and the night that its steps are of.")
def seat_of_run(context: dg.InitResourceContext) -> Iterator[Seat]:
    """A seat for a run that Dagster started: from its schedule, or by hand from its pages."""
    run = context.run
    if run is None or context.instance is None:
        raise dg.DagsterInvariantViolationError("expected to be set up for a run, got none")
    settings = read_settings(as_of=run.tags.get(AS_OF_TAG))
    require_known_programmes(settings.programmes)
    order = Order(
        settings=settings,
        asked=frozenset(name for name in run.tags.get(SOURCES_TAG, "").split(",") if name),
        watcher=Watcher(warn=context.log.warning) if context.log else Watcher(),
    )
    # A night by command line takes a minute: a run that the inbox asked for meanwhile waits for it.
    every = (source.name for source in order.sources)
    with building_locks(order.home, every, wait_seconds=WAIT_SECONDS, load_seconds=WAIT_FOR_LOADS):
        yield Seat(order, context.instance, run.root_run_id or run.run_id)
