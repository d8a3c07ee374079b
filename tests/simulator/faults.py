"""Every fault that a publisher can have, by name: in its conduct, in a file's content, in a listing's records.

Which status and which words each must end in is in ``tests.faults``.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.mirrors import PACKED_AT
from tests.simulator.exchange import Ask, Reply, reply_html
from tests.simulator.search import Record, Records

Conduct = Callable[[Ask, Reply, Callable[[Ask], Reply], int], Reply]
"""Question, honest reply, the way to an honest reply to another question, times struck before → reply."""

LONG_AGO, FAR_OFF = datetime(1999, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
HUGE_CHARACTERS = 10_000_000
BOMB_BYTES = 80_000_000


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        tells: what it is, for the list of faults.
        conduct: how the publisher behaves.
        content: what becomes of a file's bytes.
        records: what becomes of a listing's records.
        times: how often it strikes; None for ever.
        is_refusal: nobody listens at the source's address.
    """

    tells: str
    conduct: Conduct | None = None
    content: Callable[[bytes], bytes] | None = None
    records: Callable[[Records], Records] | None = None
    times: int | None = None
    is_refusal: bool = False


# Conduct


def always(change: Callable[[Reply], Reply]) -> Conduct:
    """A conduct that depends on nothing but the honest reply."""
    return lambda _ask, reply, _answer, _struck: change(reply)


def say_status(status: int, **headers: str) -> Conduct:
    """Another status instead of the reply."""
    return always(lambda _: Reply(status, {}, b"Sorry").with_headers(**headers))


def redirect(ask: Ask, _reply: Reply, _answer: Callable[[Ask], Reply], struck: int) -> Reply:
    """Leads on and on, to the same place by other names."""
    return Reply(302, {"location": f"/{ask.source}{ask.path}?round={struck}"})


