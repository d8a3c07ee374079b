"""The one HTTP client: time-outs always, few and patient retries, no byte moved twice.

What a publisher may do and what becomes of it: an answer that does not begin, or does not end, is cut
off; 429, 5xx and broken connections are tried again, with ``Retry-After`` kept; a download that broke
off goes on where it stopped; a file that did not change is not sent again; everything else is said in
one line. Reading from a directory instead is in ``transport``; what the bytes must be, in ``sniff``.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit
from weakref import WeakSet

from pipelines.ingest.errors import SourceError, TerminalError, TransientError, UnreachableError
from pipelines.ingest.sniff import clean_excerpt
from pipelines.ingest.transport import Answer, MirrorTransport, Request, Transport

if TYPE_CHECKING:
    import httpx
    import tenacity

TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
KEPT_HEADERS = ("content-type", "etag", "last-modified")
PROGRESS_SECONDS = 2.0

_FEW_SECONDS = 10
_NOT_MODIFIED = 304
_PARTIAL = 206
_RANGE_NOT_SATISFIABLE = 416

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one visit to a publisher may cost.

    Attributes:
        connect_seconds: for a connection to stand.
        read_seconds: for the next byte to come.
        attempt_seconds: for one answer, from the question to its last byte, however slowly it drips.
        visit_seconds: for all requests of one visit together.
        attempts: tries per request.
        first_wait_seconds: before the second try; doubles from then on, with jitter.
        longest_wait_seconds: between two tries of our own choice.
        longest_retry_after_seconds: that a publisher may ask to be left alone; if it asks for more, it is left alone.
        unreachable_seconds: after which nobody tries again at an address where nobody answers.
        spacing_seconds: between the starts of two requests to one host, whoever makes them.
        maximum_bytes: of one file, unpacked from its transfer encoding.
        redirects: followed per request.
    """

    connect_seconds: float = 3.0
    read_seconds: float = 30.0
    attempt_seconds: float = 900.0
    visit_seconds: float = 3600.0
    attempts: int = 3
    first_wait_seconds: float = 0.5
    longest_wait_seconds: float = 8.0
    longest_retry_after_seconds: float = 120.0
    unreachable_seconds: float = 8.0
    spacing_seconds: float = 0.1
    maximum_bytes: int = 2_000_000_000
    redirects: int = 5


DEFAULT_LIMITS = Limits()


class Pace:
    """Keeps requests to one host apart, whichever source makes them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def wait(self, host: str, spacing_seconds: float) -> None:
        """Returns when it is this request's turn."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at.get(host, 0.0))
            self._free_at[host] = turn + spacing_seconds
        time.sleep(turn - now)


_SHARED_PACE = Pace()


