"""What is measured: the demo, and three assessors with queues of different lengths."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import Session

from assessments.models import Allocation, Evidence, EvidenceState, Portfolio, Waiting
from lms.cli.demo import load_story
from lms.cli.migrate import upgrade
from lms.core import clock
from lms.core.access import SYSTEM
from lms.core.db import Base
from lms.people import services, signing_in
from lms.people.models import Person
from lms.people.roles import Role
from lms.testing import House
from modules.models import Activity, ActivityKind, Enrolment, Module

AT_ONCE = 5000


@dataclass(frozen=True)
class Place:
    """A filled data folder: the session tokens of who is signed in, and the addresses of what is asked for."""

    folder: Path
    tokens: Mapping[str, str]
    page: str
    quiz: str
    questions: int


def furnish(folder: Path, queues: Iterable[int], *, seed: int) -> Place:
    """The demo with one more assessor for each length of queue; the trainee and all of them signed in."""
    house = House(folder, PEER_LMS_DEMO="1")
    upgrade(house.runtime.database, schemas=house.runtime.schemas)
    with house.app.app_context():
        story = load_story(house.runtime, seed=seed)
        assert story is not None
        people = {"trainee": story.people["trainee"]}
        with house.unit() as session:
            for length in queues:
                people[f"queue-{length}"] = _assessor(session, story.nodes["org"], story.people["t2"], length)
            page, _questions = first_activity(session, people["trainee"], ActivityKind.PAGE)
            quiz, questions = first_activity(session, people["trainee"], ActivityKind.QUIZ)
        tokens = {name: token_for(house, person) for name, person in people.items()}
    house.close()
    return Place(folder, tokens, page, quiz, questions)


def token_for(house: House, person_id: UUID) -> str:
    """The token of a browser that this person is signed in on."""
    with house.app.test_request_context(), house.runtime.database.unit_of_work() as session:
        signing_in.start(session, person=session.get_one(Person, person_id), browser="bench")
        return str(g.lms_token)


def first_activity(session: Session, person_id: UUID, kind: ActivityKind) -> tuple[str, int]:
    """The address of a trainee's first activity of a kind, and how many questions it asks."""
    query = (
        sa.select(Enrolment.id, Module.slug, Activity.slug, Activity.body)
        .join(Module, Module.version_id == Enrolment.version_id)
        .join(Activity, Activity.module_id == Module.id)
        .where(Enrolment.person_id == person_id, Activity.kind == kind, Module.number == 1)
        .order_by(Activity.position)
    )
    enrolment, module, activity, body = session.execute(query.limit(1)).one()
    return f"/learn/{enrolment}/{module}/{activity}", len(body.get("questions", ()))


def _assessor(session: Session, node_id: UUID, model_id: UUID, length: int) -> UUID:
    """An assessor for whom the work of `length` people waits, one piece each; they are enrolled like `model_id`."""
    person = services.add_person(session, chosen_name=f"Queue of {length}", email=None, by=SYSTEM)
    services.grant(session, person_id=person.id, role=Role.ASSESSOR, node_id=node_id, by=SYSTEM)
    query = sa.select(Enrolment, Portfolio.framework_version_id).join(Portfolio, Portfolio.enrolment_id == Enrolment.id)
    enrolment, framework = session.execute(query.where(Enrolment.person_id == model_id)).one()
    numbers = iter(range(length))
    while some := list(islice(numbers, AT_ONCE)):
        for model, rows in _rows(some, person.id, enrolment, framework).items():
            session.execute(sa.insert(model), list(rows))
    return person.id


def _rows(
    numbers: list[int], assessor: UUID, like: Enrolment, framework: UUID
) -> Mapping[type[Base], Iterator[dict[str, Any]]]:
    ids = [(number, uuid4(), uuid4(), uuid4()) for number in numbers]
    pieces = {number: uuid4() for number in numbers}
    now, new = clock.now(), {"version": 1}
    marked = {"framework_version_id": framework, "has_assessor": True}
    learns = {"version_id": like.version_id, "node_id": like.node_id, "last_active_at": now}
    waits = {"title": "A time I listened", "text": "I listened.", "state": EvidenceState.SUBMITTED, "submitted_at": now}
    return {
        Person: (
            new | {"id": p, "chosen_name": f"Person {n}", "certificate_name": f"Person {n}"} for n, p, _, _ in ids
        ),
        Enrolment: (new | learns | {"id": e, "person_id": p} for _, p, e, _ in ids),
        Portfolio: (new | marked | {"id": f, "enrolment_id": e} for _, _, e, f in ids),
        Allocation: (new | {"portfolio_id": f, "assessor_id": assessor} for _, _, _, f in ids),
        Evidence: (
            new | waits | {"id": pieces[n], "portfolio_id": f, "waiting_since": now - timedelta(minutes=n)}
            for n, _, _, f in ids
        ),
        Waiting: (
            new | {"evidence_id": e, "assessor_id": assessor, "since": now - timedelta(minutes=n)}
            for n, e in pieces.items()
        ),
    }
