"""Changes since the previous edition: headline figures by cause, the rows behind them, what happened to matches."""

import polars as pl

from dashboards.cache import cached_by_edition
from dashboards.funding.queries import find_matches
from warehouse.products.edition_changes import EVERYTHING, find_edition_changes
from warehouse.products.matches.events import find_events
from warehouse.products.matches.query import MatchFilters
from warehouse.store.reader import Snapshot


@cached_by_edition
def base_edition(snapshot: Snapshot) -> pl.DataFrame:
    """The edition that this one is compared with, in one row: `base_edition_id`, `base_as_of`; NULL for the first."""
    return snapshot.frame("select base_edition_id, base_as_of from marts_quality.edition")


@cached_by_edition
def list_figures(snapshot: Snapshot) -> pl.DataFrame:
    """The headline figures by name; one row is one figure: `figure_id`, `figure_name`."""
    return snapshot.frame("select distinct figure_id, figure_name from marts_quality.fct_headline order by figure_id")


@cached_by_edition
def figure_changes(snapshot: Snapshot, partnership: str | None = None) -> pl.DataFrame:
    """Headline figures that moved, by cause: those that moved most of themselves first, then the weightiest cause.

    One row is one figure and one cause; the amounts of its causes are its difference. Figures have units of their own.

    Args:
        snapshot: the edition.
        partnership: whose figures; by default those of everything.
    """
    return snapshot.frame(
        """
        select
            figure_id,
            figure_name,
            unit,
            previous_value,
            current_value,
            difference,
            cause,
            amount,
            row_count,
            example_keys,
        from marts_quality.fct_change
        where subject_id = $subject
        order by
            abs(difference) / greatest(abs(previous_value), abs(current_value)) desc nulls last,
            figure_id,
            abs(amount) desc,
            cause
        """,
        {"subject": partnership or EVERYTHING},
    )


@cached_by_edition
def changed_rows(snapshot: Snapshot, figure: str, partnership: str | None = None) -> pl.DataFrame:
    """The rows that moved one headline figure, the largest amount first.

    One row is what the figure counts: a partnership, a member, a participation, a project, an organisation's PIC, or a
    topic. Its name is NULL where the edition no longer has it.
    """
    return snapshot.frame(
        """
        with moved as (
            select *
            from marts_quality.fct_changed_row
            where figure_id = $figure and subject_id = $subject
        ),

        names as (
            select partnership_id as row_key, partnership_name as row_name
            from marts_core.dim_partnership
            where $figure in ('partnerships', 'partnerships_with_members')
            union all
            select member_id as row_key, any_value(region_name) as row_name
            from marts_engagement.fct_region_engagement
            where $figure in ('member_regions', 'members')
            group by member_id
            union all
            select project_id as row_key, coalesce(acronym, project_title) as row_name
            from marts_core.dim_project
            where $figure in ('projects', 'projects_with_participations', 'joint_projects')
            union all
            select participations.participation_id as row_key, coalesce(acronym, project_title) as row_name
            from marts_core.fct_participation as participations
            inner join marts_core.dim_project as projects on participations.project_id = projects.project_id
            where
                $figure in ('participations', 'net_ec_contribution_eur', 'joint_net_ec_contribution_eur')
                and participations.participation_id in (select row_key from moved)
            union all
            select pic as row_key, any_value(organisation_name) as row_name
            from marts_core.dim_organisation
            where $figure in ('organisations', 'joint_organisations')
            group by pic
            union all
            select topic_id as row_key, topic_title as row_name
            from marts_core.dim_topic
            where starts_with($figure, 'topics_') or starts_with($figure, 'matches_')
        )

        select
            moved.row_key,
            names.row_name,
            moved.previous_amount,
            moved.current_amount,
            moved.amount,
            moved.cause,
            moved.evidence_id,
        from moved
        left join names on moved.row_key = names.row_key
        order by abs(moved.amount) desc, moved.cause, moved.row_key
        """,
        {"figure": figure, "subject": partnership or EVERYTHING},
    )


def match_events(snapshot: Snapshot, filters: MatchFilters) -> pl.DataFrame:
    """What happened to the matches that pass the filters, newest first, then the best match: the rows of the feed.

    One row is one event of one match.
    """
    return find_events(snapshot, find_matches(snapshot, filters)).sort(
        ["event_date", "score", "event_id"], descending=[True, True, False], nulls_last=True
    )


edition_changes = cached_by_edition(find_edition_changes)
