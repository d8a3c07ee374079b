"""How the Funding & Tenders Portal searches, its oddities included.

A query counts only as a multipart file part: a form field fails, any other body is ignored. Pages
hold 100 results at most, listings 10,000. Without a sort, records move between pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path
from typing import Any

from tests.simulator.exchange import Ask, Reply, reply_json

PATH = "/search-api/prod/rest/search"
PAGE_CAP = 100
MAXIMUM_RESULTS = 10_000

STORED_WITHOUT = ("type", "status", "programId")

Record = dict[str, Any]
Records = list[Record]
Change = Callable[[Records], Records]


class FormFieldError(Exception):
    """A part is an ordinary form field; the portal fails on it."""


class QueryFormatError(Exception):
    """The query uses what the portal does not know."""


class SearchServer:
    """The search over the listings of a mirror, one per index."""

    def __init__(self, mirror: Path) -> None:
        self._mirror = mirror
        self._times = count(1)

    def answer(self, ask: Ask, change: Change) -> Reply:
        """One page of what the query finds; ``change`` spoils what the index holds."""
        if ask.method != "POST":
            return reply_json({"message": "Request method 'GET' is not supported"}, 405)
        time = next(self._times)
        try:
            parts = read_parts(ask)
            found = find_records(change(self._read_index(ask.params.get("apiKey", ""))), parts)
        except FormFieldError:
            return reply_json({"type": "throwable"}, 500)
        except QueryFormatError:
            return reply_json({"businessError": "Invalid Query format"}, 400)
        if "sort" not in parts and found:
            found = found[time % len(found) :] + found[: time % len(found)]
        size = min(PAGE_CAP, max(1, int(ask.params.get("pageSize", PAGE_CAP))))
        start = size * (ask.page - 1)
        return reply_json(
            {
                "apiVersion": "2.151",
                "terms": ask.params.get("text", ""),
                "responseTime": 40 + time,
                "totalResults": len(found),
                "pageNumber": ask.page,
                "pageSize": size,
                "sort": None,
                "groupByField": None,
                "queryLanguage": {"language": "en", "probability": 0.0},
                "spellingSuggestion": "",
                "bestBets": [],
                "results": found[:MAXIMUM_RESULTS][start : start + size],
                "warnings": [],
            }
        )

    def _read_index(self, key: str) -> Records:
        found = self._mirror.glob(f"*{PATH}/{key}/*page-*.json")
        pages = sorted(found, key=lambda path: (not path.name.startswith("page-"), path.name))
        return [record for page in pages for record in json.loads(page.read_bytes())["results"]]


def read_parts(ask: Ask) -> dict[str, Any]:
    """The JSON file parts of a multipart body; nothing from any other body."""
    content_type = ask.headers.get("content-type", "")
    if not content_type.startswith("multipart/form-data"):
        return {}
    head = f"content-type: {content_type}\r\n\r\n".encode()
    message = message_from_bytes(head + ask.body, policy=policy.HTTP)
    parts = {}
    for part in message.iter_parts():
        if part.get_filename() is None:
            raise FormFieldError
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        parts[str(name)] = json.loads(content) if isinstance(content, bytes) else None
    return parts


def find_records(records: Records, parts: dict[str, Any]) -> Records:
    """Records that a query finds, in the order it asks for."""
    languages = parts.get("languages")
    found = [record for record in records if not languages or record.get("language") in (None, *languages)]
    if "query" in parts:
        found = [record for record in found if holds(parts["query"], record)]
    if "sort" not in parts:
        return found
    field, order = parts["sort"]["field"], parts["sort"].get("order", "ASC")
    return sorted(found, key=lambda record: "".join(_values(record, field)[:1]), reverse=order == "DESC")


def holds(query: dict[str, Any], record: Record) -> bool:
    """True if a record satisfies a query of ``bool``, ``must``, ``must_not``, ``terms``, ``term`` and ``range``.

    A record that lacks its type or status passes: some real records here were stored without, and whether the
    portal would have found them cannot be established.
    """
    ((kind, body),) = query.items()
    if kind == "bool":
        if set(body) - {"must", "must_not"}:
            raise QueryFormatError
        return all(holds(one, record) for one in body.get("must", ())) and not any(
            holds(one, record) for one in body.get("must_not", ())
        )
    if kind not in ("terms", "term", "range"):
        raise QueryFormatError
    ((field, wanted),) = body.items()
    values = _values(record, field)
    if not values:
        return field in STORED_WITHOUT
    if kind == "range":
        return any(wanted.get("gte", "") <= value <= wanted.get("lte", "9999") for value in values)
    return bool(set(values) & set(map(str, wanted if kind == "terms" else [wanted])))


def _values(record: Record, field: str) -> list[str]:
    values = (record.get("metadata") or {}).get(field) or []
    return [str(value) for value in (values if isinstance(values, list) else [values])]
