"""Consortia of six real calls, rule by rule against raw files, by rules typed from the texts of the calls.

Nothing of what finds consortia is used here: the command is asked, and its names are looked up in what CORDIS sent, in
the shipped facts and in the lists of countries.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.homes import Operator

pytestmark = [pytest.mark.real, pytest.mark.slow]

PROJECT = Path(__file__).parents[2]
PUBLIC, RESEARCH = {"PUB"}, {"HES", "REC"}


@dataclass(frozen=True)
class Asked:
    """What the text of a call asks for, as a person reads it; none of these numbers comes from the product."""

    partnership: str
    topic: str
    entities: int = 1
    countries: int = 1
    widening: int = 0
    categories: int = 0
    less_developed: int = 0
    lower_innovators: int = 0
    of_kind: tuple[frozenset[str], int] = (frozenset(), 0)
    from_outside: int = 0


CALLS = [
    # Annex B: three independent entities from three Member States or associated countries, one of them a Member State.
    Asked("textile-innovation", "HORIZON-CL4-2027-01-MAT-PROD-08", entities=3, countries=3),
    # At least 3 regions in 3 countries and 2 cohesion categories, one less developed.
    Asked("textile-innovation", "I3-2026-INV1", entities=3, countries=3, categories=2, less_developed=1),
    # "at least nine (9) distinct regional or local authorities … at least three from different Member States"
    Asked("water-smart-territories", "HORIZON-CL6-2026-01-CIRCBIO-04", 9, 3, of_kind=(frozenset(PUBLIC), 9)),
    # "at least three legal entities … that are universities, research …"; "at least one … in a widening country"
    Asked("chemicals", "HORIZON-EIE-2026-03-CONNECT-01", 3, 3, widening=1, of_kind=(frozenset(RESEARCH), 3)),
    # "At least 50% of the beneficiaries … in 'moderate' or 'emerging' innovator countries or regions"
    Asked("efficient-sustainable-manufacturing", "HORIZON-EIE-2027-01-CONNECT-01", 2, 2, lower_innovators=2),
    # Annex B again, for a partnership of which two regions are known.
    Asked("photonics", "HORIZON-CL5-2027-07-D3-25", entities=3, countries=3, from_outside=1),
]


def read(path: str) -> list[dict[str, str]]:
    with (PROJECT / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def raw(real_nights: Operator) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(real_nights.home / "build" / "interregio.duckdb"), read_only=True)


def proposed(operator: Operator, partnership: str, topic: str) -> dict[str, Any]:
    finished = operator.run("match", "consortium", partnership, topic, "--json")
    assert finished.exit_code == 0, finished.stderr
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


def seats(raw: duckdb.DuckDBPyConnection, names: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Country, NUTS codes and kinds that CORDIS gives for each named organisation."""
    found = []
    for row in names:
        pic = row["candidate_id"].removeprefix("pic:")
        sql = """
            select country, list(distinct left(nuts_code, 4)), list(distinct activity_type)
            from raw_cordis.organization where organisation_id = ? group by 1
        """
        [(country, regions, kinds)] = raw.execute(sql, [pic]).fetchall()
        assert row["nuts_code"] in regions or row["nuts_code"][:3] in {code[:3] for code in regions}
        found.append({"country": country, "region": row["nuts_code"], "kinds": set(kinds), "pic": pic})
    return found


