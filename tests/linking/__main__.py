"""``python -m tests.linking``: precision, recall and every error of the organisation linking, by part of the sample."""

from __future__ import annotations

import sys

import polars as pl

from tests.linking.measure import (
    count_errors,
    judge_labels,
    read_labels,
    read_release,
    read_written_labels,
    read_written_records,
)
from tests.mirrors import REAL_DATA


def main() -> None:
    """Prints one line per part, then one line per error: label, kind, the two records."""
    judged = [judge_labels(read_written_records(), read_written_labels())]
    mirror = REAL_DATA / "mirror" / "2026-08"
    if mirror.is_dir():
        judged.append(judge_labels(read_release(mirror), read_labels()))
    else:
        sys.stderr.write(f"no real release in {mirror}: the hand-written pairs alone are measured\n")
    columns = ["record_a", "record_b", "part", "label", "kind", "is_linked"]
    everything = pl.concat([part.select(columns) for part in judged])
    for part in [*everything["part"].unique().sort(), "all"]:
        measured = count_errors(everything.filter((pl.col("part") == part) | (part == "all")))
        sys.stdout.write(
            f"{part}: precision {measured.precision:.3f}, recall {measured.recall:.3f} ({measured.true_links} right, "
            f"{measured.false_links} wrong, {measured.missed_links} missed)\n"
        )
    for error in count_errors(everything).errors.iter_rows(named=True):
        sys.stdout.write(f"  {error['part']}: {error['label']}, {error['kind']}: {error['pair']}\n")


if __name__ == "__main__":
    main()
