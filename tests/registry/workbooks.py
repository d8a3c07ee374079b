"""Workbooks as a secretariat would fill them in: the template, opened, typed into, saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from pipelines.sources.registry.workbook.declaration import EXAMPLE_ROW
from pipelines.sources.registry.workbook.template import Rows, template_bytes

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
    "members": [
        {
            "partnership_id": "water",
            "region_name": "Catalonia",
            "country": "ES",
            "nuts_code": "ES51",
            "role": "lead",
            "valid_from": 2019,
            "has_mandate": "yes",
            "has_signed_mou": "yes",
            "mou_signed_on": date(2024, 11, 20),
            "helices": "public authority; business",
        },
        {
            "partnership_id": "water",
            "region_name": "Food Valley",
            "country": "MD",
            "role": "participant",
            "valid_from": "2024-02",
        },
    ],
    "clusters": [{"partnership_id": "water", "cluster_name": "Water cluster", "pic": "999999999", "region": "ES51"}],
    "documents": [
        {
            "partnership_id": "water",
            "document_title": "Scoping note",
            "document_kind": "scoping note",
            "document_date": date(2025, 3, 14),
            "answers_why": "yes",
            "answers_how": "no",
            "scope_date": "2025-03-14",
        }
    ],
    "management_capacity": [{"partnership_id": "water", "half_year": "2026-H1", "management_fte": 0.5}],
    "working_groups": [{"partnership_id": "water", "working_group": "Pipes", "region": "ES51"}],
    "events": [
        {
            "partnership_id": "water",
            "event_id": "plenary",
            "event_date": date(2026, 3, 5),
            "event_kind": "plenary meeting",
            "event_format": "in person",
            "working_group": "Pipes",
        }
    ],
    "attendance": [
        {"partnership_id": "water", "event_id": "plenary", "region": "ES51", "person_count": 2},
        {"partnership_id": "water", "event_id": "plenary", "region": "Food Valley"},
    ],
    "acts": [
        {
            "partnership_id": "water",
            "region": "Food Valley",
            "act_kind": "scoping input",
            "act_date": date(2026, 2, 10),
        }
    ],
    "reports": [
        {
            "partnership_id": "water",
            "half_year": "2026-H1",
            "due_on": date(2026, 6, 30),
            "delivered_on": date(2026, 6, 25),
            "region": "ES51",
        }
    ],
    "surveys": [
        {
            "partnership_id": "water",
            "survey": "scoping",
            "asked_on": date(2026, 1, 12),
            "region": "ES51",
            "has_answered": "yes",
            "niche": "leak detection",
            "interest": 3,
            "expertise": 1,
        }
    ],
    "needs": [
        {
            "partnership_id": "water",
            "need": "Pilot line",
            "niche": "leak detection",
            "amount_eur": 2_500_000,
            "trl_from": 6,
            "trl_to": 8,
        }
    ],
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
