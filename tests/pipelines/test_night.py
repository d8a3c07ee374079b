"""A night without Dagster: what visits and loads come to, source by source."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

import duckdb
import polars as pl
import pytest

from pipelines.ingest.parsing import read_facts
from pipelines.ingest.source import Source
from pipelines.nightly.code_version import reader_version
from pipelines.nightly.ledger import Ledger, Order, StepError
from pipelines.nightly.steps import begin, carry_history, fingerprint, finish, run_night, visit
from pipelines.sources import find_source
from tests.mirrors import build_mirror, pack_archive, read_archive
from tests.nights import begin_night, is_news, load_night, visit_night
from warehouse.products.matches.state import Entry, Kind, MatchState
from warehouse.settings import Settings, read_settings
from warehouse.store.connection import writer
from warehouse.store.editions import Editions
from warehouse.store.files import write_json
from warehouse.store.history import carried_base
from warehouse.store.nights import ExitCode, Night, Nights, SourceStatus, Status
from warehouse.store.paths import Home

ARCHIVE = "cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip"
LABELS = "gisco-services.ec.europa.eu/distribution/v2/nuts/geojson/NUTS_LB_2021_4326.geojson"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mirror and the home of a night that loaded all of it; tests change copies."""
    folder = tmp_path_factory.mktemp("first")
    mirror = build_mirror(folder / "mirror", "cordis", "funding_tenders", "regions")
    load_night(read_settings(home=folder / "home", mirror=mirror, as_of="2026-03-15", environment={}))
    return folder


@pytest.fixture
def mirror(tmp_path: Path, first: Path) -> Path:
    return Path(shutil.copytree(first / "mirror", tmp_path / "mirror"))


@pytest.fixture
def settings_for(tmp_path: Path, mirror: Path) -> Callable[[str], Settings]:
    def settings(as_of: str) -> Settings:
        return read_settings(home=tmp_path / "home", mirror=mirror, as_of=as_of, environment={})

    return settings


@pytest.fixture
def loaded(settings_for: Callable[[str], Settings], first: Path) -> Settings:
    """The settings of the first night, after it."""
    settings = settings_for("2026-03-15")
    shutil.copytree(first / "home", settings.home)
    return settings


def count(settings: Settings, table: str) -> int:
    with writer(Home(settings.home).build_database) as connection:
        row = connection.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])


def cordis(run: Ledger) -> SourceStatus:
    return run.night.sources["cordis"]


def log_of(run: Ledger) -> str:
    return (run.home.nights / f"{run.night.id}.log").read_text()


def keep_lines(archive: Path, member: str, count_kept: int) -> None:
    members = read_archive(archive)
    lines = members[member].splitlines(keepends=True)
    pack_archive(archive, {**members, member: b"".join(lines[: count_kept + 1])})


def test_first_night_loads_and_says_so(settings_for: Callable[[str], Settings]) -> None:
    run = load_night(settings_for("2026-03-15"))

    assert cordis(run).status is Status.NEW
    assert cordis(run).rows > 0
    assert cordis(run).seconds > 0
    assert cordis(run).retrieved_at == "2026-03-15"
    assert run.night.sources["registry"].status is Status.BUNDLED


def test_address_set_for_a_source_that_is_none_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    environment = {"INTERREGIO_CORDSI_URL": "http://127.0.0.1:9", "INTERREGIO_I3_URL": "http://127.0.0.1:9"}

    begin_night(read_settings(home=tmp_path, environment=environment), warnings=told)

    assert told == [
        "INTERREGIO_CORDSI_URL: expected one of the sources calls, cordis, funding_tenders, i3, regions, registry, "
        "riv, got cordsi; it is not used"
    ]


def test_second_night_with_the_same_content_has_no_news(
    settings_for: Callable[[str], Settings], loaded: Settings
) -> None:
    run = visit_night(settings_for("2026-03-16"))

    assert not any(is_news(run, source) for source in run.visits)
    assert cordis(run).status is Status.UNCHANGED
    assert cordis(run).retrieved_at == "2026-03-16"


def test_night_for_an_earlier_date_tells_of_no_later_night(settings_for: Callable[[str], Settings]) -> None:
    for as_of in ("2026-03-14", "2026-03-16"):
        begin_night(settings_for(as_of))

    run = begin_night(settings_for("2026-03-15"))
    assert [night.id for night in run.nights()] == ["2026-03-14-01", "2026-03-15-01"]


