"""Registry: what the shipped partnership facts hold, and that their lists are closed."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.ingest.contracts import check_contract
from pipelines.ingest.parsing import read_facts
from pipelines.sources import find_source
from pipelines.sources.registry.contract import PartnershipRegions, Partnerships, ThemeNiches, ThemeProfiles
from pipelines.sources.registry.vocabulary import PLATFORMS

SOURCE = find_source("registry")


@pytest.fixture
def facts() -> dict[str, pl.DataFrame]:
    return {table.name: read_facts(SOURCE.facts_path(table)) for table in SOURCE.shipped_tables}


def test_registry_fetches_nothing_and_takes_workbooks() -> None:
    assert (SOURCE.base_url, SOURCE.inbox) == ("", "registry")
    assert SOURCE.cadence.limit_days is None
    assert [table.name for table in SOURCE.shipped_tables] == [
        "partnerships",
        "partnership_regions",
        "theme_profiles",
        "theme_niches",
    ]
    assert all(table.name.startswith("workbook_") for table in SOURCE.fetched_tables)


def test_partnerships_are_those_of_the_facts(facts: dict[str, pl.DataFrame]) -> None:
    partnerships = facts["partnerships"]
    assert partnerships.height == 42
    assert set(partnerships.get_column("platform")) == set(PLATFORMS)
    assert partnerships.filter(is_placeholder="true").height == 1


def test_members_belong_to_known_partnerships(facts: dict[str, pl.DataFrame]) -> None:
    members = facts["partnership_regions"]
    assert members.height == 180
    assert members.get_column("partnership_id").n_unique() == 29
    assert set(members.get_column("partnership_id")) <= set(facts["partnerships"].get_column("partnership_id"))


def test_who_hands_over_the_lead_stays_a_member(facts: dict[str, pl.DataFrame]) -> None:
    members = facts["partnership_regions"]
    ended = members.filter(pl.col("role").is_in(["lead", "co-lead"]) & pl.col("valid_to").is_not_null())
    going_on = members.filter(pl.col("valid_to").is_null())
    assert ended.height == 1
    assert ended.join(going_on, on=["partnership_id", "nuts_code"], how="anti").is_empty()


def test_every_partnership_has_a_scope_of_thirty_to_sixty_words(facts: dict[str, pl.DataFrame]) -> None:
    scopes = facts["theme_profiles"].with_columns(words=pl.col("scope").str.split(" ").list.len())
    assert set(scopes.get_column("partnership_id")) == set(facts["partnerships"].get_column("partnership_id"))
    assert scopes.filter(~pl.col("words").is_between(30, 60)).get_column("partnership_id").to_list() == []


def test_every_partnership_has_five_to_twelve_niches_of_four_to_ten_synonyms(facts: dict[str, pl.DataFrame]) -> None:
    niches = facts["theme_niches"].with_columns(synonym_count=pl.col("synonyms").str.split("; ").list.len())
    counts = niches.group_by("partnership_id").len("niche_count")
    assert set(counts.get_column("partnership_id")) == set(facts["partnerships"].get_column("partnership_id"))
    assert counts.filter(~pl.col("niche_count").is_between(5, 12)).is_empty()
    assert niches.filter(~pl.col("synonym_count").is_between(4, 10)).is_empty()


def test_no_term_of_a_partnership_stands_in_two_of_its_niches(facts: dict[str, pl.DataFrame]) -> None:
    terms = facts["theme_niches"].select(
        "partnership_id",
        pl.concat_list(pl.col("niche").str.split("; "), pl.col("synonyms").str.split("; ")).alias("term"),
    )
    repeated = terms.explode("term").group_by("partnership_id", "term").len().filter(pl.col("len") > 1)
    assert repeated.is_empty(), repeated


@pytest.mark.parametrize("table", ["theme_profiles", "theme_niches"])
def test_shipped_profiles_hold_their_contract(facts: dict[str, pl.DataFrame], table: str) -> None:
    contract = {"theme_profiles": ThemeProfiles, "theme_niches": ThemeNiches}[table]
    assert check_contract(facts[table], contract, where=table).rejected.is_empty()


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("confidence", "verified", "confidence: expected one of high, medium, low, got verified"),
        ("basis", "a hunch", "basis: expected one of published keywords, published name"),
        ("niche_id", "Water Reuse", "niche_id: expected text like"),
        ("synonyms", None, "synonyms: expected a value, got nothing"),
    ],
)
def test_niche_with_an_undecided_value_is_rejected(
    facts: dict[str, pl.DataFrame], column: str, value: str | None, reason: str
) -> None:
    one = facts["theme_niches"].head(1).with_columns(pl.lit(value, dtype=pl.String).alias(column))
    rejected = check_contract(one, ThemeNiches, where="niches").rejected
    assert rejected.get_column("_reason")[0].startswith(reason)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("platform", "Space", "platform: expected one of Agri-food, Energy, Industrial Modernisation"),
        ("status", "asleep", "status: expected one of active, paused, ended, got asleep"),
        ("confidence", "sure", "confidence: expected one of verified, likely, uncertain, got sure"),
        ("partnership_id", "High Tech", "partnership_id: expected text like"),
        ("name", None, "name: expected a value, got nothing"),
    ],
)
def test_partnership_with_an_undecided_value_is_rejected(
    facts: dict[str, pl.DataFrame], column: str, value: str | None, reason: str
) -> None:
    first = pl.col("_row_number") == 1
    changed = facts["partnerships"].with_columns(pl.when(first).then(pl.lit(value)).otherwise(column).alias(column))
    checked = check_contract(changed, Partnerships, where="partnerships")
    assert (checked.accepted.height, checked.rejected.height) == (41, 1)
    assert checked.rejected.get_column("_reason")[0].startswith(reason)


@pytest.mark.parametrize("role", ["lead", "co-lead", "participant", "observer"])
def test_every_role_of_the_vocabulary_is_allowed(facts: dict[str, pl.DataFrame], role: str) -> None:
    one = facts["partnership_regions"].head(1).with_columns(role=pl.lit(role))
    assert check_contract(one, PartnershipRegions, where="members").rejected.is_empty()


def test_member_dates_may_be_partial(facts: dict[str, pl.DataFrame]) -> None:
    dates = ["2019", "2026-02", "2026-02-03", "spring 2019"]
    four = pl.concat(
        [facts["partnership_regions"].head(4).drop("stated_on"), pl.DataFrame({"stated_on": dates})], how="horizontal"
    )
    checked = check_contract(four, PartnershipRegions, where="members")
    assert checked.rejected.get_column("stated_on").to_list() == ["spring 2019"]
