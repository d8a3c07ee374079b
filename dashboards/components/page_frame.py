"""What every page wears: demonstration banner, heading, edition stamp, freshness strip.

Also what stands there when a page cannot be drawn. What a page is about is in `pages/`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.freshness import freshness_strip
from dashboards.formats import format_date
from dashboards.quality.queries import latest_source_status
from dashboards.session import current_snapshot
from warehouse.products.matches.query import FilterError
from warehouse.store.editions import Edition
from warehouse.store.errors import EditionLacksError, NoEditionError
from warehouse.store.reader import Snapshot

Parameters = Mapping[str, str]
Content = tuple[str, Sequence[Component | None]]

_LOG = logging.getLogger(__name__)
DEMO_NOTICE = (
    "Demonstration data: the participations in this edition are generated, because CORDIS was never loaded. Every "
    "figure that rests on them says “demonstration data”. Partnerships, regions and calls are real."
)


def render_page(kicker: str, build: Callable[[Snapshot], Content]) -> Component:
    """Draw a page, or the reason why it cannot be drawn.

    Args:
        kicker: the small line above the heading.
        build: gives the heading and the content for an edition.
    """
    try:
        snapshot = current_snapshot()
    except NoEditionError as error:
        content = _apology("The dashboards read a published edition, and there is none.", str(error))
        return html.Div([_head(kicker, "No edition is being served"), content], className="page")
    heading, contents = _build_or_explain(kicker, build, snapshot)
    return html.Div(
        [
            demo_banner(snapshot.edition),
            _head(kicker, heading, edition_stamp(snapshot.edition)),
            freshness_strip(latest_source_status(snapshot)),
            *contents,
        ],
        className="page",
    )


def _build_or_explain(kicker: str, build: Callable[[Snapshot], Content], snapshot: Snapshot) -> Content:
    try:
        return build(snapshot)
    except FilterError as error:
        return "This filter has no such value", [_apology("Nothing is shown rather than something else.", str(error))]
    except EditionLacksError as error:
        return "This edition is too old for the page", [_apology("Other pages and files still work.", str(error))]
    except Exception as error:
        # The edge between our faults and a reader: without this a fault leaves the last page standing, or none.
        _LOG.exception("page %s: could not be drawn", kicker)
        sentence = "This is a fault of the dashboards, not of the data; other pages and all files may still work."
        return "This page could not be drawn", [_apology(sentence, f"{type(error).__name__}: {error}")]


def demo_banner(edition: Edition) -> Component | None:
    """The banner of a demonstration edition; nothing where participations are real."""
    if not edition.is_demo:
        return None
    return html.Div(DEMO_NOTICE, className="demo-banner", role="note")


def edition_stamp(edition: Edition) -> Component:
    """Which edition this is, for quoting."""
    return html.P(
        ["Edition ", html.Code(edition.edition_id), f", as of {format_date(edition.as_of)}"],
        className="edition-stamp",
    )


def missing_page(kicker: str, heading: str, sentence: str, *, content: Sequence[Component] = ()) -> Component:
    """A page for an address that leads nowhere, with the ways on."""

    def build(_snapshot: Snapshot) -> Content:
        ways = html.P(
            [
                "Try ",
                dcc.Link("the overview", href="/"),
                ", ",
                dcc.Link("all partnerships", href="/partnerships"),
                " or ",
                dcc.Link("the calls", href="/funding"),
                ".",
            ]
        )
        return heading, [html.Section([html.P(sentence, className="finding"), ways, *content], className="card")]

    return render_page(kicker, build)


def _head(kicker: str, heading: str, *more: Component) -> Component:
    return html.Div([html.P(kicker, className="kicker"), html.H1(heading), *more], className="page-head")


def _apology(sentence: str, detail: str) -> Component:
    return html.Section(
        [
            html.P(sentence, className="finding"),
            html.P(html.Code(detail)),
            html.P(dcc.Link("Back to the overview", href="/")),
        ],
        className="card",
        role="alert",
    )
