"""`/region/<code>`: what is this region or country in, what does it carry, what could its partnerships apply for?"""

from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.charts.years import draw_money_years
from dashboards.components.figure_card import Card, card_tab, draw_part, profile_card
from dashboards.components.kpi import Count, count_row, known_to, money_count
from dashboards.components.page_frame import missing_page
from dashboards.countries import country_name
from dashboards.engagement.collaboration import clusters_tab
from dashboards.engagement.networks import network_tab
from dashboards.engagement.partnering import competences_tab, join_tab
from dashboards.formats import NOT_KNOWN, format_count, format_money, format_score, format_share
from dashboards.funding.cards import say_left_out
from dashboards.overview.cards import say_observed_years
from dashboards.regions.queries import find_region, region_changes, region_totals
from dashboards.regions.tables import REGION_MATCHES, REGION_MEMBERSHIPS, REGION_ORGANISATIONS, REGION_YEARS
from dashboards.urls import region_url
from dashboards.visit import Page, Route, Visit
from dashboards.words import Words
from warehouse.products.matches.people import WHAT_IS_MISSING
from warehouse.store.reader import Snapshot

say = Words(__file__)

RANKED = 10


def build(visit: Visit) -> Page:
    """The page of one region or country."""
    snapshot, nuts_code = visit.snapshot, visit.named.upper()
    versions = find_region(snapshot, nuts_code)
    if versions.is_empty():
        return missing_page(
            say("missing.kicker"),
            say("missing"),
            say("missing.answer", code=visit.named),
            content=h.p[h.a(href="/regions")[say("missing.all")]],
        )
    found = versions.row(0, named=True)
    own = {"region": nuts_code}
    memberships = REGION_MEMBERSHIPS.rows(snapshot, own)
    return Page(
        say("page", name=_name(found), code=nuts_code),
        _answer(memberships),
        (
            _profile(found, versions, _parent(snapshot, found), region_changes(snapshot, nuts_code)),
            draw_part("counts", say("counts"), lambda: count_row(_counts(snapshot, nuts_code, memberships))),
        ),
        (
            card_tab(
                visit,
                "memberships",
                say("tab.memberships"),
                (REGION_MEMBERSHIPS, lambda: _memberships_card(memberships, own)),
            ),
            card_tab(
                visit,
                "carries",
                say("tab.carries"),
                (REGION_YEARS, lambda: _years_card(snapshot, own)),
                (REGION_ORGANISATIONS, lambda: _organisations_card(snapshot, own)),
            ),
            card_tab(visit, "calls", say("tab.calls"), (REGION_MATCHES, lambda: _matches_card(snapshot, own))),
            join_tab(visit, region=nuts_code),
            network_tab(visit, "region", nuts_code, _name(found)),
            competences_tab(visit, nuts_code),
            clusters_tab(visit, region=nuts_code),
        ),
        kicker=say("page.kicker", level=found["nuts_level"]),
    )


ROUTE = Route("/region/{named}", build, say, section="/regions")


def _name(found: dict[str, Any]) -> str:
    """The national name and, where it differs, the English one."""
    return " / ".join(filter(None, (found["region_name"], found.get("region_name_english"))))


def _parent(snapshot: Snapshot, found: dict[str, Any]) -> tuple[str, str] | None:
    """Code and name of the area it is part of."""
    code = found["parent_nuts_code"]
    wider = find_region(snapshot, code) if code else pl.DataFrame()
    return None if wider.is_empty() else (code, _name(wider.row(0, named=True)))


def _profile(
    found: dict[str, Any], versions: pl.DataFrame, parent: tuple[str, str] | None, changes: pl.DataFrame
) -> Node:
    local, categories = found["region_name_local"], versions["cohesion_category"].drop_nulls()
    facts: dict[str, Node | str] = {
        say("profile.country"): h.a(href=region_url(found["country_code"]))[country_name(found["country_code"])],
        say("profile.own-name"): local if local != found["region_name"] else "",
        say("profile.part-of"): h.a(href=region_url(parent[0]))[f"{parent[1]} ({parent[0]})"] if parent else "",
        say("profile.versions"): ", ".join(sorted(versions["nuts_version"].to_list())),
        **_changes(changes),
        say("profile.category"): (categories[0] if categories.len() else NOT_KNOWN).replace("_", " "),
        say("profile.outermost"): say("profile.yes") if found["is_outermost"] else "",
    }
    return profile_card(facts)


def _changes(changes: pl.DataFrame) -> dict[str, Node | str]:
    """Codes of other NUTS versions that the region came from or became, by version."""
    return {
        say("profile.in-version", version=str(version)): h.fragment[
            [
                [
                    ", " if place else "",
                    h.a(href=region_url(row["other_code"]))[f"{row['region_name']} ({row['other_code']})"],
                ]
                for place, row in enumerate(rows.iter_rows(named=True))
            ],
            f": {', '.join(sorted(set(rows['change_kind'].str.replace('_', ' '))))}",
        ]
        for (version,), rows in changes.group_by("version_to", maintain_order=True)
    }


def _totals(snapshot: Snapshot, nuts_code: str) -> dict[str, Any]:
    return region_totals(snapshot, nuts_code).row(0, named=True)


