"""Links sent by e-mail: to sign up, to take up an invitation, to choose a new password."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.core.errors import Refused
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.web.aside import aside
from lms.core.web.runtime import Runtime
from lms.jobs.mail import deliver
from lms.jobs.services import enqueue
from lms.people import limits, mail, passwords, queries, services, signing_in
from lms.people.models import AttemptKind, Credential, LinkKind, MailedLink, NodeKind, Person, PersonState, UserSession
from lms.people.roles import Role

__all__ = [
    "KIND",
    "ask_reset",
    "ask_sign_up",
    "change_password",
    "first_administrator",
    "invite",
    "open_link",
    "send",
    "set_password",
    "set_up",
    "token",
    "use",
    "used_link",
    "vouch",
]

KIND = "people.link"
LIFE = {
    LinkKind.SETUP: timedelta(days=1),
    LinkKind.SIGN_UP: timedelta(days=2),
    LinkKind.INVITATION: timedelta(days=14),
    LinkKind.RESET: timedelta(hours=4),
}


def token(secret: str, link_id: UUID) -> str:
    """What proves that a link came by mail: made from our secret, so that the database holds nothing to steal."""
    return hmac.new(secret.encode(), b"mailed-link:" + link_id.bytes, hashlib.sha256).hexdigest()[:40]


def _new(session: Session, kind: LinkKind, email: str, person: Person | None, next_path: str = "") -> MailedLink:
    link = MailedLink(
        kind=kind,
        email=email.strip().lower(),
        person_id=person.id if person else None,
        next_path=next_path,
        expires_at=clock.now() + LIFE[kind],
    )
    session.add(link)
    session.flush()
    enqueue(session, KIND, key=f"link-{link.id}", payload={"link": str(link.id)})
    return link


def ask_sign_up(session: Session, *, email: str, next_path: str = "") -> None:
    """Send a link to start an account, or to get back into the one there is. The page says the same either way.

    Raises TooManyRequests when this address was sent several already.
    """
    _counted(session, email)
    known = queries.person_by_email(session, email)
    _new(session, LinkKind.RESET if known else LinkKind.SIGN_UP, email, known, next_path)


def ask_reset(session: Session, *, email: str) -> None:
    """Send a link to choose a new password, when the address is somebody's. The page says the same either way.

    So does the clock: for a stranger the same rows are written, without the address, and nothing is sent.
    Raises TooManyRequests when this address was sent several already.
    """
    _counted(session, email)
    known = queries.person_by_email(session, email)
    _new(session, LinkKind.RESET, email if known else "", known)


def _counted(session: Session, email: str) -> None:
    limits.expect_room(session, AttemptKind.MAIL, email)
    limits.count(session, AttemptKind.MAIL, email)


def invite(session: Session, *, person: Person, by: Actor) -> None:
    """Invite a person to choose a password. Raises Refused when they have no address."""
    if not person.email:
        raise Refused(_l("Add an e-mail address first: the invitation is sent there."))
    link = _new(session, LinkKind.INVITATION, person.email, person)
    record(session, by=by, action="person.invited", subject=link, about=person.id)


def first_administrator(session: Session, *, secret: str) -> str:
    """The path at which whoever started an empty installation makes the first administrator."""
    link = MailedLink(kind=LinkKind.SETUP, email="", expires_at=clock.now() + LIFE[LinkKind.SETUP])
    session.add(link)
    session.flush()
    return f"/link/{link.id}/{token(secret, link.id)}"


def set_up(
    session: Session, *, link: MailedLink, organisation: str, chosen_name: str, email: str, password: str
) -> Person:
    """Make the organisation and its first administrator, who is its programme lead too until somebody else is.

    Raises Refused when somebody has done so already.
    """
    if queries.root_node(session) is not None:
        raise Refused(_l("The first administrator is there already. Sign in, or ask them to invite you."))
    root = services.add_node(session, name=organisation, kind=NodeKind.ORGANISATION, parent=None, by=SYSTEM)
    person = services.add_person(session, chosen_name=chosen_name, email=email, by=SYSTEM)
    for role in (Role.ADMIN, Role.LEAD):
        services.grant(session, person_id=person.id, role=role, node_id=root.id, by=SYSTEM)
    set_password(session, person=person, password=password)
    link.used_at, link.person_id = clock.now(), person.id
    session.flush()
    return person


def open_link(session: Session, *, secret: str, link_id: UUID, given: str) -> MailedLink | None:
    """The link, when the token is right and it can still be used; None otherwise."""
    if not hmac.compare_digest(token(secret, link_id).encode(), given.encode()):
        return None
    link = session.get(MailedLink, link_id)
    return link if link and link.used_at is None and link.expires_at > clock.now() else None


def used_link(session: Session, *, secret: str, link_id: UUID, given: str) -> MailedLink | None:
    """The link, when the token is right and it was used, by whoever it says; None otherwise."""
    if not hmac.compare_digest(token(secret, link_id).encode(), given.encode()):
        return None
    link = session.get(MailedLink, link_id)
    return link if link and link.used_at is not None and link.person_id is not None else None


def use(session: Session, *, link: MailedLink, password: str, chosen_name: str = "") -> Person:
    """Use a link once: set the password, making the account first when it is a sign-up. Returns the person.

    Every other link of theirs is closed: an old mail is not to open the account again.

    Raises Refused when the account came to be in the meantime, or is closed for now.
    """
    person = session.get(Person, link.person_id) if link.person_id else _joined(session, link, chosen_name)
    assert person is not None  # noqa: S101 - a foreign key holds it
    if person.state is not PersonState.ACTIVE:
        raise Refused(_l("This account is closed for now. Ask the person who invited you."))
    set_password(session, person=person, password=password)
    link.used_at, link.person_id = clock.now(), person.id
    _close_others(session, person)
    record(session, by=SYSTEM, action=f"link.used.{link.kind.value}", subject=link, about=person.id)
    session.flush()
    return person


def _close_others(session: Session, person: Person) -> None:
    session.flush()
    still_open = sa.and_(MailedLink.person_id == person.id, MailedLink.used_at.is_(None))
    session.execute(sa.update(MailedLink).where(still_open).values(expires_at=clock.now()))


def _joined(session: Session, link: MailedLink, chosen_name: str) -> Person:
    if queries.person_by_email(session, link.email) is not None:
        raise Refused(_l("You have an account here already. Sign in, or ask for a link to choose a new password."))
    person = services.add_person(session, chosen_name=chosen_name, email=link.email, by=SYSTEM)
    root = queries.root_node(session)
    if root is not None:
        services.grant(session, person_id=person.id, role=Role.APPLICANT, node_id=root.id, by=SYSTEM)
    return person


def set_password(session: Session, *, person: Person, password: str) -> None:
    """Keep a new password for a person. Raises Refused when it is one that would be guessed."""
    root = queries.root_node(session)
    names = (person.chosen_name, person.certificate_name, person.email or "", root.name if root else "")
    fault = passwords.fault(password, names=names)
    if fault is not None:
        raise Refused(fault, field="password")
    made = aside(("hash", password), lambda: passwords.hash_password(password))
    kept = session.scalar(sa.select(Credential).filter_by(person_id=person.id))
    if kept is None:
        session.add(Credential(person_id=person.id, password_hash=made))
    else:
        kept.password_hash = made
    session.flush()


def change_password(session: Session, *, person: Person, row: UserSession, current: str, password: str) -> None:
    """Take a new password for the one there is, and tell its person by mail. Raises Refused when that one is wrong."""
    if not signing_in.proved(session, row=row, email=person.email or "", password=current):
        raise Refused(_l("That is not the password you have now. Try again."), field="current")
    set_password(session, person=person, password=password)
    changed = record(
        session, by=Actor(person.id, person.chosen_name), action="password.changed", subject=row, about=person.id
    )
    session.flush()
    body = _(
        "Hello,\n\nThe password of your account was changed. If this was not you, ask for a link to choose another."
    )
    subject, key = _("A change to your account"), f"password-{changed}"
    mail.write(session, to=person.id, subject=subject, body=body, key=key, path="/account")


def vouch(session: Session, *, person: Person) -> None:
    """Whoever runs this machine says that the address is the person's: it counts as a link that was used."""
    now = clock.now()
    session.add(
        MailedLink(kind=LinkKind.SETUP, email=person.email or "", person_id=person.id, expires_at=now, used_at=now)
    )
    session.flush()


def send(session: Session, payload: Mapping[str, Any], runtime: Runtime) -> Callable[[], None] | None:
    """Write the mail that carries a link; what is given back sends it."""
    link = session.get_one(MailedLink, UUID(payload["link"]))
    if not link.email:
        return None  # asked for a stranger's address: there is nobody to send it to
    address = f"{runtime.settings.base_url}/link/{link.id}/{token(runtime.settings.secret_key, link.id)}"
    body = _(
        "Hello,\n\nPlease open this link to continue:\n\n%(address)s\n\nIt works once, until %(until)s. "
        "If you did not ask for it, you need do nothing.\n",
        address=address,
        until=clock.local(link.expires_at).strftime("%d/%m/%Y %H:%M"),
    )
    return partial(
        deliver, runtime.settings, key=f"link-{link.id}", to=link.email, subject=_("Your link to continue"), body=body
    )
