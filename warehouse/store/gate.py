"""Blocking checks between the marts and publishing: what must hold before an edition may be served.

dbt's own tests run before and block on their own; here stands what no single dbt test can see. Making
the edition is in ``warehouse.store.publish``.
"""

from dataclasses import dataclass

import duckdb

STABLE_TABLES = (
    "marts_core.dim_partnership",
    "marts_core.dim_region",
    "marts_core.dim_organisation",
    "marts_core.dim_project",
    "marts_core.dim_topic",
    "marts_core.fct_membership",
    "marts_core.fct_participation",
    "marts_core.fct_joint_project",
    "marts_core.hist_topic",
    "marts_core.hist_membership",
    "marts_core.hist_organisation",
    "marts_funding.fct_match",
    "marts_engagement.fct_region_engagement",
    "marts_maturity.fct_maturity_score",
    "marts_maturity.fct_indicator_value",
    "marts_quality.fct_source_status",
    "marts_quality.fct_reconciliation",
    "marts_quality.fct_headline",
    "marts_quality.fct_change",
)
"""Tables that others rely on by name: an edition without one of them is not fit to be served."""

NEVER_EMPTY = ("marts_core.dim_partnership", "marts_core.dim_region", "marts_quality.fct_source_status")
"""Tables that shipped facts alone fill: empty, they mean that something broke."""


@dataclass(frozen=True)
class GateCheck:
    """One blocking check and how it came out.

    Attributes:
        name: what must hold, as a claim.
        is_passed: whether it holds.
        detail: the figures behind it.
    """

    name: str
    is_passed: bool
    detail: str


def check_build(connection: duckdb.DuckDBPyConnection) -> list[GateCheck]:
    """Runs every blocking check on the build database, in a fixed order."""
    present = {
        f"{schema}.{table}"
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_tables() where not internal"
        ).fetchall()
    }
    missing = [name for name in STABLE_TABLES if name not in present]
    checks = [
        GateCheck("every table that others rely on is there", not missing, f"missing: {', '.join(missing) or 'none'}")
    ]
    if missing:
        return checks
    return [*checks, *(_never_empty(connection, name) for name in NEVER_EMPTY), _reconciled(connection)]


def _never_empty(connection: duckdb.DuckDBPyConnection, name: str) -> GateCheck:
    row = connection.execute(f"select count(*) from {name}").fetchone()
    count = int(row[0]) if row else 0
    return GateCheck(f"{name} is not empty", count > 0, f"{count} rows")


def _reconciled(connection: duckdb.DuckDBPyConnection) -> GateCheck:
    """A difference between raw and marts passes only with an explanation."""
    rows = connection.execute(
        "select check_id, raw_value, mart_value from marts_quality.fct_reconciliation "
        "where difference <> 0 and coalesce(explanation, '') = '' order by check_id"
    ).fetchall()
    detail = "; ".join(f"{check_id}: raw {raw}, marts {mart}" for check_id, raw, mart in rows)
    return GateCheck("every difference between raw and marts is explained", not rows, detail or "no difference")
