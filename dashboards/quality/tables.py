"""Tables of this folder's page, with the files of the same names."""

from dataclasses import replace

import polars as pl

from dashboards.quality import queries
from dashboards.tables import TableSpec, names

OUT_OF_TIME = ("act_in_the_future", "act_before_the_launch")


def _mart(name: str, address: str, columns: str, order: str) -> TableSpec:
    """A table that shows a whole mart as it stands."""
    return TableSpec(
        name,
        names(columns),
        lambda snapshot, _: queries.whole_mart(snapshot, address, columns, order),
        may_lack=names("message explanation source country_code"),
        address=address,
    )


SOURCE_STATUS = TableSpec(
    name="source-status",
    columns=names(
        "source status vintage retrieved_at is_stale age_days limit_days rows rows_rejected missing_members message"
    ),
    shown=names("source status vintage retrieved_at is_stale age_days limit_days rows rows_rejected missing_members"),
    may_lack=names("missing_members"),
    load=lambda snapshot, _: queries.latest_source_status(snapshot),
    address="marts_quality.fct_source_status",
)

DOUBTS = TableSpec(
    "doubts",
    names("doubt_kind source unread_field doubtful_count"),
    lambda snapshot, _: (
        queries.doubtful_rows(snapshot)
        .group_by("doubt_kind", "source", "unread_field", maintain_order=True)
        .agg(doubtful_count=pl.len())
    ),
    may_lack=("unread_field",),
    address="marts_quality.fct_doubtful_row",
)
DOUBTFUL_ROWS = replace(
    DOUBTS,
    name="doubtful-rows",
    columns=names("doubt_kind source unread_field subject_id row_count detail"),
    load=lambda snapshot, _: queries.doubtful_rows(snapshot),
)
DOUBTFUL_ACTS = replace(
    DOUBTFUL_ROWS,
    name="doubtful-acts",
    columns=names("doubt_kind detail subject_id"),
    shown=names("doubt_kind detail"),
    load=lambda snapshot, _: queries.doubtful_rows(snapshot).filter(pl.col("doubt_kind").is_in(OUT_OF_TIME)),
)
SOURCE_NIGHTS = _mart(
    "source-nights",
    "marts_quality.fct_source_status",
    "night_id as_of source status vintage retrieved_at rows rows_rejected message",
    "as_of desc, night_id desc, source",
)
OBSERVATIONS = _mart(
    "observations",
    "marts_quality.fct_observation",
    "source table_name programme observed_from observed_to arrived_on",
    "source, table_name, programme",
)
FIELD_COVERAGE = _mart(
    "field-coverage",
    "marts_quality.fct_field_coverage",
    "table_name column_name coverage_scope source country_code row_count filled_count filled_share",
    "coverage_scope, filled_share nulls last, field_coverage_id",
)
RECONCILIATION = _mart(
    "reconciliation",
    "marts_quality.fct_reconciliation",
    "check_id description raw_value mart_value difference explanation",
    "difference = 0, check_id",
)
