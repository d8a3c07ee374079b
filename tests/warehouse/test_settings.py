"""Settings: the command line first, then the environment, then defaults."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from warehouse.settings import PROJECT_ROOT, SettingsError, read_settings


def test_read_settings_without_anything_uses_the_project_and_today() -> None:
    settings = read_settings(environment={})

    assert settings.home == PROJECT_ROOT / "warehouse" / "data"
    assert settings.mirror is None
    assert isinstance(settings.as_of, date)


def test_read_settings_takes_arguments_before_environment(tmp_path: Path) -> None:
    environment = {
        "INTERREGIO_HOME": str(tmp_path / "environment"),
        "INTERREGIO_AS_OF": "2024-06-17",
        "INTERREGIO_MIRROR": str(tmp_path),
    }

    from_environment = read_settings(environment=environment)
    explicit = read_settings(home=tmp_path / "argument", as_of="2026-08-10", environment=environment)

    assert (from_environment.home.name, from_environment.as_of) == ("environment", date(2024, 6, 17))
    assert (explicit.home.name, explicit.as_of, explicit.mirror) == ("argument", date(2026, 8, 10), tmp_path)


def test_read_settings_maps_source_addresses_by_name() -> None:
    settings = read_settings(environment={"INTERREGIO_FUNDING_TENDERS_URL": "http://127.0.0.1:9/x/"})

    assert settings.source_urls == {"funding_tenders": "http://127.0.0.1:9/x"}


@pytest.mark.parametrize("text", ["10 August 2026", "2026-02-30", "tomorrow"])
def test_read_settings_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(SettingsError, match=f"as-of: expected a date such as 2026-08-10, got '{text}'"):
        read_settings(as_of=text, environment={})


def test_read_settings_refuses_a_mirror_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="mirror: expected a directory"):
        read_settings(mirror=tmp_path / "absent", environment={})


@pytest.mark.parametrize(
    ("text", "programmes"),
    [("", ("HORIZON",)), ("horizon", ("HORIZON",)), ("H2020, HORIZON", ("HORIZON", "H2020"))],
    ids=["unset", "one", "both"],
)
def test_cordis_programmes_are_read_in_order(text: str, programmes: tuple[str, ...]) -> None:
    assert read_settings(environment={"INTERREGIO_CORDIS_PROGRAMMES": text}).cordis_programmes == programmes


@pytest.mark.parametrize("text", ["H2020", "HORIZON,FP7"], ids=["without_horizon", "unknown"])
def test_cordis_programmes_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=f"expected HORIZON, alone or with H2020, got '{text}'"):
        read_settings(environment={"INTERREGIO_CORDIS_PROGRAMMES": text})


def test_programmes_are_read_sorted_and_once() -> None:
    assert read_settings(environment={"INTERREGIO_PROGRAMMES": "life, i3,,life"}).programmes == ("i3", "life")
    assert read_settings(environment={}).programmes == ()
