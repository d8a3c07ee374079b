"""First-bytes checks: what is let in, and what the refusal says."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.ingest import sniff
from pipelines.ingest.errors import TerminalError
from pipelines.ingest.sniff import ArchiveLimits


def write_zip(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_expect_zip_whole_archive_is_accepted(tmp_path: Path) -> None:
    sniff.expect_zip(write_zip(tmp_path / "a.zip", one="text"))


@pytest.mark.parametrize(
    ("content", "came"),
    [
        pytest.param(b"", "an empty body", id="empty"),
        pytest.param(b" \r\n", "3 blank bytes", id="blank"),
        pytest.param(b"\r\n<!DOCTYPE html>\n<html>", "an HTML page beginning '<!DOCTYPE html> <html>'", id="html"),
        pytest.param(b"<HTML><title>x", "an HTML page beginning '<HTML><title>x'", id="upper_case_html"),
        pytest.param(b"Service\x00 unavailable", "20 bytes beginning 'Service· unavailable'", id="text"),
        pytest.param(b"\xff\xfe" + b"a" * 100, "102 bytes beginning '", id="binary"),
    ],
)
def test_expect_zip_other_content_is_described(tmp_path: Path, content: bytes, came: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(TerminalError) as caught:
        sniff.expect_zip(path)
    assert (caught.value.where, caught.value.expected) == ("a.zip", "a zip archive")
    assert caught.value.came.startswith(came)
    assert len(caught.value.came) < 120


@pytest.mark.parametrize("kept", [5, 40, -1, -30])
def test_expect_zip_cut_off_archive_is_refused(tmp_path: Path, kept: int) -> None:
    path = write_zip(tmp_path / "a.zip", one="text" * 100)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(TerminalError, match=r"whole zip archive, got .* bytes, cut off or damaged"):
        sniff.expect_zip(path)


def test_expect_zip_member_with_wrong_checksum_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("one", "some text")
    path.write_bytes(path.read_bytes().replace(b"some text", b"same text", 1))
    with pytest.raises(TerminalError, match="member one damaged"):
        sniff.expect_zip(path)


def test_expect_zip_too_large_when_unpacked_is_refused(tmp_path: Path) -> None:
    limits = ArchiveLimits(unpacked_bytes=1000)
    with pytest.raises(TerminalError, match="at most 1,000 bytes, got one that unpacks to 2,000"):
        sniff.expect_zip(write_zip(tmp_path / "bomb.zip", one="0" * 2000), limits=limits)


def test_expect_zip_much_larger_when_unpacked_is_refused(tmp_path: Path) -> None:
    limits = ArchiveLimits(harmless_bytes=1000)
    with pytest.raises(TerminalError, match=r"at most 100 times its size, got one of .* that unpacks to 200,000"):
        sniff.expect_zip(write_zip(tmp_path / "bomb.zip", one="0" * 200_000), limits=limits)


def test_expect_zip_with_too_many_members_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TerminalError, match="at most 1 members, got 2"):
        sniff.expect_zip(write_zip(tmp_path / "a.zip", one="1", two="2"), limits=ArchiveLimits(members=1))


@pytest.mark.parametrize("name", ["../one", "folder/../../one", "/etc/one", "C:/one", "..\\one"])
def test_expect_zip_member_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "a.zip", **{name: "text"})
    with pytest.raises(TerminalError, match="expected members that stay inside the archive, got one named"):
        sniff.expect_zip(path)


@pytest.mark.parametrize("content", [b"{}", b"[1]", b'\xef\xbb\xbf{"a": 1}'])
def test_json_object_or_array_is_accepted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    sniff.load_json(path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html></html>", id="html"),
        pytest.param(b'{"a": [1, 2', id="cut_off"),
        pytest.param(b'{"a": "\xe9"}', id="wrong_encoding"),
        pytest.param(b'"text"', id="bare_text"),
        pytest.param(b"[" * 100_000, id="too_deep"),
    ],
)
def test_json_of_anything_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(TerminalError, match=r"^a\.json: expected "):
        sniff.load_json(path)


@pytest.mark.parametrize(
    ("content", "text"),
    [(rb'["a\ud800b"]', "a\ufffdb"), (b'["a\xed\xa0\x80b"]', "a\ufffdb"), (rb'["\ud83d\ude00"]', "\U0001f600")],
    ids=["escaped_half", "encoded_half", "whole_in_two_halves"],
)
def test_load_json_mends_half_characters_and_keeps_the_rest(content: bytes, text: str, tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_bytes(content)
    assert sniff.load_json(path) == [text]


@given(st.text())
@example("\x1b]0;title\x07\x1b[31mred\u202e\r\n\u2028")
def test_property_error_is_one_line_that_no_terminal_obeys(text: str) -> None:
    said = str(TerminalError(where=text, expected=text, came=text))
    assert said.isprintable()
    assert said.count("expected") >= 1
