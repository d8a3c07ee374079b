"""`/scoping`: where do interest and expertise meet, link by link of the chain, technology by technology?"""

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.charts.technologies import draw_technologies
from dashboards.engagement.page import RANKED, chosen, partnership_filter, table_tab
from dashboards.engagement.partnering_tables import SCOPING, TECHNOLOGIES, VALUE_CHAIN
from dashboards.formats import count_of, format_count
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words

say = Words(__file__, "scoping")


def build(visit: Visit) -> Page:
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
                fixed={"members": "yes"},
            ),
            table_tab(visit, "all", "Members and regions outside", (SCOPING, "All cells", _niche_words)),
            chain_tab(visit),
            technologies_tab(visit),
        ),
        kicker="Where do interest and expertise meet?",
    )


def chain_tab(visit: Visit, **fixed: str) -> Tab:
    """The value chain and what nobody covers: for the page of scoping, or of one partnership."""
    return table_tab(
        visit,
        "chain",
        "Value chain",
        (VALUE_CHAIN, "The value chain, link by link", _chain_words),
        draw=_draw_chain,
        coverage="Links of the niches as this project sorts them, or as a workbook does; known members.",
        fixed=fixed,
    )


def technologies_tab(visit: Visit, **fixed: str) -> Tab:
    """The matrix of technologies and niches: for the page of scoping, or of one partnership."""
    return table_tab(
        visit,
        "technologies",
        "Technologies",
        (TECHNOLOGIES, "Which technology is applied where", _technology_words),
        draw=_draw_matrix,
        coverage="Projects in a theme and a niche that EuroSciVoc classifies, two or more of a cell.",
        fixed=fixed,
    )


ROUTE = Route("/scoping", build, say, is_main=True, parameters=("partnership",))


def _niche_words(rows: pl.DataFrame) -> str:
    keys = ["partnership_id", "niche_id"]
    held = rows.filter("is_member", pl.col("quadrant") == "strength").select(keys).unique().height
    return (
        f"Of {count_of(rows.select(keys).unique().height, 'niche')} {format_count(held)} have a member that shows "
        "expertise; interest is the survey's, else a working group's, an application's or membership: see Interest by."
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


def _chain_words(rows: pl.DataFrame) -> str:
    links = rows.group_by("partnership_id", "link_rank", "link_name").agg(
        is_covered=pl.col("is_covered").any(),
        is_known=pl.col("is_covered").is_not_null().any(),
        named=pl.count("niche_id"),
    )
    known = links.filter("is_known")
    gaps = known.filter(~pl.col("is_covered")).sort("link_rank", "partnership_id")
    if links["partnership_id"].n_unique() > 1:
        top = gaps.group_by("link_rank", "link_name").len().sort("len", "link_rank", descending=[True, False])
        most = f", most often {top['link_name'][0]} ({format_count(top['len'][0])})" if top.height else ""
        return (
            f"In {count_of(known['partnership_id'].n_unique(), 'partnership')} with members that could be seen, "
            f"{format_count(gaps.height)} of {count_of(known.height, 'link')} with a niche are covered by no known "
            f"member{most}."
        )
    unnamed = links.filter(pl.col("named") == 0).sort("link_rank")["link_name"].to_list()
    if known.is_empty():
        return "No member could be seen: which links are covered is not known."
    return (
        f"Of {count_of(known.height, 'link')} that its niches name, "
        + (f"nobody known in it covers {_listed(gaps['link_name'].to_list())}" if gaps.height else "all are covered")
        + (f"; no niche names {_listed(unnamed)}." if unnamed else ".")
    )


def _listed(names: list[str]) -> str:
    return "; ".join(names)


def _draw_chain(rows: pl.DataFrame) -> go.Figure:
    links = (
        rows.group_by("link_rank", "link_name")
        .agg(covered=pl.col("is_covered").sum(), known=pl.col("is_covered").count(), niches=pl.count("niche_id"))
        .sort("link_rank")
    )
    labels = [
        "no niche" if not niches else f"{covered} of {known} niches" if known else "not known"
        for covered, known, niches in links.select("covered", "known", "niches").iter_rows()
    ]
    return draw_ranking(
        links,
        name="link_name",
        measure=Measure("covered", "Niches that a known member shows", labels),
        empty_reason="No niche has a link of the chain",
    )


def _technology_words(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return "No niche has two projects of one technology."
    top = rows.row(0, named=True)
    alone = rows.filter(pl.col("member_project_count") == 0).height
    return (
        f"{count_of(rows['technology'].n_unique(), 'technology', 'technologies')} in "
        f"{count_of(rows.select('partnership_id', 'niche_id').unique().height, 'niche')}; first {top['technology']} in "
        f"{top['niche_name']} ({count_of(top['project_count'], 'project')}). In {format_count(alone)} of "
        f"{count_of(rows.height, 'cell')} others work and no known member does."
    )


def _draw_matrix(rows: pl.DataFrame) -> go.Figure:
    if rows["partnership_id"].n_unique() <= 1:
        return draw_technologies(rows, most=RANKED, empty_reason="No project is classified")
    top = rows.head(RANKED)
    return draw_ranking(
        top.with_columns(name=pl.col("technology") + " in " + pl.col("niche_name")),
        name="name",
        measure=Measure(
            "project_count", "Projects; choose a partnership for its matrix", [str(n) for n in top["project_count"]]
        ),
        empty_reason="No project is classified",
    )
