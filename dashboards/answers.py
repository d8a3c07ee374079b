"""What every answer carries, and the answer without a page: headers, tags, compression, one line on why not."""

import ctypes
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from starlette.requests import Request
from starlette.responses import Response

from warehouse.products.matches.query import FilterError

_LEVEL = 6

# Scripts and styles are files of ours and never written into a page: that needs neither nonces nor hashes.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Of every answer: `access.guard` adds them."""


@dataclass(frozen=True)
class Sent:
    """A page or asset as it is kept: compressed, with its status and the tag of its content."""

    body: bytes
    tag: str
    status: int = 200
    media_type: str = "text/html; charset=utf-8"

    @classmethod
    def of(cls, content: bytes, status: int = 200, media_type: str = "text/html; charset=utf-8") -> Self:
        """Compresses a content and gives it its tag."""
        # No clock in the compressed bytes: the same page is the same to the byte.
        return cls(
            gzip.compress(content, _LEVEL, mtime=0), f'"{hashlib.sha256(content).hexdigest()[:32]}"', status, media_type
        )


def respond(request: Request, sent: Sent, headers: Mapping[str, str]) -> Response:
    """Sends what the browser does not have yet: 304 where its tag is still right."""
    all_headers = {**headers, "ETag": sent.tag, "Vary": "Accept-Encoding"}
    if sent.status == 200 and is_known(request, sent.tag):  # noqa: PLR2004
        return Response(status_code=304, headers=all_headers)
    body = sent.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        all_headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, status_code=sent.status, media_type=sent.media_type, headers=all_headers)


def is_known(request: Request, tag: str) -> bool:
    """Whether the asker says that it has the content of a tag."""
    known = {given.strip().removeprefix("W/") for given in request.headers.get("if-none-match", "").split(",")}
    return tag in known or "*" in known


def give_back() -> None:
    """Returns the memory of a large answer to the machine; the allocator would keep it until the next one."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def refuse(status: int, message: str) -> Response:
    """One line on why something is not given."""
    return Response(message + "\n", status_code=status, media_type="text/plain; charset=utf-8")


def check_once(given: list[tuple[str, str]]) -> None:
    """Makes sure that no parameter comes twice: whichever were taken, the answer would be to half of the question.

    Raises:
        FilterError: one does.
    """
    names = [name for name, _ in given]
    for name in names:
        if names.count(name) > 1:
            values = ", ".join(value for other, value in given if other == name)
            raise FilterError(f"{name}: expected one value, came {names.count(name)}: {values}")
