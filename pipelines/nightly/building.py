"""dbt's models, seeds, snapshots and data tests run on a build database: only what changed, each at most once.

The SQL is dbt's, compiled by ``pipelines.nightly.project``; what it says is in ``dbt_project``. A test over the whole
project holds that ``dbt build`` by hand leaves the same tables.

What is skipped. A node's signature is the hash of its compiled code, of the night's variables that the code reads and
of the content of all it reads. Where the signature is the one it was last built with, the node is left as it is. The
content of a table is a checksum of its rows and columns, so that a table built anew with the same rows stops what
follows; that of a view is its signature. Signatures are written in the transaction that writes the table: a night that
was killed, or a database that was lost, has none and builds. dbt run by hand on the database removes them all.

What blocks. All nodes of a selection are built, then its data tests run. Behind a node in error nothing that reads it
is built; a failed test speaks for all that rests on the tables it read: their tests are ``skipped``, as dbt would, so
that an operator sees the first cause alone. Either leaves ``failures``, and the caller publishes nothing.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from pipelines.nightly.build_state import content_of, note_state, read_state
from pipelines.nightly.code_version import code_version
from pipelines.nightly.project import PROJECT_DIR, Node, Project, compiled_project
from warehouse.store.connection import transaction, writer
from warehouse.store.files import hash_text

MEMORY_LIMIT = "2GiB"
"""No model may need more: the night shares its machine with whoever reads the edition."""
TESTS_PER_STATEMENT = 25
"""DuckDB plans a statement as a whole: one for each test costs half as much again, one for all of them more memory."""


class ColumnsError(ValueError):
    """A model's columns are not those of its contract; names them."""


@dataclass(frozen=True)
class BuiltNode:
    """One node and what came of it.

    Attributes:
        unique_id: dbt's id.
        resource_type: ``model``, ``seed``, ``snapshot`` or ``test``.
        status: ``success``; ``unchanged``, as nothing it rests on changed since it last came out well; ``fail``, a
            blocking test that found rows; ``error``; ``skipped``, as something it reads did not come out well.
        seconds: that it took; a test's share of its statement.
        message: what DuckDB or the test said, also of a test that only warns; blank where all is well.
        failures: rows that a test found; None for anything else.
    """

    unique_id: str
    resource_type: str
    status: str
    seconds: float
    message: str
    failures: int | None

    @property
    def is_well(self) -> bool:
        """Whether what reads it may go on."""
        return self.status in ("success", "unchanged")


@dataclass(frozen=True)
class Failures:
    """What did not come out well in one build.

    Attributes:
        tests: failed data tests, each with what it counted.
        errors: models, seeds or tests that could not run, each with its message.
    """

    tests: tuple[str, ...]
    errors: tuple[str, ...]

    def describe(self) -> str:
        """One line for an operator; blank if all came out well."""
        return "; ".join(
            [f"failed test {test}" for test in self.tests] + [f"error in {error}" for error in self.errors]
        )


@dataclass(frozen=True)
class BuildOutcome:
    """What a build came to.

    Attributes:
        nodes: all nodes of the selection, in the order in which they were run.
        failures: what did not come out well.
    """

    nodes: tuple[BuiltNode, ...]
    failures: Failures

    @property
    def is_ok(self) -> bool:
        """Whether every node that blocks came out well."""
        return not self.failures.tests and not self.failures.errors


def build(
    selector: str,
    *,
    database: Path,
    as_of: date,
    programmes: Iterable[str],
    progress: Callable[[str], None],
) -> BuildOutcome:
    """Builds and tests what a selector of the project names, as far as it changed.

    Args:
        selector: ``prepare`` or ``publishable``.
        database: the build database; raw tables and, for ``publishable``, the enrich step's tables are in it.
        as_of: the date that the night speaks for.
        programmes: ids of the programmes whose calls are matched; none means those that the seed selects.
        progress: takes one line on what is being done.

    Raises:
        DbtError: dbt cannot read the project.
        BusyError: another process held the database too long.
    """
    project = compiled_project()
    variables = {"as_of": as_of, "programmes": sorted(programmes)}
    with writer(database, memory_limit=MEMORY_LIMIT) as connection:
        _prepare(connection, project, variables)
        nodes = _Build(connection, project, {name: str(value) for name, value in variables.items()}).run(
            project.selections[selector], progress
        )
    return BuildOutcome(nodes, Failures(tests=_describe(nodes, "fail"), errors=_describe(nodes, "error")))


