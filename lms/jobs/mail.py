"""Mail: files in a folder or SMTP, one message per key, nothing in it that gives anyone away."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lms.core import clock
from lms.core.settings import Settings

__all__ = ["deliver"]

TIMEOUT = 20


def deliver(settings: Settings, *, key: str, to: str, subject: str, body: str) -> None:
    """Send one mail; the key makes its Message-ID, so that a second delivery is recognised as the same.

    Raises OSError or smtplib.SMTPException when the server does not take it.
    """
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{key}@{settings.mail_from.rpartition('@')[2]}>"
    message.set_content(body)
    where = urlsplit(settings.mail)
    if where.scheme == "file":
        _to_folder(Path(settings.mail.removeprefix("file:")), key, message)
    else:
        _to_server(where.hostname or "localhost", where.port or 25, where.username, where.password, message)


def _to_folder(folder: Path, key: str, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{key}.eml").write_bytes(message.as_bytes())


def _to_server(host: str, port: int, user: str | None, password: str | None, message: EmailMessage) -> None:
    with smtplib.SMTP(host, port, timeout=TIMEOUT) as server:
        if user:
            server.starttls(context=ssl.create_default_context())
            server.login(unquote(user), unquote(password or ""))
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = sorted({code for code, _said in refused.recipients.values()})
            # Without the address: what is raised here is logged.
            raise smtplib.SMTPException(f"the server took no recipient, it said {codes}") from None
