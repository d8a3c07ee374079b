"""How two editions differ: headline figures by cause, tables by columns, rows and content.

Pages and commands share it. What moved since the edition that one was built on is dbt's (``marts_quality.fct_change``).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from warehouse.store.editions import Edition, Editions
from warehouse.store.reader import Snapshot

EVERYTHING = "all"


@dataclass(frozen=True)
class TableDifference:
    """A table that two editions do not have alike.

    Attributes:
        table: ``schema.table``.
        rows_before: None where the earlier one lacks it.
        rows: None where the later one lacks it.
        columns: those that came, with a plus, and those that went, with a minus.
    """

    table: str
    rows_before: int | None
    rows: int | None
    columns: tuple[str, ...]


def find_table_differences(before: Snapshot, after: Snapshot) -> list[TableDifference]:
    """Tables that differ in columns, rows or content, by name; the order of rows is no difference."""
    had, has = _columns(before), _columns(after)
    found = []
    for table in sorted(had.keys() | has.keys()):
        old, new = had.get(table, []), has.get(table, [])
        shared = [name for name in old if name in new]
        rows_before, content_before = _content(before, table, shared) if old else (None, "")
        rows, content = _content(after, table, shared) if new else (None, "")
        columns = [f"+{name}" for name in new if name not in old] + [f"-{name}" for name in old if name not in new]
        if columns or (rows_before, content_before) != (rows, content):
            found.append(TableDifference(table, rows_before, rows, tuple(columns)))
    return found


def _columns(snapshot: Snapshot) -> dict[str, list[str]]:
    rows = snapshot.frame(
        "select table_schema || '.' || table_name, list(column_name order by ordinal_position) "
        "from information_schema.columns where table_catalog = current_database() group by all"
    )
    return dict(rows.iter_rows())


def _content(snapshot: Snapshot, table: str, columns: list[str]) -> tuple[int, str]:
    names = ", ".join(f'"{name}"' for name in columns)
    rows, content = snapshot.frame(
        f"select count(*), {f'sum(hash({names}))' if names else 0}::varchar from {table}"
    ).row(0)
    return int(rows), str(content)


def find_edition_changes(snapshot: Snapshot, since: str, partnership: str | None = None) -> pl.DataFrame:
    """Headline figures that differ from those of an earlier edition, by cause, in the order and manner of one night's.

    Causes of all editions in between are added up. What they leave, where one of those is gone, is not explained.

    Args:
        snapshot: the edition.
        since: id of the other.
        partnership: whose figures; by default those of everything.
    """
    editions = {edition.edition_id: edition for edition in Editions(snapshot.home).all()}
    subject = {"subject": partnership or EVERYTHING}
    moved = (
        snapshot.frame(_HEADLINES, subject)
        .join(_read(editions[since], _HEADLINES, subject), on="figure_id", suffix="_before")
        .rename({"figure_value": "current_value", "figure_value_before": "previous_value"})
        .with_columns(difference=pl.col("current_value") - pl.col("previous_value"))
        .filter(pl.col("difference") != 0)
    )
    nights = [_read(edition, _CAUSES, subject) for edition in _built_since(snapshot.edition, editions, since)]
    causes = (
        pl.concat([snapshot.frame(_CAUSES, subject).clear(), *nights])
        .group_by("figure_id", "cause", maintain_order=True)
        .agg(pl.col("amount", "row_count").sum())
    )
    explained = causes.group_by("figure_id").agg(pl.col("amount").sum().alias("explained"))
    left = moved.join(explained, on="figure_id", how="left").select(
        "figure_id",
        cause=pl.lit("not_explained"),
        amount=pl.col("difference") - pl.col("explained").fill_null(0),
        row_count=pl.lit(None, dtype=causes.schema["row_count"]),
    )
    size = pl.col("difference").abs() / pl.max_horizontal(pl.col("previous_value", "current_value").abs())
    return (
        moved.join(pl.concat([causes, left]), on="figure_id", maintain_order="left")
        .filter(pl.col("amount").abs() > _ROUNDING)
        .sort(size, "figure_id", pl.col("amount").abs(), "cause", descending=[True, False, True, False])
    )


_ROUNDING = 0.005
"""Half a cent: what adding amounts as numbers may leave."""
_HEADLINES = """
select figure_id, figure_name, unit, figure_value::double as figure_value
from marts_quality.fct_headline
where subject_id = $subject
"""
_CAUSES = """
select figure_id, cause, amount::double as amount, row_count
from marts_quality.fct_change
where subject_id = $subject
"""


def _built_since(edition: Edition, editions: Mapping[str, Edition], since: str) -> list[Edition]:
    """Editions built one on the other after `since`, this one first; none where the line to it is broken."""
    found = [edition]
    while (base := found[-1].manifest.get("base_edition", "")) != since:
        if base not in editions:
            return []
        found.append(editions[base])
    return found


def _read(edition: Edition, sql: str, parameters: Mapping[str, object]) -> pl.DataFrame:
    other = Snapshot(edition)
    try:
        return other.frame(sql, parameters)
    finally:
        other.close()
