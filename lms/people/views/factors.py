"""The second step at the door: a code of an app, a recovery code, or a passkey; and the password once more."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from lms.core.access import changes
from lms.core.db import db_session
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see, url
from lms.core.web import actor, halfway, keep_despite_error, runtime
from lms.core.web.following import tell_again
from lms.people import signing_in
from lms.people.factors import passkeys, services
from lms.people.forms import AgainForm, CodeForm
from lms.people.identity import sitting
from lms.people.models import Person, UserSession
from lms.people.permissions import Can
from lms.people.views.door import safe_next
from lms.people.views.host_door import only_at_our_own_door

__all__ = ["mount", "pressed_again", "whole_now"]


def mount(people: Blueprint) -> None:
    """Add the routes."""
    people.add_url_rule("/second-factor", "factor", factor, methods=["GET", "POST"])
    people.add_url_rule("/sign-in/again", "again", again, methods=["GET", "POST"])


@changes(Can.SECOND_FACTOR)
def factor() -> Response:
    """Show a second factor; whoever has none sets one up, and whoever has shown it goes on."""
    wanted = safe_next(request.args.get("next", ""))
    if not halfway():
        pressed_again()
        return redirect(wanted or url("people.home"), 303)
    if not sitting().enrolled:
        return see("people.factor_add", next=wanted or None)
    form = CodeForm.read()
    if form.sent:
        keep_despite_error()
    if form.then(lambda: _show(str(form.code.data))):
        return redirect(wanted or url("people.home"), 303)
    possible = passkeys.possible(runtime().settings) and not runtime().hosted
    return page("lms/people/factor.jinja", {"next": wanted, "passkeys": possible}, form=form)


def _show(typed: str) -> None:
    secret = runtime().settings.secret_key
    whole_now(services.show_code(db_session(), secret=secret, person_id=actor().id, typed=typed))


def pressed_again() -> bool:
    """Whether this form showed a second factor before: then its reply tells the browser again what the first told."""
    if not tell_again():
        return False
    signing_in.remember(db_session().get_one(Person, actor().id))
    return True


def whole_now(how: str) -> None:
    """This browser has shown a second factor."""
    row, person = db_session().get_one(UserSession, sitting().id), db_session().get_one(Person, actor().id)
    signing_in.second_shown(db_session(), row=row, person=person, how=how)


@changes(Can.SECOND_FACTOR)
@only_at_our_own_door
def again() -> Response:
    """The password once more, before something that matters."""
    wanted, form = safe_next(request.args.get("next", "")), AgainForm.read()
    if form.sent:
        keep_despite_error()
    if form.then(lambda: _prove(str(form.password.data))):
        return redirect(wanted or url("people.account"), 303)
    return page("lms/people/again.jinja", {"next": wanted}, form=form)


def _prove(password: str) -> None:
    row, person = db_session().get_one(UserSession, sitting().id), db_session().get_one(Person, actor().id)
    if not signing_in.proved(db_session(), row=row, email=person.email or "", password=password):
        raise Refused(_l("That is not your password. Try again."), field="password")
