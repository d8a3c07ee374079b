"""Every page in a real browser, at a desk and on a phone.

Drives the chromium that the system has; where there is none these tests are skipped and say so.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl
import pytest
from dash import Dash
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from dashboards.app import create_app
from dashboards.serve import warm
from warehouse.products.matches.columns import MATCH_COLUMNS
from warehouse.store.reader import Reader

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = [pytest.param(1280, id="desk"), pytest.param(390, id="phone")]
PATHS = [
    pytest.param("/?figure=joint_projects", id="overview"),
    pytest.param("/partnerships", id="partnerships"),
    pytest.param("/partnership/apple-growing", id="partnership"),
    pytest.param("/partnership/silent-circle", id="partnership-without-members"),
    pytest.param("/region/BE21", id="region"),
    pytest.param("/region/EL", id="country"),
    pytest.param("/maturity?w_mission=0&w_partners=0&w_contact=0", id="maturity"),
    pytest.param("/methodology", id="methodology"),
    pytest.param("/funding", id="funding"),
    pytest.param("/funding?eligibility=maybe", id="wrong-filter"),
    pytest.param("/nowhere", id="not-found"),
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium, chromium-browser or google-chrome on the path"),
]


@dataclass
class Visit:
    """One page as a browser saw it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


def _serve(app: Dash) -> Iterator[str]:
    warm(app)
    server = create_server(app.server, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.fixture(scope="module")
def address(reader: Reader) -> Iterator[str]:
    yield from _serve(create_app(reader))


@pytest.fixture(scope="module")
def demo_address(demo_reader: Reader) -> Iterator[str]:
    yield from _serve(create_app(demo_reader))


def _visit(browser: Browser, url: str, width: int = 1280) -> Visit:
    visit = Visit(browser.new_page(viewport={"width": width, "height": 900}))
    visit.page.on(
        "console",
        lambda message: visit.complaints.append(message.text) if message.type in {"error", "warning"} else None,
    )
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on(
        "response",
        lambda answer: visit.complaints.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    visit.page.goto(url)
    visit.page.wait_for_selector("h1")
    # A chart is there when Plotly has drawn its drawing area into every graph of the page.
    visit.page.wait_for_function(
        "[...document.querySelectorAll('.chart')].every(chart => chart.querySelector('.main-svg'))"
    )
    visit.page.wait_for_load_state("networkidle")
    return visit


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PATHS)
def test_page_stands_on_its_own_and_fits(browser: Browser, address: str, path: str, width: int) -> None:
    visit = _visit(browser, address + path, width)
    foreign = [url for url in visit.requests if not url.startswith((address, "data:", "blob:"))]
    assert visit.complaints == []
    assert foreign == []
    assert visit.page.locator("h1").count() == 1
    assert visit.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    visit.page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_map_draws_its_regions_from_local_outlines(browser: Browser, address: str, width: int) -> None:
    visit = _visit(browser, address + "/", width)
    visit.page.wait_for_selector("#chart-member-regions path.choroplethlocation")
    # Three countries as ground, then the three members inside the frame; Canarias is outermost.
    assert visit.page.locator("#chart-member-regions path.choroplethlocation").count() == 6
    assert any(url.endswith("/assets/topojson/world_110m.json") for url in visit.requests)
    visit.page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/", "/partnerships", "/funding", "/region/BE21"])
def test_demonstration_banner_is_seen_on_the_page(browser: Browser, demo_address: str, path: str, width: int) -> None:
    visit = _visit(browser, demo_address + path, width)
    banner = visit.page.locator(".demo-banner")
    assert banner.is_visible()
    assert "Demonstration data" in banner.inner_text()
    visit.page.close()


def test_keyboard_reaches_skip_link_navigation_filters_and_files(browser: Browser, address: str) -> None:
    visit = _visit(browser, address + "/funding")
    reached: list[str] = []
    for _ in range(40):
        visit.page.keyboard.press("Tab")
        reached.append(
            visit.page.evaluate("(document.activeElement.id || document.activeElement.textContent || '').slice(0, 40)")
        )
    assert reached[0] == "Skip to content"
    for control in ("Overview", "Partnerships", "Funding", "filter-partnership", "filter-text", "Apply filters"):
        assert control in reached, reached
    assert any(text.startswith("Table behind this chart") for text in reached)
    assert "Download CSV" in reached
    visit.page.close()


def test_filter_goes_into_the_url_and_is_kept_by_back(browser: Browser, address: str) -> None:
    visit = _visit(browser, address + "/funding")
    visit.page.select_option("#filter-partnership", "tidal-mills")
    visit.page.get_by_role("button", name="Apply filters").click()
    visit.page.wait_for_function("document.querySelectorAll('table[data-table=funding-match] tbody tr').length === 2")
    assert "partnership=tidal-mills" in visit.page.url
    assert visit.page.input_value("#filter-partnership") == "tidal-mills"
    visit.page.go_back()
    visit.page.wait_for_function("document.querySelectorAll('table[data-table=funding-match] tbody tr').length === 5")
    visit.page.close()


def test_own_weights_are_sent_from_the_keyboard_and_stand_in_the_url(browser: Browser, address: str) -> None:
    visit = _visit(browser, address + "/maturity?platform=agri_food")
    page = visit.page
    page.focus("#weight-w_mission")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#own-weights + .finding')?.textContent.includes('instead of 25')")
    assert "w_mission=0" in page.url
    assert "platform=agri_food" in page.url
    assert page.input_value("#weight-w_mission") == "0"
    # The part that the address names is in view, although it was drawn after the page had loaded.
    page.wait_for_function("Math.abs(document.querySelector('#own-weights').getBoundingClientRect().top) < 200")
    assert visit.complaints == []
    page.close()


def test_table_on_the_page_equals_the_file_it_offers(browser: Browser, address: str) -> None:
    visit = _visit(browser, address + "/funding?partnership=apple-growing")
    page = visit.page
    names = page.eval_on_selector_all(
        "table[data-table=funding-match] th", "heads => heads.map(head => head.dataset.column)"
    )
    topics = page.eval_on_selector_all(
        "table[data-table=funding-match] tbody tr td:nth-child(2)", "cells => cells.map(cell => cell.textContent)"
    )
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the table Matches as csv").click()
    file = pl.read_csv(started.value.path())
    assert tuple(names) == MATCH_COLUMNS == tuple(file.columns)
    assert topics == file["topic_id"].to_list()
    page.close()


def test_link_in_a_table_leads_to_the_partnership(browser: Browser, address: str) -> None:
    visit = _visit(browser, address + "/partnerships")
    visit.page.locator("summary", has_text="Table behind this chart").click()
    visit.page.get_by_role("link", name="tidal-mills").click()
    visit.page.wait_for_selector("h1:has-text('Tidal mills')")
    assert visit.page.url == f"{address}/partnership/tidal-mills"
    assert visit.complaints == []
    visit.page.close()
