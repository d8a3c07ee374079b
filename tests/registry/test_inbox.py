"""Workbooks in the inbox, night after night: what is loaded, what stays, what is said about it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.ingest.parsing import read_facts
from pipelines.nightly.ledger import Ledger
from pipelines.nightly.steps import fingerprint
from pipelines.sources import find_source
from tests.nights import load_night
from tests.registry.workbooks import WATER, change, fill_template, one_partnership
from warehouse.settings import read_settings
from warehouse.store.connection import writer
from warehouse.store.nights import SourceStatus, Status
from warehouse.store.paths import Home

SOURCE = find_source("registry")
SHIPPED_ROWS = sum(read_facts(SOURCE.facts_path(table)).height for table in SOURCE.shipped_tables)
MEMBERS = (
    "select partnership_id, nuts_code, _source_file, _source_sheet, _row_number from raw_registry.workbook_members"
)


class Secretariat:
    """Somebody with a home whose inbox takes workbooks; nights are run as far as the raw tables."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.inbox = self.home.inbox("registry")
        self.inbox.mkdir(parents=True)
        self.mirror = folder / "mirror"
        self.mirror.mkdir()
        self.warnings: list[str] = []
        self._days = iter(range(1, 28))

    def night(self) -> Ledger:
        settings = read_settings(
            home=self.home.root, mirror=self.mirror, as_of=f"2026-08-{next(self._days):02d}", environment={}
        )
        self.warnings = []
        return load_night(settings, asked=["registry"], loaded=["registry"], warnings=self.warnings)

    def status(self) -> SourceStatus:
        return self.night().night.sources["registry"]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with writer(self.home.build_database) as connection:
            return connection.execute(f"{sql} order by all").fetchall()

    def drop(self, name: str, rows: Any, **options: Any) -> Path:
        return fill_template(self.inbox / name, rows, **options)


@pytest.fixture
def secretariat(tmp_path: Path) -> Secretariat:
    return Secretariat(tmp_path)


def test_empty_inbox_is_bundled_with_empty_workbook_tables(secretariat: Secretariat) -> None:
    status = secretariat.status()
    assert (status.status, status.message, status.has_failed) == (Status.BUNDLED, "", False)
    assert status.rows == SHIPPED_ROWS
    assert status.retrieved_at == "2026-11-01"
    assert secretariat.query(MEMBERS) == []
    assert replace(secretariat.status(), seconds=0.0) == replace(status, seconds=0.0)


def test_dropped_workbook_is_new_then_unchanged(secretariat: Secretariat) -> None:
    secretariat.drop("water.xlsx", WATER)
    first, second = secretariat.status(), secretariat.status()
    assert (first.status, second.status) == (Status.NEW, Status.UNCHANGED)
    assert first.sha256 == second.sha256
    assert first.rows == SHIPPED_ROWS + sum(len(rows) for rows in WATER.values())
    assert first.table_vintages["workbook_members"] == "2026-07-01"
    assert secretariat.query(MEMBERS) == [
        ("water", "ES51", "water.xlsx", "Members", 3),
        ("water", None, "water.xlsx", "Members", 4),
    ]


def test_refused_workbook_keeps_its_last_good_one_and_is_named(secretariat: Secretariat) -> None:
    path = secretariat.drop("water.xlsx", WATER)
    secretariat.night()
    change(path, {"Members": {"F3": "boss", "G3": "then"}, "Acts": {"E3": "soon"}, "Reports": {"E3": "now"}})
    status = secretariat.status()
    assert status.status is Status.FAILED
    assert status.has_failed
    assert status.missing_members == ("water.xlsx",)
    assert status.message == (
        "registry: water.xlsx: expected a workbook without blocking problems, got 4 blocking problems: "
        "Members, F3, expected one of lead; co-lead; participant; observer, came 'boss'; "
        "Members, G3, expected a date like 2026, 2026-03 or 2026-03-05, came 'then'; "
        "Acts, E3, expected a date like 2026-03-05, came 'soon'; …"
    )
    assert secretariat.warnings == [status.message]
    assert len(secretariat.query(MEMBERS)) == 2


def test_mended_workbook_clears_the_failure(secretariat: Secretariat) -> None:
    path = secretariat.drop("water.xlsx", WATER)
    secretariat.night()
    change(path, {"Members": {"F3": "boss"}})
    secretariat.night()
    change(path, {"Members": {"F3": "co-lead"}})
    status = secretariat.status()
    assert (status.status, status.message, status.missing_members) == (Status.NEW, "", ())
    assert secretariat.query("select role from raw_registry.workbook_members") == [("co-lead",), ("participant",)]


