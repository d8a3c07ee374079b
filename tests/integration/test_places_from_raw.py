"""Figures of places, worked out anew from the publishers' files with the standard library and openpyxl alone."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.homes import Operator
from tests.integration.test_figures_from_raw import read_facts

SHARED = Path(__file__).resolve().parents[3] / "shared"
MIRROR = SHARED / "data" / "mirror" / "2026-08"
SEAT_AREAS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "seat_areas.csv"
CORDIS = MIRROR / "cordis.europa.eu" / "data" / "cordis-HORIZONprojects-csv.zip"

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not CORDIS.exists(), reason="the publishers' files are not beside this repository"),
]

CITIES = ["alcochete", "almada", "barreiro", "moita", "montijo", "palmela", "seixal", "sesimbra", "setubal"]
SOUTH_OF_THE_TAGUS = [*CITIES, "caparica", "corroios", "amora"]
"""Municipalities of Península de Setúbal, and parishes that CORDIS names as cities."""


def read_member(name: str) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(CORDIS) as archive, archive.open(name) as member:
        yield from csv.DictReader(io.TextIOWrapper(member, "utf-8-sig"), delimiter=";")


@cache
def seats() -> list[tuple[str, str, str, Decimal]]:
    """Project, NUTS code, city and net EU contribution of every participation."""
    return [
        (
            row["projectID"],
            row["nutsCode"],
            row["city"].lower(),
            Decimal(row["netEcContribution"].replace(",", ".") or 0),
        )
        for row in read_member("organization.csv")
    ]


@cache
def euratom_projects() -> frozenset[str]:
    return frozenset(
        row["projectID"] for row in read_member("legalBasis.csv") if row["legalBasis"].startswith("EURATOM")
    )


def millions(amount: Decimal) -> float:
    return float(amount) / 1e6


def money_of(code: str) -> float:
    return millions(sum((eur for _, nuts, _, eur in seats() if nuts.startswith(code)), Decimal()))


def served_money(night: Operator, code: str, version: str, programme: str = "%") -> float:
    ((amount,),) = night.query(
        "select sum(net_ec_contribution_eur) from marts_core.fct_region_participation "
        f"where nuts_code = '{code}' and nuts_version = '{version}' and programme_id like '{programme}'"
    )
    return millions(amount)


@pytest.mark.parametrize(
    ("code", "stated"),
    [("EL30", 749.31), ("EL52", 275.45), ("HR05", 52.17), ("LV00", 68.62), ("NO08", 546.43), ("FI1B", 572.33)],
)
def test_money_of_regions_that_both_versions_have(real_nights: Operator, code: str, stated: float) -> None:
    money = money_of(code)
    assert round(money, 2) == stated
    assert (
        round(served_money(real_nights, code, "2021"), 2) == round(served_money(real_nights, code, "2024"), 2) == stated
    )


@pytest.mark.parametrize(("code", "stated"), [("UKI3", 15.48), ("PT17", 323.15), ("NL31", 363.49), ("NL33", 810.77)])
def test_money_of_regions_that_only_2021_has(real_nights: Operator, code: str, stated: float) -> None:
    assert round(money_of(code), 2) == round(served_money(real_nights, code, "2021"), 2) == stated


def test_money_of_utrecht_stays_in_utrecht(real_nights: Operator) -> None:
    """The region got some municipalities of South Holland, where no participation is seated."""
    moved = ("leerdam", "meerkerk", "lexmond", "ameide", "zederik")
    assert not [city for _, nuts, city, _ in seats() if nuts.startswith("NL33A") and city.startswith(moved)]
    assert served_money(real_nights, "NL35", "2024") == pytest.approx(money_of("NL31"), abs=0.005)


def test_money_south_of_the_tagus_is_that_of_its_cities(real_nights: Operator) -> None:
    """Some seats south of the river give Lisbon as their city, so the two ways agree to a million."""
    by_city = millions(
        sum(
            (
                eur
                for _, nuts, city, eur in seats()
                if nuts.startswith("PT17") and any(name in city.replace("ú", "u") for name in SOUTH_OF_THE_TAGUS)
            ),
            Decimal(),
        )
    )
    assert served_money(real_nights, "PT1B", "2024") == pytest.approx(by_city, abs=1)
    assert served_money(real_nights, "PT1A", "2024") + served_money(real_nights, "PT1B", "2024") == pytest.approx(
        money_of("PT17"), abs=0.005
    )


def test_euratom_is_apart_from_horizon_europe(real_nights: Operator) -> None:
    horizon = millions(
        sum(
            (eur for project, nuts, _, eur in seats() if nuts.startswith("DE21") and project not in euratom_projects()),
            Decimal(),
        )
    )
    assert round(horizon, 1) == 1320.8
    assert served_money(real_nights, "DE21", "2024", "horizon_europe") == pytest.approx(horizon, abs=0.005)
    assert served_money(real_nights, "DE21", "2024") == pytest.approx(money_of("DE21"), abs=0.005)


def test_parents_have_the_category_that_all_their_parts_share(real_nights: Operator) -> None:
    categories: dict[str, set[str]] = defaultdict(set)
    for row in read_facts("cohesion_categories"):
        for length in (2, 3):
            categories[row["nuts_code_2021"][:length]].add(row["category"])
    shared = {code: next(iter(found)) for code, found in categories.items() if len(found) == 1}
    assert {"LV", "EE", "LU", "MT", "DEE", "FRH"} <= set(shared)

    served = dict(
        real_nights.query(
            "select nuts_code, cohesion_category from marts_core.dim_region "
            "where nuts_version = '2021' and nuts_level < 2 and cohesion_category is not null"
        )
    )
    mixed = {code: served.pop(code) for code, found in categories.items() if len(found) > 1}
    assert served == shared
    assert {code: set(re.split(", | and ", said.removeprefix("mixed: "))) for code, said in mixed.items()} == {
        code: categories[code] for code in mixed
    }
    assert mixed["BE2"] == "mixed: more_developed and transition"


def test_postal_areas_are_borne_out_by_as_many_seats_as_the_seed_says() -> None:
    """The longest digits win; seats are told apart by organisation, digits and city."""
    seats_of = {
        (row["nutsCode"], row["organisationID"], re.sub(r"\D", "", row["postCode"]), row["city"].strip().upper())
        for row in read_member("organization.csv")
    }
    areas = list(csv.DictReader(SEAT_AREAS.read_text(encoding="utf-8").splitlines()))
    seen: Counter[tuple[str, str]] = Counter()
    for code, _, digits, _ in seats_of:
        found = [
            a["post_code_prefix"] for a in areas if a["code_from"] == code and digits.startswith(a["post_code_prefix"])
        ]
        seen.update([(code, max(found, key=len))] if found else [])
    assert {(a["code_from"], a["post_code_prefix"]): int(a["seats_seen"]) for a in areas} == {
        (a["code_from"], a["post_code_prefix"]): seen[a["code_from"], a["post_code_prefix"]] for a in areas
    }
    assert all((a["confidence"] == "verified") == (int(a["seats_in_area"]) > 0) for a in areas)


def test_memberships_are_those_of_the_facts(real_nights: Operator) -> None:
    members: dict[str, set[str]] = defaultdict(set)
    for row in read_facts("partnership_regions"):
        members[row["nuts_code"]].add(row["partnership_id"])
    served = real_nights.query(
        "select nuts_code, count(distinct partnership_id) from marts_core.fct_membership "
        "where nuts_code is not null group by all"
    )
    assert dict(served) == {code: len(found) for code, found in members.items() if code}
