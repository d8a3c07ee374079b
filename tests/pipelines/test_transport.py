"""Bytes over HTTP and from a mirror: what is retried, what is not, and what an operator is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipelines.ingest import transport
from pipelines.ingest.errors import SourceError, TerminalError, TransientError
from pipelines.ingest.transport import HttpTransport, MirrorTransport, Request, choose_transport

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serve(*answers: Answer) -> Iterator[tuple[str, list[str]]]:
    """A local server that gives each answer once and the last one for ever; tells what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            answers[min(len(asked), len(answers)) - 1](self)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            asked.append(f"{self.path} {self.headers['content-type'].split(';')[0]} {len(body) > 0}")
            answers[min(len(asked), len(answers)) - 1](self)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def give(body: bytes, *, status: int = 200, claimed_length: int | None = None) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("content-length", str(len(body) if claimed_length is None else claimed_length))
        handler.send_header("etag", '"abc"')
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def redirect_to_itself(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("location", handler.path)
    handler.send_header("content-length", "0")
    handler.end_headers()


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short time-outs, so that a slow publisher does not slow the tests."""
    monkeypatch.setattr(transport, "READ_SECONDS", 0.3)
    monkeypatch.setattr(transport, "LONGEST_WAIT_SECONDS", 10.0)


def fetch(base: str, target: Path, *, path: str = "/data/file.zip") -> dict[str, str]:
    request = Request(f"https://publisher.example{path}")
    return dict(HttpTransport(base_url=base).fetch(request, target))


def test_fetch_writes_the_body_and_keeps_validators(tmp_path: Path) -> None:
    with serve(give(b"bytes")) as (base, asked):
        headers = fetch(base, tmp_path / "file")

    assert (tmp_path / "file").read_bytes() == b"bytes"
    assert headers["etag"] == '"abc"'
    assert asked == ["/data/file.zip"]


def test_fetch_sends_multipart_file_parts_and_parameters(tmp_path: Path) -> None:
    request = Request(
        "https://publisher.example/search",
        method="POST",
        params={"apiKey": "SEDIA"},
        files={"query": ("blob", b"{}", "application/json")},
    )
    with serve(give(b"{}")) as (base, asked):
        HttpTransport(base_url=base).fetch(request, tmp_path / "file")

    assert asked == ["/search?apiKey=SEDIA multipart/form-data True"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_fetch_tries_again_after_a_transient_status(tmp_path: Path, status: int) -> None:
    with serve(give(b"", status=status), give(b"bytes")) as (base, asked):
        fetch(base, tmp_path / "file")

    assert (tmp_path / "file").read_bytes() == b"bytes"
    assert len(asked) == 2


def test_fetch_gives_up_after_three_transient_answers(tmp_path: Path) -> None:
    with (
        serve(give(b"", status=500)) as (base, asked),
        pytest.raises(TransientError, match="expected status 200, got status 500"),
    ):
        fetch(base, tmp_path / "file")

    assert len(asked) == 3


def test_fetch_does_not_ask_again_for_what_is_not_there(tmp_path: Path) -> None:
    with serve(give(b"", status=404)) as (base, asked), pytest.raises(TerminalError, match="got status 404"):
        fetch(base, tmp_path / "file")

    assert len(asked) == 1


def test_fetch_of_a_stalled_answer_times_out(tmp_path: Path) -> None:
    stalled = threading.Event()

    def stall(handler: BaseHTTPRequestHandler) -> None:
        stalled.wait(5)

    with serve(stall) as (base, _):
        with pytest.raises(TransientError, match="expected an answer within"):
            fetch(base, tmp_path / "file")
        stalled.set()


def test_fetch_of_a_body_cut_short_says_so(tmp_path: Path) -> None:
    with serve(give(b"half", claimed_length=8)) as (base, _), pytest.raises(TransientError):
        fetch(base, tmp_path / "file")


def test_fetch_leaves_a_redirect_loop(tmp_path: Path) -> None:
    with serve(redirect_to_itself) as (base, _), pytest.raises(TerminalError, match="redirects"):
        fetch(base, tmp_path / "file")


def test_fetch_from_a_closed_port_is_transient_and_names_the_address(tmp_path: Path) -> None:
    with serve(give(b"")) as (base, _):
        pass

    with pytest.raises(TransientError, match=rf"{base}/data/file.zip: expected an answer"):
        fetch(base, tmp_path / "file")


def test_fetch_stops_at_the_size_ceiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MAXIMUM_BYTES", 10)
    with serve(give(b"x" * 11)) as (base, _), pytest.raises(TerminalError, match="at most 10 bytes"):
        fetch(base, tmp_path / "file")


def test_mirror_maps_a_request_to_host_and_path(tmp_path: Path) -> None:
    mirrored = tmp_path / "publisher.example" / "data"
    mirrored.mkdir(parents=True)
    (mirrored / "file.zip").write_bytes(b"bytes")

    MirrorTransport(tmp_path).fetch(
        Request("https://publisher.example/data/file.zip", params={"a": "1"}), tmp_path / "file"
    )

    assert (tmp_path / "file").read_bytes() == b"bytes"


def test_mirror_without_the_file_counts_as_unreachable(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match=r"expected publisher\.example/absent in the mirror, got no such file"):
        MirrorTransport(tmp_path).fetch(Request("https://publisher.example/absent"), tmp_path / "file")


def test_choose_transport_prefers_the_source_address_to_the_mirror(tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    urls = {"cordis": "http://127.0.0.1:9", "regions": str(tmp_path / "regions")}

    chosen = {
        name: choose_transport(name, mirror=mirror, source_urls=urls)
        for name in ("cordis", "regions", "funding_tenders")
    }

    assert isinstance(chosen["cordis"], HttpTransport)
    assert isinstance(chosen["regions"], MirrorTransport)
    assert isinstance(chosen["funding_tenders"], MirrorTransport)
    with pytest.raises(SourceError, match="expected gisco/x"):
        chosen["regions"].fetch(Request("https://gisco/x"), tmp_path / "file")
