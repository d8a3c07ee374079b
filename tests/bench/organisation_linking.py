"""What linking organisations costs: ``python -m tests.bench.organisation_linking``.

Time and peak memory on the real release and on one grown by half with invented names. Bounds are not tested here: the
machine that runs the tests is shared.
"""

from __future__ import annotations

import resource
import sys
import time

import polars as pl

from pipelines.enrich.organisation_overrides import no_overrides
from pipelines.enrich.organisations import link_organisations
from tests.linking.measure import read_parameters, read_release, read_words
from tests.mirrors import real_mirror

KIBIBYTES = 1024


def main() -> None:
    """Prints one line per size: records, seconds, peak memory in MiB, organisations found."""
    release = read_release(real_mirror("2026-08"))
    for records in (release, pl.concat([release, invent(release.head(release.height // 2))])):
        started = time.perf_counter()
        linked = link_organisations(records, read_words(), read_parameters(), no_overrides())
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES
        found = linked.links["organisation_id"].n_unique()
        sys.stdout.write(f"{records.height} records: {seconds:.1f} s, peak {peak:.0f} MiB, {found} organisations\n")


def invent(records: pl.DataFrame) -> pl.DataFrame:
    """Records like the given ones under codes, VAT numbers and names of their own: the names read backwards."""
    return records.with_columns(
        pl.concat_str(pl.lit("cordis:7"), "pic").alias("record_id"),
        pl.concat_str(pl.lit("7"), "pic").alias("pic"),
        pl.concat_str("vat_number", pl.lit("7")).alias("vat_number"),
        pl.col("organisation_name").str.reverse().alias("organisation_name"),
    )


if __name__ == "__main__":
    main()
