"""CORDIS: each trap of its notes, broken members, and the real archives counted in another way."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.ingest.errors import ContractError, TerminalError
from pipelines.ingest.parsing import read_delimited
from pipelines.sources.cordis.extract import REPORTS_ARCHIVE
from pipelines.sources.cordis.parse import ORGANIZATION, PROJECT

ARCHIVE = "cordis-HORIZONprojects-csv.zip"
MEMBERS = {
    "organization": "organization.csv",
    "topics": "topics.csv",
    "legal_basis": "legalBasis.csv",
    "euro_sci_voc": "euroSciVoc.csv",
    "web_link": "webLink.csv",
    "web_item": "webItem.csv",
    "project": "project.csv",
}


@pytest.fixture
def visit(visit_of: Any) -> Any:
    return visit_of("cordis")


def organizations(visit: Any) -> pl.DataFrame:
    accepted: pl.DataFrame = visit.check("organization").accepted
    return accepted


def change_member(visit: Any, member: str, old: str, new: str) -> None:
    def change(members: dict[str, bytes]) -> dict[str, bytes]:
        text = members[member].decode()
        assert old in text
        return {**members, member: text.replace(old, new).encode()}

    visit.rewrite_members(ARCHIVE, change)


# Traps


def test_trap_double_wrapped_quotes_read_without_stray_quotes_or_shifted_columns(visit: Any) -> None:
    row = organizations(visit).row(1, named=True)
    assert row["name"] == 'Foundation "Green Field"'
    assert (row["country"], row["role"], row["active"]) == ("RS", "participant", None)


def test_trap_double_wrapped_title_keeps_its_inner_quotes(visit: Any) -> None:
    title = visit.check("topics").accepted.get_column("title")[0]
    assert title == 'Sensing soils for the "Fit for Fields" goal (Example Partnership)'


def test_trap_separator_inside_a_value_stays_in_it(visit: Any) -> None:
    assert organizations(visit).get_column("name")[2] == "Field; Farm and Sons"
    assert visit.check("topics").accepted.get_column("title")[2] == "Late; but in time"
    assert visit.check("web_link").accepted.get_column("phys_url")[0].endswith("?a=1;b=2")


def test_trap_objective_with_separators_quotes_and_line_breaks_loses_nothing(visit: Any) -> None:
    objectives = visit.check("project").accepted.get_column("objective").to_list()
    assert objectives == [
        'We ask: what is a "healthy" soil; and who says so? "Nobody; yet", they say.',
        "First paragraph; with a semicolon.\n\nSecond paragraph.\n- a point; another\n",
        'A line that ends in "quotes"\n"and one that begins with them", both inside.',
        "Plain text",
    ]


def test_trap_decimal_marks_stay_as_published(visit: Any) -> None:
    row = organizations(visit).row(0, named=True)
    assert (row["total_cost"], row["ec_contribution"]) == ("300000,75", "250000.50")
    assert visit.check("project").accepted.get_column("total_cost")[0] == "2494217,5"


def test_trap_zero_cost_is_not_blank_cost(visit: Any) -> None:
    assert organizations(visit).get_column("total_cost").to_list()[3:5] == ["0", None]


def test_trap_ec_contribution_is_blank_for_associated_partners(visit: Any) -> None:
    row = organizations(visit).filter(role="associatedPartner").row(0, named=True)
    assert (row["ec_contribution"], row["net_ec_contribution"]) == (None, "0")


def test_trap_country_na_is_namibia_not_missing(visit: Any) -> None:
    countries = organizations(visit).get_column("country").to_list()
    assert countries == ["EL", "RS", "UK", "UK", "NA", "XK", "IE", None, "EL"]


def test_trap_nuts_codes_of_any_length_are_kept(visit: Any) -> None:
    codes = organizations(visit).get_column("nuts_code").to_list()
    assert codes == ["EL522", "RS110", "UKF11", "UKF11", "NA", "XK", "IE06", None, "EL522"]


def test_trap_project_and_pic_may_repeat_in_other_roles(visit: Any) -> None:
    keys = organizations(visit).select("project_id", "organisation_id")
    assert keys.n_unique() == keys.height - 1


def test_trap_end_of_participation_is_kept(visit: Any) -> None:
    assert organizations(visit).get_column("end_of_participation").to_list().count("true") == 1


def test_trap_no_break_spaces_are_kept_for_staging(visit: Any) -> None:
    assert visit.check("topics").accepted.get_column("title")[1] == "Sensors\u00a0for\u00a0farms\u00a0"


def test_trap_unique_programme_part_is_true_or_blank(visit: Any) -> None:
    parts = visit.check("legal_basis").accepted.get_column("unique_programme_part").to_list()
    assert parts == ["true", None, "true"]


def test_trap_euro_sci_voc_code_may_be_a_bare_slash(visit: Any) -> None:
    table = visit.check("euro_sci_voc").accepted
    assert table.get_column("euro_sci_voc_code").to_list() == ["/29/91/1609/1621", "/", "/"]
    assert table.get_column("euro_sci_voc_path").n_unique() == table.height


def test_trap_web_item_names_no_project(visit: Any) -> None:
    assert "project_id" not in visit.check("web_item").accepted.columns


def test_trap_keywords_are_optional(visit: Any) -> None:
    assert visit.check("project").accepted.get_column("keywords").null_count() == 4

    def add_keywords(members: dict[str, bytes]) -> dict[str, bytes]:
        text = members["project.csv"].decode().replace('"grantDoi"\n', '"grantDoi";"keywords"\n')
        lines = [f'{line};"soil; ""sensing"""' if '"10.3030/' in line else line for line in text.split("\n")]
        return {**members, "project.csv": "\n".join(lines).encode()}

    visit.rewrite_members(ARCHIVE, add_keywords)
    assert visit.check("project").accepted.get_column("keywords").to_list() == ['soil; "sensing"'] * 4


