"""Methods and texts of the edition, written in Markdown, as HTML; markup inside them is shown and never run."""

import htpy as h
from htpy import Node
from markdown_it import MarkdownIt
from markupsafe import Markup

_RENDERER = MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(text: str) -> Node:
    """A text as paragraphs, lists and tables."""
    return h.div(".method")[Markup(_RENDERER.render(text))]  # noqa: S704 - the renderer escapes all markup of the text
