"""One's own account: names, telephone, where one is signed in."""

from uuid import UUID

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from lms.core.access import changes
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor, keep_despite_error
from lms.people import links, presenters, queries, services, signing_in
from lms.people.forms import ChangePasswordForm, NamesForm
from lms.people.identity import sitting
from lms.people.models import Person, UserSession
from lms.people.permissions import Can
from lms.people.views.host_door import only_at_our_own_door

__all__ = ["mount"]


def mount(people: Blueprint) -> None:
    """Add the routes."""
    people.add_url_rule("/account", "account", account, methods=["GET", "POST"])
    people.add_url_rule("/account/sessions/<uuid:session_id>/end", "end_session", end_session, methods=["POST"])
    people.add_url_rule("/account/sessions/end-others", "end_others", end_others, methods=["POST"])
    people.add_url_rule("/account/password", "change_password", change_password, methods=["GET", "POST"])


@changes(Can.OWN_ACCOUNT)
def account() -> Response:
    """See and change one's names and number."""
    person = db_session().get_one(Person, actor().id)
    form = NamesForm.read(obj=person)
    if form.then(lambda: _save(person, form)):
        return see("people.account", said=_("Saved."))
    shown = presenters.account(db_session(), person.id, sitting())
    return page("lms/people/account.jinja", shown, form=form)


def _save(person: Person, form: NamesForm) -> None:
    services.rename(
        db_session(),
        person=person,
        chosen_name=str(form.chosen_name.data),
        certificate_name=str(form.certificate_name.data),
        by=actor(),
        seen=seen_version(),
    )
    if (form.phone.data or "") != person.phone:
        services.update_contact(db_session(), person=person, phone=form.phone.data or "", by=actor())


@changes(Can.OWN_ACCOUNT)
def end_session(session_id: UUID) -> Response:
    """Sign out one of one's own browsers."""
    row = next((row for row in queries.sessions_of(db_session(), actor().id) if row.id == session_id), None)
    if row is None:
        abort(404)
    signing_in.end(db_session(), row=row, by=actor())
    return see("people.account", said=_("Signed out there."))


@changes(Can.OWN_ACCOUNT)
def end_others() -> Response:
    """Sign out of every browser but this one."""
    signing_in.end_all(db_session(), person_id=actor().id, by=actor(), but=sitting().id)
    return see("people.account", said=_("You are signed out everywhere else."))


@changes(Can.OWN_ACCOUNT)
@only_at_our_own_door
def change_password() -> Response:
    """Choose a new password; every other browser is signed out."""
    person = db_session().get_one(Person, actor().id)
    form = ChangePasswordForm.read()
    if form.sent:
        keep_despite_error()
    if form.then(lambda: _change(person, form)):
        return see("people.account", said=_("Your password is changed. You are signed out everywhere else."))
    return page("lms/people/password.jinja", form=form)


def _change(person: Person, form: ChangePasswordForm) -> None:
    row = db_session().get_one(UserSession, sitting().id)
    links.change_password(
        db_session(), person=person, row=row, current=str(form.current.data), password=str(form.password.data)
    )
    signing_in.end_all(db_session(), person_id=person.id, by=actor(), but=row.id)
