"""Documents that are made from dbt's manifest: the data dictionary, and dbt's own documentation as one page.

Nothing here is typed by hand: methods are the doc blocks of ``dbt_project/docs``, meanings of columns the lines of
``dbt_project/columns.csv``, types and tests those of the models.
What an edition carries of it is in ``pipelines.nightly.publishing``.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from pipelines.commands.console import HomeOption, out
from pipelines.nightly.dictionary import read_dictionary
from pipelines.nightly.project import (
    BUILD_DATABASE_VARIABLE,
    DBT,
    PROJECT_DIR,
    SESSION_DATE,
    TARGET_DIR,
    DbtError,
    ensure_manifest,
)
from warehouse.settings import read_settings
from warehouse.store.files import read_json
from warehouse.store.paths import DATABASE_NAME

Node = Mapping[str, Any]

COLUMNS = (
    *("schema_name", "table_name", "column_name", "data_type", "tests", "description", "grain", "sources"),
    "key",
)
"""Of the table of the dictionary; the row of a published table itself has no column name."""


def read_tables(manifest: Path) -> pl.DataFrame:
    """Every published table followed by its columns, in order of schema and name; the columns are `COLUMNS`."""
    content = read_json(manifest)
    nodes: Mapping[str, Node] = content["nodes"]
    tests: dict[str, list[Node]] = {}
    for node in nodes.values():
        if node["resource_type"] == "test" and node.get("attached_node") and node.get("test_metadata"):
            tests.setdefault(node["attached_node"], []).append(node)
    texts = {(table, column): text for _, table, column, text, *_ in read_dictionary(manifest).iter_rows()}
    marts = (node for node in nodes.values() if node["resource_type"] in {"model", "seed"})
    rows = [
        row
        for mart in sorted(marts, key=lambda node: (node["schema"], node["name"]))
        if mart["schema"].startswith("marts_")
        for row in _describe(mart, tests.get(mart["unique_id"], []), texts, _sources_of(mart["unique_id"], content))
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def write_dictionary(tables: pl.DataFrame, out: Path) -> list[Path]:
    """Writes the data dictionary as a page and as a table; gives both paths."""
    page, table = out / "data-dictionary.md", out / "data-dictionary.csv"
    page.write_text(_as_page(tables), encoding="utf-8")
    tables.write_csv(table)
    return [page, table]


def write_dbt_docs(out: Path) -> Path:
    """Writes dbt's own documentation as one page that needs no server and no network; gives its path.

    Raises:
        DbtError: dbt cannot read the project.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "target"
        target.mkdir()
        # dbt need not parse again what it parsed for the nights, as long as variables and profile are theirs.
        for parsed in (ensure_manifest(), TARGET_DIR / "partial_parse.msgpack"):
            shutil.copyfile(parsed, target / parsed.name)
        made = subprocess.run(
            [
                *(DBT, "docs", "generate", "--static", "--empty-catalog", "--no-compile"),
                *("--project-dir", PROJECT_DIR, "--profiles-dir", PROJECT_DIR),
                *("--target-path", target, "--log-path", Path(folder) / "logs"),
                *SESSION_DATE,
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=PROJECT_DIR,
            env={
                **os.environ,
                BUILD_DATABASE_VARIABLE: str(TARGET_DIR / DATABASE_NAME),
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            },
        )
        if made.returncode != 0:
            raise DbtError(f"{PROJECT_DIR}: expected documents from dbt, got\n{made.stdout[-4000:]}")
        page = out / "dbt-docs.html"
        shutil.copyfile(target / "static_index.html", page)
    return page


def _describe(
    mart: Node, tests: list[Node], texts: Mapping[tuple[str, str | None], str], sources: set[str]
) -> Iterator[tuple[str | None, ...]]:
    """The row of a table and those of its columns."""
    place = (mart["schema"], mart["name"])
    keys = [test["test_metadata"]["kwargs"]["columns"] for test in tests if _name_of(test) == "primary_key"]
    grain, key = mart["config"]["meta"].get("grain", ""), "; ".join(keys[0] if keys else [])
    yield (*place, None, None, None, texts[mart["name"], None].strip(), grain, "; ".join(sorted(sources)), key)
    for name, column in mart["columns"].items():
        tested = "; ".join(_word_test(test) for test in tests if test.get("column_name") == name)
        yield (*place, name, column["data_type"], tested or None, texts[mart["name"], name], None, None, None)


def _sources_of(unique_id: str, manifest: Mapping[str, Any]) -> set[str]:
    """Raw tables and seeds that a model rests on."""
    nodes, sources = manifest["nodes"], manifest["sources"]
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [unique_id]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        if current in sources:
            found.add(f"{sources[current]['source_name']}/{sources[current]['name']}")
        elif current in nodes and nodes[current]["resource_type"] == "seed":
            found.add(f"seeds/{nodes[current]['name']}")
        elif current in nodes:
            waiting.extend(nodes[current]["depends_on"]["nodes"])
    return found


def _name_of(test: Node) -> str:
    return str(test["test_metadata"]["name"])


def _word_test(test: Node) -> str:
    name, given = _name_of(test), test["test_metadata"]["kwargs"]
    if name == "relationships":
        return f"is in {_inner(given['to'])}.{given['field']}"
    if name == "accepted_values":
        return f"one of {', '.join(str(value) for value in given['values'])}"
    if name == "within_bounds":
        return f"{given['minimum']} to {given['maximum']}"
    return name.replace("_", " ")


def _inner(reference: str) -> str:
    found = re.search(r"'([^']+)'", reference)
    return found.group(1) if found else reference


def _as_page(tables: pl.DataFrame) -> str:
    lines = [
        "# Data dictionary",
        "",
        "Made by `interregio docs` from the models themselves; the same texts are comments in the database.",
    ]
    for row in tables.iter_rows(named=True):
        if row["column_name"] is None:
            lines += [
                *("", f"## {row['schema_name']}.{row['table_name']}", "", row["description"], ""),
                f"- One row is one {row['grain']}.",
                f"- Key: {', '.join(f'`{column}`' for column in row['key'].split('; '))}.",
                f"- Rests on: {row['sources'].replace(';', ',') or 'nothing but the night'}.",
                *("", "| Column | Type | Tested | Meaning |", "| --- | --- | --- | --- |"),
            ]
        else:
            cells = (f"`{row['column_name']}`", row["data_type"], _cell(row["tests"] or ""), _cell(row["description"]))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def docs(
    out_dir: Annotated[
        Path | None, typer.Option("--out", help="Directory to write to; made if absent. Default: <home>/docs.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Write the data dictionary and dbt's own documentation."""
    folder = out_dir or read_settings(home=home).home / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*write_dictionary(read_tables(ensure_manifest()), folder), write_dbt_docs(folder)):
        out.print(str(path))
