"""What a reconciliation takes for explained, and which landed files it counts."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.commands.reconcile import Check, reconciliation_report
from tests.mirrors import pack_archive
from warehouse.store.files import hash_file, replace_link, write_json
from warehouse.store.landing import Arrival, Landing, Origin, hash_content
from warehouse.store.paths import Home

HORIZON, H2020 = "cordis-HORIZONprojects-csv.zip", "cordis-h2020projects-csv.zip"
TOPICS = '"projectID";"topic"\n'
ORGANIZATIONS = '"projectID";"organisationID";"role";"ecContribution";"netEcContribution"\n'
EUROPE = {
    "organization.csv": f'{ORGANIZATIONS}"1";"11";"coordinator";"100.50";"90"\n"1";"12";"participant";"5";"5"\n',
    "topics.csv": f'{TOPICS}"1";"A-1"\n',
}
OLDER = {
    "organization.csv": f'{ORGANIZATIONS}"2";"11";"coordinator";"7";"7"\n"2";"13";"participant";"1";"1"\n',
    "topics.csv": f'{TOPICS}"2";"B-2"\n',
}
MARTS = """
    create schema marts_core;
    create schema marts_quality;
    create table marts_core.fct_participation as
    select *, false as is_demo from (
        values
            ('1', '11', 'coordinator', 100.50, 90), ('1', '12', 'participant', 5, 5), ('2', '11', 'coordinator', 7, 7)
    ) as rows (project_id, pic, role, ec_contribution_eur, net_ec_contribution_eur);
    create table marts_core.dim_project as
    select * from (values ('1', 'A-1', 'cordis'), ('2', 'B-2', 'cordis')) as rows (project_id, topic_id, source);
    create table marts_quality.fct_quarantined_row as
    select 'cordis' as source, 'cordis-h2020projects-csv.zip/organization.csv' as source_file, 2 as source_row_number;
    create table marts_quality.fct_reconciliation (check_id varchar, difference decimal(38, 2), explanation varchar);
"""


def accept(home: Home, archives: Mapping[str, Mapping[str, str]]) -> str:
    """Lands archives as one accepted arrival of CORDIS; gives the hash of its content."""
    landing = Landing(home.raw, "cordis")
    files = {}
    for name, members in archives.items():
        path = landing.incoming(name)
        pack_archive(path, {member: text.encode() for member, text in members.items()})
        origin = Origin("cordis", name, "", {}, "", hash_file(path), path.stat().st_size, licence="", citation="")
        files[name] = landing.store(path, origin)
    arrival = landing.record(Arrival(0, hash_content(files), date(2026, 8, 10), "2026-08-10", files))
    landing.accept(arrival)
    return arrival.content_sha256


def publish(home: Home, sha256: str) -> None:
    """Serves an edition of both archives whose second row of Horizon 2020 was kept out."""
    edition = home.published / "2026-08-10-aaaaaaaa"
    source = {"source": "cordis", "status": "new", "sha256": sha256, "rows_rejected": 1, "table_rows": {}}
    write_json(
        edition / "manifest.json",
        {"edition": edition.name, "as_of": "2026-08-10", "is_demo": False, "sources": [source]},
    )
    with duckdb.connect(str(edition / "interregio.duckdb")) as connection:
        connection.execute(MARTS)
    replace_link(home.current, edition.name)


def test_every_archive_of_cordis_is_counted_with_its_own_rows_kept_out(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish(home, accept(home, {HORIZON: EUROPE, H2020: OLDER}))

    report = reconciliation_report(home, deep=True)

    assert [check for check in report["files"] if not check["is_explained"]] == []
    rows = report["files"][0]
    assert (rows["counted"], rows["published"]) == ("4", "3")
    assert rows["explanation"].startswith("1 rows kept out")


def test_member_that_an_archive_lacks_is_counted_in_the_newest_copy_that_has_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    accept(home, {HORIZON: EUROPE, H2020: OLDER})
    publish(home, accept(home, {HORIZON: {"topics.csv": EUROPE["topics.csv"]}, H2020: OLDER}))

    assert reconciliation_report(home, deep=True)["is_explained"]


@pytest.mark.parametrize(
    ("check", "is_explained"),
    [
        pytest.param(Check("rows", Decimal(5), Decimal(5)), True, id="equal"),
        pytest.param(Check("rows", Decimal(5), Decimal(4)), False, id="one missing"),
        pytest.param(Check("rows", Decimal(5), Decimal(6)), False, id="one too many"),
        pytest.param(Check("rows", Decimal(5), Decimal(4), Decimal(1), "kept out"), True, id="missing and listed"),
        pytest.param(Check("rows", Decimal(5), Decimal(5), Decimal(1), "kept out"), False, id="kept out yet there"),
        pytest.param(Check("euro", Decimal("0.01"), Decimal(0)), False, id="a cent"),
    ],
)
def test_a_difference_is_explained_to_the_last_row_and_cent(check: Check, is_explained: bool) -> None:
    assert check.is_explained is is_explained
    assert check.record()["is_explained"] is is_explained


def test_a_record_gives_the_explanation_only_where_something_differs() -> None:
    assert Check("rows", Decimal(5), Decimal(4), Decimal(1), "kept out").record()["explanation"] == "kept out"
    assert Check("rows", Decimal(5), Decimal(5), Decimal(0), "kept out").record()["explanation"] == ""


def test_the_editions_own_reconciliation_is_printed_without_counting_files(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish(home, accept(home, {HORIZON: EUROPE, H2020: OLDER}))
    shutil.rmtree(home.raw)

    report = reconciliation_report(home)
    assert (report["is_explained"], report["raw_tables"], "files" in report) == (True, [], False)

    database = home.current / "interregio.duckdb"
    with duckdb.connect(str(database.resolve())) as connection:
        connection.execute("insert into marts_quality.fct_reconciliation values ('rows', 1, null)")
    assert not reconciliation_report(home)["is_explained"]


def test_landed_files_that_are_gone_are_named_and_not_passed_over(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish(home, accept(home, {HORIZON: EUROPE, H2020: OLDER}))
    shutil.rmtree(home.raw)

    report = reconciliation_report(home, deep=True)

    assert report["files"][0]["check"] == "cordis: landed content of this edition"
    assert not report["is_explained"]
