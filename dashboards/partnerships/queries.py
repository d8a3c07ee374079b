"""Questions about partnerships: all of them side by side, one of them in depth."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboards.cache import cached_by_edition
from dashboards.countries import PROTOCOL_ORDER
from dashboards.funding.queries import best_scores
from warehouse.products.matches.query import FilterError
from warehouse.store.reader import Snapshot

_COUNTS = ("joint_project_count", "organisation_count", "net_ec_contribution_eur")
# A missing member could be the partner of a known one: what is zero with a partial list is not known.
_OBSERVED = ", ".join(
    f"if(partnerships.is_membership_complete or {count} > 0, {count}, null) as {count}"
    for count in ("active_member_count", *_COUNTS)
)
SEEN = ", ".join(f"if(engagement.level = 'unknown', null, engagement.{count}) as {count}" for count in _COUNTS)
"""Counts of one member, null where its level is not known."""


def list_partnerships(snapshot: Snapshot, platform: str | None = None) -> pl.DataFrame:
    """All partnerships, or those of one platform (platform_id), by name.

    One row is one partnership, placeholders included and marked. Money in euro. `best_match_score` is the best match
    that nobody muted, `next_deadline_date` the nearest deadline in its theme.
    """
    best = best_scores(snapshot)
    return _listed(snapshot, platform).join(best, on="partnership_id", how="left", maintain_order="left")


def partnership_options(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Id and name of each partnership that a form offers; a placeholder is none."""
    named = _listed(snapshot, None).filter(~pl.col("is_placeholder"))
    return named.select("partnership_id", "partnership_name").rows()


@cached_by_edition
def _listed(snapshot: Snapshot, platform: str | None) -> pl.DataFrame:
    return snapshot.frame(
        f"""
        select
            partnerships.partnership_id,
            partnerships.partnership_name,
            partnerships.platform_name,
            partnerships.launch_year,
            partnerships.status,
            engagement.member_count,
            partnerships.members_words,
            engagement.member_country_count,
            {_OBSERVED},
            bounds.score_low,
            bounds.score_high,
            partnerships.is_placeholder,
            partnerships.confidence,
        from marts_core.dim_partnership as partnerships
        left join marts_engagement.fct_partnership_engagement as engagement
            on partnerships.partnership_id = engagement.partnership_id
        left join marts_maturity.fct_maturity_bounds as bounds
            on partnerships.partnership_id = bounds.partnership_id and bounds.pillar_id is null
        where $platform is null or partnerships.platform_id = $platform
        order by partnerships.partnership_name, partnerships.partnership_id
        """,
        {"platform": platform},
    )


@cached_by_edition
def list_platforms(snapshot: Snapshot) -> pl.DataFrame:
    """The platforms by name; one row is one platform: `platform_id`, `platform_name`."""
    return snapshot.frame("select platform_id, platform_name from marts_core.dim_platform order by platform_name")


@cached_by_edition
def find_partnership(snapshot: Snapshot, partnership_id: str) -> pl.DataFrame:
    """One partnership with its engagement counts: one row, or none where the edition has no such id."""
    return snapshot.frame(
        f"""
        select
            partnerships.*,
            engagement.member_count,
            engagement.member_country_count,
            engagement.observed_to,
            {_OBSERVED},
        from marts_core.dim_partnership as partnerships
        left join marts_engagement.fct_partnership_engagement as engagement
            on partnerships.partnership_id = engagement.partnership_id
        where partnerships.partnership_id = ?
        """,
        [partnership_id],
    )


@cached_by_edition
def partnership_niches(snapshot: Snapshot, partnership_id: str) -> pl.DataFrame:
    """The niches of a partnership's theme and what each rests on, the surest first.

    One row is one niche; `origin` is the file, sheet and row it was read from.
    """
    return snapshot.frame(
        """
        select
            niche_id,
            niche_name,
            niche_synonyms,
            niche_basis,
            confidence,
            source,
            niche_description,
            concat_ws(', ', source_file, source_sheet, 'row ' || source_row_number) as origin,
        from marts_core.dim_niche
        where partnership_id = ?
        order by
            list_position(['declared', 'high', 'medium', 'low'], confidence),
            source_row_number
        """,
        [partnership_id],
    )


