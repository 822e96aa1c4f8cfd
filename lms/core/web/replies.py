"""Pressed twice, done once: the first reply to a form is kept and given again.

The same form is the same person, address and words. Other words under the same key are a new edit, and go through
the version check like any other.

Two kinds of reply are not kept. A page: what leads to it asks `pressed_before`. And what tells the browser something,
such as the token of a new sign-in: given again from here it would not, so such a form has to bear being acted on twice.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Response, g, redirect, request
from sqlalchemy.orm import Mapped, Session
from werkzeug.wrappers import Response as AnyResponse

from lms.core.access import Actor
from lms.core.db.base import Base, field, foreign
from lms.core.db.kept import SECURITY, TECHNICAL
from lms.core.db.prepared import insert, prepared, rows
from lms.core.db.turns import in_turn
from lms.core.web.browser import browser_token, notice, tells_browser
from lms.core.web.sent import fingerprint

A_PAGE = ""


class Reply(Base):
    """The outcome of one submitted form: whose it was, where it sent the browser, and what it said.

    No way on is kept of a form that was answered with a page, only that it came. `scope` is a digest of the person, or
    of the browser of somebody who was not signed in.
    """

    __tablename__ = "lms_reply"
    __table_args__ = (sa.UniqueConstraint("scope", "endpoint", "key", "said"), sa.Index(None, "created_at"))

    person_id: Mapped[UUID | None] = foreign("lms_person.id", kept=SECURITY)
    scope: Mapped[str] = field(sa.String(64), kept=SECURITY.untold)
    endpoint: Mapped[str] = field(sa.String(120), kept=TECHNICAL)
    key: Mapped[str] = field(sa.String(64), kept=TECHNICAL)
    said: Mapped[str] = field(sa.String(64), kept=TECHNICAL)
    location: Mapped[str] = field(sa.String(2000), kept=SECURITY)
    notices: Mapped[list[str]] = field(kept=SECURITY.untold)  # they may name somebody else


def given_before(session: Session, actor: Actor) -> AnyResponse | None:
    """The kept reply to this very form, or None when it is new."""
    if not form_key():
        return None
    row = rows(session, _kept(**_this_form(actor))).first()
    if row is None or row.location == A_PAGE:
        return None
    for text in row.notices:
        notice(text)
    return redirect(row.location, 303)


@prepared
def _kept(*, scope: str, endpoint: str, key: str, said: str) -> sa.Select[str, list[str]]:
    query = sa.select(Reply.location, Reply.notices)
    return query.where(Reply.scope == scope, Reply.endpoint == endpoint, Reply.key == key, Reply.said == said)


def one_at_a_time(session: Session) -> None:
    """Let the second press of a form wait until the first has its reply: before anything is read, who asks too."""
    if key := form_key():
        in_turn(session, key)


def keep(session: Session, actor: Actor, response: Response) -> None:
    """Remember the reply to this form, inside the same transaction as its effects."""
    if form_key() and 300 <= response.status_code < 400 and not tells_browser(response):
        told: list[Any] = list(g.get("lms_notices", []))
        insert(session, Reply, **_this_form(actor), **_whose(actor), location=response.location, notices=told)


def pressed_before(session: Session, actor: Actor) -> bool:
    """Whether this very form came before; False the first time. For a form that is answered with a page."""
    if not form_key():
        return False
    form = _this_form(actor)
    if rows(session, _kept(**form)).first() is not None:
        return True
    insert(session, Reply, **form, **_whose(actor), location=A_PAGE, notices=[])
    return False


def forget(session: Session, person_id: UUID, names: Iterable[str]) -> None:
    """Drop the replies to this person's forms, and what others were told with one of these names in it."""
    forget_told(session, names)
    session.execute(sa.delete(Reply).where(Reply.scope == _digest(str(person_id))))


def forget_told(session: Session, names: Iterable[str]) -> None:
    """Drop the replies that say one of these names, whoever was told."""
    told = sa.cast(Reply.notices, sa.Text)
    named = [told.contains(json.dumps(name)[1:-1], autoescape=True) for name in names if name]
    session.execute(sa.delete(Reply).where(sa.or_(sa.false(), *named)))


def _whose(actor: Actor) -> dict[str, UUID | None]:
    return {"person_id": actor.person_id}


def _this_form(actor: Actor) -> dict[str, str]:
    return {"scope": _scope(actor), "endpoint": request.endpoint or "", "key": form_key(), "said": fingerprint()}


def form_key() -> str:
    """The idempotency key the form carried, cut to what we store; empty when there was none."""
    return request.form.get("_key", "")[:64]


def _scope(actor: Actor) -> str:
    return _digest(str(actor.person_id) if actor.person_id else browser_token())


def _digest(who: str) -> str:
    return hashlib.sha256(who.encode()).hexdigest()
