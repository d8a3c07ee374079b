"""What users said about matches, as a frame beside the matches of an edition.

Belongs here: what holds now, what held when an edition was made, and finding the match that somebody means. Does not
belong here: keeping it (`warehouse.products.matches.state`) and which matches pass the filters
(`warehouse.products.matches.query`).
"""

import difflib
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Self

import polars as pl

from warehouse.products.matches.state import MatchState, Review, StateError, revision_of
from warehouse.store.editions import Editions
from warehouse.store.errors import UsageError
from warehouse.store.paths import Home
from warehouse.store.reader import Snapshot

REVIEW_TABLE = "marts_funding.fct_match_review"
KEYS = ("partnership_id", "topic_id")
REVIEW_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "partnership_id": pl.String,
    "topic_id": pl.String,
    "is_muted": pl.Boolean,
    "mute_reason": pl.String,
    "review_status": pl.String,
    "review_note": pl.String,
    "relevance": pl.String,
}
_CLOSEST = 5
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reviews:
    """What holds for every match that somebody said something about.

    Attributes:
        revision: hash of the content; equal content has the same one.
        frame: one row per partnership × topic: `is_muted`, `mute_reason`, `review_status`, `review_note`,
            `relevance`.
    """

    revision: str
    frame: pl.DataFrame = field(compare=False, repr=False)

    @classmethod
    def of(cls, reviews: Iterable[Review] = ()) -> Self:
        """The reviews given; none means that nobody said anything."""
        listed = list(reviews)
        frame = pl.DataFrame([asdict(review) for review in listed], schema=REVIEW_SCHEMA)
        return cls(revision_of(listed), frame)

    def listed(self) -> list[Review]:
        """The same, one by one."""
        return [Review(**row) for row in self.frame.to_dicts()]

    def find(self, partnership_id: str, topic_id: str) -> Review:
        """What holds for one match."""
        found = self.frame.filter(partnership_id=partnership_id, topic_id=topic_id)
        return Review(**found.row(0, named=True)) if found.height else Review(partnership_id, topic_id)


def current_reviews(snapshot: Snapshot) -> Reviews:
    """What holds now for the home of an edition; where it has no state, what the edition itself was made with.

    A file that cannot be read must not take the pages away: the edition's own reviews stand in for it.
    """
    state = MatchState(snapshot.home)
    try:
        if state.path.exists():
            return Reviews.of(state.current())
    except StateError as error:
        _LOG.warning("%s; the reviews of edition %s stand in", error, snapshot.edition.edition_id)
    return edition_reviews(snapshot)


def edition_reviews(snapshot: Snapshot) -> Reviews:
    """What held on the night that made an edition, for the matches it has."""
    schema, _, table = REVIEW_TABLE.partition(".")
    if not snapshot.has_table(schema, table):
        return Reviews.of()
    frame = snapshot.frame(f"select * from {REVIEW_TABLE} order by partnership_id, topic_id")
    return Reviews.of(Review(**row) for row in frame.to_dicts())


def served_reviews(home: Home) -> Reviews:
    """What held when the edition being served was made; nothing where none is."""
    served = Editions(home).served()
    if served is None:
        return Reviews.of()
    snapshot = Snapshot(served)
    try:
        return edition_reviews(snapshot)
    finally:
        snapshot.close()


def find_match(snapshot: Snapshot, partnership: str, topic: str) -> tuple[str, str]:
    """The ids of a match in the edition's own spelling; a topic may be closed, since what came of it is said later.

    Raises:
        UsageError: the edition has no such partnership or topic; one line that names those closest.
    """
    return (
        _find_id(snapshot, "partnership", partnership, "select partnership_id from marts_core.dim_partnership"),
        _find_id(snapshot, "topic", topic, "select topic_id from marts_core.dim_topic"),
    )


def _find_id(snapshot: Snapshot, what: str, given: str, sql: str) -> str:
    if not snapshot.frame(f"{sql} where {what}_id = ?", [given]).is_empty():
        return given
    known: list[str] = snapshot.frame(f"{sql} order by 1").to_series().to_list()
    by_key = {name.casefold(): name for name in known}
    found = by_key.get(given.strip().casefold())
    if found is None:
        close = difflib.get_close_matches(given.casefold(), by_key, n=_CLOSEST, cutoff=0.0)
        named = ", ".join(by_key[key] for key in close) or "none"
        raise UsageError(f"{what}: no such value {given!r} among {len(known)}; closest valid values: {named}")
    return found
