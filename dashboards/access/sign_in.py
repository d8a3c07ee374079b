"""`/account`, and signing in with an OpenID provider: the authorization code flow with PKCE, by Authlib.

Who may write what is in `people`. The session is a signed cookie that holds a name and nothing else of
the provider's.
"""

import logging
from typing import Any
from urllib.parse import parse_qs

import htpy as h
from htpy import Node
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.access.guard import read_body
from dashboards.access.people import SESSION_HOURS, TOKEN, People, Person
from dashboards.answers import refuse, respond
from dashboards.serving import Pages
from dashboards.visit import Page
from dashboards.words import Words
from warehouse.settings import SignIn

say = Words(__file__, "sign_in")

PATH = "/account"
SIGN_IN, DONE, SIGN_OUT = "/sign-in", "/sign-in/done", "/sign-out"
_LONGEST_FORM = 1_024
_LOG = logging.getLogger(__name__)


class Account:
    """The addresses of signing in and out."""

    def __init__(self, pages: Pages, people: People, transport: Any = None) -> None:  # noqa: ANN401
        """Takes what draws pages, who may do what, and how the provider is reached, by default over the network."""
        self.pages, self.people = pages, people
        self._client = None
        if people.settings and not people.settings.is_proxy:
            self._client = _client(people.settings, transport)

    def routes(self) -> list[Route]:
        """The page that says who you are, and with a provider the ways in and out."""
        shown = Route(PATH, self.show)
        if self._client is None:
            return [shown]
        return [
            shown,
            Route(SIGN_IN, self.begin),
            Route(DONE, self.finish),
            Route(SIGN_OUT, self.leave, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Who the server takes you for, and what you may write."""
        page = _page(self.people.find(request), can_sign_in=self._client is not None)
        drawn = await run_in_threadpool(self.pages.draw, page, PATH)
        return respond(request, drawn, {"Cache-Control": "private, no-store"})

    async def begin(self, request: Request) -> Response:
        """Leads to the provider."""
        assert self.people.settings is not None  # noqa: S101 - there is a client
        assert self._client is not None  # noqa: S101
        back = f"{self.people.settings.public_url}{DONE}"
        try:
            led: Response = await self._client.authorize_redirect(request, back)
        except Exception:  # the provider did not answer, or not as one: the log says what it was
            _LOG.warning("sign-in: the provider did not answer", exc_info=True)
            return refuse(503, "sign-in: the provider did not answer; try again later")
        return led

    async def finish(self, request: Request) -> Response:
        """Takes what the provider says, checked, and begins a session of its own."""
        assert self.people.settings is not None  # noqa: S101
        assert self._client is not None  # noqa: S101
        try:
            claims = (await self._client.authorize_access_token(request))["userinfo"]
        except Exception:  # whatever is wrong with an answer from elsewhere: nobody is signed in, and the log says why
            _LOG.warning("sign-in: the provider's answer was not taken", exc_info=True)
            request.session.clear()
            return refuse(401, "sign-in: the provider's answer was not taken; begin anew at /sign-in")
        name = str(claims.get(self.people.settings.claim) or "")
        request.session.clear()
        if not name or (self.people.settings.claim == "email" and claims.get("email_verified") is not True):
            return refuse(401, f"sign-in: the provider states no {self.people.settings.claim} that it has verified")
        self.people.begin_session(request, name)
        return RedirectResponse(PATH, status_code=303)

    async def leave(self, request: Request) -> Response:
        """Ends the session, and every other of the same person."""
        if refused := self.people.refuse_foreign(request):
            return refused
        form = parse_qs((await read_body(request, _LONGEST_FORM) or b"").decode("utf-8", "replace"))
        person = self.people.find(request)
        if refused := self.people.refuse_token(person, form.get(TOKEN, [""])[0]):
            return refused
        assert person is not None  # noqa: S101 - nobody has no token
        try:
            await run_in_threadpool(self.people.end_sessions, person.name)
        except OSError:  # a home that takes nothing more: this browser is signed out all the same
            _LOG.warning("sign-out: other sessions of the same person go on", exc_info=True)
        request.session.clear()
        return RedirectResponse(PATH, status_code=303)


def session_middleware(people: People) -> list[Middleware]:
    """Keeps the session in a signed cookie; none where nobody signs in here."""
    settings = people.settings
    if settings is None or settings.is_proxy:
        return []
    return [
        Middleware(
            SessionMiddleware,
            secret_key=settings.session_secret,
            session_cookie="interregio",
            max_age=SESSION_HOURS * 3600,
            # The provider leads back here from its own pages: `strict` would leave the cookie out on that way.
            same_site="lax",
            https_only=settings.public_url.startswith("https:"),
        )
    ]


def _client(settings: SignIn, transport: Any) -> Any:  # noqa: ANN401 - Authlib states no types
    from authlib.integrations.starlette_client import OAuth

    kept = {"scope": f"openid {'email' if settings.claim == 'email' else 'profile'}", "code_challenge_method": "S256"}
    return OAuth().register(
        "provider",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=f"{settings.issuer}/.well-known/openid-configuration",
        client_kwargs=kept | ({"transport": transport} if transport else {}),
    )


def _page(person: Person | None, *, can_sign_in: bool) -> Page:
    if person is None:
        way = h.p[h.a(href=SIGN_IN)[say("account.sign-in")]] if can_sign_in else None
        return Page(say("account"), say("account.nobody"), (way,))
    partnerships = ", ".join(sorted(person.partnerships))
    answer = say(f"account.{person.role}", name=person.name, partnerships=partnerships)
    return Page(say("account"), answer, (_leave(person) if can_sign_in else None,))


def _leave(person: Person) -> Node:
    return h.form(action=SIGN_OUT, method="post")[
        h.input(type="hidden", name=TOKEN, value=person.token), h.button(type="submit")[say("account.sign-out")]
    ]
