"""Editions asked by hand and compared, as an operator does on the shared nights."""

from __future__ import annotations

import io
import json
from unittest.mock import patch

import pytest

from tests.conftest import FIRST_NIGHT
from tests.edition import AS_OF
from tests.homes import Operator


def ids(operator: Operator) -> tuple[str, str]:
    known = [edition["edition"] for edition in operator.status()["editions"]]
    return next(name for name in known if name.startswith(FIRST_NIGHT)), operator.status()["served"]


def test_query_gives_the_rows_of_the_served_edition_and_of_another(edition_night: Operator) -> None:
    first, served = ids(edition_night)
    sql = "select as_of::varchar as as_of from marts_quality.edition"

    assert json.loads(edition_night.run("query", sql, "--format", "json").stdout) == [{"as_of": AS_OF.isoformat()}]
    assert FIRST_NIGHT in edition_night.run("query", sql, "--edition", first, "--format", "csv").stdout
    assert AS_OF.isoformat() in edition_night.run("query", sql).stdout
    assert served in edition_night.run("query", "select 1", "--edition", "absent").stderr


@pytest.mark.parametrize(
    "sql",
    [
        "create table marts_core.a as select 1",
        "delete from marts_core.dim_partnership",
        "copy (select 1) to '/tmp/of-no-edition.csv'",
        "from read_text('/etc/hostname')",
        "attach '/tmp/of-no-edition.duckdb'",
        "install spatial",
        "set enable_external_access = true",
        "select no_such_column from marts_core.dim_partnership",
    ],
)
def test_query_can_neither_change_an_edition_nor_leave_it(edition_night: Operator, sql: str) -> None:
    finished = edition_night.run("query", sql)

    assert finished.exit_code == 2
    assert finished.stderr.startswith("error: query: ")
    assert len(finished.stderr.splitlines()) == 1


def test_query_that_takes_too_long_is_ended(edition_night: Operator) -> None:
    finished = edition_night.run("query", "select count(*) from range(10000000000000)", "--seconds", "0.2")

    assert finished.exit_code == 1
    assert "ran for more than" in finished.stderr


def test_shell_answers_one_statement_after_the_other_and_goes_on_after_a_mistake(edition_night: Operator) -> None:
    typed = "select 1 as one;\nselect\n  2 as two;\nselect nothing;\nselect ';' as three"
    with patch("sys.stdin", io.StringIO(typed)):
        finished = edition_night.run("shell")

    assert [word in finished.stdout for word in ("one", "two", "three")] == [True] * 3
    assert "nothing" in finished.stderr
    assert finished.exit_code == 0


def test_diff_names_tables_rows_and_figures_that_differ(edition_night: Operator) -> None:
    first, served = ids(edition_night)
    record = json.loads(edition_night.run("diff", first, served, "--json").stdout)
    rows = {table["table"]: (table["rows_before"], table["rows"]) for table in record["tables"]}
    counts = [
        json.loads(edition_night.run("query", sql, "--edition", edition, "--format", "json").stdout)[0]["n"]
        for sql in ["select count(*)::int as n from marts_core.dim_project"]
        for edition in (first, served)
    ]

    assert rows["marts_core.dim_project"] == tuple(counts)
    assert "marts_core.dim_country" not in rows
    figure = next(figure for figure in record["figures"] if figure["figure_id"] == "projects")
    assert (figure["previous_value"], figure["current_value"]) == tuple(counts)
    assert edition_night.run("diff", served, served).stdout.splitlines()[1:] == ["no table differs"]
