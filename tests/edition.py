"""The small edition's content: hand-written rows beside the fixtures, so that every page has something to show.

Nobody's data. Projects, organisations, topics and regions' outlines lie in `tests/fixtures/edition`; partnerships
`apple-growing`, `tidal-mills` and `silent-circle` exist here only. Their words (orchard, pruning, tide, sluice) are
rare enough that no shipped partnership shares them, so a test can say by heart what belongs to the three.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.sources.registry.workbook.template import Rows
from tests.mirrors import FIXTURES, build_mirror, pack_archive, read_archive
from tests.registry.demonstration import all_rows
from tests.registry.workbooks import fill_template
from tests.rows import rows_of

AS_OF = date(2026, 8, 11)
"""The day of the edition; the demonstration workbooks of the registry count their months to it."""

MOVED_TOPIC = "HORIZON-EX-2026-01-01"
"""A topic of the fixtures whose words, deadline and budget move between the first night and the edition."""

ROWS = FIXTURES / "edition"
ARCHIVE = "cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip"
SEARCH = "api.tech.ec.europa.eu/search-api/prod/rest/search/SEDIA/page-0001.json"
OUTLINES = "gisco-services.ec.europa.eu/distribution/v2/nuts/geojson/NUTS_RG_60M_2021_4326.geojson"
LABELS = "gisco-services.ec.europa.eu/distribution/v2/nuts/geojson/NUTS_LB_2021_4326.geojson"

PARTNERSHIPS: Rows = {
    "partnerships": [
        {
            "partnership_id": "apple-growing",
            "partnership_name": "Apple growing",
            "platform": "Agri-food",
            "launch_year": 2017,
            "status": "active",
            "website": "https://apples.example",
            "keywords": "apple orchard; orchard pruning",
        },
        {
            "partnership_id": "tidal-mills",
            "partnership_name": "Tidal mills",
            "platform": "Energy",
            "scope": "Mills that turn with the tide.",
            "keywords": "tidal mill; sluice",
        },
        {"partnership_id": "silent-circle", "partnership_name": "Silent circle", "platform": "Energy"},
    ],
    "niches": rows_of(
        "partnership_id niche synonyms value_chain_link",
        ("apple-growing", "pruning robots", "orchard machine; robot arm", "technology"),
        ("apple-growing", "cold storage", None, "use"),
        ("tidal-mills", "sluices", None, None),
    ),
    "clusters": [{"partnership_id": "apple-growing", "cluster_name": "Fruit growers' cluster", "region": "BE21"}],
    "members": [
        {"partnership_id": partnership, "region_name": name, "country": country, "nuts_code": code, "role": role}
        | {"valid_from": valid_from, "valid_to": valid_to}
        for partnership, name, country, code, role, valid_from, valid_to in (
            ("apple-growing", "Prov. Antwerpen", "BE", "BE21", "lead", 2019, None),
            ("apple-growing", "Kentriki Makedonia", "EL", "EL52", "participant", None, None),
            ("apple-growing", "Made-up region", "UA", None, "observer", None, None),
            ("apple-growing", "Canarias", "ES", "ES70", "participant", 2018, 2020),
            ("tidal-mills", "Prov. Antwerpen", "BE", "BE21", "participant", None, None),
            ("tidal-mills", "País Vasco", "ES", "ES21", "lead", 2019, None),
            ("tidal-mills", "Canarias", "ES", "ES70", "participant", None, None),
        )
    ],
    "events": rows_of(
        "partnership_id event_id event_date event_kind event_format",
        ("apple-growing", "harvest", date(2026, 3, 5), "plenary meeting", "in person"),
    ),
    "attendance": [{"partnership_id": "apple-growing", "event_id": "harvest", "region": "BE21"}],
    "needs": rows_of(
        "partnership_id need niche amount_eur trl_from trl_to",
        ("apple-growing", "Pilot orchard", "pruning robots", 4_000_000, 5, 7),
    ),
}


def build_edition_mirror(mirror: Path) -> Path:
    """Writes a mirror of every publisher: the fixtures and the rows of the small edition."""
    build_mirror(mirror, "cordis", "funding_tenders", "i3", "regions")
    _add_projects(mirror / ARCHIVE)
    _add_topics(mirror / SEARCH)
    _add_regions(mirror / OUTLINES, mirror / LABELS)
    return mirror


def drop_workbooks(inbox: Path) -> None:
    """Drops the workbooks of a secretariat: the three partnerships above, and the three assessed demonstrations."""
    inbox.mkdir(parents=True, exist_ok=True)
    fill_template(inbox / "apples-and-mills.xlsx", PARTNERSHIPS)
    fill_template(inbox / "demonstration.xlsx", all_rows())


def _read(name: str) -> list[dict[str, str]]:
    with (ROWS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _add_projects(archive: Path) -> None:
    """Adds projects and participations in the publisher's dialect: every cell quoted, by the names of the header."""
    members = read_archive(archive)
    signed = {"status": "SIGNED", "legalBasis": "HORIZON.2.6", "frameworkProgramme": "HORIZON"}
    signed |= {"fundingScheme": "HORIZON-IA", "contentUpdateDate": "2026-06-09 08:00:00"}
    projects = _read("projects.csv")
    rows: dict[str, Iterable[Mapping[str, str]]] = {
        "project.csv": [signed | project | {"rcn": f"29{project['id'][-6:]}"} for project in projects],
        "topics.csv": [{"projectID": one["id"], "topic": one["topics"], "title": one["title"]} for one in projects],
        "organization.csv": [
            {"order": str(order), "rcn": f"19{one['organisationID'][-6:]}", "organizationURL": "https://example.org"}
            | {"totalCost": one["ecContribution"], "contentUpdateDate": "2026-06-10 09:30:00"}
            | one
            for order, one in enumerate(_read("participations.csv"), start=1)
        ],
    }
    for member, added in rows.items():
        names = members[member].splitlines()[0].decode().replace('"', "").split(";")
        lines = [";".join(f'"{row.get(name, "")}"' for name in names) for row in added]
        members[member] += "".join(f"{line}\n" for line in lines).encode()
    pack_archive(archive, members)


