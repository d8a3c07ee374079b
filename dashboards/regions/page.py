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
from dashboards.formats import count_of, format_count, format_date, format_money, format_score
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
_LEVELS = {0: "Country", 1: "NUTS 1 region", 2: "NUTS 2 region", 3: "NUTS 3 region"}


def build(visit: Visit) -> Page:
    """The page of one region or country."""
    snapshot, nuts_code = visit.snapshot, visit.named.upper()
    versions = find_region(snapshot, nuts_code)
    if versions.is_empty():
        return missing_page(
            "Region",
            "No such region",
            f"This edition has no region with the code “{visit.named}”. Codes are those of NUTS 2021 and 2024, with EL "
            "for Greece and UK for the United Kingdom.",
            content=h.p[h.a(href="/regions")["All member regions"]],
        )
    found = versions.row(0, named=True)
    own = {"region": nuts_code}
    memberships = REGION_MEMBERSHIPS.rows(snapshot, own)
    return Page(
        f"{_name(found)} ({nuts_code})",
        _answer(memberships),
        (
            _profile(found, versions, _parent(snapshot, found), region_changes(snapshot, nuts_code)),
            draw_part("counts", "The counts", lambda: count_row(_counts(snapshot, nuts_code, memberships))),
        ),
        (
            card_tab(
                visit,
                "memberships",
                "Partnerships",
                (REGION_MEMBERSHIPS, lambda: _memberships_card(memberships, own)),
            ),
            card_tab(
                visit,
                "carries",
                "Participations",
                (REGION_YEARS, lambda: _years_card(snapshot, own)),
                (REGION_ORGANISATIONS, lambda: _organisations_card(snapshot, own)),
            ),
            card_tab(visit, "calls", "Calls", (REGION_MATCHES, lambda: _matches_card(snapshot, own))),
            join_tab(visit, region=nuts_code),
            network_tab(visit, "region", nuts_code, _name(found)),
            competences_tab(visit, nuts_code),
            clusters_tab(visit, region=nuts_code),
        ),
        kicker=_LEVELS.get(found["nuts_level"], "Region or country"),
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
        "Country": h.a(href=region_url(found["country_code"]))[country_name(found["country_code"])],
        "Own name": local if local != found["region_name"] else "",
        "Part of": h.a(href=region_url(parent[0]))[f"{parent[1]} ({parent[0]})"] if parent else "",
        "NUTS versions": ", ".join(sorted(versions["nuts_version"].to_list())),
        **_changes(changes),
        "Cohesion category 2021–2027": (categories[0] if categories.len() else "not known").replace("_", " "),
        "Outermost region": "yes" if found["is_outermost"] else "",
    }
    return profile_card(facts)