class HttpTransport:
    """Fetches over HTTP; made for one visit, whose requests share connections and limits."""

    def __init__(
        self,
        *,
        base_url: str = "",
        contact: str = "",
        limits: Limits = DEFAULT_LIMITS,
        progress: Progress | None = None,
    ) -> None:
        self._base = urlsplit(base_url)
        self._contact = contact
        self._limits = limits
        self._progress = progress
        self._ends_at = time.monotonic() + limits.visit_seconds
        self._guard = _Guard()
        self._silent_hosts: set[str] = set()

    def fetch(self, request: Request, target: Path) -> Answer:
        """Brings the answer into ``target``, trying again where another try may help."""
        import tenacity

        target.unlink(missing_ok=True)
        download = _Download(request, self._address(request.url), target)
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            wait=self._choose_wait,
            stop=lambda state: self._is_enough(state, download.host),
            reraise=True,
        )
        try:
            answer: Answer = retrying(self._attempt, download)
        except UnreachableError:
            self._silent_hosts.add(download.host)
            raise
        return answer

    def close(self) -> None:
        """Closes the connections that are still open."""
        if "_client" in vars(self):
            self._client.close()

    @cached_property
    def _client(self) -> httpx.Client:
        import httpx

        return httpx.Client(
            timeout=httpx.Timeout(self._limits.read_seconds, connect=self._limits.connect_seconds),
            follow_redirects=True,
            max_redirects=self._limits.redirects,
            headers={"user-agent": self._user_agent()},
        )

    def _attempt(self, download: _Download) -> Answer:
        import httpx

        seconds = min(self._limits.attempt_seconds, self._ends_at - time.monotonic())
        if seconds <= 0:
            raise TransientError(
                where=download.address,
                expected=f"a visit of at most {self._limits.visit_seconds:,.0f} s",
                came="one that had no time left for this file",
            )
        _SHARED_PACE.wait(download.host, self._limits.spacing_seconds)
        with self._guard.within(seconds) as deadline:
            try:
                answer = self._exchange(download)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                if deadline.is_over:
                    raise _tell_cut(download, seconds) from error
                raise self._explain(error, download.address) from error
            # An answer that states no length ends where its connection does: cut by us, it looks whole.
            if deadline.is_over:
                raise _tell_cut(download, seconds)
            return answer

    def _exchange(self, download: _Download) -> Answer:
        request = download.request
        with self._client.stream(
            request.method,
            download.address,
            params=dict(request.params) or None,
            files=dict(request.files) or None,
            headers=download.conditions(),
            extensions={"trace": self._guard.note},
        ) as response:
            _require_safe_redirects(response, download.address)
            headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            if response.status_code == _NOT_MODIFIED and download.is_conditional:
                return Answer(headers, download.address, is_unchanged=True)
            if response.status_code == _RANGE_NOT_SATISFIABLE and download.is_resuming:
                download.start_over()
            self._require_success(response, download.address)
            self._write_body(response, download)
            return Answer(headers, download.address)

    def _require_success(self, response: httpx.Response, address: str) -> None:
        if response.is_success:
            return
        came = f"status {response.status_code}{_quote_body(response)}"
        if response.status_code not in TRANSIENT_STATUS and response.status_code != _RANGE_NOT_SATISFIABLE:
            raise TerminalError(where=address, expected="status 200", came=came)
        wait = read_retry_after(response.headers, now=datetime.now(UTC))
        if wait is not None and wait > self._limits.longest_retry_after_seconds:
            raise TransientError(
                where=address,
                expected=f"status 200 within {self._limits.longest_retry_after_seconds:,.0f} s",
                came=f"{came}, and the wish to be asked again in {wait:,.0f} s",
                wait_seconds=wait,
            )
        raise TransientError(where=address, expected="status 200", came=came, wait_seconds=wait)

    def _write_body(self, response: httpx.Response, download: _Download) -> None:
        maximum = self._limits.maximum_bytes
        with download.receive(response) as write:
            self._require_size(download, download.due or 0)
            told_at = time.monotonic()
            for chunk in response.iter_bytes():
                write(chunk)
                self._require_size(download, download.written)
                if self._progress and time.monotonic() - told_at > PROGRESS_SECONDS:
                    told_at = time.monotonic()
                    self._progress(download.describe_progress(maximum))

    def _require_size(self, download: _Download, size: int) -> None:
        if size > self._limits.maximum_bytes:
            raise TerminalError(
                where=download.address,
                expected=f"at most {self._limits.maximum_bytes:,} bytes",
                came=f"a longer answer, {size:,} bytes or more",
            )

    def _choose_wait(self, state: tenacity.RetryCallState) -> float:
        import tenacity

        backoff = tenacity.wait_exponential_jitter(
            initial=self._limits.first_wait_seconds,
            max=self._limits.longest_wait_seconds,
            jitter=self._limits.first_wait_seconds,
        )
        return max(backoff(state), getattr(_error_of(state), "wait_seconds", None) or 0.0)

    def _is_enough(self, state: tenacity.RetryCallState, host: str) -> bool:
        error = _error_of(state)
        is_over = time.monotonic() + state.upcoming_sleep >= self._ends_at
        if isinstance(error, UnreachableError):
            waited = (state.seconds_since_start or 0.0) + state.upcoming_sleep
            is_over = is_over or host in self._silent_hosts or waited > self._limits.unreachable_seconds
        asked = getattr(error, "wait_seconds", None) or 0.0
        return (
            is_over or state.attempt_number >= self._limits.attempts or asked > self._limits.longest_retry_after_seconds
        )

    def _explain(self, error: Exception, address: str) -> SourceError:
        """What the client library's error means to an operator."""
        import httpx

        came = str(error) or type(error).__name__
        if isinstance(error, httpx.ConnectError) and "CERTIFICATE_VERIFY_FAILED" in came:
            return TerminalError(where=address, expected="a certificate that can be trusted", came=came)
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            seconds = f"an answer: a connection within {self._limits.connect_seconds:g} s"
            return UnreachableError(where=address, expected=seconds, came=came)
        if isinstance(error, httpx.TimeoutException):
            return TransientError(
                where=address, expected=f"an answer within {self._limits.read_seconds:g} s", came="silence"
            )
        if isinstance(error, httpx.TooManyRedirects):
            return TerminalError(
                where=address, expected=f"at most {self._limits.redirects} redirects", came="more of them"
            )
        if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
            return TerminalError(where=address, expected="an http or https address", came=came)
        return TransientError(where=address, expected="a whole answer", came=came)

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
    source: str,
    *,
    mirror: Path | None,
    source_urls: Mapping[str, str],
    contact: str = "",
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Transport:
    """The transport for one source's visit: its own override first, then the mirror, then the network."""
    override = source_urls.get(source, "")
    if override and not override.startswith(("http://", "https://")):
        return MirrorTransport(Path(override.removeprefix("file://")))
    if mirror and not override:
        return MirrorTransport(mirror)
    return HttpTransport(base_url=override, contact=contact, limits=limits, progress=progress)


