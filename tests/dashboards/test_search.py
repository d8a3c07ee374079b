"""Search: what is meant is found although it is typed otherwise, in the words of the edition, without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from dashboards.app import create_app
from tests.dashboards.conftest import ORCHARD, BuildEdition, visitor
from tests.dashboards.tree import read_page, words
from warehouse.products.search import INDEX_NAME, fold, how_alike
from warehouse.store.reader import Reader


@pytest.mark.parametrize(
    ("asked", "kind", "address"),
    [
        pytest.param("Apple growing", "partnership", "/partnership/apple-growing", id="name"),
        pytest.param("growng aple", "partnership", "/partnership/apple-growing", id="typos-and-order"),
        pytest.param("tidal-m", "partnership", "/partnership/tidal-mills", id="beginning"),
        pytest.param("be21", "region", "/region/BE21", id="code"),
        pytest.param("BE", "region", "/region/BE", id="two-letters"),
        pytest.param("Comunitat Valencana", "region", "/region/ES52", id="region"),
        pytest.param(ORCHARD.lower(), "topic", f"/funding?text={ORCHARD}", id="topic"),
        pytest.param("regions silnt", "method", "/methodology/", id="method"),
    ],
)
def test_search_leads_to_what_was_meant(client: TestClient, asked: str, kind: str, address: str) -> None:
    page = read_page(client, f"/search?q={asked}")
    found = page.xpath(f"//section[@aria-labelledby='{kind}']//li//a/@href")
    assert any(link.startswith(address) for link in found[:3]), words(page)
    assert client.get(next(link for link in found if link.startswith(address))).status_code == 200


def test_accents_and_letters_of_other_alphabets_of_europe_are_folded() -> None:
    assert fold("Västra Götaland") == "vastra gotaland"
    assert fold("ŁÓDŹ – Ørsted, Weiß & Œuvre") == "lodz orsted weiss oeuvre"
    assert how_alike(fold("vastra gotaland"), fold("Västra Götalands län")) > 90
    assert how_alike(fold("101101443"), fold("101117443")) == 0


@given(st.text(max_size=30))
def test_whatever_is_written_is_found_by_itself(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert how_alike(folded, folded) == (100 if folded else 0)


def test_search_without_result_says_so_and_a_group_can_be_asked_for(client: TestClient) -> None:
    assert "Nothing is called anything like “qqqqqq”" in words(read_page(client, "/search?q=qqqqqq"))
    everything = read_page(client, "/search?q=region")
    group = everything.xpath("//a[contains(@href, 'kind=')]/@href")[0]
    assert len(read_page(client, group).xpath("//ul[@class='results']/li")) > 6
    assert "valid values: partnership, region" in words(read_page(client, "/search?q=a&kind=x", status=400))
    assert "at most 100 characters" in words(read_page(client, f"/search?q={'x' * 101}", status=400))


def test_edition_without_an_index_says_so(tmp_path: Path, build_edition: BuildEdition) -> None:
    (build_edition(tmp_path, "2026-08-11-0000000a") / INDEX_NAME).unlink()
    answer = visitor(create_app(Reader(tmp_path))).get("/search?q=apple")
    assert answer.status_code == 404
    assert "it comes with the next night" in words(html.fromstring(answer.content))
