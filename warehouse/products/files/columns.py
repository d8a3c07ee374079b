"""What one column of a table is: its name, its label, how its values are to be read.

Pages and files describe their tables with it, so that both print and type a value alike. Which columns a table has is
in `dashboards.tables` and `warehouse.products.matches.columns`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "count", "year", "euro", "score", "share", "date", "stated_date", "flag", "list", "url"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: as in the frame and the file.
        label: as the reader sees it.
        kind: how values are printed and aligned.
        address: `schema.table.column` whose definition explains it, if any.
        page: "partnership" or "region" where the value is the id of such a page.
    """

    name: str
    label: str
    kind: Kind = "text"
    address: str | None = None
    page: Literal["partnership", "region"] | None = None