def _counts(snapshot: Snapshot, nuts_code: str, memberships: pl.DataFrame) -> list[Count]:
    totals, is_demo = _totals(snapshot, nuts_code), snapshot.edition.is_demo
    direct = memberships.filter(pl.col("through") == "itself")
    observed, euratom = totals["observed_to"], totals["euratom_eur"]
    programmes = say("count-money.note-euratom", money=format_money(euratom)) if euratom else say("count-money.note")
    reach, money = known_to(say("count-projects.note"), observed), totals["net_ec_contribution_eur"]
    return [
        Count(
            say("count-partnerships"),
            format_count(memberships["partnership_id"].n_unique()),
            say("count-partnerships.note", partnerships=direct["partnership_id"].n_unique()),
        ),
        Count(say("count-projects"), format_count(totals["project_count"]), reach, is_demo),
        Count(say("count-organisations"), format_count(totals["organisation_count"]), "", is_demo),
        money_count(say("count-money"), money, known_to(programmes, observed), is_demo=is_demo),
    ]


def _in_horizon_europe(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that findings and charts speak of; the table beside them has those of Euratom too."""
    return frame.filter(pl.col("programme_id").ne_missing("euratom"))


def _answer(memberships: pl.DataFrame) -> str:
    if memberships.is_empty():
        return say("page.alone")
    led = memberships.filter(pl.col("role").is_in(["lead", "co-lead"]))["partnership_id"].n_unique()
    return say("page.answer", partnerships=memberships["partnership_id"].n_unique(), led=led)


def _memberships_card(memberships: pl.DataFrame, own: dict[str, str]) -> Card:
    return Card(
        heading=say("memberships"),
        finding=say("memberships.finding", projects=int(memberships["joint_project_count"].sum())),
        spec=REGION_MEMBERSHIPS,
        frame=memberships,
        coverage=say("memberships.coverage"),
        definition=say("memberships.definition"),
        table_parameters=own,
    )


def _years_card(snapshot: Snapshot, own: dict[str, str]) -> Card:
    totals = _totals(snapshot, own["region"])
    years = REGION_YEARS.rows(snapshot, own)
    horizon = _in_horizon_europe(years)
    known = horizon.filter(pl.col("net_ec_contribution_eur").is_not_null() & pl.col("project_year").is_not_null())
    if known.is_empty():
        finding = say("years.none")
    else:
        top = known.sort(["net_ec_contribution_eur", "project_year"], descending=True).row(0, named=True)
        finding = say(
            "years.finding",
            year=str(top["project_year"]),
            money=format_money(top["net_ec_contribution_eur"]),
            projects=top["project_count"],
            observed=say_observed_years(years),
        )
    return Card(
        heading=say("years"),
        finding=finding,
        spec=REGION_YEARS,
        frame=years,
        figure=draw_money_years(horizon, empty_reason=say("years.none")),
        shape="narrow",
        coverage=say(
            "years.coverage",
            funded=totals["funded_participation_count"],
            participations=totals["participation_count"],
        ),
        definition=say("years.definition"),
        table_parameters=own,
    )


def _organisations_card(snapshot: Snapshot, own: dict[str, str]) -> Card:
    totals = _totals(snapshot, own["region"])
    organisations = REGION_ORGANISATIONS.rows(snapshot, own)
    horizon = _in_horizon_europe(organisations)
    shown = horizon.filter(pl.col("net_ec_contribution_eur") > 0).head(RANKED)
    named = shown.with_columns(
        pl.coalesce("organisation_name", pl.lit(say("organisations.withheld"))).alias("name"),
        (pl.col("net_ec_contribution_eur").cast(pl.Float64) / 1e6).alias("millions"),
    )
    bars = [
        say("organisations.bar", money=format_money(money), projects=projects)
        for money, projects in shown.select("net_ec_contribution_eur", "project_count").iter_rows()
    ]
    return Card(
        heading=say("organisations"),
        finding=_organisations_finding(named, totals),
        spec=REGION_ORGANISATIONS,
        frame=organisations,
        figure=draw_ranking(
            named,
            name="name",
            measure=Measure("millions", say("organisations.axis"), bars),
            empty_reason=say("organisations.none"),
        ),
        coverage=say(
            "organisations.coverage",
            organisations=horizon.height,
            shown=shown.height,
            withheld=int(horizon["is_name_withheld"].sum()),
        ),
        definition=say("organisations.definition"),
        table_parameters=own,
    )


def _organisations_finding(named: pl.DataFrame, totals: dict[str, Any]) -> str:
    if named.is_empty():
        return say("organisations.none")
    top = named.row(0, named=True)
    money = top["net_ec_contribution_eur"]
    share = format_share(float(money) / float(totals["net_ec_contribution_eur"]))
    return say("organisations.finding", name=top["name"], money=format_money(money), share=share)


def _matches_card(snapshot: Snapshot, own: dict[str, str]) -> Card:
    matches = REGION_MATCHES.rows(snapshot, own)
    if matches.is_empty():
        finding = say("matches.none")
    else:
        top = matches.row(0, named=True)
        said = {
            "matches": matches.height,
            "topic": top["topic_title"] or top["topic_id"],
            "partnership": top["partnership_name"],
            "score": format_score(top["score"]),
        }
        finding = (
            say("matches.finding-deadline", deadline=top["deadline_date"], **said)
            if top["deadline_date"]
            else say("matches.finding", **said)
        )
    return Card(
        heading=say("matches"),
        finding=finding,
        spec=REGION_MATCHES,
        frame=matches.with_columns(WHAT_IS_MISSING),
        coverage=say("matches.coverage"),
        table_parameters=own,
        page_size=10,
        notes=say_left_out(snapshot),
    )
