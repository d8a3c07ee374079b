"""Who is asking, and what they may write: nobody but this machine unless a way to sign in is configured.

Reading is open to whoever reaches the server. Without sign-in, somebody at the very machine may write: the server
listens on the loopback address and has no public one, and the request comes from there and asked for it. With sign-in,
a name comes from a proxy that is trusted by its address or secret, or from an OpenID provider (`sign_in`), and a file
says which role the name has. Behind a proxy without sign-in nobody may write, since it speaks for somebody who may be
anywhere.
"""

import hmac
import logging
import os
import secrets
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from dashboards.answers import refuse
from warehouse.settings import SignIn, read_metrics_addresses, read_public_url, read_session_secret, read_user_name
from warehouse.store.files import hash_text

TOKEN = "token"  # noqa: S105 - the name of a form's field
SESSION_HOURS = 8
SIGNED_OUT = "signed-out"
"""Folder of the state: an empty file for each person who signed out, of the time when. No cookie from before counts."""
_LOG = logging.getLogger(__name__)


class Role(StrEnum):
    """What somebody who is signed in may write."""

    READER = "reader"
    COORDINATOR = "coordinator"
    EDITOR = "editor"


@dataclass(frozen=True)
class Person:
    """Somebody whom the server knows.

    Attributes:
        name: as the record of what was written has it.
        role: nothing may be written by a reader, all by an editor.
        partnerships: what a coordinator may write about.
        token: what a form of theirs carries, so that no other page can send it for them.
    """

    name: str
    role: Role
    partnerships: frozenset[str] = frozenset()
    token: str = ""

    @property
    def may_write(self) -> bool:
        """Whether there is anything they may write."""
        return self.role is Role.EDITOR or bool(self.partnerships)

    def may_write_of(self, partnership_id: str) -> bool:
        """Whether they may write about a partnership."""
        return self.role is Role.EDITOR or partnership_id in self.partnerships

    @property
    def allowed(self) -> frozenset[str] | None:
        """The partnerships they may write about; None for all."""
        return None if self.role is Role.EDITOR else self.partnerships

    @property
    def said_by(self) -> str:
        """How what they write is signed."""
        return f"{self.name}, in the dashboards"


class People:
    """Finds out who is asking."""

    def __init__(self, settings: SignIn | None, state: Path, *, is_editable: bool) -> None:
        """Takes the way to sign in, None for none, the home's state, and whether this machine alone is listened for."""
        # With a public address a proxy leads here, and one that adds no header is not to be told from this machine.
        self.settings, self._is_editable = settings, is_editable and not read_public_url()
        self._secret = (read_session_secret() or secrets.token_hex()).encode()
        self._signed_out = state / SIGNED_OUT
        self._measured_from = read_metrics_addresses()
        self._roles: tuple[int, dict[str, frozenset[str] | None]] = (0, {})

    @cached_property
    def local(self) -> Person | None:
        """Somebody at this very machine; None where that is not enough to write."""
        if self.settings or not self._is_editable:
            return None
        return Person(read_user_name(), Role.EDITOR, token=self._sign(""))

    def find(self, request: Request) -> Person | None:
        """Who sends a request; None where nobody is signed in."""
        if self.settings is None:
            return self.local if _is_from_here(request) else None
        is_proxy = self.settings.is_proxy
        name = _named_by_proxy(request, self.settings) if is_proxy else self._named_by_session(request)
        if not name:
            return None
        partnerships = self._read_roles(self.settings.roles).get(name.casefold(), frozenset())
        role = Role.EDITOR if partnerships is None else Role.COORDINATOR if partnerships else Role.READER
        session = "" if is_proxy else str(request.session.get("id"))
        return Person(name, role, partnerships or frozenset(), self._sign(f"{name}\n{session}"))

    def begin_session(self, request: Request, name: str) -> None:
        """Signs somebody in."""
        request.session.clear()
        request.session.update({"name": name, "id": secrets.token_hex(16), "at": time.time()})

    def end_sessions(self, name: str) -> None:
        """Signs somebody out wherever they are signed in: a cookie that was copied is no way in any more."""
        now = time.time()
        self._signed_out.mkdir(parents=True, exist_ok=True)
        for marker in self._signed_out.iterdir():
            if marker.stat().st_mtime < now - SESSION_HOURS * 3600:  # by then no cookie counts anyway
                marker.unlink(missing_ok=True)
        marker = self._marker(name)
        marker.touch()
        os.utime(marker, (now, now))

    def _named_by_session(self, request: Request) -> str:
        name, began = str(request.session.get("name") or ""), request.session.get("at", 0.0)
        # The way to the provider signs a cookie anew with all that is in it: its own age says nothing of the session's.
        if began < time.time() - SESSION_HOURS * 3600:
            return ""
        try:
            return name if began > self._marker(name).stat().st_mtime else ""
        except FileNotFoundError:
            return name

    def _marker(self, name: str) -> Path:
        return self._signed_out / hash_text(name.casefold())

    def may_measure(self, request: Request) -> bool:
        """Whether a request may have the figures: from this machine, a configured address or somebody signed in."""
        if self.settings and self.find(request):
            return True
        return _is_from_here(request) or (not _is_forwarded(request) and _is_among(request, self._measured_from))

    def find_writer(self, request: Request) -> Person | None:
        """Who sends a request, if there is anything they may write."""
        person = self.find(request)
        return person if person and person.may_write else None

    def refuse_writing(self, request: Request) -> Response | None:
        """Why a request may write nothing; None where it may: of somebody who may write, from a page of ours."""
        person = self.find(request)
        if person is None and self.settings is None:
            return refuse(403, "this can be written only on the machine that serves it, by its loopback address alone")
        if person is None:
            return refuse(401, "this can be written only by somebody who is signed in")
        if not person.may_write:
            return refuse(403, f"{person.name} is a reader; an editor or a coordinator may write this")
        return self.refuse_foreign(request)

    def refuse_foreign(self, request: Request) -> Response | None:
        """Why a form was not sent from a page of ours; None where it was."""
        own = f"{request.url.scheme}://{request.headers.get('host')}"
        if self.settings:
            own = "{0.scheme}://{0.netloc}".format(urlsplit(self.settings.public_url))
        if request.headers.get("origin") != own:
            return refuse(403, "this can be written only from a page of this server")
        return None

    def refuse_token(self, person: Person | None, token: str) -> Response | None:
        """Why a form is not one that was given to this person; None where it is."""
        if person is None or not hmac.compare_digest(person.token.encode(), token.encode()):
            return refuse(403, "the form is out of date: load its page again and repeat what you said")
        return None

    def _sign(self, text: str) -> str:
        return hmac.new(self._secret, f"form\n{text}".encode(), sha256).hexdigest()

    def _read_roles(self, path: Path) -> dict[str, frozenset[str] | None]:
        """Partnerships by name, None for all; nobody's where the file cannot be read. Read anew once it changes."""
        try:
            changed_at = path.stat().st_mtime_ns
            if changed_at != self._roles[0]:
                self._roles = changed_at, read_roles(path)
        except (OSError, ValueError) as error:
            _LOG.warning("%s: expected the roles of users; nobody may write: %s", path, error)
            return {}
        return self._roles[1]


