"""Passkeys: the questions we put to a browser, and its answers. The pages that ask need JavaScript, and say so."""

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from lms.core import logs
from lms.core.access import Open, changes
from lms.core.db import db_session
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.core.web import actor, runtime
from lms.core.web.browser import sent_token
from lms.people.browsers import browser_name
from lms.people.factors import passkeys, services
from lms.people.models import Person, PersonState
from lms.people.permissions import Can
from lms.people.views.door import let_in, safe_next
from lms.people.views.enrolling import codes_page, enrolling
from lms.people.views.factors import whole_now
from lms.people.views.host_door import only_at_our_own_door

__all__ = ["mount"]


def mount(people: Blueprint) -> None:
    """Add the routes."""
    for name, path in (
        ("passkey_question", "/sign-in/passkey/question"),
        ("passkey_sign_in", "/sign-in/passkey"),
        ("passkey_new_question", "/second-factor/passkey/question"),
        ("passkey_new", "/second-factor/passkey"),
    ):
        people.add_url_rule(path, name, globals()[name], methods=["POST"])


def _sent(name: str) -> str:
    return request.form.get(name, "")


def _only_where_possible() -> None:
    if not passkeys.possible(runtime().settings):
        abort(404)


@changes(Open.PUBLIC)
@only_at_our_own_door
def passkey_question() -> AnyResponse:
    """What the browser signs to sign in; it names nobody."""
    _only_where_possible()
    return jsonify(passkeys.ask_sign_in(db_session(), settings=runtime().settings, token=sent_token() or ""))


@changes(Open.PUBLIC)
@only_at_our_own_door
def passkey_sign_in() -> AnyResponse:
    """Sign in with a passkey: the device and its lock are two factors by themselves."""
    _only_where_possible()
    try:
        answered = passkeys.answer_sign_in(
            db_session(),
            settings=runtime().settings,
            token=sent_token() or "",
            ceremony=_sent("ceremony"),
            answer=_sent("answer"),
        )
    except Refused:
        logs.refused("a sign-in, by a passkey")
        raise
    person = db_session().get_one(Person, answered.person_id)
    if person.state is not PersonState.ACTIVE:
        logs.refused("a sign-in, by a passkey of a closed account")
        raise Refused(_l("This account is closed for now. Ask the person who invited you."))
    return let_in(person, safe_next(request.args.get("next", "")), second=True)


@changes(Can.SECOND_FACTOR)
@only_at_our_own_door
@enrolling
def passkey_new_question() -> Response:
    """What the browser needs to make a passkey."""
    _only_where_possible()
    services.expect_mail_read(db_session(), actor().id)
    person = db_session().get_one(Person, actor().id)
    return jsonify(passkeys.ask_new(db_session(), settings=runtime().settings, token=sent_token() or "", person=person))


@changes(Can.SECOND_FACTOR)
@only_at_our_own_door
@enrolling
def passkey_new() -> AnyResponse:
    """Keep a new passkey."""
    _only_where_possible()
    made = passkeys.answer_new(
        db_session(),
        settings=runtime().settings,
        token=sent_token() or "",
        person=db_session().get_one(Person, actor().id),
        ceremony=_sent("ceremony"),
        answer=_sent("answer"),
        name=browser_name(str(request.user_agent))[:100],
    )
    services.told(db_session(), factor=made, by=actor())
    whole_now("passkey")
    return codes_page(safe_next(request.args.get("next", "")))
