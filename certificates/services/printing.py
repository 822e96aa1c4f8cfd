"""From an issued certificate to its file, once."""

from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from certificates.layouts import STANDARD, template_of
from certificates.models import AwardRuleVersion, Certificate
from certificates.pdf import Sheet, render
from lms.audit.services import record
from lms.core.access import SYSTEM
from lms.core.files import keep_bytes
from lms.core.text import lazy_gettext as _l
from lms.core.web.runtime import Runtime
from lms.people import mail

KIND = "certificates.render"


def print_certificate(session: Session, *, certificate_id: UUID, runtime: Runtime) -> Certificate:
    """Make the PDF and keep it with its SHA-256; one that is made already is left as it is.

    Raises NotReady when printing is not installed, Unprintable when the page would not be right.
    """
    certificate = session.get_one(Certificate, certificate_id, with_for_update=True)
    if certificate.file_id is not None:
        return certificate
    rule = session.get_one(AwardRuleVersion, certificate.rule_version_id)
    template = template_of(rule.layout or STANDARD, runtime)
    content = render(runtime.ui, sheet_of(certificate), template)
    # Nobody's: its holder may have it stay when they are erased, and their key is destroyed then.
    file = keep_bytes(
        session,
        runtime.files,
        content,
        name=f"{certificate.serial}.pdf",
        media_type="application/pdf",
        person_id=None,
    )
    certificate.file_id, certificate.sha256 = file.id, sha256(content).hexdigest()
    session.flush()
    record(
        session,
        by=SYSTEM,
        action="certificate.printed",
        subject=certificate,
        about=certificate.person_id,
        sha256=certificate.sha256,
    )
    mail.write(
        session,
        to=certificate.person_id,
        key=f"certificate-printed:{certificate.id}",
        path=f"/certificates/{certificate.id}",
        subject=_l("There is something for you to read"),
        body=_l("Something you have been working towards is ready for you. Sign in to see it."),
    )
    return certificate


def sheet_of(certificate: Certificate) -> Sheet:
    """The words of a certificate, all of them as they were when it was issued."""
    return Sheet(
        organisation=certificate.issuer,
        title=certificate.title_as_printed,
        name=certificate.name_as_printed,
        statement=certificate.statement,
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
        serial=certificate.serial,
        code=certificate.code,
        address=certificate.address,
    )
