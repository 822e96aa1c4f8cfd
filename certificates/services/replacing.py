"""A new name after a certificate: the printed one is taken off pages, and the holder may have it made anew."""

import unicodedata
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates import rules
from certificates.models import Certificate, CertificateState
from certificates.services.numbers import address_of, expect_address, new_code, next_number
from certificates.services.printing import KIND
from certificates.signals import certificate_replaced
from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce
from lms.core.errors import Refused
from lms.core.printing import missing_letters
from lms.core.settings import Settings
from lms.core.text import lazy_gettext as _l
from lms.jobs.services import enqueue
from lms.people.models import Person

SAME = (
    "person_id",
    "enrolment_id",
    "node_id",
    "rule_version_id",
    "title_as_printed",
    "statement",
    "issuer",
    "issued_on",
    "issued_by",
    "expires_on",
    "public",
    "public_title",
    "snapshot",
)


def follow_name(session: Session, *, person_id: UUID) -> None:
    """Take a name that is no longer theirs off a person's certificates; the PDF alone still has it.

    One that is not printed yet is printed with the new name.
    """
    name = _as_printed(session, person_id)
    theirs = sa.select(Certificate).where(Certificate.person_id == person_id, Certificate.name_as_printed != name)
    for certificate in session.scalars(theirs.with_for_update()):
        certificate.name_as_printed = "" if certificate.file_id else name
    session.flush()


def replace(session: Session, *, certificate: Certificate, settings: Settings, by: Actor) -> Certificate:
    """Make one's own certificate anew in one's present name; the award, its day and who decided stay as they were.

    Raises Refused, with what to do, for anybody else, when it does not stand or has that name already, and when the
    name has a letter that cannot be printed.
    """
    expect_address(settings)
    name, today = _as_printed(session, certificate.person_id), clock.today()
    missing = missing_letters(name)
    if missing:
        raise Refused(
            _l(
                "Your name has letters that we cannot print: %(letters)s. "
                "Change the name on certificates in your account, then ask again.",
                letters=missing,
            )
        )
    number = next_number(session, today.year)  # one at a time from here on: the old one is looked at after that
    session.refresh(certificate, [column.key for column in Certificate.__table__.columns])
    if certificate.person_id != by.person_id or not rules.may_replace(
        certificate.state, certificate.expires_on, today, printed=certificate.name_as_printed
    ):
        raise Refused(_l("This certificate cannot be made anew. Look under “My certificates” for the one that stands."))
    code, kept = new_code(), {key: getattr(certificate, key) for key in SAME}
    serial, address = rules.serial(today.year, number), address_of(code, settings)
    made = Certificate(id=uuid4(), code=code, serial=serial, address=address, name_as_printed=name, **kept)
    certificate.state = CertificateState.SUPERSEDED
    session.add(made)
    session.flush()
    record(session, by=by, action="certificate.replaced", subject=certificate, about=by.id, serial=made.serial)
    enqueue(session, KIND, key=f"{KIND}:{made.id}", payload={"certificate_id": str(made.id)})
    facts = {"certificate_id": made.id, "replaced_id": certificate.id, "person_id": by.id}
    announce(certificate_replaced, session, **facts)
    return made


def _as_printed(session: Session, person_id: UUID) -> str:
    name = session.scalars(sa.select(Person.certificate_name).where(Person.id == person_id)).one()
    return unicodedata.normalize("NFC", name)
