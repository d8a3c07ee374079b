"""Registry: what the shipped partnership facts hold, and that their lists are closed."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.ingest.contracts import check_contract
from pipelines.ingest.parsing import read_facts
from pipelines.sources import find_source
from pipelines.sources.registry.contract import PartnershipRegions, Partnerships
from pipelines.sources.registry.vocabulary import PLATFORMS

SOURCE = find_source("registry")


@pytest.fixture
def facts() -> dict[str, pl.DataFrame]:
    return {table.name: read_facts(SOURCE.facts_path(table)) for table in SOURCE.shipped_tables}


def test_registry_fetches_nothing_and_takes_workbooks() -> None:
    assert (SOURCE.base_url, SOURCE.inbox) == ("", "registry")
    assert SOURCE.cadence.limit_days is None
    assert [table.name for table in SOURCE.shipped_tables] == ["partnerships", "partnership_regions"]
    assert all(table.name.startswith("workbook_") for table in SOURCE.fetched_tables)


def test_partnerships_are_those_of_the_facts(facts: dict[str, pl.DataFrame]) -> None:
    partnerships = facts["partnerships"]
    assert partnerships.height == 42
    assert set(partnerships.get_column("platform")) == set(PLATFORMS)
    assert partnerships.filter(is_placeholder="true").height == 1


def test_members_belong_to_known_partnerships(facts: dict[str, pl.DataFrame]) -> None:
    members = facts["partnership_regions"]
    assert members.height == 179
    assert members.get_column("partnership_id").n_unique() == 29
    assert set(members.get_column("partnership_id")) <= set(facts["partnerships"].get_column("partnership_id"))


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
