"""What a page is: a pure function of an edition, an address, what users said about matches, and the day in Brussels.

Belongs here: the two ends of that function and what an address may ask for. What a page says is in `<domain>/page.py`,
which pages there are in `domains.py`, how they are kept and sent in `serving.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase

from htpy import Node

from dashboards.access.people import Person
from dashboards.urls import page_url
from dashboards.words import Words
from warehouse.products.matches.query import FilterError
from warehouse.products.matches.reviews import Reviews
from warehouse.store.reader import Snapshot

TAB = "tab"
"""The parameter that opens one of a page's tabs."""
TABLE_PARAMETERS = ("*_page", "*_sort")
"""Parameters that turn and sort tables; each table has its own."""


@dataclass(frozen=True)
class Visit:
    """What a page is made from.

    Attributes:
        snapshot: the edition.
        path: of the address.
        parameters: of the address, without empty ones.
        reviews: what users said about matches.
        today: the day in Brussels.
        writer: who reads the page, if there is anything they may write.
        named: the part of the path that names one thing, such as a partnership, or two, with a slash between.
        pinned: id of the edition where the address names it; empty where the newest is shown.
    """

    snapshot: Snapshot
    path: str
    parameters: Mapping[str, str]
    reviews: Reviews
    today: date
    writer: Person | None = None
    named: str = ""
    pinned: str = ""

    def address(self, fragment: str = "", **changed: str | None) -> str:
        """This page's address with some parameters changed; None takes one away."""
        return page_url(self.path, {**self.parameters, **changed}, fragment)


@dataclass(frozen=True)
class Tab:
    """A part of a page with an address of its own; only the one that is open is made.

    Attributes:
        name: in the address.
        label: as the reader sees it.
        build: makes its content.
    """

    name: str
    label: str
    build: Callable[[], Sequence[Node]]


@dataclass(frozen=True)
class Page:
    """What a page says.

    Attributes:
        heading: its name, also in the browser's title.
        answer: one sentence that answers its question.
        lead: what stands above the tabs.
        tabs: the rest, one open at a time.
        kicker: the small line above the heading.
        default: name of the tab that is open where the address opens none; the first if empty.
        status: of the answer.
    """

    heading: str
    answer: Node = None
    lead: Sequence[Node] = ()
    tabs: Sequence[Tab] = ()
    kicker: str = ""
    default: str = ""
    status: int = 200


@dataclass(frozen=True)
class Route:
    """One kind of address and the page that answers it.

    Attributes:
        path: with `{named}` where a thing is named, `{pair}` where two are.
        build: makes the page.
        words: of the page.
        name: of the message that says what it is.
        is_main: whether it stands in the navigation.
        section: path of the navigation's entry that it belongs to.
        parameters: names it understands besides those of tabs and tables; `*` stands for any ending.
    """

    path: str
    build: Callable[[Visit], Page]
    words: Words
    name: str = "page"
    is_main: bool = False
    section: str = ""
    parameters: tuple[str, ...] = field(default=())

    @property
    def description(self) -> str:
        """For search engines and feeds."""
        return self.words(f"{self.name}.description")

    @property
    def label(self) -> str:
        """In the navigation."""
        return self.words(f"{self.name}.label")

    def check(self, parameters: Mapping[str, str]) -> None:
        """Makes sure that the address asks for nothing the page does not know.

        Raises:
            FilterError: it does; the message names what the page knows.
        """
        for name in parameters:
            if not any(fnmatchcase(name, known) for known in (*self.parameters, TAB, *TABLE_PARAMETERS)):
                offered = [known for known in self.parameters if not known.startswith("review_")]
                raise FilterError(f"{name}: no such filter; valid filters: {', '.join(offered) or 'none'}")


def open_tab(page: Page, parameters: Mapping[str, str]) -> Tab | None:
    """The tab that the address opens, else the first; None where the page has none.

    Raises:
        FilterError: the page has no such tab.
    """
    if not page.tabs:
        if TAB in parameters:
            raise FilterError(f"{TAB}: this page has no tabs")
        return None
    asked = parameters.get(TAB, page.default or page.tabs[0].name)
    for tab in page.tabs:
        if tab.name == asked:
            return tab
    raise FilterError(f"{TAB}: no such value {asked!r}; valid values: {', '.join(tab.name for tab in page.tabs)}")
