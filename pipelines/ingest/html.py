"""HTML of publishers made safe to show, and as plain text. Both are made once, here; the raw HTML stays beside them.

Which columns hold HTML is a source's matter.
"""

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

MAXIMUM_DEPTH = 500
"""Of tags in tags. For every block the parser looks through all that are open, so markup that never closes would take
quadratic time: deeper tags go, their text stays."""

_TAG = re.compile("<(/?)([a-zA-Z][^<>\\s/]*)[^<>]*>")
_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_BLOCK = re.compile(r"</?(?:blockquote|br|caption|div|h[1-6]|li|ol|p|table|tbody|thead|tr|ul)>")
_CELL = re.compile(r"</t[dh]>")
_BLANKS = re.compile("(?:[^\\S\n]|\u200b)+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200c-\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U00013438"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""Control characters but for tab and line ends, and format characters of Unicode but for the blank of no width."""

_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))


@dataclass(frozen=True)
class CleanText:
    """What a publisher's HTML says, in two forms.

    Attributes:
        html: well-formed HTML that can be shown: allowed tags, links to the web and to mail, nothing that runs.
        text: plain text for programs to read: a line per block, entities as letters, one kind of hyphen and of blank.
    """

    html: str
    text: str


def clean_html(published: str) -> CleanText | None:
    """Broken fragments are closed as a browser would close them; None if nothing is left to show."""
    plain = _limit_depth(_INVISIBLE.sub("", published.replace("\r\n", "\n")))
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


def _limit_depth(markup: str) -> str:
    if markup.count("<") <= MAXIMUM_DEPTH:
        return markup
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _VOID:
            return tag[0]
        depth += not tag[1]
        is_kept = depth <= MAXIMUM_DEPTH
        depth = max(0, depth - bool(tag[1]))
        return tag[0] if is_kept else " "

    return _TAG.sub(keep, markup)


def _read_text(safe: str) -> str:
    broken = _CELL.sub(" ", _BLOCK.sub("\n", safe))
    if "<" in broken:
        broken = nh3.clean(broken, tags=set(), attributes={})
    text = _INVISIBLE.sub("", html.unescape(broken)).replace("\r", "\n").translate(_HYPHENS)
    return _BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip()
