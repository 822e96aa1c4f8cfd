"""Where a long form lies: its unsent words brought back, kept aside, or put away once they are sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, g, redirect, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from lms.core.access import NOBODY, Actor
from lms.core.drafts import rules, store
from lms.core.text import gettext as _
from lms.core.web import sent
from lms.core.web.browser import notice

__all__ = ["Desk", "desk_here", "form_version", "lay_out", "put_aside", "put_away", "take_back"]


@dataclass(frozen=True)
class Desk:
    """The long form of this page: its place, the number of its newest words, and since when unsent ones lie there.

    `version` is that of the record the unsent words were begun on; `came_back` says that the form was sent and is
    shown again.
    """

    place: str
    seq: int
    since: datetime | None = None
    version: str | None = None
    came_back: bool = False


def lay_out() -> None:
    """This request sent a long form: if it is shown again, its words go on being kept at the same place."""
    place = sent.place(request.form.get("_draft")) or sent.address()
    _place(Desk(place, rules.readable_seq(request.form.get("_seq")) or 0, came_back=True))


def take_back() -> MultiDict[str, Any] | None:
    """The unsent words of whoever opens this page; None when there are none."""
    actor: Actor = g.get("lms_actor", NOBODY)
    place = sent.place(sent.address())
    if actor.person_id is None or not place:
        return None
    draft = store.find(g.lms_session, person_id=actor.person_id, place=place)
    if draft is None or not draft.words:
        _place(Desk(place, draft.seq if draft else 0))
        return None
    _place(Desk(place, draft.seq, draft.kept_at, next(iter(draft.words.get("_version", [])), None)))
    return MultiDict((name, value) for name, values in draft.words.items() for value in values)


def _place(desk: Desk) -> None:
    actor: Actor = g.get("lms_actor", NOBODY)
    if actor.person_id is not None:
        g.lms_desk = desk


def desk_here() -> Desk | None:
    """The desk of this page's long form: for one form, since a page has one."""
    found: Desk | None = g.pop("lms_desk", None)
    return found


def form_version(version: int | None, action: str, desk: Desk | None) -> str:
    """The version a form carries: that of the record its words were begun on, not the one the page has just read.

    A form that comes back with an error, or with unsent words, must not claim to have seen what came in between.
    """
    if desk is not None and desk.version is not None:
        return desk.version
    again = request.method == "POST" and "_version" in request.form and "lms_form_kept" not in g
    if again and action.partition("?")[0] in {"", f"{request.script_root}{request.path}"}:
        return request.form["_version"]
    return "" if version is None else str(version)


def put_aside(session: Session, actor: Actor) -> AnyResponse | None:
    """The answer to “Save draft”: the words are kept, nothing is sent. None when that was not asked."""
    place = sent.place(request.form.get("_draft"))
    if "_save_draft" not in request.form or not place or actor.person_id is None:
        return None
    return redirect(place, 303) if aside(session, actor.id, place) else None


def aside(session: Session, person_id: Any, place: str) -> bool:
    """Keep the words of the form that this request sent as a draft, and say so; False when they are too many."""
    words = rules.readable_words(sent.words())
    if words is None:
        return False
    seq = max(rules.readable_seq(request.form.get("_seq")) or 0, store.now_seq())
    store.keep(session, person_id=person_id, place=place, seq=seq, words=words)
    g.lms_laid_aside = True
    notice(_("Kept as a draft, not sent."))
    return True


def put_away(session: Session, actor: Actor, response: Response) -> None:
    """The form was sent and worked: its draft goes, unless that is what this request has kept."""
    place = sent.place(request.form.get("_draft"))
    if "lms_laid_aside" not in g and place and actor.person_id is not None and 300 <= response.status_code < 400:
        seq = rules.readable_seq(request.form.get("_seq"))
        store.clear(session, person_id=actor.id, place=place, seq=seq)
