"""Files at stable addresses: `/export/<table>.<format>?<filters>`, the same rows as the page with the same filters.

Only routes. Which tables there are is in `domains.py`, how a file is written in `warehouse.products.files`.
"""

import re
from collections.abc import Callable
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from dashboards.answers import check_once, give_back, is_known, refuse
from dashboards.cache import reviews_now
from dashboards.domains import TABLES
from dashboards.urls import EDITION
from warehouse.products.files.formats import FileFormat, find_format, formats_of
from warehouse.products.files.table import ExportedTable
from warehouse.products.matches.columns import FILE
from warehouse.products.matches.export import check_layout, lay_out
from warehouse.products.matches.query import FilterError
from warehouse.products.matches.reviews import edition_reviews
from warehouse.products.maturity.export import NAME, can_export, workbook_bytes
from warehouse.settings import read_public_url
from warehouse.store.editions import Edition
from warehouse.store.errors import EditionLacksError, NoEditionError, OverdueError, UsageError
from warehouse.store.files import hash_text
from warehouse.store.reader import Reader, Snapshot

_WRITTEN_AT_PUBLISH = ("xlsx", "csv", "parquet")
"""Files of all matches that lie beside an edition as they would be made from it; feeds hold addresses besides."""
_WRITERS = CapacityLimiter(1)
"""One file at a time is written in a process: a whole workbook takes 300 MB. Who waits takes no thread."""


class Downloads:
    """The files of the served edition."""

    def __init__(self, reader: Reader) -> None:
        """Takes the way to the edition."""
        self.reader = reader

    async def table(self, request: Request) -> Response:
        """Answers with one table as a file; 400 with one line naming the valid values where the question is wrong."""
        return await to_thread.run_sync(_answer, self._table, request, limiter=_WRITERS)

    async def maturity(self, request: Request) -> Response:
        """Answers with the audit file of maturity, which recomputes every total."""
        return await to_thread.run_sync(_answer, self._maturity, request, limiter=_WRITERS)

    def _table(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in TABLES:
            return refuse(404, f"table: no such table {name!r}; valid tables: {', '.join(sorted(TABLES))}")
        chosen = find_format(request.path_params["file_format"], formats_of(name))
        filters = read_filters(request)
        pinned = filters.pop(EDITION, "")
        choices = {key: filters.pop(key) for key in ("layout", "locale") if name == FILE and key in filters}
        check_layout((request.path_params["file_format"],), choices.get("layout"), choices.get("locale"))

        def write_rows(snapshot: Snapshot) -> ExportedTable:
            table = TABLES[name].exported(snapshot, filters)
            return lay_out(table, request.path_params["file_format"], **choices) if name == FILE else table

        with self.reader.snapshot(pinned) as snapshot:
            is_made_up = snapshot.edition.is_demo and TABLES[name].rests_on_participations
            file_name = _name_file(name, filters | choices, snapshot.edition, is_made_up=is_made_up)
            written = _find_written(snapshot, name, chosen) if not (filters or choices) else None
            if written:
                return _as_file(request, chosen, snapshot, file_name, lambda: written)
            return _as_file(request, chosen, snapshot, file_name, lambda: chosen.write(write_rows(snapshot)))

    def _maturity(self, request: Request) -> Response:
        filters = read_filters(request)
        pinned = filters.pop(EDITION, "")
        if filters:
            raise FilterError(f"{min(filters)}: no such filter; valid filters: none")
        with self.reader.snapshot(pinned) as snapshot:
            if not can_export(snapshot):
                edition = snapshot.edition.edition_id
                return refuse(404, f"edition {edition} keeps no framework of maturity; newer ones do")
            name = _name_file(NAME, {}, snapshot.edition, is_made_up=snapshot.edition.is_demo)
            chosen = find_format("xlsx", ("xlsx",))
            return _as_file(request, chosen, snapshot, name, lambda: workbook_bytes(snapshot))


def _answer(make: Callable[[Request], Response], request: Request) -> Response:
    """A file, or in one line why it is not given."""
    try:
        return make(request)
    except UsageError as error:
        return refuse(400, str(error))
    except EditionLacksError as error:
        return refuse(404, str(error))
    except (NoEditionError, OverdueError) as error:
        return refuse(503, str(error))


def _as_file(
    request: Request, chosen: FileFormat, snapshot: Snapshot, name: str, write: Callable[[], bytes | Path]
) -> Response:
    headers = edition_headers(snapshot) | {"Content-Disposition": f'attachment; filename="{name}.{chosen.ending}"'}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    content = write()
    if isinstance(content, Path):
        return FileResponse(content, media_type=chosen.media_type, headers=headers)
    return Response(content, media_type=chosen.media_type, headers=headers, background=BackgroundTask(give_back))


def _find_written(snapshot: Snapshot, name: str, chosen: FileFormat) -> Path | None:
    """The file of all matches as it was written at publish, where nobody has said anything of them since."""
    path = snapshot.edition.directory / "exports" / f"{name}.{chosen.ending}"
    is_same = name == FILE and chosen.ending in _WRITTEN_AT_PUBLISH and path.is_file()
    return path if is_same and reviews_now(snapshot).revision == edition_reviews(snapshot).revision else None


def edition_headers(snapshot: Snapshot) -> dict[str, str]:
    """What an answer made from an edition and from what users said about its matches says of them."""
    edition = snapshot.edition
    said = hash_text(reviews_now(snapshot).revision + read_public_url())
    return {
        # The address stays, the edition behind it moves: a kept copy must be asked about again.
        "Cache-Control": "no-cache",
        "ETag": f'"{edition.edition_id}-{said[:8]}"',
        "X-Interregio-Edition": edition.edition_id,
        "X-Interregio-As-Of": edition.as_of.isoformat(),
        "X-Interregio-Demo": str(edition.is_demo).lower(),
    }


def read_filters(request: Request) -> dict[str, str]:
    """The filters of the address.

    Raises:
        FilterError: one of them came twice.
    """
    given = request.query_params.multi_items()
    check_once(given)
    return dict(given)


def _name_file(table: str, filters: dict[str, str], edition: Edition, *, is_made_up: bool) -> str:
    """Table, filters and edition, so that two files in one folder can be distinguished; demonstration data says so."""
    made_up = ["demonstration-data"] if is_made_up else []
    parts = [*made_up, table, *(value for _, value in sorted(filters.items()) if value), edition.edition_id]
    return re.sub(r"[^A-Za-z0-9._-]+", "-", "_".join(parts))
