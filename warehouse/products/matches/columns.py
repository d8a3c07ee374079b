"""The columns of a funding match, one line each: where a value comes from and what it is called.

The query, the page and every file are made from this list, so a new column is one new line here. Which rows there are
is in `warehouse.products.matches.query`.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.products.files.columns import Column, Kind
from warehouse.products.matches.reviews import REVIEW_TABLE

MATCH_TABLE = "marts_funding.fct_match"
TOPIC_TABLE = "marts_core.dim_topic"
PARTNERSHIP_TABLE = "marts_core.dim_partnership"


@dataclass(frozen=True)
class MatchColumn:
    """One column of a match and the mart it is read from.

    Attributes:
        column: its name, label and kind.
        table: the mart that holds it.
        of: its name in that mart, where it differs.
        is_joined: whether the mart holds a list that the files give as one text.
    """

    column: Column
    table: str
    of: str = ""
    is_joined: bool = False

    @property
    def source_name(self) -> str:
        """Its name in the mart."""
        return self.of or self.column.name


def _match(name: str, label: str, kind: Kind = "text") -> MatchColumn:
    return MatchColumn(Column(name, label, kind, f"{MATCH_TABLE}.{name}"), MATCH_TABLE)


def _topic(name: str, label: str, kind: Kind = "text", *, is_joined: bool = False) -> MatchColumn:
    return MatchColumn(Column(name, label, kind, f"{TOPIC_TABLE}.{name}"), TOPIC_TABLE, is_joined=is_joined)


def _partnership(name: str, label: str) -> MatchColumn:
    return MatchColumn(Column(name, label, "text", f"{PARTNERSHIP_TABLE}.{name}"), PARTNERSHIP_TABLE)


def _review(name: str, label: str, kind: Kind = "text") -> MatchColumn:
    return MatchColumn(Column(name, label, kind, f"{REVIEW_TABLE}.{name}"), REVIEW_TABLE)


# Name and order are a promise to whoever reads the files: add at the end, change only with a note.
COLUMNS: tuple[MatchColumn, ...] = (
    MatchColumn(
        Column("partnership_id", "Partnership id", "code", f"{MATCH_TABLE}.partnership_id", page="partnership"),
        MATCH_TABLE,
    ),
    _match("topic_id", "Topic", "code"),
    _topic("topic_title", "Title"),
    _match("deadline_date", "Deadline", "date"),
    _match("days_left", "Days left", "count"),
    _match("eligibility", "Eligibility"),
    _match("score", "Score", "score"),
    _match("matched_terms", "Matched terms"),
    _match("near_miss", "What is missing"),
    _match("reasons", "Reasons"),
    _partnership("partnership_name", "Partnership"),
    _partnership("platform_name", "Platform"),
    _topic("programme_id", "Programme id", "code"),
    _topic("programme_name", "Programme"),
    _topic("action_type_code", "Action"),
    _match("topic_status", "Status"),
    _topic("opening_date", "Opens", "date"),
    _match("countries_have", "Countries, have", "count"),
    _match("countries_needed", "Countries, need", "count"),
    _match("score_theme", "Theme, points", "score"),
    _match("score_instrument", "Instrument, points", "score"),
    _match("score_trl", "TRL, points", "score"),
    _match("score_geography", "Geography, points", "score"),
    _match("score_budget", "Budget, points", "score"),
    _match("score_time", "Time left, points", "score"),
    _match("score_coverage_share", "Weight assessed", "share"),
    _topic("budget_eur", "Budget, EUR", "euro"),
    _topic("min_grant_eur", "Smallest grant, EUR", "euro"),
    _topic("max_grant_eur", "Largest grant, EUR", "euro"),
    _topic("expected_grant_count", "Grants expected", "count"),
    _topic("trl_min", "TRL from", "count"),
    _topic("trl_max", "TRL to", "count"),
    _topic("call_id", "Call", "code"),
    _topic("call_title", "Call title"),
    _topic("action_type", "Type of action"),
    _topic("deadline_dates", "All deadlines", is_joined=True),
    _topic("deadline_model", "Deadline model"),
    _topic("portal_url", "Portal", "url"),
    _topic("source", "Source", "code"),
    MatchColumn(Column("as_of_date", "As of", "date"), "marts_quality.edition", of="as_of"),
    _review("review_status", "Our status"),
    _review("is_muted", "Muted", "flag"),
    _review("mute_reason", "Why muted"),
    _review("review_note", "Our note"),
    _match("is_theme_match", "In the theme", "flag"),
    _match("is_instrument_match", "Instrument match", "flag"),
    _match("matched_niches", "Matched niches"),
    _match("eligibility_reasons", "Eligibility in words"),
    _match("funding_kind", "Pays for"),
    _match("gap_id", "Gap", "code"),
    _match("candidate_regions", "Who could close the gap"),
    _match("candidate_country_count", "Countries of these", "count"),
    _topic("strand_or_cluster", "Strand or cluster"),
    _topic("funding_rate", "Funding rate"),
    _match("missing_facts", "Missing at the source"),
    _match("matcher_version", "Matcher"),
)

MATCH_COLUMNS = tuple(entry.column.name for entry in COLUMNS)
"""Names of the columns, in their order."""
