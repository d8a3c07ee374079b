"""What holds for every source, whoever adds one: runs over all that are found, on their fixtures."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.ingest.contracts import check_contract, empty_frame
from pipelines.ingest.errors import SourceError, TerminalError, TransientError
from pipelines.ingest.parsing import read_facts
from pipelines.sources import discover_sources, find_source
from tests.mirrors import FIXTURES, TESTS

SOURCES = discover_sources()
FETCHED = [source for source in SOURCES if source.base_url]
HTML = b"<!DOCTYPE html>\n<html><head><title>Page not found</title></head><body>Sorry</body></html>"

MEMBERS = {"closed-page-0001.json": "closed topics", "lately-page-0001.json": "recently closed topics"}

BREAKAGES: dict[str, Callable[[bytes], bytes]] = {
    "html_page_with_status_200": lambda content: HTML,
    "empty_body": lambda content: b"",
    "blank_body": lambda content: b"\r\n  \n",
    "truncated": lambda content: content[: len(content) // 2],
    "last_byte_lost": lambda content: content.rstrip()[:-1],
    "other_bytes": lambda content: b"\x00\x01\x02\xff" * 64,
    "json_error_object": lambda content: b'{"type":"throwable","message":"Something went wrong"}',
}


def fixture_files() -> list[Any]:
    """Every fetched file or archive of every source, with a readable id."""
    found = []
    for source in FETCHED:
        root = FIXTURES / source.name
        packed = [path for suffix in ("zip", "xlsx") for path in root.rglob(f"*.{suffix}") if path.is_dir()]
        plain = [path for path in root.rglob("*") if path.is_file() and path.parent not in packed]
        names = map(name_of, packed + plain)
        found += [pytest.param(source.name, name, id=f"{source.name}-{name}") for name in names]
    return found


def name_of(path: Path) -> str:
    """How a fixture is found in the mirror: by its name, or where that is only a version, by its folder's too."""
    return f"{path.parent.name}/{path.name}" if path.name[0].isdigit() else path.name


def landed_name(file: str) -> str:
    """What a source calls the file: its member's name, or the file's, or where that is only a version, the folder's."""
    return MEMBERS.get(file, file.partition("/")[0])


def test_discover_sources_finds_every_folder_by_name() -> None:
    folders = sorted(path.parent.name for path in (TESTS.parent / "pipelines" / "sources").glob("*/extract.py"))
    assert [source.name for source in SOURCES] == folders
    assert {"cordis", "funding_tenders", "i3", "regions", "registry", "riv"} <= set(folders)


