"""A tiny made-up edition on disk and the ways the dashboard tests look at it: reader, app, client.

Rows are in `edition.sql`. Nothing here is real data, and nothing here needs pipelines, dbt or a network.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboards.app import create_app
from pipelines.nightly.dictionary import read_dictionary
from pipelines.nightly.project import ensure_manifest
from warehouse.store.reader import Reader

AS_OF = "2026-08-10"
EDITION_SQL = Path(__file__).with_name("edition.sql")

BuildEdition = Callable[..., Path]


def write_edition(home: Path, edition_id: str, *, is_demo: bool = False, as_of: str = AS_OF) -> Path:
    """Write one edition under `home` and point `published/current` at it, as publishing does."""
    directory = home / "published" / edition_id
    directory.mkdir(parents=True)
    statements = EDITION_SQL.read_text(encoding="utf-8").format(
        as_of=as_of,
        is_demo=str(is_demo).lower(),
        cordis_status="never_loaded" if is_demo else "unchanged",
        cordis_vintage="null" if is_demo else "'2026-04-01'",
        cordis_retrieved="null" if is_demo else "'2026-07-10'",
    )
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute(statements)
        _describe(connection)
    manifest = {
        "edition": edition_id,
        "as_of": as_of,
        "is_demo": is_demo,
        "fingerprint": "f" * 64,
        "sources": [
            {
                "source": "funding_tenders",
                "title": "Made-up portal",
                "vintage": "2026-08-09",
                "licence": {"name": "CC BY 4.0", "url": "https://example.org/by", "attribution": "© Nobody"},
                "citation": "Nobody, Made-up portal",
            }
        ],
    }
    (directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    link = home / "published" / "current"
    aside = link.with_name("current.new")
    aside.symlink_to(edition_id)
    aside.replace(link)
    return directory


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds to the texts of `edition.sql` labels, kinds, units and pages of all columns, as publishing does."""
    dictionary = read_dictionary(ensure_manifest()).to_arrow()
    connection.register("published", dictionary)
    connection.execute(
        """
        create or replace table marts_quality.data_dictionary as
        with own as (select * from marts_quality.data_dictionary)

        select published.* replace (own.description as description)
        from published
        left join own using (schema_name, table_name, column_name)
        where published.column_name is not null
        union all by name
        select * from own where column_name is null
        """
    )


def visitor(app: Starlette, *, host: str = "127.0.0.1", base_url: str = "http://localhost") -> TestClient:
    """A client that comes from an address and asks for a name; redirects are left to the test."""
    return TestClient(app, base_url=base_url, client=(host, 50_000), follow_redirects=False)


@pytest.fixture
def build_edition() -> BuildEdition:
    """The function that writes one more edition; see `write_edition`."""
    return write_edition


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that serves one edition, not a demo."""
    root = tmp_path_factory.mktemp("home")
    write_edition(root, f"{AS_OF}-00000001")
    return root


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that serves a demonstration edition."""
    root = tmp_path_factory.mktemp("demo_home")
    write_edition(root, f"{AS_OF}-0000000d", is_demo=True)
    return root


@pytest.fixture(scope="session")
def reader(home: Path) -> Iterator[Reader]:
    """A reader on the served edition."""
    opened = Reader(home)
    yield opened
    opened.close()


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
