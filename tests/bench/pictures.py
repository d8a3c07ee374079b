"""Takes the pictures of all pages anew: `python -m tests.bench.pictures [HOME]`.

One picture per page and tab as it opens at 1280 pixels, one per page at 390 and one in the dark, compressed, in
docs/pictures; those of addresses that are no more are removed.
"""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path
from urllib.parse import unquote

import httpx
from playwright.sync_api import Page

from tests.addresses import find_addresses
from tests.bench.browser import launched, see_every_chart, served
from warehouse.settings import read_settings

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
TALLEST = 1_350
"""Pixels, a screen and a half: the rest of a page is more rows of its table."""
QUALITY, SCALE = 22, 0.56
"""Of the compression, and of a desk's width: small, and still read."""
PATIENCE = 120_000
"""Milliseconds that a busy machine is given."""


def name_of(address: str) -> str:
    """The file name of an address: its words with hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", unquote(address).lower()).strip("-")[:60].strip("-") or "overview"


def take(page: Page, width: int) -> bytes:
    """The page from its top, at most a screen and a half of it."""
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    session = page.context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": SCALE}
    asked = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
    return base64.b64decode(session.send("Page.captureScreenshot", asked)["data"])


def main() -> None:
    """Takes them and says how large they are together."""
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else read_settings().home
    with served(home) as base, launched() as browser:
        with httpx.Client(base_url=base, timeout=60) as client:
            found = find_addresses(lambda at: client.get(at).content, ["/search?q=hydrogen"])
        pictures: dict[str, bytes] = {}
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        for addresses in found.values():
            for number, address in enumerate(addresses):
                page.set_viewport_size({"width": 1280, "height": 900})
                page.emulate_media(color_scheme="light")
                page.goto(base + address)
                see_every_chart(page)
                pictures[name_of(address)] = take(page, 1280)
                if number == 0:
                    page.emulate_media(color_scheme="dark")
                    page.goto(base + address)
                    see_every_chart(page)
                    pictures[f"{name_of(address)}.dark"] = take(page, 1280)
                    page.emulate_media(color_scheme="light")
                    page.set_viewport_size({"width": 390, "height": 844})
                    page.goto(base + address)
                    see_every_chart(page)
                    pictures[f"{name_of(address)}.phone"] = take(page, 390)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    for name, picture in pictures.items():
        (FOLDER / f"{name}.webp").write_bytes(picture)
    print(f"{len(pictures)} pictures, {sum(map(len, pictures.values())) / 1e6:.1f} MB")  # noqa: T201


if __name__ == "__main__":
    main()
