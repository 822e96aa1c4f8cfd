"""A small team with a published framework, made through the real services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
import yaml
from beginnings import beginning
from sqlalchemy.orm import Session

from assessments import queries, services
from assessments.models import Area, Evidence, Portfolio
from assessments.rules.content import read_framework
from assessments.rules.marking import Marks, RatedArea
from assessments.services import Draft, Shelf
from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.people.models import Node, Person
from lms.people.roles import Role
from lms.testing import Client, House, make_node, make_person
from lms.testing.factories import make_actor
from modules.models import Enrolment, Programme, ProgrammeVersion, VersionState

SMALL = """
kind: framework
slug: small
version: "1.0"
title: A small framework
source: Written for tests.
scale:
  - {code: not-yet, label: Not yet met, pass: false, meaning: More is needed.}
  - {code: met, label: Met, pass: true, meaning: Nothing more is needed.}
criteria:
  - {code: valid, label: Valid, question: "Does it show the areas?"}
  - {code: sufficient, label: Sufficient, question: "Is there enough?"}
domains:
  - code: A
    title: First
    areas:
      - {code: A1, title: Listening, kind: core, summary: You listen., statements: [You can be quiet.]}
      - {code: A2, title: Boundaries, kind: core, summary: You keep to them., statements: [You can say no.]}
  - code: B
    title: Second
    areas:
      - {code: B1, title: Hope, kind: core, summary: You hold it., statements: [You can wait.]}
      - {code: B2, title: Groups, kind: optional, summary: You may lead one., statements: [You can begin.]}
      - {code: B3, title: Employing, kind: organisational, summary: The employer does., statements: [It pays.]}
plan:
  - code: P1
    title: A first talk
    prompt: Tell us of a talk.
    ways: [text, recording, file]
    areas: [A1, A2]
    looks_for:
      - {code: a, text: Quiet, strong: Waits., not_yet: Rushes.}
  - code: P2
    title: What gives hope
    prompt: Tell us what does.
    ways: [text, recording]
    areas: [B1]
    looks_for:
      - {code: a, text: Hope, strong: Is there., not_yet: Is not there.}
