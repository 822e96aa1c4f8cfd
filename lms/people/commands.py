"""`peer-lms person …`"""

import sys
from collections.abc import Sequence

import click
from flask import Flask

from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.core.web.runtime import runtime
from lms.people import links, passwords, queries, services
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


def _long_enough(_context: click.Context, _parameter: click.Parameter, password: str | None) -> str | None:
    if password is not None and len(password) < passwords.LEAST:
        raise click.BadParameter(f"Use at least {passwords.LEAST} characters.")
    return password


@person.command("add")
@click.argument("email", callback=_address)
@click.option("--name", required=True, help="The name they go by.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--organisation", default="", help="Name of the organisation, when there is none yet.")
@click.option(
    "--password", default=None, callback=_long_enough, help="Set a password at once instead of sending a link."
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
            if password:
                links.set_password(session, person=added, password=password)
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


def _node(nodes: Sequence[Node], name: str) -> Node | None:
    return next((node for node in nodes if not name or node.name == name), None)


def _no(refusal: Refused) -> None:
    click.echo(str(refusal.message), err=True)
    sys.exit(1)


COMMANDS: Sequence[click.Command] = (person,)
