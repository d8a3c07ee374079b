"""Damaged files of the state: each is named, set aside and gone on without, whatever it holds instead of its record."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.test_landing import arrival_of, land
from warehouse.store.editions import Editions
from warehouse.store.files import read_state, write_json
from warehouse.store.landing import Landing
from warehouse.store.nights import Nights
from warehouse.store.paths import Home

AS_OF = date(2026, 3, 15)
Spoil = Callable[[Path], object]


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def be_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(truncate, id="truncated"),
        pytest.param(lambda path: path.write_bytes(bytes(range(256))), id="binary"),
        pytest.param(lambda path: path.write_text("[1, [], null]"), id="list of odd things"),
        pytest.param(lambda path: path.write_text('{"sources": 3}'), id="other object"),
        pytest.param(lambda path: path.write_text('"text"'), id="text"),
        pytest.param(lambda path: path.write_text("7"), id="number"),
        pytest.param(be_a_folder, id="folder"),
    ],
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def require_set_aside(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert not path.exists()
    assert path.with_name(f"{path.name}.damaged").exists()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert str(path) in caplog.messages[0]


@DAMAGES
def test_damaged_night_hides_no_other_and_its_number_stays_taken(
    home: Home, spoil: Spoil, caplog: pytest.LogCaptureFixture
) -> None:
    nights = Nights(home)
    first, second = nights.begin(AS_OF), nights.begin(AS_OF)
    spoil(home.nights / f"{second.id}.json")

    assert nights.all() == [first]
    require_set_aside(home.nights / f"{second.id}.json", caplog)
    assert nights.begin(AS_OF).id == "2026-03-15-03"


@DAMAGES
def test_lost_list_of_what_was_accepted_is_made_again_without_what_was_refused(
    home: Home, spoil: Spoil, caplog: pytest.LogCaptureFixture
) -> None:
    landing = Landing(home.raw, "cordis")
    first, refused, second = (landing.record(arrival_of(land(landing, text))) for text in ("1", "x", "2"))
    landing.accept(first)
    landing.refuse(refused, reason="not fit", code_version="0")
    landing.accept(second)
    before = landing.accepted_history()
    spoil(landing.root / "accepted.json")

    assert landing.accepted_history() == before
    assert "accepted.json" in caplog.messages[0]
    assert landing.accepted() == second


@DAMAGES
def test_damaged_arrival_leaves_the_one_before_and_its_content_is_accepted_again(
    home: Home, spoil: Spoil, caplog: pytest.LogCaptureFixture
) -> None:
    landing = Landing(home.raw, "cordis")
    first = landing.record(arrival_of(land(landing, "1")))
    landing.accept(first)
    newest = arrival_of(land(landing, "2"))
    landing.accept(landing.record(newest))
    spoil(landing.root / "arrivals" / "000002.json")

    assert landing.accepted() == first
    require_set_aside(landing.root / "arrivals" / "000002.json", caplog)
    again = landing.record(newest)
    landing.accept(again)
    assert again.number == 3
    assert landing.accepted() == again


@DAMAGES
def test_damaged_list_of_refusals_lets_content_be_tried_again(home: Home, spoil: Spoil) -> None:
    landing = Landing(home.raw, "cordis")
    arrival = landing.record(arrival_of(land(landing, "1")))
    landing.refuse(arrival, reason="not fit", code_version="0")
    spoil(landing.root / "refused.json")

    assert landing.refusal(arrival, code_version="0") is None


@DAMAGES
def test_damaged_origin_does_not_keep_the_same_bytes_from_landing(home: Home, spoil: Spoil) -> None:
    landing = Landing(home.raw, "cordis")
    landed = land(landing, "1")
    spoil(landed.path.with_name("file.csv.origin.json"))

    assert landing.origin(land(landing, "1")) is not None


@DAMAGES
def test_damaged_manifest_hides_no_other_edition(home: Home, spoil: Spoil, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("2026-03-14-0000000a", "2026-03-15-0000000b"):
        manifest = {"edition": name, "as_of": name[:10], "is_demo": False}
        write_json(home.published / name / "manifest.json", manifest)
        (home.published / name / "interregio.duckdb").touch()
    Editions(home).serve("2026-03-15-0000000b")
    spoil(home.published / "2026-03-15-0000000b" / "manifest.json")

    assert [edition.edition_id for edition in Editions(home).all()] == ["2026-03-14-0000000a"]
    require_set_aside(home.published / "2026-03-15-0000000b" / "manifest.json", caplog)
    assert Editions(home).served() is None
    assert [base.edition_id for base in Editions(home).bases_for(AS_OF)] == ["2026-03-14-0000000a"]


def test_folder_of_nights_that_cannot_be_listed_does_not_look_like_none(home: Home) -> None:
    home.nights.write_text("a file where a folder is due")

    with pytest.raises(NotADirectoryError):
        Nights(home).all()


def test_record_with_fields_of_another_version_is_no_damage(home: Home) -> None:
    nights = Nights(home)
    begun = nights.begin(AS_OF)
    path = home.nights / f"{begun.id}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "of_tomorrow": 1}))

    assert nights.all() == [begun]


def test_absent_file_is_no_damage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert read_state(tmp_path / "absent.json", lambda value: value) is None
    assert caplog.messages == []
