"""What every page wears: navigation, freshness badge, demonstration banner, heading, tabs, edition stamp.

Also what stands there when a page cannot be drawn. What a page is about is in `<domain>/page.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import htpy as h
import polars as pl
from htpy import Node

from dashboards.components.filters import choice, hidden_fields
from dashboards.components.freshness import freshness_badge
from dashboards.urls import EDITION, page_url
from dashboards.visit import TAB, Page, Route, Tab
from dashboards.words import Words
from warehouse.products.search import LONGEST_QUERY
from warehouse.store.editions import Edition

say = Words(__file__, "components")


@dataclass(frozen=True)
class Frame:
    """What surrounds a page.

    Attributes:
        navigation: the pages that stand in it.
        section: path of the entry that is current.
        today: the day of the reader.
        assets: address of each asset by its name, with what makes it another one once it changes.
        description: of the page, for search engines.
        edition: the edition shown; None where there is none.
        statuses: `quality.queries.latest_source_status`; None where the edition does not say.
        editions: all there are, oldest first.
        pinned: id of the edition where the address names it.
    """

    navigation: Sequence[Route]
    section: str
    today: date
    assets: dict[str, str]
    description: str = ""
    edition: Edition | None = None
    statuses: pl.DataFrame | None = None
    editions: Sequence[Edition] = ()
    pinned: str = ""


def document(frame: Frame, page: Page, path: str, parameters: dict[str, str], opened: Tab | None) -> str:
    """The whole page as text."""
    content = list(opened.build()) if opened else []
    return str(
        h.html(lang="en")[
            h.head[
                h.meta(charset="utf-8"),
                h.title[f"{page.heading} – Interregio"],
                h.meta(name="viewport", content="width=device-width, initial-scale=1"),
                h.meta(name="description", content=frame.description or say("frame.description")),
                h.meta(name="color-scheme", content="light dark"),
                h.link(rel="icon", href=frame.assets["icon.svg"], type="image/svg+xml"),
                # By this id and class Plotly sees that its style sheet stands in ours and writes none into the page.
                h.link(
                    ".no-inline-styles",
                    id="plotly.js-style-global",
                    rel="stylesheet",
                    href=frame.assets["interregio.css"],
                ),
                h.script(
                    src=frame.assets["page.js"],
                    defer=True,
                    data_plotly=frame.assets["vendor/plotly-basic-4.1.1.min.js"],
                ),
            ],
            h.body[
                h.a(".skip-link", href="#content")[say("frame.skip")],
                _header(frame),
                h.main(id="content", tabindex="-1")[
                    demo_banner(frame.edition),
                    _pinned_notice(frame),
                    _head(page),
                    page.lead,
                    _tabs(page, path, parameters, opened),
                    content,
                ],
                _footer(frame, path, parameters),
            ],
        ]
    )


def demo_banner(edition: Edition | None) -> Node:
    """The banner of a demonstration edition; nothing where participations are real."""
    if edition is None or not edition.is_demo:
        return None
    return h.div(".demo-banner", role="note")[say("frame.demo")]


def _pinned_notice(frame: Frame) -> Node:
    """What stands on a page whose address names its edition; that the newest is shown goes without saying."""
    if not frame.pinned or frame.edition is None:
        return None
    return h.p(".pinned", role="note")[
        say.nodes("frame.pinned", {"a": h.a(href=page_url("/changes"))}, day=frame.edition.as_of)
    ]


def ways_on() -> Node:
    """Where else to go from an address that leads nowhere."""
    links = {"overview": h.a(href="/"), "partnerships": h.a(href="/partnerships"), "calls": h.a(href="/funding")}
    return h.p[say.nodes("frame.ways-on", links)]


def missing_page(kicker: str, heading: str, sentence: str, *, content: Node = None) -> Page:
    """A page for an address that leads nowhere, with the ways on."""
    return Page(heading, sentence, (h.section(".card")[ways_on(), content],), kicker=kicker, status=404)


def apology(heading: str, sentence: str, detail: str, status: int) -> Page:
    """A page for what cannot be shown, and why."""
    reason = h.section(".card", role="alert")[h.p[h.code[detail]], ways_on()]
    return Page(heading, sentence, (reason,), status=status)


def _header(frame: Frame) -> Node:
    return h.header(".site-header")[
        h.div(".bar")[
            h.a(".brand", href="/")["Interregio"],
            h.nav(aria_label=say("frame.pages"))[
                h.ul[
                    (
                        h.li[
                            h.a(href=route.path, aria_current="page" if route.path == frame.section else None)[
                                route.label
                            ]
                        ]
                        for route in frame.navigation
                        if route.path != "/"
                    )
                ]
            ],
            search_form(),
            freshness_badge(frame.statuses, frame.today) if frame.statuses is not None else None,
        ]
    ]


def search_form(asked: str = "", identity: str = "search", label: str = "") -> Node:
    """The field that searches everything; it needs no script."""
    return h.form(
        class_="search", action="/search", method="get", role="search", aria_label=label or say("search.everything")
    )[
        h.label(".sr-only", for_=identity)[say("search.what")],
        h.input(id=identity, name="q", type="search", value=asked, maxlength=LONGEST_QUERY, placeholder=say("search")),
    ]


def _head(page: Page) -> Node:
    return h.div(".page-head")[
        h.p(".kicker")[page.kicker] if page.kicker else None,
        h.h1[page.heading],
        h.p(".answer")[page.answer] if page.answer else None,
    ]


def _tabs(page: Page, path: str, parameters: dict[str, str], opened: Tab | None) -> Node:
    if len(page.tabs) < 2:  # noqa: PLR2004 - one tab is no choice
        return None
    kept = {name: value for name, value in parameters.items() if not name.endswith(("_page", "_sort"))}
    return h.nav(".tabs", aria_label=say("frame.parts"), id="tabs")[
        h.ul[
            (
                h.li[
                    h.a(
                        id=f"tab-{tab.name}",
                        href=page_url(path, {**kept, TAB: tab.name if number or page.default else None}),
                        aria_current="true" if tab is opened else None,
                        data_swap=True,
                    )[tab.label]
                ]
                for number, tab in enumerate(page.tabs)
            )
        ]
    ]


def _footer(frame: Frame, path: str, parameters: dict[str, str]) -> Node:
    edition = frame.edition
    marked = {page: h.a(href=f"/{page}") for page in ("methodology", "changes", "report", "about", "account")}
    return h.footer(".site-footer")[
        h.p(".edition-stamp")[
            say.nodes("footer.edition", {"code": h.code, **marked}, edition=edition.edition_id, day=edition.as_of)
        ]
        if edition
        else None,
        _edition_picker(frame, path, parameters),
        h.p[say("footer")],
    ]


def _edition_picker(frame: Frame, path: str, parameters: dict[str, str]) -> Node:
    """The same page in another edition; the newest has no name, so that its links stay the newest."""
    if len(frame.editions) < 2:  # noqa: PLR2004 - one edition is no choice
        return None
    options = [
        ("", say("editions.newest")),
        *((edition.edition_id, edition.edition_id) for edition in reversed(frame.editions)),
    ]
    return h.form(class_="editions", action=path, method="get", data_unpinned=True)[
        *hidden_fields(parameters, EDITION),
        choice(EDITION, say("editions"), options, {EDITION: frame.pinned}, "footer"),
        h.button(type="submit")[say("editions.show")],
    ]
