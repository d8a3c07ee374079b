"""The dashboards on the small edition and on the demonstration edition, and copies of the former to be changed.

What the pages say is compared with what the edition holds, asked for in SQL, or with rows of `tests/edition.py`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from dashboards.access.people import People
from dashboards.app import create_app
from dashboards.visit import Route
from tests.addresses import find_addresses
from tests.conftest import DEMO_NIGHT
from tests.edition import AS_OF as EDITION_DATE
from tests.homes import Operator, make_once
from warehouse.settings import SESSION_SECRET
from warehouse.store.reader import Reader

AS_OF = EDITION_DATE.isoformat()
ORCHARD = "HORIZON-CL6-2026-01-ORCHARD"
MOVED = "HORIZON-EX-2026-01-01"
PRUNING = "HORIZON-CL6-2027-01-PRUNING"
TIDE = "HORIZON-CL5-2026-02-TIDE"
INVEST = "I3-2026-INV1"
GIVEN = {
    "region": "BE21",
    "partnership": "apple-growing",
    "figure": "topics_open",
    "topic": ORCHARD,
    "organisation": "pic:810000007",
}
"""What tables ask for that need to be told what of."""

SECRET = "a secret of the tests, long enough"
UNUSUAL = (
    "/search?q=apple",
    "/partnership/apple-growing",
    "/partnership/silent-circle",
    "/region/EL",
    "/?figure=joint_projects",
)
"""Pages of things that lack something or have much of it, which the first links lead past."""

BuildEdition = Callable[..., Path]
Ask = Callable[..., Sequence[Mapping[str, Any]]]

# Nine matches say all that tens of thousands would, in less time.
TRIM = f"""
create temporary table kept as
from (values
    ('apple-growing', '{ORCHARD}'), ('apple-growing', '{MOVED}'), ('apple-growing', '{PRUNING}'),
    ('apple-growing', '{TIDE}'), ('apple-growing', '{INVEST}'), ('tidal-mills', '{TIDE}'),
    ('tidal-mills', '{ORCHARD}'), ('textile-innovation', '{INVEST}'), ('geothermal-energy', '{INVEST}')
) as pairs (partnership_id, topic_id);
delete from marts_funding.fct_match where (partnership_id, topic_id) not in (from kept);
delete from marts_funding.fct_eligibility where (partnership_id, topic_id) not in (from kept);
delete from marts_funding.fct_match_event where (partnership_id, topic_id) not in (from kept);
drop table kept;
"""

# What this night lacks and a page has to say: a portal that failed, an archive without one of its files.
TROUBLES = """
create temporary table last_night as select max(night_id) as night_id from marts_quality.fct_source_status;
update marts_quality.fct_source_status
set status = 'failed_last_good_kept', is_stale = true, message = 'expected JSON, came an HTML page',
    retrieved_at = '2026-06-11'
where source = 'funding_tenders' and night_id in (from last_night);
update marts_quality.fct_source_status set missing_members = ['project.csv']
where source = 'cordis' and night_id in (from last_night);
drop table last_night;
"""


def copy_edition(edition: Path, home: Path, edition_id: str, *, as_of: str = AS_OF, change: str = "") -> Path:
    """Serves a copy of an edition under `home`, by another id and date, after the statements of `change`."""
    directory = home / "published" / edition_id
    shutil.copytree(edition, directory, ignore=shutil.ignore_patterns("exports"), copy_function=shutil.copyfile)
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute(f"update marts_quality.edition set as_of = date '{as_of}'; {change}")
    path = directory / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "edition": edition_id, "as_of": as_of}), encoding="utf-8")
    link = home / "published" / "current"
    aside = link.with_name("current.new")
    aside.symlink_to(edition_id)
    aside.replace(link)
    return directory


def visitor(app: ASGIApp, *, host: str = "127.0.0.1", base_url: str = "http://localhost") -> TestClient:
    """A client that comes from an address and asks for a name; redirects are left to the test."""
    return TestClient(app, base_url=base_url, client=(host, 50_000), follow_redirects=False)


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """What a form carries that was given to somebody on this machine."""
    monkeypatch.setenv(SESSION_SECRET, SECRET)
    local = People(None, Path(), is_editable=True).local
    assert local is not None
    return local.token


@pytest.fixture(scope="session")
def home(shared_folder: Path, edition_night: Operator) -> Path:
    """A home that serves the small edition."""

    def make(folder: Path) -> None:
        copy_edition(edition_night.edition, folder, edition_night.edition.name, change=TRIM + TROUBLES)

    return make_once(shared_folder, "pages", make)


@pytest.fixture(scope="session")
def demo_home(shared_folder: Path, demo_night: Operator) -> Path:
    """A home that serves the demonstration edition."""

    def make(folder: Path) -> None:
        copy_edition(demo_night.edition, folder, demo_night.edition.name, as_of=DEMO_NIGHT, change=TRIM)

    return make_once(shared_folder, "demo-pages", make)


@pytest.fixture
def build_edition(home: Path) -> BuildEdition:
    """The function that serves one more copy of the edition; see `copy_edition`."""
    return partial(copy_edition, (home / "published" / "current").resolve())


@pytest.fixture(scope="session")
def reader(home: Path) -> Iterator[Reader]:
    """A reader on the served edition."""
    opened = Reader(home)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def edition_id(reader: Reader) -> str:
    """The id of the served edition."""
    return reader.edition.edition_id


@pytest.fixture(scope="session")
def ask(reader: Reader) -> Ask:
    """What the served edition holds: the rows of a query as mappings."""
    return lambda sql, *values: reader.frame(sql, list(values)).rows(named=True)


@pytest.fixture(scope="session")
def demo_reader(demo_home: Path) -> Iterator[Reader]:
    """A reader on the demonstration edition."""
    opened = Reader(demo_home)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def app(reader: Reader) -> Starlette:
    """The dashboards on the served edition, on the edition's own day."""
    return create_app(reader, today=lambda: date.fromisoformat(AS_OF))


@pytest.fixture(scope="session")
def client(app: Starlette) -> TestClient:
    """A client of the dashboards on this machine."""
    return visitor(app)


@pytest.fixture(scope="session")
def addresses(client: TestClient) -> dict[Route, list[str]]:
    """Every address of the small edition by its kind of page; see `find_addresses`."""
    return find_addresses(lambda at: client.get(at).content, UNUSUAL)


@pytest.fixture(scope="session")
def demo_client(demo_reader: Reader) -> TestClient:
    """A client of the dashboards on the demonstration edition."""
    return visitor(create_app(demo_reader, today=lambda: date.fromisoformat(DEMO_NIGHT)))
