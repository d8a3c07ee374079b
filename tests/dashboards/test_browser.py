"""Every page in a real browser, at a desk and on a phone.

Drives the chromium that the system has; where there is none these tests are skipped and say so.
"""

from __future__ import annotations

import re
import shutil
import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import httpx
import polars as pl
import pytest
import uvicorn
from axe_playwright_python.base import AXE_SCRIPT
from lxml import html
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette

from dashboards.app import create_app
from dashboards.domains import ROUTES
from dashboards.serve import warm
from dashboards.visit import Route
from tests.addresses import find_addresses
from tests.bench.browser import see_every_chart
from tests.dashboards.conftest import UNUSUAL
from warehouse.products.matches.columns import MATCH_COLUMNS
from warehouse.store.reader import Reader

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ROWS = "table[data-table=funding-match] tbody tr"
TODAY = date(2026, 8, 12)
WIDTHS = [pytest.param(1280, id="desk"), pytest.param(390, id="phone")]
SHEET = "/funding/apple-growing/HORIZON-CL6-2026-01-ORCHARD"
# 1280 pixels at 200 and 400 per cent of zoom are 640 and 320.
ZOOMED = (640, 390, 320)

# Rules of axe-core whose findings can be others in other colours.
OF_COLOURS = ("color-contrast", "link-in-text-block")

# Chromium says of text that it is filled in the colour of the style sheet where colours are forced, and axe-core asks.
FILLED_AS_FORCED = """(() => {
  const styles = CSSStyleDeclaration.prototype, read = styles.getPropertyValue;
  styles.getPropertyValue = function (name) {
    return read.call(this, name === "-webkit-text-fill-color" ? "color" : name);
  };
})()"""

# Charts follow the width of the window a frame or two later.
IS_WITHIN = """new Promise(done => {
  const root = document.documentElement, look = left =>
    root.scrollWidth <= root.clientWidth ? done(true) : left ? setTimeout(look, 50, left - 1) : done(false);
  look(40);
})"""
# Marks of charts and regions of maps below 3:1 on their ground; a patterned one has no single colour.
PALE_MARKS = """(() => {
  const parts = text => text.startsWith("rgb") ? text.match(/[0-9.]+/g).map(Number) : [0, 0, 0, 0];
  const light = parts => parts.slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0) + 0.05;
  return [...document.querySelectorAll(".chart .point path, .chart path.point, .map-figure .region")].map(mark => {
    const style = getComputedStyle(mark), card = mark.closest(mark.closest(".chart") ? ".card" : "svg");
    const ground = parts(getComputedStyle(card).backgroundColor).slice(0, 3);
    const [red, green, blue, alpha = 1] = parts(style.fill), seen = Number(style.opacity) * alpha;
    const drawn = [red, green, blue].map((part, place) => part * seen + ground[place] * (1 - seen));
    const [high, low] = [light(drawn), light(ground)].sort((one, other) => other - one);
    return [style.fill, high / low, style.fill.startsWith("rgb") && alpha > 0 && Number(style.fillOpacity) > 0];
  }).filter(([, contrast, isPlain]) => isPlain && contrast < 3).map(([fill, contrast]) => `${fill} ${contrast}`);
})()"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium, chromium-browser or google-chrome on the path"),
]


@dataclass
class Visit:
    """A page as a browser saw it. One is led from address to address: a new one costs a process of the browser."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type in {"error", "warning"} else None,
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on(
            "response",
            lambda answer: self.complaints.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        )

    def open(self, url: str, width: int = 1280) -> Page:
        """Goes to an address, and sees all of it."""
        self.complaints.clear()
        self.requests.clear()
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(url)
        self.page.wait_for_selector("h1")
        see_every_chart(self.page)
        self.page.wait_for_load_state("networkidle")
        return self.page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def visit(browser: Browser) -> Visit:
    return Visit(browser.new_page())


def _serve(app: Starlette) -> Iterator[str]:
    warm(app)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def address(reader: Reader) -> Iterator[str]:
    yield from _serve(create_app(reader, today=lambda: TODAY))


