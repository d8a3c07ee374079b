"""Chance, bridges and candidates on networks small or shuffled enough to know the answer."""

from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl
import pytest

from pipelines.enrich.collaboration import tables
from pipelines.enrich.collaboration.expectation import expected_pairs, presence_matrix
from pipelines.enrich.collaboration.networks import ALL, measure_networks, name_ties
from pipelines.enrich.collaboration.partnering import Evidence, rank_organisations, rank_regions, score_organisations

WEIGHTS = {"evidence": 1.0, "company": 3.0, "ties": 1.0, "complement": 0.25, "gain": 0.25}


def presence(projects: dict[str, str]) -> pl.DataFrame:
    """Who is in which project: the letters of a text are participants."""
    rows = [(one, project) for project, participants in projects.items() for one in participants]
    return pl.DataFrame(rows, schema={"participant_id": pl.String, "project_id": pl.String}, orient="row")


def shuffled_projects(seed: int) -> list[set[int]]:
    """Projects of 2 to 12 of 60 participants, some forty times as active as others, shuffled with both numbers kept."""
    random = np.random.default_rng(seed)
    activity = 1 / np.arange(1, 61)
    projects = [
        set(random.choice(60, size=size, replace=False, p=activity / activity.sum()).tolist())
        for size in random.integers(2, 13, size=600)
    ]
    for _ in range(6_000):
        first, second = random.integers(0, len(projects), 2)
        common = projects[first] & projects[second]
        others = sorted(projects[first] ^ projects[second])
        random.shuffle(others)
        kept = len(projects[first] - common)
        if first != second:
            projects[first], projects[second] = common | set(others[:kept]), common | set(others[kept:])
    return projects


def test_chance_flags_one_pair_in_twenty() -> None:
    flagged, pairs = 0, 0
    for seed in range(4):
        rows = [(str(one), str(number)) for number, project in enumerate(shuffled_projects(seed)) for one in project]
        frame = pl.DataFrame(rows, schema=["participant_id", "project_id"], orient="row")
        found = expected_pairs(frame, level=0.05)
        assert found["expected_count"].sum() == pytest.approx(found["project_count"].sum(), rel=0.02)
        usual = found.filter(pl.col("expected_count") >= 1)
        flagged, pairs = flagged + usual.filter("is_more_than_expected").height, pairs + usual.height
    assert pairs > 4_000
    assert 0.035 < flagged / pairs < 0.065


def test_pair_that_always_comes_together_is_more_than_chance_and_large_ones_are_not() -> None:
    projects = {f"p{number}": "".join(pair) for number, pair in enumerate(combinations("abcdefgh", 2))}
    found = expected_pairs(presence({**projects, **{f"q{number}": "yz" for number in range(6)}}), level=0.05)
    flagged = found.filter("is_more_than_expected").select("participant_a", "participant_b").rows()
    assert flagged == [("y", "z")]


def test_within_a_theme_its_projects_alone_are_the_measure() -> None:
    """Whoever is strong in a field meets there; beside all projects every pair of them would be more than chance."""
    in_theme = {f"t{number}": "".join(pair) for number, pair in enumerate([*combinations("abcd", 2)] * 3)}
    others = {f"o{number}": "".join(pair) for number, pair in enumerate([*combinations("klmnop", 2)] * 20)}
    who = presence({**in_theme, **others, "single": "ak"}).rename({"participant_id": "nuts_code"})
    themes = [("wool", project, True) for project in (*in_theme, "single")] + [
        ("silk", "t0", True),
        ("felt", "t1", False),
    ]
    found = tables.region_pairs(
        {
            "presence": who.with_columns(is_demo=pl.lit(value=False)),
            "themes": pl.DataFrame(themes, schema=["partnership_id", "project_id", "is_theme_match"], orient="row"),
            "parameters": pl.DataFrame({"parameter_id": ["network_significance_level"], "parameter_value": [0.05]}),
            "observations": pl.DataFrame({"table_name": ["organization"], "observed_to": [date(2024, 5, 29)]}),
        }
    )
    inside = pl.col("region_a").is_in(["a", "b", "c"]) & pl.col("region_b").is_in(["b", "c", "d"])
    everywhere, in_wool = (found.filter(pl.col("partnership_id") == name) for name in (ALL, "wool"))
    assert everywhere.filter(inside)["is_more_than_expected"].all()
    assert not in_wool.filter(inside)["is_more_than_expected"].any()
    assert in_wool.height == 6, "a pair of one project is no pair of a theme"
    assert set(found["partnership_id"]) == {ALL, "wool"}


@pytest.mark.parametrize(
    "projects",
    [
        pytest.param({}, id="no project"),
        pytest.param({"p": "a", "q": "b"}, id="one participant each"),
        pytest.param({"p": "aa"}, id="with itself alone"),
    ],
)
def test_who_shares_nothing_is_no_pair(projects: dict[str, str]) -> None:
    assert expected_pairs(presence(projects), level=0.05).is_empty()


def test_one_in_a_thousand_projects_keeps_its_chances_in_bounds() -> None:
    many = {f"p{number}": "a" + "bcdefg"[number % 6] for number in range(1_000)}
    others = {f"q{number}": "".join(pair) for number, pair in enumerate([*combinations("bcdefghijk", 2)] * 100)}
    found = expected_pairs(presence({**many, **others}), level=0.05)
    assert found["excess_probability"].is_between(0, 1).all()
    with_many = found.filter(participant_a="a")
    assert with_many["project_count"].sum() == 1_000
    assert with_many["expected_count"].is_between(60, 180).all()


