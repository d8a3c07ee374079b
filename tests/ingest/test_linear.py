"""Readers take time in proportion to what they read, however broken it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from pipelines.commands.recount import _join_torn
from pipelines.ingest.errors import ContractError
from pipelines.ingest.html import MAXIMUM_DEPTH, clean_html
from pipelines.ingest.parsing import read_delimited


def read(text: str) -> None:
    with suppress(ContractError):
        read_delimited(text.encode(), where="file", columns={"a": "a", "b": "b", "c": "c"})


def join_torn(text: str) -> None:
    list(_join_torn(iter(text.splitlines()), 3))


@pytest.mark.parametrize(
    ("read", "start", "unit", "times"),
    [
        pytest.param(read, '"a";"b";"c"', '\r"1";"2";"3"', 10_000, id="lines end in CR"),
        pytest.param(read, '"a', '";"b', 10_000, id="all header"),
        pytest.param(read, "a;b;c\n", '"x"y;z\n', 10_000, id="quotes that never close"),
        pytest.param(read, "a;b;c\n", '"a;', 10_000, id="fields that never close"),
        pytest.param(read, '"a";"b";"c"\n', '"a";"b" x";"c";"d"\n', 5_000, id="torn records"),
        pytest.param(join_torn, "", '"a";"b\n', 10_000, id="torn records counted"),
        *(
            pytest.param(clean_html, "", unit, 20_000, id=f"{unit} never closed")
            for unit in ("<ul><li>", "<div>", "<b ")
        ),
    ],
)
def test_four_times_the_input_takes_about_four_times_as_long(
    read: Callable[[str], object], start: str, unit: str, times: int
) -> None:
    def measure(text: str) -> float:
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            read(text)
            best = min(best, time.process_time() - began)
        return best

    once, more = measure(start + unit * times), measure(start + unit * 4 * times)
    # Quadratic time would be sixteen times as long; what takes less than a moment is not measured well.
    assert more <= 9 * max(once, 0.005)


def test_markup_deeper_than_the_limit_keeps_its_words() -> None:
    cleaned = clean_html("<div>word " * 2 * MAXIMUM_DEPTH)
    assert cleaned is not None
    assert cleaned.html.count("<div>") == MAXIMUM_DEPTH
    assert cleaned.text.split() == ["word"] * 2 * MAXIMUM_DEPTH
