"""Pages on their way to a browser: made once per edition, address, reviews and day, kept compressed, sent with a tag.

Belongs here: what happens between a request and a page, whatever the page. Which pages there are is in `domains.py`,
what they wear in `components/page_frame.py`, files are in `downloads.py`.
"""

import logging
import mimetypes
import threading
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from dashboards.access.people import People, Person
from dashboards.answers import Sent, check_once, refuse, respond
from dashboards.cache import Kept, reviews_now
from dashboards.components.freshness import READING_DAY
from dashboards.components.page_frame import Frame, apology, document, missing_page
from dashboards.domains import NAVIGATION, find_route
from dashboards.quality.queries import latest_source_status
from dashboards.urls import EDITION, pin_links
from dashboards.visit import Page, Route, Visit, open_tab
from dashboards.words import Words
from warehouse.store.editions import Editions
from warehouse.store.errors import EditionLacksError, NoEditionError, OverdueError, UsageError
from warehouse.store.reader import Reader, Snapshot

say = Words(__file__, "serving")

PAGES_BYTES = 32 * 1024 * 1024
MADE_AT_ONCE = 2
"""Two, so that a page whose query takes long does not stop all others."""
BRUSSELS = ZoneInfo("Europe/Brussels")
_ASSETS = Path(__file__).with_name("assets")
_YEAR = 31_536_000
_LOG = logging.getLogger(__name__)


