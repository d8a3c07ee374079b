"""Broken set-ups: ``doctor`` names the cause of each, and what to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import filelock
import pytest

from pipelines.commands.home.checks import ERROR, OK, WARNING
from pipelines.commands.home.doctor import examine, known_variables
from pipelines.commands.serve import serve
from tests.homes import UNREACHABLE, Operator, run_command
from warehouse.store.editions import Editions
from warehouse.store.errors import NoEditionError
from warehouse.store.files import hash_file, write_json
from warehouse.store.nights import Nights, SourceStatus, Status
from warehouse.store.paths import Home

Break = Callable[[Home, dict[str, str], pytest.MonkeyPatch], object]
SOURCES = ("cordis.europa.eu", "api.tech.ec.europa.eu", "gisco-services.ec.europa.eu")
TODAY = datetime.now(UTC).date()
HELD: list[filelock.BaseFileLock] = []


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A home that is well: an edition of today, nights, a mirror of every publisher."""
    home = Home(tmp_path / "home")
    edition = home.published / f"{TODAY}-aaaaaaaa"
    edition.mkdir(parents=True)
    (edition / "interregio.duckdb").write_bytes(b"tables")
    manifest = {"edition": edition.name, "as_of": TODAY.isoformat(), "is_demo": False}
    files = {"interregio.duckdb": hash_file(edition / "interregio.duckdb")}
    write_json(edition / "manifest.json", {**manifest, "files": files})
    Editions(home).serve(edition.name)
    nights = Nights(home)
    nights.finish(nights.begin(TODAY))
    for host in SOURCES:
        (tmp_path / "mirror" / host).mkdir(parents=True)
    yield home
    while HELD:
        HELD.pop().release()


def variables(home: Home, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "INTERREGIO_MIRROR": str(home.root.parent / "mirror"), **more}


def stale(home: Home) -> None:
    nights = Nights(home)
    status = SourceStatus(source="cordis", status=Status.FAILED, limit_days=10, last_arrived_on="2020-01-01")
    night = nights.begin(TODAY)
    nights.save(type(night)(**{**vars(night), "sources": {"cordis": status}}))


def be_old(home: Home) -> None:
    path = home.current.resolve() / "manifest.json"
    path.write_text(path.read_text().replace(TODAY.isoformat(), "2020-01-01"))


def be_of_later(monkeypatch: pytest.MonkeyPatch, home: Home) -> None:
    later = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    monkeypatch.setattr("warehouse.store.nights._now", lambda: later)
    Nights(home).begin(TODAY)