@pytest.fixture(scope="module")
def demo_address(demo_reader: Reader) -> Iterator[str]:
    yield from _serve(create_app(demo_reader, today=lambda: TODAY))


@pytest.fixture(scope="module")
def addresses(address: str) -> dict[Route, list[str]]:
    """Found by the server that the browser asks, so that each page is made once."""
    return find_addresses(lambda at: httpx.get(address + at).content, UNUSUAL)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_page_stands_on_its_own_and_fits(
    visit: Visit, address: str, addresses: dict[Route, list[str]], route: Route
) -> None:
    assert addresses[route]
    for path in addresses[route]:
        page = visit.open(address + path)
        foreign = [url for url in visit.requests if not url.startswith((address, "data:", "blob:"))]
        assert (path, visit.complaints, foreign) == (path, [], [])
        assert page.locator("h1").count() == 1
        # The parts of a page wear the same frame: at a desk it is enough to look at one of them.
        barriers = _find_barriers(page) if path == addresses[route][0] else []
        for width in ZOOMED:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(IS_WITHIN), (path, width)
        assert (path, barriers + _find_barriers(page)) == (path, [])


def _find_barriers(page: Page) -> list[str]:
    """What axe-core finds, of any impact; in dark only contrast can be another than in light."""
    found = _run_axe(page)
    page.emulate_media(color_scheme="dark")
    found += _run_axe(page, OF_COLOURS)
    page.emulate_media(color_scheme="light")
    return found


def _run_axe(page: Page, rules: Sequence[str] | None = None) -> list[str]:
    # A script of the page would be refused by its policy; one of the debugger is not.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Findings alone leave the page: to write out all else takes a third of the time.
    found: list[str] = page.evaluate(
        "rules => axe.run({resultTypes: ['violations'], ...(rules && {runOnly: rules})}).then(result => "
        "result.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`)))",
        rules,
    )
    return found


def test_call_sheet_is_one_sheet_of_paper(visit: Visit, address: str) -> None:
    printed = visit.open(f"{address}{SHEET}").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("forced", ["none", "active"])
def test_marks_and_the_current_place_stand_out_in_every_scheme(
    visit: Visit, address: str, scheme: Literal["light", "dark"], forced: Literal["none", "active"]
) -> None:
    visit.page.emulate_media(color_scheme=scheme, forced_colors=forced)
    for path in ("/", "/?tab=years", "/maturity?tab=pillars", "/partnership/apple-growing?tab=calls", "/collaboration"):
        page = visit.open(address + path)
        pale = page.evaluate(PALE_MARKS)
        page.evaluate(FILLED_AS_FORCED)
        # Contrast in light and dark is looked at on every page.
        barriers = _run_axe(page, OF_COLOURS) if forced == "active" else []
        assert (path, pale, barriers) == (path, [], [])
        lines = page.eval_on_selector_all(
            ".site-header nav a, .tabs a",
            "links => links.map(link => [link.ariaCurrent, getComputedStyle(link).borderBottomColor])",
        )
        current, others = ({colour for place, colour in lines if bool(place) is is_it} for is_it in (True, False))
        assert not current & others
    visit.page.emulate_media(color_scheme="light", forced_colors="none")


def test_key_leads_to_the_search_of_every_page(visit: Visit, address: str) -> None:
    page = visit.open(address + "/quality")
    page.keyboard.press("/")
    page.keyboard.type("tidl mills")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="Tidal mills", exact=True).click()
    page.wait_for_selector("h1:has-text('Tidal mills')")
    assert visit.complaints == []


@pytest.mark.parametrize(("path", "picture"), [("/", ".map-figure"), ("/?tab=years", ".chart")])
def test_images_of_map_and_chart_hold_finding_source_and_edition(
    visit: Visit, address: str, path: str, picture: str
) -> None:
    page = visit.open(address + path)
    cards = page.locator(f".card:has({picture})")
    assert cards.count()
    for card in cards.all():
        card.locator(".downloads summary").click()
        with page.expect_download() as started:
            card.get_by_role("button", name="SVG", exact=True).click()
        image = html.fromstring(Path(started.value.path()).read_bytes())
        said = " ".join(" ".join(image.itertext()).split())
        shown = (card.locator(part).first.inner_text().split()[:3] for part in (".finding", ".source-line"))
        assert all(" ".join(words) in said for words in shown)
        assert page.locator(".edition-stamp code").inner_text() in said
        with page.expect_download() as started:
            card.get_by_role("button", name="PNG", exact=True).click()
        assert Path(started.value.path()).read_bytes().startswith(b"\x89PNG")
    assert visit.complaints == []