"""


@dataclass
class Team:
    """People by name, their nodes, and short ways to make things happen."""

    house: House
    people: dict[str, UUID] = field(default_factory=dict)
    nodes: dict[str, UUID] = field(default_factory=dict)
    portfolios: dict[str, UUID] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        return self.house.client(self.people[name])

    def actor(self, session: Session, name: str) -> Actor:
        return make_actor(session, self.house.runtime, session.get_one(Person, self.people[name]))

    def area(self, session: Session, code: str) -> Area:
        return session.scalars(sa.select(Area).filter_by(code=code)).one()

    def shelf(self) -> Shelf:
        return Shelf(self.house.runtime.files, 1)

    def enrol(self, session: Session, name: str, node: str) -> None:
        enrolment = make_enrolment(session, self.people[name], self.nodes[node])
        portfolio = services.begin_portfolio(session, enrolment_id=enrolment.id, by=SYSTEM)
        assert portfolio is not None
        self.portfolios[name] = portfolio.id

    def allocate(self, session: Session, name: str, assessor: str) -> None:
        services.allocate(
            session,
            portfolio=session.get_one(Portfolio, self.portfolios[name]),
            trainee_id=self.people[name],
            assessor_id=self.people[assessor],
            supporters=(),
            by=SYSTEM,
        )

    def offer(self, name: str, code: str = "P1", *, send: bool = True, text: str = "I waited.") -> UUID:
        with self.house.unit() as session:
            by = self.actor(session, name)
            portfolio, version = queries.own_portfolio(session, by.id) or (None, None)
            assert portfolio is not None and version is not None
            evidence = services.start(
                session, portfolio=portfolio, piece=queries.piece_by_code(session, version.id, code), by=by
            )
            areas = [area.id for area in queries.offered_areas(session, evidence.id)]
            draft = Draft(title=evidence.title, text=text, areas=areas, authentic=True, anonymised=True)
            services.save_draft(session, evidence=evidence, draft=draft, shelf=self.shelf(), by=by)
            if send:
                assert services.submit(session, evidence=evidence, by=by).ok
            return evidence.id

    def decide(self, assessor: str, evidence_id: UUID, ratings: Mapping[str, str] | None = None) -> UUID:
        with self.house.unit() as session:
            by = self.actor(session, assessor)
            case = queries.marking_case(session, by, evidence_id)
            assert case is not None
            areas = queries.offered_areas(session, evidence_id)
            given = {area.code: (ratings or {}).get(area.code, "met") for area in areas}
            marks = Marks(
                {"valid": True, "sufficient": "not-yet" not in given.values()},
                [RatedArea(a.id, a.code, a.title, a.kind, given[a.code], f"note {a.code}") for a in areas],
                strong="You waited.",
                rest="Say no once." if "not-yet" in given.values() else "",
            )
            assert services.decide(session, case=case, marks=marks, by=by).ok
            return queries.decisions_of(session, [evidence_id])[0].assessment.id

    def states(self, name: str) -> dict[str, str]:
        with self.house.unit() as session:
            enrolment_id = session.get_one(Portfolio, self.portfolios[name]).enrolment_id
            return {
                state.code: state.state.value for state in queries.area_states(session, [enrolment_id])[enrolment_id]
            }

    def evidence(self, evidence_id: UUID) -> Evidence:
        with self.house.unit() as session:
            found = session.get_one(Evidence, evidence_id)
            _ = found.text, found.linked  # opened while there are keys
            return found


def make_enrolment(session: Session, person_id: UUID, node_id: UUID) -> Enrolment:
    programme = session.scalar(sa.select(Programme).filter_by(slug="tests")) or Programme(slug="tests")
    session.add(programme)
    session.flush()
    version = session.scalar(sa.select(ProgrammeVersion).filter_by(programme_id=programme.id)) or ProgrammeVersion(
        programme_id=programme.id,
        number="1.0",
        title="A programme",
        nation="England",
        edition="1",
        summary="",
        intro="",
        help_now="",
        hours=1.0,
        law_checked=date(2026, 1, 1),
        glossary=[],
        digest="",
        state=VersionState.PUBLISHED,
    )
    session.add(version)
    session.flush()
    enrolment = Enrolment(person_id=person_id, node_id=node_id, version_id=version.id, last_active_at=clock.now())
    session.add(enrolment)
    session.flush()
    return enrolment


def publish_small(session: Session, text: str = SMALL) -> None:
    content, mistakes = read_framework(yaml.safe_load(text))
    assert content is not None, mistakes
    services.import_framework(session, content=content, by=SYSTEM)
    version = queries.version_by_number(session, content.slug, content.number)
    assert version is not None
    services.publish(session, version=version, by=SYSTEM)


@beginning
def team(house: House) -> Team:
    """Ana and Ben are trainees at north; Mia marks both; Ivo looks; Lea leads; and everybody else who must see nothing."""
    made = Team(house)
    with house.unit() as session:
        org = make_node(session, name="Org")
        north, south = make_node(session, org, name="North"), make_node(session, org, name="South")
        made.nodes.update(org=org.id, north=north.id, south=south.id)
        publish_small(session)
        cast: dict[str, tuple[Role, Node]] = {
            "ana": (Role.TRAINEE, north),
            "ben": (Role.TRAINEE, north),
            "sue": (Role.TRAINEE, south),
            "mia": (Role.ASSESSOR, org),
            "max": (Role.ASSESSOR, org),
            "ivo": (Role.IQA, org),
            "isa": (Role.IQA, south),
            "lea": (Role.LEAD, org),
            "len": (Role.LEAD, south),
            "hugh": (Role.HR, org),
            "mona": (Role.MANAGER, north),
            "ada": (Role.ADMIN, org),
            "sol": (Role.SUPERVISOR, north),
            "tia": (Role.TRAINER, org),
        }
        for name, (role, node) in cast.items():
            made.people[name] = make_person(session, {role: node}, name=name.title()).id
        for name in ("ana", "ben"):
            made.enrol(session, name, "north")
            made.allocate(session, name, "mia")
        made.enrol(session, "sue", "south")
    return made


@pytest.fixture
def wav() -> bytes:
    """A tiny sound."""
    from assessments.demo.words import recording

    return recording()


@pytest.fixture
def make_enrolment_for() -> Callable[[Session, UUID, UUID], Enrolment]:
    """How to enrol somebody at a node."""
    return make_enrolment