def hang(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.commands.home.checks.LONGEST_NIGHT", timedelta())
    for path in (home.refresh_lock, home.raw / "cordis" / "loading.lock"):
        lock = filelock.FileLock(path)
        lock.acquire()
        HELD.append(lock)


def test_set_up_that_is_well_has_only_findings_that_are(home: Home) -> None:
    findings = examine(home.root, environment=variables(home))

    assert [finding for finding in findings if finding.level != OK] == []
    assert {finding.check for finding in findings} >= {"configuration", "disk", "locks", "editions", "source cordis"}


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(
            lambda _, env, __: env.update(INTERREGIO_CORDSI_URL="x"),
            (ERROR, "INTERREGIO_CORDSI_URL is a variable that nothing reads", "did you mean INTERREGIO_CORDIS_URL?"),
            id="misspelt variable",
        ),
        pytest.param(
            lambda _, env, __: env.update(INTERREGIO_AS_OF="yesterday"),
            (ERROR, "as-of: expected a date", "correct it"),
            id="no date",
        ),
        pytest.param(
            lambda _, env, __: env.update(INTERREGIO_AS_OF=TODAY.isoformat()),
            (WARNING, "every night speaks for that day", "unset it"),
            id="date left in the environment",
        ),
        pytest.param(
            lambda _, env, __: env.update(INTERREGIO_SMTP_HOST="mail.example"),
            (ERROR, "no mail is sent", "set both"),
            id="mail without sender",
        ),
        pytest.param(
            lambda home, _, __: home.root.joinpath("nights").rename(home.root / "n") and home.nights.touch(),
            (ERROR, "NotADirectoryError", "can be read"),
            id="nights cannot be listed",
        ),
        pytest.param(
            lambda _, __, patched: patched.setattr("tempfile.TemporaryFile", refuse),
            (ERROR, "cannot be written to: Read-only file system", "set INTERREGIO_HOME"),
            id="home cannot be written",
        ),
        pytest.param(
            lambda _, __, patched: patched.setattr("warehouse.store.retention.free_bytes", lambda _: 2**20),
            (ERROR, "expected 256 MiB free for an edition, got 1 MiB", "interregio prune --dry-run"),
            id="disk full",
        ),
        pytest.param(
            lambda home, _, patched: be_of_later(patched, home),
            (ERROR, "began at", "set the clock"),
            id="clock gone back",
        ),
        pytest.param(
            lambda _, env, __: env.update(TZ="Europe/Bruxelles"),
            (WARNING, "TZ=Europe/Bruxelles is no time zone", "correct it"),
            id="no time zone",
        ),
        pytest.param(
            lambda home, _, patched: hang(home, patched),
            (WARNING, "refresh.lock, raw/cordis/loading.lock are held by process", "kill "),
            id="lock held for long",
        ),
        pytest.param(
            lambda home, _, patched: patched.setattr(
                "pipelines.commands.home.checks._lock_file", lambda: write(home.root / "lock", "duckdb==0.1 \\\n")
            ),
            (WARNING, "for 0.1", "make setup"),
            id="other versions",
        ),
        pytest.param(
            lambda _, __, patched: patched.setattr("pipelines.commands.home.checks.EXTENSIONS", ("spatial_of_none",)),
            (ERROR, "DuckDB lacks spatial_of_none", "wheel"),
            id="extension lacks",
        ),
        pytest.param(
            lambda _, env, __: env.update(INTERREGIO_CORDIS_URL=UNREACHABLE),
            (ERROR, f"{UNREACHABLE} did not answer", "proxy"),
            id="publisher out of reach",
        ),
        pytest.param(
            lambda home, _, __: (home.root.parent / "mirror" / SOURCES[0]).rmdir(),
            (ERROR, f"{SOURCES[0]} is no directory", "a folder per host"),
            id="mirror without a publisher",
        ),
        pytest.param(
            lambda home, _, __: (home.current.resolve() / "interregio.duckdb").write_bytes(b"tablet"),
            (ERROR, "expected the bytes that were published", "interregio rollback"),
            id="edition altered",
        ),
        pytest.param(
            lambda home, _, __: home.current.unlink(),
            (ERROR, "none is served (1 are there)", "interregio rollback"),
            id="nothing served",
        ),
        pytest.param(lambda home, _, __: be_old(home), (WARNING, "days old", "scheduled"), id="no night for long"),
        pytest.param(
            lambda home, _, __: stale(home),
            (WARNING, "cordis was last had on 2020-01-01", "refresh --source cordis"),
            id="source stale",
        ),
        pytest.param(
            lambda home, _, __: write(home.nights / "2026-01-01-01.json.damaged", "{"),
            (WARNING, "2026-01-01-01.json.damaged was set aside", "put a copy back"),
            id="record damaged",
        ),
        pytest.param(
            lambda home, _, __: write(home.state / "interregio-state.sqlite", "no database" * 100),
            (ERROR, "expected the state of matches", "put a copy back"),
            id="state damaged",
        ),
    ],
)
def test_cause_of_a_broken_set_up_is_named_with_what_to_do(
    home: Home, monkeypatch: pytest.MonkeyPatch, spoil: Break, told: tuple[str, str, str]
) -> None:
    level, cause, action = told
    env = variables(home)
    spoil(home, env, monkeypatch)

    findings = [finding for finding in examine(home.root, environment=env) if finding.level != OK]

    assert {finding.level for finding in findings if cause in finding.found and action in finding.action} == {level}


def refuse(**_: object) -> None:
    raise OSError(30, "Read-only file system")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_every_variable_of_the_documents_is_known() -> None:
    text = "\n".join(path.read_text() for path in (Path("README.md"), *Path("docs").glob("*.md")))
    named = {word.strip("`=.,:") for word in text.split() if word.strip("`(").startswith("INTERREGIO_")}
    plain = {word.partition("=")[0].strip("`(") for word in named} - {"INTERREGIO_<SOURCE>_URL"}
    assert {word for word in plain if word.isupper()} <= known_variables()


def test_doctor_exits_by_the_worst_finding(home: Home) -> None:
    operator = Operator(home.root)
    assert operator.run("doctor", "--offline", **variables(home)).exit_code == 0
    be_old(home)
    assert operator.run("doctor", "--offline", **variables(home)).exit_code == 3
    home.current.unlink()
    finished = run_command("doctor", "--offline", "--json", "--home", home.root, **variables(home))
    assert finished.exit_code == 1
    assert '"level": "error"' in finished.stdout


def test_edition_that_is_not_what_was_published_is_not_served(home: Home) -> None:
    (home.current.resolve() / "interregio.duckdb").write_bytes(b"tablet")

    with pytest.raises(NoEditionError, match=r"expected the bytes that were published; .*interregio rollback"):
        serve(home=home.root)
