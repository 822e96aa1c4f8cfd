"""Setting up second factors, and taking them away: by whoever has just proved who they are."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import page, see, url
from lms.core.web import actor, halfway, keep_despite_error, runtime
from lms.people.factors import apps, passkeys, recovery, rules, services
from lms.people.factors.typed import grouped
from lms.people.forms import CodeForm
from lms.people.identity import sitting
from lms.people.models import Factor, FactorKind, Person
from lms.people.permissions import Can
from lms.people.proving import proving
from lms.people.views.door import safe_next
from lms.people.views.factors import pressed_again, whole_now

__all__ = ["codes_page", "enrolling", "mount"]

PATH = "/second-factor"


def mount(people: Blueprint) -> None:
    """Add the routes."""
    people.add_url_rule(f"{PATH}/add", "factor_add", factor_add)
    people.add_url_rule(f"{PATH}/app", "factor_app_begin", factor_app_begin, methods=["POST"])
    people.add_url_rule(f"{PATH}/app/<uuid:factor_id>", "factor_app", factor_app, methods=["GET", "POST"])
    people.add_url_rule(f"{PATH}/codes", "factor_codes", factor_codes, methods=["POST"])
    people.add_url_rule(f"{PATH}/<uuid:factor_id>/remove", "factor_remove", factor_remove, methods=["POST"])


def enrolling(view: Callable[..., Response]) -> Callable[..., Response]:
    """Serve this view to whoever proved in the last ten minutes who they are.

    Somebody half-way in who has a factor shows that first: the password alone is not to add another.
    """
    proved = proving(view)

    @functools.wraps(view)
    def served(**arguments: Any) -> Response:
        if halfway() and sitting().enrolled:
            return see("people.factor", next=_wanted() or None)
        return proved(**arguments)

    return served


def _wanted() -> str:
    return safe_next(request.args.get("next", ""))


@requires(Can.SECOND_FACTOR)
@enrolling
def factor_add() -> Response:
    """Which kind to set up."""
    possible = passkeys.possible(runtime().settings) and not runtime().hosted
    view = {"next": _wanted(), "passkeys": possible, "forced": halfway()}
    return page("lms/people/factor_add.jinja", view)


@changes(Can.SECOND_FACTOR)
@enrolling
def factor_app_begin() -> Response:
    """Make a key for an app."""
    services.expect_mail_read(db_session(), actor().id)
    begun = apps.begin(db_session(), person_id=actor().id, name=_("App on your phone"))
    return see("people.factor_app", factor_id=begun.id, next=_wanted() or None)


@changes(Can.SECOND_FACTOR)
@enrolling
def factor_app(factor_id: UUID) -> Response:
    """Show the key to the app, and take a code of it back."""
    begun = _own(factor_id)
    if begun.confirmed_at is not None or begun.kind is not FactorKind.APP:
        return _codes_again() if pressed_again() else see("people.account")
    form = CodeForm.read()
    if form.sent:
        keep_despite_error()
    if form.then(lambda: _confirm(begun, str(form.code.data))):
        return codes_page(_wanted())
    return page("lms/people/factor_app.jinja", _app_view(begun, begun.secret), form=form)


def _app_view(begun: Factor, key: str) -> dict[str, Any]:
    person = db_session().get_one(Person, begun.person_id)
    address = apps.address(key, person=person.email or person.chosen_name, organisation=runtime().settings.organisation)
    return {"id": begun.id, "next": _wanted(), "picture": apps.picture(address), "key": grouped(key), "link": address}


def _confirm(begun: Factor, typed: str) -> None:
    services.confirm_app(db_session(), factor=begun, typed=typed, by=actor())
    whole_now("app")


def _codes_again() -> Response:
    """The codes that the first press made were in a reply that nobody read: others take their place."""
    recovery.forget(db_session(), actor().id, since=sitting().second_at)
    return codes_page(_wanted())


def codes_page(wanted: str) -> Response:
    """Ten recovery codes, shown this once, for whoever has none; else on to the account."""
    if recovery.left(db_session(), actor().id):
        return see("people.account", said=_("Your second step is set up."))
    codes = recovery.make(db_session(), secret=runtime().settings.secret_key, person_id=actor().id)
    view = {"codes": [grouped(code, 5) for code in codes], "next": wanted or url("people.home")}
    return page("lms/people/factor_codes.jinja", view)


@changes(Can.SECOND_FACTOR)
@enrolling
def factor_codes() -> Response:
    """New recovery codes; the ones before stop working."""
    if not sitting().enrolled:
        return see("people.factor_add")
    recovery.forget(db_session(), actor().id)
    return codes_page(url("people.account"))


@changes(Can.SECOND_FACTOR)
@enrolling
def factor_remove(factor_id: UUID) -> Response:
    """Take a factor out of use."""
    needed = rules.required(runtime().settings, hosted=runtime().hosted) and rules.owed(
        actor().roles, enrolled=False, required=True
    )
    services.remove(db_session(), factor=_own(factor_id), needed=needed, by=actor())
    return see("people.account", said=_("Removed."))


def _own(factor_id: UUID) -> Factor:
    found = db_session().get(Factor, factor_id)
    return found if found is not None and found.person_id == actor().id else abort(404)
