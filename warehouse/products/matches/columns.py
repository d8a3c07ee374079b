"""The columns of a funding match: their order, and the mart each is read from.

The query, the page and every file are made from this list, so a new column is one more name here. What a column is
called and means is in `dbt_project/columns.csv`; which rows there are is in `warehouse.products.matches.query`.
"""

from dataclasses import dataclass

from warehouse.products.matches.reviews import REVIEW_TABLE

MATCH_TABLE = "marts_funding.fct_match"
TOPIC_TABLE = "marts_core.dim_topic"
PARTNERSHIP_TABLE = "marts_core.dim_partnership"
EDITION_TABLE = "marts_quality.edition"
FILE = "funding-match"
"""Name of the table in pages and files."""


@dataclass(frozen=True)
class MatchColumn:
    """One column of a match and the mart it is read from.

    Attributes:
        name: its name.
        table: the mart that holds it.
        source_name: its name in that mart.
    """

    name: str
    table: str
    source_name: str


def _read(table: str, names: str) -> list[MatchColumn]:
    """Columns of one mart; `as_of_date=as_of` has another name there."""
    parted = [(name.partition("=")[0], name.partition("=")[2] or name) for name in names.split()]
    return [MatchColumn(name, table, source_name) for name, source_name in parted]


# Name and order are a promise to whoever reads the files: add at the end, change only with a note.
COLUMNS: tuple[MatchColumn, ...] = (
    *_read(MATCH_TABLE, "partnership_id topic_id"),
    *_read(TOPIC_TABLE, "topic_title"),
    *_read(MATCH_TABLE, "deadline_date days_left eligibility score matched_terms near_miss reasons"),
    *_read(PARTNERSHIP_TABLE, "partnership_name platform_name"),
    *_read(TOPIC_TABLE, "programme_id programme_name action_type_code"),
    *_read(MATCH_TABLE, "topic_status"),
    *_read(TOPIC_TABLE, "opening_date"),
    *_read(
        MATCH_TABLE,
        "countries_have countries_needed score_theme score_instrument score_trl score_geography score_budget "
        "score_time score_coverage_share",
    ),
    *_read(
        TOPIC_TABLE,
        "budget_eur min_grant_eur max_grant_eur expected_grant_count trl_min trl_max call_id call_title "
        "action_type deadline_dates deadline_model portal_url source",
    ),
    *_read(EDITION_TABLE, "as_of_date=as_of"),
    *_read(REVIEW_TABLE, "review_status is_muted mute_reason review_note"),
    *_read(
        MATCH_TABLE,
        "is_theme_match is_instrument_match matched_niches eligibility_reasons funding_kind gap_id "
        "candidate_regions candidate_country_count",
    ),
    *_read(TOPIC_TABLE, "strand_or_cluster funding_rate"),
    *_read(MATCH_TABLE, "missing_facts matcher_version"),
    *_read(TOPIC_TABLE, "is_programme_selected"),
    *_read(MATCH_TABLE, "find_out is_watched"),
    *_read(TOPIC_TABLE, "budget_estimate_eur"),
    *_read(REVIEW_TABLE, "relevance"),
    *_read(MATCH_TABLE, "is_theme_core"),
)

WHOLE_NUMBERS = frozenset({"days_left", "countries_have", "countries_needed", "trl_min", "trl_max"})
"""Columns whose names do not say that they count; asked where an edition lacks them."""
JOINED = frozenset({"deadline_dates"})
"""Lists of a mart that a match gives as one text."""
MATCH_COLUMNS = tuple(entry.name for entry in COLUMNS)
"""Names of the columns, in their order."""
