"""What happened to matches as an Atom feed (RFC 4287) that a feed reader or a bridge can follow.

No clock is read: an entry is dated by its event, the feed by the edition's as-of date. Identifiers are made of what
happened, so an entry that was read once stays read. Deadlines as dates are in `calendar`.
"""

import re
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from feedgen.feed import FeedGenerator

from warehouse.products.files.table import ExportedTable
from warehouse.products.matches.events import headline, story

# What XML cannot hold; a title must not keep the whole feed from being read.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML may hold."""
ADDRESS = "/feeds/funding-match.atom"


def write_feed(table: ExportedTable) -> bytes:
    """The feed of the events of a table of matches, the same bytes for the same table."""
    query = urlencode(sorted(table.filters.items()))
    feed = FeedGenerator()
    feed.id(_urn(f"feed:{query}"))
    feed.title(f"Funding matches: {table.filters.get('partnership') or 'all partnerships'}")
    feed.subtitle(_clean(f"{table.citation} Filters: {table.filters_in_words}."))
    feed.author(name="Interregio")
    feed.generator("Interregio")
    feed.updated(_midnight(table.edition.as_of))
    # An address without its server leads nowhere once the feed is a file.
    if table.public_url:
        own = f"?{query}" if query else ""
        feed.link(href=f"{table.public_url}{ADDRESS}{own}", rel="self", type="application/atom+xml")
        feed.link(href=f"{table.public_url}/funding{own}", rel="alternate", type="text/html")
    for event in table.events.iter_rows(named=True) if table.events is not None else ():
        _add_entry(feed, event, table.public_url)
    return bytes(feed.atom_str(pretty=True))


def _add_entry(feed: FeedGenerator, event: dict[str, Any], public_url: str) -> None:
    entry = feed.add_entry(order="append")
    entry.id(_urn(f"event:{event['event_id']}"))
    entry.title(_clean(headline(event)))
    entry.updated(_midnight(event["event_date"]))
    entry.published(_midnight(event["event_date"]))
    entry.category(term=event["event_kind"])
    entry.content(_clean(story(event)), type="text")
    here = "/funding?" + urlencode({"partnership": event["partnership_id"], "text": event["topic_id"]})
    if link := event["portal_url"] or (public_url and public_url + here):
        entry.link(href=_clean(link), rel="alternate")


def _urn(what: str) -> str:
    return uuid5(NAMESPACE_URL, f"interregio:{what}").urn


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0, 0), UTC)


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)
