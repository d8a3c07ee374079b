"""What a source declares about itself: tables, cadence, licence, citation.

A declaration holds no behaviour and imports nothing heavy, so that a night can look at every source
before it knows whether there is work. Reading bytes is in a source's ``extract``, turning them into
frames in its ``parse``, what the frames must look like in its ``contract``; those modules are
imported by name, when needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandera.polars as pa
    import polars as pl

    from pipelines.ingest.session import Session


@dataclass(frozen=True)
class Licence:
    """Terms under which a publisher lets its data be reused; carried into exports."""

    name: str
    url: str
    attribution: str


@dataclass(frozen=True)
class Cadence:
    """How often a publisher changes its data, and after how many days a copy counts as stale.

    ``limit_days`` is None where nothing ages by itself (facts that change when they change).
    """

    label: str
    limit_days: int | None


SHRINK_TOLERANCE = 0.05
"""A publication under way gains rows; one that loses a twentieth from one arrival to the next is more likely broken."""

FACTS_SHRINK_TOLERANCE = 0.25
"""Shipped facts change with the code and under review; one that loses a quarter is a broken copy of the project."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One raw table of a source.

    Attributes:
        name: table name in ``raw_<source>`` and second part of the asset key.
        row: what one row is, as a noun phrase.
        member: the publisher's file or archive member; named in ``missing_members`` when absent.
        facts: file name under the source's ``facts/`` for a table shipped with the project, else None.
        archives: landed files that each hold a part of the table, where there are several; each part comes from the
            newest arrival that has it, and goes when its file is no longer asked for.
        shrink_tolerance: share of the rows of one file (0–1) that a table may lose from one arrival to the next; one
            that loses more, and more than one row, is held. None where it may shrink as it likes.
    """

    name: str
    row: str
    member: str = ""
    facts: str | None = None
    archives: tuple[str, ...] = ()
    shrink_tolerance: float | None = SHRINK_TOLERANCE

    @property
    def contract(self) -> str:
        """Class name in the source's ``contract`` module: the table's name in capitals, ``LegalBasis``."""
        return "".join(word.capitalize() for word in self.name.split("_"))


@dataclass(frozen=True)
class ParsedTable:
    """One raw table as read from landed files, before its contract is checked.

    Attributes:
        frame: the contract's columns plus ``_source_file`` (file or ``archive/member``) and
            ``_row_number`` (1-based within that file's table); values as published, blanks as null.
        vintage: newest date inside the content, None if it carries none.
        note_lines: lines that are no rows of the table: headings between rows, footnotes, remarks at the margin.
    """

    frame: pl.DataFrame
    vintage: date | None
    note_lines: int = 0


Parser = Callable[[Mapping[str, Path]], "ParsedTable | None"]
"""Landed files by name → table, or None when the arrival lacks the table's member."""


@dataclass(frozen=True)
class Standing:
    """How the losses of a table are counted whose rows come and go by right, and stay when they went.

    Attributes:
        columns: what ``keys`` reads of the table.
        keys: rows and a date → keys of those that the publisher lists and may not drop before that date; of all that
            it lists if there is no date.
    """

    columns: tuple[str, ...]
    keys: Callable[[pl.DataFrame, date | None], pl.Series]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One publisher's data: the declaration a new source fills in.

    Attributes:
        name: folder name, schema ``raw_<name>``, first part of asset keys.
        title: as shown to readers.
        package: dotted name of the source's package; ``extract``, ``parse``, ``contract`` lie in it.
        base_url: scheme and host that ``INTERREGIO_<NAME>_URL`` may replace; empty if nothing is fetched.
        facts_vintage: newest date inside the shipped facts, None where none are shipped.
        inbox: folder below ``<home>/inbox`` where people drop this source's files; empty if they drop none.
            Such a source rests on its facts as long as nothing is dropped.
        facts_suffice: True if the shipped facts stand in for a publisher that was never reached: the source is
            then bundled, and what was not had is named as missing.
    """

    name: str
    title: str
    package: str
    base_url: str
    tables: tuple[Table, ...]
    cadence: Cadence
    licence: Licence
    citation: str
    documentation_url: str
    facts_vintage: date | None = None
    inbox: str = ""
    facts_suffice: bool = False

    @property
    def is_bundled(self) -> bool:
        """True if every table is shipped with the project: nothing is fetched, nothing dropped."""
        return all(table.facts for table in self.tables)

    @property
    def rests_on_facts(self) -> bool:
        """True if the source is bundled as long as nothing but its facts ever came."""
        return self.is_bundled or bool(self.inbox) or self.facts_suffice

    @property
    def fetched_tables(self) -> tuple[Table, ...]:
        """Tables that come from the publisher, in declared order."""
        return tuple(table for table in self.tables if not table.facts)

    @property
    def shipped_tables(self) -> tuple[Table, ...]:
        """Tables shipped with the project as facts, in declared order."""
        return tuple(table for table in self.tables if table.facts)

    def facts_path(self, table: Table) -> Path:
        """Where a shipped table's CSV lies.

        Raises:
            ValueError: the table is not shipped.
        """
        if not table.facts:
            raise ValueError(f"{self.name}.{table.name} is fetched, it has no shipped facts")
        package_file = import_module(self.package).__file__
        if package_file is None:
            raise ValueError(f"{self.package} is no package with files")
        return Path(package_file).parent / "facts" / table.facts

    def extract(self, session: Session) -> None:
        """Fetches the publisher's files into the landing zone through ``session``."""
        self._module("extract").extract(session)

    def parsers(self) -> Mapping[str, Parser]:
        """Parser of each fetched table, by table name."""
        parsers: Mapping[str, Parser] = self._module("parse").PARSERS
        return parsers

    def standing(self, table: Table) -> Standing | None:
        """How a table's losses are counted; None where its rows are, file by file."""
        standing: Mapping[str, Standing] = getattr(self._module("parse"), "STANDING", {})
        return standing.get(table.name)

    def contract(self, table: Table) -> type[pa.DataFrameModel]:
        """Pandera model of a table's columns."""
        model: type[pa.DataFrameModel] = getattr(self._module("contract"), table.contract)
        return model

    def _module(self, name: str) -> ModuleType:
        return import_module(f"{self.package}.{name}")
