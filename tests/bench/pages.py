"""Prints how quick the pages are beside what is promised: `python -m tests.bench.pages [HOME]`.

Serves the edition of a home (by default the one of the settings) by the command's own processes and asks for every page
that the dashboards have a route for, and its tabs. Paint and height are measured where there is a chromium. Promises
are for an idle machine: what else ran stands below the table, and times of one page are the middle of several tries.
"""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from unittest.mock import patch
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from lxml import html
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from dashboards import cache
from dashboards.app import create_app
from tests.addresses import find_addresses
from warehouse.settings import read_settings
from warehouse.store.reader import Reader

SECONDS = 6.0
TRIES = 3
EXAMPLES = 2
"""Things that are looked at of each kind that has a page of its own."""
ASKED_FOR = ("/search?q=hydrogen", "/region/DE")
"""Pages that no link leads to in this form: what a search finds, and the country with the most participations."""
FILES = ("/api/v1/tables/funding-match?format=csv", "/export/funding-match.xlsx")
"""The largest answers there are."""


@dataclass(frozen=True)
class Target:
    """One promise: what is measured, the figure, the bound, and whether more is better."""

    name: str
    value: float
    bound: float
    unit: str
    is_more_better: bool = False
    digits: int = 0

    @property
    def is_met(self) -> bool:
        """Whether the figure keeps the promise."""
        return self.value >= self.bound if self.is_more_better else self.value <= self.bound


def list_addresses(client: httpx.Client) -> list[str]:
    """Every page that there is a route for, with its tabs; of things with a page of their own some examples.

    Raises:
        LookupError: no page leads to any page of some route.
    """
    found = find_addresses(lambda at: client.get(at).content, ASKED_FOR, EXAMPLES)
    return [address for addresses in found.values() for address in addresses]


def measure_load(base: str, addresses: Sequence[str], clients: int, seconds: float = SECONDS) -> tuple[float, float]:
    """Asks as many clients at once do; gives the 95th percentile in milliseconds and answers a second."""
    taken: list[float] = []
    stop = time.perf_counter() + seconds

    def ask(start: int) -> None:
        connection = http.client.HTTPConnection(base.removeprefix("http://").rstrip("/"), timeout=60)
        number = start
        while time.perf_counter() < stop:
            began = time.perf_counter()
            connection.request("GET", addresses[number % len(addresses)], headers={"Accept-Encoding": "gzip"})
            connection.getresponse().read()
            taken.append(time.perf_counter() - began)
            number += 1
            # A reader looks at a page before asking for the next: twice a second is a hurried one.
            time.sleep(0.5)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.sort()
    return taken[int(len(taken) * 0.95)] * 1000, len(taken) / seconds