@cached_by_edition
def partnership_members(snapshot: Snapshot, partnership_id: str) -> pl.DataFrame:
    """Who is in a partnership and what shows of each: countries in protocol order, then the member's code.

    One row is one member with a current membership; its strongest role, the newest date a source states it for.
    """
    return snapshot.frame(
        f"""
        with memberships as (
            select
                member_id,
                any_value(country_code) as country_code,
                any_value(stated_name) as stated_name,
                max(stated_on) as stated_on,
                string_agg(distinct source, '; ' order by source) as source,
            from marts_core.fct_membership
            where partnership_id = $partnership_id
            group by member_id
        )

        select
            engagement.member_id,
            engagement.region_name,
            (select max(region_name_english) from marts_core.dim_region where nuts_code = engagement.nuts_code)
                as region_name_english,
            memberships.stated_name,
            memberships.country_code,
            engagement.role,
            engagement.level,
            {SEEN},
            if(engagement.level = 'unknown', null, engagement.participation_count) as participation_count,
            engagement.latest_project_year,
            engagement.latest_act_date,
            engagement.score,
            memberships.stated_on,
            memberships.source,
        from marts_engagement.fct_region_engagement as engagement
        left join memberships on engagement.member_id = memberships.member_id
        where engagement.partnership_id = $partnership_id
        order by
            list_position($protocol_order, memberships.country_code) nulls last,
            engagement.member_id
        """,
        {"partnership_id": partnership_id, "protocol_order": list(PROTOCOL_ORDER)},
    )


@cached_by_edition
def joint_projects(snapshot: Snapshot, partnership_id: str) -> pl.DataFrame:
    """The joint projects of a partnership: newest year first, then the closest to the theme.

    One row is one project: those of CORDIS, which figures count, and after them those of I3 and of valleys whose
    partners the portal or public pages name. Money is what organisations in member regions get, in euro, and what the
    whole project gets.
    """
    return snapshot.frame(
        """
        select
            joint.project_id,
            projects.acronym,
            coalesce(projects.project_title, projects.topic_title) as title,
            projects.project_title is null as is_title_of_topic,
            joint.project_year,
            projects.is_year_from_topic,
            joint.theme_score,
            joint.matched_terms,
            joint.member_region_count,
            joint.member_ids,
            joint.organisation_count,
            joint.net_ec_contribution_eur,
            joint.ec_max_contribution_eur,
            programmes.programme_name,
            joint.has_participations,
            projects.topic_id,
            projects.fact_source,
        from marts_core.fct_joint_project as joint
        inner join marts_core.dim_project as projects on joint.project_id = projects.project_id
        left join marts_core.dim_programme as programmes on joint.programme_id = programmes.programme_id
        where joint.partnership_id = ?
        order by
            joint.has_participations desc,
            joint.project_year desc nulls last,
            joint.theme_score desc nulls last,
            joint.project_id
        """,
        [partnership_id],
    )


@cached_by_edition
def participant_windows(snapshot: Snapshot) -> dict[str, tuple[date, date]]:
    """From when to when partners of projects are known, by source: `cordis` (or `demo`), and `i3` with its facts."""
    rows = snapshot.frame(
        """
        select
            source,
            min(observed_from) as observed_from,
            max(observed_to) as observed_to,
        from marts_quality.fct_observation
        where table_name in ('organization', 'projects', 'shipped_projects') and observed_from is not null
        group by source
        """
    )
    return {source: (first, last) for source, first, last in rows.iter_rows()}


def check_platform(snapshot: Snapshot, platform: str | None) -> None:
    """Make sure the edition has this platform.

    Raises:
        FilterError: it has not; the message names those it has.
    """
    valid = list_platforms(snapshot)["platform_id"].to_list()
    if platform is not None and platform not in valid:
        raise FilterError(f"platform: no such value {platform!r}; valid values: {', '.join(valid)}")


def check_partnership(snapshot: Snapshot, partnership_id: str) -> None:
    """Make sure the edition has this partnership.

    Raises:
        FilterError: it has not; the message names those it has.
    """
    valid = sorted(_listed(snapshot, None)["partnership_id"].to_list())
    if partnership_id not in valid:
        raise FilterError(f"partnership: no such value {partnership_id!r}; valid values: {', '.join(valid)}")
