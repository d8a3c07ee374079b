"""The steps of a night as plain functions on its ledger, and the order they are taken in.

Dagster's assets call them one by one; the command line takes them all with ``run_night``. What is due is decided by
``pipelines.nightly.plan``. Packages that weigh are imported in the steps that need them: a night without anything new
needs none.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.ingest.inbox import dropped_files, name_as_text
from pipelines.ingest.source import Source
from pipelines.nightly.arrivals import (
    Visit,
    status_before_load,
    status_of_visit,
    status_with_refused,
)
from pipelines.nightly.checks import judge_coverage, judge_source
from pipelines.nightly.code_version import code_version
from pipelines.nightly.ledger import Ledger, Order, StepError
from pipelines.nightly.plan import LOAD, Inputs, Served, plan_night
from pipelines.nightly.project import Node, compiled_project
from warehouse.products.matches.state import MatchState, StateError
from warehouse.store.editions import Edition, Editions
from warehouse.store.errors import NoEditionError, Terminated, WarehouseError
from warehouse.store.files import hash_file, hash_text, to_json
from warehouse.store.locks import building_locks, ending_on_sigterm, loading_locks
from warehouse.store.nights import ARRIVED, ExitCode, Night, Nights, SourceStatus, Status
from warehouse.store.paths import Home
from warehouse.store.retention import require_space, sweep

if TYPE_CHECKING:
    import duckdb

    from pipelines.nightly.building import BuiltNode
    from pipelines.nightly.loading import Load

WAIT_FOR_LOADS = 900.0
"""Seconds that a night waits for another machine to end the load of a source."""
TESTED = ("success", "fail", "error")
"""How a test that was run came out."""


@dataclass(frozen=True)
class Step:
    """One step of a night.

    Attributes:
        name: as the plan and Dagster name it.
        run: does it.
        is_always: whether it is taken even if nothing is due.
    """

    name: str
    run: Callable[[Ledger], None]
    is_always: bool = False

    def is_due(self, ledger: Ledger) -> bool:
        """Whether this night takes it."""
        return self.is_always or self.name in ledger.night.due


def begin(ledger: Ledger) -> None:
    """Makes sure that there is history to go on from, and names settings that nothing uses.

    Raises:
        StepError: every published edition is gone or broken.
    """
    if not ledger.order.is_loading_only:
        sweep(ledger.home)
    require_history(ledger)
    served = Editions(ledger.home).served()
    ledger.save(served_before=served.edition_id if served else "")
    if served and ledger.night.as_of < served.as_of:
        ledger.warn(
            f"as-of: {ledger.night.as_of.isoformat()} is before {served.edition_id}, which is served; "
            "tonight's edition is made and kept, and what is served stays"
        )
    # Misspelt, the publisher itself would be asked.
    known = [source.name for source in ledger.order.sources]
    for name in sorted(ledger.order.settings.source_urls.keys() - set(known)):
        ledger.warn(
            f"INTERREGIO_{name.upper()}_URL: expected one of the sources {', '.join(known)}, got {name}; it is not used"
        )


def visit(ledger: Ledger) -> None:
    """Visits every source that is asked, side by side, and makes the plan of what is due."""
    ledger.order.watcher.progress("visiting sources")
    for visited in ledger.order.visitor.visit_all(ledger.order.asked_sources):
        note_visit(ledger, visited)
    due = plan_night(read_inputs(ledger))
    if ledger.order.is_loading_only:
        due = {name: reason for name, reason in due.items() if name == LOAD}
    ledger.save(due=due)


def note_visit(ledger: Ledger, visited: Visit) -> None:
    """Writes down how a visit ended."""
    source = visited.source
    ledger.visits[source.name] = visited
    ledger.save(visits={**ledger.night.visits, source.name: visited.to_record()})
    status = status_of_visit(visited, ledger.previous(source), ledger.night)
    ledger.note_status(status, more_seconds=visited.seconds)
    if visited.failure:
        ledger.warn(visited.failure)
    ledger.log(visited.trace)


def require_history(ledger: Ledger) -> None:
    """Makes sure that a home that has published has an edition left to build on, or that losing history is accepted.

    Raises:
        StepError: every published edition is gone or broken.
    """
    editions = Editions(ledger.home)
    if editions.all() or ledger.order.is_history_loss_accepted:
        return
    published = [night.edition for night in ledger.earlier if night.edition]
    if published or editions.lost() or _has_reviews(ledger.home):
        _refuse_history_loss(ledger.home.published, published[-1] if published else editions.lost())


def _has_reviews(home: Home) -> bool:
    """Whether anybody said anything about a match, which takes an edition to say it of."""
    try:
        return bool(MatchState(home).current())
    except StateError:
        return False


def _refuse_history_loss(folder: Path, lost: str | None) -> None:
    raise StepError(
        f"{folder}: expected an edition to carry history on from, the last was {lost or 'published before'}; got none "
        "that can be read; put one back, or begin history anew with `interregio refresh --accept-history-loss`"
    )


def read_inputs(ledger: Ledger) -> Inputs:
    """What tonight's plan rests on."""
    visitor, served = ledger.order.visitor, Editions(ledger.home).served()
    accepted = {source.name: visitor.landing(source).accepted() for source in ledger.order.sources}
    return Inputs(
        as_of=ledger.night.as_of,
        code_version=code_version(),
        fingerprint=fingerprint(ledger),
        arrived={name: visited.arrival.content_sha256 for name, visited in ledger.visits.items() if visited.arrival},
        accepted={name: arrival.content_sha256 for name, arrival in accepted.items() if arrival},
        let_in=frozenset(
            name
            for name, visited in ledger.visits.items()
            if visitor.is_let_in(visited)
            or (name in visitor.accepted_shrinking and ledger.status_of(name).status is Status.HELD)
        ),
        served=Served(served.as_of, str(served.manifest.get("code_version")), served.fingerprint) if served else None,
    )


