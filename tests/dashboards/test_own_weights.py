"""Weights of a reader's own: from the address to a score, and what is said of wrong ones."""

from __future__ import annotations

import polars as pl
import pytest
from starlette.testclient import TestClient

from dashboards.maturity.own_weights import read_weights
from dashboards.maturity.queries import framework
from dashboards.maturity.tables import OWN_SCORES
from tests.dashboards.conftest import Ask
from tests.dashboards.tree import column, read_page, tables, words
from warehouse.products.matches.query import FilterError
from warehouse.store.reader import Reader

NOBODY = (None, None, None, None)
ECOSYSTEMS_ALONE = {"w_mission": "0", "w_partners": "0", "w_contact": "0"}


def _scores(reader: Reader, parameters: dict[str, str]) -> dict[str, tuple[object, ...]]:
    with reader.snapshot() as snapshot:
        frame = OWN_SCORES.rows(snapshot, parameters)
    columns = ("partnership_id", "own_rank", "official_rank", "rank_shift", "own_score")
    return {row[0]: row[1:] for row in frame.select(columns).with_columns(pl.col("own_score").round(1)).rows()}


def test_official_weights_give_the_official_scores(reader: Reader, ask: Ask) -> None:
    official = ask(
        "select partnership_id, score from marts_maturity.fct_maturity_score inner join marts_core.dim_partnership "
        "using (partnership_id) where not is_placeholder order by score desc nulls last"
    )
    scored = [row for row in official if row["score"] is not None]
    assert len(scored) == 3
    assert _scores(reader, {}) == {row["partnership_id"]: NOBODY for row in official} | {
        row["partnership_id"]: (place, place, 0, round(row["score"], 1)) for place, row in enumerate(scored, start=1)
    }


def test_weighing_one_pillar_alone_makes_it_the_total(reader: Reader, ask: Ask) -> None:
    scores = _scores(reader, ECOSYSTEMS_ALONE)
    pillar = {
        row["partnership_id"]: (row["place"], round(row["score"], 1))
        for row in ask(
            "select partnership_id, score, rank() over (order by score desc) as place "
            "from marts_maturity.fct_pillar_score "
            "where (pillar_id, evidence_basis) = ('ecosystems', 'all') and score is not null"
        )
    }
    assert scores["textile-innovation"] == (1, 1, 0, pillar["textile-innovation"][1])
    assert scores["solar-energy"] == (2, 2, 0, pillar["solar-energy"][1])
    place, score = pillar["smart-grids"]
    assert place > 3
    assert scores["smart-grids"] == (place, 3, 3 - place, score)
    assert scores["water-smart-territories"] == (3, None, None, pillar["water-smart-territories"][1])
    assert scores["silent-circle"] == NOBODY


def test_ranks_count_among_all_partnerships_whatever_the_platform(reader: Reader, ask: Ask) -> None:
    everyone = _scores(reader, ECOSYSTEMS_ALONE)
    energy = {row["partnership_id"] for row in ask("from marts_core.dim_partnership where platform_id = 'energy'")}
    assert _scores(reader, ECOSYSTEMS_ALONE | {"platform": "energy"}) == {name: everyone[name] for name in energy}


def test_weights_stand_in_per_cent_and_official_ones_are_no_change(reader: Reader) -> None:
    with reader.snapshot() as snapshot:
        rules = framework(snapshot)
    weights = read_weights(
        {"w_mission": "12,5", "w_partners": "25", "w_contact": " ", "w_E1": "40", "page": "2"}, rules
    )
    assert weights.pillars == {"mission": 0.125}
    assert weights.indicators == {"E1": 0.4}
    assert not read_weights({"w_mission": "25.0"}, rules)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        pytest.param({"w_luck": "1"}, "w_luck: no such weight; valid weights: w_mission", id="unknown"),
        pytest.param({"w_C6": "1"}, "w_C6: no such weight", id="context is never scored"),
        pytest.param({"w_M1": "much"}, "w_M1: expected a weight in per cent such as 25 or 12.5", id="no number"),
        pytest.param({"w_M1": "-5"}, "expected a weight of zero or more for M1", id="negative"),
        pytest.param({"w_M1": "nan"}, "expected a weight of zero or more for M1", id="not a number"),
        pytest.param(
            {f"w_{pillar}": "0" for pillar in ("mission", "partners", "contact", "ecosystems")}, "all are 0", id="zero"
        ),
    ],
)
def test_wrong_weights_are_refused_in_words(reader: Reader, parameters: dict[str, str], message: str) -> None:
    with reader.snapshot() as snapshot, pytest.raises(FilterError, match=message):
        OWN_SCORES.rows(snapshot, parameters)


def test_page_keeps_the_weights_and_says_what_they_change(client: TestClient, ask: Ask) -> None:
    query = "?platform=&w_mission=0&w_partners=0&w_contact=0"
    page = read_page(client, f"/maturity{query}")
    said = words(page)
    assert "Your weights are kept in the address of this page and nowhere else" in said
    file = pl.read_csv(client.get("/export/own-weights.csv?w_mission=0&w_partners=0&w_contact=0").content)
    gained = file.filter(pl.col("own_score").is_not_null() & pl.col("official_score").is_null()).height
    assert gained > 0
    assert (
        "With clear mission 0 instead of 25, committed partners 0 instead of 25, regular contact 0 instead of 25: "
        "Demonstration: an established partnership stands highest; 1 partnership changes rank and "
        f"{gained} are assessed that officially are not."
    ) in said
    rows = tables(page)["own-weights"]
    shown = column(rows, "partnership_name")
    assert shown == file["partnership_name"].to_list()[: len(shown)]
    fields = {field.get("name"): field for field in page.iter("input")}
    assert fields["w_mission"].get("value") == "0"
    assert (fields["w_ecosystems"].get("type"), fields["w_ecosystems"].get("value")) == ("range", "25")
    scored = [row["indicator_id"] for row in ask("from marts_maturity.dim_indicator where use = 'scored'")]
    assert len(scored) == 21
    assert {name for name in fields if name.startswith("w_")} == {
        *(f"w_{pillar}" for pillar in ("mission", "partners", "contact", "ecosystems")),
        *(f"w_{indicator}" for indicator in scored),
    }


def test_page_says_when_nothing_differs_from_the_official_weights(client: TestClient, ask: Ask) -> None:
    (known,) = ask("select count(*) as partnerships from marts_core.dim_partnership where not is_placeholder")
    said = words(read_page(client, "/maturity?tab=weights"))
    assert (
        f"These are the official weights, with which 3 partnerships of {known['partnerships']} can be assessed" in said
    )


def test_filter_of_the_page_passes_the_weights_on(client: TestClient) -> None:
    page = read_page(client, "/maturity?w_mission=50")
    kept = page.xpath(".//input[@id='filter-kept-w_mission']")
    assert [(field.get("name"), field.get("value")) for field in kept] == [("w_mission", "50")]
