"""Organisations put together: rules, clusters, ids that stay, reviewers' decisions and what they would move."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.enrich.organisation_effect import EditionOrganisations, measure_effect, read_override, unknown_records
from pipelines.enrich.organisation_names import clean_vat
from pipelines.enrich.organisation_overrides import OVERRIDE_SCHEMA, OverrideError, no_overrides
from pipelines.enrich.organisations import LinkedOrganisations, link_organisations
from tests.linking.measure import read_parameters, read_words
from tests.mirrors import FIXTURES

NAMES = json.loads((FIXTURES / "cases" / "names.json").read_text())
WORDS, PARAMETERS = read_words(), read_parameters()
SCHEMA = {
    "record_id": pl.String,
    "pic": pl.String,
    "vat_number": pl.String,
    "organisation_name": pl.String,
    "short_name": pl.String,
    "country_code": pl.String,
    "city": pl.String,
    "nuts_code": pl.String,
    "street": pl.String,
    "activity_type_code": pl.String,
    "is_name_withheld": pl.Boolean,
    "is_demo": pl.Boolean,
}


def record(pic: str, name: str | None, **given_values: Any) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys(SCHEMA)
    known = {"country_code": "ES", "city": "Olot", "activity_type_code": "REC", "is_name_withheld": False}
    made = {"record_id": f"cordis:{pic}", "pic": pic, "organisation_name": name, "is_demo": False}
    return {**blank, **known, **made, **given_values}


def link(rows: list[dict[str, Any]], *decisions: tuple[str, str, str]) -> LinkedOrganisations:
    return link_organisations(pl.DataFrame(rows, schema=SCHEMA), WORDS, PARAMETERS, decide(*decisions))


def decide(*decisions: tuple[str, str, str]) -> pl.DataFrame:
    rows = [(*decision, "reviewer", date(2026, 8, 1), "seen on its page") for decision in decisions]
    return pl.DataFrame(rows, schema=OVERRIDE_SCHEMA, orient="row")


def ids(linked: LinkedOrganisations) -> dict[str, str]:
    return dict(linked.links.select("record_id", "organisation_id").iter_rows())


FLAX = [record("901", "Institute of Flax"), record("905", "INSTITUTE OF FLAX"), record("903", "Institute of Hemp")]


def test_organisation_takes_the_highest_code_and_says_why() -> None:
    linked = link(FLAX)
    assert ids(linked) == {"cordis:901": "pic:905", "cordis:903": "pic:903", "cordis:905": "pic:905"}
    followers = linked.links.filter(pl.col("link_rule") != "own").to_dicts()
    assert [(row["record_id"], row["link_rule"], row["linked_record_id"]) for row in followers] == [
        ("cordis:901", "name_and_city", "cordis:905")
    ]
    assert followers[0]["evidence"] == "same name; same city"


def test_newer_record_changes_no_id_already_seen() -> None:
    before = ids(link(FLAX))
    after = ids(link([*FLAX, record("877", "Institute of Flax")]))
    assert {key: after[key] for key in before} == before
    assert after["cordis:877"] == "pic:905"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"is_name_withheld": True}, id="natural person"),
        pytest.param({"is_demo": True}, id="demonstration"),
        pytest.param({"country_code": "PT"}, id="other country"),
        pytest.param({"country_code": None}, id="no country"),
    ],
)
def test_same_name_is_not_linked(other: dict[str, Any]) -> None:
    linked = link([record("901", "Institute of Flax"), record("905", "Institute of Flax", **other)])
    assert set(linked.links["link_rule"]) == {"own"}
    assert linked.pairs.is_empty()


@pytest.mark.parametrize("namesakes", [(), ({"city": "Ripoll"},)], ids=["one-namesake", "two"])
def test_partner_that_a_page_names_is_the_only_record_of_its_name(namesakes: tuple[dict[str, Any], ...]) -> None:
    page = {"record_id": "shipped_i3_projects:LINEN|1", "pic": None, "city": None, "activity_type_code": None}
    named = record("0", "Institute of Flax") | page
    others = [record("905", "Institute of Flax", **other) for other in namesakes]
    linked = link([record("901", "Institute of Flax", activity_type_code="PRC"), *others, named])
    rules = dict(linked.links.select("record_id", "link_rule").iter_rows())
    assert (rules["shipped_i3_projects:LINEN|1"] == "name_without_place") == (not namesakes)


def test_code_alone_links_even_a_natural_person() -> None:
    portal = record("901", None, record_id="portal_projects:901", is_name_withheld=True)
    linked = link([record("901", None, is_name_withheld=True), portal])
    assert set(ids(linked).values()) == {"pic:901"}


def test_shared_vat_of_state_bodies_links_only_who_is_named_alike() -> None:
    vat = {"vat_number": "ESS99", "activity_type_code": "PUB"}
    linked = link(
        [
            record("901", "Consejeria de Pesca - Junta de Alcornia", **vat),
            record("902", "Consejeria de Cultura - Junta de Alcornia", **vat),
            record("903", "JUNTA DE ALCORNIA", **vat),
            record("904", "La Junta de Alcornia", **vat | {"city": "Ripoll"}),
        ]
    )
    assert ids(linked)["cordis:903"] == ids(linked)["cordis:904"] == "pic:904"
    assert len(set(ids(linked).values())) == 3


def test_number_of_a_vat_group_joins_no_sister_companies() -> None:
    vat = {"vat_number": "DK12003400", "activity_type_code": "PRC"}
    names = ["Havnbro Energi A/S", "Havnbro Energi Fjernvarme A/S", "Havnbro Energi Biogas A/S"]
    rows = [record(f"90{number}", name, **vat) for number, name in enumerate(names)]
    linked = link(rows)
    assert len(set(ids(linked).values())) == 3
    assert set(linked.pairs["verdict"]) == {"doubtful"}
    assert len(set(ids(link(rows[:2])).values())) == 1


@pytest.mark.parametrize("prefixes", [("EL", "GR"), ("GB", "XI"), ("el ", "EL."), ("DE", "AT")])
@given(digits=st.integers(10**8, 10**9 - 1))
def test_number_is_one_under_both_prefixes_of_a_country(prefixes: tuple[str, str], digits: int) -> None:
    fillers = [f"{prefix}{filler}" for prefix in (*prefixes, "") for filler in ("000", "7" * 9, "123456789", "NONE")]
    numbers = [*(f"{prefix}{digits}" for prefix in prefixes), *fillers]
    cleaned = pl.Series("vat", numbers).to_frame().select(clean_vat(pl.col("vat"))).to_series().to_list()
    is_filler = len(set(str(digits))) == 1 or str(digits) == "123456789"
    assert (cleaned[0] == cleaned[1]) == (prefixes != ("DE", "AT") or is_filler)
    assert cleaned[2:] == [None] * len(fillers)


@pytest.mark.parametrize(("case", "records"), NAMES.items(), ids=NAMES.keys())
def test_spellings_are_one_and_names_that_look_alike_are_not(case: str, records: list[dict[str, str]]) -> None:
    rows = [
        record(
            str(900 + number),
            one["name"],
            country_code=one["cc"],
            city=one["city"],
            vat_number=one.get("vat"),
            activity_type_code=one.get("act"),
        )
        for number, one in enumerate(records)
    ]
    linked = link(rows)
    assert len(set(ids(linked).values())) == (2 if case in {"C degli studi", "M branches"} else 1)
    assert (linked.pairs["verdict"].to_list() == ["doubtful"]) == (case == "M branches")


def test_same_name_with_another_vat_number_is_a_doubt() -> None:
    linked = link(
        [record("901", "Flax Institute", vat_number="ES1"), record("902", "Flax Institute", vat_number="ES2")]
    )
    assert linked.pairs.select("verdict", "link_rule").rows() == [("doubtful", "contradicted_name")]
    assert len(set(ids(linked).values())) == 2


def test_record_between_two_vat_numbers_joins_neither() -> None:
    rows = [
        record("901", "Flax Institute", vat_number="ES1"),
        record("902", "Flax Institute", vat_number="ES2"),
        record("903", "Flax Institute"),
    ]
    linked = link(rows)
    assert len(set(ids(linked).values())) == 3
    assert sorted(linked.pairs["verdict"]) == ["doubtful", "parted", "parted"]


def test_decisions_merge_split_and_keep_apart() -> None:
    merged = link(FLAX, ("merge", "cordis:903", "cordis:901"))
    assert set(ids(merged).values()) == {"pic:905"}
    by_reviewer = merged.links.filter(pl.col("link_rule") == "override")
    assert by_reviewer.select("record_id", "reviewer", "evidence").rows() == [
        ("cordis:901", "reviewer", "reviewed: seen on its page"),
        ("cordis:903", "reviewer", "reviewed: seen on its page"),
    ]

    for decision in ("split", "never"):
        apart = link(FLAX, (decision, "cordis:901", "cordis:905"))
        assert ids(apart)["cordis:901"] == "pic:901"
        assert apart.pairs.filter(pl.col("override") == decision).height == 1


def test_split_of_two_records_of_one_code_gives_the_second_its_own_id() -> None:
    portal = record("901", "Institute of Flax", record_id="portal_projects:901")
    apart = link([record("901", "Institute of Flax"), portal], ("split", "portal_projects:901", "cordis:901"))
    assert ids(apart) == {"cordis:901": "pic:901", "portal_projects:901": "portal_projects:901"}


def test_decision_on_a_record_that_is_not_here_waits() -> None:
    assert ids(link(FLAX, ("merge", "cordis:903", "cordis:gone"))) == ids(link(FLAX))


@pytest.mark.parametrize(
    ("decisions", "told"),
    [
        pytest.param([("glue", "cordis:901", "cordis:903")], "glue cordis:901 cordis:903", id="no such decision"),
        pytest.param([("merge", "cordis:901", "cordis:901")], "two different records", id="with itself"),
        pytest.param(
            [("merge", "cordis:901", "cordis:903"), ("never", "cordis:903", "cordis:901")],
            "decides otherwise",
            id="merge and never",
        ),
        pytest.param(
            [("merge", "cordis:901", "cordis:903"), ("merge", "cordis:903", "cordis:901")], "twice", id="repeated"
        ),
        pytest.param(
            [
                ("merge", "cordis:901", "cordis:903"),
                ("merge", "cordis:903", "cordis:905"),
                ("never", "cordis:901", "cordis:905"),
            ],
            "never cordis:901 cordis:905.*join the two",
            id="joined through a third",
        ),
    ],
)
def test_contradictory_decisions_stop_and_are_named(decisions: list[tuple[str, str, str]], told: str) -> None:
    with pytest.raises(OverrideError, match=told):
        link(FLAX, *decisions)


def edition_of(linked: LinkedOrganisations, rows: list[dict[str, Any]]) -> EditionOrganisations:
    records = pl.DataFrame(rows, schema=SCHEMA).select("record_id", "pic", "vat_number")
    joint = [("flax", "ES51", "p1", row["record_id"]) for row in rows]
    return EditionOrganisations(
        records=records.join(linked.links.select("record_id", "organisation_id"), on="record_id"),
        pairs=linked.pairs,
        participations=pl.DataFrame(
            joint, schema=["partnership_id", "member_id", "project_id", "record_id"], orient="row"
        ),
    )


def test_effect_tells_every_figure_that_moves() -> None:
    edition = edition_of(link(FLAX), FLAX)
    effect = measure_effect(edition, read_override("merge cordis:903 cordis:905"))
    assert effect.select("figure", "subject_id", "before", "after").rows() == [
        ("organisations", None, 2, 1),
        ("organisations of the joint project", "p1", 2, 1),
        ("organisations of the member region", "ES51", 2, 1),
        ("organisations of the partnership", None, 2, 1),
    ]
    assert unknown_records(read_override("never cordis:903 cordis:1"), edition.records) == ["cordis:1"]


def test_effect_rests_on_decisions_already_made() -> None:
    edition = edition_of(link(FLAX, ("split", "cordis:905", "cordis:901")), FLAX)
    effect = measure_effect(edition, read_override("merge cordis:903 cordis:901"))
    assert effect.row(0) == ("organisations", None, None, 3, 2)
    with pytest.raises(OverrideError, match="decides otherwise"):
        measure_effect(edition, read_override("merge cordis:905 cordis:901"))


NAMES = (
    "Institute of Flax",
    "INSTITUTE OF FLAX SL",
    "Flax Institute",
    "Institut del Lli",
    "University of Olot",
    "Lli SL",
)
records = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([None, "ES1", "ES2"]),
        st.sampled_from(["Olot", "Ripoll", None]),
        st.sampled_from(["REC", "PRC", "PUB", None]),
    ),
    min_size=2,
    max_size=8,
).map(
    lambda drawn: [
        record(str(900 + number), name, vat_number=vat, city=city, activity_type_code=kind)
        for number, (name, vat, city, kind) in enumerate(drawn)
    ]
)
few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@few
@given(records, st.randoms())
def test_order_of_rows_changes_nothing(rows: list[dict[str, Any]], shuffle: Any) -> None:
    shuffled = list(rows)
    shuffle.shuffle(shuffled)
    first, second = link(rows), link(shuffled)
    assert first.links.equals(second.links)
    assert first.pairs.equals(second.pairs)


@few
@given(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(["Olot", "Ripoll"]))
def test_comparing_names_is_symmetric(first: str, second: str, city: str) -> None:
    one = link([record("901", first), record("902", second, city=city)]).pairs
    other = link([record("901", second, city=city), record("902", first)]).pairs
    assert one.select("verdict", "link_rule", "confidence").equals(other.select("verdict", "link_rule", "confidence"))


@few
@given(records, st.sampled_from(["merge", "split", "never"]))
def test_decision_applied_and_removed_gives_the_original(rows: list[dict[str, Any]], decision: str) -> None:
    original = link(rows)
    changed = link(rows, (decision, "cordis:900", "cordis:901"))
    together = ids(changed)["cordis:900"] == ids(changed)["cordis:901"]
    assert together == (decision == "merge")
    assert link_organisations(pl.DataFrame(rows, schema=SCHEMA), WORDS, PARAMETERS, no_overrides()).links.equals(
        original.links
    )


@few
@given(records)
def test_every_record_has_one_link_and_every_organisation_one_leader(rows: list[dict[str, Any]]) -> None:
    links = link(rows).links
    assert links["record_id"].is_unique().all()
    assert links.height == len(rows)
    leaders = links.filter(pl.col("link_rule") == "own")
    assert sorted(leaders["organisation_id"]) == sorted(links["organisation_id"].unique())
