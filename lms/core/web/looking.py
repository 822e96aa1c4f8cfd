"""Every look at somebody else's sealed words is noted before they are shown, or they are not shown."""

from typing import Any

from flask import g, request
from sqlalchemy.orm import Session

from lms.core.access import Access, Actor
from lms.core.sealing import not_lately, note_looks, opened_here
from lms.core.web.runtime import runtime

__all__ = ["Unnoted", "keep_aside", "note"]


class Unnoted(RuntimeError):
    """A view has opened what somebody else keeps sealed, and does not declare that it looks."""


def note(session: Session, actor: Actor, access: Access) -> None:
    """Note what this request has opened of others, in its own unit of work; or after it, when that keeps nothing.

    A part of a recording is not noted again while the look goes on.

    Raises Unnoted when the view did not say `looks=` what for.
    """
    opened = opened_here(session, actor.person_id)
    if not opened:
        return
    if not access.looks or actor.person_id is None:
        raise Unnoted(f"{request.endpoint} shows sealed words of somebody else, and does not say what for")
    look: dict[str, Any] = {"viewer_id": actor.id, "endpoint": request.endpoint, "opened": opened}
    if g.get("lms_in_parts"):
        look["opened"] = not_lately(session, **look)
    if "doomed" in session.info:
        g.lms_look = look
    else:
        note_looks(session, **look)


def keep_aside() -> None:
    """Keep what was noted in a unit that kept nothing. The reply waits for it."""
    look = g.pop("lms_look", None)
    if look:
        with runtime().database.unit_of_work() as session:
            note_looks(session, **look)