def test_release_that_shrinks_beyond_its_tolerance_is_held_until_accepted(
    settings_for: Callable[[str], Settings], loaded: Settings, mirror: Path
) -> None:
    before = count(loaded, "raw_cordis.organization")
    keep_lines(mirror / ARCHIVE, "organization.csv", before // 2)

    held = load_night(settings_for("2026-03-16"))
    assert cordis(held).status is Status.HELD
    assert "held: expected at least 95% of the" in cordis(held).message
    assert "--accept cordis" in cordis(held).message
    assert count(loaded, "raw_cordis.organization") == before

    still = load_night(settings_for("2026-03-16"))
    assert (cordis(still).status, cordis(still).message) == (Status.HELD, cordis(held).message)

    accepted = load_night(settings_for("2026-03-17"), accept=("cordis",))
    assert cordis(accepted).status is Status.NEW
    assert count(loaded, "raw_cordis.organization") == before // 2

    after = load_night(settings_for("2026-03-18"))
    assert (cordis(after).status, cordis(after).message) == (Status.UNCHANGED, "")


def test_facts_that_are_held_keep_no_news_out_and_stay_held_until_accepted(
    settings_for: Callable[[str], Settings], loaded: Settings, mirror: Path, tmp_path: Path
) -> None:
    name, few, facts_path = "funding_tenders", tmp_path / "few.csv", Source.facts_path
    [table] = find_source(name).shipped_tables
    read_facts(find_source(name).facts_path(table)).select(pl.exclude("^_.*$")).head(2).write_csv(few)
    for page in (mirror / "api.tech.ec.europa.eu").rglob("*.json"):
        page.write_text(page.read_text().replace("Example topic", "Other topic"))

    with patch.object(Source, "facts_path", lambda self, table: few if self.name == name else facts_path(self, table)):
        held = load_night(settings_for("2026-03-16")).night.sources[name]
        unasked = load_night(settings_for("2026-03-16"), asked=("regions",)).night.sources[name]
        later = visit_night(settings_for("2026-03-17")).night.sources[name]
        accepted = load_night(settings_for("2026-03-18"), accept=(name,)).night.sources[name]
    assert {held.status, unasked.status, later.status} == {Status.HELD}
    assert accepted.status is Status.UNCHANGED
    assert (later.message, accepted.message) == (held.message, "")
    assert count(loaded, "raw_funding_tenders.topics where summary = 'Other topic'") > 0


def test_optional_file_that_stays_away_keeps_its_last_good_rows(
    settings_for: Callable[[str], Settings], loaded: Settings, mirror: Path
) -> None:
    before = count(loaded, "raw_regions.nuts_label_points")
    (mirror / LABELS).unlink()

    run = load_night(settings_for("2026-03-16"))

    assert run.night.sources["regions"].status is Status.UNCHANGED
    assert "NUTS_LB_2021_4326.geojson" in run.night.sources["regions"].missing_members
    assert count(loaded, "raw_regions.nuts_label_points") == before

    build_mirror(mirror.with_name("whole"), "regions").joinpath(LABELS).replace(mirror / LABELS)
    back = load_night(settings_for("2026-03-17"))
    assert back.night.sources["regions"].missing_members == ()


def test_lost_build_database_is_made_again_from_the_landing_zone(
    settings_for: Callable[[str], Settings], loaded: Settings
) -> None:
    before = count(loaded, "raw_cordis.organization")
    Home(loaded.home).build_database.unlink()

    run = load_night(settings_for("2026-03-16"))

    assert cordis(run).status is Status.UNCHANGED
    assert count(loaded, "raw_cordis.organization") == before


def test_lost_build_database_has_the_rows_of_members_that_the_newest_release_lacks(
    settings_for: Callable[[str], Settings], loaded: Settings, mirror: Path
) -> None:
    before = count(loaded, "raw_cordis.organization")
    members = read_archive(mirror / ARCHIVE)
    del members["organization.csv"]
    pack_archive(mirror / ARCHIVE, members)
    load_night(settings_for("2026-03-16"))
    Home(loaded.home).build_database.unlink()

    run = load_night(settings_for("2026-03-17"))

    assert cordis(run).missing_members == ("organization.csv",)
    assert count(loaded, "raw_cordis.organization") == before > 0


def read_by(settings: Settings) -> dict[str, str]:
    """Version of the code that each table of CORDIS was read by."""
    with writer(Home(settings.home).build_database) as connection:
        return dict(
            connection.execute(
                "select table_name, reader_version from raw_night.table_load where source = 'cordis'"
            ).fetchall()
        )


def test_other_code_reads_the_landed_files_again(
    settings_for: Callable[[str], Settings], loaded: Settings, mirror: Path
) -> None:
    before = read_by(loaded)
    forget_rows(loaded, "raw_cordis.organization")
    (mirror / ARCHIVE).unlink()

    with patch("pipelines.nightly.loading.reader_version", return_value="0ther"):
        run = load_night(settings_for("2026-03-16"), asked=("regions",))

    assert set(before.values()) == {reader_version("pipelines.sources.cordis")}
    assert set(read_by(loaded).values()) == {"0ther"}
    assert count(loaded, "raw_cordis.organization") == cordis(run).table_rows["organization"] > 0


def test_same_code_does_not_read_the_landed_files_again(
    settings_for: Callable[[str], Settings], loaded: Settings
) -> None:
    forget_rows(loaded, "raw_cordis.organization")

    load_night(settings_for("2026-03-16"))

    assert count(loaded, "raw_cordis.organization") == 0


def forget_rows(settings: Settings, table: str) -> None:
    """Empties a raw table behind the ledger's back, to see whether it is read again."""
    with writer(Home(settings.home).build_database) as connection:
        connection.execute(f"delete from {table}")


def test_other_code_that_cannot_read_the_last_good_content_keeps_its_rows_and_says_so_every_night(
    settings_for: Callable[[str], Settings], loaded: Settings
) -> None:
    before = count(loaded, "raw_cordis.organization")
    told: list[str] = []

    with (
        patch("pipelines.nightly.loading.reader_version", return_value="0ther"),
        patch.dict("pipelines.sources.cordis.parse.PARSERS", {"topics": fail_with(KeyError("topic"))}),
    ):
        run = load_night(settings_for("2026-03-16"), warnings=told)
        again = load_night(settings_for("2026-03-17"))

    assert cordis(run).status is cordis(again).status is Status.FAILED
    assert cordis(run).message == cordis(again).message == told[0]
    assert count(loaded, "raw_cordis.organization") == before


def fail_with(error: BaseException) -> Callable[..., None]:
    """Something that raises whatever it is called with."""

    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    "error",
    [pl.exceptions.ComputeError("could not\nparse"), KeyError("topic"), pl.exceptions.PanicException("at the disco")],
    ids=["polars_error", "key_error", "panic"],
)
def test_parser_that_fails_unexpectedly_keeps_the_last_good_rows_and_the_others_go_on(
    settings_for: Callable[[str], Settings], loaded: Settings, mirror: Path, error: BaseException
) -> None:
    before = count(loaded, "raw_cordis.organization")
    replace_text(mirror / ARCHIVE, "topics.csv", b"Late; but in time", b"Changed")
    told: list[str] = []

    with patch.dict("pipelines.sources.cordis.parse.PARSERS", {"topics": fail_with(error)}):
        run = load_night(settings_for("2026-03-16"), warnings=told)

    assert cordis(run).status is Status.FAILED
    assert told == [cordis(run).message]
    assert told[0].startswith("cordis: cordis.topics (topics.csv): expected a parser that can take what landed, got ")
    assert f"{type(error).__name__}: " in told[0]
    assert "\n" not in told[0]
    assert "Traceback (most recent call last)" in log_of(run)
    assert count(loaded, "raw_cordis.organization") == before
    assert run.night.sources["regions"].status is Status.UNCHANGED


