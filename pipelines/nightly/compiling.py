"""Compiles dbt's project into ``target/compiled.json``: the one place of a night that imports dbt, run as a process.

``pipelines.nightly.project`` starts it where the project changed and reads what it leaves.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from typing import Any

from dbt.cli.main import dbtRunner

from pipelines.nightly.project import COMPILED, INDIRECT_SELECTION, PROJECT_DIR, SESSION_DATE, TARGET_DIR
from warehouse.store.files import write_json

# A partial parse keeps selectors, and tests of models that moved, from the time before: changes would go unseen.
QUIETLY = (
    "--no-partial-parse",
    "--no-use-colors",
    "--log-level-file",
    "none",
    "--quiet",
    "--no-populate-cache",
    "--no-version-check",
)
PLACES = ("--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR), "--target-path", str(TARGET_DIR))


def main() -> int:
    """Writes the compiled project; 1 if dbt cannot read it, with what it said."""
    manifest = _run(dbtRunner(), "parse")
    dbt = dbtRunner(manifest=manifest)
    compiled = _run(dbt, "compile", "--exclude", "resource_type:unit_test")
    nodes = {result.node.unique_id: result.node for result in compiled.results}
    nodes |= {key: node for key, node in manifest.nodes.items() if node.resource_type == "seed"}
    order = TopologicalSorter(
        {key: sorted(set(nodes[key].depends_on_nodes) & nodes.keys()) for key in sorted(nodes)}
    ).static_order()
    write_json(
        COMPILED,
        {
            "nodes": [_record(nodes[key]) for key in order],
            "sources": {key: source.relation_name for key, source in manifest.sources.items()},
            "selections": {selector: _select(dbt, selector) for selector in INDIRECT_SELECTION},
        },
    )
    return 0


def _select(dbt: dbtRunner, selector: str) -> list[str]:
    listed: Iterable[str] = _run(
        dbt,
        *("ls", "--selector", selector, "--indirect-selection", INDIRECT_SELECTION[selector]),
        *("--exclude-resource-type", "unit_test", "--output", "json", "--output-keys", "unique_id"),
    )
    return sorted(json.loads(line)["unique_id"] for line in listed)


def _run(dbt: dbtRunner, *command: str) -> Any:  # noqa: ANN401 - each command of dbt gives its own kind of result
    ended = dbt.invoke([*QUIETLY, *command, *PLACES, *SESSION_DATE])
    if not ended.success:
        raise SystemExit(f"dbt {command[0]}: {ended.exception or ended.result}")
    return ended.result


def _record(node: Any) -> dict[str, Any]:  # noqa: ANN401 - dbt's node classes share no useful base
    kind = str(node.resource_type)
    config: Mapping[str, Any] = node.config.to_dict()
    columns = node.columns.values() if kind == "model" and node.contract.enforced else ()
    return {
        "unique_id": node.unique_id,
        "name": node.name,
        "resource_type": kind,
        "materialized": config["materialized"],
        "language": str(getattr(node, "language", "sql")),
        "schema": node.schema,
        "relation": node.relation_name or "" if kind != "test" else "",
        "code": node.checksum.checksum if kind == "seed" else node.compiled_code,
        "parents": sorted(set(node.depends_on_nodes)),
        "columns": [(column.name, column.data_type) for column in columns],
        "options": _options(kind, node, config),
    }


def _options(kind: str, node: Any, config: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    if kind == "seed":
        return {"file": node.original_file_path, "types": config["column_types"]}
    if kind == "snapshot":
        return {"key": config["unique_key"], "compared": config["check_cols"]}
    if kind == "test":
        return {name: config[name] for name in ("severity", "error_if", "warn_if")}
    return {}


if __name__ == "__main__":
    sys.exit(main())
