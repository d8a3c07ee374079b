"""How the server and its home are doing, for machines: `/healthz`, `/readyz`, `/metrics`.

The figures are those of `interregio status`; whoever starts the server hands in what makes them, which pages never see.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboards.access.people import People
from dashboards.answers import refuse
from warehouse.store.errors import NoEditionError
from warehouse.store.nights import Status
from warehouse.store.paths import Home
from warehouse.store.reader import Reader

StatusRecord = Callable[[Home], Mapping[str, Any]]
"""Gives what `interregio status --json` prints."""
_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Health:
    """The addresses that a monitor asks."""

    def __init__(self, reader: Reader, people: People, status: StatusRecord | None) -> None:
        """Takes the way to the served edition, who may ask, and what makes the record of a home's status."""
        self.reader, self.people, self.status = reader, people, status

    async def live(self, request: Request) -> Response:
        """200: the process answers, whatever is published."""
        del request
        return PlainTextResponse("ok\n")

    async def ready(self, request: Request) -> Response:
        """200 with the id of the served edition; 503 where none can be read."""
        del request
        try:
            edition = await run_in_threadpool(lambda: self.reader.edition)
        except NoEditionError as error:
            return refuse(503, str(error))
        return PlainTextResponse(f"{edition.edition_id}\n")

    async def metrics(self, request: Request) -> Response:
        """The figures of `interregio status` in the text form of Prometheus."""
        if not self.people.may_measure(request):
            return refuse(
                403,
                "metrics: given on the machine that serves, to INTERREGIO_METRICS_ADDRESSES and to who is signed in",
            )
        if self.status is None:
            return refuse(404, "metrics: this server was started without them")
        record = await run_in_threadpool(self.status, self.reader.home)
        return Response("".join(_lines(record)), media_type=_MEDIA_TYPE)


def _lines(record: Mapping[str, Any]) -> Iterator[str]:
    night, served = record["night"] or {}, record["served"]
    as_of = next((edition["as_of"] for edition in record["editions"] if edition["edition"] == served), None)
    yield from _gauge("edition_served", "1 where an edition is served.", [({"edition": served or ""}, bool(served))])
    yield from _gauge("edition_as_of_timestamp_seconds", "As-of date of the served edition.", [({}, _seconds(as_of))])
    yield from _gauge("editions", "Editions kept.", [({}, len(record["editions"]))])
    yield from _gauge("night_exit_code", "How the last finished night ended.", [({}, night.get("exit_code"))])
    for end in ("started", "finished"):
        yield from _gauge(
            f"night_{end}_timestamp_seconds",
            f"When the last night {end}; absent where it has not.",
            [({}, _seconds(night.get(f"{end}_at")))],
        )
    sources = record["sources"]
    for name, words in (
        ("rows", "Rows that the source gave."),
        ("rows_rejected", "Rows kept out by their contract."),
        ("age_days", "Days since the source arrived."),
        ("limit_days", "Days after which it is stale."),
        ("is_stale", "1 where it was not had for longer than its limit."),
    ):
        yield from _gauge(f"source_{name}", words, [({"source": one["source"]}, one[name]) for one in sources])
    yield from _gauge(
        "source_status",
        "1 for the status that a source has.",
        [
            ({"source": one["source"], "status": status.value}, one["status"] == status.value)
            for one in sources
            for status in Status
        ],
    )


def _gauge(name: str, words: str, samples: list[tuple[dict[str, str], float | None]]) -> Iterator[str]:
    """One metric; what is unknown is absent and not zero."""
    yield f"# HELP interregio_{name} {words}\n# TYPE interregio_{name} gauge\n"
    for labels, value in samples:
        if value is not None:
            named = ",".join(f'{label}="{_escape(text)}"' for label, text in labels.items())
            yield f"interregio_{name}{f'{{{named}}}' if named else ''} {float(value):.15g}\n"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _seconds(text: str | None) -> float | None:
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