def test_find_source_unknown_name_tells_the_valid_ones() -> None:
    with pytest.raises(LookupError, match=rf"{', '.join(source.name for source in SOURCES)}, got 'cordys'"):
        find_source("cordys")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_declaration_is_complete(source: Any) -> None:
    assert source.package == f"pipelines.sources.{source.name}"
    assert all([source.title, source.citation, source.licence.name, source.licence.attribution])
    assert all(url.startswith("https://") for url in (source.documentation_url, source.licence.url))
    assert [table.name for table in source.fetched_tables] == list(source.parsers())
    assert (TESTS.parent / "pipelines" / "sources" / source.name / "NOTES.md").is_file()
    assert (source.is_bundled or bool(source.inbox)) == (not source.base_url)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_declaration_and_extract_import_nothing_heavy(source: Any) -> None:
    program = (
        f"import sys, {source.package}.extract\n"
        "heavy = {'polars', 'pandera', 'httpx', 'duckdb', 'dagster', 'pyarrow'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=TESTS.parent, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_shipped_facts_hold_their_contract(source: Any) -> None:
    for table in source.shipped_tables:
        facts = read_facts(source.facts_path(table))
        checked = check_contract(facts, source.contract(table), where=table.name)
        assert checked.rejected.is_empty(), checked.rejected
        assert checked.accepted.height == facts.height > 0
        assert checked.accepted.schema == empty_frame(source.contract(table)).schema


@pytest.mark.parametrize("source", FETCHED, ids=lambda source: source.name)
def test_fixtures_arrive_parse_and_hold_their_contract(source: Any, visit_of: Any) -> None:
    visit = visit_of(source.name)
    arrival = visit.extract()
    assert arrival.missing_files == ()
    for table in source.fetched_tables:
        parsed = source.parsers()[table.name](arrival.paths)
        assert parsed is not None, f"no fixture for {table.name}"
        checked = check_contract(parsed.frame, source.contract(table), where=table.name)
        assert checked.rejected.is_empty(), checked.rejected
        assert checked.accepted.height > 0
        assert checked.accepted.schema == empty_frame(source.contract(table)).schema
        assert checked.accepted.get_column("_row_number").min() == 1
        texts = checked.accepted.select(pl.selectors.string())
        assert not (texts == "").select(pl.any_horizontal(pl.all().any())).item()


@pytest.mark.parametrize("source", FETCHED, ids=lambda source: source.name)
def test_second_visit_brings_the_same_content(source: Any, visit_of: Any) -> None:
    visit = visit_of(source.name)
    assert visit.extract().content_sha256 == visit.extract().content_sha256


def visit_outcome(visit: Any) -> Any:
    """The arrival, or the error that the visit ended in."""
    try:
        return visit.extract()
    except SourceError as error:
        return error


@pytest.mark.parametrize("breakage", BREAKAGES)
@pytest.mark.parametrize(("name", "file"), fixture_files())
def test_broken_file_is_refused_or_named_as_missing(name: str, file: str, breakage: str, visit_of: Any) -> None:
    visit = visit_of(name)
    visit.rewrite(file, BREAKAGES[breakage])
    outcome = visit_outcome(visit)
    if isinstance(outcome, SourceError):
        assert isinstance(outcome, TerminalError)
        assert file in outcome.where
        assert all([outcome.expected, outcome.came])
        assert "\n" not in str(outcome)
    else:
        assert outcome.missing_files == (landed_name(file),)


@pytest.mark.parametrize(("name", "file"), fixture_files())
def test_absent_file_counts_as_unreachable_or_missing(name: str, file: str, visit_of: Any) -> None:
    visit = visit_of(name)
    visit.file(file).unlink()
    outcome = visit_outcome(visit)
    if isinstance(outcome, SourceError):
        assert isinstance(outcome, TransientError)
        assert file in str(outcome)
    else:
        assert outcome.missing_files == (landed_name(file),)


@pytest.mark.parametrize("source", FETCHED, ids=lambda source: source.name)
def test_nothing_lands_when_html_comes(source: Any, visit_of: Any) -> None:
    visit = visit_of(source.name)
    for path in [path for path in visit.mirror.rglob("*") if path.is_file()]:
        path.write_bytes(HTML)
    with pytest.raises(TerminalError, match=r"got an HTML page beginning '<!DOCTYPE html> <html>"):
        visit.extract()
    assert not list(visit.landing.root.rglob("*.origin.json"))


@pytest.mark.parametrize("source", FETCHED, ids=lambda source: source.name)
def test_parse_without_files_gives_no_table(source: Any) -> None:
    assert all(parse({}) is None for parse in source.parsers().values())


@pytest.mark.parametrize(("name", "file"), [one for one in fixture_files() if "json" in str(one.id)])
def test_wrong_encoding_of_json_is_refused_or_named_as_missing(name: str, file: str, visit_of: Any) -> None:
    visit = visit_of(name)
    visit.rewrite(file, lambda content: json.dumps(json.loads(content), ensure_ascii=False).encode("utf-8") + b"\xe9")
    outcome = visit_outcome(visit)
    if isinstance(outcome, SourceError):
        assert file in outcome.where
    else:
        assert outcome.missing_files == (landed_name(file),)
