"""Counting landed files apart: lines cut as they are, torn records put together, workbooks by partnership."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.commands.recount import (
    REFERENCE,
    Release,
    count_participations,
    count_workbook_rows,
    find_projects,
    find_topics,
    first_text,
    keep_newest,
    read_euro,
    read_listing,
    read_records,
)
from tests.mirrors import pack_archive
from tests.registry.workbooks import WATER, fill_template

HEADER = '"projectID";"organisationID";"role";"ecContribution";"netEcContribution";"name"\n'


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "cordis.zip"
    organization = (
        f"{HEADER}"
        '"1";"11";"coordinator";"100.50";"90,25";""Said ""so"" here""\n'
        '"1";"12";"participant";"";"5";"two\nlines; and a semicolon"\n'
        '"2";"11";"participant";"1";"";"plain"\n'
    )
    members = {
        "organization.csv": organization,
        "topics.csv": '"projectID";"topic";"title"\n"1";"A-1";"x"\n"3";"a-1 ";"y"\n',
        "project.csv": '"id";"topics"\n"1";"OTHER"\n"4";"B-2"\n',
    }
    pack_archive(path, {name: text.encode() for name, text in members.items()})
    return path


@pytest.fixture
def release(archive: Path) -> Release:
    return Release({"cordis.zip": [archive]})


def test_records_are_lines_cut_between_fields_and_torn_ones_put_together(archive: Path) -> None:
    records = dict(read_records(archive, "organization.csv"))

    assert [record["name"] for record in records.values()] == [
        '"Said ""so"" here"',
        "two\nlines; and a semicolon",
        "plain",
    ]
    assert list(records) == [1, 2, 3]
    assert list(read_records(archive, "webLink.csv")) == []


def test_participations_are_counted_by_role_to_the_cent(release: Release) -> None:
    count = count_participations(release)

    assert count.rows == {"coordinator": 1, "participant": 2}
    assert count.ec_eur == {"coordinator": Decimal("100.50"), "participant": Decimal(1)}
    assert count.net_ec_eur == {"coordinator": Decimal("90.25"), "participant": Decimal(5)}
    assert (count.pics, count.projects) == ({"11", "12"}, {"1", "2"})


def test_rows_that_were_kept_out_can_be_left_out(release: Release) -> None:
    without = {("cordis.zip", 2), ("another.zip", 1)}

    assert count_participations(release, without=without).rows == {"coordinator": 1, "participant": 1}


def test_projects_and_topics_are_those_of_all_members(release: Release) -> None:
    assert find_projects(release, ["organization.csv", "topics.csv", "project.csv", "webLink.csv"]) == {
        "1",
        "2",
        "3",
        "4",
    }
    assert find_topics(release) == {"A-1", "B-2"}


@pytest.mark.parametrize(("text", "euro"), [("", "0"), ("0", "0"), ("12,5", "12.5"), (" 12.50 ", "12.50")])
def test_amounts_have_a_point_or_a_comma(text: str, euro: str) -> None:
    assert read_euro(text) == Decimal(euro)


def test_listing_gives_metadata_with_the_reference(tmp_path: Path) -> None:
    page = tmp_path / "page-0001.json"
    page.write_text('{"results": [{"reference": "r", "metadata": {"type": ["1"]}}, {"reference": "s"}]}', "utf-8")

    first, second = read_listing([page])

    assert (first_text(first, "type"), first_text(first, REFERENCE)) == ("1", "r")
    assert (first_text(second, "type"), first_text(second, REFERENCE)) == ("", "s")


def test_a_record_of_an_older_listing_counts_only_where_no_newer_one_has_it() -> None:
    def record(number: str, reference: str) -> dict[str, object]:
        return {"ccm2Id": [number], "type": ["1"], "language": ["en"], REFERENCE: reference}

    tonight = [record("1", "1TOPICSen"), record("0", "tender")]
    earlier = [record("1", "old form"), record("2", "2TOPICSen"), record("0", "tender"), record("0", "another")]

    kept = keep_newest([tonight, earlier])

    assert [first_text(one, REFERENCE) for one in kept] == ["1TOPICSen", "tender", "2TOPICSen", "another"]


def test_workbook_rows_are_counted_by_sheet_and_partnership_without_examples(tmp_path: Path) -> None:
    rows = count_workbook_rows(fill_template(tmp_path / "water.xlsx", WATER))

    assert rows["Partnerships", "water"] == len(WATER["partnerships"])
    assert rows["Members", "water"] == len(WATER["members"])
    assert {partnership for _, partnership in rows} == {"water"}
