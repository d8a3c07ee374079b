"""What scripts that look at the served pages share: the server's processes and a chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serves the edition of a home by the command's own processes; gives the address without a slash at its end."""
    code = (
        "from pathlib import Path; from dashboards.serve import serve; "
        f"serve(Path({str(home)!r}), port=0, on_ready=lambda address: print(address, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().rstrip("/")
        finally:
            server.terminate()


@contextmanager
def launched() -> Iterator[Browser]:
    """The chromium that the system has."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    arguments = ["--headless", "--no-sandbox", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


def see_every_chart(page: Page) -> None:
    """Charts are drawn when they come into view: scrolls to each, and waits for what Plotly draws."""
    for chart in page.locator(".chart").all():
        chart.scroll_into_view_if_needed()
        chart.locator(".main-svg").first.wait_for()
    page.evaluate("window.scrollTo(0, 0)")
