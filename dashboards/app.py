"""Puts the dashboards together: server, pages, files, the frame around every page.

Only assembly. What a page shows is in `pages/`, how it is served in `serve.py`.
"""

from __future__ import annotations

from pathlib import Path

import dash
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component
from flask import Response

from dashboards.components.attributes import attributes
from dashboards.domains import NAVIGATION, register_pages
from dashboards.downloads import add_export_routes
from dashboards.funding.reviews import add_review_route
from dashboards.overview import page as overview
from dashboards.session import attach_reader
from warehouse.store.reader import Reader

_ASSETS = Path(__file__).with_name("assets")
_LOCATION = "_pages_location"

INDEX = """<!DOCTYPE html>
<html lang="en">
  <head>
    {%metas%}
    <title>{%title%}</title>
    {%favicon%}
    {%css%}
  </head>
  <body>
    <noscript><p>The pages of Interregio are drawn by the browser and need JavaScript. The tables behind them are files
    and do not: <a href="/export/partnerships.csv">partnerships</a>, <a href="/export/member-regions.csv">member
    regions</a>, <a href="/export/funding-match.csv">funding matches</a>,
    <a href="/export/source-status.csv">sources</a>.</p></noscript>
    {%app_entry%}
    <footer>
      {%config%}
      {%scripts%}
      {%renderer%}
    </footer>
  </body>
</html>
"""

# Plotly writes styles and Dash starts with an inline script; everything else, and every other host, stays out.
_CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; frame-ancestors 'self'"
)


def create_app(reader: Reader, *, is_editable: bool = False) -> Dash:
    """Make the application.

    Args:
        reader: the way to the served edition; nothing is opened before the first request.
        is_editable: whether reviews of matches may be edited from this very machine.
    """
    app = Dash(
        __name__,
        title="Interregio",
        assets_folder=str(_ASSETS),
        use_pages=True,
        pages_folder="",
        serve_locally=True,
        suppress_callback_exceptions=True,
        update_title="",
        index_string=INDEX,
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {
                "name": "description",
                "content": "Europe's thematic smart specialisation partnerships and the money they can win",
            },
        ],
    )
    register_pages()
    app.layout = make_layout
    attach_reader(app.server, reader)
    add_export_routes(app.server)
    add_review_route(app.server, is_editable=is_editable)
    app.server.after_request(_add_headers)
    app.callback([Output(_link_id(path), "aria-current") for path in NAVIGATION], Input(_LOCATION, "pathname"))(
        mark_current
    )
    app.callback(
        Output(overview.REGION_CHOSEN, "href"),
        Input(overview.MEMBER_MAP, "clickData"),
        prevent_initial_call=True,
    )(overview.open_region)
    return app


def make_layout() -> Component:
    """The frame that stays while pages change."""
    return html.Div(
        [
            html.A("Skip to content", href="#content", className="skip-link"),
            html.Header(
                html.Div(
                    [
                        dcc.Link("Interregio", href="/", className="brand"),
                        html.Nav(
                            html.Ul([html.Li(_nav_link(path)) for path in NAVIGATION]),
                            **attributes(aria_label="Pages"),
                        ),
                    ],
                    className="bar",
                ),
                className="site-header",
            ),
            html.Main(dash.page_container, id="content", tabIndex=-1),
            html.Footer(
                html.P(
                    "Counts and scores come from public sources and say how complete they are. Every table is a file: "
                    "the link beside it keeps its address."
                ),
                className="site-footer",
            ),
        ]
    )


def mark_current(pathname: str | None) -> list[str | None]:
    """Say which entry of the navigation the page belongs to; a partnership's page belongs to all partnerships."""
    path = pathname or "/"
    section = "/partnerships" if path.startswith("/partnership/") else path
    return ["page" if entry == section else None for entry in NAVIGATION]


def _nav_link(path: str) -> Component:
    page = next(page for page in dash.page_registry.values() if page["path"] == path)
    return html.Span(dcc.Link(page["name"], href=path), id=_link_id(path), className="nav-entry")


def _link_id(path: str) -> str:
    return f"nav-{path.strip('/') or 'overview'}"


def _add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _CONTENT_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
