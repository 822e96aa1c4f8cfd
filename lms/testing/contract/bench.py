"""What the checks look at: one plugin in a house of its own, over an empty database with every table."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from lms.cli.migrate import upgrade
from lms.core.access import Access, access_of
from lms.people.models import Node
from lms.people.roles import Role
from lms.plugins.guests import Guest
from lms.testing.client import Client
from lms.testing.factories import make_node, make_person
from lms.testing.house import House

__all__ = ["Bench", "Page", "Payloads"]

Payloads = Mapping[str, Callable[[Session], Mapping[str, Any]]]


@dataclass(frozen=True)
class Page:
    """One page of the plugin: its endpoint, what it declares, and an address to try it at."""

    endpoint: str
    access: Access | None
    path: str
    plain: bool
    methods: frozenset[str]


@dataclass
class Bench:
    """A house with the plugin in it. `public` endpoints may be open; `payloads` make an example of each outbox kind."""

    house: House
    name: str
    public: Collection[str] = ()
    payloads: Payloads = field(default_factory=dict)

    @classmethod
    def make(
        cls, folder: Path, name: str, *, public: Collection[str] = (), payloads: Payloads | None = None
    ) -> "Bench":
        """Build the house and bring its database up; tables that cannot be brought up are for a check to say."""
        house = House(folder)
        upgrade(house.runtime.database)
        with suppress(Exception):
            upgrade(house.runtime.database, schemas=house.runtime.schemas[1:])
        return cls(house, name, public, payloads or {})

    @cached_property
    def guest(self) -> Guest:
        """The plugin as it was found. Raises AssertionError when it is not installed."""
        owner: Any = self.house.runtime.owner
        found: dict[str, Guest] = {guest.name: guest for guest in owner.loaded.guests}
        assert self.name in found, f"no plugin {self.name} is installed, only {sorted(found)}; run: pip install -e ."
        return found[self.name]

    @cached_property
    def node(self) -> UUID:
        """One place for everybody."""
        with self.house.unit() as session:
            return make_node(session).id

    def person(self, *roles: Role) -> UUID:
        """Somebody with these roles."""
        with self.house.unit() as session:
            node = session.get_one(Node, self.node) if roles else None
            return make_person(session, {role: node for role in roles if node}).id

    @cached_property
    def holder(self) -> UUID:
        """Somebody who may do everything the plugin names."""
        named = self.guest.answers.get("permissions", {}).values()
        known = {role.value for role in Role}
        return self.person(*sorted({Role(role) for roles in named for role in roles if role in known}))

    def client(self, person: UUID | None = None) -> Client:
        """A browser; signed in when a person is given."""
        return self.house.client(person)

    def pages(self) -> list[Page]:
        """Every page of the plugin."""
        starts = tuple(f"lms.{blueprint.name}." for blueprint in self.guest.answers.get("blueprints", ()))
        rules = [rule for rule in self.house.app.url_map.iter_rules() if starts and rule.endpoint.startswith(starts)]
        return [self._page(rule) for rule in rules]

    def _page(self, rule: Rule) -> Page:
        adapter = self.house.app.url_map.bind("localhost")
        path = adapter.build(rule.endpoint, {name: _example(rule, name) for name in rule.arguments})
        access = access_of(self.house.app.view_functions[rule.endpoint])
        methods = frozenset(rule.methods or ()) - {"HEAD", "OPTIONS"}
        return Page(rule.endpoint.removeprefix("lms."), access, path, not rule.arguments, methods)


def _example(rule: Rule, name: str) -> Any:
    examples = {"UUIDConverter": uuid4(), "IntegerConverter": 1, "FloatConverter": 1.0}
    return examples.get(type(rule._converters[name]).__name__, "x")
