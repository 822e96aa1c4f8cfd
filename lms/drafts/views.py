"""What a page with a long form asks for while somebody writes."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lms.core import drafts
from lms.core.access import changes
from lms.core.db import db_session
from lms.core.drafts import rules
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor, notice, sent
from lms.core.web.browser import digest, looks_of_cookies, named, present_token
from lms.drafts.forms import DeviceForm
from lms.drafts.permissions import Can

__all__ = ["blueprint"]

SHARED_COOKIE = "lms_shared"
MOST_NAMES = 20
YEAR = 60 * 60 * 24 * 365


def blueprint() -> Blueprint:
    """Its routes."""
    door = Blueprint("drafts", __name__)
    door.add_url_rule("/drafts", "keep", keep, methods=["POST"])
    door.add_url_rule("/drafts/key", "key", key, methods=["POST"])
    door.add_url_rule("/drafts/throw-away", "throw_away", throw_away, methods=["POST"])
    door.add_url_rule("/account/this-device", "device", device, methods=["GET", "POST"])
    return door


@changes(Can.KEEP)
def keep() -> Response:
    """Keep what has been typed so far, unless newer words are kept already: JSON with place, seq and words."""
    given = _given()
    place, seq = sent.place(given.get("place")), rules.readable_seq(given.get("seq"))
    words = rules.readable_words(given.get("words"))
    if words is None:
        abort(413)
    if not place or seq is None:
        abort(400)
    kept = drafts.keep(db_session(), person_id=actor().id, place=place, seq=seq, words=words)
    return jsonify(seq=kept.seq, kept=kept.seq == seq)


@changes(Can.KEEP)
def key() -> Response:
    """The key that locks this person's copies on this device: JSON with the names the device is known by."""
    names = _given().get("devices", [])
    if request.cookies.get(named(SHARED_COOKIE)):
        return jsonify(off=True)
    known = [str(name) for name in names[:MOST_NAMES]] if isinstance(names, list) else []
    token = digest(present_token() or "")
    found = drafts.key_for(db_session(), person_id=actor().id, devices=known, session_digest=token)
    return jsonify(device=found.device, key=found.key)


def _given() -> dict[str, Any]:
    given = request.get_json(silent=True)
    return given if isinstance(given, dict) else abort(400)


@changes(Can.KEEP)
def throw_away() -> AnyResponse:
    """Forget the words that were not sent, and open the form as it was saved."""
    place, seq = sent.place(request.form.get("_draft")), rules.readable_seq(request.form.get("_seq"))
    if not place:
        abort(400)
    drafts.clear(db_session(), person_id=actor().id, place=place, seq=seq)
    notice(_("The draft is thrown away. This is what was saved."))
    return redirect(place, 303)


@changes(Can.KEEP)
def device() -> AnyResponse:
    """Whether this browser keeps a locked copy of what is typed, or is one that others use too."""
    shared = bool(request.cookies.get(named(SHARED_COOKIE)))
    form = DeviceForm.read(shared="yes" if shared else "no")
    if not form.then(lambda: _lock(form)):
        return page("lms/drafts/device.jinja", form=form)
    reply = see("people.account", said=_("Saved."))
    lasts = YEAR if form.shared.data == "yes" else 0
    reply.set_cookie(named(SHARED_COOKIE), "y", max_age=lasts, **looks_of_cookies())
    return reply


def _lock(form: DeviceForm) -> None:
    if form.shared.data == "yes":
        drafts.destroy_keys(db_session(), session_digest=digest(present_token() or ""))
