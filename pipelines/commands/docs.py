"""Documents that are made from dbt's manifest: the data dictionary, the static dbt docs, and how much is documented.

Nothing here is typed by hand: methods are the doc blocks of ``dbt_project/docs``, meanings of columns the lines of
``dbt_project/columns.csv``, types and tests those of the models.
What an edition carries of it is in ``pipelines.nightly.publishing``; printing and exit codes are the command line's.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.commands.console import HomeOption, out
from pipelines.nightly.dictionary import Line, describe_column, read_lines
from pipelines.nightly.project import BUILD_DATABASE_VARIABLE, DBT, MANIFEST, PROJECT_DIR, DbtError, ensure_manifest
from warehouse.settings import read_settings
from warehouse.store.files import read_json
from warehouse.store.nights import ExitCode

Node = Mapping[str, Any]

CSV_COLUMNS = ("schema_name", "table_name", "column_name", "data_type", "tests", "description", "grain", "sources")
NO_DATE = "1970-01-01"
"""Documents show how models are written, not a night's data; dbt only wants some date to word them."""

FORMULA_TEST = "formula_test"
"""Key of a model's meta that names the test of its formula where a dbt unit test cannot hold it."""

_NOT_CODE = re.compile(r"--[^\n]*|\{#.*?#\}|\{%.*?%\}", re.DOTALL)
_ARITHMETIC = re.compile(r"[\w)\]] [-+/] [\w(\[]|[\w)\]] \* [\w(\[]|\b(?:sum|avg|round)\(")


@dataclass(frozen=True)
class DocumentedColumn:
    """One column of a published table.

    Attributes:
        name: its name.
        data_type: its type, from the contract.
        tests: what is tested of it, in words.
        description: what it means.
    """

    name: str
    data_type: str
    tests: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class DocumentedTable:
    """One published table.

    Attributes:
        schema: schema of the edition.
        name: table.
        description: its text, doc blocks filled in.
        grain: what one row is.
        key: columns that name one row.
        sources: raw tables it rests on, directly or not.
        columns: its columns in order.
    """

    schema: str
    name: str
    description: str
    grain: str
    key: tuple[str, ...]
    sources: tuple[str, ...]
    columns: tuple[DocumentedColumn, ...]


@dataclass(frozen=True)
class Criterion:
    """One thing every model should have, and which have it.

    Attributes:
        name: what is asked.
        asked: how many models, or columns, it is asked of.
        lacking: those that lack it.
    """

    name: str
    asked: int
    lacking: tuple[str, ...]

    @property
    def share(self) -> float:
        """Part that has it, 0 to 1; 1 where nothing is asked."""
        return 1 - len(self.lacking) / self.asked if self.asked else 1.0


def read_tables(manifest: Path) -> list[DocumentedTable]:
    """Every published table, in order of schema and name."""
    content = read_json(manifest)
    nodes: Mapping[str, Node] = content["nodes"]
    marts = [
        node
        for node in nodes.values()
        if node["resource_type"] in {"model", "seed"} and node["schema"].startswith("marts_")
    ]
    tests = _tests_by_model(nodes)
    lines = read_lines()
    tables = [_describe(node, nodes, tests.get(node["unique_id"], []), content["sources"], lines) for node in marts]
    return sorted(tables, key=lambda table: (table.schema, table.name))


def write_dictionary(tables: list[DocumentedTable], out: Path) -> list[Path]:
    """Writes the data dictionary as a page and as a table; gives both paths."""
    page, table = out / "data-dictionary.md", out / "data-dictionary.csv"
    page.write_text(_as_page(tables), encoding="utf-8")
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(CSV_COLUMNS)
        writer.writerows(_as_rows(tables))
    return [page, table]


