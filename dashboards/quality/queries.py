"""How fresh the edition's sources are, and from when each table's content is."""

import polars as pl

from dashboards.cache import cached_by_edition
from warehouse.store.reader import Snapshot


@cached_by_edition
def latest_source_status(snapshot: Snapshot) -> pl.DataFrame:
    """What arrived on the newest night of the edition.

    One row is one source: its status, the newest date inside its content (`vintage`) and inside its participations
    (`participations_to`), when it was retrieved, the members it lacked, and whether its age is past its own limit.
    """
    return snapshot.frame(
        """
        with newest_night as (
            select night_id
            from marts_quality.fct_source_status
            order by as_of desc, night_id desc
            limit 1
        )

        select
            status.source,
            status.as_of,
            status.status,
            status.vintage,
            json_extract_string(status.table_vintages, '$.organization') as participations_to,
            status.retrieved_at::varchar as retrieved_at,
            status.is_stale,
            status.age_days,
            status.limit_days,
            status.rows,
            status.rows_rejected,
            array_to_string(status.missing_members, '; ') as missing_members,
            concat_ws(
                '; ',
                nullif(status.message, ''),
                'missing: ' || nullif(array_to_string(status.missing_members, ', '), ''),
                case
                    when status.vintage > status.as_of::varchar
                        then 'facts shipped with the product, gathered on '
                            || strftime(status.vintage::date, '%-d %B %Y')
                end
            ) as message,
        from marts_quality.fct_source_status as status
        inner join newest_night on status.night_id = newest_night.night_id
        order by status.source
        """
    )


@cached_by_edition
def doubtful_rows(snapshot: Snapshot) -> pl.DataFrame:
    """Every row in doubt: those with a value that could not be read first, with its source and field.

    One row is one kind of doubt and one subject; `detail` is the text as sent, or what helps to look the row up.
    """
    return snapshot.frame(
        """
        select
            doubt_kind,
            source,
            unread_field,
            subject_id,
            row_count,
            detail,
        from marts_quality.fct_doubtful_row
        order by unread_field nulls last, doubt_kind, subject_id
        """
    )


@cached_by_edition
def whole_mart(snapshot: Snapshot, address: str, columns: str, order: str) -> pl.DataFrame:
    """Columns of a whole table, in an order; one row is one of its rows."""
    return snapshot.frame(f"select {columns.replace(' ', ', ')} from {address} order by {order}")