def fingerprint(ledger: Ledger) -> str:
    """Hash of all that may change an edition: accepted content in order, inbox, reviews, code, as-of date."""
    order = ledger.order
    histories = {
        source.name: [
            (entry["content_sha256"], entry["as_of"]) for entry in order.visitor.landing(source).accepted_history()
        ]
        for source in order.sources
    }
    inbox = {
        f"{source.inbox}/{name_as_text(path)}": hash_file(path)
        for source in order.sources
        if source.inbox
        for path in dropped_files(ledger.home.inbox(source.inbox))
    }
    chosen = [str(order.settings.as_of), order.settings.programmes]
    return hash_text(to_json([*chosen, code_version(), histories, inbox, ledger.reviews_revision()]))


def load(ledger: Ledger) -> None:
    """Brings every source's raw tables up to its visit, or leaves the last good rows.

    Raises:
        NoSpaceError: something is due, and the disk has no room for the edition that is to come of it.
    """
    sources = ledger.order.asked_sources if ledger.order.is_loading_only else ledger.order.sources
    if LOAD in ledger.night.due:
        require_space(ledger.home)
    for source in sources:
        rows = {}
        if LOAD in ledger.night.due:
            rows = {table.table_name: asdict(table) for table in load_one(ledger, source).tables}
        _note_arrival(ledger, source, ledger.status_of(source.name), rows)


def load_one(ledger: Ledger, source: Source) -> Load:
    """Brings a source's raw tables up to its visit, or leaves the last good rows."""
    from pipelines.nightly.loading import load_source
    from warehouse.store.connection import writer

    ledger.order.watcher.progress(f"loading {source.name}")
    began = time.monotonic()
    visitor, visited = ledger.order.visitor, ledger.visits.get(source.name)
    status = status_before_load(source, ledger.previous(source))
    if visited is None:
        status = ledger.status_of(source.name)
    elif not visitor.is_news(visited):
        # Of what was known before, so that facts that were held are judged anew.
        status = status_of_visit(visited, status, ledger.night)
    with writer(ledger.home.build_database) as connection:
        loaded = load_source(
            connection,
            source=source,
            landing=visitor.landing(source),
            arrival=visited.arrival if visited else None,
            status=status,
            night=ledger.night,
            code_version=code_version(),
            is_shrinking_accepted=source.name in ledger.order.accepted_shrinking,
        )
    if visited is not None:
        loaded = replace(loaded, status=status_with_refused(loaded.status, visited))
    ledger.note_status(loaded.status, more_seconds=time.monotonic() - began)
    known = (status.message, visited.failure, visited.remark) if visited else (status.message,)
    if loaded.status.message and loaded.status.message not in known:
        ledger.warn(loaded.status.message)
    ledger.log(loaded.trace)
    return loaded


