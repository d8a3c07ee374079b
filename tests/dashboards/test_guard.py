"""What holds for every answer: its headers, the end of long bodies, addresses that lead nowhere else, health."""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboards import serve
from dashboards.answers import CONTENT_POLICY, HEADERS
from dashboards.app import create_app
from dashboards.domains import ROUTES, TABLES
from pipelines.commands import console
from pipelines.commands.status import status_record
from tests.dashboards.conftest import BuildEdition, visitor
from warehouse.store.errors import OverdueError, UsageError
from warehouse.store.paths import Home
from warehouse.store.reader import Reader, require_reading

NAMED = [route.path for route in ROUTES if "{named}" in route.path]
FILES = ["/assets/{named}", "/export/{named}.csv", "/export/funding-match.{named}", "/feeds/{named}.atom"]
API = ["/api/v1/{named}", "/api/v1/tables/{named}"]
CLIMBS = ["../../manifest.json", "..\\..\\manifest.json", "/etc/passwd", "....//manifest.json", "x\x00.csv", "%2e%2e/x"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/about", 200, id="page"),
        pytest.param("GET", "/nowhere", 404, id="missing page"),
        pytest.param("GET", "/funding?colour=red", 400, id="wrong filter"),
        pytest.param("GET", "/export/doubtful-rows.csv", 200, id="file"),
        pytest.param("GET", "/api/v1", 200, id="api"),
        pytest.param("GET", "/assets/page.js", 200, id="asset"),
        pytest.param("GET", "/assets/none.js", 404, id="missing asset"),
        pytest.param("POST", "/about", 405, id="wrong method"),
        pytest.param("POST", "/review", 403, id="refused"),
        pytest.param("GET", "/healthz", 200, id="health"),
    ],
)
def test_every_answer_has_the_headers(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in CONTENT_POLICY


def test_fault_of_ours_has_the_headers_and_says_nothing_of_itself(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("dashboards.api._index", fail)
    answer = TestClient(create_app(reader), raise_server_exceptions=False).get("/api/v1")
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "secret" not in answer.text


@pytest.mark.parametrize("climb", CLIMBS)
@pytest.mark.parametrize(
    "address", [*NAMED, *FILES, *API, "/about?edition={named}", "/export/partnerships.csv?edition={named}"]
)
def test_no_part_of_an_address_leads_to_another_file(client: TestClient, address: str, climb: str) -> None:
    answer = client.get(address.replace("{named}", quote(climb, safe="")))
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text
    assert '"fingerprint"' not in answer.text


@pytest.mark.parametrize("name", sorted(TABLES))
def test_no_filter_is_taken_for_sql(client: TestClient, name: str) -> None:
    """A word that would end a string and match every row: refused, or it finds what has that word in it, nothing."""
    spec = TABLES[name]
    for parameter in spec.parameters:
        word = "x' or 1=1 --"
        given = {**dict.fromkeys(spec.required, word), parameter.replace("*", "x"): word}
        answer = client.get(f"/api/v1/tables/{name}", params=given)
        assert answer.status_code in (400, 404) or answer.json()["row_count"] == 0, (parameter, answer.text[:200])


@pytest.fixture
def served(app: Starlette) -> Iterator[tuple[str, int]]:
    """The address of the application under the server's own settings, which waits a second for a first request."""
    config = serve._config(app)
    config.timeout_keep_alive = 1
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield listener.getsockname()
    server.should_exit = True
    thread.join(timeout=10)


@pytest.mark.parametrize(
    ("length", "status"),
    [
        pytest.param("Content-Length: 1073741824", 413, id="a gibibyte"),
        pytest.param("Transfer-Encoding: chunked", 403, id="without an end"),
    ],
)
def test_long_body_is_refused_before_it_is_sent(served: tuple[str, int], length: str, status: int) -> None:
    with socket.create_connection(served, timeout=10) as asking:
        asking.sendall(f"POST /review HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n".encode())
        answer = b"".join(iter(lambda: asking.recv(65536), b""))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"connection: close" in answer


def test_connection_that_asks_for_nothing_is_ended(served: tuple[str, int]) -> None:
    with socket.create_connection(served, timeout=10) as idle:
        assert idle.recv(1) == b""


def test_statement_that_runs_too_long_is_interrupted_and_answered_503(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "select count(*) from range(1000000) a, range(1000000) b where (a.range * b.range) % 7 = 3"
    reader = Reader(home, statement_seconds=0.1)
    began = time.monotonic()
    with pytest.raises(OverdueError), reader.snapshot() as snapshot:
        snapshot.frame(endless)
    assert time.monotonic() - began < 10
    monkeypatch.setattr("dashboards.partnerships.page.list_platforms", lambda snapshot, *_: snapshot.frame(endless))
    assert visitor(create_app(reader)).get("/partnerships").status_code == 503


@pytest.mark.parametrize(
    "statement",
    [
        "from read_text('/etc/hostname')",
        "copy (select 1) to '/tmp/interregio-never.csv'",
        "attach ':memory:' as other; from read_text('/etc/hostname')",
        "set enable_external_access = true",
        "set memory_limit = '9GB'",
        "create table here as select 1",
    ],
)
def test_edition_is_read_and_nothing_else(reader: Reader, statement: str) -> None:
    with pytest.raises(duckdb.Error):
        reader.frame(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "copy (select 1) to 'x.parquet'",
        "explain analyze copy (select 1) to 'x'",
        "export database 'x'",
        "from t; set a = 1",
    ],
)
def test_statement_that_could_write_among_the_files_of_a_lake_is_refused(statement: str) -> None:
    with pytest.raises(UsageError, match="expected one that reads"):
        require_reading(statement)
    require_reading("pivot t on a using sum(b); from t; describe t")


def test_whole_file_is_the_one_written_at_publish_until_somebody_says_something(
    tmp_path: Path, build_edition: BuildEdition
) -> None:
    exports = build_edition(tmp_path, "2026-08-11-0000000a") / "exports"
    exports.mkdir()
    (exports / "funding-match.csv").write_text("written at publish")
    client = visitor(create_app(Reader(tmp_path)))
    assert client.get("/export/funding-match.csv").text == "written at publish"
    assert client.get("/export/funding-match.csv?partnership=apple-growing").text.startswith("partnership_id,")


def test_health_and_metrics_agree_with_status(home: Path, tmp_path: Path, edition_id: str) -> None:
    client = visitor(create_app(Reader(home), status=status_record))
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == f"{edition_id}\n"
    told = dict(re.findall(r"^interregio_(\S+) (\S+)$", client.get("/metrics").text, re.MULTILINE))
    record = status_record(Home(home))
    assert told[f'edition_served{{edition="{edition_id}"}}'] == "1"
    for source in record["sources"]:
        name = source["source"]
        assert float(told[f'source_rows{{source="{name}"}}']) == source["rows"]
        assert told[f'source_status{{source="{name}",status="{source["status"]}"}}'] == "1"
    empty = visitor(create_app(Reader(tmp_path), status=status_record))
    assert [empty.get(path).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200, 503, 200]


def test_logs_are_json_where_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("INTERREGIO_LOG", "json")
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    try:
        console.start_logging()
        console.say("two\nlines", level=logging.WARNING, source="cordis")
        said = json.loads(capsys.readouterr().err)
    finally:
        root.setLevel(before[0])
        root.handlers[:] = before[1]
    assert (said["level"], said["message"], said["source"]) == ("warning", "two\nlines", "cordis")
