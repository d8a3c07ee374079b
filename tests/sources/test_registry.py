"""Registry: what the shipped partnership facts hold, and that their lists are closed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.ingest.contracts import check_contract
from pipelines.ingest.parsing import read_facts
from pipelines.ingest.source import Source, Table
from pipelines.nightly.loading import Load, load_source
from pipelines.sources import find_source
from pipelines.sources.registry.contract import Acts, PartnershipRegions, Partnerships, ThemeNiches
from pipelines.sources.registry.vocabulary import PLATFORMS
from warehouse.store.connection import writer
from warehouse.store.landing import Landing
from warehouse.store.nights import Night, SourceStatus, Status

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
        "acts",
        "theme_profiles",
        "theme_niches",
        "theme_facets",
    ]
    assert all(table.name.startswith("workbook_") for table in SOURCE.fetched_tables)


def test_partnerships_are_those_of_the_facts(facts: dict[str, pl.DataFrame]) -> None:
    partnerships = facts["partnerships"]
    assert partnerships.height == 45
    assert set(partnerships.get_column("platform")) == set(PLATFORMS)
    assert partnerships.filter(is_placeholder="true").height == 1


def test_members_belong_to_known_partnerships(facts: dict[str, pl.DataFrame]) -> None:
    members = facts["partnership_regions"]
    assert members.height == 297
    assert members.get_column("partnership_id").n_unique() == 37
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


@pytest.mark.parametrize("table", SOURCE.shipped_tables, ids=lambda table: table.name)
def test_shipped_facts_hold_their_contract(facts: dict[str, pl.DataFrame], table: Table) -> None:
    assert check_contract(facts[table.name], SOURCE.contract(table), where=table.name).rejected.is_empty()


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
    assert (checked.accepted.height, checked.rejected.height) == (44, 1)
    assert checked.rejected.get_column("_reason")[0].startswith(reason)


@pytest.mark.parametrize("role", ["lead", "co-lead", "participant", "observer", "not stated"])
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


def test_acts_are_those_of_the_facts(facts: dict[str, pl.DataFrame]) -> None:
    acts = facts["acts"]
    assert (acts.height, acts.get_column("date").drop_nulls().len()) == (367, 348)
    assert acts.get_column("partnership_id").drop_nulls().n_unique() == 36


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("partnership_id", "cheese", "partnership_id: expected a partnership of partnerships.csv, got cheese"),
        ("kind", "party", "kind: expected one of meeting, event, working_group"),
        ("nuts_code", "ZZ99", "nuts_code: expected a code of a NUTS version, got ZZ99"),
        ("date", "spring 2019", "date: expected a year, month or day that exists"),
        ("date", "2019-13", "date: expected a year, month or day that exists"),
        ("date", "2019-02-30", "date: expected a year, month or day that exists"),
        ("date", "2019-05/2019-04", "date: expected a year, month or day that exists, or two with / between"),
        ("date", "2019/2020/2021", "date: expected a year, month or day that exists, or two with / between"),
    ],
)
def test_act_of_an_unknown_partnership_region_kind_or_date_is_rejected(
    facts: dict[str, pl.DataFrame], column: str, value: str, reason: str
) -> None:
    one = facts["acts"].head(1).with_columns(pl.lit(value).alias(column))
    (rejected,) = check_contract(one, Acts, where="acts").rejected.get_column("_reason")
    assert rejected.startswith(reason)


@pytest.mark.parametrize("code", ["EL52", "FI1D7", "NL33", "NL36", "PT16", "PT19", "UKM", "XK", None])
def test_member_code_of_any_version_and_level_is_known(facts: dict[str, pl.DataFrame], code: str | None) -> None:
    one = facts["partnership_regions"].head(1).with_columns(nuts_code=pl.lit(code, pl.String))
    assert check_contract(one, PartnershipRegions, where="members").rejected.is_empty()


@dataclass(frozen=True)
class ElsewhereShipped(Source):
    """A source whose facts lie in a folder of the test."""

    folder: Path = Path()

    def facts_path(self, table: Table) -> Path:
        return self.folder / str(table.facts)


def test_bad_fact_is_refused_by_name_and_the_last_good_ones_stay(tmp_path: Path) -> None:
    declared = {name: getattr(SOURCE, name) for name in Source.__dataclass_fields__}
    source = ElsewhereShipped(**declared, folder=tmp_path / "facts")
    shutil.copytree(SOURCE.facts_path(SOURCE.shipped_tables[0]).parent, source.folder)
    night = Night(id="night", as_of=date(2026, 8, 10), started_at="2026-08-10T00:00:00+00:00")

    with writer(tmp_path / "build.duckdb") as connection:

        def load() -> Load:
            return load_source(
                connection,
                source=source,
                landing=Landing(tmp_path / "raw", "registry"),
                arrival=None,
                status=SourceStatus(source="registry", status=Status.BUNDLED, sha256="before"),
                night=night,
                code_version="code",
            )

        assert load().status.status is Status.BUNDLED
        with (source.folder / "activity.csv").open("a", encoding="utf-8") as stream:
            stream.write("cheese,meeting,Tasting,2026-13,,,,,https://cheese.example,likely\n")
        refused = load()
        assert refused.status.status is Status.FAILED
        assert "activity.csv row 368: partnership_id: expected a partnership of partnerships.csv, got cheese" in (
            refused.status.message
        )
        assert connection.sql("select count(*) from raw_registry.acts").fetchone() == (367,)
