"""Tables of this folder's page, with the files of the same names."""

from dashboards.quality import queries
from dashboards.tables import TableSpec, names

SOURCE_STATUS = TableSpec(
    name="source-status",
    title="What arrived on the newest night",
    one_row="One row is one source.",
    columns=names(
        "source status vintage retrieved_at is_stale age_days limit_days rows rows_rejected missing_members message"
    ),
    shown=names("source status vintage retrieved_at is_stale age_days limit_days rows rows_rejected message"),
    load=lambda snapshot, _: queries.latest_source_status(snapshot),
    address="marts_quality.fct_source_status",
)
