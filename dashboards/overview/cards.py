"""What the first page shares with others: the headline figures, the map of members, joint projects by year."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboards.charts.region_map import draw_member_map
from dashboards.charts.years import draw_project_years
from dashboards.components.figure_card import Card
from dashboards.countries import both_names, country_name
from dashboards.formats import NOT_KNOWN, format_share
from dashboards.overview.queries import country_points, headlines, region_shapes
from dashboards.overview.tables import MEMBER_REGIONS
from dashboards.partnerships.tables import JOINT_PROJECT_YEARS
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__)

NAMED = 3


@dataclass(frozen=True)
class Headline:
    """One figure of `fct_headline`; None where the edition does not know it."""

    name: str = ""
    value: int | None = None
    population_name: str = ""
    population: int | None = None
    observed_to: date | None = None

    @property
    def number(self) -> int | str:
        """Its value for a sentence, whose grammar may hang on the number."""
        return NOT_KNOWN if self.value is None else self.value

    @property
    def of(self) -> str:
        """What it is counted of, in words; nothing where it counts everything."""
        if not self.population_name or self.population is None or self.population_name == self.name:
            return ""
        name = f"{self.population_name[:1].lower()}{self.population_name[1:]}"
        return say("counts.of", population=self.population, name=name)


def find_headlines(snapshot: Snapshot) -> Mapping[str, Headline]:
    """The headline figures by their id; of one that the edition lacks nothing is known."""
    known = {
        row["figure_id"]: Headline(
            row["figure_name"],
            None if row["figure_value"] is None else int(row["figure_value"]),
            row["population_name"],
            None if row["population"] is None else int(row["population"]),
            row["observed_to"],
        )
        for row in headlines(snapshot).iter_rows(named=True)
    }
    return defaultdict(Headline, known)


def map_card(snapshot: Snapshot) -> Card:
    """The map of members, for the first page and that of regions."""
    figures = find_headlines(snapshot)
    members = MEMBER_REGIONS.load(snapshot, {}).with_columns(region_name=both_names())
    shapes = region_shapes(snapshot)
    unplaced = members.filter(
        pl.when("is_outermost")
        .then(~pl.col("member_id").is_in(shapes["nuts_code"].implode()))
        .otherwise(pl.col("latitude").is_null())
    )["region_name"]
    return Card(
        heading=say("map"),
        finding=_map_finding(members),
        spec=MEMBER_REGIONS,
        frame=MEMBER_REGIONS.rows(snapshot, {}),
        body=draw_member_map(
            members,
            shapes,
            country_points(snapshot),
            empty_reason=say("map.empty"),
        ),
        coverage=say(
            "map.coverage",
            known=figures["partnerships_with_members"].number,
            partnerships=figures["partnerships"].number,
            regions=figures["member_regions"].number,
            of=figures["member_regions"].of or "none",
        ),
        definition=say("map.definition"),
        notes=() if unplaced.is_empty() else (say("map.unplaced", names=", ".join(unplaced)),),
        page_size=10,
        shape="map",
    )


def _map_finding(members: pl.DataFrame) -> str:
    if members.is_empty():
        return say("map.none")
    most = int(members["partnership_count"][0])
    leaders = members.filter(pl.col("partnership_count") == most)
    single = members.filter(pl.col("partnership_count") == 1).height
    names = [f"{row['region_name']} ({row['country_code']})" for row in leaders.head(NAMED).iter_rows(named=True)]
    countries = members.group_by("country_code").len().sort(["len", "country_code"], descending=[True, False])
    return say(
        "map.finding",
        names=", ".join(names),
        more=max(leaders.height - NAMED, 0),
        leaders=leaders.height,
        most=most,
        share=format_share(single / members.height),
        members=members.height,
        country=country_name(countries["country_code"][0]),
        held=countries["len"][0],
    )


def joint_years_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """The card "joint projects by year", for all partnerships or for one."""
    years = JOINT_PROJECT_YEARS.rows(snapshot, filters)
    total = int(years["joint_project_count"].sum())
    return Card(
        heading=say("years"),
        finding=_years_finding(years, total),
        spec=JOINT_PROJECT_YEARS,
        frame=years,
        figure=draw_project_years(years, empty_reason=say("years.none")),
        coverage=_years_coverage(total, int(years["year_from_call_count"].sum())),
        definition=say("years.definition"),
        table_parameters=filters,
        shape="narrow",
    )


def _years_coverage(total: int, weak: int) -> str:
    if total == 0:
        return say("years.coverage-none")
    if weak == 0:
        return say("years.coverage-own", projects=total)
    return say("years.coverage", projects=total, weak=say("years.coverage-all") if weak == total else weak)


def _years_finding(years: pl.DataFrame, total: int) -> str:
    dated = years.drop_nulls(["project_year", "joint_project_count"]).sort(
        ["joint_project_count", "project_year"], descending=True
    )
    if dated.is_empty():
        return say("years.none")
    year, most = dated.select("project_year", "joint_project_count").row(0)
    return say("years.finding", year=str(year), most=most, projects=total, observed=say_observed_years(years))


def say_observed_years(years: pl.DataFrame) -> str:
    """Where a series of projects by year stops, as the end of a sentence; nothing where every year was observed."""
    shares = dict(years.select("project_year", pl.col("observed_share").round(2)).drop_nulls().rows())
    said = [
        say("observed.share", year=str(year), share=format_share(share))
        for year, share in shares.items()
        if 0 < share < 1
    ]
    if unseen := [str(year) for year, share in shares.items() if not share]:
        *first, last = unseen
        years_said = say("observed.and", first=", ".join(first), last=last) if first else last
        said.append(say("observed.none", years=years_said))
    return "".join(said)
