"""A digest of new events by mail, for those who configured it; off by default, and never the end of a night.

Belongs here: which events are news of this edition, the message, and handing it to the mail server. Does not belong
here: what counts as an event (dbt) and how settings are read (`warehouse.settings`).
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

import polars as pl

from warehouse.products.matches.events import find_events, headline, story
from warehouse.products.matches.query import MatchFilters, select_matches
from warehouse.products.matches.reviews import edition_reviews
from warehouse.settings import MailSettings
from warehouse.store.editions import Edition
from warehouse.store.reader import Snapshot

TIMEOUT_SECONDS = 20.0
LISTED = 100
"""Entries that one mail spells out; the feed has them all, and the mail says how many it left out."""


def send_digest(mail: MailSettings | None, edition: Edition) -> str:
    """Sends what is new in an edition; gives one line on a failure, empty where all went well or nothing was to do."""
    if mail is None:
        return ""
    if not (mail.port and mail.sender and mail.recipients):
        return (
            "digest: expected INTERREGIO_SMTP_FROM, INTERREGIO_SMTP_TO and a number as port beside INTERREGIO_SMTP_HOST"
        )
    try:
        message = write_digest(mail, edition)
        if message is not None:
            _hand_over(mail, message)
    # The library raises an IndexError, too, over an address that it cannot read.
    except (OSError, smtplib.SMTPException, ValueError, IndexError) as error:
        return f"digest: not sent by {mail.host}:{mail.port}: {type(error).__name__}: {error}"
    return ""


def write_digest(mail: MailSettings, edition: Edition) -> EmailMessage | None:
    """The mail on an edition, None where it has nothing new."""
    events = new_events(edition)
    if events.is_empty():
        return None
    message = EmailMessage()
    message["From"], message["To"] = mail.sender, ", ".join(mail.recipients)
    message["Subject"] = f"Interregio: {events.height} funding alerts, as of {edition.as_of.isoformat()}"
    told = [
        f"{headline(event)}\n{story(event)}\n{event['portal_url'] or ''}" for event in events.head(LISTED).to_dicts()
    ]
    left_out = [f"{events.height - LISTED} more are in the feed."] if events.height > LISTED else []
    message.set_content("\n\n".join([*told, *left_out, f"Edition {edition.edition_id}."]) + "\n")
    return message


def new_events(edition: Edition) -> pl.DataFrame:
    """Events since the base edition; those of the as-of date alone where there is none."""
    snapshot = Snapshot(edition)
    try:
        matches = select_matches(snapshot, MatchFilters(), edition_reviews(snapshot))
        events = find_events(snapshot, matches)
        base = snapshot.frame("select base_as_of from marts_quality.edition").item()
    finally:
        snapshot.close()
    is_new = pl.col("event_date") == edition.as_of if base is None else pl.col("event_date") > base
    return events.filter(is_new)


def _hand_over(mail: MailSettings, message: EmailMessage) -> None:
    with smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT_SECONDS) as server:
        if mail.is_encrypted:
            server.starttls(context=ssl.create_default_context())
        if mail.user:
            server.login(mail.user, mail.password)
        server.send_message(message)
