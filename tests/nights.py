"""Nights without dbt, for tests: as far as the raw tables, with what the operator saw."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.ingest.http_client import DEFAULT_LIMITS, Limits
from pipelines.nightly.ledger import Ledger, Order, Watcher
from pipelines.nightly.steps import begin, load_one, visit
from warehouse.settings import Settings
from warehouse.store.nights import ExitCode


def begin_night(
    settings: Settings,
    *,
    asked: Iterable[str] = (),
    accept: Iterable[str] = (),
    warnings: list[str] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Ledger:
    """A night of which the first step was taken; ``warnings`` takes the lines that the operator saw."""
    ledger = Ledger.begin(
        Order(
            settings=settings,
            asked=frozenset(asked),
            accepted_shrinking=frozenset(accept),
            watcher=Watcher() if warnings is None else Watcher(warn=warnings.append),
            limits=limits,
        )
    )
    begin(ledger)
    return ledger


def visit_night(settings: Settings, **more: object) -> Ledger:
    """A night that visited its sources and loaded nothing."""
    ledger = begin_night(settings, **more)  # type: ignore[arg-type]
    visit(ledger)
    return ledger


def load_night(settings: Settings, *, loaded: Iterable[str] = (), **more: object) -> Ledger:
    """A night as far as the raw tables: of ``loaded`` sources, by default of all."""
    ledger = visit_night(settings, **more)
    for source in ledger.order.sources:
        if not loaded or source.name in loaded:
            load_one(ledger, source)
    ledger.finish(ExitCode.OK, "loaded only")
    return ledger


def is_news(ledger: Ledger, source: str) -> bool:
    """Whether a source brought content that its raw tables did not hold when the night was planned."""
    return f"{source} brought new content" in ledger.night.due.get("load", "")
