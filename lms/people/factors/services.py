"""Turning second factors on and off, and showing them."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.web import runtime
from lms.people import limits, mail
from lms.people.factors import apps, recovery
from lms.people.models import AttemptKind, Factor, FactorKind, MailedLink, Person

__all__ = ["confirm_app", "expect_mail_read", "factors_of", "remove", "reset", "show_code", "told"]

WRONG = _l("That code does not work. Type the newest code of your app; each works once. Or use a recovery code.")


def factors_of(session: Session, person_id: UUID) -> list[Factor]:
    """The second factors a person has in use, oldest first."""
    query = sa.select(Factor).where(Factor.person_id == person_id, Factor.confirmed_at.is_not(None))
    return list(session.scalars(query.order_by(Factor.created_at)))


def expect_mail_read(session: Session, person_id: UUID) -> None:
    """Raise Refused unless a link that we mailed to this person has been used: only then is the address theirs.

    A host has seen to that for its own people, and the demo's people read no mail.
    """
    if runtime().hosted or runtime().settings.demo:
        return
    used = sa.select(MailedLink.id).where(MailedLink.person_id == person_id, MailedLink.used_at.is_not(None))
    if session.scalar(used.limit(1)) is None:
        raise Refused(_l("First open a link that we mail to you: choose “I have forgotten my password”."))


def confirm_app(session: Session, *, factor: Factor, typed: str, by: Actor) -> None:
    """Put an app into use with a code of it. Raises Refused when the code is wrong."""
    limits.expect_room(session, AttemptKind.CODE, str(factor.person_id))
    if not apps.used(session, factor=factor, typed=typed):
        limits.count(session, AttemptKind.CODE, str(factor.person_id))
        raise Refused(_l("That code does not fit. Wait for the next one in your app, and type it."), field="code")
    factor.confirmed_at = clock.now()
    told(session, factor=factor, by=by)


def told(session: Session, *, factor: Factor, by: Actor) -> None:
    """Write down that a factor is in use, and tell its person by mail."""
    record(session, by=by, action="factor.added", subject=factor, about=factor.person_id, kind=factor.kind.value)
    body = _("A second step was added to signing in to your account.")
    _notice(session, factor.person_id, body, key=f"factor-{factor.id}")
    session.flush()


def _notice(session: Session, person_id: UUID, body: str, *, key: str) -> None:
    advice = _("If this was not you, choose a new password and tell your administrator.")
    words = _("Hello,\n\n%(what)s\n\n%(advice)s", what=body, advice=advice)
    mail.write(session, to=person_id, subject=_("A change to your account"), body=words, key=key, path="/account")


def show_code(session: Session, *, secret: str, person_id: UUID, typed: str) -> str:
    """Use a code of an app, or a recovery code; says which it was.

    Raises Refused when neither fits, and TooManyRequests when too many did not. The try is to be kept either way.
    """
    limits.expect_room(session, AttemptKind.CODE, str(person_id))
    for factor in factors_of(session, person_id):
        if factor.kind is FactorKind.APP and apps.used(session, factor=factor, typed=typed):
            return "app"
    if recovery.used(session, secret=secret, person_id=person_id, typed=typed):
        left = recovery.left(session, person_id)
        body = _("A recovery code was used to sign in to your account. %(left)s are left.", left=left)
        _notice(session, person_id, body, key=f"recovery-{person_id}-{left}-{clock.now():%Y%m%d%H%M%S}")
        return "recovery"
    limits.count(session, AttemptKind.CODE, str(person_id))
    raise Refused(WRONG, field="code")


def remove(session: Session, *, factor: Factor, needed: bool, by: Actor) -> None:
    """Take a factor out of use. Raises Refused for the last one of somebody who needs one."""
    others = [other for other in factors_of(session, factor.person_id) if other.id != factor.id]
    if needed and not others:
        raise Refused(_l("Your role needs a second step at sign-in. Add another one first, then remove this."))
    _forget(session, [factor], by=by)
    if not others:
        recovery.forget(session, factor.person_id)


def reset(session: Session, *, person: Person, by: Actor) -> None:
    """For somebody who lost them all: take every factor and code out of use. Raises Refused for one's own."""
    if person.id == by.person_id:
        raise Refused(_l("You cannot do this for yourself. Ask another administrator."))
    _forget(session, factors_of(session, person.id), by=by)
    recovery.forget(session, person.id)


def _forget(session: Session, factors: list[Factor], *, by: Actor) -> None:
    for factor in factors:
        record(session, by=by, action="factor.removed", subject=factor, about=factor.person_id, kind=factor.kind.value)
        body = _("A second step was taken away from signing in to your account.")
        _notice(session, factor.person_id, body, key=f"factor-gone-{factor.id}")
        session.delete(factor)
    session.flush()