def test_extractor_that_fails_unexpectedly_is_a_failed_visit_and_the_others_go_on(
    settings_for: Callable[[str], Settings], loaded: Settings
) -> None:
    told: list[str] = []

    with patch("pipelines.sources.cordis.extract.expect_projects_archive", side_effect=KeyError("members")):
        run = load_night(settings_for("2026-03-16"), warnings=told)

    assert cordis(run).status is Status.FAILED
    assert told == [cordis(run).message]
    assert "an extractor that can take what came, got KeyError: 'members' in ingest/session.py, line" in told[0]
    assert "Traceback (most recent call last)" in log_of(run)
    assert run.night.sources["regions"].status is Status.UNCHANGED


def test_night_with_a_failed_source_ends_with_the_exit_code_that_says_so(
    settings_for: Callable[[str], Settings], mirror: Path
) -> None:
    codes = []
    for as_of in ("2026-03-15", "2026-03-16"):
        run = load_night(settings_for(as_of))
        finish(run)
        codes.append(run.night.exit_code)
        (mirror / ARCHIVE).unlink(missing_ok=True)
    assert codes == [ExitCode.OK, ExitCode.SOURCE_FAILED]


def replace_text(archive: Path, member: str, old: bytes, new: bytes) -> None:
    members = read_archive(archive)
    pack_archive(archive, {**members, member: members[member].replace(old, new)})


