"""The addresses that give out forms of partnerships and take them filled in."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from email.message import Message
from functools import partial
from pathlib import PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from dashboards.access.guard import LARGEST_BODY, read_body
from dashboards.access.people import TOKEN, People, Person
from dashboards.answers import refuse, respond
from dashboards.downloads import read_filters
from dashboards.report.page import FORMATS, HERE, PATH, answered_form, form_page, taken_page
from dashboards.serving import Pages
from warehouse.products.matches.query import check_choice
from warehouse.products.statements import Statements
from warehouse.store.errors import NoEditionError, UsageError

_FIELD = re.compile(r"([a-z_]+)\.([0-9]{1,4})\.([a-z_]+)")


class ReportForm:
    """Forms of partnerships, out and in."""

    def __init__(self, pages: Pages, people: People, statements: Statements) -> None:
        """Takes what draws pages, who may write what, and what knows forms and their check."""
        self.pages, self.people, self.statements = pages, people, statements

    async def give(self, request: Request) -> Response:
        """Answers with a workbook or short form, with what is known of a partnership filled in."""
        person = self.people.find_writer(request)
        if person is None:
            return refuse(403, "forms hold what the inbox says: they are given to people who may hand them in")
        return await run_in_threadpool(self._give, request, person)

    def _give(self, request: Request, person: Person) -> Response:
        try:
            asked = {"format": "xlsx"} | {name: value for name, value in read_filters(request).items() if value}
            for name in set(asked) - {"format", "partnership"}:
                check_choice("filter", name, ("format", "partnership"))
            check_choice("format", asked["format"], (HERE, *FORMATS))
            if not re.fullmatch(r"[a-z0-9-]{0,80}", partnership := asked.get("partnership", "")):
                return refuse(400, "partnership: expected an id of lower-case letters, digits and hyphens")
            if partnership and not person.may_write_of(partnership):
                return refuse(403, f"{person.name} may not state {partnership}")
            if asked["format"] == HERE:
                page = form_page(partnership, self.statements.questions(self.pages.reader.home, partnership), person)
                return respond(request, self.pages.draw(page, PATH), {"Cache-Control": "no-store"})
            content = self.statements.form(self.pages.reader.home, partnership, asked["format"])
        except NoEditionError as error:
            return refuse(503, str(error))
        except UsageError as error:
            return refuse(400, str(error))
        name = f"{partnership or 'partnerships'}.{asked['format']}"
        headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=FORMATS[asked["format"]], headers=headers)

    async def take(self, request: Request) -> Response:
        """Checks a file, puts it into the inbox if asked to and sound, and answers with what was found."""
        if refused := self.people.refuse_writing(request):
            return refused
        body = await read_body(request, LARGEST_BODY)
        if body is None:
            return refuse(413, f"statement: expected at most {LARGEST_BODY} bytes")
        fields = _read_fields(request.headers.get("content-type", ""), body)
        person = self.people.find(request)
        if refused := self.people.refuse_token(person, fields.get(TOKEN, ("", b""))[1].decode("utf-8", "replace")):
            return refused
        assert person is not None  # noqa: S101 - else refused
        name, content = fields.get("statement", ("", b""))
        if "partnership_id" in fields:
            texts = {field: given.decode("utf-8", "replace").strip() for field, (_, given) in fields.items()}
            work = partial(self._state, request, person, texts)
        elif re.fullmatch(r"[^./\\\x00-\x1f][^/\\\x00-\x1f]{0,99}\.(xlsx|toml)", name):
            work = partial(self._take, request, person, name, content, "hand_in" in fields)
        else:
            return refuse(400, f"statement: expected a file whose name ends in .xlsx or .toml, came {name[:120]!r}")
        try:
            return await run_in_threadpool(work)
        except (NoEditionError, OSError) as error:
            return refuse(503, str(error))

    def _take(self, request: Request, person: Person, name: str, content: bytes, is_for_inbox: bool) -> Response:
        with self.pages.reader.snapshot() as snapshot:
            taken = self.statements.take(
                snapshot,
                name,
                content,
                is_for_inbox=is_for_inbox,
                said_by=person.said_by,
                allowed=person.allowed,
            )
            page = taken_page(name, taken, person)
            return respond(request, self.pages.draw(page, PATH), {"Cache-Control": "no-store"})

    def _state(self, request: Request, person: Person, texts: Mapping[str, str]) -> Response:
        partnership_id, answers = texts["partnership_id"], _read_answers(texts)
        with self.pages.reader.snapshot() as snapshot:
            taken = self.statements.state(
                snapshot,
                answers,
                is_for_inbox="hand_in" in texts,
                said_by=person.said_by,
                allowed=person.allowed,
            )
            form = answered_form(texts, self.statements.questions(snapshot.home, ""), answers, person)
            page = taken_page(partnership_id[:80], taken, person, form)
            return respond(request, self.pages.draw(page, PATH), {"Cache-Control": "no-store"})


def _read_answers(texts: Mapping[str, str]) -> dict[str, object]:
    """What the fields of the short form say, by sheet and row; a row without a word is none."""
    rows: dict[str, dict[int, dict[str, str]]] = {}
    for name, text in texts.items():
        place = _FIELD.fullmatch(name)
        if place and text:
            rows.setdefault(place[1], {}).setdefault(int(place[2]), {})[place[3]] = text
    answers: dict[str, object] = {sheet: [found[number] for number in sorted(found)] for sheet, found in rows.items()}
    with suppress(ValueError):
        answers["stated_on"] = date.fromisoformat(texts.get("stated_on", ""))
    return {**answers, "partnership_id": texts["partnership_id"]}


def _read_fields(content_type: str, body: bytes) -> dict[str, tuple[str, bytes]]:
    """File name and content of each field of a form with files; nothing of a body that is none."""
    stated = Message()
    stated["content-type"] = content_type
    boundary = stated.get_param("boundary")
    if stated.get_content_type() != "multipart/form-data" or not isinstance(boundary, str) or not boundary:
        return {}
    fields = {}
    for part in (b"\r\n" + body).split(f"\r\n--{boundary}".encode())[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        names = dict(re.findall(r'\b(name|filename)="([^"]*)"', head.decode("utf-8", "replace")))
        if "name" in names:
            fields[names["name"]] = (PurePosixPath(names.get("filename", "").replace("\\", "/")).name, content)
    return fields
