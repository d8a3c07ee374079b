"""Puts the dashboards together: pages, files, assets, the address that takes reviews.

Only assembly. What a page shows is in `<domain>/page.py`, how it is kept and sent in `serving.py`, the server in
`serve.py`.
"""

from collections.abc import Callable
from datetime import date

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from dashboards.access.guard import Guard, fail
from dashboards.access.health import Health, StatusRecord
from dashboards.access.people import People
from dashboards.access.sign_in import Account, session_middleware
from dashboards.api import ROOT, Api
from dashboards.downloads import Downloads
from dashboards.funding.reviews import ADDRESS, ReviewForm
from dashboards.report.page import PATH as REPORT
from dashboards.report.upload import ReportForm
from dashboards.serving import Pages, answer_asset
from warehouse.products.statements import Statements
from warehouse.settings import SignIn
from warehouse.store.reader import Reader


def create_app(
    reader: Reader,
    *,
    is_editable: bool = False,
    today: Callable[[], date] | None = None,
    statements: Statements | None = None,
    status: StatusRecord | None = None,
    sign_in: SignIn | None = None,
    transport: object = None,
) -> Starlette:
    """Make the application.

    Args:
        reader: the way to the served edition; nothing is opened before the first request.
        is_editable: whether reviews of matches may be edited from this very machine.
        today: gives the day of the reader; by default the day in Brussels.
        statements: what knows the forms in which partnerships are stated; without, none is given or taken.
        sign_in: how people sign in; without, nobody does.
        transport: how their provider is reached; by default over the network.
        status: what knows how the home is doing; without, there are no metrics.
    """
    people = People(sign_in, reader.home.state, is_editable=is_editable)
    pages = Pages(reader, people, **({"today": today} if today else {}))
    account = Account(pages, people, transport)
    downloads = Downloads(reader)
    health = Health(reader, people, status)
    report = ReportForm(pages, people, statements) if statements else None
    app = Starlette(
        routes=[
            Route("/assets/{name:path}", answer_asset),
            Route("/healthz", health.live),
            Route("/readyz", health.ready),
            Route("/metrics", health.metrics),
            Route(f"{ROOT}{{path:path}}", Api(reader).answer),
            Route("/export/maturity.xlsx", downloads.maturity),
            Route("/export/{name}.{file_format}", downloads.table),
            Route("/feeds/{name}.{file_format}", downloads.table),
            Route(ADDRESS, ReviewForm(reader, people).save, methods=["POST"]),
            *([Route(REPORT, report.take, methods=["POST"]), Route(f"{REPORT}/form", report.give)] if report else ()),
            *account.routes(),
            Route("/{path:path}", pages.answer),
        ],
        exception_handlers={Exception: fail},
        middleware=[Middleware(Guard), *session_middleware(people)],
    )
    app.state.pages = pages
    return app
