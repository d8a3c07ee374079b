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
            doubts.doubt_kind,
            coalesce(
                projects.source,
                topics.source,
                case split_part(doubts.doubt_kind, '_', 1)
                    when 'organisation' then 'cordis'
                    when 'participation' then 'cordis'
                    when 'i3' then 'i3'
                    when 'call' then 'calls'
                    when 'cascade' then 'funding_tenders'
                    when 'topic' then 'funding_tenders'
                    else 'registry'
                end
            ) as source,
            nullif(
                regexp_extract(doubts.doubt_kind, '^(?:cascade_call|i3_[a-z]+|[a-z]+)_(.+)_unread$', 1), ''
            ) as unread_field,
            doubts.subject_id,
            doubts.row_count,
            doubts.detail,
        from marts_quality.fct_doubtful_row as doubts
        left join marts_core.dim_project as projects
            on starts_with(doubts.doubt_kind, 'project') and doubts.subject_id = projects.project_id
        left join marts_core.dim_topic as topics
            on starts_with(doubts.doubt_kind, 'topic') and doubts.subject_id = topics.topic_id
        order by unread_field nulls last, doubts.doubt_kind, doubts.subject_id
        """
    )


@cached_by_edition
def whole_mart(snapshot: Snapshot, address: str, columns: str, order: str) -> pl.DataFrame:
    """Columns of a whole table, in an order; one row is one of its rows."""
    return snapshot.frame(f"select {columns.replace(' ', ', ')} from {address} order by {order}")
