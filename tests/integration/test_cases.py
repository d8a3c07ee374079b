"""Inputs made after public reports of people who parse such files, all in one night: each ends as its report asks.

Cases that need no night are tested with what reads them: `tests/README.md` lists where.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.app import create_app
from tests.dashboards.conftest import visitor
from tests.homes import Operator, make_once
from tests.mirrors import FIXTURES, build_mirror, pack_archive, read_archive
from warehouse.store.reader import Reader

CASES = FIXTURES / "cases"
ESTAT = "ec.europa.eu/eurostat/api/dissemination/sdmx/3.0/data/dataflow/ESTAT"
ADDED = {"gdp.csv": f"{ESTAT}/nama_10r_2gdp/1.0", "gerd.csv": f"{ESTAT}/tgs00042/1.0"}
SLASHED = "EuropeAid/190001/DD/ACT/Multi"


def add_cases(mirror: Path) -> None:
    """Puts the records of the cases behind those of the fixtures."""
    page = mirror / "api.tech.ec.europa.eu/search-api/prod/rest/search/SEDIA/page-0001.json"
    listing = json.loads(page.read_bytes())
    listing["results"] += json.loads((CASES / "topics.json").read_bytes())
    page.write_text(json.dumps(listing | {"totalResults": len(listing["results"])}))
    archive = mirror / "cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip"
    members = read_archive(archive)
    for name in ("organization.csv", "project.csv", "topics.csv"):
        members[name] = members[name].rstrip(b"\n") + b"\n" + (CASES / name).read_bytes()
    pack_archive(archive, members)
    for name, path in ADDED.items():
        (mirror / path).write_bytes((mirror / path).read_bytes() + (CASES / name).read_bytes())


@pytest.fixture(scope="module")
def night(shared_folder: Path) -> Operator:
    def make(folder: Path) -> None:
        add_cases(build_mirror(folder / "mirror", "cordis", "funding_tenders", "i3", "regions"))
        finished = Operator(folder / "home", folder / "mirror").refresh("2026-08-10")
        assert finished.exit_code == 0, finished.stderr

    return Operator(make_once(shared_folder, "cases", make) / "home")


TOPIC = "from marts_core.dim_topic where topic_id like 'HORIZON-BUG-2026-{}-%' order by topic_id"
DOUBT = "select doubt_kind, detail from marts_quality.fct_doubtful_row where subject_id like 'HORIZON-BUG-2026-{}-%'"
LINKED = "select count(*), count(distinct organisation_id) from marts_core.bridge_org_link where pic like '80000{}%'"
STATISTIC = "statistic_value, observation_flag, is_confidential from marts_core.fct_region_statistic where nuts_code"
UNREAD = "HORIZON Coordination and Support Actions: 1000000; HORIZON Innovation Actions: 7000000"
RIGHT: dict[str, tuple[str, list[Any]]] = {
    "01 missing amount": (f"select {STATISTIC} = 'UKF1' and statistic_year = 2022", [(None, "m", False)]),
    "01 missing share": (
        f"select {STATISTIC} = 'EL52' and statistic_year = 2023 and statistic_value is null "
        "and observation_flag is not null",
        [(None, "c", True)],
    ),
    "01 newest year": (
        "select distinct nuts_code, coalesce(gdp_year, 0), gerd_pct from marts_core.dim_region "
        "where nuts_code in ('EL52', 'UKF1') order by 1",
        [("EL52", 2023, 1.3), ("UKF1", 2021, None)],
    ),
    "01 sums": ("select count(*) from marts_core.fct_region_statistic where isnan(statistic_value)", [(0,)]),
    "02": ("select topic_status, deadline_date " + TOPIC.format("02"), [("open", date(2026, 10, 14))]),
    "02 doubt": (DOUBT.format("02"), [("topic_deadlines_differ", "list: 2026-03-10; actions: 2026-03-10, 2026-10-14")]),
    "03": ("select budget_eur / 1000000 " + TOPIC.format("03"), [(4,), (5,), (6,), (None,)]),
    "03 doubt": (DOUBT.format("03"), [("topic_budget_unread", UNREAD)]),
    "03 files": (
        "select distinct missing_facts from marts_funding.fct_match where topic_id = 'HORIZON-BUG-2026-03-04'",
        [("text, keywords; not readable: budget",)],
    ),
    "05": ("select trl_min, trl_max " + TOPIC.format("05"), [(6, 7), (4, 6), (3, 5)]),
    "06": (
        "select deadline_date, topic_status " + TOPIC.format("06"),
        [(date(2026, 9, 30), "open")] * 5 + [(date(2026, 4, 14), "closed")],
    ),
    "09": (LINKED.format("09"), [(3, 3)]),
    "09 doubts": (
        "select link_verdict from marts_quality.fct_organisation_pair where record_a like '%8000009%'",
        [("doubtful",)] * 3,
    ),
    "10": (LINKED.format("10"), [(4, 2)]),
    "11 rejected": (
        "select regexp_extract(reason, 'got ([^;]*)', 1) from marts_quality.fct_quarantined_row order by 1",
        [("1.25E6",), ("2026-02-10T09:30:00",), ("TRUE",), ("projectID",)],
    ),
    "11 read": (
        "select nuts_code, country_code from marts_core.fct_participation where pic like '8000011%' order by 1",
        [("EL522", "EL"), ("FR611", "FR"), ("XK", "XK")],
    ),
    "11 listed": (
        "select placement from marts_quality.fct_unplaced_code where nuts_code in ('FR611', 'XK') order by 1",
        [("country_only",), ("unknown_code",)],
    ),
}


@pytest.mark.parametrize(("sql", "right"), RIGHT.values(), ids=RIGHT.keys())
def test_case_ends_as_it_should(night: Operator, sql: str, right: list[Any]) -> None:
    assert night.query(sql) == right


def test_topic_whose_identifier_holds_slashes_is_matched_exported_and_downloaded(
    night: Operator, tmp_path: Path
) -> None:
    done = night.run("export", "funding-match", "--text", SLASHED, "--format", "csv", "--out", str(tmp_path))
    assert done.exit_code == 0, done.stderr
    (written,) = tmp_path.iterdir()
    client = visitor(create_app(Reader(night.home)))
    answer = client.get("/export/funding-match.csv", params={"text": SLASHED})
    assert set(pl.read_csv(answer.content)["topic_id"]) == set(pl.read_csv(written)["topic_id"]) == {SLASHED}
    assert 'filename="funding-match_EuropeAid-190001-DD-ACT-Multi_' in answer.headers["Content-Disposition"]
    assert SLASHED in client.get("/search", params={"q": SLASHED}).text
