"""The door: every view runs through here, inside one unit of work, or not at all."""

import functools
import hmac
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, current_app, g, make_response, redirect, request, url_for
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import LimitedStream

from lms.core import logs
from lms.core.access import NOBODY, Access, Actor, Mode, Open, access_of
from lms.core.db.unit import doom
from lms.core.errors import Stale
from lms.core.forms import desk
from lms.core.text import gettext as _
from lms.core.web import compare, looking, replies, sent
from lms.core.web.aside import Aside
from lms.core.web.browser import csrf_token, sent_token
from lms.core.web.runtime import Arriving, runtime

log = logging.getLogger("lms.web")

SAFE = {"GET", "HEAD", "OPTIONS"}
MOST_BYTES = 64 * 1024 * 1024


def deny_undeclared() -> None:
    """Refuse an endpoint that does not declare who may use it. Runs before every request of ours."""
    view = current_app.view_functions.get(request.endpoint or "")
    if access_of(view) is None:
        log.error("endpoint %s does not declare who may use it", request.endpoint)
        abort(403, _("This page does not say who may open it, so nobody may. Please tell your administrator."))


def without_nul() -> None:
    """Let no NUL come in by an address: PostgreSQL has no such letter, and would break off over it.

    No page has one in its path; what only filters loses it, as answers of forms do. Runs before every request of ours.
    """
    if "\0" in request.path:
        abort(404)
    asked = request.query_string
    if b"%00" in asked:
        request.query_string = asked.replace(b"%00", b"")


