"""Horizon 2020 beside Horizon Europe: switched on, in either layout, failing, and switched off again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipelines.ingest.contracts import check_contract
from pipelines.ingest.errors import ContractError
from pipelines.nightly.ledger import Ledger
from pipelines.sources import find_source
from pipelines.sources.cordis.extract import ARCHIVE, H2020_ARCHIVE
from pipelines.sources.cordis.parse import OLDER_ORGANIZATION, OLDER_PROJECT, PARSERS
from tests.mirrors import build_mirror, pack_archive, read_archive
from tests.nights import load_night
from warehouse.settings import read_settings
from warehouse.store.connection import writer
from warehouse.store.nights import SourceStatus, Status
from warehouse.store.paths import Home

CORDIS = find_source("cordis")
FOLDER = "cordis.europa.eu/data"
Counts = dict[str, int]


def write_older(columns: Mapping[str, str], *rows: Mapping[str, str]) -> bytes:
    lines = [";".join(columns), *(";".join(row.get(name, "") for name in columns) for row in rows)]
    return "".join(f"{line}\n" for line in lines).encode()


OLDER_ORGANIZATIONS = write_older(
    OLDER_ORGANIZATION.columns,
    {
        "projectRcn": "1",
        "projectID": "640001",
        "projectAcronym": "OLD",
        "role": "coordinator",
        "id": "999900001",
        "name": "Old University",
        "endOfParticipation": "false",
        "ecContribution": "1234567,5",
        "country": "IT",
        "contactLastNames": "Zephyrine",
    },
    {"projectRcn": "1", "projectID": "640001", "role": "partner", "id": "999900002", "ecContribution": "10.25"},
)
OLDER_PROJECTS = write_older(
    OLDER_PROJECT.columns,
    {
        "id": "640001",
        "acronym": "OLD",
        "programme": "H2020-EU.1.1.",
        "topics": "ERC-2014-STG",
        "frameworkProgramme": "H2020",
        "startDate": "2015-02-01",
        "totalCost": "1234577,75",
    },
)
OLDER_MEMBERS = {OLDER_ORGANIZATION.member: OLDER_ORGANIZATIONS, OLDER_PROJECT.member: OLDER_PROJECTS}


def newer_members(mirror: Path) -> dict[str, bytes]:
    """Today's layout: the members of Horizon Europe with other projects' ids."""
    members = read_archive(mirror / FOLDER / ARCHIVE)
    return {name: content.replace(b'"90000', b'"64000') for name, content in members.items()}


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    return build_mirror(tmp_path / "mirror", "cordis")


@pytest.fixture
def play(tmp_path: Path, mirror: Path) -> Callable[..., Ledger]:
    """Plays a night of CORDIS alone, with Horizon 2020 or without."""

    def night(as_of: str, *, with_h2020: bool) -> Ledger:
        environment = {"INTERREGIO_CORDIS_PROGRAMMES": "HORIZON,H2020"} if with_h2020 else {}
        settings = read_settings(home=tmp_path / "home", mirror=mirror, as_of=as_of, environment=environment)
        return load_night(settings, asked=["cordis"], loaded=["cordis"])

    return night


def status(run: Ledger) -> SourceStatus:
    return run.night.sources["cordis"]


def count(run: Ledger, archive: str) -> Counts:
    """Rows by raw table that came from an archive."""
    with writer(run.home.build_database) as connection:
        rows = {
            table.name: connection.execute(
                f"select count(*) from raw_cordis.{table.name} where starts_with(_source_file, ?)", [archive]
            ).fetchall()[0][0]
            for table in CORDIS.fetched_tables
        }
    return {name: number for name, number in rows.items() if number}


def test_older_layout_is_read_into_the_columns_of_today_without_contact_persons(mirror: Path) -> None:
    path = mirror / FOLDER / H2020_ARCHIVE
    pack_archive(path, OLDER_MEMBERS)
    for name in ("organization", "project"):
        table = next(one for one in CORDIS.tables if one.name == name)
        parsed = PARSERS[name]({ARCHIVE: mirror / FOLDER / ARCHIVE, H2020_ARCHIVE: path})
        assert parsed is not None
        checked = check_contract(parsed.frame, CORDIS.contract(table), where=name)
        assert checked.rejected.is_empty()
        assert "Zephyrine" not in str(checked.accepted.rows())
    old = PARSERS["organization"]({H2020_ARCHIVE: path})
    assert old is not None
    assert old.frame.select(
        "project_id", "organisation_id", "role", "ec_contribution", "net_ec_contribution"
    ).rows() == [
        ("640001", "999900001", "coordinator", "1234567,5", None),
        ("640001", "999900002", "partner", "10.25", None),
    ]
    project = PARSERS["project"]({H2020_ARCHIVE: path})
    assert project is not None
    assert project.frame.select("id", "legal_basis", "framework_programme").row(0) == (
        "640001",
        "H2020-EU.1.1.",
        "H2020",
    )


def test_older_layout_with_an_unknown_column_is_refused(mirror: Path) -> None:
    path = mirror / FOLDER / H2020_ARCHIVE
    pack_archive(path, {**OLDER_MEMBERS, OLDER_PROJECT.member: b"id;acronym;gender\n1;A;B\n"})
    with pytest.raises(ContractError, match="unknown column gender"):
        PARSERS["project"]({H2020_ARCHIVE: path})


def test_horizon_2020_is_not_asked_for_by_default(mirror: Path, play: Callable[..., Ledger]) -> None:
    pack_archive(mirror / FOLDER / H2020_ARCHIVE, OLDER_MEMBERS)
    run = play("2026-03-15", with_h2020=False)
    assert count(run, H2020_ARCHIVE) == {}
    assert status(run).missing_members == ()


def test_horizon_2020_comes_and_goes_whole_with_the_switch(mirror: Path, play: Callable[..., Ledger]) -> None:
    members = newer_members(mirror)
    pack_archive(mirror / FOLDER / H2020_ARCHIVE, members)
    alone = count(play("2026-03-15", with_h2020=False), ARCHIVE)

    on = play("2026-03-16", with_h2020=True)
    assert status(on).status is Status.NEW
    assert count(on, ARCHIVE) == count(on, H2020_ARCHIVE) == alone

    off = play("2026-03-17", with_h2020=False)
    assert (status(off).status, status(off).message, status(off).missing_members) == (Status.NEW, "", ())
    assert count(off, ARCHIVE) == alone
    assert count(off, H2020_ARCHIVE) == {}

    again = play("2026-03-18", with_h2020=True)
    assert count(again, H2020_ARCHIVE) == alone


def test_horizon_2020_that_fails_keeps_its_last_good_rows(mirror: Path, play: Callable[..., Ledger]) -> None:
    path = mirror / FOLDER / H2020_ARCHIVE
    pack_archive(path, OLDER_MEMBERS)
    before = count(play("2026-03-15", with_h2020=True), H2020_ARCHIVE)
    path.write_bytes(b"<!DOCTYPE html><html></html>")

    run = play("2026-03-16", with_h2020=True)

    assert before == {"organization": 2, "project": 1}
    assert count(run, H2020_ARCHIVE) == before
    assert status(run).status is Status.UNCHANGED
    assert H2020_ARCHIVE in status(run).missing_members


def test_rows_of_horizon_2020_do_not_hide_a_loss_in_horizon_europe(mirror: Path, play: Callable[..., Ledger]) -> None:
    before = count(play("2026-03-15", with_h2020=False), ARCHIVE)
    pack_archive(mirror / FOLDER / H2020_ARCHIVE, newer_members(mirror))
    members = read_archive(mirror / FOLDER / ARCHIVE)
    lines = members["organization.csv"].splitlines(keepends=True)
    pack_archive(mirror / FOLDER / ARCHIVE, {**members, "organization.csv": b"".join(lines[:3])})

    run = play("2026-03-16", with_h2020=True)

    assert status(run).status is Status.HELD
    assert ARCHIVE in status(run).message
    assert count(run, ARCHIVE) == before


def test_member_that_one_archive_lacks_keeps_that_archives_rows_alone(
    mirror: Path, play: Callable[..., Ledger]
) -> None:
    pack_archive(mirror / FOLDER / H2020_ARCHIVE, newer_members(mirror))
    before = count(play("2026-03-15", with_h2020=True), ARCHIVE)
    members = read_archive(mirror / FOLDER / ARCHIVE)
    del members["topics.csv"]
    pack_archive(mirror / FOLDER / ARCHIVE, members)

    off = play("2026-03-16", with_h2020=False)

    assert status(off).missing_members == ("topics.csv",)
    assert count(off, ARCHIVE) == before
    assert count(off, H2020_ARCHIVE) == {}
    assert Home(off.order.settings.home).build_database.exists()