def test_trap_html_with_status_200_instead_of_the_archive_is_named(visit: Any) -> None:
    visit.rewrite(ARCHIVE, lambda content: b"<html><body>Not here</body></html>")
    with pytest.raises(TerminalError, match="expected a zip archive, got an HTML page beginning '<html><body>Not here"):
        visit.extract()


# Vintages and members


def test_vintage_is_newest_update_or_else_the_members_date(visit: Any) -> None:
    paths = visit.extract().paths
    vintages = {name: parse(paths).vintage for name, parse in visit.source.parsers().items()}
    assert vintages == {**dict.fromkeys(MEMBERS, date(2026, 3, 1))} | {
        "organization": date(2026, 2, 11),
        "project": date(2026, 2, 9),
        "report": date(2026, 2, 20),
    }


def test_reports_are_read_from_their_own_archive(visit: Any) -> None:
    reports = visit.check("report").accepted
    assert reports.get_column("project_id").to_list() == ["900000003", "900000003", "900000009"]
    assert reports.get_column("title")[0].startswith("Periodic Reporting for period 1 - LATE (")
    assert set(reports.get_column("_source_file")) == {f"{REPORTS_ARCHIVE}/reportSummaries.csv"}


def test_reports_with_a_renamed_column_are_refused_and_other_members_load(visit: Any) -> None:
    def rename(members: dict[str, bytes]) -> dict[str, bytes]:
        return {name: content.replace(b'"projectID"', b'"grant"', 1) for name, content in members.items()}

    visit.rewrite_members(REPORTS_ARCHIVE, rename)
    with pytest.raises(ContractError, match="projectID"):
        visit.parse("report")
    assert visit.check("topics").accepted.height == 4


def test_page_instead_of_the_reports_is_a_missing_member_only(visit: Any) -> None:
    visit.rewrite(REPORTS_ARCHIVE, lambda content: b"<html><body>Not here</body></html>")
    assert visit.parse("report") is None
    assert visit.check("organization").accepted.height > 0