def test_refused_workbook_taken_away_takes_its_last_good_one_along(secretariat: Secretariat) -> None:
    path = secretariat.drop("water.xlsx", WATER)
    secretariat.night()
    change(path, {"Members": {"F3": "boss"}})
    secretariat.night()
    path.unlink()
    status = secretariat.status()
    assert (status.status, status.message, status.missing_members) == (Status.NEW, "", ())
    assert secretariat.query(MEMBERS) == []


def test_workbook_whose_name_is_no_text_is_refused_and_ends_no_night(secretariat: Secretariat) -> None:
    secretariat.drop("water.xlsx", WATER).rename(secretariat.inbox / os.fsdecode(b"r\xe9gions.xlsx"))
    run = secretariat.night()
    status = run.night.sources["registry"]
    assert (status.status, status.missing_members) == (Status.FAILED, ("r\ufffdgions.xlsx",))
    assert status.message == "registry: r\ufffdgions.xlsx: expected a file name in UTF-8, got one of other bytes"
    assert len(fingerprint(run)) == 64


def test_first_workbook_ever_that_is_refused_leaves_the_facts(secretariat: Secretariat) -> None:
    (secretariat.inbox / "water.xlsx").write_bytes(b"<html>Sign in</html>")
    status = secretariat.status()
    assert status.status is Status.FAILED
    assert status.message == (
        "registry: water.xlsx: expected a workbook without blocking problems, got 1 blocking problem: "
        "file, -, expected an .xlsx workbook, came an HTML page beginning '<html>Sign in</html>'"
    )
    assert status.rows == SHIPPED_ROWS
    assert secretariat.query(MEMBERS) == []


def test_one_refused_workbook_does_not_keep_another_out(secretariat: Secretariat) -> None:
    secretariat.drop("sun.xlsx", one_partnership("sun", "Sun", "PT15"))
    (secretariat.inbox / "water.xlsx").write_bytes(b"PK cut off")
    status = secretariat.status()
    assert (status.status, status.missing_members) == (Status.FAILED, ("water.xlsx",))
    assert secretariat.query(MEMBERS) == [("sun", "PT15", "sun.xlsx", "Members", 3)]
    assert secretariat.status().status is Status.FAILED


def test_deleted_workbook_removes_its_rows(secretariat: Secretariat) -> None:
    path = secretariat.drop("water.xlsx", WATER)
    secretariat.night()
    path.unlink()
    assert secretariat.status().status is Status.NEW
    assert secretariat.query(MEMBERS) == []
    assert secretariat.status().status is Status.UNCHANGED


def test_later_workbook_replaces_and_its_removal_brings_the_earlier_back(secretariat: Secretariat) -> None:
    secretariat.drop("water.xlsx", one_partnership("water", "Water", "ES51"), stated_on=date(2026, 1, 1))
    later = secretariat.drop("new.xlsx", one_partnership("water", "Water", "ITC4"), stated_on=date(2026, 6, 1))
    secretariat.night()
    assert secretariat.query(MEMBERS) == [("water", "ITC4", "new.xlsx", "Members", 3)]
    later.unlink()
    secretariat.night()
    assert secretariat.query(MEMBERS) == [("water", "ES51", "water.xlsx", "Members", 3)]


def leave_lock_file(inbox: Path) -> None:
    (inbox / "~$water.xlsx").write_bytes(b"somebody has it open")


def leave_marked_copy(inbox: Path) -> None:
    fill_template(inbox / "water-checked.xlsx", WATER)


def leave_folder(inbox: Path) -> None:
    (inbox / "old.xlsx").mkdir()


def leave_note(inbox: Path) -> None:
    (inbox / "notes.txt").write_text("call Anna")


@pytest.mark.parametrize("leave", [leave_lock_file, leave_marked_copy, leave_folder, leave_note])
def test_what_is_no_dropped_workbook_is_passed_over(secretariat: Secretariat, leave: Callable[[Path], None]) -> None:
    leave(secretariat.inbox)
    assert secretariat.status().status is Status.BUNDLED


def test_workbook_of_another_kind_is_named(secretariat: Secretariat) -> None:
    (secretariat.inbox / "water.ods").write_bytes(b"PK")
    assert secretariat.status().message == (
        "registry: water.ods: expected a workbook without blocking problems, got 1 blocking problem: "
        "file, -, expected a workbook saved as .xlsx, came one saved as .ods"
    )


def test_inbox_changes_what_an_edition_is_made_of(secretariat: Secretariat) -> None:
    run = secretariat.night()
    before = fingerprint(run)
    path = secretariat.drop("water.xlsx", WATER)
    after = fingerprint(run)
    path.unlink()
    assert before != after
    assert fingerprint(run) == before


def test_lost_build_is_made_again_from_landed_workbooks(secretariat: Secretariat) -> None:
    secretariat.drop("water.xlsx", WATER)
    secretariat.night()
    secretariat.home.build_database.unlink()
    assert secretariat.status().status is Status.UNCHANGED
    assert len(secretariat.query(MEMBERS)) == 2
