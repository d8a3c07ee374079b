"""The simulator on a port of the loopback interface: routes, injects faults, remembers what was asked."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from pipelines.sources import discover_sources
from tests.simulator.exchange import Ask, Reply
from tests.simulator.faults import FAULTS, Fault
from tests.simulator.files import FileServer
from tests.simulator.search import PATH as SEARCH_PATH
from tests.simulator.search import Records, SearchServer

UNREACHABLE = "http://127.0.0.1:9"
"""Nothing listens on the discard port: a connection is refused at once."""

SOURCES = tuple(source.name for source in discover_sources() if source.base_url)


@dataclass
class Injection:
    """A fault at work.

    Attributes:
        path: part of the paths it strikes.
        times: how often it strikes before it is over; None for ever.
        struck: how often it has.
    """

    fault: Fault
    source: str
    path: str = ""
    times: int | None = None
    struck: int = 0

    def strikes(self, ask: Ask) -> bool:
        """True if this question gets a spoilt reply."""
        is_over = self.times is not None and self.struck >= self.times
        return not is_over and ask.source == self.source and self.path in ask.path


@dataclass(frozen=True)
class Logged:
    """One question and what was said."""

    ask: Ask
    status: int
    sent: int


@dataclass
class Simulator:
    """Every publisher of a mirror, each below its source's name; a context manager that serves while it is open."""

    mirror: Path
    port: int = 0
    log: list[Logged] = field(default_factory=list)
    _injections: list[Injection] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._files, self._search = FileServer(self.mirror), SearchServer(self.mirror)
        self._lock, self.is_over = threading.Lock(), threading.Event()
        self._was_asked = threading.Condition()
        self._server = _Server(self)
        # Short, because closing waits for it.
        serve = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        serve.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.is_over.set()
        self._server.shutdown()
        self._server.socket.close()

    @property
    def base(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def source_urls(self) -> dict[str, str]:
        """Base URL of each source, as settings take it."""
        refused = {one.source for one in self._injections if one.fault.is_refusal}
        return {name: UNREACHABLE if name in refused else f"{self.base}/{name}" for name in SOURCES}

    @property
    def environment(self) -> dict[str, str]:
        """The same as environment variables."""
        return {f"INTERREGIO_{name.upper()}_URL": url for name, url in self.source_urls.items()}

    def inject(self, name: str, source: str, *, path: str = "", times: int | None = None) -> None:
        """Puts a fault to work on one source's questions.

        Raises:
            LookupError: there is no such fault or source; the message names those there are.
        """
        if name not in FAULTS or source not in SOURCES:
            known = f"{', '.join(FAULTS)} for one of {', '.join(SOURCES)}"
            raise LookupError(f"fault: expected one of {known}, got {name!r} for {source!r}")
        fault = FAULTS[name]
        self._injections.append(Injection(fault, source, path, fault.times if times is None else times))

    def answer(self, ask: Ask) -> Reply:
        """The reply to a question, spoilt by the faults that strike it."""
        with self._lock:
            striking = [one for one in self._injections if one.strikes(ask)]
            rounds = [one.struck for one in striking]
            for one in striking:
                one.struck += 1
        faults = [one.fault for one in striking]

        def answer_honestly(asked: Ask) -> Reply:
            return self._route(asked, faults)

        reply = answer_honestly(ask)
        for fault, struck in zip(faults, rounds, strict=True):
            reply = fault.conduct(ask, reply, answer_honestly, struck) if fault.conduct else reply
        with self._was_asked:
            self.log.append(Logged(ask, reply.status, len(reply.body)))
            self._was_asked.notify_all()
        return reply

    def count_requests(self, *, due: int = 0, seconds: float = 10.0) -> int:
        """Requests in the log, once there are as many as are due; or after so long, however many there are.

        A client that gave up may be done before a busy machine has let the server read its question.
        """
        with self._was_asked:
            self._was_asked.wait_for(lambda: len(self.log) >= due, timeout=seconds)
            return len(self.log)

    def _route(self, ask: Ask, faults: list[Fault]) -> Reply:
        if ask.source not in SOURCES:
            return Reply(404)

        def change_content(content: bytes) -> bytes:
            for fault in faults:
                content = fault.content(content) if fault.content else content
            return content

        def change_records(records: Records) -> Records:
            for fault in faults:
                records = fault.records(records) if fault.records else records
            return records

        if ask.path == SEARCH_PATH:
            return self._search.answer(ask, change_records)
        return self._files.answer(ask, change_content)


class _Server(ThreadingHTTPServer):
    """Threads that end with the process, and the way back to the simulator."""

    daemon_threads = True

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        super().__init__(("127.0.0.1", simulator.port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, as one with short time-outs does, is nothing to tell; any other error is."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Puts questions and replies into HTTP."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *arguments: object) -> None:
        """What was asked is in the simulator's own log."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        source, _, path = parts.path.lstrip("/").partition("/")
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        ask = Ask(source, self.command, f"/{path}", dict(parse_qsl(parts.query)), headers, body)
        reply = self.server.simulator.answer(ask)
        self.server.simulator.is_over.wait(reply.stall_seconds)
        try:
            self._send_head(reply)
            self._send_body(reply)
        except OSError:
            self.close_connection = True

    def _send_head(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        headers: Mapping[str, str] = {
            "date": formatdate(usegmt=True),
            "content-length": str(len(reply.body)),
            **reply.headers,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_body(self, reply: Reply) -> None:
        if reply.drip_seconds:
            self._drip(reply)
        elif reply.cut_after is None:
            self.wfile.write(reply.body)
        else:
            self.wfile.write(reply.body[: reply.cut_after])
            self._reset()

    def _drip(self, reply: Reply) -> None:
        for byte in reply.body:
            self.wfile.write(bytes([byte]))
            if self.server.simulator.is_over.wait(reply.drip_seconds):
                return

    def _reset(self) -> None:
        # Lingering for no time makes the kernel send a reset rather than an end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
