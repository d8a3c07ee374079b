"""Documents made from the manifest: dictionary, dbt's own page, and the measure of what is documented."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.commands.docs import (
    FORMULA_TEST,
    has_arithmetic,
    measure_coverage,
    read_tables,
    write_dbt_docs,
    write_dictionary,
)
from pipelines.nightly.project import ensure_manifest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def manifest() -> Path:
    return ensure_manifest()


def test_all_of_the_project_is_documented_and_tested(manifest: Path) -> None:
    assert [(criterion.name, criterion.lacking) for criterion in measure_coverage(manifest) if criterion.lacking] == []


def test_a_test_named_for_a_formula_exists(manifest: Path) -> None:
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    named = {node["config"]["meta"][FORMULA_TEST] for node in nodes if node["config"]["meta"].get(FORMULA_TEST)}
    claims = {node["name"] for node in nodes if node["resource_type"] == "test"}
    written = "".join(path.read_text(encoding="utf-8") for path in sorted((PROJECT / "tests").rglob("test_*.py")))

    assert {name for name in named if name not in claims and f"def {name}(" not in written} == set()


def spoil(manifest: Path, folder: Path, change: dict[str, Any]) -> Path:
    """A manifest in which one mart is changed."""
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["nodes"]["model.interregio.fct_match"].update(change)
    path = folder / "manifest.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "criterion"),
    [
        pytest.param({"description": " "}, "models with a description", id="description"),
        pytest.param({"unique_id": "model.interregio.other"}, "models with a tested key", id="key"),
        pytest.param({"contract": {"enforced": False}}, "marts with an enforced contract", id="contract"),
        pytest.param({"columns": {}}, "marts with columns", id="columns"),
        pytest.param({"config": {"meta": {}}}, "models with a grain", id="grain"),
    ],
)
def test_what_lacks_is_named(manifest: Path, tmp_path: Path, change: dict[str, Any], criterion: str) -> None:
    measured = {one.name: one for one in measure_coverage(spoil(manifest, tmp_path, change))}

    assert measured[criterion].lacking == ("fct_match",)
    assert 0 < measured[criterion].share < 1


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("select a / b as c", True, id="division"),
        pytest.param("select sum(a) as c", True, id="sum"),
        pytest.param("select (a) * {{ parameter('x') }} as c", True, id="product with a parameter"),
        pytest.param("select * from final", False, id="star"),
        pytest.param("select count(*) as c", False, id="count"),
        pytest.param("select 'a - b' as c -- a + b", False, id="text and comment"),
        pytest.param("{# a + b #} select {{ x - y }} as c", False, id="template"),
    ],
)
def test_arithmetic_is_recognised(sql: str, expected: bool) -> None:
    assert has_arithmetic(sql) is expected


def test_dictionary_says_grain_key_sources_tests_and_meaning(manifest: Path, tmp_path: Path) -> None:
    page, table = write_dictionary(read_tables(manifest), tmp_path)

    text = page.read_text(encoding="utf-8")
    section = text[text.index("## marts_core.fct_participation") :].split("\n## ")[0]
    assert "- One row is one project × organisation × role × order." in section
    assert "- Key: `participation_id`." in section
    assert "cordis/organization" in section
    assert "| `region_id` | varchar | is in dim_region.region_id | NUTS code and version joined by `@`." in section
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["schema_name"].split("_")[0] for row in rows} == {"marts"}
    assert all(row["description"] for row in rows)


def test_docs_of_dbt_are_one_page_and_leave_the_build_alone(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERREGIO_BUILD_DB", str(tmp_path / "interregio.duckdb"))

    page = write_dbt_docs(tmp_path)

    assert "fct_participation" in page.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dbt-docs.html"]