@pytest.mark.parametrize("table", MEMBERS)
def test_absent_member_gives_no_table_and_leaves_the_others(visit: Any, table: str) -> None:
    visit.rewrite_members(ARCHIVE, lambda members: {k: v for k, v in members.items() if k != MEMBERS[table]})
    paths = visit.extract().paths
    parsed = {name: parse(paths) for name, parse in visit.source.parsers().items()}
    assert [name for name, one in parsed.items() if one is None] == [table]


def test_archive_with_neither_organizations_nor_topics_is_refused(visit: Any) -> None:
    indispensable = {"organization.csv", "topics.csv"}
    visit.rewrite_members(ARCHIVE, lambda members: {k: v for k, v in members.items() if k not in indispensable})
    with pytest.raises(TerminalError, match=r"organization\.csv or topics\.csv, got members euroSciVoc\.csv, "):
        visit.extract()


def test_damaged_member_is_refused_before_it_lands(visit: Any) -> None:
    content = bytearray(visit.file(ARCHIVE).read_bytes())
    middle = content.index(b"organization.csv") + 60
    content[middle : middle + 40] = b"\x55" * 40
    visit.file(ARCHIVE).write_bytes(bytes(content))
    with pytest.raises(TerminalError, match="whole zip archive"):
        visit.extract()


# Columns and rows


@pytest.mark.parametrize("table", MEMBERS)
def test_wrong_encoding_is_refused(visit: Any, table: str) -> None:
    member = MEMBERS[table]
    visit.rewrite_members(ARCHIVE, lambda members: {**members, member: members[member] + "é".encode("latin-1")})
    with pytest.raises(ContractError, match=rf"{member}: expected UTF-8 text, got byte 0xe9 at position"):
        visit.parse(table)


@pytest.mark.parametrize("table", ["organization", "topics", "project"])
def test_renamed_column_is_named_as_missing_and_as_unknown(visit: Any, table: str) -> None:
    column = {"organization": "netEcContribution", "topics": "topic", "project": "objective"}[table]
    change_member(visit, MEMBERS[table], f'"{column}"', '"renamed"')
    with pytest.raises(ContractError, match=rf"missing column {column}; unknown column renamed"):
        visit.parse(table)


def test_all_missing_columns_are_named_at_once(visit: Any) -> None:
    change_member(visit, "topics.csv", '"projectID";"topic";"title"', '"projectID";"other";"more"')
    with pytest.raises(ContractError, match="missing columns topic, title; unknown columns other, more"):
        visit.parse("topics")


def test_new_column_is_named(visit: Any) -> None:
    change_member(visit, "webItem.csv", '"represents"\n', '"represents";"colour"\n')
    with pytest.raises(ContractError, match=r"webItem\.csv: .* got unknown column colour"):
        visit.parse("web_item")


def test_reordered_columns_make_no_difference(visit: Any) -> None:
    before = organizations(visit)

    def reverse(members: dict[str, bytes]) -> dict[str, bytes]:
        rows = [line[1:-1].split('";"') for line in members["organization.csv"].decode().splitlines()]
        text = "".join('"' + '";"'.join(reversed(row)) + '"\n' for row in rows)
        return {**members, "organization.csv": text.encode()}

    visit.rewrite_members(ARCHIVE, reverse)
    assert organizations(visit).equals(before)


@pytest.mark.parametrize("table", ["organization", "topics", "legal_basis", "euro_sci_voc", "project"])
def test_doubled_rows_are_rejected_once_each(visit: Any, table: str) -> None:
    before = visit.check(table).accepted

    def double(members: dict[str, bytes]) -> dict[str, bytes]:
        header, _, body = members[MEMBERS[table]].partition(b"\n")
        return {**members, MEMBERS[table]: header + b"\n" + body + body}

    visit.rewrite_members(ARCHIVE, double)
    checked = visit.check(table)
    assert checked.accepted.equals(before)
    assert checked.rejected.height == before.height
    assert checked.rejected.get_column("_reason").str.contains("repeat of an earlier row").all()


