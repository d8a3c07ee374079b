"""Dagster's history of a home: its instance, and the events of nights that ran without Dagster."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.events import DagsterEvent, DagsterEventType, StepMaterializationData
from dagster._core.instance.utils import RUNLESS_JOB_NAME, RUNLESS_RUN_ID
from dagster._core.storage.event_log import EventLogStorage, SqliteEventLogStorage
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection

from warehouse.store.nights import Nights
from warehouse.store.paths import Home

CONFIGURATION = Path(__file__).parent / "instance" / "dagster.yaml"

BUSY_SECONDS = 60
"""How long another process, as Dagster's daemon, may hold one of SQLite's files."""


def open_instance(home: Home) -> dg.DagsterInstance:
    """The instance of a home, made if it has none; ``DAGSTER_HOME`` need not be set."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    configuration = home.dagster / CONFIGURATION.name
    if not configuration.exists():
        shutil.copyfile(CONFIGURATION, configuration)
    return dg.DagsterInstance.from_config(str(home.dagster))


def report_home(home: Home) -> None:
    """Reports what waits in a home to its instance."""
    with open_instance(home) as instance:
        report_events(instance, home)


def report_events(instance: dg.DagsterInstance, home: Home) -> None:
    """Reports what waits in a home as events without a run, each stamped with its own time; then nothing waits."""
    nights = Nights(home)
    waiting = nights.queued()
    with _one_transaction(instance.event_log_storage):
        for record in waiting:
            instance.report_dagster_event(
                _event_of(record), run_id=RUNLESS_RUN_ID, timestamp=datetime.fromisoformat(record["at"]).timestamp()
            )
    if waiting:
        nights.clear_queue()


@contextmanager
def _one_transaction(storage: EventLogStorage) -> Iterator[None]:
    """Lets events share one connection to each of SQLite's files, and one commit.

    Dagster opens an engine and commits three times for every event: 670 events take 8 s of processor time and as many
    waits for the disk as there are commits; in this way they take 2 s. Other storages have pools of their own.
    """
    if not isinstance(storage, SqliteEventLogStorage):
        yield
        return
    connect = storage._connect
    with ExitStack() as opened:
        shared: dict[str, Connection] = {}

        @contextmanager
        def share(shard: str) -> Iterator[Connection]:
            if shard not in shared:
                with connect(shard):
                    pass  # makes the file if there is none
                engine = create_engine(storage.conn_string_for_shard(shard), connect_args={"timeout": BUSY_SECONDS})
                opened.callback(engine.dispose)
                shared[shard] = opened.enter_context(engine.begin())
            yield shared[shard]

        storage._connect = share  # type: ignore[method-assign]
        try:
            yield
        finally:
            storage._connect = connect  # type: ignore[method-assign]


def _event_of(record: Mapping[str, Any]) -> DagsterEvent:
    key = dg.AssetKey(record["asset"].split("/"))
    data: dg.AssetCheckEvaluation | StepMaterializationData
    if record["check"]:
        kind = DagsterEventType.ASSET_CHECK_EVALUATION
        data = dg.AssetCheckEvaluation(
            asset_key=key,
            check_name=record["check"],
            passed=record["is_passed"],
            metadata=record["metadata"],
            severity=dg.AssetCheckSeverity.ERROR if record["is_blocking"] else dg.AssetCheckSeverity.WARN,
        )
    else:
        kind = DagsterEventType.ASSET_MATERIALIZATION
        data = StepMaterializationData(dg.AssetMaterialization(asset_key=key, metadata=record["metadata"]))
    return DagsterEvent(event_type_value=kind.value, event_specific_data=data, job_name=RUNLESS_JOB_NAME)
