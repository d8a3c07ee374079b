"""What a night costs: every step in seconds of the processor, beside its budget and beside floors, all of one run.

    python -m tests.bench.night [--mirror DIR] [--as-of DATE] [--times 3 10]

Four nights over a mirror, each a process of its own: the first, one without news, one on which the date alone moved,
one with news of the calls. Then two floors that need no part of the product and count what it counts: participations,
organisations by code, topics, and pairs of partnership and open topic before programmes are chosen; one in DuckDB and
Polars, one in the standard library (csv and sqlite3: pandas is no dependency). At last the build on several times the
rows, with each step's exponent and the largest memory. Ratios hold on any machine, seconds on one.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl

from tests.mirrors import REAL_DATA
from warehouse.store.paths import DATABASE_NAME

BUDGETS: Mapping[str, float] = {"first": 45, "no news": 1.5, "date moved": 15, "news of the calls": 30}
"""Seconds of the processor that each kind of night may take."""
LONGEST_EXPONENT = 1.05
LARGEST_MEMORY_MIB = 3 * 1024
RELEASE = Path("cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip")
LISTING = Path("api.tech.ec.europa.eu")
FACTS = Path(__file__).resolve().parents[2] / "pipelines" / "sources" / "registry" / "facts" / "partnerships.csv"
OPEN_CODES = ("31094501", "31094502")
GROWN_STEPS = ("prepare", "organisation_links", "project_theme", "topic_theme", "publishable")
SHIFTED_KEYS: Mapping[str, Sequence[str]] = {
    "organization": ("project_id", "organisation_id", "vat_number"),
    "topics": ("project_id", "topic"),
    "legal_basis": ("project_id",),
    "euro_sci_voc": ("project_id",),
    "web_link": ("project_id", "id"),
    "project": ("id",),
}
"""Columns of CORDIS that name a thing: each repetition gets its own, so that joins grow with the rows."""


def processor_seconds() -> float:
    """Seconds of the processor that this process and those it waited for took so far."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def run_apart(*arguments: str) -> dict[str, float]:
    """Figures that this module prints when it is run with these arguments as a process of its own."""
    made = subprocess.run([sys.executable, "-m", "tests.bench.night", *arguments], capture_output=True, text=True)
    if made.returncode:
        raise SystemExit(made.stderr[-2000:])
    figures: dict[str, float] = json.loads(made.stdout.splitlines()[-1])
    return figures


