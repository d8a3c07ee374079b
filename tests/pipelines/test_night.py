"""A night without Dagster: what visits and loads come to, source by source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.night import NightRun, Watcher, begin_night
from pipelines.sources import discover_sources
from tests.mirrors import build_mirror, pack_archive, read_archive
from warehouse.connection import writer
from warehouse.nights import ExitCode, Nights, SourceStatus, Status
from warehouse.paths import Home
from warehouse.settings import Settings, read_settings

ARCHIVE = "cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip"
LABELS = "gisco-services.ec.europa.eu/distribution/v2/nuts/geojson/NUTS_LB_2021_4326.geojson"


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    return build_mirror(tmp_path / "mirror", "cordis", "funding_tenders", "regions")


@pytest.fixture
def settings_for(tmp_path: Path, mirror: Path) -> Callable[[str], Settings]:
    def settings(as_of: str) -> Settings:
        return read_settings(home=tmp_path / "home", mirror=mirror, as_of=as_of, environment={})

    return settings


def load_all(settings: Settings, *, accept: tuple[str, ...] = (), asked: tuple[str, ...] = ()) -> NightRun:
    """A night as far as the raw tables."""
    with begin_night(settings, asked=asked, accepted_shrinking=accept) as run:
        run.visit_asked()
        for source in discover_sources():
            run.load(source)
        run.close_unpublished(ExitCode.OK, "loaded only")
    return run


def count(settings: Settings, table: str) -> int:
    with writer(Home(settings.home).build_database) as connection:
        row = connection.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])


def cordis(run: NightRun) -> SourceStatus:
    return run.night.sources["cordis"]


def keep_lines(archive: Path, member: str, count_kept: int) -> None:
    members = read_archive(archive)
    lines = members[member].splitlines(keepends=True)
    pack_archive(archive, {**members, member: b"".join(lines[: count_kept + 1])})


def test_first_night_loads_and_says_so(settings_for: Callable[[str], Settings]) -> None:
    run = load_all(settings_for("2026-03-15"))

    assert cordis(run).status is Status.NEW
    assert cordis(run).rows > 0
    assert cordis(run).seconds > 0
    assert cordis(run).retrieved_at == "2026-03-15"
    assert run.night.sources["registry"].status is Status.BUNDLED


def test_second_night_with_the_same_content_has_no_news(settings_for: Callable[[str], Settings]) -> None:
    load_all(settings_for("2026-03-15"))
    with begin_night(settings_for("2026-03-16")) as run:
        run.visit_asked()

        assert not any(run.visitor.is_news(visit) for visit in run._visits.values())
        assert cordis(run).status is Status.UNCHANGED
        assert cordis(run).retrieved_at == "2026-03-16"
        run.close_unpublished(ExitCode.OK, "")


def test_release_that_shrinks_beyond_its_tolerance_is_held_until_accepted(
    settings_for: Callable[[str], Settings], mirror: Path
) -> None:
    settings = settings_for("2026-03-15")
    load_all(settings)
    before = count(settings, "raw_cordis.organization")
    keep_lines(mirror / ARCHIVE, "organization.csv", before // 2)

    held = load_all(settings_for("2026-03-16"))
    assert cordis(held).status is Status.FAILED
    assert "held: expected at least 95% of the" in cordis(held).message
    assert "--accept cordis" in cordis(held).message
    assert count(settings, "raw_cordis.organization") == before

    accepted = load_all(settings_for("2026-03-17"), accept=("cordis",))
    assert cordis(accepted).status is Status.NEW
    assert count(settings, "raw_cordis.organization") == before // 2


def test_optional_file_that_stays_away_keeps_its_last_good_rows(
    settings_for: Callable[[str], Settings], mirror: Path
) -> None:
    settings = settings_for("2026-03-15")
    load_all(settings)
    before = count(settings, "raw_regions.nuts_label_points")
    (mirror / LABELS).unlink()

    run = load_all(settings_for("2026-03-16"))

    assert run.night.sources["regions"].status is Status.UNCHANGED
    assert "NUTS_LB_2021_4326.geojson" in run.night.sources["regions"].missing_members
    assert count(settings, "raw_regions.nuts_label_points") == before

    build_mirror(mirror.with_name("whole"), "regions").joinpath(LABELS).replace(mirror / LABELS)
    back = load_all(settings_for("2026-03-17"))
    assert back.night.sources["regions"].missing_members == ()


def test_lost_build_database_is_made_again_from_the_landing_zone(settings_for: Callable[[str], Settings]) -> None:
    settings = settings_for("2026-03-15")
    load_all(settings)
    before = count(settings, "raw_cordis.organization")
    Home(settings.home).build_database.unlink()

    run = load_all(settings_for("2026-03-16"))

    assert cordis(run).status is Status.UNCHANGED
    assert count(settings, "raw_cordis.organization") == before


def test_source_that_is_not_asked_keeps_what_was_known_of_it(
    settings_for: Callable[[str], Settings], mirror: Path
) -> None:
    load_all(settings_for("2026-03-15"))
    (mirror / ARCHIVE).unlink()

    run = load_all(settings_for("2026-03-16"), asked=("regions",))

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

    load_all(settings_for("2026-03-15"))
    with begin_night(settings_for("2026-03-15"), watcher=Watcher(warn=told.append)) as run:
        run.visit_asked()

        assert not any(run.visitor.is_news(visit) for visit in run._visits.values() if visit.source.name == "cordis")
        assert cordis(run).status is Status.NEVER
        assert any("role" in line and "part" in line for line in told)
        run.close_unpublished(ExitCode.SOURCE_FAILED, "")


def test_night_that_breaks_off_is_ended_with_its_error(settings_for: Callable[[str], Settings]) -> None:
    settings = settings_for("2026-03-15")
    with pytest.raises(duckdb.Error, match="out of memory"), begin_night(settings):
        raise duckdb.OutOfMemoryException("out of memory")

    night = Nights(Home(settings.home)).latest()
    assert night is not None
    assert night.exit_code == ExitCode.ERROR
    assert "out of memory" in night.message
