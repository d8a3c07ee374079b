"""The two cards that say why a partnership may or may not apply, shared by `/funding` and `/partnership/<id>`.

Belongs here: verdicts rule by rule, and who could close a gap. The rows come from `tables`; how a rule is
judged is the business of dbt.
"""

from collections.abc import Mapping

from dashboards.components.figure_card import Card
from dashboards.formats import count_of, format_count
from dashboards.funding.tables import NEAR_MISS_CANDIDATES, RULE_VERDICTS, TOPIC_CONDITIONS
from warehouse.store.reader import Snapshot

VERDICTS_PAGE_SIZE = 10


def rule_verdicts_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """Rule by rule what the members of the matches shown bring and what the calls ask for."""
    verdicts = RULE_VERDICTS.rows(snapshot, filters)
    counts = dict(verdicts.group_by("verdict").len().rows())
    finding = (
        "No rule is known for these matches."
        if verdicts.is_empty()
        else (
            f"Of {count_of(verdicts.height, 'rule')} checked on these matches {format_count(counts.get('pass', 0))} "
            f"{'is' if counts.get('pass', 0) == 1 else 'are'} reached, {format_count(counts.get('fail', 0))} not, and "
            f"{format_count(counts.get('unknown', 0))} cannot be decided."
        )
    )
    return Card(
        heading="Rule by rule",
        finding=finding,
        spec=RULE_VERDICTS,
        frame=verdicts,
        coverage=(
            "Rules of programmes, dated, with their source, and those in each topic's conditions on the portal; what "
            "its text asks for beside them is not checked."
        ),
        definition="Unknown where no member is known, or where no source observes what the rule asks for.",
        table_parameters=filters,
        page_size=VERDICTS_PAGE_SIZE,
    )


def conditions_card(snapshot: Snapshot, filters: Mapping[str, str]) -> Card:
    """What the calls of the matches shown ask for and pay, each value with the sentence it was read from."""
    conditions = TOPIC_CONDITIONS.rows(snapshot, filters)
    read = conditions.filter(conditions["condition_evidence"] == "text").height
    return Card(
        heading="What the calls ask for",
        finding=(
            "Nothing is known of what these calls ask for."
            if conditions.is_empty()
            else f"Of {count_of(conditions.height, 'condition')} {format_count(read)} were read in their texts."
        ),
        spec=TOPIC_CONDITIONS,
        frame=conditions,
        coverage="Texts as the portal publishes them; call documents are not at hand, dated defaults say their source.",
        definition="Amounts and readiness fit or do not: they decide nothing on who may apply.",
        table_parameters=filters,
        page_size=VERDICTS_PAGE_SIZE,
    )


def near_miss_card(snapshot: Snapshot, partnership_id: str) -> Card | None:
    """Who could close what the members lack; None where nothing small is missing."""
    own = {"partnership": partnership_id}
    candidates = NEAR_MISS_CANDIDATES.rows(snapshot, own)
    if candidates.is_empty():
        return None
    first = candidates.row(0, named=True)
    return Card(
        heading="Who could close the gap",
        finding=(
            f"{first['region_name']} ({first['nuts_code']}) would bring {first['closed_words']} and has "
            f"{count_of(first['theme_project_count'], 'project')} in the theme; the same is missing for "
            f"{count_of(first['topic_count'], 'topic')}."
        ),
        spec=NEAR_MISS_CANDIDATES,
        frame=candidates,
        coverage="The first regions for each thing that is missing; legal seats, so that capitals stand out.",
        definition="Regions outside the partnership with projects in its theme; those that close more come first.",
        table_parameters=own,
        page_size=VERDICTS_PAGE_SIZE,
    )
