"""Who may write what: every address that takes something, for everybody who may ask, by every way to sign in."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from lxml import html
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboards.access import people
from dashboards.app import create_app
from pipelines.sources.registry import commands
from pipelines.sources.registry.workbook.template import template_bytes
from tests.dashboards.conftest import MOVED, SECRET, BuildEdition, visitor
from tests.registry.workbooks import STATED_ON, WATER
from warehouse.settings import SettingsError, read_sign_in
from warehouse.store.reader import Reader

PUBLIC = "https://interregio.example"
OURS = {"Origin": PUBLIC}
ROLES = """
editors = ["Eve@example.org"]
[coordinators]
"cora@example.org" = ["apple-growing", "water"]
"otto@example.org" = ["tidal-mills"]
"""
PEOPLE = {"nobody": "", "reader": "rea@example.org", "own": "cora@example.org", "other": "otto@example.org"}
PEOPLE |= {"editor": "eve@example.org"}
MakeApp = Callable[..., Starlette]


@pytest.fixture
def make_app(tmp_path: Path, build_edition: BuildEdition, monkeypatch: pytest.MonkeyPatch) -> MakeApp:
    """Makes the dashboards with a way to sign in; the proxy asks from 10.0.0.1."""
    monkeypatch.setenv("INTERREGIO_SESSION_SECRET", SECRET)
    build_edition(tmp_path, "2026-08-11-0000000c")
    roles = tmp_path / "roles.toml"
    roles.write_text(ROLES)

    def make(transport: object = None, **more: str) -> Starlette:
        stated = {
            "SIGN_IN": "proxy",
            "PUBLIC_URL": PUBLIC,
            "ROLES": str(roles),
            "PROXY_ADDRESSES": "10.0.0.0/24",
            "SESSION_SECRET": SECRET,
        } | more
        settings = read_sign_in({f"INTERREGIO_{name}": value for name, value in stated.items()})
        today = lambda: date(2026, 8, 12)  # noqa: E731
        return create_app(
            Reader(tmp_path), statements=commands, sign_in=settings, transport=transport, today=today, is_editable=True
        )

    return make


def _as(app: Starlette, name: str, host: str = "10.0.0.1") -> TestClient:
    client = visitor(app, host=host, base_url=PUBLIC)
    client.headers.update({"X-Forwarded-User": name} if name else {})
    return client


def _token(client: TestClient) -> str:
    """As the page gives it, if the page gives one."""
    search = f"/funding?review_partnership=apple-growing&review_topic={MOVED}"
    found = [
        token
        for path in (search, "/report")
        for token in html.fromstring(client.get(path).content).xpath("//input[@name='token']/@value")
    ]
    return str(found[0]) if found else ""


def _review(client: TestClient, token: str) -> Any:
    form = {"partnership_id": "apple-growing", "topic_id": MOVED, "review_note": "ask Bob", "token": token}
    return client.post("/review", data=form, headers=OURS)


def _hand_in(client: TestClient, token: str) -> Any:
    content = template_bytes(rows={"partnerships": WATER["partnerships"]}, stated_on=STATED_ON)
    sent = {"statement": ("w.xlsx", content)}
    return client.post("/report", files=sent, data={"hand_in": "yes", "token": token}, headers=OURS)


def _fill_in(client: TestClient, token: str) -> Any:
    named = {"partnerships.1.partnership_name": "Water regions", "partnerships.1.platform": "Industrial Modernisation"}
    form = {"partnership_id": "water", "stated_on": "2026-07-01", "hand_in": "yes", "token": token, **named}
    return client.post("/report", files={name: (None, text) for name, text in form.items()}, headers=OURS)


def _form(client: TestClient, token: str) -> Any:
    return client.get("/report/form?partnership=apple-growing")


@pytest.mark.parametrize(
    ("write", "taken"),
    [
        pytest.param(_review, 303, id="review"),
        pytest.param(_hand_in, 200, id="report"),
        pytest.param(_fill_in, 200, id="short form"),
        pytest.param(_form, 200, id="form"),
    ],
)
@pytest.mark.parametrize("who", PEOPLE)
def test_every_address_that_takes_something_asks_for_the_role(
    make_app: MakeApp, tmp_path: Path, who: str, write: Callable[[TestClient, str], Any], taken: int
) -> None:
    client = _as(make_app(), PEOPLE[who])
    answer = write(client, _token(client))
    written = (tmp_path / "state" / "interregio-state.sqlite").exists() or (tmp_path / "inbox").exists()
    if who in ("own", "editor"):
        assert answer.status_code == taken
        assert written is (write is not _form)
    elif who == "other" and write in (_hand_in, _fill_in):
        assert "you may state tidal-mills, not water" in answer.text
        assert not written
    else:
        assert answer.status_code in (401, 403)
        assert not written


def test_what_is_written_is_audited_with_who_before_and_after(make_app: MakeApp, tmp_path: Path) -> None:
    client = _as(make_app(), "cora@example.org")
    token = _token(client)
    _review(client, token)
    _hand_in(client, token)
    said, handed_in = map(json.loads, (tmp_path / "state" / "audit.jsonl").read_text().splitlines())
    assert said["who"] == handed_in["who"] == "cora@example.org, in the dashboards"
    assert (said["what"], said["partnership_id"], said["before"]) == ("match review", "apple-growing", None)
    assert said["after"]["review_note"] == "ask Bob"
    assert (handed_in["file"], handed_in["partnerships"], handed_in["before"]) == ("w.xlsx", ["water"], None)


@pytest.mark.parametrize(
    ("headers", "host", "more"),
    [
        pytest.param({}, "10.0.1.1", {}, id="another address"),
        pytest.param({}, "127.0.0.1", {}, id="this machine"),
        pytest.param({"X-Interregio-Proxy-Secret": "wrong"}, "10.0.0.1", {"PROXY_SECRET": "right"}, id="wrong secret"),
        pytest.param({}, "10.0.0.1", {"PROXY_SECRET": "right"}, id="no secret"),
    ],
)
def test_name_is_taken_from_the_configured_proxy_alone(
    make_app: MakeApp, headers: dict[str, str], host: str, more: dict[str, str]
) -> None:
    client = _as(make_app(**more), "eve@example.org", host=host)
    client.headers.update(headers)
    assert "You are not signed in" in client.get("/account").text
    assert _review(client, "x").status_code == 401


def test_proxy_is_known_by_its_secret_and_two_names_are_none(make_app: MakeApp) -> None:
    client = _as(make_app(PROXY_ADDRESSES="", PROXY_SECRET="right"), "eve@example.org", host="192.0.2.1")
    client.headers["X-Interregio-Proxy-Secret"] = "right"
    assert "eve@example.org, editor" in client.get("/account").text
    both = [("X-Forwarded-User", "eve@example.org"), ("X-Forwarded-User", "rea@example.org")]
    secret = ("X-Interregio-Proxy-Secret", "right")
    assert "You are not signed in" in visitor(make_app(), base_url=PUBLIC).get("/account", headers=[*both, secret]).text


def test_form_of_another_page_or_person_is_refused(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    cora, eve = _as(app, "cora@example.org"), _as(app, "eve@example.org")
    assert [_review(cora, token).status_code for token in ("", _token(eve))] == [403, 403]
    form = {"partnership_id": "apple-growing", "topic_id": MOVED, "review_note": "x", "token": _token(cora)}
    for origin in ({}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}):
        assert cora.post("/review", data=form, headers=origin).status_code == 403
    assert not (tmp_path / "state").exists()


def test_page_with_a_form_is_kept_for_its_person_alone(make_app: MakeApp) -> None:
    app = make_app()
    search = f"/funding?review_partnership=apple-growing&review_topic={MOVED}"
    editor = _as(app, "eve@example.org").get(search)
    assert 'name="token"' in editor.text
    assert editor.headers["Cache-Control"] == "private, no-cache"
    for name in ("", "rea@example.org", "otto@example.org"):
        assert 'name="token"' not in _as(app, name).get(search).text
    assert 'name="token"' not in _as(app, "eve@example.org").get(f"{search}&edition=2026-08-11-0000000c").text


def test_coordinator_takes_no_workbook_of_others_out_of_the_inbox(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    eve, otto = _as(app, "eve@example.org"), _as(app, "otto@example.org")
    _hand_in(eve, _token(eve))
    before = (tmp_path / "inbox" / "registry" / "w.xlsx").read_bytes()
    row = {**WATER["partnerships"][0], "partnership_id": "tidal-mills"}
    sent = {"statement": ("w.xlsx", template_bytes(rows={"partnerships": [row]}, stated_on=STATED_ON))}
    answer = otto.post("/report", files=sent, data={"hand_in": "yes", "token": _token(otto)}, headers=OURS)
    assert "you may state tidal-mills, not water" in answer.text
    assert (tmp_path / "inbox" / "registry" / "w.xlsx").read_bytes() == before

    (tmp_path / "inbox" / "registry" / "w.xlsx").write_bytes(b"half a workbook")
    sent["statement"] = ("w.xlsx", template_bytes(rows={"partnerships": [row]}, stated_on=STATED_ON))
    answer = otto.post("/report", files=sent, data={"hand_in": "yes", "token": _token(otto)}, headers=OURS)
    assert "cannot be read; take another name" in answer.text
    assert (tmp_path / "inbox" / "registry" / "w.xlsx").read_bytes() == b"half a workbook"


def test_roles_are_read_anew_and_a_broken_file_lets_nobody_write(make_app: MakeApp, tmp_path: Path) -> None:
    client = _as(make_app(), "eve@example.org")
    assert "editor" in client.get("/account").text
    for roles in ("editors = [", 'editors = "eve@example.org"', "owners = []", 'coordinators = ["x"]', "editors = [1]"):
        (tmp_path / "roles.toml").write_text(roles)
        assert "eve@example.org, reader" in client.get("/account").text, roles


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"SIGN_IN": "ldap"}, "expected proxy or oidc"),
        ({"SIGN_IN": "proxy", "ROLES": "r"}, "INTERREGIO_PUBLIC_URL"),
        ({"SIGN_IN": "proxy", "ROLES": "r", "PUBLIC_URL": PUBLIC}, "INTERREGIO_PROXY_ADDRESSES or"),
        ({"SIGN_IN": "proxy", "ROLES": "r", "PUBLIC_URL": PUBLIC, "PROXY_ADDRESSES": "10.0.0.300"}, "networks such as"),
        ({"SIGN_IN": "oidc", "ROLES": "r", "PUBLIC_URL": PUBLIC}, "INTERREGIO_OIDC_ISSUER"),
    ],
)
def test_half_a_way_to_sign_in_is_no_way(stated: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        read_sign_in({f"INTERREGIO_{name}": value for name, value in stated.items()})


class Provider:
    """An OpenID provider that says what it is told to."""

    issuer = "https://id.example"

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "1"})
        self.claims: dict[str, object] = {"email": "eve@example.org", "email_verified": True}
        self.nonce = ""
        routes = [
            Route("/.well-known/openid-configuration", self._describe),
            Route("/keys", self._keys),
            Route("/token", self._token, methods=["POST"]),
        ]
        self.transport = httpx2.ASGITransport(Starlette(routes=routes))

    async def _describe(self, request: Request) -> Response:
        named = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse(
            {name: f"{self.issuer}/{path}" for name, path in named.items()}
            | {"issuer": self.issuer, "id_token_signing_alg_values_supported": ["RS256"]}
        )

    async def _keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _token(self, request: Request) -> Response:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "interregio", "sub": "1", "iat": now, "exp": now + 60, "nonce": self.nonce}
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims | self.claims, self.key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def oidc(make_app: MakeApp, provider: Provider) -> TestClient:
    stated = {"SIGN_IN": "oidc", "OIDC_ISSUER": provider.issuer, "OIDC_CLIENT_ID": "interregio"}
    app = make_app(provider.transport, **stated, OIDC_CLIENT_SECRET="hush")
    return visitor(app, host="192.0.2.1", base_url=PUBLIC)


def _sign_in(client: TestClient, provider: Provider, **changed: str) -> Any:
    asked = parse_qs(urlsplit(client.get("/sign-in").headers["Location"]).query)
    assert asked["redirect_uri"] == [f"{PUBLIC}/sign-in/done"]
    assert asked["code_challenge_method"] == ["S256"]
    provider.nonce = asked["nonce"][0]
    return client.get("/sign-in/done", params={"code": "x", "state": asked["state"][0]} | changed)


def test_signing_in_with_a_provider_writing_and_signing_out(oidc: TestClient, provider: Provider) -> None:
    assert _token(oidc) == ""
    led = _sign_in(oidc, provider)
    assert (led.status_code, led.headers["Location"]) == (303, "/account")
    cookie = led.headers["Set-Cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "secure"))
    assert "eve@example.org, editor" in oidc.get("/account").text
    token = _token(oidc)
    assert _review(oidc, token).status_code == 303
    assert oidc.post("/sign-out", data={"token": "x"}, headers=OURS).status_code == 403
    assert oidc.post("/sign-out", data={"token": token}, headers=OURS).status_code == 303
    assert _review(oidc, token).status_code == 401


def test_signing_out_ends_every_session_of_that_person_and_of_nobody_else(
    oidc: TestClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sign_in_as(name: str) -> str:
        provider.claims["email"] = name
        _sign_in(oidc, provider)
        return str(oidc.cookies["interregio"])

    def is_signed_in(cookie: str) -> bool:
        elsewhere = visitor(oidc.app, host="192.0.2.2", base_url=PUBLIC)
        return "You are not signed in" not in elsewhere.get("/account", headers={"Cookie": f"interregio={cookie}"}).text

    cora, first, second = map(sign_in_as, ("cora@example.org", "eve@example.org", "Eve@example.org"))
    assert [is_signed_in(cookie) for cookie in (cora, first, second)] == [True, True, True]
    assert oidc.post("/sign-out", data={"token": _token(oidc)}, headers=OURS).status_code == 303
    assert [is_signed_in(cookie) for cookie in (cora, first, second)] == [True, False, False]
    assert is_signed_in(again := sign_in_as("eve@example.org"))
    renewed = oidc.get("/sign-in", follow_redirects=False).cookies["interregio"]
    assert renewed != again
    assert is_signed_in(renewed)
    monkeypatch.setattr(people, "SESSION_HOURS", 0)
    assert not is_signed_in(renewed), "a cookie that was signed anew is as old as its session"


def test_metrics_are_for_this_machine_configured_addresses_and_who_is_signed_in(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERREGIO_METRICS_ADDRESSES", "192.0.2.0/24")
    app, refused, given = make_app(), 403, 404  # no status is handed in, as the answer to whoever may ask says
    here, forwarded = "http://127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}
    for host, base_url, headers, status in (
        ("127.0.0.1", here, {}, given),
        ("127.0.0.1", here, forwarded, refused),
        ("127.0.0.1", PUBLIC, {}, refused),
        ("192.0.2.7", PUBLIC, {}, given),
        ("192.0.2.7", PUBLIC, forwarded, refused),
        ("198.51.100.7", PUBLIC, {}, refused),
        ("10.0.0.1", PUBLIC, {**forwarded, "X-Forwarded-User": "rea@example.org"}, given),
    ):
        asked = visitor(app, host=host, base_url=base_url).get("/metrics", headers=headers)
        assert asked.status_code == status, (host, base_url, headers)


@pytest.mark.parametrize(
    ("claims", "changed"),
    [
        pytest.param({"nonce": "another"}, {}, id="another nonce"),
        pytest.param({"aud": "others"}, {}, id="for others"),
        pytest.param({"iss": "https://elsewhere.example"}, {}, id="of another provider"),
        pytest.param({"exp": 1}, {}, id="expired"),
        pytest.param({"email_verified": False}, {}, id="not verified"),
        pytest.param({"email_verified": None}, {}, id="not said to be verified"),
        pytest.param({"email": ""}, {}, id="without a name"),
        pytest.param({}, {"state": "made up"}, id="another state"),
    ],
)
def test_what_the_provider_does_not_vouch_for_signs_nobody_in(
    oidc: TestClient, provider: Provider, claims: dict[str, object], changed: dict[str, str]
) -> None:
    provider.claims |= claims
    assert _sign_in(oidc, provider, **changed).status_code == 401
    assert "You are not signed in" in oidc.get("/account").text


def test_provider_that_does_not_answer_is_said_in_a_line(oidc: TestClient, provider: Provider) -> None:
    async def refuse(*_: object) -> None:
        raise httpx2.ConnectError("connection refused")

    provider.transport.app = refuse
    assert oidc.get("/sign-in").status_code == 503


def test_cookie_of_ones_own_making_is_none(oidc: TestClient) -> None:
    oidc.cookies.set("interregio", "eyJuYW1lIjogImV2ZUBleGFtcGxlLm9yZyJ9.aaaa.bbbb")
    assert "You are not signed in" in oidc.get("/account").text
