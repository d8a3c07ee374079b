"""Workbooks as a secretariat would fill them in: the template, opened, typed into, saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from pipelines.sources.registry.workbook.declaration import EXAMPLE_ROW
from pipelines.sources.registry.workbook.template import Rows, template_bytes
from tests.rows import rows_of

FIRST_ROW = EXAMPLE_ROW + 1
STATED_ON = date(2026, 7, 1)

WATER: Rows = {
    "partnerships": [
        {
            "partnership_id": "water",
            "partnership_name": "Water regions",
            "platform": "Industrial Modernisation",
            "launch_year": 2019,
            "status": "active",
            "website": "https://water.example",
            "keywords": "water; reuse",
            "stage": "connect",
            "are_aims_understood": "yes",
            "wants_deeper_links": "no",
        }
    ],
    "niches": [{"partnership_id": "water", "niche": "leak detection", "synonyms": "leakage; burst pipes"}],
    "members": rows_of(
        "region_name country nuts_code role valid_from has_mandate has_signed_mou mou_signed_on helices",
        ("Catalonia", "ES", "ES51", "lead", 2019, "yes", "yes", date(2024, 11, 20), "public authority; business"),
        ("Food Valley", "MD", None, "participant", "2024-02", None, None, None, None),
        partnership_id="water",
    ),
    "clusters": [{"partnership_id": "water", "cluster_name": "Water cluster", "pic": "999999999", "region": "ES51"}],
    "documents": rows_of(
        "partnership_id document_title document_kind document_date answers_why answers_how scope_date",
        ("water", "Scoping note", "scoping note", date(2025, 3, 14), "yes", "no", "2025-03-14"),
    ),
    "management_capacity": [{"partnership_id": "water", "half_year": "2026-H1", "management_fte": 0.5}],
    "working_groups": [{"partnership_id": "water", "working_group": "Pipes", "region": "ES51"}],
    "events": rows_of(
        "partnership_id event_id event_date event_kind event_format working_group",
        ("water", "plenary", date(2026, 3, 5), "plenary meeting", "in person", "Pipes"),
    ),
    "attendance": [
        {"partnership_id": "water", "event_id": "plenary", "region": "ES51", "person_count": 2},
        {"partnership_id": "water", "event_id": "plenary", "region": "Food Valley"},
    ],
    "acts": rows_of(
        "partnership_id region act_kind act_date", ("water", "Food Valley", "scoping input", date(2026, 2, 10))
    ),
    "reports": rows_of(
        "partnership_id half_year due_on delivered_on region",
        ("water", "2026-H1", date(2026, 6, 30), date(2026, 6, 25), "ES51"),
    ),
    "surveys": rows_of(
        "partnership_id survey asked_on region has_answered niche interest expertise",
        ("water", "scoping", date(2026, 1, 12), "ES51", "yes", "leak detection", 3, 1),
    ),
    "needs": rows_of(
        "partnership_id need niche amount_eur trl_from trl_to",
        ("water", "Pilot line", "leak detection", 2_500_000, 6, 8),
    ),
    "services_delivered": [
        {"partnership_id": "water", "service": "funding, finance and investment assistance", "started_on": "2024-10-01"}
    ],
}


_FILLED: dict[str, bytes] = {}


def fill_template(path: Path, rows: Rows, *, stated_on: object = STATED_ON) -> Path:
    """Writes a workbook with these rows below the worked examples; what was filled in once is copied after that."""
    filled = f"{rows} {stated_on!r}"
    if filled not in _FILLED:
        _FILLED[filled] = template_bytes(rows=rows, stated_on=stated_on)
    path.write_bytes(_FILLED[filled])
    return path


def change(path: Path, cells: Mapping[str, Mapping[str, Any]]) -> Path:
    """Types other values into cells: sheet title → coordinate → value."""
    workbook = load_workbook(path)
    for title, values in cells.items():
        for coordinate, value in values.items():
            workbook[title][coordinate] = value
    workbook.save(path)
    return path


def one_partnership(partnership_id: str, name: str, *regions: str) -> Rows:
    """The least a workbook may say: a partnership and its member regions."""
    return {
        "partnerships": [{"partnership_id": partnership_id, "partnership_name": name, "platform": "Energy"}],
        "members": [
            {
                "partnership_id": partnership_id,
                "region_name": f"Region {code}",
                "country": code[:2],
                "nuts_code": code,
                "role": "participant",
            }
            for code in regions
        ],
    }
