"""Everything the environment may say, read in one place.

No other module reads environment variables. Where files lie below the home is in ``warehouse.store.paths``.
"""

import getpass
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
PROJECT_ROOT = Path(__file__).resolve().parent.parent

PUBLIC_URL, WEBHOOK_URL = "INTERREGIO_PUBLIC_URL", "INTERREGIO_WEBHOOK_URL"
OTHER_URLS = (PUBLIC_URL, WEBHOOK_URL)
"""Variables that end as those of sources do."""
SESSION_SECRET = "INTERREGIO_SESSION_SECRET"  # noqa: S105 - its name
_SHORTEST_SECRET = 32
CORDIS_PROGRAMMES = ("HORIZON", "H2020")
"""Framework programmes whose CORDIS archives can be read; the first always is."""


class SettingsError(ValueError):
    """A setting cannot be used; the message names it, what was expected and what came."""


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """The mail server that takes digest and notices, and whom they go to.

    Attributes:
        host: name of the server.
        port: 587 by default; 0 where none can be read from what was set.
        sender: address it comes from; empty where none was set.
        recipients: addresses that the digest goes to; none where none was set.
        operators: addresses that notices go to; the recipients unless set.
        user: to log in as; empty for no login.
        password: of that user; in no log and no file.
        is_encrypted: whether the line is encrypted (STARTTLS) before anything is sent; true by default.
    """

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    operators: tuple[str, ...] = ()
    user: str = ""
    password: str = field(default="", repr=False)
    is_encrypted: bool = True


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """How those who read the dashboards sign in, and where their roles stand.

    Attributes:
        is_proxy: whether a proxy names them; else an OpenID provider does.
        roles: file with the role of each name.
        public_url: address under which the dashboards are reached.
        header: in which the proxy names them.
        proxies: addresses that the proxy asks from; any where none is given.
        proxy_secret: what the proxy sends as ``X-Interregio-Proxy-Secret``; empty where its address is enough.
        issuer: address of the provider.
        client_id: name under which it knows the dashboards.
        client_secret: of that name.
        claim: in which it names them.
        session_secret: signs the cookie of a session.
    """

    is_proxy: bool
    roles: Path
    public_url: str
    header: str = "x-forwarded-user"
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    proxy_secret: str = field(default="", repr=False)
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    claim: str = "email"
    session_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """The settings of one run, from the command line first and the environment second.

    Attributes:
        home: directory under which all data lies.
        as_of: the date the night speaks for.
        mirror: directory laid out as ``<host>/<path>`` that stands in for the network, or None.
        source_urls: base URL or directory per source name, from ``INTERREGIO_<SOURCE>_URL``.
        cordis_programmes: framework programmes read from CORDIS, from ``INTERREGIO_CORDIS_PROGRAMMES``.
        contact: how publishers can reach the operator, put into the user agent.
        programmes: ids of the programmes whose calls show by default, sorted; none for those of the seed.
        mail: who gets the digest of alerts and notices, None where nobody asked for them.
        webhook: address that takes notices; empty where none does.
        public_url: address under which others reach the dashboards, without a slash at its end; empty where none is.
    """

    home: Path
    as_of: date
    mirror: Path | None = None
    source_urls: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    cordis_programmes: tuple[str, ...] = CORDIS_PROGRAMMES[:1]
    programmes: tuple[str, ...] = ()
    mail: MailSettings | None = None
    webhook: str = ""
    public_url: str = ""