def _topic(number: int, topic: Mapping[str, Any]) -> dict[str, Any]:
    """One answer of the search, as the portal gives it."""
    reference, identifier = f"9000010{number}TOPICSen", topic["identifier"]
    budget = topic["budget"]
    action = {
        "action": f"{identifier} - {topic['typesOfAction']}",
        "budgetYearMap": {"2026": str(budget["budget"])},
        **{name: budget[name] for name in ("expectedGrants", "minContribution", "maxContribution")},
        "deadlineModel": topic["deadlineModel"],
        "deadlineDates": [day[:10] for day in topic["deadlineDate"]],
    }
    overview = {"budgetYearsColumns": ["2026"], "budgetTopicActionMap": {"1": [action]}}
    return {
        "apiVersion": "2.151",
        "reference": reference,
        "url": f"https://example.org/topic/{identifier}",
        "contentType": "text/plain",
        "language": "en",
        "databaseLabel": "SEDIA",
        "database": "SEDIA",
        "summary": topic["title"],
        "weight": 1.0,
        "groupById": "1",
        "accessRestriction": False,
        "checksum": "00",
        "metadata": {
            **{name: [value] for name, value in topic.items() if isinstance(value, str)},
            "type": ["1"],
            "language": ["en"],
            "DATASOURCE": ["SEDIA"],
            "sortStatus": [topic["status"][-1]],
            "REFERENCE": [reference],
            "ccm2Id": [reference[:8]],
            "frameworkProgramme": ["43108390"],
            "deadlineDate": topic["deadlineDate"],
            "callIdentifier": [identifier.rpartition("-")[0]],
            "callTitle": ["Call of the small edition"],
            "budgetOverview": [json.dumps(overview)],
            "esDA_IngestDate": ["2026-08-01T04:00:00.000+0200"],
        },
        "children": [],
    }


def _add_topics(path: Path) -> None:
    page = json.loads(path.read_text(encoding="utf-8"))
    for result in page["results"]:
        if result["reference"] == "90000001TOPICSen":
            moved = result["metadata"]
            assert moved["identifier"] == [MOVED_TOPIC]
            moved["title"] = ["Pruning robots for apple orchards"]
            moved["descriptionByte"] = [
                "<p>Expected outcome: apple orchards that robots prune. Scope: orchard pruning, pruning robots with a "
                "robot arm, cold storage of apples. "
                "Activities are expected to achieve TRL 6-7 by the end of the project.</p>"
            ]
            moved["deadlineDate"] = ["2026-10-01T00:00:00.000+0200"]
            [overview] = moved["budgetOverview"]
            assert '"12000000"' in overview
            overview = overview.replace("12000000", "15000000").replace('Contribution": 0', 'Contribution": 4000000')
            moved["budgetOverview"] = [overview]
    topics = json.loads((ROWS / "topics.json").read_text(encoding="utf-8"))
    page["results"] += [_topic(number, topic) for number, topic in enumerate(topics, start=1)]
    page["totalResults"] = len(page["results"])
    path.write_text(json.dumps(page), encoding="utf-8")


def _add_regions(outlines: Path, labels: Path) -> None:
    """Adds regions drawn as squares, clockwise as the publisher's rings run."""
    for path, is_outline in ((outlines, True), (labels, False)):
        collection = json.loads(path.read_text(encoding="utf-8"))
        for region in _read("regions.csv"):
            longitude, latitude = float(region["longitude"]), float(region["latitude"])
            ring = [[longitude + x, latitude + y] for x, y in ((-1, -1), (-1, 1), (1, 1), (1, -1), (-1, -1))]
            properties = {
                "NUTS_ID": region["nuts_code"],
                "LEVL_CODE": int(region["level"]),
                "CNTR_CODE": region["country"],
                "NAME_LATN": region["name_latin"],
                "NUTS_NAME": region["name_own"],
            }
            shape: dict[str, Any] = (
                {"type": "Polygon", "coordinates": [ring]}
                if is_outline
                else {"type": "Point", "coordinates": [longitude, latitude]}
            )
            collection["features"].append(
                {
                    "type": "Feature",
                    "properties": properties | dict.fromkeys(("MOUNT_TYPE", "URBN_TYPE", "COAST_TYPE")),
                    "geometry": shape,
                }
            )
        path.write_text(json.dumps(collection), encoding="utf-8")