class Pages:
    """The pages of the served edition."""

    def __init__(
        self, reader: Reader, people: People, *, today: Callable[[], date] = lambda: datetime.now(BRUSSELS).date()
    ) -> None:
        """Takes the way to the edition, who may write what, and the day of the reader."""
        self.reader = reader
        self.people = people
        self.today = today
        self._kept: Kept[Sent] = Kept(PAGES_BYTES, lambda sent: len(sent.body))
        self._making = threading.Semaphore(MADE_AT_ONCE)

    def now(self) -> tuple[str, date]:
        """What a reader without wishes is shown at this moment: an edition, by its id, on a day; no id without one."""
        try:
            return self.reader.served_id, self.today()
        except NoEditionError:
            return "", self.today()

    async def answer(self, request: Request) -> Response:
        """Answers a request for a page."""
        pairs = request.query_params.multi_items()
        writer = self.people.find_writer(request)
        sent = await run_in_threadpool(self.make, request.scope["path"], pairs, writer=writer)
        # Whoever may write is sent a form of their own, which no proxy may hand to another.
        return respond(request, sent, {"Cache-Control": "private, no-cache" if writer else "no-cache"})

    def make(self, path: str, pairs: list[tuple[str, str]], *, writer: Person | None = None) -> Sent:
        """The page at an address, kept or made; what is wrong with the address is a page too."""
        given = sorted((name, value.strip()) for name, value in pairs if value.strip())
        pinned = dict(given).get(EDITION, "")
        try:
            snapshot = self.reader.acquire(pinned)
        except UsageError as error:
            with self.reader.snapshot() as served:
                return self._draw(_apologise("wrong-filter", str(error), 400), path, {}, served)
        except NoEditionError as error:
            return self._draw(_apologise("no-edition", str(error), 503), path, {})
        try:
            # What is said about a match is said about the newest edition.
            writer = None if pinned else writer
            reviews, today = reviews_now(snapshot), self.today()
            key = (
                snapshot.edition.directory,
                self.reader.served_id,
                path,
                tuple(given),
                reviews.revision,
                today,
                writer,
            )
            sent = self._kept.get(key)
            if sent is None:
                route, named = find_route(path)
                parameters = {name: value for name, value in given if name != EDITION}
                visit = Visit(snapshot, path, parameters, reviews, today, writer, named, pinned)
                sent = self._make_once(key, route, visit, given)
            return sent
        finally:
            self.reader.release(snapshot)

    def draw(self, page: Page, path: str) -> Sent:
        """A page that answers one request alone, as a page of a path; it is not kept."""
        with self.reader.snapshot() as snapshot:
            return self._draw(page, path, {}, snapshot, find_route(path)[0])

    def _make_once(self, key: Hashable, route: Route | None, visit: Visit, given: list[tuple[str, str]]) -> Sent:
        # More side by side would wait for the same processor, each with its rows in memory.
        with self._making:
            sent = self._kept.get(key)
            if sent is None:
                reading = READING_DAY.set(visit.today)
                try:
                    sent = self._make(route, visit, given)
                finally:
                    # Whoever makes a file in the same thread speaks of the edition's date.
                    READING_DAY.reset(reading)
                if sent.status < 500:  # noqa: PLR2004 - a fault of ours may be gone with the next request
                    self._kept.put(key, sent)
            return sent

    def _make(self, route: Route | None, visit: Visit, given: list[tuple[str, str]]) -> Sent:
        try:
            if route is None:
                page = missing_page(say("no-page.kicker"), say("no-page"), say("no-page.sentence"))
                return self._draw(page, visit.path, {}, visit.snapshot, pinned=visit.pinned)
            check_once(given)
            route.check(visit.parameters)
            return self._draw(
                route.build(visit), visit.path, dict(visit.parameters), visit.snapshot, route, pinned=visit.pinned
            )
        except UsageError as error:
            page = _apologise("wrong-filter", str(error), 400)
        except EditionLacksError as error:
            page = _apologise("too-old", str(error), 404)
        except OverdueError as error:
            page = _apologise("too-slow", str(error), 503)
        except Exception:
            # The edge between our faults and a reader: what happened goes to the log, not to the page.
            _LOG.exception("page %s: could not be drawn", visit.path)
            page = _apologise("fault", say("sorry-fault.detail"), 500)
        return self._draw(page, visit.path, {}, visit.snapshot, route, pinned=visit.pinned)

    def _draw(
        self,
        page: Page,
        path: str,
        parameters: dict[str, str],
        snapshot: Snapshot | None = None,
        route: Route | None = None,
        *,
        pinned: str = "",
    ) -> Sent:
        frame = Frame(
            navigation=NAVIGATION,
            section=route.section or route.path if route else "",
            today=self.today(),
            assets={name: f"/assets/{name}?v={asset.tag[1:9]}" for name, asset in read_assets().items()},
            description=route.description if route else "",
            edition=snapshot.edition if snapshot else None,
            statuses=_statuses(snapshot) if snapshot else None,
            editions=Editions(self.reader.home).all() if snapshot else (),
            pinned=pinned,
        )
        text = document(frame, page, path, parameters, open_tab(page, parameters))
        return Sent.of((pin_links(text, pinned) if pinned else text).encode(), page.status)


def _apologise(kind: str, detail: str, status: int) -> Page:
    return apology(say(f"sorry-{kind}"), say(f"sorry-{kind}.sentence"), detail, status)


def _statuses(snapshot: Snapshot) -> pl.DataFrame | None:
    try:
        return latest_source_status(snapshot)
    except EditionLacksError:
        return None


@cache
def read_assets() -> Mapping[str, Sent]:
    """Every asset by its name, compressed once."""
    return {
        path.relative_to(_ASSETS).as_posix(): Sent.of(
            path.read_bytes(), media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        )
        for path in sorted(_ASSETS.rglob("*"))
        if path.is_file()
    }


async def answer_asset(request: Request) -> Response:
    """Answers a request for an asset; its address changes with its content, so it may be kept."""
    asset = read_assets().get(request.path_params["name"])
    if asset is None:
        return refuse(404, "asset: no such file")
    is_versioned = request.query_params.get("v") == asset.tag[1:9]
    return respond(request, asset, {"Cache-Control": f"max-age={_YEAR}, immutable" if is_versioned else "no-cache"})