def test_map_leads_to_the_region_that_is_clicked(visit: Visit, address: str) -> None:
    page = visit.open(address + "/")
    page.locator(".map-figure a[href='/region/ES70'] path").click()
    page.wait_for_selector("h1:has-text('Canarias')")
    assert visit.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/", "/partnerships", "/funding", "/maturity"])
def test_demonstration_banner_is_seen_on_the_page(visit: Visit, demo_address: str, path: str, width: int) -> None:
    page = visit.open(demo_address + path, width)
    banner = page.locator(".demo-banner")
    assert banner.is_visible()
    assert "Demonstration data" in banner.inner_text()


def test_keyboard_reaches_skip_link_navigation_filters_tabs_and_files(visit: Visit, address: str) -> None:
    page = visit.open(address + "/funding")
    reached: list[str] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(document.activeElement.id || document.activeElement.textContent || '').slice(0, 40)")
        )
    assert reached[0] == "Skip to content"
    for control in ("Partnerships", "Funding", "filter-partnership", "filter-text", "Apply filters", "tab-calls"):
        assert control in reached, reached
    assert any(text.startswith("About") for text in reached)
    assert any(text.startswith("Download") for text in reached)


def test_filter_goes_into_the_url_without_a_new_page_and_is_undone_by_back(visit: Visit, address: str) -> None:
    page = visit.open(address + "/funding")
    page.evaluate("window.isTheSamePage = true")
    page.select_option("#filter-partnership", "tidal-mills")
    expect(page.locator(ROWS)).to_have_count(2)
    assert page.url == f"{address}/funding?partnership=tidal-mills"
    assert page.input_value("#filter-partnership") == "tidal-mills"
    assert page.evaluate("document.activeElement.id") in {"filter-partnership", ""}
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(9)
    assert page.url == f"{address}/funding"
    assert page.input_value("#filter-partnership") == ""
    assert page.evaluate("window.isTheSamePage") is True
    assert visit.complaints == []


def test_tab_and_sort_keep_focus_scroll_and_the_way_back(visit: Visit, address: str) -> None:
    page = visit.open(address + "/partnership/apple-growing")
    page.focus("#tab-projects")
    page.keyboard.press("Enter")
    page.wait_for_selector("#joint-projects")
    assert page.url.endswith("/partnership/apple-growing?tab=projects")
    assert page.evaluate("document.activeElement.id") == "tab-projects"
    assert page.locator("#tab-projects[aria-current]").count() == 1
    page.locator("th[data-column=title] a").click()
    page.wait_for_selector("th[data-column=title][aria-sort=ascending]")
    assert "joint_projects_sort=title" in page.url
    page.go_back()
    page.wait_for_selector("th[data-column=title]:not([aria-sort])")
    page.go_back()
    page.wait_for_selector("#members")
    assert visit.complaints == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_filter_and_sort_has_an_address_that_shows_the_same_again(
    visit: Visit, address: str, addresses: dict[Route, list[str]], route: Route
) -> None:
    page = visit.open(address + addresses[route][0])
    for name in page.eval_on_selector_all(
        "form.filters:not([data-unpinned]) select", "fields => fields.map(f => f.name)"
    ):
        field = page.locator(f"form.filters select[name={name}]")
        if len(values := field.locator("option").evaluate_all("options => options.map(option => option.value)")) > 1:
            field.select_option(values[-1])
            page.wait_for_url(f"**{name}={values[-1]}*")
            page.locator("main:not([aria-busy])").wait_for()
            _see_as_linked(page)
            page.go_back()
            expect(page.locator(f"form.filters select[name={name}]")).to_have_value(values[0])
    for opened in page.locator("main details.twin:not([open]) > summary").all():
        opened.click()
    for sort in page.locator("main thead tr:visible").evaluate_all(
        "rows => rows.map(row => row.querySelector('a')?.href)"
    ):
        if sort:
            page.locator(f"main th a[href='{sort.removeprefix(address)}']").first.click()
            page.wait_for_url(sort)
            page.locator("main:not([aria-busy])").wait_for()
            _see_as_linked(page)
            page.go_back()
            page.locator("main:not([aria-busy])").wait_for()
    for file in page.locator("a.download").evaluate_all("links => links.map(link => link.href)"):
        answer = page.request.get(file)
        assert (answer.status, file) == (200, file)
        assert "attachment" in answer.headers["content-disposition"]
        assert answer.body()
    assert visit.complaints == []


