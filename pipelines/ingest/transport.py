"""How bytes come: over HTTP, or from a directory that holds a publisher's files.

One request in, one file out, with the headers worth keeping. The HTTP client itself is in
``http_client``; which requests to make is a source's ``extract``; where the file then lies is
``warehouse.store.landing``.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from pipelines.ingest.errors import TransientError


@dataclass(frozen=True)
class Validators:
    """What a server said about the copy that is there already, to ask it whether that still holds.

    Attributes:
        address: where that copy was had; they mean nothing to any other server.
        etag: its entity tag, blank if none was sent.
        last_modified: its date, as sent, blank if none was.
    """

    address: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Request:
    """One thing to ask a publisher for.

    Attributes:
        url: address without query.
        method: GET or POST.
        params: query parameters.
        files: multipart file parts: name → (file name, bytes, content type).
        mirror_path: place below a mirror where it is not simply ``<host>/<path>``.
        known: what is known of the copy that is there already, None to have it sent whatever is there.
    """

    url: str
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes, str]] = field(default_factory=dict)
    mirror_path: str | None = None
    known: Validators | None = None


@dataclass(frozen=True)
class Answer:
    """What came back beside the bytes.

    Attributes:
        headers: those worth keeping, names in lower case.
        address: the address that was asked, blank where nothing can be asked again.
        is_unchanged: the copy that is known still holds, and no bytes were sent.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    is_unchanged: bool = False


class Transport(Protocol):
    """Anything that can bring a request's bytes into a file."""

    def fetch(self, request: Request, target: Path) -> Answer:
        """Writes the answer's body to ``target``, unless it says that the known copy still holds.

        Raises:
            TransientError: unreachable, too slow, or refused for now.
            TerminalError: it will not be had by asking again.
        """
        ...

    def close(self) -> None:
        """Lets go of connections; nothing can be fetched afterwards."""
        ...


class MirrorTransport:
    """Reads publishers' files from a directory laid out as ``<host>/<path>``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def fetch(self, request: Request, target: Path) -> Answer:
        """Copies the mirrored file; a file that the mirror lacks counts as unreachable."""
        parts = urlsplit(request.url)
        relative = request.mirror_path or f"{parts.netloc}{parts.path}"
        candidates = [self._root / relative, self._root / relative.partition("/")[2]]
        found = next((path for path in candidates if path.is_file()), None)
        if found is None:
            raise TransientError(where=request.url, expected=f"{relative} in the mirror", came="no such file")
        shutil.copyfile(found, target)
        return Answer()

    def close(self) -> None:
        """Nothing is held open."""
