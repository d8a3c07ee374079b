"""How often the linking may err, on pairs labelled by reading; ``python -m tests.linking`` lists the errors."""

from __future__ import annotations

import polars as pl
import pytest

from tests.linking.measure import (
    Measured,
    count_errors,
    judge_labels,
    read_labels,
    read_release,
    read_written_labels,
    read_written_records,
)
from tests.mirrors import real_mirror

COLUMNS = ["record_a", "record_b", "part", "label", "kind", "is_linked"]
MIN_PRECISION, MIN_RECALL = 0.98, 0.90
# What the halves of the real release reached; lower means that a change made the rules worse.
REACHED = {"tuning": (1.0, 0.87), "held_out": (0.95, 0.82)}


@pytest.fixture(scope="module")
def written() -> pl.DataFrame:
    return judge_labels(read_written_records(), read_written_labels()).select(COLUMNS)


@pytest.fixture(scope="module")
def real() -> pl.DataFrame:
    return judge_labels(read_release(real_mirror("2026-08")), read_labels()).select(COLUMNS)


def describe(measured: Measured) -> str:
    lines = [f"precision {measured.precision:.3f}, recall {measured.recall:.3f}"]
    return "\n".join([*lines, *(str(error) for error in measured.errors.iter_rows())])


def test_written_pairs_are_told_apart(written: pl.DataFrame) -> None:
    measured = count_errors(written)
    assert measured.precision >= MIN_PRECISION, describe(measured)
    assert measured.recall >= MIN_RECALL, describe(measured)


@pytest.mark.real
def test_whole_sample_meets_the_bounds(real: pl.DataFrame, written: pl.DataFrame) -> None:
    measured = count_errors(pl.concat([real, written]))
    assert measured.precision >= MIN_PRECISION, describe(measured)
    assert measured.recall >= MIN_RECALL, describe(measured)


@pytest.mark.real
@pytest.mark.parametrize("part", REACHED)
def test_halves_of_the_release_stay_as_good_as_they_were(real: pl.DataFrame, part: str) -> None:
    measured = count_errors(real.filter(pl.col("part") == part))
    assert (measured.precision, measured.recall) >= REACHED[part], describe(measured)
    assert measured.recall >= REACHED[part][1], describe(measured)


@pytest.mark.real
def test_sample_is_as_large_as_promised_and_holds_every_stratum(real: pl.DataFrame) -> None:
    told = real.filter(pl.col("label") != "unclear")
    assert told.height >= 300
    assert set(real["kind"].str.split("/").list.first()) >= {"shared_vat", "same_name_city", "same_name_other_city"}


def test_a_judge_who_links_everything_is_found_out(written: pl.DataFrame) -> None:
    careless = count_errors(written.with_columns(pl.lit(True).alias("is_linked")))
    assert careless.recall == 1
    assert careless.precision < MIN_PRECISION
    assert careless.errors.height == written.filter(pl.col("label") == "different").height
