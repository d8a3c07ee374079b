"""What the repository measures, counted from its files alone, beside the limits of `tests/budget.toml`.

`python -m tests.budget` prints both; `--base REV` adds the same counts of another commit, so that before and after come
from one command; `--run NAME COMMAND` prints the seconds of a command. Those and the memory of nights are measured by
`tests/bench/night.py`, which reads its limits here. Standard
library only: a count must not depend on what it counts.
"""

from __future__ import annotations

import argparse
import ast
import re
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
LIMITS = Path(__file__).with_name("budget.toml")

PRODUCT = ("warehouse", "pipelines", "dashboards")
SQL_LINES, PYTHON_LINES = 200, 300
"""Beyond them a file counts as too long."""
_REFERENCE = re.compile(r"ref\(\s*['\"](\w+)['\"]\s*\)")
_WORD = re.compile(r"\w+")


def read_limits(kind: str) -> dict[str, float]:
    """The limits of one table of the budget: `counts`, `processor_seconds`, `memory_mib` or `ratios`."""
    limits: dict[str, float] = tomllib.loads(LIMITS.read_text(encoding="utf-8"))[kind]
    return limits


def measure(root: Path) -> dict[str, float]:
    """Every count of a tree, by the name that its limit has."""
    python = {
        path: path.read_text(encoding="utf-8") for folder in PRODUCT for path in sorted((root / folder).rglob("*.py"))
    }
    tests = {path: path.read_text(encoding="utf-8") for path in sorted((root / "tests").rglob("*.py"))}
    dbt = root / "dbt_project"
    sql = {path: path.read_text(encoding="utf-8") for path in sorted(dbt.rglob("*.sql")) if _is_ours(path, dbt)}
    yaml = {path: path.read_text(encoding="utf-8") for path in sorted(dbt.rglob("*.yml")) if _is_ours(path, dbt)}
    models = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((dbt / "models").rglob("*"))
        if path.suffix in {".sql", ".py"}
    }
    modules = Counter(path.parent for path in python if path.name != "__init__.py")
    return {
        "models": len(models),
        "model_depth": _depth(models),
        "python_product_lines": _lines(python.values()),
        "python_test_lines": _lines(tests.values()),
        "sql_lines": _lines(sql.values()),
        "dbt_yaml_lines": _lines(yaml.values()),
        "sql_files_over_200_lines": sum(_lines([text]) > SQL_LINES for text in sql.values()),
        "python_files_over_300_lines": sum(_lines([text]) > PYTHON_LINES for text in python.values()),
        "modules_in_fullest_folder": max(modules.values(), default=0),
        "places_naming_a_column": _places_of_a_column(root, yaml),
        "test_functions": sum(len(list(_test_functions(text))) for text in tests.values()),
    }


def _is_ours(path: Path, dbt: Path) -> bool:
    return path.relative_to(dbt).parts[0] not in {"target", "logs", "dbt_packages"}


def _lines(texts: Iterable[str]) -> int:
    return sum(text.count("\n") for text in texts)


def _depth(models: Mapping[str, str]) -> int:
    """Models on the longest chain of references."""
    parents = {name: set(_REFERENCE.findall(text)) & models.keys() for name, text in models.items()}
    depths: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in depths:
            depths[name] = 1 + max((depth(parent) for parent in parents[name]), default=0)
        return depths[name]

    return max(map(depth, models), default=0)


def _places_of_a_column(root: Path, yaml: Mapping[Path, str]) -> float:
    """Median number of files that name one column of a mart: model, contract, description, page, query, test."""
    columns = {
        name
        for path, text in yaml.items()
        for model in re.split(r"^  - name: ", text, flags=re.MULTILINE)
        if "contract: {enforced: true}" in model or "marts" in path.parts
        for name in re.findall(r"^      - (?:\{\s*)?name: (\w+)", model, re.MULTILINE)
        if "_" in name
    }
    naming: Counter[str] = Counter()
    for folder in ("dbt_project", *PRODUCT, "tests"):
        for path in (root / folder).rglob("*"):
            if path.suffix in {".sql", ".yml", ".py", ".md"} and "target" not in path.parts:
                naming.update(columns & set(_WORD.findall(path.read_text(encoding="utf-8"))))
    return median(naming[name] for name in columns) if columns else 0


def _test_functions(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name


def measure_revision(revision: str) -> dict[str, float]:
    """The counts of another commit, from an archive of it."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "--extract", "--directory", folder], input=archive, check=True)
        return measure(Path(folder))


def _table(columns: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    yield " ".join([f"{'':32}", *(f"{title:>14}" for title in columns)])
    for name in columns["measured"]:
        cells = (f"{column[name]:>14,g}" if name in column else f"{'–':>14}" for column in columns.values())
        yield " ".join([f"{name:32}", *cells])


def run_timed(name: str, command: Sequence[str]) -> int:
    """Runs a command and prints the processor seconds of its process tree beside their limit; gives its exit code."""
    began = time.monotonic()
    exit_code = subprocess.run(command, check=False).returncode
    wall, used = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    limit = read_limits("processor_seconds")[name]
    seconds = used.ru_utime + used.ru_stime
    print(f"{name}: {seconds:.0f} s of processor time, budget {limit:g} s; {wall:.0f} s of wall time")  # noqa: T201
    return exit_code


def main() -> None:
    """Prints what is measured beside what is allowed."""
    parser = argparse.ArgumentParser(description="Counts of this tree beside their budget.")
    parser.add_argument("--base", metavar="REV", help="a commit to compare with")
    parser.add_argument("--run", metavar="NAME COMMAND", nargs=argparse.REMAINDER, help="a line of seconds, a command")
    arguments = parser.parse_args()
    if arguments.run:
        sys.exit(run_timed(arguments.run[0], arguments.run[1:]))
    base = arguments.base
    before = {base: measure_revision(base)} if base else {}
    for line in _table({**before, "measured": measure(ROOT), "budget": read_limits("counts")}):
        print(line)  # noqa: T201


if __name__ == "__main__":
    main()
