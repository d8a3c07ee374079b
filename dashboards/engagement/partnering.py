"""`/partnering` and `/scoping`: who is missing and could fill the gap, and where do interest and expertise meet?"""

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.components.filters import choice
from dashboards.engagement.page import RANKED, chosen, partnership_filter, table_tab
from dashboards.engagement.tables import COMPETENCES, PARTNERING_ORGANISATIONS, PARTNERING_REGIONS, SCOPING
from dashboards.formats import count_of, format_count
from dashboards.visit import Page, Route, Tab, Visit

_TESTED = "Regions in a project or a member; how well the order finds hidden members: see the method."


def build(visit: Visit) -> Page:
    """The page of who could join."""
    in_none = choice("in_none", "Regions", [("", "All outside"), ("yes", "In no partnership")], visit.parameters)
    return Page(
        "Partnering",
        _answer(chosen(visit, PARTNERING_REGIONS)),
        (partnership_filter(visit, in_none),),
        (
            join_tab(visit),
            table_tab(
                visit,
                "organisations",
                "Organisations",
                (PARTNERING_ORGANISATIONS, "Organisations that could join", _organisation_words),
                coverage="Organisations in a project of the theme, in no joint project. Seats in member regions first.",
            ),
            table_tab(
                visit, "competences", "Competences", (COMPETENCES, "Who shows which competence", _competence_words)
            ),
        ),
        kicker="Who is missing, and who could fill the gap?",
    )


def join_tab(visit: Visit, **fixed: str) -> Tab:
    """Regions that could join, or what a region could join: for the page of partnering, a partnership or a region."""
    return table_tab(
        visit,
        "join",
        "Could join",
        (PARTNERING_REGIONS, "Regions that could join", _region_words),
        draw=_draw_candidates,
        coverage=_TESTED,
        sort="rank_for_candidate" if "region" in fixed else "",
        **fixed,
    )


def build_scoping(visit: Visit) -> Page:
    """The page of interest and expertise."""
    rows = chosen(visit, SCOPING)
    counts = dict(rows.group_by("quadrant").len().iter_rows())
    answer = ", ".join(
        f"{format_count(counts.get(quadrant, 0))} {words}"
        for quadrant, words in (
            ("strength", "cells of a niche and a region are strengths"),
            ("hot_topic", "are interest without expertise"),
            ("hidden_strength", "expertise that states no interest"),
            ("unknown", "unknown"),
        )
    )
    return Page(
        "Scoping",
        f"{answer}.",
        (partnership_filter(visit),),
        (
            table_tab(
                visit,
                "members",
                "Members",
                (SCOPING, "Members by niche", _niche_words),
                draw=_draw_niches,
                members="yes",
            ),
            table_tab(visit, "all", "Members and regions outside", (SCOPING, "All cells", _niche_words)),
        ),
        kicker="Where do interest and expertise meet?",
    )


ROUTE = Route(
    "/partnering",
    build,
    "Who is missing in each partnership, and who could fill the gap?",
    "Partnering",
    parameters=("partnership", "region", "in_none"),
)
SCOPING_ROUTE = Route(
    "/scoping",
    build_scoping,
    "Where do interest and expertise meet, niche by niche?",
    "Scoping",
    parameters=("partnership",),
)


def _answer(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return "No region outside shows evidence in the theme."
    top = rows.row(0, named=True)
    filling = rows.filter(pl.col("missing_niches").list.len() > 0)["candidate_id"].n_unique()
    return (
        f"{top['candidate_name']} stands first for {top['partnership_name']}; {count_of(filling, 'region')} outside "
        f"{'bring' if filling > 1 else 'brings'} a niche that open calls ask for and no known member shows."
    )


def _draw_candidates(rows: pl.DataFrame) -> go.Figure:
    name = pl.col("candidate_name") + " for " + pl.col("partnership_name")
    if rows["partnership_id"].n_unique() == 1:
        name = pl.col("candidate_name")
    elif rows["candidate_id"].n_unique() == 1:
        rows, name = rows.sort("rank_for_candidate"), pl.col("partnership_name")
    top = rows.head(RANKED).with_columns(name=name)
    return draw_ranking(
        top,
        name="name",
        measure=Measure("score", "Score, 0 to 100", [f"{score:.0f}" for score in top["score"]]),
        empty_reason="No region outside shows evidence",
    )


def _region_words(rows: pl.DataFrame) -> str:
    if rows["candidate_id"].n_unique() == 1:
        best = rows.sort("rank_for_candidate").row(0, named=True)
        ties = f", known from {', '.join(best['tie_projects'])}" if best["tie_projects"] else ""
        return f"{best['candidate_name']} could join {best['partnership_name']} first{ties}."
    new = rows.filter(pl.col("in_partnership_count") == 0)["candidate_id"].n_unique()
    regions = count_of(rows["candidate_id"].n_unique(), "region")
    return f"{regions} for {_partnerships(rows)}, {format_count(new)} of them in none yet."


def _organisation_words(rows: pl.DataFrame) -> str:
    tied = rows.filter(pl.col("tie_project_count") > 0).height
    return (
        f"{count_of(rows['candidate_id'].n_unique(), 'organisation')} for {_partnerships(rows)}; {format_count(tied)} "
        f"of {count_of(rows.height, 'place')} know somebody in a joint project."
    )


def _partnerships(rows: pl.DataFrame) -> str:
    return count_of(rows["partnership_id"].n_unique(), "partnership")


def _competence_words(rows: pl.DataFrame) -> str:
    asked = rows.filter(pl.col("open_topic_count") > 0)
    inside = asked.filter("is_competence", "is_in_member_region")
    keys = ["partnership_id", "niche_id"]
    known = rows.filter("is_in_member_region")["partnership_id"]
    missing = asked.filter(pl.col("partnership_id").is_in(known.implode())).select(keys).unique()
    missing = missing.join(inside.select(keys).unique(), on=keys, how="anti")
    return (
        f"{count_of(rows.select(keys).unique().height, 'niche')} with projects; {format_count(missing.height)} that "
        "open calls ask for are shown by no member region that is known."
    )


def _niche_words(rows: pl.DataFrame) -> str:
    keys = ["partnership_id", "niche_id"]
    held = rows.filter("is_member", pl.col("quadrant") == "strength").select(keys).unique().height
    return (
        f"Of {count_of(rows.select(keys).unique().height, 'niche')} {format_count(held)} have a member that shows "
        "expertise; interest is the survey's, or membership where no survey was held."
    )


def _draw_niches(rows: pl.DataFrame) -> go.Figure:
    strong = rows.filter(pl.col("quadrant") == "strength")
    keys = ["partnership_name", "niche_name"]
    top = strong.group_by(keys).len().sort("len", *keys, descending=[True, False, False]).head(RANKED)
    return draw_ranking(
        top.with_columns(name=pl.col("niche_name") + " (" + pl.col("partnership_name") + ")"),
        name="name",
        measure=Measure("len", "Members with interest and expertise", [str(count) for count in top["len"]]),
        empty_reason="No member shows expertise in a niche",
    )
