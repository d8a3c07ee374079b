"""`/changes`: how do two editions differ, and why?"""

from collections.abc import Sequence

import htpy as h
import polars as pl
from htpy import Node

from dashboards.changes.cards import name_cause
from dashboards.changes.tables import EDITION_CHANGES
from dashboards.components.figure_card import Card, draw_card, find_answer
from dashboards.components.filters import choice
from dashboards.formats import format_date
from dashboards.urls import EDITION
from dashboards.visit import Page, Route, Tab, Visit
from dashboards.words import Words
from warehouse.store.editions import Edition, Editions

say = Words(__file__)

PATH = "/changes"


def build(visit: Visit) -> Page:
    """The page that compares the edition shown with another, by itself with the one it was built on."""
    shown = visit.snapshot.edition
    editions = list(reversed(Editions(visit.snapshot.home).all()))
    others = [edition for edition in editions if edition != shown]
    built_on = shown.manifest.get("base_edition")
    since = visit.parameters.get("since") or next(
        (other.edition_id for other in others if other.edition_id == built_on), others[0].edition_id if others else ""
    )
    if not since:
        return Page(say("page"), say("page.only"), kicker=say("page.description"))
    tab = Tab("figures", say("between.tab"), lambda: (draw_card(visit, EDITION_CHANGES, lambda: _card(visit, since)),))
    answer = find_answer(lambda: _answer(visit, editions, since))
    return Page(say("page"), answer, (_choose(visit, editions, since),), (tab,), kicker=say("page.description"))


ROUTE = Route(PATH, build, say, parameters=("since", "partnership"))


def _choose(visit: Visit, editions: Sequence[Edition], since: str) -> Node:
    options = [(edition.edition_id, f"{format_date(edition.as_of)} ({edition.edition_id})") for edition in editions]
    chosen = {"since": since, EDITION: visit.snapshot.edition.edition_id}
    return h.form(class_="filters", action=PATH, method="get", data_unpinned=True)[
        h.div(".filter-row")[
            choice("since", say("choose.from"), options, chosen),
            choice(EDITION, say("choose.to"), options, chosen),
            h.div(".filter-buttons")[h.button(type="submit")[say("choose.compare")]],
        ]
    ]


def _asked(visit: Visit, since: str) -> dict[str, str]:
    return {"since": since} | {name: value for name, value in visit.parameters.items() if name == "partnership"}


def _answer(visit: Visit, editions: Sequence[Edition], since: str) -> str:
    figures = EDITION_CHANGES.rows(visit.snapshot, _asked(visit, since))["figure_id"].n_unique()
    before = next(edition.as_of for edition in editions if edition.edition_id == since)
    return say("page.answer", figures=figures, before=before, after=visit.snapshot.edition.as_of)


def _card(visit: Visit, since: str) -> Card:
    asked = _asked(visit, since)
    rows = EDITION_CHANGES.rows(visit.snapshot, asked)
    causes = rows.group_by("cause").agg(pl.sum("row_count")).sort(["row_count", "cause"], descending=[True, False])
    return Card(
        heading=say("between"),
        finding=say("between.finding", cause=name_cause(causes["cause"][0])) if rows.height else say("between.none"),
        spec=EDITION_CHANGES,
        frame=rows,
        coverage=say("between.coverage"),
        table_parameters=asked,
    )
