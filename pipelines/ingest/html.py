"""HTML of publishers made safe to show, and as plain text. Both are made once, here; the raw HTML stays beside them.

Which columns hold HTML is a source's matter.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import nh3

TAGS = frozenset(
    {"a", "b", "blockquote", "br", "caption", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "li", "ol", "p"}
    | {"strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"}
)
"""What may stay: structure and emphasis. Everything else goes, its text stays; scripts and styles go with theirs."""

SCHEMES = frozenset({"http", "https", "mailto"})

_BLOCK = re.compile(r"</?(?:blockquote|br|caption|div|h[1-6]|li|ol|p|table|tbody|thead|tr|ul)>")
_CELL = re.compile(r"</t[dh]>")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class CleanText:
    """What a publisher's HTML says, in two forms.

    Attributes:
        html: well-formed HTML that can be shown: allowed tags, links to the web and to mail, nothing that runs.
        text: plain text, a line per block, entities as letters.
    """

    html: str
    text: str


def clean_html(published: str) -> CleanText | None:
    """Broken fragments are closed as a browser would close them; None if nothing is left to show."""
    plain = _INVISIBLE.sub("", published.replace("\r\n", "\n"))
    safe = nh3.clean(
        plain,
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    ).strip()
    text = _read_text(safe)
    return CleanText(safe, text) if text else None


def _read_text(safe: str) -> str:
    broken = _CELL.sub(" ", _BLOCK.sub("\n", safe))
    if "<" in broken:
        broken = nh3.clean(broken, tags=set(), attributes={})
    text = html.unescape(broken).replace("\r", "\n")
    return _BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip()
