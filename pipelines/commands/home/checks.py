"""What `doctor` looks at beside the configuration: each check is a generator of findings and changes nothing."""

import importlib.metadata
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import available_timezones

import duckdb

from pipelines.commands.status import status_record
from pipelines.ingest.source import Source
from pipelines.sources import discover_sources
from warehouse.products.matches.state import MatchState, StateError
from warehouse.settings import BRUSSELS, PROJECT_ROOT, Settings, read_user_name
from warehouse.store.connection import writer
from warehouse.store.editions import Editions, find_damage
from warehouse.store.files import DAMAGED
from warehouse.store.lake import LAKE_NAME, LakeError, lake_of
from warehouse.store.nights import Nights
from warehouse.store.paths import Home
from warehouse.store.retention import NoSpaceError, require_space

OK, WARNING, ERROR = "ok", "warning", "error"
EXTENSIONS = ("core_functions", "icu", "json", "parquet")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_SECONDS = 10.0
CLOCK_SECONDS = 300.0
"""How far the clock may be from a publisher's."""
LONGEST_NIGHT = timedelta(hours=3)
OLDEST_EDITION = timedelta(days=2)
LEAST_INODES = 10_000


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: what it is about.
        level: ``ok``, ``warning`` or ``error``.
        found: what is the case.
        action: what to do; blank where all is well.
    """

    check: str
    level: str
    found: str
    action: str = ""


@dataclass(frozen=True)
class Patient:
    """What is looked at.

    Attributes:
        home: where the data lies.
        settings: as a night would read them.
        environment: variables of the process.
        is_offline: whether publishers are left alone.
    """

    home: Home
    settings: Settings
    environment: Mapping[str, str]
    is_offline: bool = False


def _check_home(patient: Patient) -> Iterator[Finding]:
    root = patient.home.root
    existing = next(path for path in (root, *root.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        action = f"let {read_user_name()} write there, or set INTERREGIO_HOME"
        yield Finding("home", ERROR, f"{existing} cannot be written to: {error.strerror}", action)
        return
    yield Finding("home", OK, f"{root} {'can be written to' if existing == root else 'will be made'}")


def _check_disk(patient: Patient) -> Iterator[Finding]:
    try:
        require_space(patient.home)
        yield Finding("disk", OK, "there is room for another edition")
    except NoSpaceError as error:
        yield Finding(
            "disk", ERROR, str(error), "free some; `interregio prune --dry-run` lists what the rules leave over"
        )
    root = patient.home.root
    system = os.statvfs(next(path for path in (root, *root.parents) if path.exists()))
    if system.f_files and system.f_favail < LEAST_INODES:
        found = f"{system.f_favail:,} more files can be made, {LEAST_INODES:,} are expected"
        yield Finding("disk", ERROR, found, "remove small files, or make the file system anew with more inodes")


def _check_clock(patient: Patient) -> Iterator[Finding]:
    now = datetime.now(UTC)
    later = [one for one in Nights(patient.home).all() if datetime.fromisoformat(one.started_at) > now]
    if later:
        found = f"it is {now:%Y-%m-%d %H:%M} UTC here, and night {later[-1].id} began at {later[-1].started_at[:16]}"
        yield Finding("clock", ERROR, found, "set the clock; let a time service keep it (`timedatectl set-ntp true`)")
    else:
        yield Finding("clock", OK, f"{now:%Y-%m-%d %H:%M} UTC, after every night on file")


def _check_time_zone(patient: Patient) -> Iterator[Finding]:
    stated = patient.environment.get("TZ", "").removeprefix(":")
    if stated and stated not in available_timezones() and not Path(stated).is_absolute():
        found = f"TZ={stated} is no time zone that is known here; the system takes it for UTC"
        yield Finding(
            "time zone",
            WARNING,
            found,
            "correct it: cron and timers go by it; dates of nights are Brussels' all the same",
        )
        return
    yield Finding(
        "time zone", OK, f"today is {datetime.now(BRUSSELS):%Y-%m-%d} in Brussels, {time.strftime('%Z')} here"
    )


def _check_locks(patient: Patient) -> Iterator[Finding]:
    home = patient.home
    paths = (home.refresh_lock, home.switch_lock, home.build_database, MatchState(home).path.with_suffix(".lock"))
    held: dict[tuple[int, str, datetime], list[str]] = {}
    for path in (*paths, *sorted(home.raw.glob("*/loading.lock"))):
        if holder := _holder_of(path):
            held.setdefault(holder, []).append(path.relative_to(home.root).as_posix())
    for (process, what, since), names in held.items():
        are = "is" if len(names) == 1 else "are"
        found = f"{', '.join(names)} {are} held by process {process} ({what}) since {since:%Y-%m-%d %H:%M} UTC"
        if datetime.now(UTC) - since > LONGEST_NIGHT:
            yield Finding("locks", WARNING, found, f"if it hangs: `kill {process}`; the next night completes")
        else:
            yield Finding("locks", OK, found)
    if not held:
        yield Finding("locks", OK, "none is held")


def _holder_of(path: Path) -> tuple[int, str, datetime] | None:
    """Process that holds a lock on a file, its command and its beginning; None where there is none to be seen."""
    if not path.exists():
        return None
    inode = str(path.stat().st_ino)
    for line in Path("/proc/locks").read_text().splitlines() if Path("/proc/locks").exists() else ():
        fields = line.split()
        if "->" not in fields and fields[5].rpartition(":")[2] == inode and int(fields[4]) > 0:
            process = Path("/proc") / fields[4]
            command = process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            return int(fields[4]), command[:80], datetime.fromtimestamp(process.stat().st_mtime, UTC)
    return None


def _check_versions(patient: Patient) -> Iterator[Finding]:
    del patient
    if sys.version_info[:2] != (3, 11):
        yield Finding("versions", ERROR, f"Python {sys.version.split()[0]}, expected 3.11", "make the environment anew")
    # A package may be locked once for each range of Pythons.
    locked: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", _lock_file().read_text(encoding="utf-8"), re.MULTILINE):
        locked.setdefault(name, []).append(version)
    there = {dist.name.lower().replace("_", "-"): dist.version for dist in importlib.metadata.distributions()}
    others = [
        f"{name} {there[name]} for {' or '.join(versions)}"
        for name, versions in locked.items()
        if there.get(name, versions[0]) not in versions
    ]
    if others:
        yield Finding("versions", WARNING, f"installed are {', '.join(others)}", "`make setup` installs what is locked")
    else:
        yield Finding("versions", OK, f"Python {sys.version.split()[0]}, packages as locked")


def _lock_file() -> Path:
    return PROJECT_ROOT / "requirements.lock"


def _check_extensions(patient: Patient) -> Iterator[Finding]:
    del patient
    with duckdb.connect() as connection:
        there = {
            name
            for (name,) in connection.execute(
                "select extension_name from duckdb_extensions() where installed"
            ).fetchall()
        }
    if lacking := [name for name in EXTENSIONS if name not in there]:
        yield Finding("extensions", ERROR, f"DuckDB lacks {', '.join(lacking)}", "install the locked wheel of duckdb")
    else:
        yield Finding("extensions", OK, f"DuckDB has {', '.join(EXTENSIONS)}")


def _check_browser(patient: Patient) -> Iterator[Finding]:
    found = next(filter(None, (shutil.which(name, path=patient.environment.get("PATH")) for name in BROWSERS)), None)
    if found:
        yield Finding("browser", OK, found)
    else:
        yield Finding("browser", OK, f"none of {', '.join(BROWSERS)}: only the tests of pages would need one")


def _check_sources(patient: Patient) -> Iterator[Finding]:
    fetched = [source for source in discover_sources() if source.base_url]
    if patient.is_offline:
        yield Finding("sources", OK, "not asked")
        return
    with ThreadPoolExecutor(max_workers=len(fetched)) as pool:
        yield from (
            finding for findings in pool.map(lambda one: list(_reach(patient, one)), fetched) for finding in findings
        )


def _reach(patient: Patient, source: Source) -> Iterator[Finding]:
    import httpx

    check, settings = f"source {source.name}", patient.settings
    address = settings.source_urls.get(source.name, "") or (
        str(settings.mirror) if settings.mirror else source.base_url
    )
    if not address.startswith(("http://", "https://")):
        host = Path(address.removeprefix("file://")) / source.base_url.partition("//")[2]
        if host.is_dir():
            yield Finding(check, OK, f"read from {host}")
        else:
            yield Finding(check, ERROR, f"{host} is no directory", "give the mirror a folder per host, or unset it")
        return
    try:
        answer = httpx.head(address, timeout=PATIENCE_SECONDS, headers={"user-agent": "interregio/0.1 doctor"})
    except httpx.HTTPError as error:
        action = "see that this machine may reach it: proxy, firewall, SSL_CERT_FILE"
        yield Finding(check, ERROR, f"{address} did not answer: {error or type(error).__name__}", action)
        return
    yield Finding(check, OK, f"{address} answered")
    try:
        ahead = (datetime.now(UTC) - parsedate_to_datetime(answer.headers["date"])).total_seconds()
    except (KeyError, ValueError, TypeError):
        return
    if abs(ahead) > CLOCK_SECONDS:
        found = f"the clock here is {abs(ahead):,.0f} s {'ahead of' if ahead > 0 else 'behind'} that of {address}"
        yield Finding("clock", WARNING, found, "let a time service keep it (`timedatectl set-ntp true`)")


def _check_editions(patient: Patient) -> Iterator[Finding]:
    home, editions = patient.home, Editions(patient.home)
    known, served = editions.all(), editions.served()
    for edition in known:
        for damage in find_damage(edition):
            action = "remove the folder; nights go on from the newest edition left"
            if served and edition.edition_id == served.edition_id:
                action = f"`interregio rollback` to another edition, then remove {edition.directory}"
            yield Finding("editions", ERROR, damage, action)
    whole = {edition.directory for edition in known}
    for folder in sorted(path for path in home.published.glob("[0-9]*") if path not in whole):
        yield Finding(
            "editions", ERROR, f"{folder} lacks its manifest or its database", "put it back, or remove the folder"
        )
    if served is None:
        action = "`interregio rollback ID`" if known else "`interregio refresh`"
        yield Finding("editions", ERROR, f"none is served ({len(known)} are there)", action)
    else:
        yield Finding("editions", OK, f"{len(known)} looked at, {served.edition_id} is served")


def _check_lake(patient: Patient) -> Iterator[Finding]:
    folder = patient.home.build_database.parent
    if lake := lake_of(folder):
        try:
            with writer(patient.home.build_database):
                yield Finding("lake", OK, f"{lake.catalogue} answered")
        except (duckdb.Error, LakeError) as error:
            yield Finding(
                "lake", ERROR, " ".join(str(error).split()), f"see that what {folder / LAKE_NAME} names can be reached"
            )


def _check_records(patient: Patient) -> Iterator[Finding]:
    home = patient.home
    damaged = sorted(
        [*home.nights.rglob(f"*{DAMAGED}"), *home.raw.glob(f"*/**/*{DAMAGED}"), *home.published.glob(f"*/*{DAMAGED}")]
    )
    for path in damaged:
        yield Finding(
            "records", WARNING, f"{path} was set aside as damaged", "look at it, put a copy back or remove it"
        )
    try:
        MatchState(home).current()
    except StateError as error:
        yield Finding("records", ERROR, str(error), "put a copy back; nothing new can be said about matches meanwhile")
    if not damaged:
        yield Finding("records", OK, "no record was set aside")


def _check_age(patient: Patient) -> Iterator[Finding]:
    today, served = datetime.now(BRUSSELS).date(), Editions(patient.home).served()
    if served and today - served.as_of > OLDEST_EDITION:
        found = f"{served.edition_id} is {(today - served.as_of).days} days old"
        yield Finding(
            "age",
            WARNING,
            found,
            "see that `interregio refresh` is scheduled, and `interregio nights` for how it ended",
        )
    elif served:
        yield Finding("age", OK, f"{served.edition_id} is {max((today - served.as_of).days, 0)} days old")
    for source in status_record(patient.home, as_of=today)["sources"]:
        if source["is_stale"]:
            found = f"{source['source']} was last had on {source['last_arrived_on']}, limit {source['limit_days']} days"
            yield Finding("age", WARNING, found, f"`interregio refresh --source {source['source']}` says why")


CHECKS: tuple[Callable[[Patient], Iterator[Finding]], ...] = (
    _check_home,
    _check_disk,
    _check_clock,
    _check_time_zone,
    _check_locks,
    _check_versions,
    _check_extensions,
    _check_browser,
    _check_sources,
    _check_lake,
    _check_editions,
    _check_records,
    _check_age,
)
