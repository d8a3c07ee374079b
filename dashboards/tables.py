"""What a table is that a page shows and a reader can take away: its address, its columns, and where its rows come from.

The page and the file draw on the same entry, which is why they cannot differ. The tables themselves stand in
`<domain>/tables.py`, how a table looks is in `components/table.py`, the routes are in `downloads.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

import polars as pl

from dashboards.text import describe_columns
from dashboards.words import Words
from warehouse.products.files.columns import Column
from warehouse.products.files.table import ExportedTable
from warehouse.products.matches.query import FilterError
from warehouse.store.reader import Snapshot

say = Words(__file__, "tables")

Parameters = Mapping[str, str]
Load = Callable[[Snapshot, Parameters], pl.DataFrame]
Export = Callable[[Snapshot, Parameters], ExportedTable]


def names(text: str) -> tuple[str, ...]:
    """Names of columns, parted by blanks."""
    return tuple(text.split())


@dataclass(frozen=True)
class TableSpec:
    """One table.

    Attributes:
        name: in the address of the file, `/export/<name>.csv`, and of its words in `tables.ftl`.
        columns: names in the order of page and file; what they are called and mean is in `dbt_project/columns.csv`.
        shown: the columns that the page shows, at most ten or so; all where none is named.
        may_lack: columns whose empty cell means that there is none, and not that it is not known.
        load: gives the rows for an edition and the parameters of the address.
        parameters: the names `load` understands, `*` standing for any ending; what a name so left open may be, `load`
            checks.
        required: those of them that must be given.
        rests_on: the sources a figure from this table rests on.
        address: `schema.table` whose description defines what is counted.
        export: makes the table of its file where the warehouse does that for every caller.
    """

    name: str
    columns: tuple[str, ...]
    load: Load
    shown: tuple[str, ...] = ()
    may_lack: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    address: str | None = None
    export: Export | None = None

    @property
    def title(self) -> str:
        """As a caption."""
        return say(self.name)

    @property
    def one_row(self) -> str:
        """What one row is."""
        return say(f"{self.name}.row")

    @property
    def on_page(self) -> tuple[str, ...]:
        """The columns that the page shows."""
        return self.shown or self.columns

    @property
    def rests_on_participations(self) -> bool:
        """Whether its figures come from participations, which a demonstration edition makes up."""
        return "cordis" in self.rests_on

    def rows(self, snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
        """The rows for these parameters, with exactly the columns of the table.

        Raises:
            FilterError: an unknown or missing parameter, or a value the edition does not have.
            EditionLacksError: it was made before a column of the table existed.
        """
        given = {name: value for name, value in parameters.items() if value}
        unknown = sorted(name for name in given if not any(fnmatchcase(name, known) for known in self.parameters))
        if unknown:
            raise FilterError(f"{unknown[0]}: no such filter; valid filters: {', '.join(self.parameters) or 'none'}")
        missing = [name for name in self.required if name not in given]
        if missing:
            raise FilterError(f"{missing[0]}: expected a value, came none")
        loaded = self.load(snapshot, given)
        if lacking := [name for name in self.columns if name not in loaded.columns]:
            raise snapshot.lacks("column", lacking[0])
        return loaded.select(self.columns)

    def describe(self, snapshot: Snapshot) -> tuple[Column, ...]:
        """Its columns with labels, kinds and meanings, as the edition gives them."""
        return describe_columns(snapshot).find_all(self.columns, mart=self.address, file=self.name)

    def exported(self, snapshot: Snapshot, parameters: Parameters) -> ExportedTable:
        """The same rows on their way into a file.

        Raises:
            FilterError: as `rows`.
        """
        if self.export is not None:
            return self.export(snapshot, parameters)
        return ExportedTable(
            name=self.name,
            title=self.title,
            one_row=self.one_row,
            columns=self.describe(snapshot),
            frame=self.rows(snapshot, parameters),
            edition=snapshot.edition,
            filters={name: value for name, value in parameters.items() if value},
            rests_on=self.rests_on,
        )
