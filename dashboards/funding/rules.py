"""Questions about what calls ask for: rules and their verdicts, conditions, and who could close a gap."""

import polars as pl

from dashboards.cache import cached_by_edition
from dashboards.funding.queries import find_matches
from warehouse.products.matches.query import MatchFilters
from warehouse.store.reader import Snapshot


def rule_verdicts(snapshot: Snapshot, filters: MatchFilters) -> pl.DataFrame:
    """What each rule says of the matches that pass the filters: best match first, what fails before what is unknown.

    One row is one partnership × topic × rule. Empty for an edition made before rules were published.

    Raises:
        FilterError: the edition has no such partnership or programme.
    """
    matches = (
        find_matches(snapshot, filters, ("topic_title",))
        .select("partnership_id", "topic_id", "topic_title")
        .with_row_index("place")
    )
    verdicts = _verdicts(snapshot, filters.partnership).with_row_index("order")
    return (
        matches.join(verdicts, on=["partnership_id", "topic_id"], how="inner")
        .sort("place", "order")
        .drop("place", "order")
    )


@cached_by_edition
def call_verdicts(snapshot: Snapshot, partnership_id: str, topic_id: str) -> pl.DataFrame:
    """What each rule says of one match, what fails first; columns of `rule_verdicts`."""
    return _verdicts(snapshot, partnership_id, topic_id)


def _verdicts(snapshot: Snapshot, partnership: str | None, topic_id: str | None = None) -> pl.DataFrame:
    """What each rule says of the matches of partnerships, or of all: what fails first."""
    return snapshot.frame(
        """
        select
            verdicts.partnership_id,
            verdicts.topic_id,
            verdicts.rule_id,
            verdicts.verdict,
            verdicts.have_count,
            verdicts.need_count,
            verdicts.verdict_words,
            verdicts.is_decisive,
            rules.clause,
            rules.source,
            verdicts.rule_confidence,
        from marts_funding.fct_eligibility as verdicts
        inner join marts_funding.dim_eligibility_rule as rules on verdicts.rule_id = rules.rule_id
        where
            ($partnership is null or list_contains(string_split($partnership, ','), verdicts.partnership_id))
            and ($topic is null or verdicts.topic_id = $topic)
        order by list_position(['fail', 'unknown', 'pass'], verdicts.verdict), verdicts.rule_id
        """,
        {"partnership": partnership, "topic": topic_id},
    )


def topic_conditions(snapshot: Snapshot, filters: MatchFilters) -> pl.DataFrame:
    """What the calls of the matches that pass the filters ask for and pay, best match first, each with its quote.

    One row is one topic × condition.

    Raises:
        FilterError: the edition has no such partnership or programme.
    """
    topics = (
        find_matches(snapshot, filters, ("topic_title",))
        .select("topic_id", "topic_title")
        .unique("topic_id", maintain_order=True)
    )
    return topics.join(call_conditions(snapshot), on="topic_id", how="inner", maintain_order="left_right")


def call_conditions(snapshot: Snapshot, topic_id: str | None = None) -> pl.DataFrame:
    """What one call, or each, asks for and pays; columns of `topic_conditions` and `condition`, its kind; no title."""
    return snapshot.frame(
        """
        select
            topic_id, condition, condition_name, condition_words, condition_evidence, condition_quote, condition_source
        from marts_funding.fct_topic_condition
        where $topic is null or topic_id = $topic
        order by condition_name
        """,
        {"topic": topic_id},
    )


@cached_by_edition
def near_miss_candidates(snapshot: Snapshot, partnership_id: str) -> pl.DataFrame:
    """Regions outside the partnership that share its theme and would bring what a rule misses.

    One row is one gap × region; `topic_count` are the matches with that gap, the widest gap first.
    """
    return snapshot.frame(
        """
        with gaps as (
            select
                gap_id,
                count(*) as topic_count,
                max(score) as best_score,
            from marts_funding.fct_match
            where partnership_id = $partnership and gap_id is not null
            group by gap_id
        )
        select
            candidates.nuts_code,
            candidates.region_name,
            (select max(region_name_english) from marts_core.dim_region where nuts_code = candidates.nuts_code)
                as region_name_english,
            candidates.country_code,
            candidates.closed_words,
            candidates.is_sufficient,
            gaps.topic_count,
            candidates.theme_project_count,
            candidates.theme_organisation_count,
            candidates.latest_project_year,
            candidates.cohesion_category,
            candidates.innovator_group,
            candidates.is_riv,
            candidates.candidate_rank,
            candidates.gap_id,
        from marts_funding.fct_near_miss_candidate as candidates
        inner join gaps on candidates.gap_id = gaps.gap_id
        where candidates.partnership_id = $partnership
        order by gaps.topic_count desc, candidates.gap_id, candidates.candidate_rank
        """,
        {"partnership": partnership_id},
    )