def _note_arrival(ledger: Ledger, source: Source, status: SourceStatus, loads: dict[str, dict[str, str | int]]) -> None:
    """Tells what came of a source: its assets were made only if it arrived, or else no freshness limit could fail."""
    if not ledger.order.is_asked(source):
        return
    has_arrived = status.status in (*ARRIVED, Status.BUNDLED)
    if not source.is_bundled:
        ledger.checked(f"{source.name}/landing", "arrived", is_passed=has_arrived, message=status.message)
        for judged in judge_source(status, ledger.previous(source), ledger.night.as_of):
            ledger.judged(f"{source.name}/landing", judged)
    if not has_arrived:
        return
    said = {"status": status.status.value, "vintage": status.vintage, "sha256": status.sha256}
    if not source.is_bundled:
        ledger.made(f"{source.name}/landing", **said, missing_members=", ".join(status.missing_members))
    for table in source.tables:
        about = loads.get(table.name, {})
        count = about.get("rows_loaded", status.table_rows.get(table.name))
        ledger.made(
            f"{source.name}/{table.name}",
            **{"dagster/row_count": count, "rows_rejected": about.get("rows_rejected")},
            status=status.status.value,
        )


def make_demo(ledger: Ledger) -> None:
    """Makes demonstration participations where CORDIS was never loaded, empty tables elsewhere."""
    from pipelines.nightly.demo import DEMO_TABLES, demo_tables_to_load, generate_demo
    from warehouse.store.connection import writer
    from warehouse.store.load import replace_tables

    is_wanted = ledger.status_of("cordis").status is Status.NEVER
    with writer(ledger.home.build_database) as connection:
        members = connection.sql("select partnership_id, nuts_code, country from raw_registry.partnership_regions").pl()
        themes = connection.sql("select partnership_id, keywords from raw_registry.partnerships").pl()
        replace_tables(connection, demo_tables_to_load(generate_demo(members, themes), is_wanted=is_wanted))
    for table in DEMO_TABLES:
        ledger.made(f"demo/{table}", is_demo=is_wanted)


def write_statuses(ledger: Ledger) -> None:
    """Writes what is known of every source on every night as a table."""
    from pipelines.nightly.status_table import status_frame
    from warehouse.store.connection import transaction, writer
    from warehouse.store.load import replace_frame

    statuses = status_frame(ledger.nights())
    with writer(ledger.home.build_database) as connection, transaction(connection):
        replace_frame(connection, "raw_night.source_status", statuses)
    ledger.made("night/source_status", **{"dagster/row_count": statuses.height})
    ledger.made("night/table_load")
    ledger.made("night/quarantine")


def carry_history(ledger: Ledger) -> None:
    """Takes over what tonight's edition has from the edition it is built on.

    Raises:
        StepError: editions were published and none of them can be read.
    """
    from warehouse.store.connection import writer
    from warehouse.store.history import carry_over

    editions = Editions(ledger.home)
    bases = editions.bases_for(ledger.night.as_of)
    if editions.served() is None and (bases or editions.lost()):
        ledger.warn(
            f"{ledger.home.current}: the edition it points at, {editions.lost() or 'none'}, is gone or broken; "
            f"tonight's is built on {bases[0].edition_id if bases else 'none'}"
        )
    with writer(ledger.home.build_database) as connection:
        for base in [*bases, None]:
            if base is None and bases and not ledger.order.is_history_loss_accepted:
                _refuse_history_loss(ledger.home.published, bases[0].edition_id)
            try:
                rows = carry_over(connection, base, as_of=ledger.night.as_of, code_version=code_version())
                break
            except NoEditionError as error:
                ledger.warn(f"{error}; the next older edition is taken")
    for table, count in rows.items():
        schema, _, name = table.partition(".")
        if schema == "raw_previous":
            ledger.made(
                f"previous/{name}", **{"dagster/row_count": count}, base_edition=base.edition_id if base else "none"
            )


def write_reviews(ledger: Ledger) -> None:
    """Writes what users keep about matches as a table."""
    from warehouse.products.matches.reviews import Reviews
    from warehouse.store.connection import transaction, writer
    from warehouse.store.load import replace_frame

    reviews = Reviews.of(ledger.reviews())
    with writer(ledger.home.build_database) as connection, transaction(connection):
        replace_frame(connection, "raw_state.match_review", reviews.frame)
    ledger.made("state/match_review", **{"dagster/row_count": reviews.frame.height}, revision=reviews.revision)


