"""What a night costs: every step in seconds of the processor, beside its budget and beside floors, all of one run.

    python -m tests.bench.night [--mirror DIR] [--as-of DATE] [--times 3 10]

Nights over a mirror, each a process of its own: the first, one without news, one on which the date alone moved, one
with news of the calls and one with news of the projects. Then the plain core (``tests.bench.floors``), and the build on
several times the rows. Ratios hold on any machine, seconds on one. One table ends it; its budgets are those of
``tests/budget.toml``.

Ten times the rows are ten times as many organisations. Each copy has ids and VAT numbers of its own and a name of
other words, every letter moved on, but for the vocabulary that names share: words that more names of the release have
than a block of linking may hold. Copies under the same names would be one organisation with ten records, which ten
times the data is not.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

from pipelines.nightly.project import compiled_project
from tests.bench.floors import LISTING, RELEASE
from tests.budget import read_limits
from tests.mirrors import REAL_DATA
from warehouse.store.paths import DATABASE_NAME

NIGHTS: Mapping[str, str] = {
    "first": "first_night",
    "no news": "night_without_news",
    "date moved": "night_of_another_date",
    "news of calls": "night_with_news_of_one_source",
    "news of projects": "night_with_news_of_one_source",
}
"""The budget of each kind of night."""
FLOORS: Mapping[str, str] = {"polars": "plain core, DuckDB and Polars", "sqlite": "plain core, csv and sqlite3"}
GROWN_STEPS = ("prepare", "organisation_links", "project_theme", "topic_theme", "topic_condition", "publishable")
VOCABULARY_FROM = 40
"""Organisations that share a word from which on it is no name: as many as a block of linking may hold."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHIFTED_KEYS: Mapping[str, Sequence[str]] = {
    "organization": ("project_id", "organisation_id", "vat_number"),
    "topics": ("project_id", "topic"),
    "legal_basis": ("project_id",),
    "euro_sci_voc": ("project_id",),
    "web_link": ("project_id", "id"),
    "project": ("id",),
}
"""Columns of CORDIS that name a thing: each repetition gets its own, so that joins grow with the rows."""

Row = tuple[str, float, str, float | None]
"""Figure, value, unit, budget."""


def processor_seconds() -> float:
    """Seconds of the processor that this process and those it waited for took so far."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def run_apart(*arguments: str) -> dict[str, float]:
    """Figures that a module prints when it is run with these arguments as a process of its own; ``all`` is its time."""
    began = processor_seconds()
    made = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True)
    if made.returncode:
        raise SystemExit(made.stderr[-2000:])
    figures: dict[str, float] = json.loads(made.stdout.splitlines()[-1])
    return {**figures, "all": processor_seconds() - began}


def measure_steps(run: Callable[[], object]) -> dict[str, float]:
    """Seconds of the processor by step of what runs nights, by name."""
    from pipelines.nightly import steps
    from pipelines.nightly.ledger import Ledger

    taken: dict[str, float] = {}
    take = steps.take

    def take_timed(step: steps.Step, ledger: Ledger) -> None:
        began = processor_seconds()
        take(step, ledger)
        taken[step.name] = processor_seconds() - began

    steps.take = take_timed
    run()
    taken["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return taken


def run_command(home: Path, mirror: Path, as_of: str) -> dict[str, float]:
    """One night by the console script, which imports no more than it needs: seconds in all."""
    began = processor_seconds()
    given = ["refresh", "--home", str(home), "--mirror", str(mirror), "--as-of", as_of]
    subprocess.run([Path(sys.executable).with_name("interregio"), *given], check=True, capture_output=True)
    return {"all": processor_seconds() - began, "memory": 0}


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


def multiply_release(database: Path, times: int) -> None:
    """Repeats every row of CORDIS under keys and names of its own and notes the rows as loaded."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            f"""
            create temp table names as
            with split as (
                select distinct name, string_split(lower(name), ' ') as words from raw_cordis.organization
            ),
            spoken as (select name, unnest(words) as word, generate_subscripts(words, 1) as place from split),
            vocabulary as (
                select word from spoken group by word having count(distinct name) > {VOCABULARY_FROM}
            )
            select
                copy,
                name,
                string_agg(
                    if(word in (from vocabulary), word, translate(word, '{LETTERS}', turned)), ' ' order by place
                ) as renamed
            from spoken
            cross join (
                select copy, '{LETTERS}'[copy + 1:] || '{LETTERS}'[:copy] as turned
                from range(1, {times}) as copies (copy)
            )
            group by copy, name
            """
        )
        for table, keys in SHIFTED_KEYS.items():
            # Numbers stay numbers.
            shifted = [f"cast(copy as varchar) || {key} as {key}" for key in keys]
            left_out, joined = "copy", ""
            if table == "organization":
                left_out, joined = "copy, renamed", "left join names using (copy, name)"
                shifted.append("renamed as name")
            connection.execute(
                f"""
                insert into raw_cordis.{table} by name
                select * exclude ({left_out})
                replace ({", ".join(shifted)}, _row_number + copy * 10_000_000 as _row_number)
                from (from raw_cordis.{table}, range(1, {times}) as copies (copy)) {joined}
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


