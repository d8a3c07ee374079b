"""Saying something about a match from its page: who may, and the one address that takes it.

Anybody who reaches the server may read; there is no sign-in, so only somebody at the very machine may write: the
server must listen on the loopback address, and the request must come from there, for there, and from a page of ours.
What is kept and where is `warehouse.products.matches.state`'s business; the form is in `review_form.py`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.answers import refuse
from dashboards.cache import reviews_now
from dashboards.urls import page_url
from warehouse.products.matches.reviews import find_match
from warehouse.products.matches.state import NO_STATUS, Entry, Kind, MatchState, StateError
from warehouse.settings import read_user_name
from warehouse.store.errors import BusyError, NoEditionError, UsageError
from warehouse.store.reader import Reader, Snapshot

ADDRESS = "/review"
REVIEWED_PARTNERSHIP, REVIEWED_TOPIC, SAVED = "review_partnership", "review_topic", "review_saved"
"""Parameters of the funding page that open the form for one match."""
PAGE_PARAMETERS = frozenset({REVIEWED_PARTNERSHIP, REVIEWED_TOPIC, SAVED})
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_LONGEST_BODY = 16_384


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this very machine's."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def may_edit(request: Request, *, is_editable: bool) -> bool:
    """Whether a request comes from this machine and asked for it by a name of its own.

    A name of its own, because a page elsewhere can make its own name point here; no forwarding, because a proxy on this
    machine speaks for somebody who may be anywhere.
    """
    asked_for = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    is_forwarded = any(name in request.headers for name in _FORWARDED)
    came_from = request.client.host if request.client else ""
    return is_editable and is_loopback(came_from) and is_loopback(asked_for) and not is_forwarded


class ReviewForm:
    """The address that takes what a form says about one match."""

    def __init__(self, reader: Reader, *, is_editable: bool) -> None:
        """Takes the way to the edition, and whether this server lets anybody write."""
        self.reader = reader
        self.is_editable = is_editable

    async def save(self, request: Request) -> Response:
        """Keeps what a form says and leads back to its page; one line on why where it may not or cannot."""
        if refused := refuse_writing(request, is_editable=self.is_editable):
            return refused
        body = await read_body(request, _LONGEST_BODY)
        if body is None:
            return refuse(413, f"review: expected at most {_LONGEST_BODY} bytes")
        try:
            form = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
        except ValueError:
            return refuse(400, "review: expected the fields of a form in UTF-8")
        return await run_in_threadpool(self._save, form)

    def _save(self, form: Mapping[str, str]) -> Response:
        try:
            with self.reader.snapshot() as snapshot:
                partnership, topic = find_match(snapshot, form.get("partnership_id", ""), form.get("topic_id", ""))
                MatchState(snapshot.home).add(_entries(snapshot, form, partnership, topic))
        except UsageError as error:
            return refuse(400, str(error))
        except (NoEditionError, StateError, BusyError) as error:
            return refuse(503, str(error))
        return _lead_back(form, partnership, topic)


def refuse_writing(request: Request, *, is_editable: bool) -> Response | None:
    """Why a request may write nothing; None where it may: it comes from this machine and from a page of ours."""
    if not may_edit(request, is_editable=is_editable):
        return refuse(403, "this can be written only on the machine that serves it, by its loopback address")
    if request.headers.get("origin") != f"{request.url.scheme}://{request.headers.get('host')}":
        return refuse(403, "this can be written only from a page of this server")
    return None


async def read_body(request: Request, longest: int) -> bytes | None:
    """The body; None where it is longer, whatever its header says."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            return None
    return bytes(body)


def _entries(snapshot: Snapshot, form: Mapping[str, str], partnership: str, topic: str) -> list[Entry]:
    """What the form says other than what holds already."""
    holds = reviews_now(snapshot).find(partnership, topic)
    wanted: list[tuple[Kind, str]] = []
    is_muted, reason = form.get("muted") == "yes", form.get("mute_reason", "").strip()
    if is_muted and (not holds.is_muted or reason != holds.mute_reason):
        wanted.append((Kind.MUTE, reason))
    if not is_muted and holds.is_muted:
        wanted.append((Kind.UNMUTE, ""))
    if (status := form.get("review_status") or NO_STATUS) != (holds.review_status or NO_STATUS):
        wanted.append((Kind.STATUS, status))
    if (relevance := form.get("relevance") or NO_STATUS) != (holds.relevance or NO_STATUS):
        wanted.append((Kind.RELEVANCE, relevance))
    if (note := form.get("review_note", "").strip()) != (holds.review_note or ""):
        wanted.append((Kind.NOTE, note))
    said = {"said_by": f"{read_user_name()}, in the dashboards", "said_at": datetime.now(UTC)}
    return [
        Entry(partnership_id=partnership, topic_id=topic, kind=kind, value=value, **said)  # type: ignore[arg-type]
        for kind, value in wanted
    ]


def _lead_back(form: Mapping[str, str], partnership: str, topic: str) -> Response:
    # Only our own page is ever led back to, with its own filters: an address taken from a form could lead anywhere.
    kept = {name.removeprefix("keep_"): value for name, value in form.items() if name.startswith("keep_") and value}
    reviewed = {REVIEWED_PARTNERSHIP: partnership, REVIEWED_TOPIC: topic, SAVED: "yes"}
    return RedirectResponse(page_url("/funding", {**kept, **reviewed}, "review"), status_code=303)
