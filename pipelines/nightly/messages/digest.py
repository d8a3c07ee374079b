"""A digest of the week's events, as files beside every edition, and once a week by mail for those who configured it.

Mail is off by default and never the end of a night. Belongs here: which events it lists, their text and page. Does
not belong here: what counts as an event (dbt) and handing it to the mail server (`mailer`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import htpy as h
import polars as pl

from pipelines.nightly.messages.mailer import send_mail
from warehouse.products.files.calendar import NAMED_PARTNERSHIPS
from warehouse.products.matches.events import find_events, headline, story
from warehouse.products.matches.query import MatchFilters, select_matches
from warehouse.products.matches.reviews import edition_reviews
from warehouse.settings import MailSettings
from warehouse.store.editions import Edition
from warehouse.store.reader import Snapshot

LISTED = 100
"""Entries that one mail spells out; the feed has them all, and the mail says how many it left out."""


def send_digest(mail: MailSettings | None, edition: Edition) -> str:
    """Sends the digest of an edition that is the first of its week.

    Gives one line on a failure, empty where all went well or nothing was to do.
    """
    if mail is None:
        return ""
    digest = make_digest(edition)
    if not digest.is_due:
        return ""
    return send_mail(mail, "digest", f"Interregio: {digest.heading}", digest.text, page=digest.page)


@dataclass(frozen=True)
class Digest:
    """What happened to watched matches in the week up to an edition, muted ones left out.

    Attributes:
        heading: how much it was, and up to which day.
        text: the digest as plain text.
        page: the same as a page that needs nothing beside it, as mail programs show it.
        is_due: whether something happened and no edition of the same calendar week came before.
    """

    heading: str
    text: str
    page: str
    is_due: bool


def make_digest(edition: Edition) -> Digest:
    """The digest of an edition: events of seven days, or since the base edition where that is older.

    Of an edition without a base, events of the as-of date alone.
    """
    snapshot = Snapshot(edition)
    try:
        happened = find_events(snapshot, select_matches(snapshot, MatchFilters(), edition_reviews(snapshot)))
        base = snapshot.frame("select base_as_of from marts_quality.edition").item()
    finally:
        snapshot.close()
    since = edition.as_of - timedelta(days=1) if base is None else min(base, edition.as_of - timedelta(days=7))
    events = happened.filter(pl.col("event_date") > since)
    heading = f"{events.height} funding alerts, as of {edition.as_of.isoformat()}"
    calls = _by_call(events)
    more = [f"{calls.height - LISTED} more are in the feed."] if calls.height > LISTED else []
    closing = [*more, f"Edition {edition.edition_id}."]
    told = [(headline(event), story(event), event["portal_url"] or "") for event in calls.head(LISTED).to_dicts()]
    entries = [
        h.article[
            h.h2(style="font-size:1.1em;margin-bottom:0")[h.a(href=link)[title] if link else title],
            h.p(style="margin-top:.2em;white-space:pre-line")[words],
        ]
        for title, words, link in told
    ]
    page = h.html(lang="en")[
        h.head[h.meta(charset="utf-8"), h.title[heading]],
        h.body(style="font-family:sans-serif;max-width:45em;margin:1em auto")[
            h.h1(style="font-size:1.4em")[heading], entries, (h.p[line] for line in closing)
        ],
    ]
    return Digest(
        heading,
        "\n\n".join([heading, *("\n".join(entry).rstrip() for entry in told), *closing]) + "\n",
        str(page),
        is_due=not events.is_empty() and (base is None or base.isocalendar()[:2] != edition.as_of.isocalendar()[:2]),
    )


def _by_call(events: pl.DataFrame) -> pl.DataFrame:
    """What happened to one call once, with all partnerships it happened for; what one of them lacks is its own."""
    more = pl.len().cast(pl.Int64) - NAMED_PARTNERSHIPS
    happening = ["event_kind", "topic_id", "alert_days", "value_before", "value_after", "event_date"]
    return events.group_by(happening, maintain_order=True).agg(
        pl.concat_str(
            pl.col("partnership_name").sort().head(NAMED_PARTNERSHIPS).str.join("; "),
            pl.when(more > 0).then(pl.format(" and {} more", more)).otherwise(pl.lit("")),
        ),
        pl.col("score").max(),
        pl.when(pl.len() == 1).then(pl.col("near_miss").first()).alias("near_miss"),
        pl.col("topic_title", "programme_name", "deadline_date", "portal_url").first(),
    )
