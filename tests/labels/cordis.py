"""Real project titles and the topics that funded them, as pairs: built from ../shared/data, never committed.

    python -m tests.labels.cordis FOLDER

writes ``topics.csv`` (every topic of the release) and ``first_half.csv``, ``second_half.csv``, ``both.csv`` and
``subjects.csv`` (topics with a subject of their own) for ``interregio evaluate matching``. How the halves are
drawn is in the README beside this file.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import polars as pl

from pipelines.enrich.themes.instruments import find_open_instruments
from pipelines.enrich.themes.ranking import name_families
from tests.mirrors import REAL_DATA

RELEASE = REAL_DATA / "cordis" / "horizon_2025-04"


def read_topics() -> pl.DataFrame:
    """One row per topic: ``topic_id``, ``title``."""
    funded = _member("cordis-HORIZONprojects-csv.zip", "topics.csv")
    return funded.select(topic_id="topic", title="title").unique("topic_id", keep="first", maintain_order=True)


def read_pairs() -> pl.DataFrame:
    """One row per project with a published report: ``query_text``, ``topic_id``, ``has_subject``, ``half`` (0, 1)."""
    reports = _member("cordis-HORIZONreports-csv.zip", "reportSummaries.csv")
    funded = _member("cordis-HORIZONprojects-csv.zip", "topics.csv")
    pairs = reports.join(funded.select("projectID", "topic"), on="projectID", maintain_order="left").select(
        query_text="title", topic_id="topic"
    )
    instrument = pl.Series("instrument", find_open_instruments(pairs.get_column("topic_id")))
    drawn = name_families(pairs.get_column("topic_id")).map_elements(draw_half, return_dtype=pl.Int64)
    return pairs.with_columns(
        has_subject=instrument < 0,
        half=pl.when(instrument < 0).then(drawn.alias("drawn")).otherwise(instrument % 2),
    )


def draw_half(family: str) -> int:
    """0 or 1, by the family's name alone."""
    return int(hashlib.sha256(family.encode()).hexdigest(), 16) % 2


def main(folder: Path) -> None:
    """Writes the files."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = read_pairs()
    read_topics().write_csv(folder / "topics.csv")
    for name, rows in (
        ("first_half", pairs.filter(pl.col("half") == 0)),
        ("second_half", pairs.filter(pl.col("half") == 1)),
        ("both", pairs),
        ("subjects", pairs.filter("has_subject")),
    ):
        rows.select("query_text", "topic_id").write_csv(folder / f"{name}.csv")


def _member(archive: str, member: str) -> pl.DataFrame:
    with zipfile.ZipFile(RELEASE / archive) as opened:
        return pl.read_csv(
            io.BytesIO(opened.read(member)), separator=";", infer_schema=False, truncate_ragged_lines=True
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
