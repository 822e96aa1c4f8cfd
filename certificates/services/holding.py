"""What a holder decides: the title to be printed, and who may check the certificate."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.models import AwardRule, Certificate, TitleKind, TitleWish
from lms.audit.services import record
from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l


def choose_title(session: Session, *, rule: AwardRule, title: TitleKind, by: Actor) -> TitleWish:
    """Say which title is to be printed on one's own next certificate of this award."""
    wish = session.scalar(sa.select(TitleWish).filter_by(person_id=by.id, rule_id=rule.id))
    if wish is None:
        wish = TitleWish(person_id=by.id, rule_id=rule.id, title=title)
        session.add(wish)
    wish.title = title
    session.flush()
    record(session, by=by, action="certificate.title-chosen", subject=wish, about=by.id, title=title.value)
    return wish


def share(
    session: Session, *, certificate: Certificate, public: bool, title: TitleKind, by: Actor, seen: int | None = None
) -> None:
    """Turn checking by code on or off, and choose the title strangers see. Only the holder may.

    Raises Refused for anybody else, and when a title would tell more than is printed.
    """
    if certificate.person_id != by.person_id:
        raise Refused(_l("Only the person who holds a certificate decides who may check it."))
    if title is TitleKind.FULL and not tells_all(certificate):
        raise Refused(
            _l("This certificate is printed with the neutral title, so only that title can be shown."), field="title"
        )
    expect_version(certificate, seen)
    certificate.public, certificate.public_title = public, title
    session.flush()
    record(
        session, by=by, action="certificate.shared", subject=certificate, about=by.id, public=public, title=title.value
    )


def tells_all(certificate: Certificate) -> bool:
    """True when the full title is printed. Its rule version must be loaded."""
    return certificate.title_as_printed == certificate.rule_version.title
