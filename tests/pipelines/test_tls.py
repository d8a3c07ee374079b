"""TLS as publishers and those between may serve it: what is trusted, what is refused, and in which words.

Authorities and certificates are made on the spot. What is retried and spared is in ``test_transport``.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from pipelines.ingest.errors import TerminalError
from pipelines.ingest.http_client import HttpTransport, Limits
from pipelines.ingest.transport import Request

PATIENT = Limits(first_wait_seconds=0.01, longest_wait_seconds=0.02, spacing_seconds=0.0)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@contextmanager
def serve(certificate: trustme.LeafCert | None = None, *, redirect_to: str = "") -> Iterator[str]:
    """A local server that says "bytes" or leads elsewhere, over TLS if it has a certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302 if redirect_to else 200)
            if redirect_to:
                self.send_header("location", redirect_to)
            self.end_headers()
            self.wfile.write(b"bytes")

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *arguments: object) -> None:
            """A client that refuses the certificate is no news here."""

    server = Server(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        # Hands are shaken in the thread of each connection, so that a refusal cannot hold up the server.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http{'s' if certificate else ''}://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[trustme.CA], None]:
    """Lets the client trust an authority, in the way that an operator would."""

    def configure(trusted: trustme.CA) -> None:
        bundle = tmp_path / "authority.pem"
        trusted.cert_pem.write_to_path(str(bundle))
        monkeypatch.setenv("SSL_CERT_FILE", str(bundle))

    return configure


def fetch(base: str, target: Path) -> bytes:
    with closing(HttpTransport(base_url=base, limits=PATIENT)) as transport:
        transport.fetch(Request("https://publisher.example/data/file.zip"), target)
    return target.read_bytes()


def refuse(base: str, target: Path) -> str:
    """The one line that a fetch is refused in; nothing of the answer is kept."""
    with pytest.raises(TerminalError) as refused:
        fetch(base, target)
    assert not target.exists()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_certificate_of_a_trusted_authority_is_accepted(
    authority: trustme.CA, trust: Callable[[trustme.CA], None], tmp_path: Path
) -> None:
    trust(authority)
    with serve(authority.issue_cert("localhost")) as base:
        assert fetch(base, tmp_path / "file") == b"bytes"


def test_certificate_of_an_unknown_authority_is_refused(authority: trustme.CA, tmp_path: Path) -> None:
    with serve(authority.issue_cert("localhost")) as base:
        line = refuse(base, tmp_path / "file")

    assert line.startswith(f"{base}/data/file.zip: expected a certificate that can be trusted, got ")
    assert "CERTIFICATE_VERIFY_FAILED" in line


@pytest.mark.parametrize(
    ("issue", "words"),
    [
        pytest.param(lambda authority: authority.issue_cert("other.example"), "Hostname mismatch", id="other_host"),
        pytest.param(
            lambda authority: authority.issue_cert("localhost", not_before=LONG_AGO, not_after=LONG_AGO),
            "certificate has expired",
            id="expired",
        ),
    ],
)
def test_unfit_certificate_of_a_trusted_authority_is_refused(
    issue: Callable[[trustme.CA], trustme.LeafCert],
    words: str,
    authority: trustme.CA,
    trust: Callable[[trustme.CA], None],
    tmp_path: Path,
) -> None:
    trust(authority)
    with serve(issue(authority)) as base:
        line = refuse(base, tmp_path / "file")

    assert "expected a certificate that can be trusted, got " in line
    assert words in line


@pytest.mark.parametrize("begins_with_tls", [False, True], ids=["from_a_bare_address", "from_a_safe_address"])
def test_redirect_to_a_safe_address_is_followed(
    begins_with_tls: bool, authority: trustme.CA, trust: Callable[[trustme.CA], None], tmp_path: Path
) -> None:
    trust(authority)
    certificate = authority.issue_cert("localhost")
    with serve(certificate) as end, serve(certificate if begins_with_tls else None, redirect_to=end) as begin:
        assert fetch(begin, tmp_path / "file") == b"bytes"


def test_redirect_from_tls_to_a_bare_address_is_refused(
    authority: trustme.CA, trust: Callable[[trustme.CA], None], tmp_path: Path
) -> None:
    trust(authority)
    with serve() as bare, serve(authority.issue_cert("localhost"), redirect_to=bare) as safe:
        line = refuse(safe, tmp_path / "file")

    assert f"expected redirects to https addresses, got one to http://localhost:{urlsplit(bare).port}" in line
