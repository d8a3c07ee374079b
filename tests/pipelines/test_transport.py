"""Bytes over HTTP and from a mirror: what is retried, what is spared, and what an operator can read.

Whole nights with a publisher's faults are in ``tests/faults``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipelines.ingest.errors import SourceError, TerminalError, TransientError, UnreachableError
from pipelines.ingest.http_client import HttpTransport, Limits, Pace, choose_transport, read_retry_after
from pipelines.ingest.transport import Answer, MirrorTransport, Request, Validators

Reply = Callable[[BaseHTTPRequestHandler], None]
SECONDS_OF_DRIPS = 5.0
URL = "https://publisher.example/data/file.zip"
QUICK = Limits(
    connect_seconds=10.0,
    read_seconds=10.0,
    first_wait_seconds=0.01,
    longest_wait_seconds=0.02,
    longest_retry_after_seconds=1.0,
    unreachable_seconds=0.5,
    spacing_seconds=0.0,
)


@contextmanager
def serve(*replies: Reply) -> Iterator[tuple[str, list[Mapping[str, str]]]]:
    """A local server that gives each reply once and the last one for ever; tells what was asked."""
    asked: list[Mapping[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked.append({":path": self.path, ":connection": str(self.client_address[1]), **headers})
            replies[min(len(asked), len(replies)) - 1](self)

        def do_POST(self) -> None:
            self.body = self.rfile.read(int(self.headers["content-length"]))
            self.do_GET()

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def give(body: bytes, *, status: int = 200, claimed_length: int | None = None, **headers: str) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("content-length", str(len(body) if claimed_length is None else claimed_length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = claimed_length is not None

    return reply


def redirect_to_itself(handler: BaseHTTPRequestHandler) -> None:
    give(b"", status=302, location=handler.path)(handler)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(int(SECONDS_OF_DRIPS / 0.05)):
        time.sleep(0.05)
        handler.wfile.write(f"x-{number}: 1\r\n".encode())


def fetch(base: str, target: Path, limits: Limits = QUICK, **request: Any) -> Answer:
    with closing(HttpTransport(base_url=base, contact="office@example.org", limits=limits)) as transport:
        return transport.fetch(Request(**{"url": URL, **request}), target)


# Asking


def test_fetch_writes_the_body_and_keeps_validators(tmp_path: Path) -> None:
    with serve(give(b"bytes", etag='"abc"', server="x")) as (base, asked):
        answer = fetch(base, tmp_path / "file")

    assert (tmp_path / "file").read_bytes() == b"bytes"
    assert answer == Answer({"etag": '"abc"'}, f"{base}/data/file.zip")
    assert [one[":path"] for one in asked] == ["/data/file.zip"]
    assert asked[0]["user-agent"] == "interregio/0.1 (+office@example.org)"


def test_fetch_sends_multipart_file_parts_and_parameters(tmp_path: Path) -> None:
    with serve(give(b"{}")) as (base, asked):
        fetch(
            base,
            tmp_path / "file",
            method="POST",
            params={"apiKey": "SEDIA"},
            files={"query": ("blob", b"{}", "application/json")},
        )

    assert asked[0][":path"] == "/data/file.zip?apiKey=SEDIA"
    assert asked[0]["content-type"].startswith("multipart/form-data; boundary=")


def test_requests_of_one_visit_share_a_connection(tmp_path: Path) -> None:
    with serve(give(b"bytes")) as (base, asked), closing(HttpTransport(base_url=base, limits=QUICK)) as transport:
        for _ in range(3):
            transport.fetch(Request(URL), tmp_path / "file")

    assert len({one[":connection"] for one in asked}) == 1


# Trying again


@pytest.mark.parametrize("status", [429, 500, 503])
def test_fetch_tries_again_after_a_transient_status(tmp_path: Path, status: int) -> None:
    with serve(give(b"", status=status), give(b"bytes")) as (base, asked):
        fetch(base, tmp_path / "file")

    assert (tmp_path / "file").read_bytes() == b"bytes"
    assert len(asked) == 2


def test_fetch_gives_up_after_three_transient_answers_and_quotes_them(tmp_path: Path) -> None:
    with (
        serve(give(b'{"type":\n"throwable"}', status=500)) as (base, asked),
        pytest.raises(TransientError, match=r"expected status 200, got status 500 saying .*throwable"),
    ):
        fetch(base, tmp_path / "file")

    assert len(asked) == 3


@pytest.mark.parametrize("status", [304, 401, 404, 410])
def test_fetch_does_not_ask_again_for_what_it_will_not_get(tmp_path: Path, status: int) -> None:
    with serve(give(b"", status=status)) as (base, asked), pytest.raises(TerminalError, match=f"got status {status}"):
        fetch(base, tmp_path / "file")

    assert len(asked) == 1


def test_fetch_waits_as_long_as_it_is_asked_to(tmp_path: Path) -> None:
    with serve(give(b"", status=503, retry_after="1"), give(b"bytes")) as (base, _):
        began = time.monotonic()
        fetch(base, tmp_path / "file")

    assert time.monotonic() - began >= 1.0


def test_fetch_asked_to_wait_too_long_gives_up_at_once(tmp_path: Path) -> None:
    with (
        serve(give(b"", status=429, retry_after="86400")) as (base, asked),
        pytest.raises(TransientError, match="within 1 s, got status 429, and the wish to be asked again in 86,400 s"),
    ):
        fetch(base, tmp_path / "file")

    assert len(asked) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({"retry-after": "17"}, 17.0, id="seconds"),
        pytest.param({"retry-after": " 0 "}, 0.0, id="no_seconds"),
        pytest.param({"retry-after": "soon"}, None, id="unreadable"),
        pytest.param({"retry-after": "-5"}, None, id="negative"),
        pytest.param({"retry-after": "Sun, 22 Mar 2026 00:01:00 GMT"}, 60.0, id="date"),
        pytest.param({"retry-after": "Sat, 21 Mar 2026 00:00:00 GMT"}, 0.0, id="past_date"),
        pytest.param(
            {"retry-after": "Fri, 01 Jan 1999 00:00:30 GMT", "date": "Fri, 01 Jan 1999 00:00:00 GMT"},
            30.0,
            id="date_by_a_clock_that_is_off",
        ),
    ],
)
def test_retry_after_is_read_in_both_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert read_retry_after(headers, now=datetime(2026, 3, 22, tzinfo=UTC)) == seconds


def test_fetch_from_a_closed_port_is_unreachable_and_names_the_address(tmp_path: Path) -> None:
    with serve(give(b"")) as (base, _):
        pass

    with pytest.raises(UnreachableError, match=rf"{base}/data/file.zip: expected an answer.* got .*refused"):
        fetch(base, tmp_path / "file")


def test_host_that_was_silent_once_is_not_asked_twice_again(tmp_path: Path) -> None:
    with serve(give(b"")) as (base, _):
        pass
    patient = replace(QUICK, first_wait_seconds=0.2, longest_wait_seconds=0.4, unreachable_seconds=9.0)
    with closing(HttpTransport(base_url=base, limits=patient)) as transport:
        spent = []
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(UnreachableError):
                transport.fetch(Request(URL), tmp_path / "file")
            spent.append(time.monotonic() - began)

    assert spent[0] > 0.4
    assert spent[1] < spent[0]


# Deadlines and ceilings


def test_fetch_of_a_stalled_answer_times_out(tmp_path: Path) -> None:
    stalled = threading.Event()

    def stall(handler: BaseHTTPRequestHandler) -> None:
        stalled.wait(5)
        handler.close_connection = True

    with serve(stall) as (base, asked):
        with pytest.raises(TransientError, match=r"expected an answer within 0\.3 s, got silence"):
            fetch(base, tmp_path / "file", replace(QUICK, read_seconds=0.3))
        stalled.set()

    assert len(asked) == 3


def test_fetch_of_headers_that_drip_ends(tmp_path: Path) -> None:
    limits = replace(QUICK, attempt_seconds=0.2, attempts=1)
    began = time.monotonic()
    with (
        serve(drip_headers) as (base, _),
        pytest.raises(TransientError, match=r"expected a whole answer within 0\.2 s, got 0 bytes by then"),
    ):
        fetch(base, tmp_path / "file", limits)

    assert time.monotonic() - began < SECONDS_OF_DRIPS


def test_answer_without_a_length_that_is_cut_off_is_not_taken_for_whole(tmp_path: Path) -> None:
    stalled = threading.Event()

    def begin_and_stall(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nthe beginning")
        stalled.wait(5)
        handler.close_connection = True

    with serve(begin_and_stall) as (base, _):
        with pytest.raises(TransientError, match=r"expected a whole answer within 0\.5 s"):
            fetch(base, tmp_path / "file", replace(QUICK, attempt_seconds=0.5, attempts=1))
        stalled.set()


def test_visit_without_time_left_asks_no_more(tmp_path: Path) -> None:
    with (
        serve(give(b"bytes")) as (base, asked),
        pytest.raises(TransientError, match="expected a visit of at most 0 s, got one that had no time left"),
    ):
        fetch(base, tmp_path / "file", replace(QUICK, visit_seconds=0.0))

    assert not asked


def test_visit_without_time_left_waits_no_more(tmp_path: Path) -> None:
    limits = replace(QUICK, visit_seconds=0.5)
    with serve(give(b"", status=500, retry_after="1")) as (base, asked), pytest.raises(TransientError, match="500"):
        fetch(base, tmp_path / "file", limits)

    assert len(asked) == 1


@pytest.mark.parametrize("claimed_length", [11, 10**15])
def test_fetch_stops_at_the_size_ceiling(tmp_path: Path, claimed_length: int) -> None:
    limits = replace(QUICK, maximum_bytes=10)
    with (
        serve(give(b"x" * 11, claimed_length=claimed_length)) as (base, asked),
        pytest.raises(TerminalError, match="at most 10 bytes"),
    ):
        fetch(base, tmp_path / "file", limits)

    assert len(asked) == 1


def test_fetch_leaves_a_redirect_loop(tmp_path: Path) -> None:
    with serve(redirect_to_itself) as (base, asked), pytest.raises(TerminalError, match="expected at most 5 redirects"):
        fetch(base, tmp_path / "file")

    assert len(asked) == 6


def test_fetch_follows_no_redirect_to_a_file(tmp_path: Path) -> None:
    with (
        serve(give(b"", status=302, location="file:///etc/hostname")) as (base, _),
        pytest.raises(TerminalError, match="expected an http or https address"),
    ):
        fetch(base, tmp_path / "file")


def test_pace_keeps_parallel_requests_to_a_host_apart() -> None:
    pace, starts = Pace(), list[float]()

    def ask() -> None:
        pace.wait("publisher.example", 0.05)
        starts.append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    # Counted from before the first: a thread that notes its start late would make the span look shorter.
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(start - began >= 0.05 * place for place, start in enumerate(sorted(starts)))


# Sparing bytes


def test_fetch_of_a_known_file_asks_whether_it_changed(tmp_path: Path) -> None:
    with serve(give(b"", status=304, etag='"abc"')) as (base, asked):
        known = Validators(f"{base}/data/file.zip", '"abc"', "Thu, 06 Aug 2026 14:02:10 GMT")
        answer = fetch(base, tmp_path / "file", known=known)

    assert answer.is_unchanged
    assert not (tmp_path / "file").exists()
    assert asked[0]["if-none-match"] == '"abc"'
    assert asked[0]["if-modified-since"] == "Thu, 06 Aug 2026 14:02:10 GMT"


def test_fetch_tells_no_server_what_another_one_said(tmp_path: Path) -> None:
    with serve(give(b"bytes")) as (base, asked):
        answer = fetch(base, tmp_path / "file", known=Validators(URL, '"abc"'))

    assert not answer.is_unchanged
    assert "if-none-match" not in asked[0]


def test_broken_download_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with serve(
        give(b"first ", claimed_length=13, etag='"abc"'),
        give(b"and last", status=206, etag='"abc"', content_range="bytes 6-13/14"),
    ) as (base, asked):
        fetch(base, tmp_path / "file")

    assert (tmp_path / "file").read_bytes() == b"first and last"
    assert (asked[1]["range"], asked[1]["if-range"]) == ("bytes=6-", '"abc"')


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(give(b"another version", etag='"def"'), id="changed_meanwhile"),
        pytest.param(give(b"another version"), id="no_ranges"),
    ],
)
def test_broken_download_starts_over_where_it_must(tmp_path: Path, second: Reply) -> None:
    with serve(give(b"first ", claimed_length=13, etag='"abc"'), second) as (base, _):
        fetch(base, tmp_path / "file")

    assert (tmp_path / "file").read_bytes() == b"another version"


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(give(b"", status=416), id="beyond_the_end"),
        pytest.param(give(b"rst ", status=206, content_range="bytes 2-5/14"), id="another_part"),
        pytest.param(give(b"rst ", status=206), id="a_part_without_a_place"),
    ],
)
def test_broken_download_with_an_odd_rest_starts_over(tmp_path: Path, second: Reply) -> None:
    with serve(give(b"first ", claimed_length=13, etag='"abc"'), second, give(b"whole")) as (base, asked):
        fetch(base, tmp_path / "file")

    assert (tmp_path / "file").read_bytes() == b"whole"
    assert "range" not in asked[2]


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(give(b"first ", claimed_length=13), id="no_validator"),
        pytest.param(give(b"first ", claimed_length=13, etag='W/"abc"'), id="weak_validator"),
    ],
)
def test_broken_download_without_a_version_starts_over(tmp_path: Path, first: Reply) -> None:
    with serve(first, give(b"whole")) as (base, asked):
        fetch(base, tmp_path / "file")

    assert (tmp_path / "file").read_bytes() == b"whole"
    assert "range" not in asked[1]


def test_download_that_stays_broken_says_so(tmp_path: Path) -> None:
    with (
        serve(give(b"half", claimed_length=8)) as (base, _),
        pytest.raises(TransientError, match="expected a whole answer, got peer closed connection"),
    ):
        fetch(base, tmp_path / "file")


def test_long_download_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.ingest.http_client.PROGRESS_SECONDS", 0.0)
    lines: list[str] = []
    with (
        serve(give(b"x" * 2_000_000)) as (base, _),
        closing(HttpTransport(base_url=base, limits=QUICK, progress=lines.append)) as transport,
    ):
        transport.fetch(Request(URL), tmp_path / "file")

    assert lines[-1] == f"{base.removeprefix('http://')}: 2.0 of 2.0 MB"


# Mirrors


def test_mirror_maps_a_request_to_host_and_path(tmp_path: Path) -> None:
    mirrored = tmp_path / "publisher.example" / "data"
    mirrored.mkdir(parents=True)
    (mirrored / "file.zip").write_bytes(b"bytes")

    MirrorTransport(tmp_path).fetch(Request(URL, params={"a": "1"}), tmp_path / "file")

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