def build_models(ledger: Ledger, selector: str) -> None:
    """Builds and tests one part of the dbt project.

    Raises:
        StepError: a blocking test failed, which closes the gate, or a model could not be built.
    """
    from pipelines.nightly.building import build

    settings = ledger.order.settings
    outcome = build(
        selector,
        database=ledger.home.build_database,
        as_of=settings.as_of,
        programmes=settings.programmes,
        progress=ledger.order.watcher.progress,
    )
    nodes = compiled_project().nodes
    tests: dict[str, list[BuiltNode]] = {}
    made = {node.unique_id for node in outcome.nodes if node.resource_type != "test"}
    for node in outcome.nodes:
        if node.resource_type == "test" and node.status in TESTED:
            tests.setdefault(owner_of_test(nodes[node.unique_id], made), []).append(node)
        elif node.unique_id in made and node.status == "success":
            ledger.made(asset_of_node(nodes[node.unique_id]), seconds=round(node.seconds, 3))
    for owner, run in tests.items():
        failed = ", ".join(nodes[test.unique_id].name for test in run if test.status != "success")
        if owner:
            asset = asset_of_node(nodes[owner])
            ledger.checked(asset, "tests", is_passed=not failed, is_blocking=True, failed=failed, run=len(run))
    if not outcome.is_ok:
        is_gate = bool(outcome.failures.tests) and not outcome.failures.errors
        raise StepError(
            f"{'gate closed' if is_gate else 'dbt failed'}: {outcome.failures.describe()}",
            exit_code=ExitCode.GATE_CLOSED if is_gate else ExitCode.ERROR,
        )


def asset_of_node(node: Node) -> str:
    """Asset that a model, seed or snapshot of dbt is."""
    return f"{node.schema}/{node.name}"


def owner_of_test(test: Node, built: Collection[str]) -> str:
    """Id of the node that a test counts with: the last that it reads of those built beside it; blank if none was."""
    return next((parent for parent in reversed(test.parents) if parent in built), "")


def enrich(ledger: Ledger, task: str) -> None:
    """Makes what Python says of the models so far: one of the tasks of ``pipelines.nightly.enriching``."""
    from pipelines.nightly import enriching
    from warehouse.store.connection import writer

    with writer(ledger.home.build_database) as connection:
        rows = getattr(enriching, task)(connection)
    for table, count in rows.items():
        ledger.made(table.replace(".", "/"), **{"dagster/row_count": count})


def check_gate(ledger: Ledger) -> None:
    """Checks the marts as a whole; closed, the edition being served stays.

    Raises:
        StepError: a check does not hold.
    """
    from warehouse.store.connection import writer
    from warehouse.store.gate import check_build

    with writer(ledger.home.build_database) as connection:
        checks = check_build(connection)
        coverage = judge_coverage(connection, ledger.night.as_of)
    closed = [check for check in checks if not check.is_passed]
    if closed:
        reasons = "; ".join(f"{check.name} ({check.detail})" for check in closed)
        raise StepError(f"gate closed: {reasons}", exit_code=ExitCode.GATE_CLOSED)
    ledger.made("edition/gate", **{check.name: check.detail for check in checks})
    ledger.judged("edition/gate", coverage)


def publish(ledger: Ledger) -> None:
    """Publishes the marts as an edition, serves it, mails the digest where one is asked for, and prunes the home."""
    import duckdb

    from pipelines.nightly.messages.digest import send_digest
    from pipelines.nightly.publishing import publish_night
    from warehouse.store.retention import prune

    reasons: list[str] = []
    edition: Edition = publish_night(ledger, fingerprint(ledger), reasons.append)
    is_published = not any(reasons)
    ledger.save(made=edition.edition_id, edition=edition.edition_id, is_published=is_published)
    ledger.made("edition/published", edition=edition.edition_id, is_demo=edition.is_demo, path=str(edition.directory))
    try:
        prune(ledger.home)
    except (OSError, WarehouseError, duckdb.Error) as error:
        # What is served is whole all the same, and the next night prunes again.
        ledger.warn(f"{ledger.home.root}: not pruned: {error}")
    if not is_published:
        ledger.warn(f"{edition.edition_id} is made and not served: {'; '.join(filter(None, reasons))}")
        return
    if failure := send_digest(ledger.order.settings.mail, edition):
        ledger.warn(failure)