def test_source_that_is_not_asked_keeps_what_was_known_of_it(
    settings_for: Callable[[str], Settings], loaded: Settings, mirror: Path
) -> None:
    (mirror / ARCHIVE).unlink()

    run = load_night(settings_for("2026-03-16"), asked=("regions",))

    assert cordis(run).status is Status.NEW
    assert cordis(run).message == "cordis: not asked on this night"
    assert cordis(run).last_arrived_on == "2026-03-15"


def test_refused_content_is_not_parsed_again_by_the_same_code(
    settings_for: Callable[[str], Settings], mirror: Path
) -> None:
    members = read_archive(mirror / ARCHIVE)
    members["organization.csv"] = members["organization.csv"].replace(b'"role"', b'"part"', 1)
    pack_archive(mirror / ARCHIVE, members)
    told: list[str] = []

    load_night(settings_for("2026-03-15"))
    run = visit_night(settings_for("2026-03-15"), warnings=told)

    assert not is_news(run, "cordis")
    assert cordis(run).status is Status.NEVER
    assert any("role" in line and "part" in line for line in told)
    assert run.night.warnings == tuple(told)


def test_what_users_say_about_matches_is_news_until_a_night_took_it(settings_for: Callable[[str], Settings]) -> None:
    settings = settings_for("2026-08-10")
    state = MatchState(Home(settings.home))

    def fingerprint_and_later(*said: Kind) -> tuple[str, str]:
        run = Ledger.begin(Order(settings=settings))
        before = fingerprint(run)
        state.add(
            Entry(
                partnership_id="p",
                topic_id="T",
                kind=kind,
                value="not ours",
                said_by="a tester",
                said_at=datetime(2026, 8, 10, tzinfo=UTC),
            )
            for kind in said
        )
        return before, fingerprint(run)

    silent, still_silent = fingerprint_and_later(Kind.MUTE)
    muted, still_muted = fingerprint_and_later(Kind.UNMUTE)
    unmuted, _ = fingerprint_and_later()
    assert silent == still_silent == unmuted
    assert muted == still_muted != silent


def test_state_that_cannot_be_read_stops_no_night_and_is_told(settings_for: Callable[[str], Settings]) -> None:
    settings = settings_for("2026-08-10")
    path = MatchState(Home(settings.home)).path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 100)
    told: list[str] = []
    run = begin_night(settings, warnings=told)
    assert run.reviews() == []
    assert "expected the state of matches" in told[0]


def test_step_that_breaks_off_ends_the_night_with_its_error_and_traceback(
    settings_for: Callable[[str], Settings],
) -> None:
    settings = settings_for("2026-03-15")
    with patch("pipelines.nightly.loading.load_source", side_effect=duckdb.OutOfMemoryException("out of memory")):
        ended = run_night(Order(settings=settings))

    assert ended == Nights(Home(settings.home)).latest()
    assert (ended.exit_code, ended.message) == (ExitCode.ERROR, "load: OutOfMemoryException: out of memory")
    assert "Traceback" in (Home(settings.home).nights / f"{ended.id}.log").read_text()


