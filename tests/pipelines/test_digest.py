"""The digest by mail: off unless asked for, what is new and nothing else, and no night ends with it."""

from __future__ import annotations

import socket
from dataclasses import replace
from email import message_from_string, policy
from pathlib import Path

import duckdb
import pytest

from pipelines.nightly.messages.digest import make_digest, send_digest
from tests.dashboards.conftest import AS_OF, INVEST, MOVED, TRIM, copy_edition
from tests.homes import Operator
from tests.pipelines.conftest import Mailbox, mail_to
from warehouse.settings import read_settings
from warehouse.store.editions import Edition, read_edition


@pytest.fixture
def edition(tmp_path: Path, edition_night: Operator) -> Edition:
    older = f"""
        update marts_funding.fct_match_event set event_date = base_as_of from marts_quality.edition
        where topic_id = '{INVEST}'
    """
    return read_edition(copy_edition(edition_night.edition, tmp_path, edition_night.edition.name, change=TRIM + older))


def test_digest_tells_what_happened_since_the_base_edition(mailbox: Mailbox, edition: Edition) -> None:
    assert send_digest(mail_to(mailbox.server_address[1]), edition) == ""
    letter = message_from_string(mailbox.letters[0], policy=policy.default)
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert page is not None
    text = plain.get_content()
    with duckdb.connect(str(edition.database), read_only=True) as connection:
        [(recent,)] = connection.execute(
            "select count(*) from marts_funding.fct_match_event where event_date > date '2026-03-15'"
        ).fetchall()
    assert letter["Subject"] == f"Interregio: {recent} funding alerts, as of {AS_OF}"
    assert [line.split(":")[0] for line in mailbox.envelopes] == ["mail FROM", "rcpt TO", "rcpt TO"]
    assert f"Deadline changed: {MOVED}: Pruning robots for apple orchards (Apple growing)" in text
    assert INVEST not in text
    assert f"https://example.org/topic/{MOVED}" in text
    assert f'<a href="https://example.org/topic/{MOVED}">Deadline changed: {MOVED}: ' in page.get_content()


def test_edition_without_a_base_tells_of_its_own_day_only(edition: Edition) -> None:
    with duckdb.connect(str(edition.database)) as connection:
        connection.execute("update marts_quality.edition set base_as_of = null")
        connection.execute("update marts_funding.fct_match_event set event_date = event_date - 1")
    digest = make_digest(edition)
    assert (digest.heading, digest.is_due) == (f"0 funding alerts, as of {AS_OF}", False)


def test_digest_is_mailed_once_a_calendar_week_and_tells_of_seven_days(edition: Edition) -> None:
    def base(day: str) -> None:
        with duckdb.connect(str(edition.database)) as connection:
            connection.execute("update marts_quality.edition set base_as_of = cast(? as date)", [day])

    with duckdb.connect(str(edition.database)) as connection:
        connection.execute("update marts_funding.fct_match_event set event_date = date '2026-08-05'")
    base("2026-08-10")  # the Monday of that week: it has been told of
    told = make_digest(edition)
    assert not told.is_due
    assert "Deadline changed: " in told.text
    base("2026-08-09")
    assert make_digest(edition).is_due
    with duckdb.connect(str(edition.database)) as connection:
        connection.execute("update marts_funding.fct_match_event set event_date = date '2026-08-04'")
    assert make_digest(edition).heading.startswith("0 funding alerts")


def test_no_mail_is_sent_unless_it_was_asked_for(edition: Edition) -> None:
    assert send_digest(None, edition) == ""
    assert read_settings(environment={}).mail is None


def test_mail_server_that_does_not_answer_is_one_line_and_no_error(edition: Edition) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        failure = send_digest(mail_to(taken.getsockname()[1]), edition)
    assert failure.startswith("digest: not sent by 127.0.0.1:")
    assert "\n" not in failure


@pytest.mark.parametrize("sender", ["Interregio <", "a@example.org\nBcc: b@example.org"], ids=["torn", "two lines"])
def test_address_that_cannot_be_written_is_one_line_and_no_error(edition: Edition, sender: str) -> None:
    failure = send_digest(replace(mail_to(25), sender=sender), edition)
    assert failure.startswith("digest: not sent by 127.0.0.1:25: ")
    assert "\n" not in failure


def test_settings_that_lack_something_are_told_and_end_no_night(edition: Edition) -> None:
    mail = read_settings(environment={"INTERREGIO_SMTP_HOST": "mail.example"}).mail
    assert mail is not None
    assert "INTERREGIO_SMTP_TO" in send_digest(mail, edition)
    assert "INTERREGIO_SMTP_TO" in send_digest(replace(mail_to(25), port=0), edition)


def test_settings_are_read_and_hide_the_password() -> None:
    mail = read_settings(
        environment={
            "INTERREGIO_SMTP_HOST": "mail.example",
            "INTERREGIO_SMTP_PORT": "2525",
            "INTERREGIO_SMTP_FROM": "a@example.org",
            "INTERREGIO_SMTP_TO": "b@example.org, c@example.org",
            "INTERREGIO_SMTP_USER": "ann",
            "INTERREGIO_SMTP_PASSWORD": "hush",
        }
    ).mail
    assert mail is not None
    assert (mail.port, mail.recipients, mail.is_encrypted) == (2525, ("b@example.org", "c@example.org"), True)
    assert "hush" not in repr(mail)
