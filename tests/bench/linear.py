"""Whether readers, sanitisers and writers take time in proportion to what they are given.

    python -m tests.bench.linear

Gives each its input at three sizes, prints seconds and how much longer each doubling took, and ends with 1 if
one took more than 2.4 times as long. `tests/ingest/test_linear.py` takes the cheap ones at one and four times.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.commands.recount import _join_torn
from pipelines.ingest.errors import ContractError
from pipelines.ingest.html import clean_html
from pipelines.ingest.parsing import read_delimited
from pipelines.ingest.search_listing import ENVELOPE, read_extent, read_records, shape_record
from pipelines.sources.registry.workbook.check import check_workbook
from pipelines.sources.registry.workbook.template import template_bytes
from tests.bench.workbook import export_of
from warehouse.products.files.workbook import write_workbook

LONGEST = 2.4


@dataclass(frozen=True)
class Case:
    """One reader and an input that grows.

    Attributes:
        name: what the input is.
        prepare: makes the input, so many times its size.
        read: takes it.
    """

    name: str
    prepare: Callable[[int], Any]
    read: Callable[[Any], object]


def of_text(name: str, read: Callable[[str], object], start: str, unit: str, times: int) -> Case:
    """A text that repeats a unit."""
    return Case(name, lambda size: start + unit * times * size, read)


def _read(text: str) -> None:
    with suppress(ContractError):
        read_delimited(text.encode(), where="file", columns={"a": "a", "b": "b", "c": "c"})


def _join(text: str) -> None:
    list(_join_torn(iter(text.splitlines()), 3))


CHEAP = (
    of_text("lines end in CR", _read, '"a";"b";"c"', '\r"1";"2";"3"', 10_000),
    of_text("all header", _read, '"a', '";"b', 10_000),
    of_text("quotes that never close", _read, "a;b;c\n", '"x"y;z\n', 10_000),
    of_text("fields that never close", _read, "a;b;c\n", '"a;', 10_000),
    of_text("torn records", _read, '"a";"b";"c"\n', '"a";"b" x";"c";"d"\n', 5_000),
    of_text("torn records counted", _join, "", '"a";"b\n', 10_000),
    *(of_text(f"{unit} never closed", clean_html, "", unit, 20_000) for unit in ("<ul><li>", "<div>", "<b ")),
)


def _search_page(size: int) -> str:
    record = {"reference": "1TOPICSen", "title": "Water", "metadata": {"identifier": ["A"], "topics": ["<p>reuse</p>"]}}
    results = [{**record, "reference": f"{number}TOPICSen"} for number in range(600 * size)]
    return json.dumps({"totalResults": len(results), "results": results})


def _read_page(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page-0001.json"
        path.write_text(text, encoding="utf-8")
        read_extent(path)
        for _, record in read_records(path, path.name):
            shape_record(record, ENVELOPE, {"identifier": "identifier"})


def _registry_workbook(size: int) -> bytes:
    meeting = {"partnership_id": "water", "event_date": date(2025, 1, 1), "event_kind": "plenary meeting"}
    rows = [{**meeting, "event_id": f"e{number}"} for number in range(1_000 * size)]
    return template_bytes(rows={"events": rows}, stated_on=date(2026, 7, 1))


def _check(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "water.xlsx"
        path.write_bytes(content)
        check_workbook(path)


CASES = (
    *CHEAP,
    Case("pages of the search", _search_page, _read_page),
    Case("registry workbook, read and checked", _registry_workbook, _check),
    Case("workbook of matches, written", lambda size: export_of(2_000 * size), write_workbook),
)


def measure(case: Case, size: int) -> float:
    """Seconds of processor for an input of so many times its size, the best of three.

    Garbage is collected between readings, as a whole collection falls into some sizes and not into others.
    """
    given, best = case.prepare(size), float("inf")
    for _ in range(3):
        gc.collect()
        gc.disable()
        began = time.process_time()
        case.read(given)
        best = min(best, time.process_time() - began)
        gc.enable()
    return best


def main() -> int:
    """Prints the figures."""
    worst = 0.0
    for case in CASES:
        once, twice, more = (measure(case, size) for size in (4, 8, 16))
        worst = max(worst, twice / once, more / twice)
        sys.stdout.write(f"{case.name:<38}{more:8.3f} s   x{twice / once:.2f}   x{more / twice:.2f}\n")
    sys.stdout.write(f"longest doubling x{worst:.2f}, at most x{LONGEST}\n")
    return int(worst > LONGEST)


if __name__ == "__main__":
    sys.exit(main())
