"""Saying something about a match from its page: the one address that takes it.

Who may is in `dashboards.access.people`. What is kept and where is `warehouse.products.matches.state`'s business; the
form is in `review_form.py`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.access.guard import read_body
from dashboards.access.people import TOKEN, People, Person
from dashboards.answers import refuse
from dashboards.cache import reviews_now
from dashboards.urls import page_url
from warehouse.products.matches.reviews import find_match
from warehouse.products.matches.state import NO_STATUS, Entry, Kind, MatchState, StateError
from warehouse.store.errors import BusyError, NoEditionError, UsageError
from warehouse.store.reader import Reader, Snapshot

ADDRESS = "/review"
REVIEWED_PARTNERSHIP, REVIEWED_TOPIC, SAVED = "review_partnership", "review_topic", "review_saved"
"""Parameters of the funding page that open the form for one match."""
PAGE_PARAMETERS = frozenset({REVIEWED_PARTNERSHIP, REVIEWED_TOPIC, SAVED})
_LONGEST_BODY = 16_384


class ReviewForm:
    """The address that takes what a form says about one match."""

    def __init__(self, reader: Reader, people: People) -> None:
        """Takes the way to the edition, and who may write what."""
        self.reader, self.people = reader, people

    async def save(self, request: Request) -> Response:
        """Keeps what a form says and leads back to its page; one line on why where it may not or cannot."""
        if refused := self.people.refuse_writing(request):
            return refused
        body = await read_body(request, _LONGEST_BODY)
        if body is None:
            return refuse(413, f"review: expected at most {_LONGEST_BODY} bytes")
        try:
            form = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
        except ValueError:
            return refuse(400, "review: expected the fields of a form in UTF-8")
        person = self.people.find(request)
        if refused := self.people.refuse_token(person, form.get(TOKEN, "")):
            return refused
        assert person is not None  # noqa: S101 - else refused
        return await run_in_threadpool(self._save, form, person)

    def _save(self, form: Mapping[str, str], person: Person) -> Response:
        try:
            with self.reader.snapshot() as snapshot:
                partnership, topic = find_match(snapshot, form.get("partnership_id", ""), form.get("topic_id", ""))
                if not person.may_write_of(partnership):
                    return refuse(403, f"{person.name} may not write about {partnership}")
                MatchState(snapshot.home).add(_entries(snapshot, form, partnership, topic, person))
        except UsageError as error:
            return refuse(400, str(error))
        except (NoEditionError, StateError, BusyError, OSError) as error:
            return refuse(503, str(error))
        return _lead_back(form, partnership, topic)


def _entries(snapshot: Snapshot, form: Mapping[str, str], partnership: str, topic: str, person: Person) -> list[Entry]:
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
    said = {"said_by": person.said_by, "said_at": datetime.now(UTC)}
    return [
        Entry(partnership_id=partnership, topic_id=topic, kind=kind, value=value, **said)  # type: ignore[arg-type]
        for kind, value in wanted
    ]


def _lead_back(form: Mapping[str, str], partnership: str, topic: str) -> Response:
    # Only our own page is ever led back to, with its own filters: an address taken from a form could lead anywhere.
    kept = {name.removeprefix("keep_"): value for name, value in form.items() if name.startswith("keep_") and value}
    reviewed = {REVIEWED_PARTNERSHIP: partnership, REVIEWED_TOPIC: topic, SAVED: "yes"}
    return RedirectResponse(page_url("/funding", {**kept, **reviewed}, "review"), status_code=303)