def _changes(changes: pl.DataFrame) -> dict[str, Node | str]:
    """Codes of other NUTS versions that the region came from or became, by version."""
    return {
        f"In NUTS {version}": h.fragment[
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
    reach = known_to("with an organisation seated here", totals["observed_to"])
    apart = f"; Euratom apart: {format_money(totals['euratom_eur'])}" if totals["euratom_eur"] else ""
    programmes = known_to(f"Horizon Europe{apart}", totals["observed_to"])
    return [
        Count(
            "Partnerships",
            format_count(memberships["partnership_id"].n_unique()),
            f"{format_count(direct['partnership_id'].n_unique())} as a member itself",
        ),
        Count("Projects", format_count(totals["project_count"]), reach, is_demo),
        Count("Organisations", format_count(totals["organisation_count"]), "", is_demo),
        money_count("Net EU contribution", totals["net_ec_contribution_eur"], programmes, is_demo=is_demo),
    ]


def _in_horizon_europe(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that findings and charts speak of; the table beside them has those of Euratom too."""
    return frame.filter(pl.col("programme_id").ne_missing("euratom"))


def _answer(memberships: pl.DataFrame) -> str:
    if memberships.is_empty():
        return "The region is in no partnership, by itself, through a part of it, or through a wider area."
    led = memberships.filter(pl.col("role").is_in(["lead", "co-lead"]))["partnership_id"].n_unique()
    return (
        f"In {count_of(memberships['partnership_id'].n_unique(), 'partnership')}, leading "
        f"{format_count(led) if led else 'none'} of them."
    )


def _memberships_card(memberships: pl.DataFrame, own: dict[str, str]) -> Card:
    joint = int(memberships["joint_project_count"].sum())
    return Card(
        heading="Partnerships",
        finding=(
            f"{count_of(joint, 'joint project').capitalize()} with the members that are known, counted once per "
            "partnership and member."
        ),
        spec=REGION_MEMBERSHIPS,
        frame=memberships,
        coverage="Memberships that a public page names; lists are rarely complete.",
        definition="A region is in a partnership by itself, a part of it, its wider area, or an earlier or later code.",
        table_parameters=own,
    )


def _years_card(snapshot: Snapshot, own: dict[str, str]) -> Card:
    totals = _totals(snapshot, own["region"])
    years = REGION_YEARS.rows(snapshot, own)
    horizon = _in_horizon_europe(years)
    known = horizon.filter(pl.col("net_ec_contribution_eur").is_not_null() & pl.col("project_year").is_not_null())
    if known.is_empty():
        finding = "No participation of an organisation seated here is known."
    else:
        top = known.sort(["net_ec_contribution_eur", "project_year"], descending=True).row(0, named=True)
        finding = (
            f"{top['project_year']} brought the most, {format_money(top['net_ec_contribution_eur'])} in "
            f"{count_of(top['project_count'], 'project')}{say_observed_years(years)}."
        )
    return Card(
        heading="Participations by year",
        finding=finding,
        spec=REGION_YEARS,
        frame=years,
        figure=draw_money_years(horizon, empty_reason="No participation of an organisation seated here is known."),
        shape="narrow",
        coverage=(
            f"{format_count(totals['funded_participation_count'])} of "
            f"{count_of(totals['participation_count'], 'participation')} state a net EU contribution."
        ),
        definition=(
            "All of Horizon Europe, not joint projects only; rows of Euratom are in the table alone. "
            "The year is the project's, or that of its call where the "
            "project's own record is not in the source. Place is the legal seat."
        ),
        table_parameters=own,
    )


def _organisations_card(snapshot: Snapshot, own: dict[str, str]) -> Card:
    totals = _totals(snapshot, own["region"])
    organisations = REGION_ORGANISATIONS.rows(snapshot, own)
    horizon = _in_horizon_europe(organisations)
    shown = horizon.filter(pl.col("net_ec_contribution_eur") > 0).head(RANKED)
    named = shown.with_columns(
        pl.coalesce("organisation_name", pl.lit("Name withheld (natural person)")).alias("name"),
        (pl.col("net_ec_contribution_eur").cast(pl.Float64) / 1e6).alias("millions"),
    )
    withheld = int(horizon["is_name_withheld"].sum())
    return Card(
        heading="Organisations",
        finding=_organisations_finding(named, totals),
        spec=REGION_ORGANISATIONS,
        frame=organisations,
        figure=draw_ranking(
            named,
            name="name",
            measure=Measure(
                "millions",
                "Net EU contribution, EUR million",
                [
                    f"{format_money(row['net_ec_contribution_eur'])} · {count_of(row['project_count'], 'project')}"
                    for row in shown.iter_rows(named=True)
                ],
            ),
            empty_reason="No organisation seated here receives money, as far as is known.",
        ),
        coverage=(
            f"{count_of(horizon.height, 'organisation')} in Horizon Europe; "
            f"the chart shows the first {shown.height}, the table all. "
            f"Withheld because the beneficiary is a natural person: {count_of(withheld, 'name')}."
        ),
        definition="Organisations by PIC, with the net EU contribution of their participations seated in the region.",
        table_parameters=own,
    )


def _organisations_finding(named: pl.DataFrame, totals: dict[str, Any]) -> str:
    if named.is_empty():
        return "No organisation seated here receives money, as far as is known."
    top = named.row(0, named=True)
    share = float(top["net_ec_contribution_eur"]) / float(totals["net_ec_contribution_eur"])
    return (
        f"{top['name']} receives the most, {format_money(top['net_ec_contribution_eur'])} or "
        f"{share * 100:.0f}\u202f% of the region's total."
    )


def _matches_card(snapshot: Snapshot, own: dict[str, str]) -> Card:
    matches = REGION_MATCHES.rows(snapshot, own)
    if matches.is_empty():
        finding = "No open or forthcoming topic shares words with the themes of its partnerships."
    else:
        top = matches.row(0, named=True)
        deadline = f", deadline {format_date(top['deadline_date'])}" if top["deadline_date"] else ""
        finding = (
            f"{count_of(matches.height, 'match', 'matches')}; the best is “{top['topic_title'] or top['topic_id']}” "
            f"for {top['partnership_name']} ({format_score(top['score'])} points{deadline})."
        )
    return Card(
        heading="Calls for its partnerships",
        finding=finding,
        spec=REGION_MATCHES,
        frame=matches.with_columns(WHAT_IS_MISSING),
        coverage="Partnerships the region is in by itself or through its wider area; topics that share a word.",
        table_parameters=own,
        page_size=10,
        notes=say_left_out(snapshot),
    )