def test_row_without_id_or_with_a_bad_amount_is_rejected_with_its_reason(visit: Any) -> None:
    change_member(visit, "organization.csv", '"900000003";"LATE"', '"";"LATE"')
    change_member(visit, "organization.csv", '"99999.99";"99999.99"', '"99999.99";"a lot"')
    checked = visit.check("organization")
    assert checked.accepted.height + checked.rejected.height == 9
    assert checked.rejected.get_column("_reason").to_list() == [
        r"net_ec_contribution: expected text like ^-?[0-9]{1,12}(?:[.,][0-9]{1,20})?$, got a lot",
        "project_id: expected a value, got nothing",
    ]


@pytest.mark.parametrize(
    ("found", "cell", "named"),
    [
        ('"250000.50"', '"2.5E5"', "2.5E5"),
        ('"300000,75";"false"', '"300000,75";"TRUE"', "TRUE"),
        ('09:30:00";"1800000001"', 'T09:30:00";"1800000001"', "T09:30"),
        ('"900000001";"SOIL";"800000001"', '"projectID";"projectAcronym";"organisationID"', "projectID"),
    ],
    ids=["exponent", "shouted", "stamp_with_t", "header_again"],
)
def test_cell_that_went_through_a_spreadsheet_costs_its_row_and_is_named(
    visit: Any, found: str, cell: str, named: str
) -> None:
    change_member(visit, "organization.csv", found, cell)
    checked = visit.check("organization")
    assert (checked.accepted.height, checked.rejected.height) == (8, 1)
    assert named in checked.rejected["_reason"].item()


def test_record_that_does_not_split_is_rejected_and_its_neighbours_are_not(visit: Any) -> None:
    change_member(visit, "topics.csv", '"Late; but in time"', '"Late";"but";"in time"')
    checked = visit.check("topics")
    assert checked.accepted.get_column("project_id").to_list() == ["900000001", "900000002", "900000004"]
    assert checked.rejected.get_column("_reason")[0].startswith('record 3: expected 3 fields, got 5 in \'"900000003"')


@pytest.mark.parametrize("table", ["organization", "topics"])
def test_header_without_rows_is_refused(visit: Any, table: str) -> None:
    member = MEMBERS[table]
    visit.rewrite_members(ARCHIVE, lambda members: {**members, member: members[member].partition(b"\n")[0] + b"\n"})
    with pytest.raises(ContractError, match="expected at least one record"):
        visit.parse(table)


# Real files

ROWS_BY_NIGHT = {
    "2024-06": (80_276, 12_165, 16_361, 38_175, 7_069, 4),
    "2024-10": (80_276, 12_165, 16_361, 38_175, 7_069, 4),
    "2025-04": (80_276, 15_341, 20_512, 38_789, 21_440, 4),
    "2026-08": (80_276, 20_337, 20_512, 43_285, 21_440, 4),
}


@pytest.mark.real
@pytest.mark.parametrize("night", ROWS_BY_NIGHT)
def test_real_archive_every_row_is_accepted(real_visit: Any, night: str) -> None:
    visit = real_visit("cordis", night)
    tables = [name for name in MEMBERS if name != "project"]
    checked = {name: visit.check(name) for name in tables}
    assert tuple(one.accepted.height for one in checked.values()) == ROWS_BY_NIGHT[night]
    assert all(one.rejected.is_empty() for one in checked.values())
    assert visit.parse("project") is None


@pytest.mark.real
@pytest.mark.parametrize("night", ["2025-04", "2026-08"])
def test_real_reports_name_one_project_each(real_visit: Any, night: str) -> None:
    checked = real_visit("cordis", night).check("report")
    assert checked.rejected.is_empty()
    assert checked.accepted.height == checked.accepted.get_column("project_id").n_unique() == 3_521
    assert (
        checked.accepted.get_column("title").str.contains(r"^Periodic Reporting for period \d+ - .+ \(.+\)$").mean()
        > 0.95
    )


