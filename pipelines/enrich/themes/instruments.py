"""Topics to which any subject may apply, by their identifiers: ``instruments.csv``, each row with its reason.

The words of column ``suits`` say what kind of project does. Used to rank topics for a text. Which topics are
matches of a partnership by their instrument, whatever its theme, is said in dbt's seed ``instrument_fits``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

INSTRUMENTS = Path(__file__).parent / "instruments.csv"
NOT_OPEN = -1


def find_open_instruments(topic_ids: pl.Series) -> NDArray[np.int64]:
    """Number of each topic's open instrument in ``open_instruments``, −1 where it is not open."""
    found = np.full(topic_ids.len(), NOT_OPEN, dtype=np.int64)
    for number, pattern in enumerate(open_instruments().get_column("pattern")):
        found[topic_ids.fill_null("").str.contains(f"(?i){pattern}").to_numpy()] = number
    return found


@cache
def open_instruments() -> pl.DataFrame:
    """One row per open instrument: ``pattern``, ``instrument``, ``suits``."""
    return pl.read_csv(INSTRUMENTS, infer_schema=False).drop("reason")