@pytest.mark.parametrize("asked", CALLS, ids=lambda asked: f"{asked.partnership}-{asked.topic}")
def test_every_consortium_keeps_what_the_text_asks_for(
    real_nights: Operator, raw: duckdb.DuckDBPyConnection, asked: Asked
) -> None:
    found = proposed(real_nights, asked.partnership, asked.topic)
    states = {
        row["country_code"] for row in read("dbt_project/seeds/countries.csv") if row["is_member_state"] == "true"
    }
    widening = {row["country_code"] for row in read("dbt_project/seeds/widening_countries.csv")}
    categories = {
        row["nuts_code_2021"]: row["category"]
        for row in read("pipelines/sources/regions/facts/cohesion_categories.csv")
    }
    groups = read("pipelines/sources/regions/facts/innovator_groups.csv")
    lower = {row["nuts_code"] for row in groups if row["group"].startswith(("Moderate", "Emerging"))}
    assert len(found["consortia"]) == 3
    for consortium in found["consortia"]:
        names = consortium["names"]
        placed = seats(raw, names)
        assert len({one["pic"] for one in placed}) == len(names) >= asked.entities
        assert len({one["country"] for one in placed}) >= asked.countries
        assert {one["country"] for one in placed} & states
        assert len({one["country"] for one in placed} & widening) >= asked.widening
        assert len({categories.get(one["region"]) for one in placed} - {None}) >= asked.categories
        assert sum(categories.get(one["region"]) == "less_developed" for one in placed) >= asked.less_developed
        assert sum(one["region"] in lower or one["region"][:3] in lower for one in placed) >= asked.lower_innovators
        kinds, least = asked.of_kind
        assert sum(bool(one["kinds"] & kinds) for one in placed) >= least
        if kinds == PUBLIC:
            # Public bodies too, and no authority of a city or region.
            called = " ".join(row["organisation_name"].upper() for row in names)
            assert not any(word in called for word in ("MINIST", "HOSPI", "HOPIT", "AGENC", "DEPARTAMENT", "RADIO"))
        assert sum(row["standing"] == "from outside" for row in names) == asked.from_outside
        # The smallest: nobody more than the largest number that one rule asks for.
        assert len(names) == max(asked.entities, asked.countries, least)


def test_introducer_shares_the_project_that_is_named(real_nights: Operator, raw: duckdb.DuckDBPyConnection) -> None:
    found = proposed(real_nights, "photonics", "HORIZON-CL5-2027-07-D3-25")
    [stranger] = [row for row in found["consortia"][0]["names"] if row["standing"] == "from outside"]
    introducer, _, acronym = (
        stranger["introducer"].partition(" (")[0],
        "",
        stranger["introducer"].rpartition(", as ")[2],
    )
    sql = "select count(*) from raw_cordis.organization where project_acronym = ? and (organisation_id = ? or name = ?)"
    pic = stranger["candidate_id"].removeprefix("pic:")
    assert raw.execute(sql, [acronym, pic, introducer]).fetchall() >= [(2,)]


def test_members_that_cannot_are_proved_by_the_rule_and_the_list(real_nights: Operator) -> None:
    found = proposed(real_nights, "photonics", "HORIZON-CL5-2027-07-D3-25")
    members = [
        row
        for row in read("pipelines/sources/registry/facts/partnership_regions.csv")
        if row["partnership_id"] == "photonics"
    ]
    assert {row["nuts_code"][:2] for row in members} == {"FI", "NL"}
    [rule] = found["conflict"]
    assert (rule["rule_name"], rule["have_count"], rule["need_count"]) == ("Countries", 2, 3)


def test_call_that_nobody_known_can_keep_has_its_proof_and_no_consortium(
    real_nights: Operator, raw: duckdb.DuckDBPyConnection
) -> None:
    partnership = "nutritional-quality-mass-catering"
    found = proposed(real_nights, partnership, "HORIZON-CL6-2026-01-CIRCBIO-04")
    assert found["consortia"] == []
    [rule] = found["conflict"]
    assert "nine (9) distinct regional or local authorities" in rule["clause"]
    # No member is known: who could be asked are authorities of Europe in projects of its theme, and those are too few.
    sql = """
        select count(distinct organizations.organisation_id)
        from raw_cordis.organization as organizations
        inner join staging.stg_enrich__project_themes as themes on organizations.project_id = themes.project_id
        where themes.partnership_id = ? and themes.is_theme_match and organizations.activity_type = 'PUB'
            and length(organizations.nuts_code) > 2
    """
    [(authorities,)] = raw.execute(sql, [partnership]).fetchall()
    assert rule["have_count"] <= authorities < rule["need_count"] == 9
