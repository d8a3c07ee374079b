"""Documents made from the manifest: the data dictionary and dbt's own page."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pipelines.commands.docs import read_tables, write_dbt_docs, write_dictionary
from pipelines.nightly.project import ensure_manifest
from tests.mirrors import TESTS


@pytest.fixture(scope="module")
def manifest() -> Path:
    return ensure_manifest()


def test_dictionary_says_grain_key_sources_tests_and_meaning(manifest: Path, tmp_path: Path) -> None:
    page, table = write_dictionary(read_tables(manifest), tmp_path)

    text = page.read_text(encoding="utf-8")
    section = text[text.index("## marts_core.fct_participation") :].split("\n## ")[0]
    assert "- One row is one project × organisation × role × order." in section
    assert "- Key: `participation_id`." in section
    assert "- Key: `participation_id`, `nuts_version`, `coalesce(nuts_code, '')`." in text
    assert "cordis/organization" in section
    assert "| `region_id` | varchar | is in dim_region.region_id | NUTS code and version joined by `@`." in section
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["schema_name"].split("_")[0] for row in rows} == {"marts"}
    assert all(row["description"] for row in rows)


def test_guides_open_an_edition_read_only() -> None:
    root = TESTS.parent
    texts = [path.read_text(encoding="utf-8") for path in (root / "README.md", *(root / "docs").glob("*.md"))]
    opened = [options for text in texts for options in re.findall(r"duckdb (\S+ )?\S*interregio\.duckdb", text)]
    assert set(opened) == {"-readonly "}


def test_docs_of_dbt_are_one_page_and_leave_the_build_alone(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERREGIO_BUILD_DB", str(tmp_path / "interregio.duckdb"))

    page = write_dbt_docs(tmp_path)

    assert "fct_participation" in page.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dbt-docs.html"]
