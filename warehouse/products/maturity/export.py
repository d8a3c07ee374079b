"""Maturity on its way into files: every table an auditor needs to recompute a score, read from one edition.

Belongs here: the queries, and the choice of what travels. Does not belong here: how the workbook and its formulas are
written (`warehouse.products.maturity.audit_workbook`), the formula itself (dbt, `warehouse.products.maturity.rescore`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import polars as pl

from warehouse.products.files.definitions import first_paragraph, read_definitions
from warehouse.products.files.plain import write_csv, write_json, write_parquet
from warehouse.products.matches.query import check_choice
from warehouse.products.maturity.audit_workbook import write_audit_workbook
from warehouse.store.editions import Edition
from warehouse.store.errors import NoEditionError
from warehouse.store.reader import Snapshot

NAME = "maturity"
SCHEMA = "marts_maturity"

FRAMEWORK: Mapping[str, str] = MappingProxyType(
    {
        "indicators": "select * from marts_maturity.dim_indicator order by indicator_id",
        "pillars": "select * from marts_maturity.dim_pillar order by pillar_order",
        "bands": "select * from marts_maturity.dim_maturity_band order by lower_score",
        "parameters": "select * from marts_maturity.dim_maturity_parameter order by parameter_id",
        "partnerships": "select partnership_id, partnership_name from marts_core.dim_partnership order by all",
        "values": "select * from marts_maturity.fct_indicator_value order by partnership_id, indicator_id",
        "pillar_scores": """
            select * from marts_maturity.fct_pillar_score order by partnership_id, pillar_id, evidence_basis
        """,
        "scores": "select * from marts_maturity.fct_maturity_score order by partnership_id",
    }
)
"""What a total is recomputed from and compared with; every edition that exports maturity holds these."""

LISTED: Mapping[str, str] = MappingProxyType(
    {
        "Intervals": "fct_maturity_score",
        "Pillar intervals": "fct_pillar_interval",
        "Pairs": "fct_maturity_pair",
        "Bounds": "fct_maturity_bounds",
        "Next facts": "fct_next_fact",
        "Assumptions": "dim_maturity_assumption",
        "Sensitivity": "fct_maturity_sensitivity",
        "Leave one out": "fct_leave_one_out",
        "Checks": "fct_framework_check",
        "Evidence": "fct_indicator_value",
        "Stages": "fct_stage",
        "Services": "fct_service_recommendation",
        "Service effects": "fct_service_effect",
        "Changes": "fct_maturity_change",
    }
)
"""Sheets that show a table as it is, where the edition holds it: its title, then its table."""

_INTERVAL_KEYS = ("partnership_id", "pillar_id", "evidence_basis", "score", "band")
_INTERVAL_STARTS = ("score_p", "rank_p", "share_", "draw_", "band_", "model_version")

PLAIN_FORMATS: Mapping[str, Callable[[pl.DataFrame], bytes]] = MappingProxyType(
    {"csv": write_csv, "parquet": write_parquet, "json": write_json}
)
FORMATS = ("xlsx", *PLAIN_FORMATS)


@dataclass(frozen=True, kw_only=True)
class MaturityAudit:
    """All that travels.

    Attributes:
        edition: where it comes from.
        tables: frames of `FRAMEWORK` by name.
        listed: frames of `LISTED` by title, of those that the edition holds.
        absent: titles of those that it does not hold.
        definitions: first paragraph of every definition, by `schema.table` or `schema.table.column`.
    """

    edition: Edition
    tables: Mapping[str, pl.DataFrame]
    listed: Mapping[str, pl.DataFrame]
    absent: Sequence[str]
    definitions: Mapping[str, str]


def can_export(snapshot: Snapshot) -> bool:
    """Whether an edition holds the framework; those from before it was published do not."""
    return snapshot.has_table(SCHEMA, "dim_maturity_parameter") and snapshot.has_table(SCHEMA, "fct_maturity_score")


def read_audit(snapshot: Snapshot) -> MaturityAudit:
    """Everything about maturity that an edition holds."""
    present = {title: table for title, table in LISTED.items() if snapshot.has_table(SCHEMA, table)}
    return MaturityAudit(
        edition=snapshot.edition,
        tables={name: snapshot.frame(sql) for name, sql in FRAMEWORK.items()},
        listed={title: _listed(title, snapshot.frame(f"from {SCHEMA}.{table}")) for title, table in present.items()},
        absent=[title for title in LISTED if title not in present],
        definitions={
            address: first_paragraph(text)
            for address, text in read_definitions(snapshot).items()
            if address.startswith(f"{SCHEMA}.")
        },
    )


def _listed(title: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in a settled order; of scores, only what tells how sure they are."""
    if title == "Intervals":
        kept = [name for name in frame.columns if name in _INTERVAL_KEYS or name.startswith(_INTERVAL_STARTS)]
        frame = frame.select(kept)
    plain = [name for name, dtype in frame.schema.items() if not dtype.is_nested()]
    return frame.sort(plain, nulls_last=True, maintain_order=True)


def workbook_bytes(snapshot: Snapshot) -> bytes:
    """The audit file: the same bytes for the same edition."""
    audit = read_audit(snapshot)
    return write_audit_workbook(
        edition=audit.edition,
        tables=audit.tables,
        listed=audit.listed,
        absent=audit.absent,
        definitions={
            title: {column: audit.definitions.get(f"{SCHEMA}.{LISTED[title]}.{column}", "") for column in frame.columns}
            for title, frame in audit.listed.items()
        },
    )


def check_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """The formats, each once, if every one of them can be written.

    Raises:
        FilterError: one of them is unknown; names those there are.
    """
    for name in formats:
        check_choice("format", name, FORMATS)
    return tuple(dict.fromkeys(formats))


def write_maturity(snapshot: Snapshot, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Writes the audit file and, in the other formats, one file per table, into a folder that exists.

    Raises:
        NoEditionError: the edition is older than the framework.
    """
    if not can_export(snapshot):
        raise NoEditionError(
            f"expected an edition with the framework of maturity, came {snapshot.edition.edition_id}; "
            "serve a newer one with `interregio rollback`, or run `interregio refresh`"
        )
    written = []
    for name in formats:
        if name == "xlsx":
            written.append(_write(folder / f"{NAME}.xlsx", workbook_bytes(snapshot)))
            continue
        audit = read_audit(snapshot)
        written += [
            _write(folder / f"{NAME}-{title.replace('_', '-').replace(' ', '-').lower()}.{name}", make(frame))
            for make in (PLAIN_FORMATS[name],)
            for title, frame in {**audit.tables, **audit.listed}.items()
        ]
    return written


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
