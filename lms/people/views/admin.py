"""Administration: people, their roles, and plugins."""

from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms.fields import clean
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor, runtime
from lms.people import links, presenters, queries, services, signing_in
from lms.people.factors import services as factors
from lms.people.forms import GrantForm, InviteForm
from lms.people.models import Grant, Node, Person, PersonState
from lms.people.permissions import Can
from lms.people.reach import wholly_managed
from lms.people.roles import Role

__all__ = ["mount"]

PATH = "/admin/people/<uuid:person_id>"


def mount(people: Blueprint) -> None:
    """Add the routes."""
    people.add_url_rule("/admin/people", "admin_people", admin_people)
    people.add_url_rule("/admin/people/new", "admin_invite", admin_invite, methods=["GET", "POST"])
    people.add_url_rule(PATH, "admin_person", admin_person, methods=["GET", "POST"])
    people.add_url_rule(f"{PATH}/invite", "admin_invite_again", admin_invite_again, methods=["POST"])
    people.add_url_rule(f"{PATH}/suspend", "admin_suspend", admin_suspend, methods=["POST"])
    people.add_url_rule(f"{PATH}/sign-out", "admin_sign_out", admin_sign_out, methods=["POST"])
    people.add_url_rule(f"{PATH}/reset-factor", "admin_reset_factor", admin_reset_factor, methods=["POST"])
    people.add_url_rule("/admin/grants/<uuid:grant_id>/end", "admin_end_grant", admin_end_grant, methods=["POST"])
    people.add_url_rule("/admin/plugins", "admin_plugins", admin_plugins)


def _person(person_id: UUID) -> Person:
    return queries.managed_person(db_session(), actor(), person_id) or abort(404)


def _person_of_ours(person_id: UUID) -> Person:
    return wholly_managed(db_session(), actor(), person_id) or abort(404)


def _nodes() -> list[Node]:
    return queries.nodes_at(db_session(), actor().paths(Can.MANAGE_PEOPLE))


def _asked(name: str) -> str:
    return (clean(request.args.get(name)) or "")[:100]


@requires(Can.MANAGE_PEOPLE)
def admin_people() -> Response:
    """The people of one's own nodes."""
    search = _asked("q")
    found = queries.people_page(db_session(), actor(), search=search, cursor=request.args.get("after", ""))
    shown = presenters.people_list(db_session(), actor(), found, search, runtime().owner)
    return page("lms/people/admin_people.jinja", shown)


@changes(Can.MANAGE_PEOPLE)
def admin_invite() -> Response:
    """Add a person with a first role, and invite them."""
    form = InviteForm.read()
    form.node.offer([(str(node.id), node.name) for node in _nodes()])
    if form.then(lambda: _invite(form)):
        return see("people.admin_people", said=_("Added. The invitation is on its way."))
    return page("lms/people/admin_invite.jinja", form=form)


def _invite(form: InviteForm) -> None:
    person = services.add_person(
        db_session(), chosen_name=str(form.chosen_name.data), email=form.email.data, by=actor()
    )
    services.grant(
        db_session(), person_id=person.id, role=Role(form.role.data), node_id=UUID(form.node.data), by=actor()
    )
    links.invite(db_session(), person=person, by=actor())


@changes(Can.MANAGE_PEOPLE)
def admin_person(person_id: UUID) -> Response:
    """One person: roles, and one more role."""
    person = _person(person_id)
    form = GrantForm.read()
    form.node.offer([(str(node.id), node.name) for node in _nodes()])
    if form.then(lambda: _grant(person, form)):
        return see("people.admin_person", person_id=person.id, said=_("Role given."))
    return page("lms/people/admin_person.jinja", presenters.person(db_session(), actor(), person), form=form)


def _grant(person: Person, form: GrantForm) -> Grant:
    return services.grant(
        db_session(),
        person_id=person.id,
        role=Role(form.role.data),
        node_id=UUID(form.node.data),
        by=actor(),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
    )


@changes(Can.MANAGE_PEOPLE)
def admin_invite_again(person_id: UUID) -> Response:
    """Send one more invitation."""
    links.invite(db_session(), person=_person(person_id), by=actor())
    return see("people.admin_person", person_id=person_id, said=_("The invitation is on its way."))


@changes(Can.MANAGE_PEOPLE)
def admin_suspend(person_id: UUID) -> Response:
    """Close an account for now, or open it again."""
    person = _person_of_ours(person_id)
    if person.state is PersonState.ACTIVE:
        services.suspend(db_session(), person=person, by=actor())
        return see("people.admin_person", person_id=person_id, said=_("The account is closed for now."))
    services.reinstate(db_session(), person=person, by=actor())
    return see("people.admin_person", person_id=person_id, said=_("The account is open again."))


@changes(Can.MANAGE_PEOPLE)
def admin_sign_out(person_id: UUID) -> Response:
    """Sign somebody out everywhere, as after a phone was lost. Their account stays open."""
    person = _person_of_ours(person_id)
    signing_in.end_all(db_session(), person_id=person.id, by=actor())
    said = _("They are signed out everywhere. They can sign in again.")
    return see("people.admin_person", person_id=person_id, said=said)


@changes(Can.MANAGE_PEOPLE)
def admin_reset_factor(person_id: UUID) -> Response:
    """For somebody who lost phone, passkeys and codes: they set up a new second step when they sign in next."""
    person = _person_of_ours(person_id)
    factors.reset(db_session(), person=person, by=actor())
    signing_in.end_all(db_session(), person_id=person.id, by=actor())
    said = _("Their second step is removed, and they are signed out. They set up a new one when they sign in.")
    return see("people.admin_person", person_id=person_id, said=said)


@changes(Can.MANAGE_PEOPLE)
def admin_end_grant(grant_id: UUID) -> Response:
    """End a role."""
    grant = queries.managed_grant(db_session(), actor(), grant_id) or abort(404)
    services.end_grant(db_session(), grant=grant, by=actor())
    return see("people.admin_person", person_id=grant.person_id, said=_("The role has ended."))


@requires(Can.SEE_PLUGINS)
def admin_plugins() -> Response:
    """What others have added to this installation, and what of it is switched off and why."""
    return page("lms/people/admin_plugins.jinja", presenters.plugins(runtime().owner))