@pytest.mark.real
def test_real_organizations_equal_an_independent_reading_to_the_cent(real_visit: Any) -> None:
    visit = real_visit("cordis", "2026-08")
    table = visit.check("organization").accepted
    with zipfile.ZipFile(visit.file(ARCHIVE)) as archive:
        lines = archive.read("organization.csv").decode().splitlines()
    header, *rows = [line[1:-1].split('";"') for line in lines]
    column = {name: header.index(name) for name in header}

    def total(values: list[str]) -> Decimal:
        return sum((Decimal(value.replace(",", ".")) for value in values if value), Decimal())

    for published, raw in (
        ("ecContribution", "ec_contribution"),
        ("netEcContribution", "net_ec_contribution"),
        ("totalCost", "total_cost"),
    ):
        assert total(table.get_column(raw).drop_nulls().to_list()) == total([row[column[published]] for row in rows])
    assert Counter(table.get_column("role").to_list()) == Counter(row[column["role"]] for row in rows)
    for published, raw in (("organisationID", "organisation_id"), ("projectID", "project_id")):
        assert table.get_column(raw).to_list() == [row[column[published]] for row in rows]
    published_names = [row[column["name"]] for row in rows]
    changed = [
        (before, after)
        for before, after in zip(published_names, table.get_column("name").to_list(), strict=True)
        if before != (after or "")
    ]
    assert all('"' in before and before.replace('"', "") == after.replace('"', "") for before, after in changed)
    assert not any(after.startswith('"') and after.endswith('"') and after.count('"') % 2 for _, after in changed)


@pytest.mark.real
def test_real_double_wrapped_name_reads_clean(real_visit: Any) -> None:
    names = real_visit("cordis", "2024-06").check("organization").accepted.get_column("name")
    assert 'Fondacija za promovisanje nauke "PRONA"' in names.to_list()


@pytest.mark.real
@pytest.mark.parametrize("dialect", ["as_found", "wrapped_twice"])
def test_real_project_rows_that_broke_a_parser_are_read(real_data: Path, dialect: str) -> None:
    content = (real_data / "cordis" / "derived" / "project_csv_rows_that_broke_a_parser_2024-11.csv").read_bytes()
    as_found = read_delimited(content, where="project.csv", columns=PROJECT.columns, optional=PROJECT.optional)
    assert as_found.get_column("id").to_list() == ["101165535", "101177315", "101178843", "101178477"]
    assert as_found.get_column("total_cost").to_list() == ["1500000", "2494217,5", "2992438,75", "2999692,5"]
    assert as_found.get_column("grant_doi").str.starts_with("10.3030/").all()
    if dialect == "wrapped_twice":
        published = [name for name in PROJECT.columns if name != "keywords"]
        rows = as_found.select(PROJECT.columns[name] for name in published).fill_null("").rows()
        again = read_delimited(
            write_as_cordis(published, rows), where="project.csv", columns=PROJECT.columns, optional=PROJECT.optional
        )
        assert again.equals(as_found)


@pytest.mark.real
def test_real_members_read_by_another_reader_agree(real_visit: Any) -> None:
    visit = real_visit("cordis", "2025-04")
    table = visit.check("organization").accepted
    with zipfile.ZipFile(visit.file(ARCHIVE)) as archive:
        text = archive.read("organization.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    for published, raw in ORGANIZATION.columns.items():
        if raw not in {"name", "short_name", "street", "city"}:
            assert table.get_column(raw).fill_null("").to_list() == [row[published] for row in rows], raw


def write_as_cordis(header: list[str], rows: list[tuple[str, ...]]) -> bytes:
    """The publisher's dialect: a value with quotes is escaped and wrapped, then everything is wrapped."""

    def wrap(value: str) -> str:
        escaped = '"' + value.replace('"', '""') + '"' if '"' in value else value
        return f'"{escaped}"'

    return "".join(";".join(map(wrap, row)) + "\n" for row in [tuple(header), *rows]).encode()
