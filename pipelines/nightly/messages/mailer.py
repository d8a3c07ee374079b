"""Hands a mail to the server that was configured; what it says is the business of digest and notices."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage

from warehouse.settings import MailSettings

TIMEOUT_SECONDS = 20.0


def send_mail(mail: MailSettings, what: str, subject: str, text: str, *, page: str = "", to: Sequence[str] = ()) -> str:
    """Sends one mail; one line on a failure, empty where it was sent.

    Args:
        mail: the server and the addresses.
        what: names the mail in that line.
        subject: of the mail.
        text: the mail as plain text.
        page: the same as HTML, where there is one.
        to: whom it goes to; by default the recipients of the settings.
    """
    recipients = to or mail.recipients
    if not (mail.port and mail.sender and recipients):
        return (
            f"{what}: expected INTERREGIO_SMTP_FROM, INTERREGIO_SMTP_TO and a number as port beside "
            "INTERREGIO_SMTP_HOST"
        )
    try:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = mail.sender, ", ".join(recipients), subject
        message.set_content(text)
        if page:
            message.add_alternative(page, subtype="html")
        with smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT_SECONDS) as server:
            if mail.is_encrypted:
                server.starttls(context=ssl.create_default_context())
            if mail.user:
                server.login(mail.user, mail.password)
            server.send_message(message)
    # The library raises an IndexError, too, over an address that it cannot read.
    except (OSError, smtplib.SMTPException, ValueError, IndexError) as error:
        return f"{what}: not sent by {mail.host}:{mail.port}: {type(error).__name__}: {error}"
    return ""
