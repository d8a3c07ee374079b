"""Pages of who works with whom: what they say is what the edition holds, and what they leave out is said."""

from __future__ import annotations

import json
from collections import Counter
from itertools import product
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from dashboards.engagement.networks import FURTHER, NEAREST
from dashboards.formats import format_count
from tests.dashboards.conftest import Ask
from tests.dashboards.tree import read_page, words


def table(client: TestClient, name: str, **filters: str) -> list[dict[str, object]]:
    """All rows of a table, as a program gets them."""
    answer = client.get(f"/export/{name}.json", params=filters)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, object]] = json.loads(answer.text)
    return rows


@pytest.fixture(scope="module")
def busiest(ask: Ask) -> str:
    """The organisation in most projects of the edition."""
    [row] = ask(
        "select organisation_id from marts_core.fct_participation group by 1 "
        "order by count(distinct project_id) desc, 1 limit 1"
    )
    return str(row["organisation_id"])


def test_organisation_is_found_and_told_which_partnerships_work_in_its_field(client: TestClient, ask: Ask) -> None:
    [found] = ask(
        "select organisation_id, organisation_name from marts_engagement.fct_organisation_theme "
        "inner join marts_core.dim_organisation using (organisation_id) "
        "inner join marts_core.dim_partnership using (partnership_id) "
        "where not is_name_withheld and not is_placeholder group by all order by count(*) desc, organisation_id limit 1"
    )
    organisation = str(found["organisation_id"])
    search = read_page(client, f"/search?q={quote(found['organisation_name'])}&kind=organisation")
    address = f"/organisation/{quote(organisation, safe='')}"
    assert address in search.xpath("//ul[@class='results']//a/@href")
    themes = ask(
        "select partnership_name, theme_project_count from marts_engagement.fct_organisation_theme "
        "inner join marts_core.dim_partnership using (partnership_id) where organisation_id = ? and not is_placeholder "
        "order by specialisation desc, theme_project_count desc, partnership_id",
        organisation,
    )
    page = read_page(client, address)
    assert f"{themes[0]['partnership_name']} is nearest to its field" in words(page)
    assert len(table(client, "organisation-partnerships", organisation=organisation)) == len(themes)
    assert client.get("/organisation/pic:0").status_code == 404
    assert "organisation: no such value" in client.get("/export/organisation-network.csv?organisation=x").text


def test_network_of_an_organisation_is_two_steps_of_its_projects_and_says_its_cap(
    client: TestClient, ask: Ask, busiest: str
) -> None:
    projects: dict[str, set[str]] = {}
    for row in ask("select project_id, organisation_id from marts_core.fct_participation"):
        projects.setdefault(row["project_id"], set()).add(row["organisation_id"])
    shared: Counter[tuple[str, str]] = Counter(
        pair for members in projects.values() for pair in product(members, members) if pair[0] != pair[1]
    )
    rows = table(client, "organisation-network", organisation=busiest)
    first = [row for row in rows if row["network_step"] == 1]
    neighbours = {other for one, other in shared if one == busiest}
    assert len(first) == min(NEAREST, len(neighbours))
    assert {row["neighbour_count"] for row in rows} == {len(neighbours)}
    nearest = {row["organisation_b"] for row in first}
    for row in rows:
        assert row["project_count"] == shared[row["organisation_a"], row["organisation_b"]]  # type: ignore[index]
        assert row["organisation_a"] in nearest | {busiest}
    further = Counter(
        row["organisation_a"] for row in rows if row["network_step"] == 2 and row["organisation_b"] not in nearest
    )
    assert not further or max(further.values()) <= FURTHER
    said = words(read_page(client, f"/organisation/{quote(busiest, safe='')}?tab=ties"))
    assert f"the nearest {len(first)} of {format_count(len(neighbours))}" in said


def test_network_of_a_region_is_that_of_the_nuts_2_regions_in_it_or_around_it(client: TestClient, ask: Ask) -> None:
    pairs = {
        frozenset((row["region_a"], row["region_b"])): row["project_count"]
        for row in ask("select * from marts_engagement.fct_region_pair where partnership_id = 'all'")
    }
    centre = next(code for pair in pairs for code in sorted(pair))
    rows = table(client, "region-network", region=centre)
    assert rows == table(client, "region-network", region=f"{centre}1")
    assert all(row["project_count"] == pairs[frozenset((row["region_a"], row["region_b"]))] for row in rows)
    assert {row["region_a"] for row in rows if row["network_step"] == 1} == {centre}
    inside = table(client, "region-network", region=centre[:2])
    first = [row for row in inside if row["network_step"] == 1]
    assert all(str(row["region_a"])[:2] == centre[:2] != str(row["region_b"])[:2] for row in first)
    around = inside[0]["neighbour_count"]
    said = words(read_page(client, f"/region/{centre[:2]}?tab=ties"))
    assert f"{first[0]['region_name']} shares" not in said
    assert f"shares projects with {around} region" in said
    assert f"nearest of all its {first[0]['region_name']} with {first[0]['other_region_name']} (" in said
    assert f"The picture shows the nearest {len({row['region_b'] for row in first})} of {around} and" in said


