"""The audit file of maturity: its formulas, calculated apart, give what the edition says and follow a change."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from math import isclose, prod
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from dashboards.app import create_app
from tests.dashboards.conftest import visitor
from tests.dbt.conftest import Built
from tests.spreadsheet import Calculated
from warehouse.products.maturity.export import workbook_bytes, write_maturity
from warehouse.store.editions import Edition, read_edition
from warehouse.store.reader import Reader, Snapshot

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
AWKWARD_NAME = "=Lasers"


@pytest.fixture(scope="module")
def edition(facts: Built, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The small warehouse as an edition; one partnership has a name that a spreadsheet would calculate."""
    folder = tmp_path_factory.mktemp("home") / "published" / "2026-08-10-00000000"
    folder.mkdir(parents=True)
    folder.with_name("current").symlink_to(folder.name)
    shutil.copyfile(facts.database, folder / "interregio.duckdb")
    with duckdb.connect(str(folder / "interregio.duckdb")) as connection:
        connection.execute(
            "update marts_core.dim_partnership set partnership_name = ? where partnership_id = 'lasers'", [AWKWARD_NAME]
        )
    manifest = {
        "edition": folder.name,
        "as_of": "2026-08-10",
        "is_demo": False,
        "fingerprint": "f" * 64,
        "sources": [{"source": "registry", "citation": "Nobody, Made-up registry"}],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return read_edition(folder)


@pytest.fixture(scope="module")
def audit_file(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("audit") / "maturity.xlsx"
    path.write_bytes(workbook_bytes(Snapshot(edition)))
    return path


def published(facts: Built) -> dict[str, tuple[float | None, float | None, float]]:
    rows = facts.query(
        "select partnership_id, score, score_arithmetic, coverage_share from marts_maturity.fct_maturity_score"
    )
    return {partnership_id: (score, arithmetic, coverage) for partnership_id, score, arithmetic, coverage in rows}


def test_formulas_give_the_published_totals(facts: Built, audit_file: Path) -> None:
    rows = {row["partnership_id"]: row for row in Calculated(audit_file).table("Scores")}

    assert rows.keys() == published(facts).keys() == {"lasers", "water"}
    for partnership_id, (score, arithmetic, coverage) in published(facts).items():
        row = rows[partnership_id]
        assert isclose(row["coverage"], coverage, abs_tol=1e-12)
        if score is None or arithmetic is None:
            assert (row["total"], row["total_arithmetic"], row["band"], row["distance"]) == ("", "", "not_assessed", 0)
        else:
            assert isclose(row["total"], score, abs_tol=1e-9)
            assert isclose(row["total_arithmetic"], arithmetic, abs_tol=1e-9)
            assert (row["band"], row["published band_of_score"]) == ("medium", "medium")
            assert row["distance"] < 1e-9


def test_values_beside_the_formulas_are_what_the_formulas_give(audit_file: Path) -> None:
    calculated, stored = Calculated(audit_file), load_workbook(audit_file, data_only=True)
    formulas = 0
    for sheet in calculated.book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")):
            value, beside = calculated.cell(sheet.title, cell.coordinate), stored[sheet.title][cell.coordinate].value
            formulas += 1
            if isinstance(value, str):
                assert value == (beside or ""), (sheet.title, cell.coordinate)
            else:
                assert isclose(value, beside, abs_tol=1e-9), (sheet.title, cell.coordinate)
    assert formulas > 100


def test_totals_follow_weights_floor_and_coverage(audit_file: Path) -> None:
    book = Calculated(audit_file)
    lasers = next(row for row in book.table("Scores") if row["partnership_id"] == "lasers")
    weights = {"mission": 0.4, "partners": 0.3, "contact": 0.2, "ecosystems": 0.1}
    for pillar, weight in weights.items():
        book.change(f"weight_{pillar}", weight)
    [again, _] = sorted(book.table("Scores"), key=lambda row: str(row["partnership_id"]))
    assert isclose(again["total"], prod(lasers[pillar] ** weight for pillar, weight in weights.items()), abs_tol=1e-9)

    book.change("pillar_floor", 100)
    assert isclose(book.table("Scores")[0]["total"], 100, abs_tol=1e-9)
    book.change("min_coverage_share", 0.99)
    assert [row["band"] for row in book.table("Scores")] == ["not_assessed", "not_assessed"]


def test_libreoffice_recomputes_a_changed_workbook_alike(audit_file: Path, tmp_path: Path) -> None:
    if SOFFICE is None:
        pytest.skip("needs soffice (Debian: libreoffice-calc-nogui); the same formulas are calculated above")
    book = Calculated(audit_file)
    book.change("weight_mission", 0.5)
    book.change("Raw!C6", 0.25)
    # Saved without the values beside the formulas: what comes back was calculated by LibreOffice.
    book.book.save(tmp_path / "changed.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved")]
    subprocess.run([*command, str(tmp_path / "changed.xlsx")], check=True, capture_output=True, timeout=300)

    reopened = load_workbook(tmp_path / "saved" / "changed.xlsx", data_only=True)["Scores"]
    names = [cell.value for cell in reopened[1]]
    rows = [dict(zip(names, row, strict=True)) for row in reopened.iter_rows(min_row=2, values_only=True)]
    for row, expected in zip(rows, book.table("Scores"), strict=True):
        assert row["band"] == expected["band"]
        for name in ("total", "total_arithmetic", "coverage"):
            assert ("" if row[name] is None else row[name]) == pytest.approx(expected[name], abs=1e-9)
    assert rows[0]["total"] != pytest.approx(rows[0]["published score"])


def test_same_edition_gives_the_same_bytes_and_safe_text(edition: Edition, audit_file: Path) -> None:
    content = workbook_bytes(Snapshot(edition))

    assert content == audit_file.read_bytes()
    book = load_workbook(io.BytesIO(content))
    assert book["Scores"]["B2"].value == f"'{AWKWARD_NAME}"
    told = [str(text) for (text,) in book["Read me"].iter_rows(min_col=2, max_col=2, values_only=True)]
    assert {"2026-08-10-00000000", "f" * 64, "registry: Nobody, Made-up registry"} <= set(told)
    assert book.sheetnames[:6] == ["Read me", "Scores", "Pillars", "Normalised", "Raw", "Weights"]
    assert {"Intervals", "Evidence", "Services", "Changes", "Definitions"} <= set(book.sheetnames)


def test_other_formats_hold_the_same_tables(edition: Edition, tmp_path: Path) -> None:
    written = write_maturity(Snapshot(edition), tmp_path, ("csv", "parquet"))

    assert {path.name for path in written} >= {"maturity-values.csv", "maturity-scores.parquet", "maturity-changes.csv"}
    assert (tmp_path / "maturity-partnerships.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        f"lasers,'{AWKWARD_NAME}",
        "water,Water regions",
    ]


def test_address_gives_the_file_of_the_command_and_an_older_edition_says_why_not(
    edition: Edition, audit_file: Path, tmp_path: Path
) -> None:
    home = edition.directory.parents[1]
    client = visitor(create_app(Reader(home)))

    answer = client.get("/export/maturity.xlsx")
    assert (answer.status_code, answer.content) == (200, audit_file.read_bytes())
    assert f"maturity_{edition.edition_id}.xlsx" in answer.headers["Content-Disposition"]

    shutil.copytree(home, tmp_path / "older", symlinks=True)
    database = tmp_path / "older" / "published" / edition.edition_id / edition.database.name
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table marts_maturity.dim_maturity_parameter")
    older = visitor(create_app(Reader(tmp_path / "older"))).get("/export/maturity.xlsx")
    assert (older.status_code, "keeps no framework of maturity" in older.text) == (404, True)
