"""One certificate's words, to print; and a small world to issue certificates in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
import yaml
from beginnings import beginning
from sqlalchemy.orm import Session, joinedload

import certificates
from assessments.queries import CoreProgress
from certificates import queries, services
from certificates.models import Certificate
from certificates.pdf import Sheet
from certificates.rule_files import read_rule
from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.core.settings import Settings
from lms.core.ui import Ui
from lms.people.identity import actor_for
from lms.people.models import Node, NodeKind, Person
from lms.people.roles import Role
from lms.people.services import grant
from lms.testing import House
from lms.testing.factories import make_node, make_person
from modules.models import Enrolment, Programme, ProgrammeVersion, VersionState
from modules.queries import ModulesDone

WORDS: dict[str, Any] = {
    "organisation": "Example Trust",
    "title": "Certificate in the Foundations of Peer Support",
    "name": "Siân Ŵyn",
    "statement": "has completed a programme of 66 hours of learning.",
    "issued_on": date(2026, 11, 23),
    "expires_on": None,
    "serial": "PL-2026-000123",
    "code": "7k3m-9xqa-0b1c-d2e3-f4g5-h6j7-k8m9",
    "address": "https://learn.example.org/verify/7k3m-9xqa-0b1c-d2e3-f4g5-h6j7-k8m9",
}


@pytest.fixture(scope="session")
def ui() -> Ui:
    """Pages, without an app around them."""
    return Ui(["lms", "certificates"])


@pytest.fixture(scope="session")
def sheet() -> Callable[..., Sheet]:
    """A sheet with some of its words changed: `sheet(name="…")`."""
    return lambda **words: Sheet(**{**WORDS, **words})


@dataclass
class Facts:
    """What learning and assessment would say: set by a test, for everybody or for one enrolment."""

    modules: tuple[int, int] = (11, 11)
    areas: tuple[int, int] = (24, 24)
    left: tuple[str, ...] = ()


@dataclass
class World:
    """One organisation with two services, a lead at each, a trainee at the first, and a published award."""

    house: House
    facts: Facts
    org: UUID
    here: UUID
    there: UUID
    lead: UUID
    other_lead: UUID
    trainee: UUID
    stranger: UUID
    enrolment: UUID
    rule: UUID

    def actor(self, session: Session, person_id: UUID) -> Actor:
        return actor_for(session, person_id, self.house.runtime.permissions)

    def issue(self, *, by: UUID | None = None, settings: Settings | None = None, at: datetime | None = None) -> UUID:
        """Issue the trainee's certificate; gives its id."""
        with clock.frozen(at or clock.now()), self.house.unit() as session:
            actor = self.actor(session, by or self.lead)
            case = queries.case_for(session, actor, self.enrolment)
            assert case is not None
            rule = queries.rule_for(session, "foundations", self.rule)
            assert rule is not None
            return services.issue(
                session, case=case, rule=rule, settings=settings or self.house.runtime.settings, by=actor
            ).id

    def get(self, certificate_id: UUID) -> Certificate:
        with self.house.unit() as session:
            return session.get_one(Certificate, certificate_id, options=[joinedload(Certificate.rule_version)])

    def set(self, certificate_id: UUID, **values: Any) -> None:
        with self.house.unit() as session:
            row = session.get_one(Certificate, certificate_id)
            for name, value in values.items():
                setattr(row, name, value)


def programme(session: Session) -> ProgrammeVersion:
    """A published programme of 66 hours."""
    base = Programme(slug="foundations")
    session.add(base)
    session.flush()
    version = ProgrammeVersion(
        programme_id=base.id,
        number="1.0",
        title="Foundations",
        nation="England",
        edition="England v1",
        summary="",
        intro="",
        help_now="",
        hours=66.0,
        law_checked=date(2026, 11, 2),
        glossary=[],
        digest="0" * 64,
        state=VersionState.PUBLISHED,
        published_at=clock.now(),
    )
    session.add(version)
    session.flush()
    return version


def enrolled(session: Session, version: ProgrammeVersion, person: Person, node: Node) -> UUID:
    """An enrolment that has just begun."""
    row = Enrolment(person_id=person.id, version_id=version.id, node_id=node.id, last_active_at=clock.now())
    session.add(row)
    session.flush()
    return row.id


def publish(session: Session, lead: Actor, **entries: Any) -> UUID:
    """Bring in and publish the award that comes with it, with some entries changed; gives the rule's id."""
    source = (Path(certificates.__file__).parent / "content" / "foundations-award.yaml").read_text("utf-8")
    document = read_rule(yaml.safe_dump({**yaml.safe_load(source), **entries}))
    version = services.import_rule(session, document=document, by=SYSTEM).version
    services.publish_rule(session, version=version, by=lead)
    return version.rule_id


@pytest.fixture
def world(settled: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """People, an enrolment and an award; what they have done is set through `world.facts`."""
    facts = settled.facts
    monkeypatch.setattr(
        "certificates.queries.awards.modules_done",
        lambda _s, ids: {key: ModulesDone(*facts.modules, facts.left) for key in ids},
    )
    monkeypatch.setattr(
        "certificates.queries.awards.core_progress",
        lambda _s, ids: {key: CoreProgress(*facts.areas, ()) for key in ids},
    )
    return settled


@beginning
def settled(house: House) -> World:
    """People, an enrolment and an award."""
    with house.unit() as session:
        org = make_node(session, name="Fernbrook Trust")
        here = make_node(session, org, name="Here", kind=NodeKind.SERVICE)
        there = make_node(session, org, name="There", kind=NodeKind.SERVICE)
        lead = make_person(session, {Role.LEAD: here}, name="Ruth", email="lead@test.example")
        other = make_person(session, {Role.LEAD: there}, name="Ola", email="other@test.example")
        trainee = make_person(session, {Role.TRAINEE: here}, name="Siân", email="trainee@test.example")
        trainee.certificate_name = "Siân Ŵyn Prydderch"
        stranger = make_person(session, {Role.TRAINEE: here}, name="Łukasz", email="stranger@test.example")
        rule = publish(session, actor_for(session, lead.id, house.runtime.permissions))
        enrolment = enrolled(session, programme(session), trainee, here)
        return World(
            house, Facts(), org.id, here.id, there.id, lead.id, other.id, trainee.id, stranger.id, enrolment, rule
        )


@pytest.fixture
def grant_lead(world: World) -> Callable[[UUID], None]:
    """Make somebody a lead where the trainee is."""

    def give(person_id: UUID) -> None:
        with world.house.unit() as session:
            grant(session, person_id=person_id, role=Role.LEAD, node_id=world.here, by=SYSTEM)

    return give


@pytest.fixture
def publish_again(world: World) -> Callable[..., UUID]:
    """Publish a further version of the award."""

    def again(**entries: Any) -> UUID:
        with world.house.unit() as session:
            return publish(session, world.actor(session, world.lead), **entries)

    return again


@pytest.fixture
def many(world: World) -> Callable[[int], None]:
    """So many more trainees; half of them hold a certificate."""

    def add(count: int) -> None:
        with world.house.unit() as session:
            version = session.scalars(sa.select(ProgrammeVersion)).one()
            node = session.get_one(Node, world.here)
            lead = world.actor(session, world.lead)
            rule = queries.rule_for(session, "foundations", world.rule)
            assert rule is not None
            for number in range(count):
                key = enrolled(session, version, make_person(session, {Role.TRAINEE: node}), node)
                case = queries.case_for(session, lead, key)
                if number % 2 and case is not None:
                    services.issue(session, case=case, rule=rule, settings=world.house.runtime.settings, by=lead)

    return add