def measure_rate(base: str, addresses: Sequence[str], seconds: float = SECONDS) -> float:
    """Answers a second from what is kept, by four clients that never pause, in processes of their own."""
    code = (
        "import http.client,sys,time,gzip\n"
        "host,seconds,*paths=sys.argv[1:]\n"
        "c=http.client.HTTPConnection(host,timeout=60);n=0;stop=time.perf_counter()+float(seconds)\n"
        "while time.perf_counter()<stop:\n"
        "    c.request('GET',paths[n%len(paths)],headers={'Accept-Encoding':'gzip'});c.getresponse().read();n+=1\n"
        "print(n)"
    )
    host = base.removeprefix("http://").rstrip("/")
    asked = [
        subprocess.Popen(
            [sys.executable, "-c", code, host, str(seconds), *addresses], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    return sum(int(process.communicate()[0]) for process in asked) / seconds


def measure_beside_idle(base: str) -> float:
    """Milliseconds of an answer to somebody who comes while 500 others hold their connection and say nothing."""
    place = urlsplit(base)
    idle = [socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=30) for _ in range(500)]
    try:
        began = time.perf_counter()
        httpx.get(base, timeout=60)
        return (time.perf_counter() - began) * 1000
    finally:
        for connection in idle:
            connection.close()


def measure_in_browser(base: str, addresses: Sequence[str]) -> list[Target]:
    """Height in screens of 1280 by 900, and milliseconds to the largest paint, cold and warm; nothing without one."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return []
    paint = (
        "new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))"
        ".observe({type: 'largest-contentful-paint', buffered: true}))"
    )
    heights: dict[str, float] = {}
    cold: dict[str, list[float]] = defaultdict(list)
    warm: dict[str, list[float]] = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        for address in [*addresses] * TRIES:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            for taken in (cold, warm):
                page.goto(base.rstrip("/") + address)
                taken[address].append(float(page.evaluate(paint)))
            heights[address] = float(page.evaluate("document.documentElement.scrollHeight")) / 900
            page.close()
        browser.close()
    tallest, height = _worst(heights)
    slowest_cold, cold_paint = _worst({address: median(tries) for address, tries in cold.items()})
    slowest_warm, warm_paint = _worst({address: median(tries) for address, tries in warm.items()})
    return [
        Target(f"screens of the tallest page ({tallest})", height, 3, "", digits=1),
        Target("pages of more than three screens", sum(height > 3 for height in heights.values()), 0, ""),
        Target(f"largest paint, cold, slowest page ({slowest_cold})", cold_paint, 1_000, "ms"),
        Target(f"largest paint, warm, slowest page ({slowest_warm})", warm_paint, 500, "ms"),
    ]


def _worst(by_address: Mapping[str, float]) -> tuple[str, float]:
    return max(by_address.items(), key=lambda item: item[1])


def measure_first_pages(home: Path, addresses: Sequence[str]) -> dict[str, float]:
    """Milliseconds of making each page as the first of a newly opened edition, of which nothing is kept."""
    create_app(Reader(home)).state.pages.make("/", [])  # imports are done when an edition comes
    taken: dict[str, list[float]] = defaultdict(list)
    for address in [*addresses] * TRIES:
        asked = urlsplit(address)
        reader = Reader(home)
        with patch.object(cache, "_KEPT", cache.Kept(cache.MAX_BYTES, lambda _: 0)):
            began = time.perf_counter()
            create_app(reader).state.pages.make(unquote(asked.path), parse_qsl(asked.query))
            taken[address].append((time.perf_counter() - began) * 1000)
        reader.close()
    return {address: median(tries) for address, tries in taken.items()}


def measure(home: Path) -> list[Target]:
    """All figures on the edition of a home."""
    code = (
        "from pathlib import Path; from dashboards.serve import serve; "
        f"serve(Path({str(home)!r}), port=0, on_ready=lambda address: print(address, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        base = server.stdout.readline().strip()
        try:
            with httpx.Client(base_url=base, timeout=60) as client:
                addresses = list_addresses(client)
                for address in addresses * 4:  # both processes have made every page
                    httpx.get(f"{base.rstrip('/')}{address}", timeout=60)
                answers = {address: client.get(address) for address in addresses}
                nodes = {
                    address: len(list(html.fromstring(answer.content).iter())) for address, answer in answers.items()
                }
                assets = html.fromstring(answers["/"].content).xpath(
                    "//link/@href | //script/@src | //script/@data-plotly"
                )
                cold = sum(int(client.get(asset).headers["Content-Length"]) for asset in assets)
                heaviest = max(int(answer.headers["Content-Length"]) for answer in answers.values())
            twenty, _ = measure_load(base, addresses, 20)
            hundred, _ = measure_load(base, addresses, 100)
            rate = measure_rate(base, addresses)
            beside = measure_beside_idle(base)
            seen = measure_in_browser(base, [address for address in addresses if "tab=" not in address])
            memory = _memory_of_workers(server.pid)
            for address in FILES * 4:
                httpx.get(base.rstrip("/") + address, timeout=60)
            after_files = _memory_of_workers(server.pid)
        finally:
            server.terminate()
    first = measure_first_pages(home, addresses)
    largest = max(nodes, key=lambda name: nodes[name])
    slowest, first_page = _worst(first)
    return [
        Target("answers, 95th percentile of 20 clients", twenty, 50, "ms"),
        Target("answers, 95th percentile of 100 clients", hundred, 200, "ms"),
        Target("pages a second from what is kept", rate, 150, "/s", is_more_better=True),
        Target(f"first page of a new edition, slowest ({slowest})", first_page, 400, "ms"),
        Target("first page of a new edition, median", median(first.values()), 400, "ms"),
        Target("bytes of the heaviest page, cold, with all scripts", (heaviest + cold) / 1000, 900, "kB"),
        Target(f"nodes of the largest page ({largest})", nodes[largest], 2_500, ""),
        Target("answer beside 500 idle connections", beside, 1_000, "ms"),
        *seen,
        Target("memory of a worker, largest, after every page", memory, 400, "MiB"),
        Target("memory of a worker, largest, after whole files too", after_files, 400, "MiB"),
    ]


def _memory_of_workers(parent: int) -> float:
    """Mebibytes of the largest child of a process; 0 where the system does not say."""
    sizes = [0.0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            facts = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines() if ":" in line)
        except OSError:
            continue
        if int(facts["PPid"]) == parent and "VmRSS" in facts:
            sizes.append(int(facts["VmRSS"].split()[0]) / 1024)
    return max(sizes)


def main() -> None:
    """Prints the table."""
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else read_settings().home
    before = os.getloadavg()[0]
    table = Table("Measured", "Figure", "Promised", "Kept")
    for target in measure(home):
        sign = "≥" if target.is_more_better else "≤"
        table.add_row(
            target.name,
            f"{target.value:,.{target.digits}f} {target.unit}",
            f"{sign} {target.bound:,.0f} {target.unit}",
            "yes" if target.is_met else "no",
        )
    table.caption = f"load before {before:.1f}, with the bench itself {os.getloadavg()[0]:.1f}"
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
