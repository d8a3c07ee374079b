"""The least that the same figures cost: a plain core that needs no part of the product.

    python -m tests.bench.floors polars|sqlite MIRROR

It reads and keeps every file that a night reads, counts the totals that the product counts, looks for the words of each
theme in each open call, and writes the matches as CSV and XLSX; once in DuckDB and Polars, once with csv and sqlite3 of
the standard library (pandas is no dependency). No contract, no history, no linking, no tests, no pages: what a night
takes beyond it is what those cost.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.mirrors import TESTS

RELEASE = Path("cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip")
LISTING = Path("api.tech.ec.europa.eu")
FACTS = TESTS.parent / "pipelines" / "sources" / "registry" / "facts"
CALL_FIELDS = ("identifier", "title", "status", "deadlineDate", "descriptionByte")
OPEN_CODES = ("31094501", "31094502")
WORD = r"[a-z]{5,}"
TOTALS = f"""
    select
        (select count(*) from organization) as participations,
        (select count(distinct "organisationID") from organization) as organisations,
        (select count(*) from (select identifier from calls union select topic from topics)) as topics,
        (select count(*) from partnerships, (select distinct identifier from calls where status in {OPEN_CODES}))
            as matches
"""

Table = tuple[list[str], list[list[str]]]
"""Header and rows."""


def read_members(mirror: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the release of CORDIS: name of the table, bytes."""
    with zipfile.ZipFile(mirror / RELEASE) as archive:
        for name in archive.namelist():
            yield name.removesuffix(".csv"), archive.read(name)


def read_others(mirror: Path) -> Iterator[tuple[str, Table]]:
    """Every other file that a night reads, as text."""
    records = [
        record
        for page in sorted((mirror / LISTING).rglob("*.json"))
        for record in json.loads(page.read_text(encoding="utf-8"))["results"]
    ]
    texts = [[(record["metadata"].get(field) or [""])[0] for field in CALL_FIELDS] for record in records]
    yield "calls", (list(CALL_FIELDS), texts)
    for path in sorted(FACTS.glob("*.csv")):
        yield path.stem, read_csv(path)
    for path in sorted(path for path in mirror.rglob("*") if path.is_file()):
        name = re.sub(r"\W+", "_", "_".join(path.parts[-2:])).lower()
        if path.suffix == ".xlsx":
            book = CalamineWorkbook.from_path(path)
            for number, sheet in enumerate(book.sheet_names):
                if rows := [[str(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python()]:
                    yield f"{name}_{number}", ([f"c{place}" for place in range(len(rows[0]))], rows)
        elif path.suffix == ".geojson":
            features = json.loads(path.read_text(encoding="utf-8"))["features"]
            yield name, (["feature"], [[json.dumps(feature)] for feature in features])
        elif path.name == "1.0":
            yield name, read_csv(path)


def read_csv(path: Path) -> Table:
    """Header and rows of a file."""
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return header, rows


def count_with_polars(mirror: Path, folder: Path) -> dict[str, float]:
    """The totals, in Polars and DuckDB."""
    with duckdb.connect(str(folder / "floor.duckdb"), config={"threads": 1}) as connection:
        frames = {
            name: pl.read_csv(content, separator=";", infer_schema=False) for name, content in read_members(mirror)
        }
        for name, (header, rows) in read_others(mirror):
            frames[name] = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
        for name, frame in frames.items():
            connection.register("incoming", frame.to_arrow())
            connection.execute(f'create table "{name}" as from incoming')
        counted = connection.sql(TOTALS).pl()
        matches = connection.sql(
            f"""
            with themes as (
                select partnership_id, name || ' ' || coalesce(keywords, '') as text from partnerships
                union all select partnership_id, niche || ' ' || synonyms from theme_niches
            ),
            theme_words as (
                select distinct partnership_id, unnest(regexp_extract_all(lower(text), '{WORD}')) as word from themes
            ),
            open_calls as (
                select distinct identifier, title, "deadlineDate", "descriptionByte" from calls
                where status in {OPEN_CODES}
            ),
            call_words as (
                select distinct identifier, unnest(regexp_extract_all(lower("descriptionByte"), '{WORD}')) as word
                from open_calls
            ),
            hits as (
                select partnership_id, identifier, count(*) as hits
                from theme_words inner join call_words using (word) group by all
            )
            select partnership_id, identifier, title, "deadlineDate", coalesce(hits, 0) as hits
            from partnerships cross join open_calls left join hits using (partnership_id, identifier)
            order by hits desc, partnership_id, identifier
            """
        ).pl()
    matches.write_csv(folder / "matches.csv")
    matches.write_excel(folder / "matches.xlsx")
    return counted.row(0, named=True)


def count_with_sqlite(mirror: Path, folder: Path) -> dict[str, float]:
    """The totals, with the standard library."""
    connection = sqlite3.connect(folder / "floor.sqlite")
    tables = dict(read_others(mirror))
    for name, content in read_members(mirror):
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        tables[name] = (header, [(row + [""] * len(header))[: len(header)] for row in rows])
    for name, (header, rows) in tables.items():
        connection.execute(f'create table "{name}" ({", ".join(f"{chr(34)}{column}{chr(34)}" for column in header)})')
        whole = ((row + [""] * len(header))[: len(header)] for row in rows)
        connection.executemany(f'insert into "{name}" values ({", ".join("?" * len(header))})', whole)
    connection.commit()
    counted = connection.execute(TOTALS)
    totals = dict(zip([column[0] for column in counted.description], counted.fetchone(), strict=True))
    themes: dict[str, set[str]] = {}
    for query in (
        "select partnership_id, name || ' ' || keywords from partnerships",
        "select partnership_id, niche || ' ' || synonyms from theme_niches",
    ):
        for partnership, text in connection.execute(query):
            themes.setdefault(partnership, set()).update(re.findall(WORD, text.lower()))
    calls = [
        (identifier, title, deadline, set(re.findall(WORD, text.lower())))
        for identifier, title, deadline, text in connection.execute(
            f"select distinct identifier, title, deadlineDate, descriptionByte from calls where status in {OPEN_CODES}"
        )
    ]
    matches = sorted(
        (-len(words & said), partnership, identifier, title, deadline)
        for partnership, words in themes.items()
        for identifier, title, deadline, said in calls
    )
    with (folder / "matches.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(matches)
    with xlsxwriter.Workbook(folder / "matches.xlsx") as book:
        sheet = book.add_worksheet()
        for number, match in enumerate(matches):
            sheet.write_row(number, 0, match)
    return totals


def main() -> None:
    """Prints the totals as JSON."""
    count = {"polars": count_with_polars, "sqlite": count_with_sqlite}[sys.argv[1]]
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(json.dumps(count(Path(sys.argv[2]), Path(folder))) + "\n")


if __name__ == "__main__":
    main()