def measure_steps(run: Callable[[], object], only: Sequence[str] = ()) -> dict[str, float]:
    """Seconds of the processor by step of what runs nights, by name; ``only`` leaves the other steps out."""
    from pipelines.nightly import steps
    from pipelines.nightly.ledger import Ledger

    taken: dict[str, float] = {}
    take = steps.take

    def take_timed(step: steps.Step, ledger: Ledger) -> None:
        began = processor_seconds()
        if not only or step.name in only:
            take(step, ledger)
        taken[step.name] = processor_seconds() - began

    steps.take = take_timed
    run()
    taken["all"] = processor_seconds()
    taken["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return taken


def run_night(home: Path, mirror: Path, as_of: str) -> dict[str, float]:
    """One night as the command line runs it; seconds by step and in all, start included."""
    from typer.testing import CliRunner

    from pipelines.cli import build_app

    def night() -> None:
        given = ["refresh", "--home", str(home), "--mirror", str(mirror), "--as-of", as_of]
        ended = CliRunner().invoke(build_app("refresh"), given)
        if ended.exit_code not in (0, 3):
            raise SystemExit(f"the night ended with {ended.exit_code}: {ended.output[-500:]}")

    return measure_steps(night)


def renew_calls(mirror: Path, target: Path) -> Path:
    """A mirror like the given one in which one title of each page of calls is another."""
    shutil.copytree(mirror, target, copy_function=os.symlink)
    for page in [page for page in (target / LISTING).rglob("*") if page.is_file()]:
        renewed, count = re.subn(rb'("title": ?\[")', rb"\1Renewed: ", page.read_bytes(), count=1)
        if not count:
            raise SystemExit(f"{page}: expected a record with a title, got none")
        page.unlink()
        page.write_bytes(renewed)
    return target


def renew_projects(mirror: Path, target: Path) -> Path:
    """A mirror like the given one in which every hundredth participation of CORDIS has another contribution."""
    shutil.copytree(mirror, target, copy_function=os.symlink)
    release = target / RELEASE
    with zipfile.ZipFile(release) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    header, *rows = members["organization.csv"].decode("utf-8-sig").splitlines(keepends=True)
    place = header.split(";").index('"ecContribution"')
    for number in range(0, len(rows), 100):
        row = rows[number].split(";")
        if len(row) == header.count(";") + 1:
            rows[number] = ";".join([*row[:place], '"1000"', *row[place + 1 :]])
    release.unlink()
    with zipfile.ZipFile(release, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, "".join([header, *rows]) if name == "organization.csv" else content)
    return target


def count_with_polars(mirror: Path) -> dict[str, int]:
    """The totals, plainly, in Polars and DuckDB."""
    with zipfile.ZipFile(mirror / RELEASE) as archive:
        members = {
            name: pl.read_csv(archive.read(name), separator=";", infer_schema=False) for name in archive.namelist()
        }
    tables = {
        "rows": members["organization.csv"],
        "topics": members["topics.csv"],
        "calls": pl.DataFrame(read_topics(mirror), schema=["topic", "status"], orient="row").unique(),
        "partnerships": pl.read_csv(FACTS, infer_schema=False),
    }
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            connection.register(name, frame.to_arrow())
        counted = connection.sql(
            f"""
            select
                (select count(*) from rows), (select count(distinct "organisationID") from rows),
                (select count(*) from (select topic from calls union select topic from "topics")),
                (select count(*) from partnerships, calls where calls.status in {OPEN_CODES})
            """
        ).fetchone()
    return name_totals(counted)


def count_with_sqlite(mirror: Path) -> dict[str, int]:
    """The totals, plainly, with the standard library."""
    connection = sqlite3.connect(":memory:")
    with zipfile.ZipFile(mirror / RELEASE) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                lines = csv.reader(io.TextIOWrapper(member, encoding="utf-8-sig"), delimiter=";")
                header = next(lines)
                table = name.removesuffix(".csv")
                columns = ", ".join(f'"{column}"' for column in header)
                connection.execute(f"create table {table} ({columns})")
                marks = ", ".join("?" for _ in header)
                whole = (line[: len(header)] + [""] * (len(header) - len(line)) for line in lines)
                connection.executemany(f"insert into {table} values ({marks})", whole)
    connection.execute("create table calls (topic, status)")
    connection.executemany("insert into calls values (?, ?)", set(read_topics(mirror)))
    with FACTS.open(encoding="utf-8", newline="") as stream:
        connection.execute("create table partnerships (id)")
        connection.executemany(
            "insert into partnerships values (?)", [(row[0],) for row in list(csv.reader(stream))[1:]]
        )
    counted = connection.execute(
        f"""
        select
            (select count(*) from organization), (select count(distinct organisationID) from organization),
            (select count(*) from (select topic from calls union select topic from topics)),
            (select count(*) from partnerships, calls where calls.status in {OPEN_CODES})
        """
    ).fetchone()
    return name_totals(counted)


def read_topics(mirror: Path) -> list[tuple[str, str]]:
    """Identifier and status of every record of the calls, as the listing's pages have them."""
    found = []
    for page in sorted((mirror / LISTING).rglob("*.json")):
        for record in json.loads(page.read_text(encoding="utf-8")).get("results", []):
            kept = record.get("metadata", {})
            if kept.get("identifier"):
                found.append((kept["identifier"][0], (kept.get("status") or [""])[0]))
    return found


def name_totals(counted: tuple[int, ...] | None) -> dict[str, int]:
    """The totals by name."""
    names = ("participations", "organisations", "topics", "matches")
    return dict(zip(names, counted or (), strict=True))


def multiply_release(database: Path, times: int) -> None:
    """Repeats every row of CORDIS under keys and names of its own and notes the rows as loaded."""
    with duckdb.connect(str(database)) as connection:
        for table, keys in SHIFTED_KEYS.items():
            # Numbers stay numbers. Every copy writes names with letters of its own: new organisations, not new records.
            shifted = [f"cast(copy as varchar) || {key} as {key}" for key in keys]
            if table == "organization":
                letters = "abcdefghijklmnopqrstuvwxyz"
                turned = f"'{letters[1:]}' || 'a'"
                for copy in range(2, times):
                    turned = f"case when copy >= {copy} then '{letters[copy:] + letters[:copy]}' else {turned} end"
                shifted.append(f"translate(lower(name), '{letters}', {turned}) as name")
            connection.execute(
                f"""
                insert into raw_cordis.{table} by name
                select * exclude (copy) replace ({", ".join(shifted)}, _row_number + copy * 10_000_000 as _row_number)
                from (from raw_cordis.{table}, range(1, {times}) as copies (copy))
                """
            )
        connection.execute(
            f"update raw_night.table_load set rows_in = rows_in * {times}, rows_loaded = rows_loaded * {times} "
            "where source = 'cordis'"
        )


def build_grown(home: Path, as_of: str, times: int) -> dict[str, float]:
    """Seconds of the steps between raw tables and gate on a copy of a home's database with so many times the rows."""
    from pipelines.nightly.ledger import Ledger, Order
    from pipelines.nightly.steps import STEPS
    from warehouse.settings import read_settings

    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "build" / DATABASE_NAME
        database.parent.mkdir()
        shutil.copyfile(home / "build" / DATABASE_NAME, database)
        with duckdb.connect(str(database)) as connection:
            connection.execute("drop schema build cascade")
            connection.execute("drop schema enrich cascade")
        multiply_release(database, times)
        ledger = Ledger.begin(Order(settings=read_settings(home=Path(folder), as_of=as_of)))
        taken: dict[str, float] = {}
        for step in STEPS:
            if step.name in GROWN_STEPS:
                began = processor_seconds()
                step.run(ledger)
                taken[step.name] = processor_seconds() - began
    return {**taken, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def print_nights(mirror: Path, as_of: str, home: Path, scratch: Path) -> float:
    """Prints the four nights; gives the seconds of the first."""
    later = (date.fromisoformat(as_of) + timedelta(days=1)).isoformat()
    renewed = renew_calls(mirror, scratch / "mirror")
    nights = {
        "first": run_apart("night", str(home), str(mirror), as_of),
        "no news": run_apart("night", str(home), str(mirror), as_of),
        "date moved": run_apart("night", str(home), str(mirror), later),
        "news of the calls": run_apart("night", str(home), str(renewed), later),
    }
    names = list(nights["first"])[:-2]
    sys.stdout.write(f"{'step':<22}" + "".join(f"{night:>20}" for night in nights) + "\n")
    for name in names:
        sys.stdout.write(f"{name:<22}" + "".join(f"{taken.get(name, 0):>20.2f}" for taken in nights.values()) + "\n")
    for name in ("all", "memory"):
        sys.stdout.write(f"{name:<22}" + "".join(f"{taken[name]:>20.2f}" for taken in nights.values()) + "\n")
    sys.stdout.write(f"{'budget':<22}" + "".join(f"{BUDGETS[night]:>20.2f}" for night in nights) + "\n")
    return nights["first"]["all"]


def print_floors(mirror: Path, first: float) -> None:
    """Prints what the floors took and how many times that the first night takes."""
    for name in ("polars", "sqlite"):
        figures = run_apart("floor", name, str(mirror))
        totals = ", ".join(f"{value:,.0f} {what}" for what, value in figures.items() if what != "all")
        ratio = first / figures["all"]
        sys.stdout.write(f"floor {name}: {figures['all']:.1f} s; the first night is {ratio:.1f} times that; {totals}\n")


def print_growth(home: Path, as_of: str, sizes: Sequence[int]) -> None:
    """Prints seconds by step at each size, and the exponent between the smallest and the largest."""
    taken = {size: run_apart("grown", str(home), as_of, str(size)) for size in (1, *sizes)}
    largest = max(taken)
    sys.stdout.write(
        f"{'step':<22}" + "".join(f"{size:>9}x" for size in taken) + f"  exponent (at most {LONGEST_EXPONENT})\n"
    )
    for name in GROWN_STEPS:
        exponent = math.log(taken[largest][name] / taken[1][name]) / math.log(largest)
        seconds = "".join(f"{figures[name]:>10.2f}" for figures in taken.values())
        sys.stdout.write(f"{name:<22}{seconds}{exponent:>10.2f}\n")
    memory = "".join(f"{figures['memory']:>10.0f}" for figures in taken.values())
    sys.stdout.write(f"{'memory in MiB':<22}{memory}  at most {LARGEST_MEMORY_MIB}\n")


def main() -> None:
    """Prints all figures, or those of one part run apart."""
    if sys.argv[1:2] and re.fullmatch("night|floor|grown", sys.argv[1]):
        part, *given = sys.argv[1:]
        if part == "night":
            figures: Mapping[str, float] = run_night(Path(given[0]), Path(given[1]), given[2])
        elif part == "floor":
            counted = (count_with_polars if given[0] == "polars" else count_with_sqlite)(Path(given[1]))
            figures = {**counted, "all": processor_seconds()}
        else:
            figures = build_grown(Path(given[0]), given[1], int(given[2]))
        sys.stdout.write("\n" + json.dumps(figures) + "\n")
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mirror", type=Path, default=REAL_DATA / "mirror" / "2026-08")
    parser.add_argument("--as-of", default="2026-08-10")
    parser.add_argument("--times", type=int, nargs="+", default=[3, 10])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        home = scratch / "home"
        home.mkdir()
        first = print_nights(asked.mirror, asked.as_of, home, scratch)
        print_floors(asked.mirror, first)
        print_growth(home, asked.as_of, asked.times)


if __name__ == "__main__":
    main()
