"""Asking to be erased, stopping it, and erasing."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.core.db.unit import announce, when
from lms.core.errors import Refused
from lms.core.sealing import destroy_key
from lms.core.text import lazy_gettext as _l
from lms.core.web import replies
from lms.core.web.runtime import Runtime
from lms.jobs import services as jobs
from lms.people import limits
from lms.people import services as people
from lms.people.models import Grant, MailedLink, Person, PersonState
from lms.people.queries import live
from lms.privacy import letters, queries
from lms.privacy.clearing import clear_rows, files_of, forget_files, ids_about, take_names_out
from lms.privacy.models import Erasure
from lms.privacy.signals import person_erased
from lms.privacy.whose import owned

__all__ = ["AFTERWARDS", "KIND", "ask", "carry_out", "clear_up_later", "erase", "erase_at_once", "stop"]

KIND = "privacy.erase"
AFTERWARDS = "privacy.afterwards"


def ask(session: Session, *, person_id: UUID, keep_certificates: bool, runtime: Runtime, by: Actor) -> Erasure:
    """Ask to be erased once the days of thinking it over have gone by; who has asked already waits for that day."""
    waiting = queries.open_erasure(session, person_id)
    if waiting is not None:
        return waiting
    due = clock.now() + timedelta(days=runtime.settings.erasure_days)
    asked = Erasure(person_id=person_id, by_id=by.person_id, keep_certificates=keep_certificates, due_at=due)
    session.add(asked)
    session.flush()
    record(session, by=by, action="erasure.asked", subject=asked, about=person_id)
    jobs.enqueue(session, KIND, key=f"{KIND}:{asked.id}", payload={"erasure": str(asked.id)}, due=due)
    letters.asked(session, asked)
    return asked


def stop(session: Session, *, person_id: UUID, by: Actor) -> None:
    """Stop what was asked for. Nothing happens when nothing is waiting."""
    waiting = queries.open_erasure(session, person_id)
    if waiting is not None:
        waiting.stopped_at = clock.now()
        record(session, by=by, action="erasure.stopped", subject=waiting, about=person_id)
        session.flush()


def erase_at_once(
    session: Session, *, person_id: UUID, reason: str, keep_certificates: bool, runtime: Runtime, by: Actor
) -> Erasure:
    """Erase somebody else without waiting, for a reason that is kept. Raises Refused while something is in the way."""
    if person_id == by.person_id:
        raise Refused(
            _l("Erase your own account from your account page. It waits for some days, so that you can stop it.")
        )
    if session.get_one(Person, person_id).state is PersonState.ERASED:
        raise Refused(_l("They are erased already."))
    _expect_free(session, person_id, runtime.hooks)
    now = clock.now()
    asked = queries.open_erasure(session, person_id) or Erasure(person_id=person_id, due_at=now)
    asked.by_id, asked.reason, asked.keep_certificates, asked.due_at = by.person_id, reason, keep_certificates, now
    session.add(asked)
    session.flush()
    _settle(session, asked, by)
    return asked


def carry_out(session: Session, *, erasure_id: UUID, runtime: Runtime) -> None:
    """Erase whoever waits for it and is due, unless it was stopped. While something is in the way, look again daily.

    Whoever is erased is told so by mail, for which nothing but this moment has their address.
    """
    asked = session.get(Erasure, erasure_id, with_for_update=True)
    if asked is None or asked.stopped_at or asked.done_at or asked.due_at > clock.now():
        return
    if queries.standing_in_the_way(session, asked.person_id, runtime.hooks):
        _wait(session, asked)
        return
    address = session.get_one(Person, asked.person_id).email
    _settle(session, asked, SYSTEM)
    if address:
        when(session, "committed", partial(letters.last, runtime.settings, asked.id, address))


def _wait(session: Session, asked: Erasure) -> None:
    if asked.held_at is None:
        asked.held_at = clock.now()
        record(session, by=SYSTEM, action="erasure.held", subject=asked, about=asked.person_id)
        letters.held(session, asked)
        session.flush()
    again, key = clock.now() + timedelta(days=1), f"{KIND}:{asked.id}:{clock.now():%Y%m%d}"
    jobs.enqueue(session, KIND, key=key, payload={"erasure": str(asked.id)}, due=again)


def _settle(session: Session, asked: Erasure, by: Actor) -> None:
    asked.done_at = clock.now()
    session.flush()
    gone = erase(session, person_id=asked.person_id, keep_certificates=asked.keep_certificates, by=by)
    clear_up_later(session, asked, gone)


def clear_up_later(session: Session, done: Erasure, files: Iterable[UUID]) -> None:
    """Have the worker do what is left outside the database: files, what SQLite keeps of the past, and the ledger."""
    payload = {"erasure": str(done.id), "files": sorted(map(str, files))}
    jobs.enqueue(session, AFTERWARDS, key=f"{AFTERWARDS}:{done.id}", payload=payload)


def erase(session: Session, *, person_id: UUID, keep_certificates: bool, by: Actor) -> set[UUID]:
    """Take away everything about a person that nothing asks us to keep. Gives the ids of the files whose bytes go.

    Whoever calls it removes those once this is committed.
    """
    person = session.get_one(Person, person_id, with_for_update=True)
    names = {person.chosen_name, person.certificate_name, person.email or "", person.phone}
    left_alone = [table.name for table in owned() if table.info.get("may_stay")] if keep_certificates else []
    _end_roles(session, person_id, by)
    record(session, by=by, action="person.erased", subject=person, about=person_id)
    session.flush()
    _forget_traces(session, person_id, names)
    files = files_of(session, person_id, going=True, but=left_alone)
    destroy_key(session, person_id)
    clear_rows(session, person_id, but=left_alone)
    take_names_out(session, person_id, names)
    gone = forget_files(session, files)
    session.execute(sa.update(Person).where(Person.id == person_id).values(state=PersonState.ERASED))
    session.expire_all()
    announce(person_erased, session, person_id=person_id)
    return gone


def _end_roles(session: Session, person_id: UUID, by: Actor) -> None:
    for grant in session.scalars(sa.select(Grant).where(Grant.person_id == person_id, live())):
        people.end_grant(session, grant=grant, by=by)


def _forget_traces(session: Session, person_id: UUID, names: set[str]) -> None:
    """What no foreign key leads to: work in the outbox, kept replies, counted tries, links to their address."""
    ids = {str(found) for found in ids_about(session, person_id)}
    jobs.forget(session, mentions={*ids, *filter(None, names)}, but=KIND)
    replies.forget(session, person_id, names)
    limits.forget(session, [*names, str(person_id)])
    session.execute(sa.delete(MailedLink).where(MailedLink.email.in_([name.lower() for name in names if "@" in name])))


def _expect_free(session: Session, person_id: UUID, hooks: Any) -> None:
    reasons = queries.standing_in_the_way(session, person_id, hooks)
    if reasons:
        raise Refused(_l("Not yet: %(why)s", why=queries.told(reasons)))
