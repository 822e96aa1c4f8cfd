"""Keeping drafts and the keys of devices. Nothing here is audited: what is not sent is nobody's business."""

import secrets
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.db.prepared import prepared
from lms.core.db.turns import in_turn
from lms.core.drafts.models import DeviceKey, Draft
from lms.core.drafts.rules import Words, is_newer

__all__ = ["clear", "destroy_keys", "find", "forget_draft", "keep", "key_for", "now_seq"]

MOST_DRAFTS = 100


def find(session: Session, *, person_id: UUID, place: str) -> Draft | None:
    """The unsent words of this person at this place; a row without words only remembers the last number."""
    found: Draft | None = session.scalar(*_one(person=person_id, place=place))
    return found


@prepared
def _one(*, person: UUID, place: str) -> sa.Select[Draft]:
    return sa.select(Draft).where(Draft.person_id == person, Draft.place == place)


def keep(session: Session, *, person_id: UUID, place: str, seq: int, words: Words) -> Draft:
    """Keep these words unless newer ones are kept already; gives what is kept now."""
    draft = _locked(session, person_id, place)
    if draft is None:
        draft = Draft(person_id=person_id, place=place, seq=seq, words=words)
        session.add(draft)
        _make_room(session, person_id)
    elif is_newer(seq, draft.seq):
        draft.seq, draft.words, draft.kept_at = seq, words, clock.now()
    session.flush()
    return draft


def _locked(session: Session, person_id: UUID, place: str) -> Draft | None:
    query = sa.select(Draft).where(Draft.person_id == person_id, Draft.place == place)
    return session.scalar(query.with_for_update())


def _make_room(session: Session, person_id: UUID) -> None:
    oldest = sa.select(Draft.id).where(Draft.person_id == person_id).order_by(Draft.kept_at.desc(), Draft.id)
    session.execute(sa.delete(Draft).where(Draft.id.in_(session.scalars(oldest.offset(MOST_DRAFTS)).all())))


def clear(session: Session, *, person_id: UUID, place: str, seq: int | None) -> None:
    """The form was sent: its words go, and what was typed before `seq` and arrives later is too late."""
    draft = _locked(session, person_id, place)
    if draft is None and seq is not None:
        keep(session, person_id=person_id, place=place, seq=seq, words={})
    elif draft is not None:
        draft.words, draft.seq, draft.kept_at = {}, max(draft.seq, seq or 0), clock.now()
        session.flush()


def forget_draft(session: Session, *, person_id: UUID, place: str) -> None:
    """What was saved is deleted, so whatever was typed there until now goes with it."""
    clear(session, person_id=person_id, place=place, seq=now_seq())


def now_seq() -> int:
    """The number of words that are typed now: milliseconds, so that what is typed later counts as later everywhere."""
    return int(clock.now().timestamp() * 1000)


def key_for(session: Session, *, person_id: UUID, devices: Sequence[str], session_digest: str) -> DeviceKey:
    """The key of this person's copies on the device known by these names; a new key, and name, when none is theirs.

    A sign-in is on one device: when the answer was lost and is asked for again, the names are not known there yet.
    """
    found = _key_here(session, person_id, devices, session_digest)
    if found is None:
        in_turn(session, session_digest)  # a browser that opens its windows again asks for all of them at one moment
        found = _key_here(session, person_id, devices, session_digest)
    if found is None:
        found = DeviceKey(person_id=person_id, device=secrets.token_urlsafe(24), key=secrets.token_urlsafe(32))
        session.add(found)
    found.session_digest = session_digest
    session.flush()
    return found


def _key_here(session: Session, person_id: UUID, devices: Sequence[str], session_digest: str) -> DeviceKey | None:
    here = sa.or_(DeviceKey.device.in_(devices), DeviceKey.session_digest == session_digest)
    query = sa.select(DeviceKey).where(DeviceKey.person_id == person_id, here)
    return session.scalar(query.order_by(DeviceKey.created_at.desc()).limit(1))


def destroy_keys(session: Session, *, session_digest: str) -> None:
    """Make every copy that this sign-in locked unreadable for good."""
    session.execute(sa.delete(DeviceKey).where(DeviceKey.session_digest == session_digest))
