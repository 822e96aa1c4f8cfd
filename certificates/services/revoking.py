"""Taking a certificate back."""

from sqlalchemy.orm import Session

from certificates.models import Certificate, CertificateState
from certificates.rules import standing
from certificates.signals import certificate_revoked
from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce, expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l


def revoke(
    session: Session, *, certificate: Certificate, why: str, words: str, by: Actor, seen: int | None = None
) -> None:
    """Revoke a certificate. `why` is for our records; `words` are shown to whoever checks the code.

    Raises Refused when it no longer stands, or is the revoker's own.
    """
    if certificate.person_id == by.person_id:
        raise Refused(_l("This is your own certificate. Ask another programme lead."))
    now = standing(certificate.state, certificate.expires_on, clock.today())
    if now in (CertificateState.REVOKED, CertificateState.SUPERSEDED):
        raise Refused(_l("This certificate no longer stands, so there is nothing to revoke."))
    expect_version(certificate, seen)
    certificate.state, certificate.revoked_at, certificate.revoked_by = (
        CertificateState.REVOKED,
        clock.now(),
        by.person_id,
    )
    certificate.revoked_why, certificate.revoked_words = why, words
    session.flush()
    record(
        session,
        by=by,
        action="certificate.revoked",
        subject=certificate,
        about=certificate.person_id,
        serial=certificate.serial,
    )
    announce(certificate_revoked, session, certificate_id=certificate.id, person_id=certificate.person_id)
