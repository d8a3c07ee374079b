"""Full workbooks of three partnerships, made up for the tests and called demonstration in every name.

One well established, one that has stalled, one between; what each must come to stands beside it. Ids are those of
partnerships that public facts know, so that a night can be seen before and after. No other figure here is anyone's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.sources.registry.workbook.template import Rows
from tests.rows import rows_of

STATED_ON = date(2026, 7, 1)
AS_OF = date(2026, 8, 11)
REGIONS = (
    ("Lombardy", "IT", "ITC4"),
    ("Catalonia", "ES", "ES51"),
    ("Norte", "PT", "PT11"),
    ("Central Macedonia", "EL", "EL52"),
    ("Severovýchod", "CZ", "CZ05"),
)
"""The members of each of the three; the last three are less developed."""


@dataclass(frozen=True)
class Demonstration:
    """One made-up partnership.

    Attributes:
        partnership_id: of a partnership that public facts know.
        rows: its rows of the workbook, by sheet.
        pillars: each indicator's value with the goalposts of zero and of full points, read by hand from the rows;
            joint projects are those of the small mirror: none.
        band: of the total.
        statuses: what each rule must say.
        recommended: services in their order.
    """

    partnership_id: str
    rows: Rows
    pillars: Mapping[str, Sequence[tuple[float, float, float]]]
    band: str
    statuses: Mapping[str, str]
    recommended: Sequence[str]

    def pillar_scores(self) -> dict[str, float]:
        """The score of every pillar, in plain Python."""
        return {
            pillar: sum(_points(*indicator) for indicator in indicators) / len(indicators)
            for pillar, indicators in self.pillars.items()
        }


def _points(value: float, zero: float, full: float) -> float:
    return min(100.0, max(0.0, 100 * (value - zero) / (full - zero)))


def _members(helices: str, *, mandates: int, signatures: int) -> list[dict[str, Any]]:
    return [
        {
            "region_name": name,
            "country": country,
            "nuts_code": code,
            "role": "participant" if number else "lead",
            "valid_from": 2019,
            "has_mandate": "yes" if number < mandates else "no",
            "has_signed_mou": "yes" if number < signatures else "no",
            "helices": helices,
        }
        for number, (name, country, code) in enumerate(REGIONS)
    ]


def _mapping(answered: int) -> list[dict[str, Any]]:
    return [
        {"survey": "mapping", "asked_on": date(2025, 11, 3), "region": code, "has_answered": answer}
        for number, (_, _, code) in enumerate(REGIONS)
        for answer in ("yes" if number < answered else "no",)
    ]


def _scoping(answers: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
    return [
        {
            "survey": "scoping",
            "asked_on": date(2026, 1, 12),
            "region": "ITC4",
            "has_answered": "yes",
            "niche": niche,
            "interest": interest,
            "expertise": expertise,
        }
        for niche, (interest, expertise) in answers.items()
    ]


def _attendance(events: Sequence[str], attending: int) -> list[dict[str, Any]]:
    return [{"event_id": event, "region": code} for event in events for _, _, code in REGIONS[:attending]]


def _of(partnership_id: str, sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> Rows:
    return {sheet: [{"partnership_id": partnership_id, **row} for row in rows] for sheet, rows in sheets.items()}


ESTABLISHED = Demonstration(
    partnership_id="textile-innovation",
    rows=_of(
        "textile-innovation",
        {
            "partnerships": [
                {
                    "partnership_name": "Demonstration: an established partnership",
                    "platform": "Industrial Modernisation",
                    "keywords": "demonstration weaving",
                    "are_aims_understood": "yes",
                    "has_missing_connections": "no",
                    "are_competences_known": "no",
                    "wants_deeper_links": "yes",
                }
            ],
            "niches": [{"niche": f"demonstration niche {number}"} for number in (1, 2, 3)],
            "members": _members("public authority; business; civil society", mandates=5, signatures=4),
            "documents": rows_of(
                "document_title document_date scope_date answers_what answers_how",
                ("Demonstration scoping note 2021", date(2021, 9, 15), date(2021, 9, 15), None, None),
                ("Demonstration scoping note 2025", date(2025, 9, 15), date(2025, 9, 15), "yes", "yes"),
                document_kind="scoping note",
                answers_why="yes",
            ),
            "management_capacity": [{"half_year": "2026-H1", "management_fte": 1}],
            "working_groups": [{"working_group": name} for name in ("Looms", "Dyes")],
            "events": [
                *(
                    {
                        "event_id": f"plenary-{number}",
                        "event_date": when,
                        "event_kind": "plenary meeting",
                        "event_format": "in person" if number < 3 else "online",
                        "other_partnerships": "3d-printing; photonics" if number == 1 else None,
                    }
                    for number, when in enumerate(
                        (date(2025, 10, 7), date(2025, 12, 9), date(2026, 3, 3), date(2026, 6, 16)), start=1
                    )
                ),
                {
                    "event_id": "looms-1",
                    "event_date": date(2026, 4, 14),
                    "event_kind": "working group meeting",
                    "event_format": "online",
                    "working_group": "Looms",
                },
            ],
            "attendance": _attendance([f"plenary-{number}" for number in (1, 2, 3, 4)], 4),
            "acts": [{"region": "CZ05", "act_kind": "mapping data", "act_date": date(2026, 2, 10)}],
            "reports": [{"half_year": "2026-H1", "due_on": date(2026, 6, 30)}],
            "surveys": [
                *_scoping({f"demonstration niche {number}": (3, 4 - number) for number in (1, 2, 3)}),
                *_mapping(4),
            ],
            "needs": [{"need": "Demonstration pilot line", "competence_gap": "Fibre testing"}],
            "services_delivered": rows_of(
                "service started_on delivered_on",
                ("(re)scoping", date(2025, 3, 3), date(2025, 9, 15)),
                ("training and capacity building", date(2026, 3, 2), date(2026, 5, 29)),
                ("governance", date(2026, 6, 15), None),
            ),
        },
    ),
    pillars={
        "mission": ((1, 0, 1), (10, 60, 12), (3, 0, 3), (2 / 3, 0, 1)),
        "partners": ((1, 0, 1), (1, 0, 1), (4 / 5, 0, 1), (1, 0, 1), (0, 0.3, 0), (4 / 5, 0, 1)),
        "contact": ((4, 0, 4), (56, 730, 90), (4 / 5, 0, 0.8), (2 / 5, 0, 0.5), (1 / 2, 0, 1)),
        "ecosystems": ((0, 0, 20), (3 / 5, 0, 0.33), (0, 0, 0.5), (2, 0, 4), (3, 1, 4)),
    },
    band="high",
    statuses={
        "R1": "not_needed",
        "R2": "not_needed",
        "R3": "recommended",
        "R4": "not_needed",
        "R5": "recommended",
        "S1": "recommended",
    },
    recommended=("mapping", "demonstration", "smart-partnering"),
)
"""Committed and clear of scope, but its competences are not known: mapping; it wants to go deeper: demonstration."""

STALLED = Demonstration(
    partnership_id="smart-grids",
    rows=_of(
        "smart-grids",
        {
            "partnerships": rows_of(
                "partnership_name platform keywords has_missing_connections are_competences_known wants_deeper_links",
                ("Demonstration: a stalled partnership", "Energy", "demonstration switching", "yes", "no", "yes"),
            ),
            "niches": [{"niche": "demonstration niche 1"}],
            "members": [
                *_members("business", mandates=1, signatures=1),
                {
                    "region_name": "Attica",
                    "country": "EL",
                    "nuts_code": "EL30",
                    "role": "participant",
                    "valid_from": 2019,
                    "valid_to": "2025-12-31",
                },
            ],
            "documents": [
                {
                    "document_title": "Demonstration memorandum",
                    "document_kind": "memorandum of understanding",
                    "document_date": date(2021, 6, 1),
                    "answers_why": "yes",
                    "answers_what": "no",
                    "answers_how": "no",
                    "scope_date": date(2021, 6, 1),
                }
            ],
            "management_capacity": [{"half_year": "2026-H1", "management_fte": 0.2}],
            "working_groups": [{"working_group": "Meters"}],
            "events": rows_of(
                "event_id event_date event_kind event_format",
                ("plenary-1", date(2025, 11, 4), "plenary meeting", "online"),
            ),
            "attendance": _attendance(["plenary-1"], 2),
            "surveys": [*_scoping({"demonstration niche 1": (3, 0)}), *_mapping(2)],
        },
    ),
    pillars={
        "mission": ((1 / 3, 0, 1), (62, 60, 12), (1, 0, 3), (0, 0, 1)),
        "partners": ((2 / 5, 0, 1), (1 / 5, 0, 1), (1 / 5, 0, 1), (0.2, 0, 1), (1 / 6, 0.3, 0), (2 / 5, 0, 1)),
        "contact": ((1, 0, 4), (280, 730, 90), (2 / 5, 0, 0.8), (0, 0, 0.5), (0, 0, 1)),
        "ecosystems": ((0, 0, 20), (3 / 5, 0, 0.33), (0, 0, 0.5), (0, 0, 4), (1, 1, 4)),
    },
    band="low",
    statuses={
        "R1": "recommended",
        "R2": "recommended",
        "R3": "held_back",
        "R4": "recommended",
        "R5": "held_back",
        "S1": "not_assessed",
    },
    recommended=("rescoping", "training", "governance"),
)
"""Everything is weak: scope and training first, then governance; what builds on a clear scope is held back."""

BETWEEN = Demonstration(
    partnership_id="solar-energy",
    rows=_of(
        "solar-energy",
        {
            "partnerships": rows_of(
                "partnership_name platform keywords are_aims_understood are_competences_known",
                ("Demonstration: a partnership between", "Energy", "demonstration panels", "no", "yes"),
            ),
            "niches": [{"niche": f"demonstration niche {number}"} for number in (1, 2, 3)],
            "members": _members("business; public authority", mandates=3, signatures=3),
            "documents": rows_of(
                "document_title document_kind document_date answers_why answers_what answers_how scope_date",
                ("Demonstration work plan", "work plan", date(2024, 10, 1), "yes", "yes", "no", date(2024, 10, 1)),
            ),
            "management_capacity": [{"half_year": "2026-H1", "management_fte": 0.5}],
            "working_groups": [{"working_group": "Roofs"}, {"working_group": "Fields"}],
            "events": [
                {
                    "event_id": f"plenary-{number}",
                    "event_date": when,
                    "event_kind": "plenary meeting",
                    "event_format": place,
                    "other_partnerships": "smart-grids" if number == 1 else None,
                }
                for number, (when, place) in enumerate(
                    ((date(2025, 11, 4), "hybrid"), (date(2026, 5, 12), "online")), start=1
                )
            ],
            "attendance": _attendance(["plenary-1", "plenary-2"], 3),
            "surveys": [*_scoping({"demonstration niche 1": (3, 2), "demonstration niche 2": (2, 1)}), *_mapping(3)],
            "needs": [{"need": "Demonstration field", "amount_eur": 1_000_000}],
        },
    ),
    pillars={
        "mission": ((2 / 3, 0, 1), (22, 60, 12), (3, 0, 3), (1 / 2, 0, 1)),
        "partners": ((3 / 5, 0, 1), (3 / 5, 0, 1), (3 / 5, 0, 1), (0.5, 0, 1), (0, 0.3, 0), (3 / 5, 0, 1)),
        "contact": ((2, 0, 4), (91, 730, 90), (3 / 5, 0, 0.8), (1 / 2, 0, 0.5), (0, 0, 1)),
        "ecosystems": ((0, 0, 20), (3 / 5, 0, 0.33), (0, 0, 0.5), (1, 0, 4), (2, 1, 4)),
    },
    band="medium",
    statuses={
        "R1": "not_needed",
        "R2": "recommended",
        "R3": "not_needed",
        "R4": "not_needed",
        "R5": "recommended",
        "S1": "not_needed",
    },
    recommended=("training", "demonstration"),
)
"""Clear of mission but its aims are not understood: training first; no wish is stated and links are weak: proxy."""

DEMONSTRATIONS = (ESTABLISHED, STALLED, BETWEEN)


def all_rows() -> Rows:
    """The rows of the three in one workbook."""
    sheets = sorted({sheet for one in DEMONSTRATIONS for sheet in one.rows})
    return {sheet: [row for one in DEMONSTRATIONS for row in one.rows.get(sheet, [])] for sheet in sheets}
