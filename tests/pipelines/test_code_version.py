"""Versions of the code: which edits make a new edition, and which read raw tables again."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pipelines.nightly.code_version import FETCHING_MODULES, TOOLBOX, reader_version
from pipelines.sources import discover_sources
from warehouse.settings import PROJECT_ROOT

PACKAGES = [source.package for source in discover_sources()]


@pytest.mark.parametrize(
    ("path", "is_changed"),
    [
        ("pipelines/sources/cordis/contract.py", True),
        ("pipelines/ingest/parsing.py", True),
        ("pipelines/ingest/http_client.py", False),
        ("pipelines/sources/regions/parse.py", False),
        ("pipelines/nightly/steps.py", False),
    ],
    ids=["contract", "toolbox_reader", "http_client", "another_source", "night"],
)
def test_reader_version_changes_with_what_reads_the_source_alone(
    path: str, is_changed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reader_version.__wrapped__("pipelines.sources.cordis")
    touched = PROJECT_ROOT / path
    monkeypatch.setattr(
        "pipelines.nightly.code_version.hash_file", lambda file: "edited" if file == touched else hash_of(file)
    )
    edited = reader_version.__wrapped__("pipelines.sources.cordis")
    monkeypatch.setattr("pipelines.nightly.code_version.hash_file", hash_of)

    assert (edited != reader_version.__wrapped__("pipelines.sources.cordis")) == is_changed
    assert before


def hash_of(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_left_out_of_the_reader_version_are_not_imported_to_read(package: str) -> None:
    left_out = {f"pipelines.ingest.{name.removesuffix('.py')}" for name in FETCHING_MODULES}
    folder = PROJECT_ROOT.joinpath(*package.split("."))
    for name in ("parse.py", "contract.py"):
        tree = ast.parse((folder / name).read_text(encoding="utf-8"))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not imported & left_out, name


def test_modules_left_out_of_the_reader_version_exist() -> None:
    assert all((TOOLBOX / name).is_file() for name in FETCHING_MODULES)
