"""How publishers give files: validators, conditional questions, ranges. Listings are in ``search``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

from tests.simulator.exchange import Ask, Reply, reply_html

CONTENT_TYPES = {".zip": "application/zip", ".geojson": "application/geo+json", ".csv": "text/csv"}
Change = Callable[[bytes], bytes]


class FileServer:
    """Files of a mirror laid out as ``<host>/<path>``; which host is asked does not matter here."""

    def __init__(self, mirror: Path) -> None:
        self._mirror = mirror

    def answer(self, ask: Ask, change: Change) -> Reply:
        """The file, its rest, or that it has not changed; ``change`` spoils what it holds."""
        if ask.method != "GET":
            return Reply(405)
        path = self._find(ask.path)
        if path is None:
            # CORDIS answers a name that does not exist with a page and status 200.
            return reply_html(200 if ask.source == "cordis" else 404)
        whole = _reply_file(path, change(path.read_bytes()), is_dated="geojson" not in path.suffix)
        if _is_known(ask, whole):
            return replace(whole, status=304, body=b"")
        return _reply_rest(ask, whole)

    def _find(self, path: str) -> Path | None:
        hosts = sorted(folder for folder in self._mirror.iterdir() if folder.is_dir())
        return next((host / path.lstrip("/") for host in hosts if (host / path.lstrip("/")).is_file()), None)


def _reply_file(path: Path, content: bytes, *, is_dated: bool) -> Reply:
    headers = {
        "content-type": CONTENT_TYPES.get(path.suffix, "application/octet-stream"),
        "etag": f'"{hashlib.sha256(content).hexdigest()[:16]}"',
        "accept-ranges": "bytes",
    }
    if is_dated:
        headers["last-modified"] = formatdate(path.stat().st_mtime, usegmt=True)
    return Reply(200, headers, content)


def _is_known(ask: Ask, whole: Reply) -> bool:
    tags = ask.headers.get("if-none-match")
    if tags is not None:
        return whole.headers["etag"] in tags
    since, modified = ask.headers.get("if-modified-since"), whole.headers.get("last-modified")
    if since is None or modified is None:
        return False
    return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)


def _reply_rest(ask: Ask, whole: Reply) -> Reply:
    wanted = re.fullmatch(r"bytes=(\d+)-", ask.headers.get("range", ""))
    version = ask.headers.get("if-range", whole.headers["etag"])
    if wanted is None or version not in (whole.headers["etag"], whole.headers.get("last-modified")):
        return whole
    start, size = int(wanted[1]), len(whole.body)
    if start >= size:
        return replace(whole, status=416, body=b"").with_headers(content_range=f"bytes */{size}")
    rest = replace(whole, status=206, body=whole.body[start:])
    return rest.with_headers(content_range=f"bytes {start}-{size - 1}/{size}")
