"""`/organisation/<id>`: which partnerships work in its field, whom does it know, what can it show?"""

from typing import Any

import htpy as h
import polars as pl
from htpy import Node

from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.components.figure_card import profile_card
from dashboards.components.page_frame import missing_page
from dashboards.countries import country_name
from dashboards.engagement.networks import network_tab
from dashboards.engagement.page import RANKED, table_tab
from dashboards.engagement.partnering_tables import COMPETENCES, ORGANISATION_PARTNERSHIPS
from dashboards.engagement.queries import find_organisation
from dashboards.formats import NOT_KNOWN, format_number
from dashboards.urls import region_url
from dashboards.visit import Page, Route, Visit
from dashboards.words import Words

say = Words(__file__, "organisation")


def build(visit: Visit) -> Page:
    """The page of one organisation."""
    rows = find_organisation(visit.snapshot, visit.named)
    if rows.is_empty():
        again = h.p[h.a(href="/search")[say("missing.search")]]
        return missing_page(say("page"), say("missing"), say("missing.sentence", id=visit.named), content=again)
    found = rows.row(0, named=True)
    name = found["organisation_name"] or say("page.withheld")
    partnerships = ORGANISATION_PARTNERSHIPS.rows(visit.snapshot, {"organisation": visit.named})
    return Page(
        name,
        _answer(name, partnerships),
        (_profile(found),),
        (
            table_tab(
                visit,
                "partnerships",
                say("field.tab"),
                (ORGANISATION_PARTNERSHIPS, say("field"), _field_finding),
                draw=_draw_field,
                coverage=say("field.coverage"),
                fixed={"organisation": visit.named},
            ),
            network_tab(visit, "organisation", visit.named, name),
            table_tab(
                visit,
                "competences",
                say("competences.tab"),
                (COMPETENCES, say("competences"), lambda rows: say("competences.finding", niches=rows.height)),
                coverage=say("competences.coverage"),
                fixed={"organisation": visit.named},
            ),
        ),
        kicker=say("page.cluster" if found["recognised_by"] else "page"),
    )


ROUTE = Route("/organisation/{named}", build, say, section="/partnering")


def _profile(found: dict[str, Any]) -> Node:
    code = found["nuts_code"]
    region = h.a(href=region_url(code))[f"{found['region_name'] or code} ({code})"] if code else NOT_KNOWN
    facts: dict[str, Node | str] = {
        say("profile.country"): country_name(found["country_code"]) if found["country_code"] else NOT_KNOWN,
        say("profile.region"): region,
        say("profile.city"): found["city"] or "",
        say("profile.kind"): (found["helix"] or NOT_KNOWN).replace("_", " "),
        say("profile.recognised"): ", ".join(found["recognised_by"] or []),
        say("profile.pic"): found["pic"] or "",
    }
    return profile_card(facts)


def _answer(name: str, partnerships: pl.DataFrame) -> str:
    if partnerships.is_empty():
        return say("page.answer-none", name=name)
    joined = partnerships.filter(pl.col("joint_project_count") > 0).height
    first = partnerships["partnership_name"][0]
    return say("page.answer", first=first, partnerships=partnerships.height, joined=joined)


def _field_finding(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return say("field.none")
    first = rows.row(0, named=True)
    return say("field.finding", **first, times=format_number(first["specialisation"]))


def _draw_field(rows: pl.DataFrame) -> Any:  # noqa: ANN401 - Plotly's figure, as draw_ranking gives it
    top = rows.head(RANKED)
    labels = [say("field.bar", projects=number) for number in top["theme_project_count"]]
    return draw_ranking(
        top,
        name="partnership_name",
        measure=Measure("specialisation", say("field.axis"), labels),
        empty_reason=say("field.empty"),
    )