def cut_in_the_middle(reply: Reply) -> Reply:
    """Resets the connection half-way."""
    return replace(reply, cut_after=len(reply.body) // 2)


def repeat_page(ask: Ask, reply: Reply, answer: Callable[[Ask], Reply], _struck: int) -> Reply:
    """Gives the first page for the second one."""
    return answer(ask.for_page(1)) if ask.page == 2 else reply


def lose_page(ask: Ask, reply: Reply, _answer: Callable[[Ask], Reply], _struck: int) -> Reply:
    """Gives the second page without its records."""
    return change_page(reply, lambda page: {**page, "results": []}) if ask.page == 2 else reply


def lose_page_once(ask: Ask, reply: Reply, answer: Callable[[Ask], Reply], struck: int) -> Reply:
    """The same on the first reading alone."""
    return lose_page(ask, reply, answer, struck) if struck < 2 else reply


def change_total(ask: Ask, reply: Reply, _answer: Callable[[Ask], Reply], struck: int) -> Reply:
    """Says another total with every answer."""
    return change_page(reply, lambda page: {**page, "totalResults": page["totalResults"] + struck})


def change_total_once(ask: Ask, reply: Reply, answer: Callable[[Ask], Reply], struck: int) -> Reply:
    """Grows while it is read for the first time."""
    return change_total(ask, reply, answer, min(struck, 1)) if struck < 2 else reply


def move_first_page(ask: Ask, reply: Reply, _answer: Callable[[Ask], Reply], struck: int) -> Reply:
    """Holds other records on the first page every time it is asked for, the total being the same."""
    if ask.page != 1:
        return reply
    return change_page(reply, lambda page: {**page, "results": [*page["results"][struck:], *page["results"][:struck]]})


def change_page(reply: Reply, change: Callable[[Record], Record]) -> Reply:
    """A search page with other content."""
    return replace(reply, body=json.dumps(change(json.loads(reply.body))).encode())


# Content of an archive


def in_member(member: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Spoils one member of the archives that have it; others of the publisher stay as they are."""
    return in_archive(
        lambda members: {name: change(kept) if name == member else kept for name, kept in members.items()}
    )


def in_archive(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Callable[[bytes], bytes]:
    """Spoils an archive's members."""

    def spoil(content: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, member in change(members).items():
                info = zipfile.ZipInfo(name, PACKED_AT)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, member)
        return packed.getvalue()

    return spoil


def in_rows(change: Callable[[list[list[str]]], list[list[str]]]) -> Callable[[bytes], bytes]:
    """Spoils the rows of a member, its header row first."""

    def spoil(content: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(change(rows))
        return text.getvalue().encode()

    return spoil


def in_organizations(change: Callable[[list[list[str]]], list[list[str]]]) -> Callable[[bytes], bytes]:
    """Spoils the participations of the CORDIS archive."""
    return in_member("organization.csv", in_rows(change))


def set_cell(column: str, value: str) -> Callable[[bytes], bytes]:
    """Another value in the first participation's column."""

    def change(rows: list[list[str]]) -> list[list[str]]:
        place = rows[0].index(column)
        first = [value if number == place else cell for number, cell in enumerate(rows[1])]
        return [rows[0], first, *rows[2:]]

    return in_organizations(change)


def rename_column(old: str, new: str) -> Callable[[bytes], bytes]:
    """Another name for a column of participations."""
    return in_organizations(lambda rows: [[new if name == old else name for name in rows[0]], *rows[1:]])


def reorder_columns(rows: list[list[str]]) -> list[list[str]]:
    """The same columns the other way round."""
    return [row[::-1] for row in rows]


def encode_in_latin(content: bytes) -> bytes:
    """The member in ISO 8859-1, with a letter that shows it."""
    return content.replace(b"Example", "Exämple".encode("latin-1"), 1)


# Records of a listing


def keep_three_fifths(rows: list[Any]) -> list[Any]:
    """The first rows alone."""
    return rows[: len(rows) * 3 // 5]


def lose_features(reply: Reply) -> Reply:
    """A collection with two fifths of its outlines gone."""
    content = json.loads(reply.body)
    return replace(reply, body=json.dumps({**content, "features": keep_three_fifths(content["features"])}).encode())


def set_metadata(**values: list[str]) -> Callable[[Records], Records]:
    """Other metadata in the first record."""
    return lambda records: [{**records[0], "metadata": {**records[0]["metadata"], **values}}, *records[1:]]


def set_budget(content: object) -> Callable[[Records], Records]:
    """Another budget in the first record."""
    return set_metadata(budgetOverview=[json.dumps(content)])


def rename_metadata(old: str, new: str) -> Callable[[Records], Records]:
    """Another name for a metadata key, in every record."""
    return lambda records: [
        {**one, "metadata": {new if key == old else key: value for key, value in one["metadata"].items()}}
        for one in records
    ]


def budget(action: object, years: tuple[str, ...] = ("2026",)) -> dict[str, object]:
    """A budget overview in the portal's form."""
    return {"budgetYearsColumns": list(years), "budgetTopicActionMap": {"1": action}}


ACTION = {
    "action": "HORIZON-EX-2026-01-01 - HORIZON-RIA",
    "budgetYearMap": {"2026": 62_000_000},
    "expectedGrants": 4,
    "minContribution": 10_000_000,
    "maxContribution": 15_000_000,
}

FAULTS: dict[str, Fault] = {
    "none": Fault("no fault at all"),
    "refused": Fault("nobody listens", is_refusal=True),
    "reset_once": Fault("reset mid-body, then fine", conduct=always(cut_in_the_middle), times=1),
    "reset_for_good": Fault("reset mid-body every time", conduct=always(lambda reply: replace(reply, cut_after=7))),
    "stall": Fault("30 s of silence", conduct=always(lambda reply: replace(reply, stall_seconds=30.0))),
    "drip": Fault("a byte now and then", conduct=always(lambda reply: replace(reply, drip_seconds=0.1))),
    "429_retry_after": Fault("429 with Retry-After, then fine", conduct=say_status(429, retry_after="1"), times=1),
    "429_retry_after_date": Fault(
        "429 with Retry-After as a date, a second from the server's own far-off now, then fine",
        conduct=say_status(
            429,
            date=format_datetime(FAR_OFF, usegmt=True),
            retry_after=format_datetime(FAR_OFF + timedelta(seconds=1), usegmt=True),
        ),
        times=1,
    ),
    "429_retry_after_past": Fault(
        "429 with Retry-After in the past, then fine",
        conduct=say_status(429, retry_after=format_datetime(LONG_AGO, usegmt=True)),
        times=1,
    ),
    "429_retry_after_long": Fault("429 with an hour of Retry-After", conduct=say_status(429, retry_after="3600")),
    "429_then_fine": Fault("429 without Retry-After, then fine", conduct=say_status(429), times=1),
    "429_for_good": Fault("429 without Retry-After, for good", conduct=say_status(429)),
    "500_then_fine": Fault("500, then fine", conduct=say_status(500), times=1),
    "500_for_good": Fault("500 for good", conduct=say_status(500)),
    "404": Fault("not there", conduct=say_status(404)),
    "redirect_loop": Fault("redirects without end", conduct=redirect),
    "redirect_elsewhere": Fault("redirect to a file", conduct=say_status(302, location="file:///etc/passwd")),
    "html": Fault("an HTML page with status 200", conduct=always(lambda _: reply_html())),
    "empty_body": Fault("nothing with status 200", conduct=always(lambda reply: replace(reply, body=b""))),
    "truncated": Fault(
        "half the bytes, said to be all",
        conduct=always(lambda reply: replace(reply, body=reply.body[: len(reply.body) // 2])),
    ),
    "no_ranges": Fault(
        "reset mid-body, then the whole file instead of its rest",
        conduct=lambda ask, reply, answer, struck: (
            cut_in_the_middle(reply) if struck == 0 else answer(replace(ask, headers={}))
        ),
    ),
    "modified_in_future": Fault(
        "Last-Modified in the future, no ETag",
        conduct=always(lambda reply: replace(reply, headers={"last-modified": format_datetime(FAR_OFF, usegmt=True)})),
    ),
    "date_far_off": Fault(
        "the server's clock is decades off",
        conduct=always(lambda reply: reply.with_headers(date=format_datetime(LONG_AGO, usegmt=True))),
    ),
    "page_repeated": Fault("the first page comes as the second too", conduct=repeat_page),
    "page_lost": Fault("the second page comes without records", conduct=lose_page),
    "page_lost_once": Fault("the same, on the first reading alone", conduct=lose_page_once),
    "total_changes": Fault("the total grows with every page", conduct=change_total),
    "total_changes_once": Fault("the same, on the first reading alone", conduct=change_total_once),
    "first_page_moves": Fault("the first page's records change while the others are read", conduct=move_first_page),
    "zip_parent_member": Fault(
        "a member named ../", content=in_archive(lambda members: {**members, "../evil.csv": b"x"})
    ),
    "zip_bomb": Fault(
        "a member of zeros without end", content=in_archive(lambda members: {**members, "bomb.csv": bytes(BOMB_BYTES)})
    ),
    "wrong_encoding": Fault("ISO 8859-1", content=in_member("organization.csv", encode_in_latin)),
    "wrong_encoding_json": Fault(
        "ISO 8859-1 in JSON", conduct=always(lambda reply: replace(reply, body=encode_in_latin(reply.body)))
    ),
    "renamed_column": Fault("a column renamed", content=rename_column("netEcContribution", "netContribution")),
    "missing_column": Fault(
        "the last column missing", content=in_organizations(lambda rows: [row[:-1] for row in rows])
    ),
    "new_column": Fault(
        "a column more",
        content=in_organizations(lambda rows: [[*row, "1" if place else "gender"] for place, row in enumerate(rows)]),
    ),
    "reordered_columns": Fault("columns in another order", content=in_organizations(reorder_columns)),
    "doubled_rows": Fault(
        "every participation twice", content=in_organizations(lambda rows: [rows[0], *rows[1:], *rows[1:]])
    ),
    "negative_money": Fault("a negative contribution", content=set_cell("netEcContribution", "-200000.50")),
    "money_in_words": Fault("a contribution that is no number", content=set_cell("netEcContribution", "plenty")),
    "rows_lost": Fault("two fifths of the rows gone", content=in_organizations(keep_three_fifths)),
    "records_lost": Fault("two fifths of the records gone", records=keep_three_fifths),
    "outlines_lost": Fault("two fifths of the outlines gone", conduct=always(lose_features)),
    "key_in_words": Fault(
        "a project number that is none",
        content=in_member("webLink.csv", lambda content: content.replace(b'"900000001"', b'"none"', 1)),
    ),
    "unknown_nuts": Fault("a NUTS code of no version", content=set_cell("nutsCode", "ZZ999")),
    "formula_cell": Fault("a cell with a formula", content=set_cell("name", '=HYPERLINK("https://example.org")')),
    "huge_cell": Fault("a cell of 10 million characters", content=set_cell("name", "x" * HUGE_CHARACTERS)),
    "huge_quoted_cell": Fault("the same with quotes inside", content=set_cell("name", '"y" ' * (HUGE_CHARACTERS // 4))),
    "doubled_records": Fault("every record twice", records=lambda records: records * 2),
    "renamed_key": Fault("a metadata key renamed", records=rename_metadata("deadlineDate", "deadline")),
    "new_key": Fault("a metadata key more", records=set_metadata(novelty=["x"])),
    "missing_results": Fault(
        "a page without its results",
        conduct=always(lambda reply: change_page(reply, lambda page: {"totalResults": page["totalResults"]})),
    ),
    "ignored_query": Fault(
        "the query is not heard and everything listed",
        conduct=always(lambda reply: change_page(reply, lambda page: {**page, "totalResults": 4_170_000})),
    ),
    "date_with_offset": Fault(
        "date with an offset", records=set_metadata(deadlineDate=["2025-03-06T00:00:00.000+0100"])
    ),
    "date_in_epoch": Fault("date in milliseconds", records=set_metadata(deadlineDate=["1733353200000"])),
    "date_in_words": Fault("date in words", records=set_metadata(deadlineDate=["11 July 2024"])),
    "date_iso": Fault("plain ISO date", records=set_metadata(deadlineDate=["2024-12-05"])),
    "budget_in_list": Fault("budget as a list of actions", records=set_budget(budget([ACTION]))),
    "budget_single": Fault("budget as one action", records=set_budget(budget(ACTION))),
    "budget_in_texts": Fault(
        "amounts as texts, year 0", records=set_budget(budget([{**ACTION, "budgetYearMap": {"0": "62000000"}}], ("0",)))
    ),
    "budget_whole_call": Fault(
        "smallest and largest grant are the whole budget",
        records=set_budget(budget([{**ACTION, "minContribution": 62_000_000, "maxContribution": 62_000_000}])),
    ),
    "budget_only_years": Fault(
        "smallest and largest grant are 0",
        records=set_budget(budget([{**ACTION, "minContribution": 0, "maxContribution": 0}])),
    ),
    "budget_negative": Fault(
        "a negative budget", records=set_budget(budget([{**ACTION, "budgetYearMap": {"2026": -1}}]))
    ),
    "huge_record": Fault(
        "a text of 10 million characters, in the last record",
        records=lambda records: set_metadata(descriptionByte=["x" * HUGE_CHARACTERS])(records[::-1])[::-1],
    ),
}