def read_roles(path: Path) -> dict[str, frozenset[str] | None]:
    """The partnerships that each name, its case folded, may write about, None for all.

    Raises:
        ValueError: the file is not `editors = [names]` and a table `coordinators` of names and ids of partnerships.
    """
    stated = tomllib.loads(path.read_text(encoding="utf-8"))
    editors, coordinators = stated.pop("editors", []), stated.pop("coordinators", {})
    lists = [editors, *coordinators.values()] if isinstance(coordinators, dict) else [None]
    if stated or not all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists):
        raise ValueError("expected editors = [names], and a table coordinators with a list of partnerships by name")
    roles: dict[str, frozenset[str] | None] = {name.casefold(): frozenset(ids) for name, ids in coordinators.items()}
    return roles | {name.casefold(): None for name in editors}


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this very machine's."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_from_here(request: Request) -> bool:
    """Whether a request comes from this machine and asked for it by a name of its own.

    A name of its own, because a page elsewhere can make its own name point here; no forwarding, because a proxy on this
    machine speaks for somebody who may be anywhere. No browser asks by HTTP/1.0; a proxy that adds no header does.
    """
    asked_for = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return is_loopback(_address_of(request)) and is_loopback(asked_for) and not _is_forwarded(request)


def _is_forwarded(request: Request) -> bool:
    is_forwarded = any(
        name in ("forwarded", "via", "x-real-ip") or name.startswith("x-forwarded-") for name in request.headers
    )
    return is_forwarded or request.scope.get("http_version") == "1.0"


def _named_by_proxy(request: Request, settings: SignIn) -> str:
    """The name in the header of a trusted proxy; empty where another sent it, or more than one name came."""
    names = request.headers.getlist(settings.header)
    if len(names) != 1 or not _is_trusted(request, settings):
        return ""
    return names[0].strip()


def _is_trusted(request: Request, settings: SignIn) -> bool:
    if settings.proxies and not _is_among(request, settings.proxies):
        return False
    sent = request.headers.getlist("x-interregio-proxy-secret")
    return not settings.proxy_secret or (
        len(sent) == 1 and hmac.compare_digest(sent[0].encode(), settings.proxy_secret.encode())
    )


def _is_among(request: Request, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        address = ip_address(_address_of(request))
    except ValueError:
        return False
    return any(address in network for network in networks)


def _address_of(request: Request) -> str:
    return request.client.host if request.client else ""