def test_interrupted_night_is_ended_and_interrupted_all_the_same(settings_for: Callable[[str], Settings]) -> None:
    settings = settings_for("2026-03-15")
    with (
        patch("pipelines.nightly.loading.load_source", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        run_night(Order(settings=settings))

    night = Nights(Home(settings.home)).latest()
    assert night is not None
    assert night.exit_code == ExitCode.ERROR


def test_later_process_goes_on_with_the_visits_of_the_night(settings_for: Callable[[str], Settings]) -> None:
    order = Order(settings=settings_for("2026-03-15"))
    begun = Ledger.begin(order, run_id="run")
    visit(begun)

    resumed = Ledger.resume(order, "run")

    assert resumed is not None
    assert resumed.night.due == begun.night.due
    assert resumed.visits.keys() == begun.visits.keys()
    for source, visited in begun.visits.items():
        assert resumed.visits[source].arrival == visited.arrival
        assert resumed.visits[source].missing_members == visited.missing_members
    assert Ledger.resume(order, "another") is None


def fake_history(home: Home, *editions: str) -> None:
    """Editions without tables; the last is being served."""
    for edition in editions:
        manifest = {"edition": edition, "as_of": edition[:10], "is_demo": False, "fingerprint": edition[-8:]}
        write_json(home.published / edition / "manifest.json", manifest)
        duckdb.connect(str(home.published / edition / "interregio.duckdb")).close()
        Editions(home).serve(edition)


def carried_from(run: Ledger) -> str | None:
    with writer(run.home.build_database) as connection:
        return carried_base(connection)


GONE = pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(shutil.rmtree, id="folder gone"),
        pytest.param(lambda folder: (folder / "manifest.json").write_text("{"), id="manifest damaged"),
        pytest.param(lambda folder: (folder / "manifest.json").unlink(), id="manifest gone"),
        pytest.param(lambda folder: (folder / "interregio.duckdb").unlink(), id="database gone"),
        pytest.param(lambda folder: (folder / "interregio.duckdb").write_bytes(b"no database"), id="database damaged"),
    ],
)


@GONE
def test_history_goes_on_from_the_newest_edition_left_and_that_is_said(
    settings_for: Callable[[str], Settings], spoil: Callable[[Path], object]
) -> None:
    settings, told = settings_for("2026-03-15"), list[str]()
    home = Home(settings.home)
    fake_history(home, "2026-03-12-aaaaaaaa", "2026-03-13-bbbbbbbb", "2026-03-14-cccccccc")
    spoil(home.published / "2026-03-14-cccccccc")

    run = begin_night(settings, warnings=told)
    carry_history(run)

    assert carried_from(run) == "2026-03-13-bbbbbbbb"
    assert any("2026-03-14-cccccccc" in line for line in told)


@GONE
def test_history_is_not_begun_anew_unless_its_loss_is_accepted(
    settings_for: Callable[[str], Settings], spoil: Callable[[Path], object]
) -> None:
    settings = settings_for("2026-03-15")
    home = Home(settings.home)
    fake_history(home, "2026-03-14-cccccccc")
    spoil(home.published / "2026-03-14-cccccccc")

    def carry(order: Order) -> Ledger:
        run = Ledger.begin(order)
        begin(run)
        carry_history(run)
        return run

    with pytest.raises(StepError, match=r"2026-03-14-cccccccc.*--accept-history-loss") as refused:
        carry(Order(settings=settings))
    assert refused.value.exit_code == ExitCode.ERROR
    assert carried_from(carry(Order(settings=settings, is_history_loss_accepted=True))) is None


def test_home_whose_nights_alone_remember_an_edition_is_not_begun_anew(settings_for: Callable[[str], Settings]) -> None:
    settings = settings_for("2026-03-15")
    nights = Nights(Home(settings.home))
    nights.finish(replace(nights.begin(date(2026, 3, 14)), exit_code=0, edition="2026-03-14-cccccccc"))

    refused = run_night(Order(settings=settings))

    assert refused.exit_code == ExitCode.ERROR
    assert "2026-03-14-cccccccc" in refused.message


def test_edition_for_an_earlier_date_than_all_there_are_begins_without_history(
    settings_for: Callable[[str], Settings],
) -> None:
    settings = settings_for("2026-03-10")
    fake_history(Home(settings.home), "2026-03-14-cccccccc")
    run = begin_night(settings)
    carry_history(run)

    assert carried_from(run) is None


@pytest.mark.parametrize(
    "path", ["nights/2026-03-15-01.json", "raw/cordis/accepted.json", "raw/cordis/arrivals/000001.json"]
)
def test_damaged_record_costs_no_rows_and_the_night_says_so(
    settings_for: Callable[[str], Settings], loaded: Settings, path: str
) -> None:
    before = count(loaded, "raw_cordis.organization")
    damaged = loaded.home / path
    damaged.write_bytes(b"\0" * 40)

    ended = run_night_without_building(settings_for("2026-03-16"))

    assert ended.sources["cordis"].status in (Status.NEW, Status.UNCHANGED)
    assert count(loaded, "raw_cordis.organization") == before
    assert any(f"set aside as {damaged.name}.damaged" in line for line in ended.warnings)


def run_night_without_building(settings: Settings) -> Night:
    """A whole night whose first step after loading breaks off."""
    with patch("pipelines.nightly.demo.generate_demo", side_effect=KeyError("far enough")):
        return run_night(Order(settings=settings))