def measure_nights(mirror: Path, as_of: str, home: Path, scratch: Path) -> list[Row]:
    """Runs and prints the nights, step by step."""
    budgets, later = read_limits("processor_seconds"), date.fromisoformat(as_of) + timedelta(days=1)
    renewed = renew_calls(mirror, scratch / "calls")
    given = (
        (mirror, as_of),
        (mirror, as_of),
        (mirror, later.isoformat()),
        (renewed, later.isoformat()),
        (renew_projects(renewed, scratch / "projects"), later.isoformat()),
    )
    nights = {}
    for name, (of, day) in zip(NIGHTS, given, strict=True):
        nights[name] = (
            run_command(home, of, day)
            if name == "no news"
            else run_apart("tests.bench.night", "night", str(home), str(of), day)
        )
        if name == "first":  # What grows is a home without a history: later nights hold each other to it.
            shutil.copytree(home / "build", scratch / "grown" / "build")
    print_steps(list(nights["first"]), nights)
    rows: list[Row] = [(f"night, {name}", nights[name]["all"], "s", budgets[budget]) for name, budget in NIGHTS.items()]
    memory = max(taken["memory"] for taken in nights.values())
    return [*rows, ("night, peak memory", memory, "MiB", read_limits("memory_mib")["first_night"])]


def measure_floors(mirror: Path, first: float) -> list[Row]:
    """What the plain core takes, and how many times that the first night takes."""
    rows: list[Row] = []
    for name, title in FLOORS.items():
        seconds = run_apart("tests.bench.floors", name, str(mirror))["all"]
        bound = read_limits("ratios")["first_night_to_plain_core"] if name == "polars" else None
        rows += [(title, seconds, "s", None), (f"first night to {title}", first / seconds, "times", bound)]
    return rows


def measure_growth(home: Path, as_of: str, sizes: Sequence[int]) -> list[Row]:
    """Runs and prints the build at each size; the exponent of each step from one size to the next."""
    bound = read_limits("ratios")["exponent_of_growth"]
    taken = {size: run_apart("tests.bench.night", "grown", str(home), as_of, str(size)) for size in (1, *sizes)}
    print_steps([*GROWN_STEPS, "memory"], {f"{size}x": figures for size, figures in taken.items()})
    rows: list[Row] = []
    for small, large in zip([1, *sizes], sizes, strict=False):
        for step in GROWN_STEPS:
            exponent = math.log(taken[large][step] / taken[small][step]) / math.log(large / small)
            rows.append((f"exponent of {step}, {small}x to {large}x", exponent, "", bound))
    memory = taken[max(taken)]["memory"]
    return [*rows, (f"memory of {max(taken)}x", memory, "MiB", read_limits("memory_mib")["ten_times_the_rows"])]


def print_steps(names: Sequence[str], columns: Mapping[str, Mapping[str, float]]) -> None:
    """A table of seconds by step, one column each night or size."""
    sys.stdout.write(f"{'step':<20}" + "".join(f"{title:>18}" for title in columns) + "\n")
    for name in names:
        sys.stdout.write(f"{name:<20}" + "".join(f"{taken.get(name, 0):>18.2f}" for taken in columns.values()) + "\n")
    sys.stdout.write("\n")


def print_rows(rows: Sequence[Row]) -> None:
    """The table that ends the run."""
    sys.stdout.write(f"{'figure':<56}{'value':>9}{'':<7}{'budget':>8}{'of it':>8}\n")
    for name, value, unit, budget in rows:
        beside = "" if budget is None else f"{budget:>8g}{value / budget:>7.0%}{'' if value <= budget else '  over'}"
        sys.stdout.write(f"{name:<56}{value:>9.2f} {unit:<6}{beside}\n")


def main() -> None:
    """Prints all figures, or those of one part run apart."""
    if sys.argv[1:2] and re.fullmatch("night|grown", sys.argv[1]):
        part, place, *given = sys.argv[1:]
        figures = (
            run_night(Path(place), Path(given[0]), given[1])
            if part == "night"
            else build_grown(Path(place), given[0], int(given[1]))
        )
        sys.stdout.write("\n" + json.dumps(figures) + "\n")
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mirror", type=Path, default=REAL_DATA / "mirror" / "2026-08")
    parser.add_argument("--as-of", default="2026-08-10")
    parser.add_argument("--times", type=int, nargs="+", default=[3, 10])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        began = processor_seconds()
        compiled_project()
        compiling = ("compiling dbt's project, once per version", processor_seconds() - began, "s", None)
        rows = measure_nights(asked.mirror, asked.as_of, home, Path(folder))
        rows += measure_floors(asked.mirror, rows[0][1])
        rows += measure_growth(Path(folder) / "grown", asked.as_of, asked.times)
    print_rows([compiling, *rows])


if __name__ == "__main__":
    main()
