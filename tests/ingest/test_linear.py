"""Readers take time in proportion to what they read, however broken; `tests.bench.linear` measures every doubling."""

from __future__ import annotations

import pytest

from pipelines.ingest.html import MAXIMUM_DEPTH, clean_html
from tests.bench.linear import CHEAP, Case, measure


@pytest.mark.parametrize("case", CHEAP, ids=lambda case: case.name)
def test_four_times_the_input_takes_about_four_times_as_long(case: Case) -> None:
    once, more = measure(case, 1), measure(case, 4)
    # Quadratic time would be sixteen times as long; what takes less than a moment is not measured well.
    assert more <= 9 * max(once, 0.005)


def test_markup_deeper_than_the_limit_keeps_its_words() -> None:
    cleaned = clean_html("<div>word " * 2 * MAXIMUM_DEPTH)
    assert cleaned is not None
    assert cleaned.html.count("<div>") == MAXIMUM_DEPTH
    assert cleaned.text.split() == ["word"] * 2 * MAXIMUM_DEPTH
