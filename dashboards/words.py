"""The words of pages, from one file per page that a translator can take: `<page>.ftl` beside the module that makes it.

Belongs here: from a message's name and its values to text. The words themselves stand in Fluent's format
(projectfluent.org), with the forms that a number asks for; what columns are called and mean is in
`dbt_project/columns.csv`. A translation is the same file in another language.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import MAX_PART_LENGTH
from htpy import Element, Node

from dashboards.formats import format_date, shorten

LANGUAGE = "en-FR"
"""English whose thousands are parted as Union publications part them, see `formats`."""
_BROKEN_LINE = re.compile(r"(?<!\n)\n(?!\n)")
Value = str | int | date


class Words:
    """The words of one page: called with the name of a message, or of a part of it as `message.part`."""

    def __init__(self, module: str, page: str = "page") -> None:
        """Takes the words beside a module; nothing is read before the first is asked for.

        Args:
            module: its file, `__file__`.
            page: name of the words: that of the module that makes the page.
        """
        self.path = Path(module).with_name(f"{page}.ftl")

    def __call__(self, name: str, /, **values: Value) -> str:
        """A message as text.

        Args:
            name: of the message.
            values: what it says; counts are whole numbers and dates are dates, all else is text already.

        Raises:
            LookupError: there is no such message, or it asks for a value that is not given.
        """
        bundle = _read(self.path)
        message, _, part = name.partition(".")
        found = bundle.get_message(message) if bundle.has_message(message) else None
        pattern = (found.attributes.get(part) if part else found.value) if found else None
        if pattern is None:
            raise LookupError(f"{self.path.name}: expected a message {name}, came none")
        text, errors = bundle.format_pattern(pattern, {key: _ready(value) for key, value in values.items()})
        if errors:
            raise LookupError(f"{self.path.name}: {name}: {'; '.join(map(str, errors))}")
        # A long message stands on several lines of its file.
        return _BROKEN_LINE.sub(" ", str(text))

    def nodes(self, name: str, marked: dict[str, Element], /, **values: Value) -> Node:
        """A message parts of which are links or the like: `see <a>the list</a>` with the element that `a` stands for.

        Raises:
            LookupError: as for text.
        """
        return list(_split(self(name, **values), marked))


def read_words() -> None:
    """Reads the words of every page, which takes longer than to make one."""
    for path in Path(__file__).parent.rglob("*.ftl"):
        _read(path)


def _split(text: str, marked: dict[str, Element]) -> Iterator[Node]:
    at = 0
    for found in re.finditer(rf"<({'|'.join(marked)})>(.*?)</\1>", text):
        yield text[at : found.start()]
        yield marked[found[1]][found[2]]
        at = found.end()
    yield text[at:]


def _ready(value: Value) -> str | int:
    if isinstance(value, date):
        return format_date(value)
    return shorten(value, MAX_PART_LENGTH) if isinstance(value, str) else value


@cache
def _read(path: Path) -> FluentBundle:
    # Marks of direction around values are for languages that mix directions, and would stand in every copied text.
    bundle = FluentBundle([LANGUAGE], use_isolating=False)
    bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle
