"""`peer-lms person …`"""

import sys
from collections.abc import Sequence

import click
from flask import Flask

from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.core.web.runtime import runtime
from lms.people import links, passwords, queries, services, signing_in
from lms.people.factors import services as factors
from lms.people.models import Node, NodeKind
from lms.people.roles import Role

__all__ = ["COMMANDS"]


@click.group("person")
def person() -> None:
    """People: add one, give a role."""


def _address(_context: click.Context, _parameter: click.Parameter, email: str) -> str:
    if "@" not in email.strip("@"):
        raise click.BadParameter(f"'{email}' is not an e-mail address.")
    return email


def _good_enough(_context: click.Context, _parameter: click.Parameter, password: str | None) -> str | None:
    fault = None if password is None else passwords.fault(password)
    if fault is not None:
        raise click.BadParameter(str(fault))
    return password


@person.command("add")
@click.argument("email", callback=_address)
@click.option("--name", required=True, help="The name they go by.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--organisation", default="", help="Name of the organisation, when there is none yet.")
@click.option(
    "--password", default=None, callback=_good_enough, help="Set a password at once instead of sending a link."
)
@click.pass_obj
def add(app: Flask, email: str, name: str, role: str, organisation: str, password: str | None) -> None:
    """Add a person with a role at the organisation, and invite them."""
    try:
        with app.app_context(), runtime().database.unit_of_work() as session:
            root = queries.root_node(session) or services.add_node(
                session,
                name=organisation or "Our organisation",
                kind=NodeKind.ORGANISATION,
                parent=None,
                by=SYSTEM,
            )
            added = services.add_person(session, chosen_name=name, email=email, by=SYSTEM)
            services.grant(session, person_id=added.id, role=Role(role), node_id=root.id, by=SYSTEM)
            if password is not None:
                links.set_password(session, person=added, password=password)
                links.vouch(session, person=added)
            else:
                links.invite(session, person=added, by=SYSTEM)
    except Refused as refusal:
        _no(refusal)
    click.echo(f"Added {name}.", err=True)


@person.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--node", default="", help="Name of the node; the organisation when left out.")
@click.pass_obj
def grant(app: Flask, email: str, role: str, node: str) -> None:
    """Give a person one more role."""
    try:
        with app.app_context(), runtime().database.unit_of_work() as session:
            found = queries.person_by_email(session, email)
            where = _node(queries.nodes_at(session, [""]), node)
            if found is None or where is None:
                raise Refused(
                    f"There is no {'person ' + email if found is None else 'node ' + repr(node)}. Check the spelling."
                )
            services.grant(session, person_id=found.id, role=Role(role), node_id=where.id, by=SYSTEM)
    except Refused as refusal:
        _no(refusal)
    click.echo(f"{email} is now {role}.", err=True)


@person.command("reset-second-factor")
@click.argument("email")
@click.pass_obj
def reset_second_factor(app: Flask, email: str) -> None:
    """For somebody who lost phone, passkeys and codes: they set up a new one at their next sign-in."""
    try:
        with app.app_context(), runtime().database.unit_of_work() as session:
            found = queries.person_by_email(session, email)
            if found is None:
                raise Refused(f"There is no person {email}. Check the spelling.")
            factors.reset(session, person=found, by=SYSTEM)
            signing_in.end_all(session, person_id=found.id, by=SYSTEM)
    except Refused as refusal:
        _no(refusal)
    click.echo(f"{email} sets up a new second step at their next sign-in.", err=True)


def _node(nodes: Sequence[Node], name: str) -> Node | None:
    return next((node for node in nodes if not name or node.name == name), None)


def _no(refusal: Refused) -> None:
    click.echo(str(refusal.message), err=True)
    sys.exit(1)


COMMANDS: Sequence[click.Command] = (person,)
