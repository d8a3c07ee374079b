"""Changes since the previous edition: headline figures by cause, the rows behind them, what happened to matches."""

from collections.abc import Mapping

import polars as pl

from dashboards.cache import cached_by_edition
from dashboards.funding.queries import find_matches
from warehouse.products.matches.events import find_events
from warehouse.products.matches.query import MatchFilters
from warehouse.store.editions import Edition, Editions
from warehouse.store.reader import Snapshot

EVERYTHING = "all"


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


@cached_by_edition
def edition_changes(snapshot: Snapshot, since: str, partnership: str | None = None) -> pl.DataFrame:
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
