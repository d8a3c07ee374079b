"""Maturity on its way into files: every table an auditor needs to recompute a score, read from one edition.

Belongs here: the queries, and the choice of what travels. Does not belong here: how the workbook and its formulas are
written (`warehouse.products.maturity.audit_workbook`), the formula itself (dbt, `warehouse.products.maturity.rescore`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import polars as pl

from warehouse.products.files.columns import read_columns
from warehouse.products.files.plain import write_csv, write_json, write_parquet
from warehouse.products.maturity.audit_workbook import write_audit_workbook
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


def can_export(snapshot: Snapshot) -> bool:
    """Whether an edition holds the framework; those from before it was published do not."""
    return snapshot.has_table(SCHEMA, "dim_maturity_parameter") and snapshot.has_table(SCHEMA, "fct_maturity_score")


def read_tables(snapshot: Snapshot) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Frames of `FRAMEWORK` by name, and by title those of `LISTED` that the edition holds."""
    listed = {
        title: _listed(title, snapshot.frame(f"from {SCHEMA}.{table}"))
        for title, table in LISTED.items()
        if snapshot.has_table(SCHEMA, table)
    }
    return {name: snapshot.frame(sql) for name, sql in FRAMEWORK.items()}, listed


def _listed(title: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in a settled order; of scores, only what tells how sure they are."""
    if title == "Intervals":
        kept = [name for name in frame.columns if name in _INTERVAL_KEYS or name.startswith(_INTERVAL_STARTS)]
        frame = frame.select(kept)
    plain = [name for name, dtype in frame.schema.items() if not dtype.is_nested()]
    return frame.sort(plain, nulls_last=True, maintain_order=True)


def workbook_bytes(snapshot: Snapshot) -> bytes:
    """The audit file: the same bytes for the same edition."""
    tables, listed = read_tables(snapshot)
    columns = read_columns(snapshot)
    return write_audit_workbook(
        edition=snapshot.edition,
        tables=tables,
        listed=listed,
        absent=[title for title in LISTED if title not in listed],
        definitions={
            title: {name: columns.find(name, mart=f"{SCHEMA}.{LISTED[title]}").description for name in frame.columns}
            for title, frame in listed.items()
        },
    )


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
        tables, listed = read_tables(snapshot)
        written += [
            _write(folder / f"{NAME}-{re.sub('[_ ]', '-', title).lower()}.{name}", PLAIN_FORMATS[name](frame))
            for title, frame in {**tables, **listed}.items()
        ]
    return written


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