def finish(ledger: Ledger) -> None:
    """Ends a night on which every step that was due was taken."""
    if ledger.order.is_loading_only:
        # Of the others, another machine may know more by now.
        failed = any(ledger.status_of(source.name).has_failed for source in ledger.order.asked_sources)
        message = "loaded, nothing built" if ledger.night.due else "nothing new"
    else:
        failed = any(status.has_failed for status in ledger.statuses())
        made = f"made {ledger.night.made}, which is not served" if ledger.night.made else "nothing new, no edition made"
        message = "published" if ledger.night.is_published else made
    ledger.finish(ExitCode.SOURCE_FAILED if failed else ExitCode.OK, message)


BEGIN = Step("begin", begin, is_always=True)
STEPS = (
    Step("visit", visit, is_always=True),
    Step(LOAD, load, is_always=True),
    Step("demo", make_demo),
    Step("source_status", write_statuses),
    Step("previous", carry_history),
    Step("match_review", write_reviews),
    Step("prepare", partial(build_models, selector="prepare")),
    Step("organisation_links", partial(enrich, task="link_organisations")),
    Step("project_theme", partial(enrich, task="classify_projects")),
    Step("topic_theme", partial(enrich, task="classify_topics")),
    Step("topic_condition", partial(enrich, task="read_conditions")),
    Step("publishable", partial(build_models, selector="publishable")),
    Step("gate", check_gate),
    Step("publish", publish),
    Step("finish", finish, is_always=True),
)
"""Every step of a night after its beginning, in order."""


def take(step: Step, ledger: Ledger) -> None:
    """Takes a step if it is due, and notes what it took."""
    if not step.is_due(ledger):
        return
    with ledger.timed(step.name):
        step.run(ledger)
    ledger.made(
        f"steps/{step.name}",
        night=ledger.night.id,
        seconds=ledger.night.step_seconds[step.name],
        reason=ledger.night.due.get(step.name),
    )


def run_night(order: Order, report: Callable[[Home], None] | None = None, *, run_id: str = "") -> Night:
    """Takes the steps of a whole night; what happened waits in the home for Dagster's history.

    Args:
        order: what the night is asked to do.
        report: brings what waits to Dagster's history, where the night had anything to build.
        run_id: Dagster's run, where it is one that takes all steps at once.

    Raises:
        BusyError: another refresh is running on this home.
    """
    with _locked(order), ending_on_sigterm() as asked_to_end, ExitStack() as opened:
        ledger = Ledger.begin(order, run_id=run_id)
        for step in (BEGIN, *STEPS):
            try:
                if step.name == LOAD and LOAD in ledger.night.due:
                    # The steps share it: each would else read the catalogue of some hundred tables anew.
                    opened.enter_context(_open_build(ledger))
                take(step, ledger)
            # Whatever it was: the night is to say so and to leave what is served as it is.
            except BaseException as error:
                # DuckDB says of a statement that a signal stopped only that it was interrupted.
                ended = Terminated(1) if asked_to_end.is_set() else error
                ledger.fail(step.name, ended)
                if ended is not error:
                    raise ended from error
                if not isinstance(error, Exception):
                    raise
                break
        Nights(ledger.home).queue([asdict(event) for event in ledger.take_events()])
        if report and ledger.night.due:
            _report(ledger, report)
        return ledger.night


def _open_build(ledger: Ledger) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """The build database; one that cannot be read as such is removed, as the landed files make it again."""
    import duckdb

    from warehouse.store.connection import writer

    database = ledger.home.build_database
    try:
        with writer(database) as connection:
            connection.execute("select count(*) from duckdb_tables()")
    except duckdb.Error as error:
        if not database.exists():  # a lake, which nothing here can mend
            raise
        ledger.warn(f"{database}: expected a database, DuckDB said: {error}; it is made again from what landed")
        for path in database.parent.glob(f"{database.name}*"):
            path.unlink()
    return writer(database)


@contextmanager
def _locked(order: Order) -> Iterator[None]:
    """Holds what no other process may touch meanwhile: the sources that are loaded; where it builds, all."""
    home = order.home
    if order.is_loading_only:
        with loading_locks(home, (source.name for source in order.asked_sources)):
            yield
    else:
        every = (source.name for source in order.sources)
        with building_locks(home, every, load_seconds=WAIT_FOR_LOADS):
            yield


def _report(ledger: Ledger, report: Callable[[Home], None]) -> None:
    """Brings what waits to Dagster's history; if that fails, it waits on and the night stands."""
    ledger.order.watcher.progress("reporting to Dagster")
    try:
        report(ledger.home)
    except Exception as error:
        ledger.log("".join(traceback.format_exception(error)))
        ledger.warn(f"{ledger.home.dagster}: not reported: {type(error).__name__}: {error}")