def _describe(nodes: Iterable[BuiltNode], status: str) -> tuple[str, ...]:
    return tuple(
        sorted(
            f"{node.unique_id.split('.')[2]} ({' '.join(node.message.split())[:300]})"
            for node in nodes
            if node.status == status
        )
    )


def _prepare(connection: duckdb.DuckDBPyConnection, project: Project, variables: Mapping[str, object]) -> None:
    """Sets the session up, makes the schemas and removes what earlier versions of the project left in them."""
    connection.execute("set TimeZone = 'UTC'")
    for name, value in variables.items():
        # An empty list alone has no type that a text could be looked for in.
        typed = "cast(? as varchar[])" if isinstance(value, list) else "?"
        connection.execute(f"set variable {name} = {typed}", [value])
    wanted = {node.relation: _relation_kind(node) for node in project.nodes.values() if node.relation}
    schemas = {node.schema for node in project.nodes.values() if node.relation}
    for schema in sorted(schemas):
        connection.execute(f"create schema if not exists {schema}")
    for relation, (schema, kind) in _relations(connection).items():
        if schema in schemas and wanted.get(relation) != kind:
            connection.execute(f"drop {kind} {relation}")


def _relations(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Schema and kind (table or view) of everything in the database, by quoted name as dbt writes it."""
    found = connection.execute(
        "select table_catalog, table_schema, table_name, if(table_type = 'VIEW', 'view', 'table') "
        "from information_schema.tables where table_catalog = current_database()"
    ).fetchall()
    return {f'"{catalog}"."{schema}"."{name}"': (schema, kind) for catalog, schema, name, kind in found}


def _relation_kind(node: Node) -> str:
    return "view" if node.materialized == "view" else "table"


@dataclass
class _Build:
    """One build under way.

    Attributes:
        connection: to the build database, with the night's variables set.
        project: the compiled project.
        variables: the night's variables as text.
        done: what came of the nodes so far, by id.
        content: checksum of every relation that was looked at, by id.
        known: signature and content of every node as an earlier build left them, by id.
    """

    connection: duckdb.DuckDBPyConnection
    project: Project
    variables: Mapping[str, str]
    done: dict[str, BuiltNode] = field(default_factory=dict)
    content: dict[str, str] = field(default_factory=dict)
    known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def run(self, selected: frozenset[str], progress: Callable[[str], None]) -> tuple[BuiltNode, ...]:
        """Builds the selected nodes in order, then runs the selected tests."""
        self.known = self._read_state()
        chosen = [node for key, node in self.project.nodes.items() if key in selected]
        relations = [node for node in chosen if node.relation]
        for number, node in enumerate(relations, start=1):
            progress(f"building {number} of {len(relations)}: {node.name}")
            self.done[node.unique_id] = self._bring_up(node)
        tests = [node for node in chosen if not node.relation]
        progress(f"testing: {len(tests)} tests")
        self._test(tests)
        return tuple(self.done.values())

    def _read_state(self) -> dict[str, tuple[str, str]]:
        there = _relations(self.connection).keys()
        relation = {key: node.relation for key, node in self.project.nodes.items()}
        return {
            key: state
            for key, state in read_state(self.connection).items()
            if key in relation and (not relation[key] or relation[key] in there)
        }

    def _bring_up(self, node: Node) -> BuiltNode:
        began = time.perf_counter()
        if not self._is_readable(node):
            return _built(node, "skipped", began)
        try:
            signature = self._signature(node)
            # What a snapshot holds is restored from the base edition each night: no earlier build speaks for it.
            if node.materialized != "snapshot" and self.known.get(node.unique_id, ("", ""))[0] == signature:
                self.content[node.unique_id] = self.known[node.unique_id][1]
                return _built(node, "unchanged", began)
            with transaction(self.connection):
                self._make(node)
                is_view = node.materialized == "view"
                content = signature if is_view else content_of(self.connection, node.relation)
                note_state(self.connection, [(node.unique_id, signature, content)])
        # Whatever a model raises is its own error: the others are built all the same.
        except Exception as error:
            return _built(node, "error", began, message=f"{type(error).__name__}: {error}")
        self.content[node.unique_id] = content
        return _built(node, "success", began)

    def _is_readable(self, node: Node) -> bool:
        """Whether everything that a node reads came out well, tonight or in an earlier selection."""
        return all(self.done[key].is_well for key in node.parents if key in self.done)

    def _signature(self, node: Node) -> str:
        return hash_text(
            "\n".join(
                [
                    node.materialized,
                    node.code,
                    repr(node.columns),
                    repr(sorted(node.options.items())),
                    *(f"{name} {self.variables[name]}" for name in sorted(node.variables)),
                    *(f"{key} {self._content(key)}" for key in node.parents),
                    # Python models call our own code.
                    code_version() if node.language == "python" else "",
                ]
            )
        )

    def _content(self, key: str) -> str:
        if key not in self.content:
            if key in self.known:
                self.content[key] = self.known[key][1]
            else:
                relation = self.project.sources.get(key) or self.project.nodes[key].relation
                self.content[key] = content_of(self.connection, relation)
        return self.content[key]

    def _make(self, node: Node) -> None:
        if node.resource_type == "seed":
            self._load_seed(node)
        elif node.resource_type == "snapshot":
            self._take_snapshot(node)
        elif node.language == "python":
            self._run_python(node)
        else:
            code = f"({_select_contract(self.connection, node)})" if node.columns else node.code
            self.connection.execute(f"create or replace {_relation_kind(node)} {node.relation} as {code}")

    def _load_seed(self, node: Node) -> None:
        path = PROJECT_DIR / node.options["file"]
        with path.open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        columns = ", ".join(f'"{name}" {node.options["types"][name]}' for name in header)
        self.connection.execute(f"create or replace table {node.relation} ({columns})")
        quoted = str(path).replace("'", "''")
        self.connection.execute(f"copy {node.relation} from '{quoted}' (format csv, header true)")

    def _take_snapshot(self, node: Node) -> None:
        """Ends the spells of what is gone or changed, and begins those of what is new or changed."""
        key, as_of = node.options["key"], "cast(getvariable('as_of') as date)"
        began = (
            f"md5(concat_ws('|', {key}, {as_of})) as dbt_scd_id, {as_of} as dbt_updated_at, "
            f"{as_of} as known_from, cast(null as date) as known_to"
        )
        if node.relation not in _relations(self.connection):
            self.connection.execute(f"create table {node.relation} as select *, {began} from ({node.code})")
            return
        there = {column[0] for column in self.connection.execute(f"from {node.relation} limit 0").description or []}
        compared = [name for name in node.options["compared"] if name in there]
        is_same = " and ".join(f"known.{name} is not distinct from tonight.{name}" for name in compared)
        if len(compared) < len(node.options["compared"]):
            is_same = "false"
        self.connection.execute(
            f"""
            create or replace table {node.relation} as
            with tonight as ({node.code}),
            still as (
                select tonight.{key} from tonight
                inner join {node.relation} as known on tonight.{key} = known.{key}
                where known.known_to is null and {is_same}
            )
            select * replace (
                case when known_to is null and {key} not in (select {key} from still) then {as_of} else known_to end
                as known_to
            )
            from {node.relation}
            union all by name
            select *, {began} from tonight where {key} not in (select {key} from still)
            """
        )

    def _run_python(self, node: Node) -> None:
        names: dict[str, Any] = {"__name__": node.name}
        exec(compile(node.code, node.name, "exec"), names)  # noqa: S102 - the project's own model
        dbt = names["dbtObj"](lambda relation: self.connection.sql(f"select * from {relation}"))
        self.connection.register("made_by_model", names["model"](dbt, self.connection))
        self.connection.execute(f"create or replace table {node.relation} as select * from made_by_model")
        self.connection.unregister("made_by_model")

    def _test(self, tests: Sequence[Node]) -> None:
        """Runs what no earlier build found well on the same content, many tests in one statement."""
        due: dict[str, tuple[Node, str]] = {}
        for node in tests:
            began = time.perf_counter()
            if not self._is_readable(node):
                self.done[node.unique_id] = _built(node, "skipped", began)
                continue
            signature = self._signature(node)
            if self.known.get(node.unique_id, ("", ""))[0] == signature:
                self.done[node.unique_id] = _built(node, "unchanged", began, failures=0)
            else:
                due[node.unique_id] = (node, signature)
        waiting = [node for node, _ in due.values()]
        ran = [
            built
            for start in range(0, len(waiting), TESTS_PER_STATEMENT)
            for built in self._run_tests(waiting[start : start + TESTS_PER_STATEMENT])
        ]
        self.done |= {built.unique_id: built for built in self._without_followers(ran)}
        # A test that warns runs again, so that each night says what it found.
        passed = [(key, signature, "") for key, (_, signature) in due.items() if self.done[key].failures == 0]
        if passed:
            with transaction(self.connection):
                note_state(self.connection, passed)

    def _run_tests(self, tests: Sequence[Node]) -> list[BuiltNode]:
        """Runs tests as one statement; if it cannot run, one by one, so that the one at fault is named."""
        began = time.perf_counter()
        try:
            rows = self.connection.execute(" union all ".join(map(_as_count, tests))).fetchall()
        except duckdb.Error as error:
            if len(tests) > 1:
                return [built for node in tests for built in self._run_tests([node])]
            return [_built(tests[0], "error", began, message=f"{type(error).__name__}: {error}")]
        counted = {key: counts for key, *counts in rows}
        share = (time.perf_counter() - began) / len(tests)
        return [_judge(node, *counted[node.unique_id], seconds=share) for node in tests]

    def _without_followers(self, ran: Sequence[BuiltNode]) -> list[BuiltNode]:
        """The tests as they ran, but skipped where they rest on a table behind one that a failed test speaks of."""
        failed = [frozenset(self.project.nodes[built.unique_id].parents) for built in ran if built.status == "fail"]
        if not failed:
            return list(ran)
        return [
            replace(built, status="skipped", message="", failures=None)
            if any(
                causes <= self.ancestors[parent]
                for parent in self.project.nodes[built.unique_id].parents
                if parent in self.ancestors
                for causes in failed
            )
            else built
            for built in ran
        ]

    @cached_property
    def ancestors(self) -> Mapping[str, frozenset[str]]:
        """All that a node rests on, by id; the node itself is not among them."""
        found: dict[str, frozenset[str]] = {}
        for key, node in self.project.nodes.items():
            found[key] = frozenset(node.parents).union(*(found.get(parent, frozenset()) for parent in node.parents))
        return found


def _select_contract(connection: duckdb.DuckDBPyConnection, node: Node) -> str:
    """A model's SQL with the columns that its contract states, in their order.

    Raises:
        ColumnsError: the model has other columns, or columns of other types.
    """
    made = connection.sql(node.code)
    found = dict(zip(made.columns, made.types, strict=True))
    stated = {name: duckdb.sqltype(kind) for name, kind in node.columns}
    if found != stated:
        lacking = [f"{name} {kind}" for name, kind in stated.items() if found.get(name) != kind]
        surplus = [f"{name} {kind}" for name, kind in found.items() if stated.get(name) != kind]
        raise ColumnsError(
            f"expected the columns of its contract, {', '.join(lacking) or 'no other'}; "
            f"got {', '.join(surplus) or 'none of these'}"
        )
    names = ", ".join(f'"{name}"' for name in stated)
    return f"select {names} from ({node.code}\n) as model"


def _as_count(test: Node) -> str:
    bounds = ", ".join(f"failures {test.options[bound]}" for bound in ("error_if", "warn_if"))
    return (
        f"select '{test.unique_id}', failures, {bounds} from (select count(*) as failures from ({test.code}\n) as test)"
    )


def _judge(test: Node, failures: int, is_error: bool, is_warning: bool, *, seconds: float) -> BuiltNode:
    """What dbt makes of a test's count: severity and bounds are those of its configuration."""
    is_failed = is_error and str(test.options["severity"]).lower() == "error"
    message = ""
    if is_failed or is_warning:
        word, bound = ("fail", "error_if") if is_failed else ("warn", "warn_if")
        message = f"Got {failures} result{'' if failures == 1 else 's'}, configured to {word} if {test.options[bound]}"
    return BuiltNode(test.unique_id, test.resource_type, "fail" if is_failed else "success", seconds, message, failures)


def _built(node: Node, status: str, began: float, *, message: str = "", failures: int | None = None) -> BuiltNode:
    return BuiltNode(node.unique_id, node.resource_type, status, time.perf_counter() - began, message, failures)