def test_regions_are_asked_for_by_category_lead_and_valley(client: TestClient, ask: Ask) -> None:
    members = ask(
        "select nuts_code, role, partnership_id from marts_engagement.fct_region_engagement "
        "inner join marts_core.dim_partnership using (partnership_id) where not is_placeholder"
    )
    everything = table(client, "regions")
    for row in everything:
        code = str(row["nuts_code"])
        near = [
            one
            for one in members
            if one["nuts_code"] and (code.startswith(one["nuts_code"]) or one["nuts_code"].startswith(code))
        ]
        assert row["partnership_count"] == len({one["partnership_id"] for one in near})
        leading = {one["partnership_id"] for one in near if one["role"] in {"lead", "co-lead"}}
        assert row["led_partnership_count"] == len(leading)
    for name, column, value in (
        ("in_none", "partnership_count", 0),
        ("leads_none", "led_partnership_count", 0),
        ("valley", "is_riv", True),
    ):
        assert table(client, "regions", **{name: "yes"}) == [row for row in everything if row[column] == value]
    assert table(client, "regions", category="transition") == [
        row for row in everything if row["cohesion_category"] == "transition"
    ]
    assert "category: " in client.get("/export/regions.csv?category=rich").text
    assert client.get("/regions?leads_none=maybe").status_code == 400


def test_candidate_is_read_niche_by_niche_beside_the_members(client: TestClient, ask: Ask) -> None:
    assert client.get("/export/candidate-fit.csv?partnership=apple-growing").status_code == 400
    niches = ask("select niche_id from marts_core.dim_niche where partnership_id = 'apple-growing'")
    held = {
        row["niche_id"]: row
        for row in ask(
            "select * from marts_engagement.fct_competence where partnership_id = 'apple-growing' "
            "and holder_kind = 'region' and holder_id = 'ES51'"
        )
    }
    rows = table(client, "candidate-fit", partnership="apple-growing", region="ES51")
    assert {row["niche_id"] for row in rows} == {row["niche_id"] for row in niches}
    for row in rows:
        competence = held.get(str(row["niche_id"]))
        assert row["project_count"] == (competence["project_count"] if competence else 0)
        assert (row["fit"] == "nothing shown") == (competence is None)
        assert row["fit"] != "adds" or row["member_holder_count"] == 0
    assert "Adds " in words(read_page(client, "/partnering?tab=fit&partnership=apple-growing&region=ES51"))
    assert "Choose a partnership and a region" in words(read_page(client, "/partnering?tab=fit"))


def test_value_chain_names_links_that_nobody_covers_and_those_without_a_niche(client: TestClient) -> None:
    rows = table(client, "value-chain", partnership="apple-growing")
    assert [row["link_rank"] for row in rows] == list(range(1, 8))
    assert {row["niche_name"]: row["link_name"] for row in rows if row["niche_name"]} == {
        "pruning robots": "enabling technology and equipment",
        "cold storage": "distribution, services and use",
    }
    for row in rows:
        shown = row["member_holder_count"]
        assert row["is_covered"] is (None if shown is None else shown > 0)  # type: ignore[operator]
    said = words(read_page(client, "/partnership/apple-growing?tab=chain"))
    assert "No niche names raw materials and inputs; research, design and testing" in said
    by_words = table(client, "value-chain", field="ROBOT orchard")
    assert [row["niche_name"] for row in by_words] == ["pruning robots"]
    assert "which partnerships work in our field" in words(read_page(client, "/partnering?field=robot")).lower()
    assert client.get(f"/export/value-chain.csv?field={'x' * 81}").status_code == 400


def test_clusters_of_a_workbook_stand_with_members_that_have_none(client: TestClient, ask: Ask) -> None:
    [cluster] = table(client, "clusters", partnership="apple-growing")
    assert (cluster["cluster_name"], cluster["confidence"], cluster["organisation_id"]) == (
        "Fruit growers' cluster",
        "declared",
        None,
    )
    members = table(client, "member-clusters", partnership="apple-growing")
    assert {row["member_id"]: row["cluster_count"] for row in members}["BE21"] == 1
    without = table(client, "member-clusters", partnership="apple-growing", without="yes")
    assert without == [row for row in members if row["cluster_count"] == 0]
    known = ask(
        "select count(*) as number from marts_engagement.fct_region_engagement "
        "where partnership_id = 'apple-growing' and nuts_code is not null"
    )[0]["number"]
    assert "In the regions of" not in words(read_page(client, "/region/BE21?tab=clusters"))
    said = words(read_page(client, "/partnership/apple-growing?tab=clusters"))
    assert f"In the regions of {len(without)} of {known} members no cluster organisation is seen" in said


def test_technologies_are_those_of_the_partnership(client: TestClient, ask: Ask) -> None:
    cells = ask("select * from marts_engagement.fct_technology_cell where partnership_id = 'apple-growing'")
    rows = table(client, "technologies", partnership="apple-growing")
    assert len(rows) == len(cells)
    said = words(read_page(client, "/scoping?tab=technologies&partnership=apple-growing"))
    assert ("No niche has two projects of one technology" in said) is (not cells)


def test_money_of_countries_and_regions_is_that_of_their_seats(client: TestClient, ask: Ask) -> None:
    rows = table(client, "region-money", countries="yes")
    [total] = ask(
        "select sum(net_ec_contribution_eur) as euro from marts_core.fct_participation "
        "where programme_id = 'horizon_europe' and starts_with(nuts_code, 'BE')"
    )
    assert next(row["net_ec_contribution_eur"] for row in rows if row["nuts_code"] == "BE") == pytest.approx(
        float(total["euro"])
    )
    assert {row["nuts_level"] for row in table(client, "region-money")} == {0, 2}
