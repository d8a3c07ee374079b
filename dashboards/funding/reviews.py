"""Saying something about a match from its page: who may, and the one address that takes it.

Anybody who reaches the server may read; there is no sign-in, so only somebody at the very machine may write: the
server must listen on the loopback address, and the request must come from there, for there, and from a page of ours.
What is kept and where is `warehouse.products.matches.state`'s business; the form is in `components/review_form.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, has_request_context, redirect, request

from dashboards.session import current_snapshot
from dashboards.urls import page_url
from warehouse.products.matches.reviews import current_reviews, find_match
from warehouse.products.matches.state import NO_STATUS, Entry, Kind, MatchState, StateError
from warehouse.settings import read_user_name
from warehouse.store.errors import BusyError, NoEditionError, UsageError
from warehouse.store.reader import Snapshot

ADDRESS = "/review"
REVIEWED_PARTNERSHIP, REVIEWED_TOPIC, SAVED = "review_partnership", "review_topic", "review_saved"
"""Parameters of the funding page that open the form for one match."""
PAGE_PARAMETERS = frozenset({REVIEWED_PARTNERSHIP, REVIEWED_TOPIC, SAVED})
_EDITING = "interregio_editing"
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
_LONGEST_BODY = 16_384


def add_review_route(server: Flask, *, is_editable: bool) -> None:
    """Register the address, and whether this server lets anybody write."""
    server.extensions[_EDITING] = is_editable
    server.add_url_rule(ADDRESS, "save_review", save_review, methods=["POST"])


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this very machine's."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def may_edit() -> bool:
    """Whether the request being answered comes from this machine and asked for it by a name of its own.

    A name of its own, because a page elsewhere can make its own name point here; no forwarding, because a proxy on this
    machine speaks for somebody who may be anywhere.
    """
    if not (has_request_context() and current_app.extensions.get(_EDITING, False)):
        return False
    asked_for = urlsplit(f"//{request.host}").hostname or ""
    is_forwarded = any(name in request.headers for name in _FORWARDED)
    return is_loopback(request.remote_addr or "") and is_loopback(asked_for) and not is_forwarded


def save_review() -> Response:
    """Keep what a form says about one match and lead back to its page; one line on why where it may not or cannot."""
    if not may_edit():
        return _refuse(403, "reviews can be edited only on the machine that serves them, by its loopback address")
    if request.headers.get("Origin") != f"{request.scheme}://{request.host}":
        return _refuse(403, "reviews can be edited only from a page of this server")
    if (request.content_length or 0) > _LONGEST_BODY:
        return _refuse(413, f"review: expected at most {_LONGEST_BODY} bytes")
    try:
        snapshot = current_snapshot()
        partnership, topic = find_match(
            snapshot, request.form.get("partnership_id", ""), request.form.get("topic_id", "")
        )
        MatchState(snapshot.home).add(_entries(snapshot, partnership, topic))
    except UsageError as error:
        return _refuse(400, str(error))
    except (NoEditionError, StateError, BusyError) as error:
        return _refuse(503, str(error))
    return _lead_back(partnership, topic)


def _entries(snapshot: Snapshot, partnership: str, topic: str) -> list[Entry]:
    """What the form says other than what holds already."""
    holds = current_reviews(snapshot).find(partnership, topic)
    form = request.form
    wanted: list[tuple[Kind, str]] = []
    is_muted, reason = form.get("muted") == "yes", form.get("mute_reason", "").strip()
    if is_muted and (not holds.is_muted or reason != holds.mute_reason):
        wanted.append((Kind.MUTE, reason))
    if not is_muted and holds.is_muted:
        wanted.append((Kind.UNMUTE, ""))
    if (status := form.get("review_status") or NO_STATUS) != (holds.review_status or NO_STATUS):
        wanted.append((Kind.STATUS, status))
    if (note := form.get("review_note", "").strip()) != (holds.review_note or ""):
        wanted.append((Kind.NOTE, note))
    said = {"said_by": f"{read_user_name()}, in the dashboards", "said_at": datetime.now(UTC)}
    return [
        Entry(partnership_id=partnership, topic_id=topic, kind=kind, value=value, **said)  # type: ignore[arg-type]
        for kind, value in wanted
    ]


def _lead_back(partnership: str, topic: str) -> Response:
    # Only our own page is ever led back to, with its own filters: an address taken from a form could lead anywhere.
    kept = {
        name.removeprefix("keep_"): value for name, value in request.form.items() if name.startswith("keep_") and value
    }
    reviewed = {REVIEWED_PARTNERSHIP: partnership, REVIEWED_TOPIC: topic, SAVED: "yes"}
    return redirect(page_url("/funding", {**kept, **reviewed}, "review"), code=303)  # type: ignore[return-value]


def _refuse(status: int, message: str) -> Response:
    return Response(message + "\n", status=status, content_type="text/plain; charset=utf-8")
