"""Real project titles and the topics that funded them, as pairs: built from ../shared/data, never committed.

    python -m tests.labels.cordis FOLDER

writes ``topics.csv`` (every topic of the release with a subject of its own) and ``pairs.csv`` (their projects) for
``interregio evaluate matching``.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import polars as pl

from tests.mirrors import REAL_DATA

RELEASE = REAL_DATA / "cordis" / "horizon_2025-04"
# Calls to which any subject may apply: their titles tell none.
OPEN_CALLS = r"(?i)^(?:HORIZON-)?(?:MSCA|ERC|EIC|EIE|EIT|WIDERA|KDT-JU|EURATOM)|OPEN|TALENTS|ERA-"
REPORT_PREFIX = r"^Periodic Reporting for period \d+ - "


def main(folder: Path) -> None:
    """Writes the files."""
    folder.mkdir(parents=True, exist_ok=True)
    funded = _member("cordis-HORIZONprojects-csv.zip", "topics.csv").filter(~pl.col("topic").str.contains(OPEN_CALLS))
    topics = funded.select(topic_id="topic", title="title").unique("topic_id", keep="first", maintain_order=True)
    topics.write_csv(folder / "topics.csv")
    reports = _member("cordis-HORIZONreports-csv.zip", "reportSummaries.csv")
    reports.join(funded.select("projectID", "topic"), on="projectID", maintain_order="left").select(
        pl.col("title").str.replace(REPORT_PREFIX, "").alias("query_text"), pl.col("topic").alias("topic_id")
    ).write_csv(folder / "pairs.csv")


def _member(archive: str, member: str) -> pl.DataFrame:
    with zipfile.ZipFile(RELEASE / archive) as opened:
        return pl.read_csv(
            io.BytesIO(opened.read(member)), separator=";", infer_schema=False, truncate_ragged_lines=True
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
