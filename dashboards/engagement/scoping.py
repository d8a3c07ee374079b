"""`/scoping`: where do interest and expertise meet, link by link of the chain, technology by technology?"""

import plotly.graph_objects as go
import polars as pl

from dashboards.charts.ranking import Measure, draw_ranking
from dashboards.charts.technologies import draw_technologies
from dashboards.engagement.page import RANKED, chosen, count_by, partnership_filter, table_tab
from dashboards.engagement.partnering_tables import SCOPING, TECHNOLOGIES, VALUE_CHAIN
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words

say = Words(__file__, "scoping")


def build(visit: Visit) -> Page:
    """The page of interest and expertise."""
    counts = count_by(chosen(visit, SCOPING), "quadrant", "strength", "hot_topic", "hidden_strength", "unknown")
    return Page(
        say("page"),
        say("page.answer", **counts),
        (partnership_filter(visit),),
        (
            table_tab(
                visit,
                "members",
                say("members.tab"),
                (SCOPING, say("members"), _niche_finding),
                draw=_draw_niches,
                fixed={"members": "yes"},
            ),
            table_tab(visit, "all", say("all.tab"), (SCOPING, say("all"), _niche_finding)),
            chain_tab(visit),
            technologies_tab(visit),
        ),
        kicker=say("page.description"),
    )


def chain_tab(visit: Visit, **fixed: str) -> Tab:
    """The value chain and what nobody covers: for the page of scoping, or of one partnership."""
    return table_tab(
        visit,
        "chain",
        say("chain.tab"),
        (VALUE_CHAIN, say("chain"), _chain_finding),
        draw=_draw_chain,
        coverage=say("chain.coverage"),
        fixed=fixed,
    )


def technologies_tab(visit: Visit, **fixed: str) -> Tab:
    """The matrix of technologies and niches: for the page of scoping, or of one partnership."""
    return table_tab(
        visit,
        "technologies",
        say("technologies.tab"),
        (TECHNOLOGIES, say("technologies"), _technology_finding),
        draw=_draw_matrix,
        coverage=say("technologies.coverage"),
        fixed=fixed,
    )


ROUTE = Route("/scoping", build, say, is_main=True, parameters=("partnership",))


def _niche_finding(rows: pl.DataFrame) -> str:
    keys = ["partnership_id", "niche_id"]
    held = rows.filter("is_member", pl.col("quadrant") == "strength")
    return say("members.finding", niches=rows.n_unique(keys), held=held.n_unique(keys))


def _draw_niches(rows: pl.DataFrame) -> go.Figure:
    strong = rows.filter(pl.col("quadrant") == "strength")
    keys = ["partnership_name", "niche_name"]
    top = strong.group_by(keys).len().sort("len", *keys, descending=[True, False, False]).head(RANKED)
    return draw_ranking(
        top.with_columns(name=pl.col("niche_name") + " (" + pl.col("partnership_name") + ")"),
        name="name",
        measure=Measure("len", say("members.axis"), [str(count) for count in top["len"]]),
        empty_reason=say("members.empty"),
    )


def _chain_finding(rows: pl.DataFrame) -> str:
    links = rows.group_by("partnership_id", "link_rank", "link_name").agg(
        is_covered=pl.col("is_covered").any(),
        is_known=pl.col("is_covered").is_not_null().any(),
        named=pl.count("niche_id"),
    )
    known = links.filter("is_known")
    gaps = known.filter(~pl.col("is_covered")).sort("link_rank", "partnership_id")
    if links["partnership_id"].n_unique() > 1:
        top = gaps.group_by("link_rank", "link_name").len().sort("len", "link_rank", descending=[True, False])
        partnerships = known["partnership_id"].n_unique()
        finding = say("chain.everywhere", partnerships=partnerships, gaps=gaps.height, links=known.height)
        return f"{finding} {say('chain.most', **top.row(0, named=True))}" if top.height else finding
    if known.is_empty():
        return say("chain.unseen")
    finding = say("chain.gaps", gaps=gaps.height, links=known.height, names="; ".join(gaps["link_name"]))
    unnamed = links.filter(pl.col("named") == 0).sort("link_rank")
    return f"{finding} {say('chain.unnamed', names='; '.join(unnamed['link_name']))}" if unnamed.height else finding


def _draw_chain(rows: pl.DataFrame) -> go.Figure:
    links = (
        rows.group_by("link_rank", "link_name")
        .agg(covered=pl.col("is_covered").sum(), known=pl.col("is_covered").count(), niches=pl.count("niche_id"))
        .sort("link_rank")
    )
    labels = [say("chain.bar", **row) for row in links.iter_rows(named=True)]
    return draw_ranking(
        links,
        name="link_name",
        measure=Measure("covered", say("chain.axis"), labels),
        empty_reason=say("chain.empty"),
    )


def _technology_finding(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return say("technologies.none")
    return say(
        "technologies.finding",
        technologies=rows["technology"].n_unique(),
        niches=rows.n_unique(["partnership_id", "niche_id"]),
        alone=rows.filter(pl.col("member_project_count") == 0).height,
        cells=rows.height,
        **rows.row(0, named=True),
    )


def _draw_matrix(rows: pl.DataFrame) -> go.Figure:
    if rows["partnership_id"].n_unique() <= 1:
        return draw_technologies(rows, most=RANKED, empty_reason=say("technologies.empty"))
    top = rows.head(RANKED)
    return draw_ranking(
        top.with_columns(place=pl.Series([say("technologies.place", **row) for row in top.iter_rows(named=True)])),
        name="place",
        measure=Measure("project_count", say("technologies.axis"), [str(n) for n in top["project_count"]]),
        empty_reason=say("technologies.empty"),
    )
