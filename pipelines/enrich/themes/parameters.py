"""The numbers of the engine: rows of ``parameters.csv``, each with its reason."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

PARAMETERS = Path(__file__).parent / "parameters.csv"


@cache
def read_parameters() -> dict[str, float]:
    """Value of every parameter by its name."""
    with PARAMETERS.open(encoding="utf-8", newline="") as file:
        return {row["parameter"]: float(row["value"]) for row in csv.DictReader(file)}
