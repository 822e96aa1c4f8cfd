"""What people registers."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import click
from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core.access import Actor, Open
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card, MenuItem
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link
from lms.people import commands, demo, letters, links, mail, models, personal, queries, retention
from lms.people.crowd import FRESH
from lms.people.permissions import GRANTED, Can
from lms.people.sentences import SENTENCES
from lms.people.views import blueprint
from lms.plugins import Chapter, DataSection, DemoStory, FreshValue, OutboxHandler, RetentionRule, hookimpl

__all__ = ["plugin"]


class PeoplePlugin:
    """Home, the door, accounts and administration."""

    package = "lms"
    models = models

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [blueprint()]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[str]]:
        return GRANTED

    @hookimpl
    def menu(self) -> Iterable[MenuItem]:
        return [
            MenuItem(_l("Home"), "people.home", (Can.SEE_HOME,), 0),
            MenuItem(_l("People"), "people.admin_people", (Can.MANAGE_PEOPLE,), 90),
            MenuItem(_l("Audit"), "people.admin_audit", (Can.READ_AUDIT,), 91),
            MenuItem(_l("Plugins"), "people.admin_plugins", (Can.SEE_PLUGINS,), 93),
            MenuItem(_l("Text size and colour"), "people.reading", (Open.PUBLIC,), 95, footer=True),
        ]

    @hookimpl
    def home_cards(self, session: Session, actor: Actor) -> Iterable[Card]:
        if not actor.can(Can.MANAGE_PEOPLE):
            return []
        count = queries.open_links(session)
        link = Link("people.admin_people")
        waiting = Card(
            CardKind.WAITING,
            _l("Invitations not yet taken up"),
            _l("They run out after 14 days. You can send another."),
            link,
            _l("See people"),
            who=_l("the people invited"),
            count=count,
        )
        invite = Card(
            CardKind.NEXT,
            _l("Invite a colleague"),
            _l("Give somebody a role and send them a link."),
            Link("people.admin_invite"),
            _l("Invite"),
        )
        return [invite, waiting] if count else [invite]

    @hookimpl
    def personal_data(self, session: Session, person_id: UUID) -> Iterable[DataSection]:
        return personal.sections(session, person_id)

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        return commands.COMMANDS

    @hookimpl
    def demo(self, session: Session, story: DemoStory, chapter: Chapter) -> None:
        demo.tell(session, story, chapter)

    @hookimpl
    def fresh_values(self) -> Mapping[str, FreshValue]:
        return FRESH

    @hookimpl
    def outbox_handlers(self) -> Mapping[str, OutboxHandler]:
        return {mail.KIND: mail.send, links.KIND: links.send}

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES

    @hookimpl
    def retention_rules(self) -> Iterable[RetentionRule]:
        return (*retention.RULES, *letters.RULES)


plugin = PeoplePlugin()