def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view as it is served: identified, permitted, not forged, not repeated, committed once."""

    @functools.wraps(view)
    def served(**arguments: Any) -> AnyResponse:
        access = access_of(served)
        if access is None:
            abort(403)
        g.lms_guarded = True
        if request.method in SAFE:
            return _settled(view, arguments, access)
        _receive()
        try:
            return _sent(view, arguments, access)
        except Stale as lost:
            return _compared(view, arguments, access, lost)

    return served


def _sent(view: Callable[..., Any], arguments: dict[str, Any], access: Access) -> AnyResponse:
    try:
        return _settled(view, arguments, access)
    except IntegrityError:
        # The twin of this form, sent at the same moment, was quicker: now its reply is there to give again.
        g.pop("lms_notices", None)
        return _settled(view, arguments, access)


def _compared(view: Callable[..., Any], arguments: dict[str, Any], access: Access, lost: Stale) -> AnyResponse:
    """A race was lost. Look at the record as it is now, keep nothing of that look, and show both to the loser."""
    reply = _seen_beside(view, arguments, access, lost)
    looking.keep_aside()
    return reply


def _seen_beside(view: Callable[..., Any], arguments: dict[str, Any], access: Access, lost: Stale) -> AnyResponse:
    compare.look_again()
    with runtime().database.unit_of_work(_mode(access)) as session:
        doom(session)
        g.lms_session = session
        actor = g.lms_actor = runtime().identify(session)
        refusal = _refusal(access, actor)
        if refusal is not None:
            return refusal
        try:
            response = make_response(view(**arguments))
        except Stale as again:
            lost = again
        except StaleDataError:
            pass
        else:
            looking.note(session, actor, access)
            if response.status_code >= 400:  # it can be said better than “changed”, and the page keeps the words
                return response
        return compare.compare_page(lost)


def _settled(view: Callable[..., Any], arguments: dict[str, Any], access: Access) -> AnyResponse:
    while True:  # each pass knows more than the one before, and g keeps what it learnt
        try:
            reply = _served(view, arguments, access)
        except Arriving as arriving:
            with runtime().database.unit_of_work() as session:
                arriving.settle(session)
        except Aside as aside:
            aside.work()
        else:
            looking.keep_aside()
            _afterwards()
            return reply


def _afterwards() -> None:
    """What is noted beside the request, now and then. The reply stands whether it can be kept or not."""
    note = g.pop("lms_afterwards", None)
    if note is None:
        return
    try:
        with runtime().database.unit_of_work() as session:
            note(session)
    except SQLAlchemyError:
        log.warning("request to %s: what is noted beside it was not kept", request.endpoint)


def _receive() -> None:
    """Take the whole form in before the unit of work: whoever sends slowly must not keep others from writing."""
    if request.max_content_length is None:  # a host that sets no limit of its own
        request.max_content_length = MOST_BYTES
    if request.content_length is not None:
        # A server may end the stream where the connection broke, as if that were all: half a form is no form.
        request.environ["wsgi.input"] = LimitedStream(request.environ["wsgi.input"], request.content_length)
    request.get_data() if request.is_json else sent.fingerprint()  # either reads the body, files too


def _served(view: Callable[..., Any], arguments: dict[str, Any], access: Access) -> AnyResponse:
    with runtime().database.unit_of_work(_mode(access)) as session:
        g.lms_session = session
        if request.method not in SAFE:
            replies.one_at_a_time(session)
        actor = g.lms_actor = _present(access.permission, runtime().identify(session))
        reply = _refusal(access, actor) or _answer(view, arguments, access, actor)
        looking.note(session, actor, access)
        return reply


def _present(permission: str, actor: Actor) -> Actor:
    """Whom the view meets. Half-way in is a stranger still: a public page shows them what anybody may see."""
    g.lms_half = actor.half
    return NOBODY if actor.half and permission == Open.PUBLIC else actor


def greet() -> None:
    """Learn who asks for an address that no view answers, so that the page around the error is theirs.

    A stranger, where our records cannot be read: an address nobody has is no reason for another error.
    """
    try:
        with runtime().database.unit_of_work(Mode.READ) as session:
            g.lms_session = session
            g.lms_actor = _present(Open.PUBLIC, runtime().identify(session))
    except (SQLAlchemyError, OSError):
        log.warning("whoever asked for an address that is none could not be identified")


def _words_of_expired() -> str:
    """Keep the words of a form whose session has run out, for whom it was; gives the form's place, or "".

    The browser still holds the session's token and the page's proof of it, so the words are that person's.
    """
    place, token = sent.place(request.form.get("_draft")), sent_token()
    person_id = runtime().whose(g.lms_session, token) if place and token and _is_ours() else None
    return place if person_id and desk.aside(g.lms_session, person_id, place) else ""


def _mode(access: Access) -> Mode:
    """A page of a view that changes something is only read; if it looks, that is noted."""
    if request.method in SAFE and access.mode is Mode.WRITE:
        return Mode.JOURNAL if access.looks else Mode.READ
    return access.mode


def _refusal(access: Access, actor: Actor) -> AnyResponse | None:
    if access.permission == Open.PUBLIC:
        return None
    if actor.person_id is None:
        return _by_way_of("lms.people.sign_in", "" if request.method in SAFE else _words_of_expired())
    if not actor.can(access.permission):
        if actor.half:
            return _by_way_of("lms.people.factor")
        logs.refused("a page or a form, not permitted")
        abort(403)
    return None


def _by_way_of(endpoint: str, back: str = "") -> AnyResponse:
    """On to another page first; `back` is where to go afterwards, where this request cannot be made again."""
    wanted = request.full_path.rstrip("?") if request.method in SAFE else back
    return redirect(url_for(endpoint, next=wanted or None))


def _answer(view: Callable[..., Any], arguments: dict[str, Any], access: Access, actor: Actor) -> AnyResponse:
    session = g.lms_session
    if request.method in SAFE:
        return make_response(view(**arguments))
    refuse_forgery()
    earlier = desk.put_aside(session, actor) or replies.given_before(session, actor)
    if earlier is not None:
        return earlier
    response: Response = make_response(view(**arguments))
    if response.status_code >= 400 and not g.get("lms_keep"):
        doom(session)
    else:
        replies.keep(session, actor, response)
        desk.put_away(session, actor, response)
    return response


def refuse_forgery() -> None:
    """Abort with 403 unless the form came from a page of ours, in this very browser."""
    origin = request.headers.get("Origin")
    foreign = origin not in (None, "null") and urlsplit(str(origin)).netloc != request.host
    if foreign or request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        logs.refused("a form of another site")
        abort(403, _("This form was sent from another website, so nothing was changed."))
    if not _is_ours():
        logs.refused("a form without this browser's proof")
        abort(
            403,
            _("We could not tell that this form came from you. Go back, reload the page and send it again."),
        )


def _is_ours() -> bool:
    """Whether the page's proof came with the request: in the form, or in a header beside JSON."""
    proof = request.headers.get("X-CSRF-Token", "") if request.is_json else request.form.get("csrf_token", "")
    return sent_token() is not None and hmac.compare_digest(proof.encode(), csrf_token().encode())