def write_dbt_docs(out: Path) -> Path:
    """Writes dbt's own documentation as one page that needs no server and no network; gives its path.

    Raises:
        DbtError: dbt cannot read the project.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "target"
        target.mkdir()
        shutil.copyfile(ensure_manifest(), target / MANIFEST.name)
        made = subprocess.run(
            [
                *(DBT, "docs", "generate", "--static", "--empty-catalog", "--no-compile"),
                *("--project-dir", PROJECT_DIR, "--profiles-dir", PROJECT_DIR),
                *("--target-path", target, "--log-path", Path(folder) / "logs"),
                *("--vars", f"{{as_of: '{NO_DATE}'}}"),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=PROJECT_DIR,
            env={
                **os.environ,
                BUILD_DATABASE_VARIABLE: str(Path(folder) / "interregio.duckdb"),
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            },
        )
        if made.returncode != 0:
            raise DbtError(f"{PROJECT_DIR}: expected documents from dbt, got\n{made.stdout[-4000:]}")
        page = out / "dbt-docs.html"
        shutil.copyfile(target / "static_index.html", page)
    return page


def measure_coverage(manifest: Path) -> list[Criterion]:
    """What every model should have, and which lack it."""
    content = read_json(manifest)
    models = list(_models(content["nodes"]))
    marts = [model for model in models if model["schema"].startswith("marts_")]
    keyed = {
        node["attached_node"]
        for node in content["nodes"].values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == "primary_key"
    }
    tested = {f"model.{test['package_name']}.{test['model']}" for test in content["unit_tests"].values()}
    lines = read_lines()
    columns = [(model["name"], name) for model in marts for name in model["columns"]]
    formulas = [model for model in models if has_arithmetic(model["raw_code"])]
    return [
        _judge("models with a description", models, lambda model: bool(model["description"].strip())),
        _judge("models with a grain", models, lambda model: bool(model["config"]["meta"].get("grain"))),
        _judge("models with a tested key", models, lambda model: model["unique_id"] in keyed),
        _judge(
            "marts with an enforced contract",
            [mart for mart in marts if mart["language"] == "sql"],
            lambda model: bool(model["contract"]["enforced"]),
        ),
        _judge("marts with columns", marts, lambda model: bool(model["columns"])),
        Criterion(
            "columns with a description",
            len(columns),
            tuple(f"{table}.{name}" for table, name in columns if not describe_column(lines, table, name)),
        ),
        _judge(
            "models with arithmetic and a test of it",
            formulas,
            lambda model: model["unique_id"] in tested or bool(model["config"]["meta"].get(FORMULA_TEST)),
        ),
    ]


def has_arithmetic(sql: str) -> bool:
    """Whether a model adds, subtracts, multiplies, divides, sums or rounds."""
    code = re.sub(r"'[^']*'", "''", _NOT_CODE.sub("", sql))
    return bool(_ARITHMETIC.search(re.sub(r"\{\{.*?\}\}", "x", code, flags=re.DOTALL).replace("select * from", "")))


def _judge(name: str, models: list[Node], has: Callable[[Node], bool]) -> Criterion:
    return Criterion(name, len(models), tuple(sorted(model["name"] for model in models if not has(model))))


def _models(nodes: Mapping[str, Node]) -> Iterator[Node]:
    return (node for node in nodes.values() if node["resource_type"] == "model")


def _tests_by_model(nodes: Mapping[str, Node]) -> dict[str, list[Node]]:
    by_model: dict[str, list[Node]] = {}
    for node in nodes.values():
        if node["resource_type"] == "test" and node.get("attached_node") and node.get("test_metadata"):
            by_model.setdefault(node["attached_node"], []).append(node)
    return by_model


def _describe(
    node: Node, nodes: Mapping[str, Node], tests: list[Node], sources: Mapping[str, Node], lines: Mapping[str, Line]
) -> DocumentedTable:
    keys = [test for test in tests if test["test_metadata"]["name"] == "primary_key"]
    return DocumentedTable(
        schema=node["schema"],
        name=node["name"],
        description=node["description"].strip(),
        grain=node["config"]["meta"].get("grain", ""),
        key=tuple(keys[0]["test_metadata"]["kwargs"]["columns"]) if keys else (),
        sources=tuple(sorted(_sources_of(node["unique_id"], nodes, sources))),
        columns=tuple(
            DocumentedColumn(
                name=name,
                data_type=column["data_type"] or "",
                tests=tuple(_word_test(test) for test in tests if test.get("column_name") == name),
                description=describe_column(lines, node["name"], name),
            )
            for name, column in node["columns"].items()
        ),
    )


def _sources_of(unique_id: str, nodes: Mapping[str, Node], sources: Mapping[str, Node]) -> set[str]:
    """Raw tables and seeds that a model rests on."""
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


def _word_test(test: Node) -> str:
    name, given = test["test_metadata"]["name"], test["test_metadata"]["kwargs"]
    if name == "relationships":
        return f"is in {_inner(given['to'])}.{given['field']}"
    if name == "accepted_values":
        return f"one of {', '.join(str(value) for value in given['values'])}"
    if name == "within_bounds":
        return f"{given['minimum']} to {given['maximum']}"
    return str(name).replace("_", " ")


def _inner(reference: str) -> str:
    found = re.search(r"'([^']+)'", reference)
    return found.group(1) if found else reference


def _as_page(tables: list[DocumentedTable]) -> str:
    lines = [
        "# Data dictionary",
        "",
        "Made by `interregio docs` from the models themselves; the same texts are comments in the database.",
    ]
    for table in tables:
        lines += [
            "",
            f"## {table.schema}.{table.name}",
            "",
            table.description,
            "",
            f"- One row is one {table.grain}.",
            f"- Key: {', '.join(f'`{column}`' for column in table.key)}.",
            f"- Rests on: {', '.join(table.sources) or 'nothing but the night'}.",
            "",
            "| Column | Type | Tested | Meaning |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| `{column.name}` | {column.data_type} | {_cell('; '.join(column.tests))} | {_cell(column.description)} |"
            for column in table.columns
        ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _as_rows(tables: list[DocumentedTable]) -> Iterator[tuple[str, ...]]:
    for table in tables:
        sources = "; ".join(table.sources)
        yield table.schema, table.name, "", "", "", table.description, table.grain, sources
        for column in table.columns:
            yield (
                *(table.schema, table.name, column.name, column.data_type),
                *("; ".join(column.tests), column.description, "", ""),
            )


def docs(
    out_dir: Annotated[
        Path | None, typer.Option("--out", help="Directory to write to; made if absent. Default: <home>/docs.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Print how much is documented and tested instead; all of it must be.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Write the data dictionary and dbt's own documentation.

    With --coverage the exit code is 1 if anything lacks, and it is named.
    """
    from pipelines.nightly.project import ensure_manifest

    manifest = ensure_manifest()
    if coverage:
        criteria = measure_coverage(manifest)
        for criterion in criteria:
            lacking = f"; lacking: {', '.join(criterion.lacking)}" if criterion.lacking else ""
            out.print(f"{criterion.share:6.1%}  {criterion.name}, of {criterion.asked}{lacking}")
        raise typer.Exit(ExitCode.ERROR if any(criterion.lacking for criterion in criteria) else ExitCode.OK)
    folder = out_dir or read_settings(home=home).home / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*write_dictionary(read_tables(manifest), folder), write_dbt_docs(folder)):
        out.print(str(path))
