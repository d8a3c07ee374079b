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
from dashboards.formats import count_of, format_number
from dashboards.urls import region_url
from dashboards.visit import Page, Route, Visit
from dashboards.words import Words

say = Words(__file__, "organisation")


def build(visit: Visit) -> Page:
    """The page of one organisation."""
    rows = find_organisation(visit.snapshot, visit.named)
    if rows.is_empty():
        sentence = f"This edition has no organisation with the id “{visit.named}”."
        return missing_page(
            "Organisation", "No such organisation", sentence, content=h.p[h.a(href="/search")["Search by name"]]
        )
    found = rows.row(0, named=True)
    name = found["organisation_name"] or "Name withheld (natural person)"
    partnerships = ORGANISATION_PARTNERSHIPS.rows(visit.snapshot, {"organisation": visit.named})
    return Page(
        name,
        _answer(name, partnerships),
        (_profile(found),),
        (
            table_tab(
                visit,
                "partnerships",
                "Partnerships in its field",
                (ORGANISATION_PARTNERSHIPS, "Which partnerships work in its field", _field_words),
                draw=_draw_field,
                coverage="Partnerships in whose theme it has a project, from Horizon Europe; others may fit as well.",
                fixed={"organisation": visit.named},
            ),
            network_tab(visit, "organisation", visit.named, name),
            table_tab(
                visit,
                "competences",
                "Competences",
                (COMPETENCES, "Where it stands among the first of a niche", _competence_words),
                coverage="Of each niche the organisations with most projects are kept.",
                fixed={"organisation": visit.named},
            ),
        ),
        kicker="Cluster organisation" if found["recognised_by"] else "Organisation",
    )


ROUTE = Route("/organisation/{named}", build, say, section="/partnering")


def _profile(found: dict[str, Any]) -> Node:
    code = found["nuts_code"]
    facts: dict[str, Node | str] = {
        "Country": country_name(found["country_code"]) if found["country_code"] else "not known",
        "Region": h.a(href=region_url(code))[f"{found['region_name'] or code} ({code})"] if code else "not known",
        "City": found["city"] or "",
        "Kind": (found["helix"] or "not known").replace("_", " "),
        "Recognised as a cluster by": ", ".join(found["recognised_by"] or []),
        "PIC": found["pic"] or "",
    }
    return profile_card(facts)


def _answer(name: str, partnerships: pl.DataFrame) -> str:
    if partnerships.is_empty():
        return (
            f"No project of {name} is in the theme of a partnership; “Our field” on the page Partnering finds by words."
        )
    first = partnerships.row(0, named=True)
    joined = partnerships.filter(pl.col("joint_project_count") > 0).height
    return (
        f"{first['partnership_name']} is nearest to its field, of {count_of(partnerships.height, 'partnership')} in "
        f"whose theme it has a project; it takes part in joint projects of {joined or 'none of them'}."
    )


def _field_words(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return "It has no project in a theme."
    first = rows.row(0, named=True)
    return (
        f"{count_of(first['theme_project_count'], 'project')} of {first['all_project_count']} in the theme of "
        f"{first['partnership_name']}: {format_number(first['specialisation'])} times the average."
    )


def _draw_field(rows: pl.DataFrame) -> Any:  # noqa: ANN401 - Plotly's figure, as draw_ranking gives it
    top = rows.head(RANKED)
    labels = [count_of(number, "project") for number in top["theme_project_count"]]
    return draw_ranking(
        top,
        name="partnership_name",
        measure=Measure("specialisation", "Specialisation, 1 is the average", labels),
        empty_reason="No project in a theme is known",
    )


def _competence_words(rows: pl.DataFrame) -> str:
    return f"Among the organisations with most projects in {count_of(rows.height, 'niche')}."
