"""How bytes come: over HTTP, or from a directory that holds a publisher's files.

One request in, one file out, with the headers worth keeping. Which requests to make is a source's
``extract``; where the file then lies is ``warehouse.landing``.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit, urlunsplit

from pipelines.ingest.errors import TerminalError, TransientError

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
ATTEMPTS = 3
LONGEST_WAIT_SECONDS = 20.0
MAXIMUM_BYTES = 2_000_000_000
TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
KEPT_HEADERS = ("content-type", "etag", "last-modified")


@dataclass(frozen=True)
class Request:
    """One thing to ask a publisher for.

    Attributes:
        url: address without query.
        method: GET or POST.
        params: query parameters.
        files: multipart file parts: name → (file name, bytes, content type).
        mirror_path: place below a mirror where it is not simply ``<host>/<path>``.
    """

    url: str
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes, str]] = field(default_factory=dict)
    mirror_path: str | None = None


class Transport(Protocol):
    """Anything that can bring a request's bytes into a file."""

    def fetch(self, request: Request, target: Path) -> Mapping[str, str]:
        """Writes the answer's body to ``target`` and gives the headers worth keeping.

        Raises:
            TransientError: unreachable, too slow, or refused for now.
            TerminalError: it will not be had by asking again.
        """
        ...


class MirrorTransport:
    """Reads publishers' files from a directory laid out as ``<host>/<path>``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def fetch(self, request: Request, target: Path) -> Mapping[str, str]:
        """Copies the mirrored file; a file that the mirror lacks counts as unreachable."""
        parts = urlsplit(request.url)
        relative = request.mirror_path or f"{parts.netloc}{parts.path}"
        candidates = [self._root / relative, self._root / relative.partition("/")[2]]
        found = next((path for path in candidates if path.is_file()), None)
        if found is None:
            raise TransientError(where=request.url, expected=f"{relative} in the mirror", came="no such file")
        shutil.copyfile(found, target)
        return {}


class HttpTransport:
    """The one HTTP client: time-outs always, bounded retries on transient errors only, checks on."""

    def __init__(self, *, base_url: str = "", contact: str = "") -> None:
        self._base = urlsplit(base_url)
        self._contact = contact

    def fetch(self, request: Request, target: Path) -> Mapping[str, str]:
        """Streams the answer into ``target``, trying again where another try may help."""
        import tenacity

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            stop=tenacity.stop_after_attempt(ATTEMPTS) | tenacity.stop_after_delay(LONGEST_WAIT_SECONDS),
            wait=tenacity.wait_exponential_jitter(initial=0.5, max=8.0),
            reraise=True,
        )
        headers: Mapping[str, str] = retrying(self._fetch_once, request, target)
        return headers

    def _fetch_once(self, request: Request, target: Path) -> Mapping[str, str]:
        import httpx

        address = self._address(request.url)
        try:
            with (
                httpx.Client(
                    timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                    follow_redirects=True,
                    max_redirects=5,
                    headers={"user-agent": self._user_agent()},
                ) as client,
                client.stream(
                    request.method, address, params=dict(request.params) or None, files=dict(request.files) or None
                ) as response,
            ):
                _require_success(response, address)
                _write_body(response, target, address)
                return {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        except httpx.TimeoutException as error:
            raise TransientError(
                where=address, expected=f"an answer within {READ_SECONDS:.0f} s", came=type(error).__name__
            ) from error
        except (httpx.TooManyRedirects, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise TerminalError(where=address, expected="an answer", came=str(error)) from error
        except httpx.HTTPError as error:
            came = str(error) or type(error).__name__
            raise TransientError(where=address, expected="an answer", came=came) from error

    def _address(self, url: str) -> str:
        """The address to ask, on the configured server if one stands in for the publisher's."""
        if not self._base.netloc:
            return url
        parts = urlsplit(url)
        return urlunsplit((self._base.scheme, self._base.netloc, self._base.path + parts.path, "", ""))

    def _user_agent(self) -> str:
        contact = f" (+{self._contact})" if self._contact else ""
        return f"interregio/0.1{contact}"


def choose_transport(
    source: str, *, mirror: Path | None, source_urls: Mapping[str, str], contact: str = ""
) -> Transport:
    """The transport for one source: its own override first, then the mirror, then the network."""
    override = source_urls.get(source, "")
    if override and not override.startswith(("http://", "https://")):
        return MirrorTransport(Path(override.removeprefix("file://")))
    if override:
        return HttpTransport(base_url=override, contact=contact)
    return MirrorTransport(mirror) if mirror else HttpTransport(contact=contact)


def _require_success(response: httpx.Response, address: str) -> None:
    if response.is_success:
        return
    error = TransientError if response.status_code in TRANSIENT_STATUS else TerminalError
    raise error(where=address, expected="status 200", came=f"status {response.status_code}")


def _write_body(response: httpx.Response, target: Path, address: str) -> None:
    expected = response.headers.get("content-length")
    written = 0
    with target.open("wb") as stream:
        for chunk in response.iter_bytes():
            written += len(chunk)
            if written > MAXIMUM_BYTES:
                raise TerminalError(where=address, expected=f"at most {MAXIMUM_BYTES:,} bytes", came="a longer answer")
            stream.write(chunk)
    if expected and "content-encoding" not in response.headers and written != int(expected):
        raise TransientError(where=address, expected=f"{expected} bytes", came=f"{written} bytes")
