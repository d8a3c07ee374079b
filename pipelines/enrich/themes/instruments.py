"""Topics that name no subject of their own, by their identifiers: ``instruments.csv``, each row with its reason.

``broad``: the topic is a match by its instrument and not by its theme. ``open``: any subject may apply,
and the words of column ``suits`` say what kind of project does. A topic can be both.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

INSTRUMENTS = Path(__file__).parent / "instruments.csv"
NOT_OPEN = -1


def is_broad(topic_ids: pl.Series) -> pl.Series:
    """Whether each topic belongs to a broad instrument."""
    pattern = "|".join(_of_kind("broad").get_column("pattern"))
    return topic_ids.fill_null("").str.contains(f"(?i){pattern}")


def find_open_instruments(topic_ids: pl.Series) -> NDArray[np.int64]:
    """Number of each topic's open instrument in ``open_instruments``, −1 where it is not open."""
    found = np.full(topic_ids.len(), NOT_OPEN, dtype=np.int64)
    for number, pattern in enumerate(open_instruments().get_column("pattern")):
        found[topic_ids.fill_null("").str.contains(f"(?i){pattern}").to_numpy()] = number
    return found


def open_instruments() -> pl.DataFrame:
    """One row per open instrument: ``pattern``, ``instrument``, ``suits``."""
    return _of_kind("open").select("pattern", "instrument", "suits")


@cache
def _of_kind(kind: str) -> pl.DataFrame:
    return pl.read_csv(INSTRUMENTS, infer_schema=False).filter(pl.col("kind") == kind)
