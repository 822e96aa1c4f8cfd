"""How often one may try: by account, by place and all together; whoever was here before is not locked out by others.

A whole hospital may sit behind one address, so a place is slowed by how many *accounts* fail from it, not by how often
one of them does, nor by those who then get it right. A browser with the mark of an earlier sign-in to the account is
counted by itself: strangers' failures never close the door on it.
"""

import hashlib
import hmac
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import has_request_context, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests

from lms.core import clock, logs
from lms.core.db.turns import in_turn
from lms.core.text import gettext as _
from lms.core.web.browser import known_device
from lms.core.web.runtime import runtime
from lms.people.models import Attempt, AttemptKind

__all__ = ["Limit", "account_digest", "count", "expect_room", "forget", "forgive_place"]

KEPT = timedelta(days=2)
FORGIVEN = "forgiven"  # no address that a browser comes from


@dataclass(frozen=True)
class Limit:
    """At most so many in so long a time."""

    most: int
    within: timedelta


MINUTES, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
PER_ACCOUNT = {
    AttemptKind.PASSWORD: (Limit(10, MINUTES),),
    AttemptKind.CODE: (Limit(5, MINUTES), Limit(20, HOUR)),
    AttemptKind.MAIL: (Limit(5, DAY),),
}
ACCOUNTS_PER_PLACE = {
    AttemptKind.PASSWORD: Limit(100, MINUTES),
    AttemptKind.CODE: Limit(100, MINUTES),
    AttemptKind.MAIL: Limit(200, HOUR),
}
ALL_TOGETHER = Limit(1000, MINUTES)
WRONG = {AttemptKind.PASSWORD: "a sign-in, wrong password", AttemptKind.CODE: "a second factor, wrong code"}


def account_digest(name: str) -> str:
    """What is kept of an address or an id that was tried; without our secret nobody can look for one."""
    return _digest("account", name.strip().lower())


def forget(session: Session, names: Iterable[str]) -> None:
    """Drop what was counted of tries at these addresses and ids."""
    tried = [account_digest(name) for name in names if name]
    session.execute(sa.delete(Attempt).where(Attempt.address_digest.in_(tried)))


def _digest(purpose: str, text: str) -> str:
    return hmac.new(runtime().settings.secret_key.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


def _place() -> str:
    return _digest("place", request.remote_addr or "")


def count(session: Session, kind: AttemptKind, name: str) -> None:
    """Count one try on this account, from this place and browser; what is long past is forgotten."""
    if not has_request_context():
        return  # a command: whoever runs this machine guesses nothing
    if kind in WRONG:
        logs.refused(WRONG[kind])
    account = account_digest(name)
    device = known_device(account)
    session.execute(sa.delete(Attempt).where(Attempt.kind == kind, Attempt.created_at < clock.now() - KEPT))
    session.add(
        Attempt(
            kind=kind,
            address_digest=account,
            place_digest=_place(),
            device_digest=_digest("device", device) if device else None,
        )
    )
    session.flush()


def forgive_place(session: Session, kind: AttemptKind, name: str) -> None:
    """Whoever mistyped and then got it right was nobody guessing: the place is not slowed for it any more.

    For the account, and for all together, the tries stay counted.
    """
    if not has_request_context():
        return
    theirs = (Attempt.kind == kind, Attempt.address_digest == account_digest(name), Attempt.place_digest == _place())
    session.execute(sa.update(Attempt).where(*theirs).values(place_digest=_digest("place", FORGIVEN)))


def expect_room(session: Session, kind: AttemptKind, name: str) -> None:
    """Raise TooManyRequests, with when to try again and what to do, when there have been too many tries."""
    if not has_request_context():
        return
    account = account_digest(name)
    in_turn(session, account)  # many guesses sent at once wait here for each other
    device = known_device(account)
    until = max(_full(session, kind, account, _digest("device", device) if device else None), default=None)
    if until is not None:
        logs.refused(f"a {kind.value}, too many tries")
        seconds = max(1, math.ceil((until - clock.now()).total_seconds()))
        raise TooManyRequests(_words(kind, until), retry_after=seconds)


def _full(session: Session, kind: AttemptKind, account: str, device: str | None) -> Iterator[datetime]:
    mine = Attempt.device_digest == device if device else Attempt.device_digest.is_(None)
    for limit in PER_ACCOUNT[kind]:
        yield from _over(session, limit, kind, [Attempt.address_digest == account, mine])
    if device is None:
        yield from _place_over(session, ACCOUNTS_PER_PLACE[kind], kind)
        yield from _over(session, ALL_TOGETHER, kind, [])


def _over(
    session: Session, limit: Limit, kind: AttemptKind, among: Sequence[sa.ColumnElement[bool]]
) -> Iterator[datetime]:
    """When the oldest of the last `most` tries leaves the window; nothing while there is room."""
    query = sa.select(Attempt.created_at).where(Attempt.kind == kind, *among)
    oldest = session.scalar(query.order_by(Attempt.created_at.desc()).offset(limit.most - 1).limit(1))
    if oldest is not None and oldest + limit.within > clock.now():
        yield oldest + limit.within


def _place_over(session: Session, limit: Limit, kind: AttemptKind) -> Iterator[datetime]:
    latest = sa.func.max(Attempt.created_at, type_=Attempt.created_at.type)
    query = sa.select(latest).where(
        Attempt.kind == kind, Attempt.place_digest == _place(), Attempt.created_at > clock.now() - limit.within
    )
    grouped = query.group_by(Attempt.address_digest).order_by(latest.desc())
    oldest = session.scalar(grouped.offset(limit.most - 1).limit(1))
    if oldest is not None:
        yield oldest + limit.within


def _words(kind: AttemptKind, until: datetime) -> str:
    # The minute after: whoever comes back at that minute finds the door open.
    at = clock.local(until + timedelta(minutes=1)).strftime("%H:%M")
    if kind is AttemptKind.CODE:
        return _("There have been too many wrong codes. Try again at %(at)s with the newest code of your app.", at=at)
    if kind is AttemptKind.MAIL:
        return _(
            "We have sent several links already. Look at your e-mail, the unwanted mail too. "
            "From %(at)s on you can ask again.",
            at=at,
        )
    return _(
        "Try again at %(at)s. If you do not remember your password, choose “I have forgotten my password” on the "
        "sign-in page: we mail you a link, and it works at once.",
        at=at,
    )
