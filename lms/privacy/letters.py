"""What is mailed to somebody who asked to be erased. No word of what the service is about."""

import logging
import smtplib
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.settings import Settings
from lms.core.text import day
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.jobs.mail import deliver
from lms.people import mail
from lms.privacy.models import Erasure

__all__ = ["asked", "held", "last"]

PATH = "/account/data/erase"
log = logging.getLogger("lms.privacy")


def asked(session: Session, erasure: Erasure) -> None:
    """It was asked for: until when it can be stopped. Somebody else may have sat at their screen."""
    body = _l(
        "You asked that what is held about you is erased. It is done on %(day)s. "
        "Until then you can stop it. If it was not you who asked, stop it now, and change your password.",
        day=day(erasure.due_at),
    )
    _write(session, erasure, "asked", body)


def held(session: Session, erasure: Erasure) -> None:
    """The day has come, and something stands in the way."""
    body = _l(
        "You asked that what is held about you is erased. Something stands in the way for now. "
        "You can read what it is, and what can be done. You need not ask again: we look every day."
    )
    _write(session, erasure, "held", body)


def last(settings: Settings, erasure_id: UUID, address: str) -> None:
    """It is done. Sent at once or not at all: an outbox would have to keep the address."""
    body = _(
        "What was held about you is erased, as you asked. What the law asks us to keep stays, without your name. "
        "This is the last mail that you get from us."
    )
    try:
        deliver(settings, key=f"erased-{erasure_id}", to=address, subject=_("It is done"), body=f"{body}\n")
    except (OSError, smtplib.SMTPException):
        log.warning("the last mail about erasure %s could not be sent", erasure_id)


def _write(session: Session, erasure: Erasure, what: str, body: object) -> None:
    key = f"erasure:{erasure.id}:{what}"
    mail.write(session, to=erasure.person_id, subject=_l("About your account"), body=str(body), key=key, path=PATH)
