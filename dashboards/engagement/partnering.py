"""`/partnering`: who is missing, who could fill the gap, and which partnerships work in our field?"""

from typing import Any

import htpy as h
import plotly.graph_objects as go
import polars as pl

from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.components.figure_card import Card, card_tab
from dashboards.components.filters import choice, words_field
from dashboards.engagement.page import RANKED, chosen, partnership_filter, table_tab
from dashboards.engagement.partnering_tables import (
    CANDIDATE_FIT,
    COMPETENCES,
    PARTNERING_ORGANISATIONS,
    PARTNERING_REGIONS,
    VALUE_CHAIN,
)
from dashboards.engagement.queries import candidate_facts, region_options
from dashboards.formats import count_of, format_count
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words

say = Words(__file__, "partnering")

NAMED = 3
_TESTED = "Regions in a project or a member; how well the order finds hidden members: see the method."


def build(visit: Visit) -> Page:
    """The page of who could join."""
    more = (
        choice("region", "Region", [("", "All regions"), *region_options(visit.snapshot)], visit.parameters),
        choice("in_none", "Regions", [("", "All outside"), ("yes", "In no partnership")], visit.parameters),
        words_field("field", "Our field, in words", visit.parameters),
    )
    return Page(
        "Partnering",
        _answer(chosen(visit, PARTNERING_REGIONS)),
        (partnership_filter(visit, *more),),
        (
            join_tab(visit),
            fit_tab(visit),
            table_tab(
                visit,
                "field",
                "Our field",
                (VALUE_CHAIN, "Which partnerships work in our field", _field_words),
                coverage="Niches of the themes and their synonyms; all words asked for must stand there.",
            ),
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
            table_tab(
                visit,
                "missing",
                "What is missing",
                (VALUE_CHAIN, "What open calls ask for and members lack", _missing_words),
                fixed={"missing": "yes"},
            ),
        ),
        default="" if "field" not in visit.parameters else "field",
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
        fixed=fixed,
    )


def fit_tab(visit: Visit) -> Tab:
    """What one region would bring to one partnership: to be read before it is accepted."""
    if not {"partnership", "region"} <= visit.parameters.keys():
        note = "Choose a partnership and a region above: niche by niche it says what the region would bring."
        return Tab("fit", "A candidate's fit", lambda: (h.section(".card", aria_label="A candidate's fit")[h.p[note]],))

    def build_card() -> Card:
        rows = chosen(visit, CANDIDATE_FIT)
        return Card(
            heading="What it would bring",
            finding=_fit_words(
                rows, candidate_facts(visit.snapshot, visit.parameters["partnership"], visit.parameters["region"])
            ),
            spec=CANDIDATE_FIT,
            frame=rows,
            coverage="Projects of Horizon Europe by legal seat; what a region does elsewhere is not seen.",
            table_parameters={name: visit.parameters[name] for name in CANDIDATE_FIT.required},
        )

    return card_tab(visit, "fit", "A candidate's fit", (CANDIDATE_FIT, build_card))


def competences_tab(visit: Visit, nuts_code: str) -> Tab:
    """What a region can do, by niche, and who holds it: for its own page."""
    return table_tab(
        visit,
        "competences",
        "Competences",
        (COMPETENCES, "What it shows, by niche", _profile_words),
        draw=_draw_profile,
        fixed={"region": nuts_code, "regions": "yes"},
    )


ROUTE = Route("/partnering", build, say, is_main=True, parameters=("partnership", "region", "in_none", "field"))


def _answer(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return "None asked for is among the regions that stand first; “A candidate's fit” says what any would bring."
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
    if rows["partnership_id"].n_unique() == 1:
        first = ", ".join(rows.sort("candidate_rank")["candidate_name"].drop_nulls().head(NAMED))
        return f"{first} stand first of {count_of(rows.height, 'region')}, {format_count(new)} of them in none yet."
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


def _profile_words(rows: pl.DataFrame) -> str:
    shown = rows.filter("is_competence")
    if shown.is_empty():
        return "In no niche of a partnership two projects or more are known."
    top = shown.row(0, named=True)
    holders = f", held by {', '.join(top['holder_names'])}" if top["holder_names"] else ""
    return (
        f"{count_of(shown.height, 'niche')} with two projects or more; first {top['niche_name']} of "
        f"{top['partnership_name']}, newest project {top['latest_project_name']}{holders}."
    )


def _draw_profile(rows: pl.DataFrame) -> go.Figure:
    top = rows.filter("is_competence").head(RANKED)
    return draw_ranking(
        top.with_columns(name=pl.col("niche_name") + " (" + pl.col("partnership_name") + ")"),
        name="name",
        measure=Measure(
            "specialisation", "Specialisation, 1 is the average", [count_of(n, "project") for n in top["project_count"]]
        ),
        empty_reason="No competence is known",
    )


def _field_words(rows: pl.DataFrame) -> str:
    niches = rows.drop_nulls("niche_id")
    return (
        f"{count_of(niches.height, 'niche')} of {_partnerships(niches)}, with the members that show them. Write "
        "words of your field above, or find your organisation by the search: its page says where its projects lie."
    )


def _missing_words(rows: pl.DataFrame) -> str:
    outside = rows.filter(pl.col("outside_region_count") > 0).height
    return (
        f"{count_of(rows.height, 'niche')} of {_partnerships(rows)} that open calls ask for and no known member shows; "
        f"for {format_count(outside)} of them a region outside does."
    )


def _fit_words(rows: pl.DataFrame, facts: dict[str, Any]) -> str:
    counts = dict(rows.group_by("fit").len().iter_rows())
    place = (
        f" It stands {format_count(facts['candidate_rank'])} among the regions outside."
        if facts["candidate_rank"]
        else ""
    )
    inside = " It is a member, or lies in one, already." if facts["is_member"] else ""
    country = "" if facts["has_country"] else " It would bring a country that no known member has."
    ties = (
        f"In the theme it shares projects with {count_of(facts['tie_member_count'], 'region')} of members, at most "
        f"{format_count(facts['tie_project_count'])} with one."
        if facts["tie_member_count"]
        else "In the theme it shares no project with a known member."
    )
    return (
        f"Adds {count_of(counts.get('adds', 0), 'niche')} that no known member shows, strengthens "
        f"{format_count(counts.get('strengthens', 0))}; in {format_count(counts.get('nothing shown', 0))} nothing is "
        f"shown. {ties}{place}{inside}{country}"
    )
