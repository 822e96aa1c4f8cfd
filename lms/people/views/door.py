"""The door: sign in, sign up, links by mail, sign out."""

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from lms.core import logs
from lms.core.access import Actor, Open, changes
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import page, see, url
from lms.core.web import actor, keep_despite_error, runtime, sign_browser
from lms.core.web.browser import digest, sent_token
from lms.core.web.replies import pressed_before
from lms.people import links, signing_in
from lms.people.factors import passkeys
from lms.people.forms import AddressForm, JoinForm, NewPasswordForm, SetupForm, SignInForm
from lms.people.models import LinkKind, MailedLink, Person, UserSession
from lms.people.views import host_door
from lms.people.views.host_door import only_at_our_own_door

__all__ = ["let_in", "mount", "safe_next"]

ROUTES = {
    "sign_in": "/sign-in",
    "sign_up": "/sign-up",
    "reset": "/reset-password",
    "link": "/link/<uuid:link_id>/<given>",
    "sign_out": "/sign-out",
}
LONGEST_NEXT = 500
FORMS: dict[LinkKind, type[NewPasswordForm]] = {LinkKind.SIGN_UP: JoinForm, LinkKind.SETUP: SetupForm}


def mount(people: Blueprint) -> None:
    """Add the routes."""
    for name, rule in ROUTES.items():
        methods = ["POST"] if name == "sign_out" else ["GET", "POST"]
        people.add_url_rule(rule, name, globals()[name], methods=methods)


def safe_next(wanted: str) -> str:
    """Where to go afterwards: a path of this site, or nothing."""
    read = wanted.replace("\\", "/")  # as browsers read it
    inside = read.startswith("/") and not read.startswith("//") and wanted.isprintable()
    return wanted if inside and len(wanted) <= LONGEST_NEXT else ""


@changes(Open.PUBLIC)
def sign_in() -> Response:
    """E-mail address and password; in a host app, the host's own sign-in."""
    wanted = safe_next(request.args.get("next", ""))
    if runtime().hosted:
        return host_door.sign_in(wanted)
    form = SignInForm.read()
    if form.sent and form.validate():
        keep_despite_error()
        person = signing_in.verified(db_session(), email=str(form.email.data), password=str(form.password.data))
        if person is not None:
            return let_in(person, wanted)
        form.general_errors.append(
            _("That e-mail address and password do not belong together. Try again, or choose a new password.")
        )
    view = {"next": wanted, "passkeys": passkeys.possible(runtime().settings)}
    return page("lms/people/sign_in.jinja", view, form=form)


def let_in(person: Person, wanted: str, *, second: bool = False) -> Response:
    """Sign this browser in, where it was signed in before too, and send it on."""
    before = _sitting()
    if before is not None:
        signing_in.end(db_session(), row=before, by=Actor(person.id, person.chosen_name))
    signing_in.start(db_session(), person=person, browser=str(request.user_agent), second=second)
    return redirect(wanted or url("people.home"), 303)


def _sitting() -> UserSession | None:
    token = sent_token()
    open_here = sa.select(UserSession).filter_by(token_digest=digest(token or ""), ended_at=None)
    return db_session().scalar(open_here) if token else None


@changes(Open.PUBLIC)
@only_at_our_own_door
def sign_up() -> Response:
    """Ask for a link that starts an account."""
    form = AddressForm.read()
    wanted = safe_next(request.args.get("next", ""))
    if form.then(lambda: _once(lambda: links.ask_sign_up(db_session(), email=str(form.email.data), next_path=wanted))):
        return page("lms/people/link_sent.jinja")
    return page("lms/people/sign_up.jinja", {"next": wanted}, form=form)


def _once(ask: Callable[[], None]) -> None:
    """Ask for one mail, however often this form is pressed. Whoever opens the form again gets another."""
    if not pressed_before(db_session(), actor()):
        ask()


@changes(Open.PUBLIC)
@only_at_our_own_door
def reset() -> Response:
    """Ask for a link to choose a new password."""
    form = AddressForm.read()
    if form.then(lambda: _once(lambda: links.ask_reset(db_session(), email=str(form.email.data)))):
        return page("lms/people/link_sent.jinja")
    return page("lms/people/reset.jinja", form=form)


@changes(Open.PUBLIC)
@only_at_our_own_door
def link(link_id: UUID, given: str) -> Response:
    """The other end of a mailed link: choose a password, and be signed in."""
    found = links.open_link(db_session(), secret=runtime().settings.secret_key, link_id=link_id, given=given)
    if found is None:
        again = _pressed_again(link_id, given)
        if again is not None:
            return again
        logs.refused("a mailed link, used, run out or forged")
        return page("lms/people/link_over.jinja", status=404)
    form = FORMS.get(found.kind, NewPasswordForm).read()
    if form.then(lambda: _use(found, form)):
        return redirect(safe_next(found.next_path) or url("people.home"), 303)
    return page("lms/people/link.jinja", {"kind": found.kind.value}, form=form)


def _pressed_again(link_id: UUID, given: str) -> Response | None:
    """In once more, for the form that used this link and is pressed again in the same browser; None for all others."""
    used = links.used_link(db_session(), secret=runtime().settings.secret_key, link_id=link_id, given=given)
    person = db_session().get(Person, used.person_id) if used is not None else None
    typed = request.form.get("password", "")
    if used is None or person is None or not signing_in.pressed_again(db_session(), person=person, password=typed):
        return None
    signing_in.start(db_session(), person=person, browser=str(request.user_agent))
    return redirect(safe_next(used.next_path) or url("people.home"), 303)


def _use(found: MailedLink, form: NewPasswordForm) -> None:
    password = str(form.password.data)
    name = str(form.chosen_name.data) if isinstance(form, JoinForm) else ""
    if isinstance(form, SetupForm):
        person = links.set_up(
            db_session(),
            link=found,
            organisation=str(form.organisation.data),
            chosen_name=name,
            email=str(form.email.data),
            password=password,
        )
    else:
        person = links.use(db_session(), link=found, password=password, chosen_name=name)
    signing_in.end_all(db_session(), person_id=person.id, by=Actor(person.id, person.chosen_name))
    signing_in.start(db_session(), person=person, browser=str(request.user_agent))


@changes(Open.PUBLIC)
def sign_out() -> Response:
    """End this sign-in, here and on the server."""
    row = _sitting()
    if row is not None:
        signing_in.end(db_session(), row=row, by=actor())
    g.lms_left = True
    if not runtime().hosted:  # in a host the ended row must be found again, or the host would sign them in at once
        sign_browser()
    return see("people.sign_in", said=_("You are signed out."))
