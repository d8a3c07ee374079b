"""dbt's project as nights read it: parsed, compiled and selected once for each version of its files.

dbt words the SQL; ``pipelines.nightly.building`` runs it. Compiled SQL holds no date, no programme and no path: a night
says them by the variables of its connection, so that what was compiled once serves every night. How dbt is called for
it is in ``pipelines.nightly.compiling``, a process of its own, so that a night need not import dbt.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import filelock

from warehouse.settings import PROJECT_ROOT, SettingsError
from warehouse.store.files import hash_file, hash_text, read_json
from warehouse.store.paths import DATABASE_NAME

PROJECT_DIR = PROJECT_ROOT / "dbt_project"
TARGET_DIR = PROJECT_DIR / "target"
MANIFEST = TARGET_DIR / "manifest.json"
COMPILED = TARGET_DIR / "compiled.json"
STAMP = TARGET_DIR / "compiled.inputs"
BUILD_DATABASE_VARIABLE = "INTERREGIO_BUILD_DB"
DBT = Path(sys.executable).with_name("dbt")
SESSION_DATE = ("--vars", "{as_of: session}")
"""Dates and programmes are read from the variables of the connection that runs the SQL."""

INDIRECT_SELECTION: Mapping[str, str] = {"prepare": "cautious", "publishable": "eager"}
"""Which tests go with each selector: before the enrichment only those that need nothing that is made after it."""

_VARIABLE = re.compile(r"getvariable\('(\w+)'\)")


class DbtError(RuntimeError):
    """dbt could not read its own project; carries what it said."""


@dataclass(frozen=True)
class Node:
    """A model, seed, snapshot or data test, ready to run.

    Attributes:
        unique_id: dbt's id.
        name: its name in the project.
        resource_type: ``model``, ``seed``, ``snapshot`` or ``test``.
        materialized: ``table``, ``view``, ``seed``, ``snapshot`` or ``test``.
        language: ``sql`` or ``python``.
        schema: schema of its relation.
        relation: quoted name of its relation; blank for a test.
        code: compiled SQL or Python; for a seed the hash of its file.
        parents: ids of the nodes and sources it reads.
        columns: name and type of every column that its contract states, in order; empty without a contract.
        options: configuration that its kind has: of a seed file and types, of a snapshot key and columns, of a test
            severity and bounds.
    """

    unique_id: str
    name: str
    resource_type: str
    materialized: str
    language: str
    schema: str
    relation: str
    code: str
    parents: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    options: Mapping[str, Any]

    @cached_property
    def variables(self) -> frozenset[str]:
        """Names of the night's variables that its SQL reads."""
        return frozenset(_VARIABLE.findall(self.code))


@dataclass(frozen=True)
class Project:
    """The compiled project.

    Attributes:
        nodes: by id, each after those it reads.
        sources: relation of every source table by its id.
        selections: ids by selector.
    """

    nodes: Mapping[str, Node]
    sources: Mapping[str, str]
    selections: Mapping[str, frozenset[str]]


def compiled_project() -> Project:
    """The project as it stands, compiled again only if one of its files changed.

    Raises:
        DbtError: dbt cannot read the project.
    """
    _ensure_compiled()
    content = read_json(COMPILED)
    nodes = [
        Node(
            **{
                **record,
                "parents": tuple(record["parents"]),
                "columns": tuple((name, kind) for name, kind in record["columns"]),
            }
        )
        for record in content["nodes"]
    ]
    return Project(
        nodes={node.unique_id: node for node in nodes},
        sources=content["sources"],
        selections={selector: frozenset(ids) for selector, ids in content["selections"].items()},
    )


def ensure_manifest() -> Path:
    """The manifest of the project as it stands, parsed again only if the project changed.

    Raises:
        DbtError: dbt cannot parse the project.
    """
    _ensure_compiled()
    return MANIFEST


def require_known_programmes(chosen: Iterable[str]) -> None:
    """Makes sure that every programme chosen for a night is one there is.

    Raises:
        SettingsError: one is not; the message names those there are.
    """
    with (PROJECT_DIR / "seeds" / "programmes.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["programme_id"] for row in csv.DictReader(stream)}
    unknown = sorted(set(chosen) - known)
    if unknown:
        raise SettingsError(f"programmes: expected ids of {', '.join(sorted(known))}, got {', '.join(unknown)}")


def _ensure_compiled() -> None:
    TARGET_DIR.mkdir(parents=True, exist_ok=True)
    # Nights and test workers that start side by side would read what another one is still writing.
    with filelock.FileLock(TARGET_DIR / "compiled.lock"):
        wanted = _hash_project()
        if COMPILED.exists() and MANIFEST.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
            return
        STAMP.unlink(missing_ok=True)
        _compile()
        STAMP.write_text(wanted, encoding="utf-8")


def _compile() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "pipelines.nightly.compiling"],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(PROJECT_ROOT), os.environ.get("PYTHONPATH", "")])),
            BUILD_DATABASE_VARIABLE: str(TARGET_DIR / DATABASE_NAME),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        },
    )
    if made.returncode != 0:
        raise DbtError(f"{PROJECT_DIR}: expected a project dbt can compile, got\n{(made.stdout + made.stderr)[-4000:]}")


def _hash_project() -> str:
    paths = sorted(
        path
        for suffix in ("sql", "py", "yml", "md", "csv")
        for path in PROJECT_DIR.rglob(f"*.{suffix}")
        if TARGET_DIR not in path.parents
    )
    return hash_text("\n".join(f"{path.relative_to(PROJECT_DIR)} {hash_file(path)}" for path in paths))