def read_settings(
    *,
    home: Path | None = None,
    mirror: Path | None = None,
    as_of: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from explicit values first, then the environment, then defaults.

    Raises:
        SettingsError: the home cannot be one, the as-of date is no ISO date, the mirror is no directory, or a programme
            is unknown.
    """
    env = os.environ if environment is None else environment
    chosen_home = home or Path(env.get("INTERREGIO_HOME") or PROJECT_ROOT / "warehouse" / "data")
    chosen_mirror = mirror or (Path(env["INTERREGIO_MIRROR"]) if env.get("INTERREGIO_MIRROR") else None)
    if chosen_mirror is not None and not chosen_mirror.is_dir():
        raise SettingsError(f"mirror: expected a directory laid out as <host>/<path>, got {chosen_mirror}")
    if misread := re.search(r"\?|%[0-9a-fA-F]{2}", str(chosen_home.resolve())):
        raise SettingsError(
            f"home: expected a path without {misread[0]}, which DuckDB or Dagster reads as another, got {chosen_home}"
        )
    return Settings(
        home=chosen_home.resolve(),
        as_of=_read_as_of(as_of or env.get("INTERREGIO_AS_OF") or ""),
        mirror=chosen_mirror.resolve() if chosen_mirror else None,
        source_urls=_read_source_urls(env),
        contact=env.get("INTERREGIO_CONTACT", ""),
        cordis_programmes=_read_cordis_programmes(env.get("INTERREGIO_CORDIS_PROGRAMMES", "")),
        programmes=_read_programmes(env.get("INTERREGIO_PROGRAMMES", "")),
        mail=_read_mail(env),
        webhook=_read_address(WEBHOOK_URL, env, path=r"(/[^\s#]*)?"),
        public_url=read_public_url(env),
    )


def read_public_url(environment: Mapping[str, str] | None = None) -> str:
    """Address under which others reach the dashboards, from ``INTERREGIO_PUBLIC_URL``; empty where it is unset.

    Raises:
        SettingsError: it is no absolute address of a web server.
    """
    return _read_address(PUBLIC_URL, os.environ if environment is None else environment).rstrip("/")


_NEEDED = {
    "proxy": ("PUBLIC_URL", "ROLES"),
    "oidc": ("PUBLIC_URL", "ROLES", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "SESSION_SECRET"),
}
_OF_SIGN_IN = ("SIGN_IN", *_NEEDED["oidc"], "OIDC_CLAIM", "PROXY_ADDRESSES", "PROXY_SECRET", "PROXY_HEADER")


def read_sign_in(environment: Mapping[str, str] | None = None) -> SignIn | None:
    """How those who read the dashboards sign in, from ``INTERREGIO_SIGN_IN``; None where they do not.

    Raises:
        SettingsError: something that the chosen way needs is missing or cannot be used.
    """
    asked = os.environ if environment is None else environment
    # All are asked for, whatever the way: `interregio doctor` knows variables by that.
    env = {f"INTERREGIO_{name}": asked.get(f"INTERREGIO_{name}", "") for name in _OF_SIGN_IN}
    way = env["INTERREGIO_SIGN_IN"]
    if not way:
        return None
    if way not in _NEEDED:
        raise SettingsError(f"INTERREGIO_SIGN_IN: expected {' or '.join(_NEEDED)}, got {way!r}")
    if missing := [f"INTERREGIO_{name}" for name in _NEEDED[way] if not env[f"INTERREGIO_{name}"]]:
        raise SettingsError(f"INTERREGIO_SIGN_IN={way}: expected {', '.join(missing)} beside it, got none")
    proxy_secret, proxies = env["INTERREGIO_PROXY_SECRET"], _read_networks("INTERREGIO_PROXY_ADDRESSES", env)
    if way == "proxy" and not (proxies or proxy_secret):
        raise SettingsError("INTERREGIO_SIGN_IN=proxy: expected INTERREGIO_PROXY_ADDRESSES or INTERREGIO_PROXY_SECRET")
    return SignIn(
        is_proxy=way == "proxy",
        roles=Path(env["INTERREGIO_ROLES"]),
        public_url=read_public_url(env),
        header=env["INTERREGIO_PROXY_HEADER"].lower() or "x-forwarded-user",
        proxies=proxies,
        proxy_secret=proxy_secret,
        issuer=_read_address("INTERREGIO_OIDC_ISSUER", env).rstrip("/"),
        client_id=env["INTERREGIO_OIDC_CLIENT_ID"],
        client_secret=env["INTERREGIO_OIDC_CLIENT_SECRET"],
        claim=env["INTERREGIO_OIDC_CLAIM"] or "email",
        session_secret=read_session_secret(env),
    )


def read_session_secret(environment: Mapping[str, str] | None = None) -> str:
    """What signs forms and sessions, from ``INTERREGIO_SESSION_SECRET``; empty where it is unset.

    Raises:
        SettingsError: it is shorter than 32 characters.
    """
    secret = (os.environ if environment is None else environment).get(SESSION_SECRET, "")
    if secret and len(secret) < _SHORTEST_SECRET:
        raise SettingsError(f"{SESSION_SECRET}: expected at least {_SHORTEST_SECRET} characters, got {len(secret)}")
    return secret


def read_metrics_addresses(environment: Mapping[str, str] | None = None) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses beside this machine that may ask for metrics, from ``INTERREGIO_METRICS_ADDRESSES``.

    Raises:
        SettingsError: they are neither addresses nor networks.
    """
    return _read_networks("INTERREGIO_METRICS_ADDRESSES", os.environ if environment is None else environment)


def is_log_json(environment: Mapping[str, str] | None = None) -> bool:
    """Whether logs are one JSON object a line, from ``INTERREGIO_LOG``.

    Raises:
        SettingsError: it is neither ``json`` nor ``text``.
    """
    stated = (os.environ if environment is None else environment).get("INTERREGIO_LOG") or "text"
    if stated not in ("json", "text"):
        raise SettingsError(f"INTERREGIO_LOG: expected json or text, got {stated!r}")
    return stated == "json"


def read_user_name() -> str:
    """Name of the user that this process runs for, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def _read_address(name: str, env: Mapping[str, str], *, path: str = r"(/[^\s?#]*)?") -> str:
    stated = env.get(name, "").strip()
    if stated and not re.fullmatch(rf"https?://[^\s/?#]+{path}", stated):
        raise SettingsError(f"{name}: expected an address such as https://interregio.example, got {stated!r}")
    return stated


def _read_networks(name: str, env: Mapping[str, str]) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in env.get(name, "").split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(f"{name}: expected addresses or networks such as 10.0.0.0/8, got {error}") from error


def _read_as_of(text: str) -> date:
    if not text:
        return datetime.now(BRUSSELS).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"as-of: expected a date such as 2026-08-10, got {text!r}") from error


def _read_cordis_programmes(text: str) -> tuple[str, ...]:
    wanted = {name.strip().upper() for name in text.split(",") if name.strip()} or {CORDIS_PROGRAMMES[0]}
    if CORDIS_PROGRAMMES[0] not in wanted or not wanted <= set(CORDIS_PROGRAMMES):
        first, *others = CORDIS_PROGRAMMES
        raise SettingsError(
            f"INTERREGIO_CORDIS_PROGRAMMES: expected {first}, alone or with {', '.join(others)}, got {text!r}"
        )
    return tuple(name for name in CORDIS_PROGRAMMES if name in wanted)


def _read_programmes(text: str) -> tuple[str, ...]:
    return tuple(sorted({part.strip() for part in text.split(",")} - {""}))


def _read_mail(env: Mapping[str, str]) -> MailSettings | None:
    host = env.get("INTERREGIO_SMTP_HOST", "")
    if not host:
        return None
    port = env.get("INTERREGIO_SMTP_PORT") or "587"
    sender = env.get("INTERREGIO_SMTP_FROM", "")
    recipients, operators = (
        tuple(name.strip() for name in env.get(f"INTERREGIO_SMTP_{whom}", "").split(",") if name.strip())
        for whom in ("TO", "OPERATORS")
    )
    return MailSettings(
        host=host,
        port=int(port) if port.isdecimal() else 0,
        sender=sender,
        recipients=recipients,
        operators=operators,
        user=env.get("INTERREGIO_SMTP_USER", ""),
        password=env.get("INTERREGIO_SMTP_PASSWORD", ""),
        is_encrypted=env.get("INTERREGIO_SMTP_STARTTLS", "yes").casefold() not in ("no", "0", "false"),
    )


def _read_source_urls(env: Mapping[str, str]) -> dict[str, str]:
    prefix, suffix = "INTERREGIO_", "_URL"
    return {
        key.removeprefix(prefix).removesuffix(suffix).lower(): value.rstrip("/")
        for key, value in env.items()
        if key.startswith(prefix) and key.endswith(suffix) and value and key not in OTHER_URLS
    }
