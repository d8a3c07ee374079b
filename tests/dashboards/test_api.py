"""The API: the rows of pages and files, all of them, described by a document that holds."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

import polars as pl
import pytest
from starlette.testclient import TestClient

from dashboards.domains import TABLES
from dashboards.tables import TableSpec
from tests.dashboards.conftest import GIVEN
from warehouse.products.files.plain import write_json
from warehouse.store.reader import Reader

ROOT = "/api/v1"
TYPES: dict[type, set[str]] = {
    str: {"string"},
    bool: {"boolean"},
    int: {"integer", "number"},
    float: {"number"},
    list: {"array"},
    type(None): {"null"},
}


def _ask(client: TestClient, spec: TableSpec, **asked: Any) -> Any:
    answer = client.get(f"{ROOT}/tables/{spec.name}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    """What OpenAPI says of each address."""
    paths: dict[str, Any] = client.get(f"{ROOT}/openapi.json").json()["paths"]
    return paths


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_has_the_same_rows_in_the_api_as_in_its_file_and_on_its_page(
    client: TestClient, reader: Reader, edition_id: str, described: dict[str, Any], name: str
) -> None:
    spec = TABLES[name]
    filters = {required: (GIVEN | {"since": edition_id})[required] for required in spec.required}
    with reader.snapshot() as snapshot:
        rows = spec.rows(snapshot, filters)
    paged: list[Any] = []
    address: str | None = f"{ROOT}/tables/{name}?{urlencode({**filters, 'page_size': 40})}"
    while address:
        page = client.get(address).json()
        paged += page["rows"]
        address = page["next"] if len(paged) < 200 else None
    assert paged == json.loads(write_json(rows.head(len(paged))))
    assert page["row_count"] == rows.height
    assert [column["name"] for column in page["columns"]] == rows.columns

    file = {form: client.get(f"/export/{name}.{form}", params=filters).content for form in ("csv", "parquet")}
    assert _ask(client, spec, **filters, format="csv").content == file["csv"]
    parquet = pl.read_parquet(io.BytesIO(_ask(client, spec, **filters, format="parquet").content))
    assert parquet.equals(pl.read_parquet(io.BytesIO(file["parquet"])))
    assert parquet.equals(rows)

    stated = described[f"{ROOT}/tables/{name}"]["get"]
    schema = stated["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["rows"]["items"]
    assert list(schema["properties"]) == rows.columns
    for row in paged:
        for column, value in row.items():
            assert TYPES[type(value)] & set(schema["properties"][column]["type"]), (column, value)

    for form in ("json", "csv", "parquet"):
        first = _ask(client, spec, **filters, format=form)
        pinned = _ask(client, spec, **filters, format=form, edition=edition_id)
        assert pinned.headers["X-Interregio-Edition"] == edition_id
        assert form == "json" or pinned.content == first.content
        again = client.get(str(first.request.url), headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304


def test_api_sorts_what_is_not_known_last(client: TestClient) -> None:
    rows = _ask(client, TABLES["partnerships"], sort="-member_count").json()["rows"]
    known = [row["member_count"] for row in rows if row["member_count"] is not None]
    assert known == sorted(known, reverse=True)
    assert all(row["member_count"] is None for row in rows[len(known) :])


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/tables/nothing", 404, "partnerships"),
        ("/nothing", 404, f"{ROOT}/openapi.json"),
        ("/tables/partnerships?platform=none", 400, "agri-food"),
        ("/tables/partnerships?nothing=1", 400, "valid filters: platform"),
        ("/tables/partnerships?platform=energy&platform=agri-food", 400, "expected one value"),
        ("/tables/partnerships?format=xml", 400, "json, csv, parquet"),
        ("/tables/partnerships?page=0", 400, "from 1 on"),
        (f"/tables/partnerships?page={'9' * 5_000}", 400, "from 1 on"),
        ("/tables/partnerships?page=²", 400, "from 1 on"),
        ("/tables/partnerships?page_size=1001", 400, "from 1 to 1000"),
        ("/tables/partnerships?format=csv&page=2", 400, "csv holds all rows"),
        ("/tables/partnerships?sort=nothing", 400, "member_count"),
        ("/tables/partnerships?edition=../build", 400, "edition: no such value"),
        ("/tables/members", 400, "partnership: expected a value"),
        ("/openapi.json?platform=energy", 400, "valid filters: edition"),
    ],
)
def test_wrong_question_is_a_problem_that_names_what_there_is(
    client: TestClient, address: str, status: int, words: str
) -> None:
    answer = client.get(ROOT + address)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]
