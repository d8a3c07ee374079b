"""`/partnering`: who is missing, who could fill the gap, and which partnerships work in our field?"""

from typing import Any

import htpy as h
import plotly.graph_objects as go
import polars as pl

from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.components.figure_card import Card, card_tab
from dashboards.components.filters import choice, words_field
from dashboards.engagement.page import RANKED, chosen, count_by, partnership_filter, table_tab
from dashboards.engagement.partnering_tables import (
    CANDIDATE_FIT,
    COMPETENCES,
    PARTNERING_ORGANISATIONS,
    PARTNERING_REGIONS,
    VALUE_CHAIN,
)
from dashboards.engagement.queries import candidate_facts, region_options
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words

say = Words(__file__, "partnering")

NAMED = 3


def build(visit: Visit) -> Page:
    """The page of who could join."""
    regions = [("", say("filter-region.all")), *region_options(visit.snapshot)]
    in_none = [("", say("filter-in_none.all")), ("yes", say("filter-in_none.yes"))]
    more = (
        choice("region", say("filter-region"), regions, visit.parameters),
        choice("in_none", say("filter-in_none"), in_none, visit.parameters),
        words_field("field", say("filter-field"), visit.parameters),
    )
    return Page(
        say("page"),
        _answer(chosen(visit, PARTNERING_REGIONS)),
        (partnership_filter(visit, *more),),
        (
            join_tab(visit),
            fit_tab(visit),
            table_tab(
                visit,
                "field",
                say("field.tab"),
                (VALUE_CHAIN, say("field"), _field_finding),
                coverage=say("field.coverage"),
            ),
            table_tab(
                visit,
                "organisations",
                say("organisations.tab"),
                (PARTNERING_ORGANISATIONS, say("organisations"), _organisation_finding),
                coverage=say("organisations.coverage"),
            ),
            table_tab(
                visit, "competences", say("competences.tab"), (COMPETENCES, say("competences"), _competence_finding)
            ),
            table_tab(
                visit,
                "missing",
                say("missing.tab"),
                (VALUE_CHAIN, say("missing"), _missing_finding),
                fixed={"missing": "yes"},
            ),
        ),
        default="" if "field" not in visit.parameters else "field",
        kicker=say("page.description"),
    )


def join_tab(visit: Visit, **fixed: str) -> Tab:
    """Regions that could join, or what a region could join: for the page of partnering, a partnership or a region."""
    return table_tab(
        visit,
        "join",
        say("join.tab"),
        (PARTNERING_REGIONS, say("join"), _region_finding),
        draw=_draw_candidates,
        coverage=say("join.coverage"),
        sort="rank_for_candidate" if "region" in fixed else "",
        fixed=fixed,
    )


def fit_tab(visit: Visit) -> Tab:
    """What one region would bring to one partnership: to be read before it is accepted."""
    label, named = say("fit.tab"), {"partnership", "region"}
    if not named <= visit.parameters.keys():
        return Tab("fit", label, lambda: (h.section(".card", aria_label=label)[h.p[say("fit.choose")]],))
    own = {name: value for name, value in visit.parameters.items() if name in named}

    def build_card() -> Card:
        rows = CANDIDATE_FIT.rows(visit.snapshot, own)
        return Card(
            heading=say("fit"),
            finding=_fit_finding(rows, candidate_facts(visit.snapshot, own["partnership"], own["region"])),
            spec=CANDIDATE_FIT,
            frame=rows,
            coverage=say("fit.coverage"),
            table_parameters=own,
        )

    return card_tab(visit, "fit", label, (CANDIDATE_FIT, build_card))


def competences_tab(visit: Visit, nuts_code: str) -> Tab:
    """What a region can do, by niche, and who holds it: for its own page."""
    return table_tab(
        visit,
        "competences",
        say("competences.tab"),
        (COMPETENCES, say("shows"), _profile_finding),
        draw=_draw_profile,
        fixed={"region": nuts_code, "regions": "yes"},
    )


ROUTE = Route("/partnering", build, say, is_main=True, parameters=("partnership", "region", "in_none", "field"))


