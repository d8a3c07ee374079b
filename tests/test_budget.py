"""The repository stays within its budget: `tests/budget.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.budget import ROOT, measure, read_limits

MEASURED = measure(ROOT)


def test_every_count_has_a_limit_and_every_limit_a_count() -> None:
    assert read_limits("counts").keys() == MEASURED.keys()


@pytest.mark.parametrize("name", MEASURED)
def test_count_stays_within_its_limit(name: str) -> None:
    limit = read_limits("counts")[name]
    assert MEASURED[name] <= limit, (
        f"{name}: expected at most {limit:g}, came {MEASURED[name]:g}; see tests/budget.toml"
    )


def test_counts_of_a_small_tree_are_those_counted_by_hand(tmp_path: Path) -> None:
    files = {
        "warehouse/one.py": "first = 1\nsecond = 2\n",
        "warehouse/__init__.py": "",
        "tests/test_one.py": "def test_one():\n    pass\n\n\ndef helper():\n    pass\n",
        "dbt_project/models/staging/stg_a.sql": "select 1 as row_count\n",
        "dbt_project/models/marts/fct_b.sql": "select row_count from {{ ref('stg_a') }}\n" * 201,
        "dbt_project/models/marts/_marts.yml": "models:\n  - name: fct_b\n    columns:\n      - name: row_count\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert measure(tmp_path) == {
        "models": 2,
        "model_depth": 2,
        "python_product_lines": 2,
        "python_test_lines": 6,
        "sql_lines": 202,
        "dbt_yaml_lines": 4,
        "sql_files_over_200_lines": 1,
        "python_files_over_300_lines": 0,
        "modules_in_fullest_folder": 1,
        "places_naming_a_column": 3,
        "test_functions": 1,
    }
