"""What an edition says calls ask for, against what people read in their texts.

A label that is empty says that the stored text does not tell. A value that the edition read from the text or the
portal's table is then invented; one that it takes from a dated rule or a shipped fact, and calls so, claims nothing of
the text and is counted apart. So are cells that people filled from an annex, which is not stored.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl

NO_TEXT = ("rule", "shipped")
"""Evidence that claims nothing of the text."""
KINDS = ("right", "wrong", "missing", "invented")
FIELDS: Mapping[str, tuple[str, str]] = {
    "min_entities": ("min_entities", "value_high"),
    "min_countries": ("min_countries", "value_high"),
    "trl_start_min": ("trl_start", "value_low"),
    "trl_end_min": ("trl_end", "value_low"),
    "trl_end_max": ("trl_end", "value_high"),
    "funding_rate_pct": ("funding_rate", "both"),
    "grant_min_eur": ("grant", "value_low"),
    "grant_max_eur": ("grant", "value_high"),
    "is_grant_range_binding": ("is_grant_range_binding", "yes_no"),
    "topic_budget_eur": ("topic_budget", "value_high"),
    "expected_grants": ("expected_grants", "both"),
    "stages": ("stages", "value_high"),
    "lump_sum": ("lump_sum", "yes_no"),
    "fstp": ("third_party_support", "yes_no"),
}
"""Columns of the labels: the condition that each is held against, and what of its value."""
FEWEST_CELLS = 10
"""Fields with fewer filled cells are listed and take no part in the pooled figures."""


def measure_conditions(labels: pl.DataFrame, conditions: pl.DataFrame) -> dict[str, Any]:
    """Counts of cells that are right, wrong, missing and invented.

    Args:
        labels: ``topic_id``, some of ``FIELDS``, and ``fields_from_annex`` (names joined by ``;``), all as text.
        conditions: the edition's ``topic_id``, ``condition``, ``value_low``, ``value_high``, ``condition_evidence``.

    Returns:
        ``fields``: per field the four counts over cells that were read in the text; ``from_annex``: the same over
        cells filled from an annex; ``from_elsewhere``: per field how many values of a rule or a shipped fact stand
        where the label is empty; ``pooled``: the counts over fields with at least ``FEWEST_CELLS`` filled cells, and
        ``right_share``, ``wrong_share`` (wrong or invented) of them; ``not_served``: topics that the edition has no
        condition of.
    """
    served = {(row[0], row[1]): row[2:] for row in conditions.iter_rows()}
    counts: dict[str, dict[str, Counter[str]]] = {
        group: {field: Counter() for field in FIELDS if field in labels.columns}
        for group in ("fields", "from_annex", "from_elsewhere")
    }
    for row in labels.iter_rows(named=True):
        annex = {name.strip() for name in (row.get("fields_from_annex") or "").split(";")}
        for field in counts["fields"]:
            condition, part = FIELDS[field]
            low, high, evidence = served.get((row["topic_id"], condition), (None, None, None))
            stated, found = _as_numbers(row[field]), _as_value(part, low, high)
            if stated is None and found is None:
                continue
            if stated is None and evidence in NO_TEXT:
                counts["from_elsewhere"][field]["cells"] += 1
                continue
            kind = "right" if stated == found else "missing" if found is None else "wrong" if stated else "invented"
            counts["from_annex" if field in annex else "fields"][field][kind] += 1
    pooled: Counter[str] = Counter()
    for cells in counts["fields"].values():
        if sum(cells[kind] for kind in KINDS[:3]) >= FEWEST_CELLS:
            pooled.update(cells)
    all_cells = sum(pooled.values())
    return {
        "fields": {field: {kind: cells[kind] for kind in KINDS} for field, cells in counts["fields"].items()},
        "from_annex": {
            field: {kind: cells[kind] for kind in KINDS} for field, cells in counts["from_annex"].items() if cells
        },
        "from_elsewhere": {field: cells["cells"] for field, cells in counts["from_elsewhere"].items() if cells},
        "pooled": {
            **{kind: pooled[kind] for kind in KINDS},
            "right_share": pooled["right"] / all_cells if all_cells else None,
            "wrong_share": (pooled["wrong"] + pooled["invented"]) / all_cells if all_cells else None,
        },
        "not_served": sorted(set(labels["topic_id"]) - set(conditions["topic_id"])),
    }


def _as_numbers(cell: str | None) -> frozenset[float] | None:
    """The numbers of a label, yes as 1 and no as 0; None where it is empty or no number."""
    words = {"y": "1", "yes": "1", "n": "0", "no": "0"}
    parts = (cell or "").strip().lower().replace("/", "-").split("-")
    try:
        return frozenset(float(words.get(part.strip(), part)) for part in parts)
    except ValueError:
        return None


def _as_value(part: str, low: float | None, high: float | None) -> frozenset[float] | None:
    ends = {"value_low": [low], "value_high": [high], "yes_no": [high]}.get(part, [low, high])
    return frozenset(end for end in ends if end is not None) or None
