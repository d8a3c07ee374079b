"""A mail server that takes everything and keeps it, and the settings that lead to it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator

import pytest

from warehouse.settings import MailSettings


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes everything and keeps it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters: list[str] = []
        self.envelopes: list[str] = []


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 mailbox")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word in ("MAIL", "RCPT"):
                self._mailbox.envelopes.append(line)
            if word == "DATA":
                self._say("354 go on")
                self._mailbox.letters.append(self._read_letter())
            self._say("221 bye" if word == "QUIT" else "250 ok")

    @property
    def _mailbox(self) -> Mailbox:
        assert isinstance(self.server, Mailbox)
        return self.server

    def _read_letter(self) -> str:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.decode())
        return "".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def mail_to(port: int) -> MailSettings:
    return MailSettings(
        host="127.0.0.1",
        port=port,
        sender="a@example.org",
        recipients=("b@example.org", "c@example.org"),
        is_encrypted=False,
    )


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
