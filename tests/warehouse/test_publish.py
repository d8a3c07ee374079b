"""Editions: whole before they are served, switched in one step, never touched again."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse.store.connection import writer
from warehouse.store.editions import Editions
from warehouse.store.errors import PublishError, UsageError
from warehouse.store.files import hash_file
from warehouse.store.paths import Home
from warehouse.store.publish import EditionFacts, publish_edition

DICTIONARY = pl.DataFrame(
    {
        "schema_name": ["marts_core", "marts_core"],
        "table_name": ["dim_platform", "dim_platform"],
        "column_name": [None, "platform_id"],
        "description": ["A platform's own words.", "Identifier of the platform."],
    }
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    # A path that quotes and blanks could break, as in SQL.
    home = Home(tmp_path / "o'neil données")
    build(home, ["agri-food", "energy"])
    return home


def build(home: Home, platforms: list[str]) -> None:
    with writer(home.build_database) as connection:
        for schema in ("marts_core", "marts_quality", "intermediate"):
            connection.execute(f"create schema if not exists {schema}")
        connection.execute(
            "create or replace table marts_core.dim_platform as select unnest(?::varchar[]) as platform_id", [platforms]
        )
        connection.execute("create or replace table intermediate.int_secret as select 1 as a")


def facts(edition: str) -> EditionFacts:
    return EditionFacts(
        edition=edition,
        base_edition=None,
        as_of=date.fromisoformat(edition[:10]),
        is_demo=False,
        code_version="0",
        fingerprint=f"fingerprint of {edition}",
        sources=[],
        dictionary=DICTIONARY,
    )


def write_one_export(edition: Path, exports: Path) -> None:
    (exports / "funding-match.csv").write_text("partnership_id\n", encoding="utf-8")


def test_publish_serves_marts_only_with_manifest_and_checksums(home: Home) -> None:
    edition = publish_edition(home, facts("2026-03-15-aaaaaaaa"), write_one_export)

    assert edition.database.stat().st_mode & 0o222 == 0, "whoever opens it by hand could change it"
    assert home.current.is_symlink()
    assert str(home.current.readlink()) == "2026-03-15-aaaaaaaa"
    assert edition.manifest["tables"] == {"marts_core.dim_platform": 2, "marts_quality.data_dictionary": 2}
    assert set(edition.manifest["files"]) == {"interregio.duckdb", "exports/funding-match.csv"}
    for name, sha256 in edition.manifest["files"].items():
        assert hash_file(edition.directory / name) == sha256
    with duckdb.connect(str(edition.database), read_only=True) as connection:
        schemas = connection.execute("select distinct schema_name from duckdb_tables() order by 1").fetchall()
        comment = connection.execute("select comment from duckdb_tables() where table_name = 'dim_platform'").fetchone()
    assert schemas == [("marts_core",), ("marts_quality",)]
    assert comment == ("A platform's own words.",)


def test_publish_forces_every_folder_of_an_edition_to_the_disk(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    monkeypatch.setattr("warehouse.store.publish.flush_directory", lambda path: flushed.append(path.name))

    publish_edition(home, facts("2026-03-15-aaaaaaaa"), write_one_export)

    assert flushed == ["exports", ".2026-03-15-aaaaaaaa.part", "published"]


def fail_to_export(edition: Path, exports: Path) -> None:
    raise OSError("no space left on device")


@pytest.mark.parametrize("write_exports", [fail_to_export])
def test_publish_failing_keeps_the_edition_being_served(
    home: Home, write_exports: Callable[[Path, Path], None]
) -> None:
    publish_edition(home, facts("2026-03-15-aaaaaaaa"), write_one_export)
    with pytest.raises(OSError, match="no space left"):
        publish_edition(home, facts("2026-03-16-bbbbbbbb"), write_exports)

    served = Editions(home).served()
    assert served is not None
    assert served.edition_id == "2026-03-15-aaaaaaaa"
    assert [edition.edition_id for edition in Editions(home).all()] == ["2026-03-15-aaaaaaaa"]

    publish_edition(home, facts("2026-03-16-bbbbbbbb"), write_one_export)
    assert not list(home.published.glob(".*.part"))


def test_publish_without_marts_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with writer(home.build_database) as connection:
        connection.execute("create table other as select 1 as a")

    with pytest.raises(PublishError, match="expected tables in schemas marts_"):
        publish_edition(home, facts("2026-03-15-aaaaaaaa"), write_one_export)


def test_publish_of_an_existing_edition_leaves_its_bytes_alone(home: Home) -> None:
    first = publish_edition(home, facts("2026-03-15-aaaaaaaa"), write_one_export)
    before = hash_file(first.database)
    with duckdb.connect(str(first.database), read_only=True) as reader:
        build(home, ["agri-food"])
        publish_edition(home, facts("2026-03-15-aaaaaaaa"), write_one_export)

        assert reader.execute("select count(*) from marts_core.dim_platform").fetchone() == (2,)
    assert hash_file(first.database) == before


def test_surplus_is_all_but_the_last_the_first_of_each_month_and_the_served_one(home: Home) -> None:
    dates = ("2026-03-10", "2026-03-11", "2026-03-12", "2026-04-02", "2026-04-03", "2026-04-04")
    made = [publish_edition(home, facts(f"{as_of}-aaaaaaaa"), write_one_export) for as_of in dates]
    for number, edition in enumerate(made):
        os.utime(edition.directory, (number, number))

    editions = Editions(home)
    assert [edition.edition_id[:10] for edition in editions.surplus(1)] == ["2026-03-11", "2026-03-12", "2026-04-03"]
    editions.serve("2026-03-11-aaaaaaaa")
    assert [edition.edition_id[:10] for edition in editions.surplus(2)] == ["2026-03-12"]


def test_prune_that_is_killed_leaves_no_half_edition_to_go_back_to(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def be_killed_half_way(directory: Path) -> None:
        directory.chmod(0o755)
        (directory / "interregio.duckdb").unlink()
        raise KeyboardInterrupt

    doomed = publish_edition(home, facts("2026-03-15-aaaaaaaa"), write_one_export)
    publish_edition(home, facts("2026-03-16-bbbbbbbb"), write_one_export)
    with monkeypatch.context() as killed:
        killed.setattr("warehouse.store.editions.remove_tree", be_killed_half_way)
        with pytest.raises(KeyboardInterrupt):
            Editions(home).remove(doomed)

    assert [edition.edition_id for edition in Editions(home).all()] == ["2026-03-16-bbbbbbbb"]
    publish_edition(home, facts("2026-03-17-cccccccc"), write_one_export)
    assert sorted(path.name for path in home.published.iterdir()) == [
        "2026-03-16-bbbbbbbb",
        "2026-03-17-cccccccc",
        "current",
    ]


@pytest.mark.parametrize("manifest", ["", "{}", '{"edition": "2026-03-15-aaaaaaaa"'])
def test_edition_that_cannot_be_read_stops_neither_publishing_nor_going_back(home: Home, manifest: str) -> None:
    spoilt = publish_edition(home, facts("2026-03-15-aaaaaaaa"), write_one_export)
    publish_edition(home, facts("2026-03-16-bbbbbbbb"), write_one_export)
    (spoilt.directory / "manifest.json").write_text(manifest, encoding="utf-8")

    publish_edition(home, facts("2026-03-17-cccccccc"), write_one_export)

    assert Editions(home).serve("2026-03-16-bbbbbbbb").edition_id == "2026-03-16-bbbbbbbb"
    with pytest.raises(UsageError, match="expected one of 2026-03-16-bbbbbbbb, 2026-03-17-cccccccc"):
        Editions(home).serve("2026-03-15-aaaaaaaa")


def test_serve_switches_back_and_names_the_editions_there_are(home: Home) -> None:
    publish_edition(home, facts("2026-03-15-aaaaaaaa"), write_one_export)
    publish_edition(home, facts("2026-03-16-bbbbbbbb"), write_one_export)

    assert Editions(home).serve("2026-03-15-aaaaaaaa").edition_id == "2026-03-15-aaaaaaaa"
    with pytest.raises(UsageError, match="2026-03-15-aaaaaaaa, 2026-03-16-bbbbbbbb"):
        Editions(home).serve("2026-03-17-cccccccc")