def _see_as_linked(page: Page) -> None:
    """The address that a swap left behind gives the same page to whoever is sent it."""
    shown = page.locator("main").inner_html
    other = html.fromstring(page.request.get(page.url).text()).get_element_by_id("content")
    cells = [cell.text_content() for cell in other.iter("td")]
    assert page.locator("main td").all_text_contents() == cells, shown()


@pytest.mark.parametrize("tab", ["", "?tab=maturity", "?tab=services", "?tab=collaboration"])
def test_partnership_prints_on_two_sheets(visit: Visit, address: str, tab: str) -> None:
    page = visit.open(f"{address}/partnership/apple-growing{tab}")
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))
    assert 1 <= len(sheets) <= 2


def test_every_page_is_whole_without_scripts(browser: Browser, address: str, addresses: dict[Route, list[str]]) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    for path in (found[0] for found in addresses.values()):
        page.goto(address + path)
        expect(page.locator("main h1")).to_be_visible()
        for card in page.locator("main section.card:has(.finding)").all():
            assert card.locator(".finding").first.is_visible()
            assert card.locator("table, .table-empty").count(), path
        for folded in page.locator("main details.twin > summary").all()[:1]:
            folded.click()
            expect(page.locator("main details.twin[open] :is(table, .table-empty)").first).to_be_visible()
    context.close()


def test_page_says_all_of_it_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/funding?partnership=tidal-mills")
    assert page.locator(ROWS).count() == 2
    page.select_option("#filter-partnership", "apple-growing")
    page.get_by_role("button", name="Apply filters").click()
    assert "partnership=apple-growing" in page.url
    assert page.locator(ROWS).count() == 5
    context.close()


def test_own_weights_are_sent_from_the_keyboard_and_stand_in_the_url(visit: Visit, address: str) -> None:
    page = visit.open(address + "/maturity?platform=agri-food&tab=weights")
    page.focus("#weight-w_mission")
    page.keyboard.press("Home")
    expect(page.locator("#own-weights + .finding")).to_contain_text("instead of 25")
    assert "w_mission=0" in page.url
    assert "platform=agri-food" in page.url
    assert page.input_value("#weight-w_mission") == "0"
    assert page.evaluate("document.activeElement.id") == "weight-w_mission"
    assert visit.complaints == []


def test_table_on_the_page_equals_the_file_it_offers(visit: Visit, address: str) -> None:
    page = visit.open(address + "/funding?partnership=apple-growing")
    names = page.eval_on_selector_all(
        "table[data-table=funding-match] th", "heads => heads.map(head => head.dataset.column)"
    )
    titles = page.eval_on_selector_all(
        "table[data-table=funding-match] tbody tr td:first-child", "cells => cells.map(cell => cell.textContent)"
    )
    page.locator(".downloads summary").first.click()
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").first.click()
    file = pl.read_csv(started.value.path())
    assert tuple(file.columns) == MATCH_COLUMNS
    assert set(names) <= set(MATCH_COLUMNS)
    assert sorted(titles) == sorted(title.lstrip("'") for title in file["topic_title"])


def test_link_in_a_table_leads_to_the_partnership(visit: Visit, address: str) -> None:
    page = visit.open(address + "/partnerships")
    page.get_by_role("link", name="Apple growing").click()
    page.wait_for_selector("h1:has-text('Apple growing')")
    assert page.url == f"{address}/partnership/apple-growing"
    assert visit.complaints == []
