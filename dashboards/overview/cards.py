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
from dashboards.formats import count_of, format_count, format_share
from dashboards.overview.queries import country_points, headlines, region_shapes
from dashboards.overview.tables import MEMBER_REGIONS
from dashboards.partnerships.tables import JOINT_PROJECT_YEARS
from warehouse.store.reader import Snapshot

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
    def said(self) -> str:
        """Its value in words."""
        return format_count(self.value)

    @property
    def of(self) -> str:
        """What it is counted of, in words; nothing where it counts everything."""
        is_part = self.population_name and self.population_name != self.name
        return (
            f"of {format_count(self.population)} {self.population_name[:1].lower()}{self.population_name[1:]}"
            if is_part
            else ""
        )


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
        heading="Where the members are",
        finding=_map_finding(members),
        spec=MEMBER_REGIONS,
        frame=MEMBER_REGIONS.rows(snapshot, {}),
        body=draw_member_map(
            members,
            shapes,
            country_points(snapshot),
            empty_reason="No member region is known with a place on the map.",
        ),
        coverage=(
            f"{figures['partnerships_with_members'].said} of {figures['partnerships'].said} partnerships have a known "
            f"member; {figures['member_regions'].said} {figures['member_regions'].of} are regions. Membership lists "
            "are rarely complete, so a pale region may be in more partnerships than shown."
        ),
        definition=(
            "Partnerships that a region itself is a current member of. Members are regions of NUTS level 1 to 3 or "
            "whole countries (outlined in black)."
        ),
        notes=() if unplaced.is_empty() else (f"Without a place on the map: {', '.join(unplaced)}.",),
        page_size=10,
        shape="map",
    )


def _map_finding(members: pl.DataFrame) -> str:
    if members.is_empty():
        return "No member region is known."
    most = int(members["partnership_count"][0])
    leaders = members.filter(pl.col("partnership_count") == most)
    single = members.filter(pl.col("partnership_count") == 1).height
    names = [f"{row['region_name']} ({row['country_code']})" for row in leaders.head(NAMED).iter_rows(named=True)]
    more = f" and {leaders.height - NAMED} more" if leaders.height > NAMED else ""
    verb = "is" if leaders.height == 1 else "are"
    countries = members.group_by("country_code").len().sort(["len", "country_code"], descending=[True, False])
    return (
        f"{', '.join(names)}{more} {verb} in most partnerships ({most}"
        f"{' each' if leaders.height > 1 else ''}); {format_share(single / members.height)} of the "
        f"{format_count(members.height)} members are in one only, and {country_name(countries['country_code'][0])} has "
        f"the most members ({countries['len'][0]})."
    )


def joint_years_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """The card "joint projects by year", for all partnerships or for one."""
    years = JOINT_PROJECT_YEARS.rows(snapshot, filters)
    total = int(years["joint_project_count"].sum())
    weak = int(years["year_from_call_count"].sum())
    return Card(
        heading="Joint projects by year",
        finding=_years_finding(years, total),
        spec=JOINT_PROJECT_YEARS,
        frame=years,
        figure=draw_project_years(years, empty_reason="No joint project with a year is known."),
        coverage=_years_coverage(total, weak),
        definition="A project counts once, in the year it starts or, failing that, in the year of its call.",
        table_parameters=filters,
        shape="narrow",
    )


def _years_coverage(total: int, weak: int) -> str:
    if total == 0:
        return "No joint project could be observed; that takes organisations of at least two known members."
    if weak == 0:
        return f"{count_of(total, 'project')}, all with a start of their own."
    return (
        f"{count_of(total, 'project')}; for {'all' if weak == total else format_count(weak)} of them the year is "
        "that of the call, because the project's own record is not in the source."
    )


def _years_finding(years: pl.DataFrame, total: int) -> str:
    dated = years.drop_nulls(["project_year", "joint_project_count"]).sort(
        ["joint_project_count", "project_year"], descending=True
    )
    if dated.is_empty():
        return "No joint project with a year is known."
    top = dated.row(0, named=True)
    return (
        f"{top['project_year']} brought the most: {format_count(top['joint_project_count'])} of "
        f"{count_of(total, 'joint project')}{say_observed_years(years)}."
    )


def say_observed_years(years: pl.DataFrame) -> str:
    """Where a series of projects by year stops, as the end of a sentence; nothing where every year was observed."""
    shares = dict(years.select("project_year", pl.col("observed_share").round(2)).drop_nulls().rows())
    said = [
        f"of {year} the participations of {format_share(share)} are known"
        for year, share in shares.items()
        if 0 < share < 1
    ]
    unseen = " and ".join(str(year) for year, share in shares.items() if not share)
    return "".join(f"; {words}" for words in (*said, f"{unseen} not observed" if unseen else "") if words)
