"""What a topic's identifier says of it: the instrument to which any subject may apply, and the destination.

``instruments.csv``: topics of which the applicant chooses the subject, each row with its reason, the number of
grants that a call usually awards, and the words of the kind of project that it suits. ``destinations.csv``: the
field in which a topic stands, in this project's own words; of several rows the last counts. Both are knowledge
of the programmes, used to rank topics for a text. Which topics are matches of a partnership by their
instrument, whatever its theme, is said in dbt's seed ``instrument_fits``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

INSTRUMENTS = Path(__file__).parent / "instruments.csv"
DESTINATIONS = Path(__file__).parent / "destinations.csv"
NONE = -1


def find_open_instruments(topic_ids: pl.Series) -> NDArray[np.int64]:
    """Number of each topic's open instrument in ``open_instruments``, −1 where it is not open."""
    return _last_match(topic_ids, open_instruments().get_column("pattern"))


def find_destinations(topic_ids: pl.Series) -> NDArray[np.int64]:
    """Number of each topic's destination in ``destinations``, −1 where none is known."""
    return _last_match(topic_ids, destinations().get_column("pattern"))


@cache
def open_instruments() -> pl.DataFrame:
    """One row per open instrument: ``pattern``, ``instrument``, ``grants`` (a call awards about so many), ``suits``."""
    return pl.read_csv(INSTRUMENTS, infer_schema=False).drop("reason").cast({"grants": pl.Float64})


@cache
def destinations() -> pl.DataFrame:
    """One row per destination or programme part: ``pattern``, ``words``."""
    return pl.read_csv(DESTINATIONS, infer_schema=False)


def _last_match(topic_ids: pl.Series, patterns: pl.Series) -> NDArray[np.int64]:
    found = np.full(topic_ids.len(), NONE, dtype=np.int64)
    for number, pattern in enumerate(patterns):
        found[topic_ids.fill_null("").str.contains(f"(?i){pattern}").to_numpy()] = number
    return found