def read_retry_after(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Seconds that a publisher asks to be left alone, None if it does not say so readably.

    A date counts from the publisher's own clock, where it tells the time, so that two clocks that
    differ make neither a needless wait nor a rude haste.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    until = _read_http_date(text)
    if until is None:
        return None
    return max(0.0, (until - (_read_http_date(headers.get("date", "")) or now)).total_seconds())


def _read_http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _tell_cut(download: _Download, seconds: float) -> TransientError:
    return TransientError(
        where=download.address,
        expected=f"a whole answer within {_tell_seconds(seconds)} s",
        came=f"{download.size:,} bytes by then",
    )


def _tell_seconds(seconds: float) -> str:
    return f"{seconds:,.0f}" if seconds > _FEW_SECONDS else f"{seconds:.2g}"


def _error_of(state: tenacity.RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _require_safe_redirects(response: httpx.Response, address: str) -> None:
    """A publisher that is asked over TLS must not lead to an address without it."""
    if not address.startswith("https:"):
        return
    bare = [one.url for one in (*response.history, response) if one.url.scheme != "https"]
    if bare:
        raise TerminalError(where=address, expected="redirects to https addresses", came=f"one to {bare[0]}")


def _quote_body(response: httpx.Response) -> str:
    """How an error page begins, to be added to its status."""
    import httpx

    try:
        start = next(response.iter_bytes(), b"")
    except httpx.HTTPError:
        return ""
    excerpt = clean_excerpt(start.decode("utf-8", errors="replace"))
    return f" saying '{excerpt}'" if excerpt else ""


class _Download:
    """One file on its way into ``target``, over as many attempts as it takes."""

    def __init__(self, request: Request, address: str, target: Path) -> None:
        self.request = request
        self.address = address
        self.host = urlsplit(address).netloc
        self.written = 0
        self.due: int | None = None
        self._target = target
        self._version = ""

    @property
    def size(self) -> int:
        """Bytes that are there so far."""
        return self._target.stat().st_size if self._target.exists() else 0

    @property
    def is_resuming(self) -> bool:
        """True if there is a beginning, of a version that can be named, to which the rest may be asked for."""
        return bool(self._version) and self.size > 0

    @property
    def is_conditional(self) -> bool:
        """True if the next question is whether a known copy still holds."""
        known = self.request.known
        return not self.is_resuming and known is not None and known.address == self.address

    def conditions(self) -> dict[str, str]:
        """Headers that spare bytes: only the rest of a file, or only a file that changed."""
        if self.is_resuming:
            return {"range": f"bytes={self.size}-", "if-range": self._version, "accept-encoding": "identity"}
        known = self.request.known
        if known is None or not self.is_conditional:
            return {}
        asked = {"if-none-match": known.etag, "if-modified-since": known.last_modified}
        return {name: value for name, value in asked.items() if value}

    def start_over(self) -> None:
        """Forgets what is there."""
        self._target.unlink(missing_ok=True)
        self._version = ""

    @contextmanager
    def receive(self, response: httpx.Response) -> Iterator[Callable[[bytes], None]]:
        """Opens the file at the place where this answer's bytes belong."""
        is_rest = response.status_code == _PARTIAL
        begins = f"bytes {self.size}-"
        if is_rest and not (self.is_resuming and response.headers.get("content-range", "").startswith(begins)):
            came = response.headers.get("content-range", "a part without a place")
            self.start_over()
            raise TransientError(where=self.address, expected=f"{begins} or the whole file", came=came)
        self.written = self.size if is_rest else 0
        length = response.headers.get("content-length", "")
        self.due = self.written + int(length) if length.isdigit() else None
        self._version = _name_version(response) if self.request.method == "GET" else ""
        with self._target.open("ab" if is_rest else "wb") as stream:

            def write(chunk: bytes) -> None:
                stream.write(chunk)
                self.written += len(chunk)

            yield write

    def describe_progress(self, maximum: int) -> str:
        """How far it is, for somebody who waits."""
        of = f" of {self.due / 1e6:,.1f}" if self.due and self.due <= maximum else ""
        return f"{self.host}: {self.written / 1e6:,.1f}{of} MB"


def _name_version(response: httpx.Response) -> str:
    """What to say in ``If-Range`` so that the rest comes from the same version; blank if it cannot be said."""
    if "content-encoding" in response.headers:
        return ""
    etag = str(response.headers.get("etag", ""))
    is_strong = etag.startswith('"')
    return etag if is_strong else str(response.headers.get("last-modified", ""))


@dataclass
class _Deadline:
    """Whether the time for one answer is over."""

    is_over: bool = False


class _Guard:
    """Cuts the connections of an answer that takes too long.

    The client library's time-outs bound the wait for the next byte only: an answer that drips, its
    headers included, would go on for days.
    """

    def __init__(self) -> None:
        self._sockets: WeakSet[socket.socket] = WeakSet()

    def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Takes the client library's trace events and remembers the sockets in them."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            opened = info["return_value"].get_extra_info("socket")
            if isinstance(opened, socket.socket):
                self._sockets.add(opened)

    @contextmanager
    def within(self, seconds: float) -> Iterator[_Deadline]:
        """Lets the block go on for so long, then cuts its connections; it says whether it did."""
        deadline = _Deadline()
        timer = threading.Timer(seconds, self._cut, [deadline])
        timer.daemon = True
        timer.start()
        try:
            yield deadline
        finally:
            timer.cancel()

    def _cut(self, deadline: _Deadline) -> None:
        deadline.is_over = True
        for opened in list(self._sockets):
            with suppress(OSError):
                # Not the TLS socket's own shutdown, which would pull its state away under the reading thread.
                socket.socket.shutdown(opened, socket.SHUT_RDWR)
