"""Safe HTML and plain text: nothing that runs survives, no word is lost."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.html import SCHEMES, TAGS, CleanText, clean_html

FRAGMENTS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//x>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>go",
    '<a href="java\tscript:alert(1)">go</a>',
    "<a href='&#106;avascript:alert(1)' onclick=x>",
    "<a href=data:text/html,x>",
    "<style>p{}</style>",
    "<p style='background:url(javascript:x)'>",
    '<div class="eui-u-mt-l>">',
    "<iframe srcdoc='<script>x</script>'>",
    "<math><mtext></p><style><a title='</style><img src onerror=x>'>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<p",
    "\"'>",
    "&lt;script&gt;",
    "&nbsp;",
    "<li>word",
    "</ul>",
    "word",
)


class Scan(HTMLParser):
    """Tags and attributes of a document."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), max_size=12).map("".join))
def test_nothing_that_runs_survives(published: str) -> None:
    clean = clean_html(published) or CleanText("", "")
    safe = clean.html
    for tag, attributes in Scan(safe).found:
        assert tag in TAGS
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else set())
        scheme, colon, _ = (attributes.get("href") or "").partition(":")
        assert not colon or "/" in scheme or scheme.lower() in SCHEMES
    assert (clean_html(safe) or CleanText("", "")) == clean


@given(st.text(alphabet="abc <>&;é\n\u00a0", max_size=60))
def test_letters_of_plain_text_are_kept(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert (clean_html(escaped) or CleanText("", "")).text.split() == text.split()


@pytest.mark.parametrize(
    ("categories", "also", "but", "read"),
    [
        pytest.param({"Zs"}, "\u200b", "", "TRL 6", id="blanks"),
        pytest.param({"Cf", "Cc"}, "", "\t\n\r\u200b", "TRL6", id="unseen"),
        pytest.param(set(), "\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "", "TRL-6", id="hyphens"),
    ],
)
def test_characters_of_one_class_read_alike(categories: set[str], also: str, but: str, read: str) -> None:
    of_class = {letter for letter in map(chr, range(sys.maxunicode + 1)) if category(letter) in categories}
    texts = {clean_html(f"<p>TRL{letter}6</p>") for letter in of_class.union(also).difference(but)}
    assert {clean and clean.text for clean in texts} == {read}


@pytest.mark.parametrize(
    ("published", "text"),
    [
        pytest.param(
            '<p>Expected outcome: soil</p>\r\n<div class="eui-u-mt-l>">', "Expected outcome: soil", id="broken"
        ),
        pytest.param("a\u00a0b&nbsp;&amp;&#160;c", "a b & c", id="no-break spaces and entities"),
        pytest.param("<ul><li>one</li><li>two</li></ul>three", "one\ntwo\nthree", id="a line per block"),
        pytest.param("<SPAN>Scope</SPAN>:<p>x<br/>y</p>", "Scope:\nx\ny", id="inline"),
        pytest.param("<td>1</td><td>2</td>", "12", id="cells without a table are no cells"),
        pytest.param("<table><tr><td>1</td><td>2</td></tr></table>", "1 2", id="cells"),
        pytest.param("soft\u00adhyphen\u200b", "softhyphen", id="invisible"),
        pytest.param("and\u200bresearch", "and research", id="blank of no width"),
        pytest.param("<script>x</script><p> \r\n </p>", None, id="nothing left"),
        pytest.param("1 < 2 &amp;lt; 3", "1 < 2 &lt; 3", id="escaped once alone"),
    ],
)
def test_text_is_what_a_reader_sees(published: str, text: str | None) -> None:
    clean = clean_html(published)
    assert (clean.text if clean else None) == text
