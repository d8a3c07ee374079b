"""The landing zone: bytes once, arrivals in order, nothing half-written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from warehouse.store.files import hash_file, read_json
from warehouse.store.landing import Arrival, LandedFile, Landing, Origin, hash_content, verify_landed

AS_OF = date(2026, 3, 15)


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "raw", "cordis")


def land(landing: Landing, text: str, name: str = "file.csv") -> LandedFile:
    incoming = landing.incoming(name)
    incoming.write_text(text, encoding="utf-8")
    origin = Origin(
        source="cordis",
        name=name,
        url="https://publisher.example/file.csv",
        parameters={},
        retrieved_at=AS_OF.isoformat(),
        sha256=hash_file(incoming),
        size=incoming.stat().st_size,
        licence="CC BY 4.0",
        citation="A publisher",
    )
    return landing.store(incoming, origin)


def arrival_of(*files: LandedFile, missing: tuple[str, ...] = ()) -> Arrival:
    by_name = {file.name: file for file in files}
    return Arrival(0, hash_content(by_name), AS_OF, AS_OF.isoformat(), by_name, missing)


def test_store_keeps_bytes_and_origin(landing: Landing) -> None:
    landed = land(landing, "a;b\n")

    assert landed.path.read_text(encoding="utf-8") == "a;b\n"
    assert verify_landed(landed)
    origin = read_json(landed.path.with_name("file.csv.origin.json"))
    assert origin["url"] == "https://publisher.example/file.csv"
    assert origin["licence"] == "CC BY 4.0"


def test_store_same_bytes_twice_keeps_one_copy(landing: Landing) -> None:
    first, second = land(landing, "same"), land(landing, "same")

    assert first.path == second.path
    assert len(list((landing.root / "objects").iterdir())) == 1


def test_verify_altered_bytes_is_false(landing: Landing) -> None:
    landed = land(landing, "before")
    landed.path.write_text("after", encoding="utf-8")

    assert not verify_landed(landed)


def test_record_same_content_keeps_its_number(landing: Landing) -> None:
    first = landing.record(arrival_of(land(landing, "one")))
    again = landing.record(arrival_of(land(landing, "one")))
    other = landing.record(arrival_of(land(landing, "two")))

    assert (first.number, again.number, other.number) == (1, 1, 2)
    assert landing.latest() == other


def test_record_content_that_comes_back_is_a_new_arrival(landing: Landing) -> None:
    for text in ("one", "two", "one"):
        latest = landing.record(arrival_of(land(landing, text)))

    assert latest.number == 3


def test_accept_gives_history_in_order(landing: Landing) -> None:
    for text in ("one", "two", "two"):
        landing.accept(landing.record(arrival_of(land(landing, text))))

    assert [entry["number"] for entry in landing.accepted_history()] == [1, 2]
    accepted = landing.accepted()
    assert accepted is not None
    assert accepted.paths["file.csv"].read_text(encoding="utf-8") == "two"


def test_refusal_holds_for_the_same_code_only(landing: Landing) -> None:
    arrival = landing.record(arrival_of(land(landing, "bad")))
    landing.refuse(arrival, reason="column name: expected `id`", code_version="1")

    refusal = landing.refusal(arrival, code_version="1")
    assert refusal
    assert refusal.reason == "column name: expected `id`"
    assert landing.refusal(arrival, code_version="2") is None


def test_missing_files_survive_the_record(landing: Landing) -> None:
    landing.accept(landing.record(arrival_of(land(landing, "one"), missing=("labels.geojson",))))

    accepted = landing.accepted()
    assert accepted is not None
    assert accepted.missing_files == ("labels.geojson",)


def test_sweep_removes_what_a_killed_night_left(landing: Landing) -> None:
    kept = land(landing, "whole")
    landing.incoming("half.zip").write_text("hal", encoding="utf-8")

    landing.sweep()

    assert not (landing.root / "incoming").exists()
    assert verify_landed(kept)


def test_store_same_bytes_under_two_names_keeps_both(landing: Landing) -> None:
    first, second = land(landing, "same", "2021.json"), land(landing, "same", "2024.json")

    assert verify_landed(first)
    assert verify_landed(second)
