"""One question to a publisher and one reply, before any of it becomes HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Ask:
    """What a client asked.

    Attributes:
        source: name of the source that asks; first part of the path on this server.
        path: the publisher's path.
        headers: names in lower case.
    """

    source: str
    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def page(self) -> int:
        """Number of the page asked for, 1 if none is named."""
        text = self.params.get("pageNumber", "1")
        return int(text) if text.isdigit() else 1

    def for_page(self, number: int) -> Ask:
        """The same question about another page."""
        return replace(self, params={**self.params, "pageNumber": str(number)})


@dataclass(frozen=True)
class Reply:
    """What the publisher replies, and how badly it behaves while it does.

    Attributes:
        stall_seconds: silence before the first byte.
        drip_seconds: pause after every byte of the body.
        cut_after: bytes of the body after which the connection is reset; None if it is not.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    stall_seconds: float = 0.0
    drip_seconds: float = 0.0
    cut_after: int | None = None

    def with_headers(self, **headers: str) -> Reply:
        """The same reply, some headers set; ``_`` stands for ``-``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})


def reply_json(content: Any, status: int = 200) -> Reply:
    """A reply in JSON."""
    return Reply(status, {"content-type": "application/json"}, json.dumps(content, ensure_ascii=False).encode())


def reply_html(status: int = 200) -> Reply:
    """The page that a publisher shows for what it does not have."""
    page = b"<!DOCTYPE html>\n<html><head><title>Page not found</title></head><body>Sorry</body></html>"
    return Reply(status, {"content-type": "text/html; charset=utf-8"}, page)