def joint(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema=["partnership_id", "project_id", "organisation_id", "member_id"],
        orient="row",
        infer_schema_length=1,
    )


# In `wool` o2 joins o1 and o3; region B joins A and C; in `silk` o3 is alone with itself.
JOINT = joint(
    ("wool", "a", "o1", "A"),
    ("wool", "a", "o2", "B"),
    ("wool", "b", "o2", "B"),
    ("wool", "b", "o3", "C"),
    ("silk", "c", "o3", "C"),
    ("silk", "c", "o3", "C"),
)


def node(frame: pl.DataFrame, network: str, name: str) -> dict[str, Any]:
    return frame.row(by_predicate=(pl.col("network_id") == network) & (pl.col("node_id") == name), named=True)


def test_bridge_parts_what_it_joins() -> None:
    found = measure_networks(JOINT)
    assert node(found, "wool", "o2") | {"community_number": 0} == {
        "network_id": "wool",
        "node_kind": "organisation",
        "node_id": "o2",
        "neighbour_count": 2,
        "betweenness_share": 1.0,
        "component_number": 1,
        "community_number": 0,
        "is_articulation": True,
        "parted_ids": ["o3"],
    }
    assert node(found, "wool", "B")["parted_ids"] == ["C"]
    alone = node(found, "silk", "o3")
    assert (alone["neighbour_count"], alone["is_articulation"], alone["component_number"]) == (0, False, 1)
    across = node(found, ALL, "o3")
    assert (across["neighbour_count"], across["is_articulation"], across["parted_ids"]) == (2, True, ["silk"])


def test_order_and_repeats_of_loading_change_no_network() -> None:
    again = pl.concat([JOINT, JOINT]).sample(fraction=1, shuffle=True, seed=5)
    assert measure_networks(again).equals(measure_networks(JOINT))
    assert measure_networks(JOINT.clear()).is_empty()


def evidence(projects: dict[str, str], members: dict[str, str], **more: Any) -> tuple[Evidence, pl.DataFrame]:
    inside = presence(members).rename({"project_id": "partnership_id"})
    competences = pl.DataFrame(
        more.get("competences", []),
        schema={
            "partnership_id": pl.String,
            "niche_id": pl.String,
            "participant_id": pl.String,
            "is_competence": pl.Boolean,
            "open_topic_count": pl.Int64,
        },
        orient="row",
    )
    made = Evidence.from_frames(
        presence=presence(projects),
        themes=pl.DataFrame(more.get("themes", []), schema=["partnership_id", "project_id"], orient="row"),
        members=inside,
        competences=competences,
        traits=pl.DataFrame(more.get("traits", []), schema=["participant_id", "trait"], orient="row"),
    )
    return made, inside


def test_each_sign_alone_puts_its_candidate_first() -> None:
    outside = {"x": "c", "y": "d", "z": "e"}
    signs: dict[str, dict[str, Any]] = {
        "evidence": {"themes": [("wool", "y")]},
        "complement": {
            "competences": [("wool", "n", "d", True, 1), ("wool", "o", "a", True, 1), ("wool", "o", "e", True, 1)]
        },
        "gain": {"traits": [("a", "ES"), ("c", "ES"), ("d", "IT"), ("e", "ES")]},
    }
    for sign, more in signs.items():
        made, inside = evidence(
            outside, {"wool": "ab"}, **{"themes": [("wool", "none")], "traits": [("a", "t")], **more}
        )
        ranked = rank_regions(made, inside, {**dict.fromkeys(WEIGHTS, 0.0), sign: 1.0})
        assert ranked.filter(rank=1)["participant_id"].to_list() == ["d"], sign
    company, inside = evidence(outside, {"wool": "ab", "silk": "ad"}, themes=[("wool", "none")], traits=[("a", "t")])
    assert rank_regions(company, inside, WEIGHTS).filter(partnership_id="wool", rank=1)["participant_id"][0] == "d"
    tied, inside = evidence({**outside, "w": "ad"}, {"wool": "ab"}, themes=[("wool", "none")], traits=[("a", "t")])
    assert rank_regions(tied, inside, WEIGHTS).filter(rank=1)["participant_id"].to_list() == ["d"]


def test_members_and_partnerships_without_any_are_not_ranked() -> None:
    made, inside = evidence(
        {"x": "ac"}, {"wool": "ab"}, themes=[("wool", "x"), ("memberless", "x")], traits=[("a", "t")]
    )
    assert rank_regions(made, inside, WEIGHTS).select("partnership_id", "participant_id").rows() == [("wool", "c")]


def test_organisations_of_member_regions_that_know_the_core_come_first() -> None:
    who = presence({"j": "ab", "k": "ac", "l": "d", "m": "e"})
    themes = pl.DataFrame(
        [("wool", project) for project in "jklm"], schema=["partnership_id", "project_id"], orient="row"
    )
    core, seated = (
        pl.DataFrame([("wool", one) for one in names], schema=["partnership_id", "participant_id"], orient="row")
        for names in ("ab", "abce")
    )
    ranked = rank_organisations(who, themes, core, seated, kept=2)
    assert ranked["participant_id"].to_list() == ["c", "e", "d"]
    ties = name_ties(
        ranked,
        who,
        core,
        pl.DataFrame([("k", 2023, "KNIT")], schema=["project_id", "project_year", "project_name"], orient="row"),
        themes,
        named=3,
    )
    assert ties.rows() == [("wool", "c", 1, ["KNIT"], ["a"])]
    scores = score_organisations(presence_matrix(who)[2], np.ones(4), np.zeros(5), np.zeros(5))
    assert set(scores["ties"]) == {0.5}