def _answer(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return say("page.answer-none")
    filling = rows.filter(pl.col("missing_niches").list.len() > 0)["candidate_id"].n_unique()
    return say("page.answer", filling=filling, **rows.row(0, named=True))


def _draw_candidates(rows: pl.DataFrame) -> go.Figure:
    name = "place"
    if rows["partnership_id"].n_unique() == 1:
        name = "candidate_name"
    elif rows["candidate_id"].n_unique() == 1:
        rows, name = rows.sort("rank_for_candidate"), "partnership_name"
    top = rows.head(RANKED)
    return draw_ranking(
        top.with_columns(
            place=pl.Series([say("join.place", **row) for row in top.iter_rows(named=True)], dtype=pl.String)
        ),
        name=name,
        measure=Measure("score", say("join.axis"), [f"{score:.0f}" for score in top["score"]]),
        empty_reason=say("join.empty"),
    )


def _region_finding(rows: pl.DataFrame) -> str:
    if rows["candidate_id"].n_unique() == 1:
        best = rows.sort("rank_for_candidate").row(0, named=True)
        if not best["tie_projects"]:
            return say("join.of-region", **best)
        return say("join.of-region-known", **best, projects=", ".join(best["tie_projects"]))
    new = rows.filter(pl.col("in_partnership_count") == 0)["candidate_id"].n_unique()
    if rows["partnership_id"].n_unique() == 1:
        first = ", ".join(rows.sort("candidate_rank")["candidate_name"].drop_nulls().head(NAMED))
        return say("join.of-partnership", first=first, regions=rows.height, new=new)
    return say("join.finding", regions=rows["candidate_id"].n_unique(), new=new, **_partnerships(rows))


def _organisation_finding(rows: pl.DataFrame) -> str:
    tied = rows.filter(pl.col("tie_project_count") > 0).height
    organisations = rows["candidate_id"].n_unique()
    return say(
        "organisations.finding", organisations=organisations, tied=tied, places=rows.height, **_partnerships(rows)
    )


def _partnerships(rows: pl.DataFrame) -> dict[str, int]:
    return {"partnerships": rows["partnership_id"].n_unique()}


def _competence_finding(rows: pl.DataFrame) -> str:
    asked = rows.filter(pl.col("open_topic_count") > 0)
    inside = asked.filter("is_competence", "is_in_member_region")
    keys = ["partnership_id", "niche_id"]
    known = rows.filter("is_in_member_region")["partnership_id"]
    missing = asked.filter(pl.col("partnership_id").is_in(known.implode())).select(keys).unique()
    missing = missing.join(inside.select(keys).unique(), on=keys, how="anti")
    return say("competences.finding", niches=rows.n_unique(keys), missing=missing.height)


def _profile_finding(rows: pl.DataFrame) -> str:
    shown = rows.filter("is_competence")
    if shown.is_empty():
        return say("shows.none")
    top = shown.row(0, named=True)
    if not top["holder_names"]:
        return say("shows.finding", niches=shown.height, **top)
    return say("shows.finding-held", niches=shown.height, holders=", ".join(top["holder_names"]), **top)


def _draw_profile(rows: pl.DataFrame) -> go.Figure:
    top = rows.filter("is_competence").head(RANKED)
    return draw_ranking(
        top.with_columns(name=pl.col("niche_name") + " (" + pl.col("partnership_name") + ")"),
        name="name",
        measure=Measure(
            "specialisation", say("shows.axis"), [say("shows.bar", projects=number) for number in top["project_count"]]
        ),
        empty_reason=say("shows.empty"),
    )


def _field_finding(rows: pl.DataFrame) -> str:
    niches = rows.drop_nulls("niche_id")
    return say("field.finding", niches=niches.height, **_partnerships(niches))


def _missing_finding(rows: pl.DataFrame) -> str:
    outside = rows.filter(pl.col("outside_region_count") > 0).height
    return say("missing.finding", niches=rows.height, outside=outside, **_partnerships(rows))


def _fit_finding(rows: pl.DataFrame, facts: dict[str, Any]) -> str:
    counts = count_by(rows, "fit", "adds", "strengthens", "nothing shown")
    return " ".join(
        (
            say("fit.finding", adds=counts["adds"], strengthens=counts["strengthens"], nothing=counts["nothing shown"]),
            say("fit.ties", regions=facts["tie_member_count"], most=facts["tie_project_count"]),
            *([say("fit.place", place=facts["candidate_rank"])] if facts["candidate_rank"] else []),
            *([say("fit.member")] if facts["is_member"] else []),
            *([] if facts["has_country"] else [say("fit.new-country")]),
        )
    )
