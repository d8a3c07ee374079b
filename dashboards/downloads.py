"""Files at stable addresses: `/export/<table>.<format>?<filters>`, the same rows as the page with the same filters.

Only routes. Which tables there are is in `tables.py`, how a file is written in `warehouse.products.files`.
"""

from __future__ import annotations

import re

from flask import Flask, Response, request

from dashboards.domains import TABLES
from dashboards.session import current_snapshot
from warehouse.products.files.formats import FileFormat, find_format, formats_of
from warehouse.products.matches.query import FilterError
from warehouse.products.matches.reviews import current_reviews
from warehouse.products.maturity.export import NAME, can_export, workbook_bytes
from warehouse.store.editions import Edition
from warehouse.store.errors import EditionLacksError, NoEditionError
from warehouse.store.reader import Snapshot


def add_export_routes(server: Flask) -> None:
    """Register the routes on the server."""
    server.add_url_rule("/export/maturity.xlsx", "export_maturity", export_maturity)
    server.add_url_rule("/export/<name>.<file_format>", "export_table", export_table)
    server.add_url_rule("/feeds/<name>.<file_format>", "feed", export_table)


def export_table(name: str, file_format: str) -> Response:
    """Answer with one table as a file; 400 with one line naming the valid values where the question is wrong."""
    if name not in TABLES:
        return _refuse(404, f"table: no such table {name!r}; valid tables: {', '.join(sorted(TABLES))}")
    try:
        chosen = find_format(file_format, formats_of(name))
        snapshot = current_snapshot()
        content = chosen.write(TABLES[name].exported(snapshot, _read_filters()))
    except FilterError as error:
        return _refuse(400, str(error))
    except EditionLacksError as error:
        return _refuse(404, str(error))
    except NoEditionError as error:
        return _refuse(503, str(error))
    is_made_up = snapshot.edition.is_demo and TABLES[name].rests_on_participations
    return _as_file(content, chosen, snapshot, _name_file(TABLES[name].name, snapshot.edition, is_made_up=is_made_up))


def export_maturity() -> Response:
    """Answer with the audit file of maturity, which recomputes every total; 404 where the edition has no framework."""
    try:
        snapshot = current_snapshot()
    except NoEditionError as error:
        return _refuse(503, str(error))
    if not can_export(snapshot):
        return _refuse(404, f"edition {snapshot.edition.edition_id} keeps no framework of maturity; newer ones do")
    name = _name_file(NAME, snapshot.edition, is_made_up=snapshot.edition.is_demo)
    return _as_file(workbook_bytes(snapshot), find_format("xlsx", ("xlsx",)), snapshot, name)


def _as_file(content: bytes, chosen: FileFormat, snapshot: Snapshot, name: str) -> Response:
    edition = snapshot.edition
    return Response(
        content,
        content_type=chosen.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{chosen.ending}"',
            # The address stays, the edition behind it moves: a kept copy must be asked about again.
            "Cache-Control": "no-cache",
            "ETag": f'"{edition.edition_id}-{current_reviews(snapshot).revision[:8]}"',
            "X-Interregio-Edition": edition.edition_id,
            "X-Interregio-As-Of": edition.as_of.isoformat(),
            "X-Interregio-Demo": str(edition.is_demo).lower(),
        },
    )


def _read_filters() -> dict[str, str]:
    """The filters of the address.

    Raises:
        FilterError: one of them came twice; whichever were taken, the answer would be to half of the question.
    """
    given = request.args.to_dict(flat=False)
    for name, values in given.items():
        if len(values) > 1:
            raise FilterError(f"{name}: expected one value, came {len(values)}: {', '.join(values)}")
    return {name: values[0] for name, values in given.items()}


def _name_file(table: str, edition: Edition, *, is_made_up: bool) -> str:
    """Table, filters and edition, so that two files in one folder can be told apart; demonstration data says so."""
    made_up = ["demonstration-data"] if is_made_up else []
    parts = [*made_up, table, *(value for _, value in sorted(request.args.items()) if value), edition.edition_id]
    return re.sub(r"[^A-Za-z0-9._-]+", "-", "_".join(parts))


def _refuse(status: int, message: str) -> Response:
    return Response(message + "\n", status=status, content_type="text/plain; charset=utf-8")
